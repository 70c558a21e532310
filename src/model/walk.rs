//! Goes through what a checked declaration mentions.

use super::rule::{AssociatedTest, ChoiceValue, Leaf, Past, PropertyTest, Rule, Stamp, Test, TimeTest};
use super::timing::{Frame, ScheduleDays, Until};
use super::workflow::{
    Action, Assignee, ChangedTo, Enrol, Event, Field, Input, MatchValue, Piece, SetValue, Step, Suppress, Text, Trigger,
};
use super::{Property, Workflow};

/// A property and the values that stand beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Use<'a> {
    /// The property.
    pub property: &'a Property,
    /// Literals as they stand in the source and in the JSON: of an `enum` or a `set`, its options.
    pub literals: Vec<String>,
}

impl<'a> Use<'a> {
    fn of(property: &'a Property) -> Self {
        Self { property, literals: Vec::new() }
    }

    fn choices(property: &'a Property, values: &'a [ChoiceValue]) -> Self {
        let literals = values
            .iter()
            .filter_map(|value| match value {
                ChoiceValue::Option(option) => Some(option.clone()),
                ChoiceValue::Portal(_) => None,
            })
            .collect();
        Self { property, literals }
    }

    fn literal(property: &'a Property, text: impl Into<String>) -> Self {
        Self { property, literals: vec![text.into()] }
    }
}

/// Calls `visit` with every property of a rule.
pub fn rule<'a>(rule: &'a Rule, visit: &mut dyn FnMut(Use<'a>)) {
    for leaf in rule.branches.iter().flat_map(|branch| &branch.leaves) {
        match leaf {
            Leaf::Property(test) => of_test(test, visit),
            // The properties of an event are not those of a record.
            Leaf::Member(_) | Leaf::Activity(_) | Leaf::Event(_) => {}
            Leaf::Any { tests, .. } => {
                for test in tests {
                    match test {
                        AssociatedTest::Property(test) => of_test(test, visit),
                        AssociatedTest::Member(_) => {}
                    }
                }
            }
        }
    }
}

fn of_test<'a>(test: &'a PropertyTest, visit: &mut dyn FnMut(Use<'a>)) {
    let property = &test.property;
    let found = match &test.test {
        Test::Known | Test::Unknown => Use::of(property),
        Test::Bool(_, value) => Use::literal(property, value.to_string()),
        Test::Number(_, number) => Use::literal(property, number.text()),
        Test::Text(_, text) => Use::literal(property, text),
        Test::Texts(_, texts) => Use { literals: texts.clone(), ..Use::of(property) },
        Test::Choice(_, values) => Use::choices(property, values),
        Test::Past(_, past) => match past {
            Past::Bool(value) => Use::literal(property, value.to_string()),
            Past::Number(number) => Use::literal(property, number.text()),
            Past::Text(text) => Use::literal(property, text),
            Past::Choice(values) => Use::choices(property, values),
        },
        // The day of a change is no value of the property.
        Test::Time(Stamp::Changed, TimeTest::Against(_, other)) => {
            visit(Use::of(other));
            Use::of(property)
        }
        Test::Time(Stamp::Changed, _) => Use::of(property),
        Test::Time(Stamp::Value, time) => match time {
            TimeTest::Before(day) | TimeTest::After(day) => Use::literal(property, day.to_string()),
            TimeTest::Within(_, first, last) if first == last => Use::literal(property, first.to_string()),
            TimeTest::Within(_, first, last) => {
                Use { literals: vec![first.to_string(), last.to_string()], ..Use::of(property) }
            }
            TimeTest::Against(_, other) => {
                visit(Use::of(other));
                Use::of(property)
            }
            TimeTest::BeforeToday(_)
            | TimeTest::AfterToday(..)
            | TimeTest::LastDays(..)
            | TimeTest::NextDays(..)
            | TimeTest::Calendar(..) => Use::of(property),
        },
        Test::SameText(other) => {
            visit(Use::of(other));
            Use::of(property)
        }
    };
    visit(found);
}

/// Calls `visit` with every property of a workflow.
pub fn workflow<'a>(workflow: &'a Workflow, visit: &mut dyn FnMut(Use<'a>)) {
    match &workflow.enrol {
        Enrol::When(condition, triggers) => {
            rule(condition, visit);
            triggers.iter().for_each(|trigger| visit(of_trigger(trigger)));
        }
        Enrol::On(happened, _) => events(happened, visit),
        Enrol::Manually(_) => {}
    }
    match &workflow.suppress {
        Suppress::Rule(condition) => rule(condition, visit),
        Suppress::Nobody | Suppress::Lists(_) => {}
    }
    frame(&workflow.frame, visit);
    steps(&workflow.steps, visit);
}

fn events<'a>(events: &'a [Event], visit: &mut dyn FnMut(Use<'a>)) {
    for event in events {
        match event {
            Event::Change(trigger) => visit(of_trigger(trigger)),
            // The properties of an event are not those of a record.
            Event::Created | Event::Did(..) => {}
        }
    }
}

fn frame<'a>(frame: &'a Frame, visit: &mut dyn FnMut(Use<'a>)) {
    for condition in [&frame.only_if, &frame.goal].into_iter().flatten() {
        rule(condition, visit);
    }
    match frame.schedule.as_ref().map(|schedule| &schedule.on) {
        Some(ScheduleDays::Property { property, .. }) => visit(Use::of(property)),
        Some(
            ScheduleDays::Daily
            | ScheduleDays::Weekly(_)
            | ScheduleDays::Monthly(_)
            | ScheduleDays::FirstMonday
            | ScheduleDays::LastDay
            | ScheduleDays::Yearly(..),
        )
        | None => {}
    }
}

fn of_trigger(trigger: &Trigger) -> Use<'_> {
    let property = &trigger.property;
    match &trigger.to {
        ChangedTo::Any | ChangedTo::Unknown => Use::of(property),
        ChangedTo::Choice(values) => Use::choices(property, values),
        ChangedTo::Texts(texts) => Use { literals: texts.clone(), ..Use::of(property) },
        ChangedTo::Bool(value) => Use::literal(property, value.to_string()),
        ChangedTo::Number(_, number) => Use::literal(property, number.text()),
    }
}

fn steps<'a>(list: &'a [Step], visit: &mut dyn FnMut(Use<'a>)) {
    for step in list {
        match &step.action {
            Action::Wait(_)
            | Action::SendEmail(_)
            | Action::AddTo(_)
            | Action::RemoveFrom(_)
            | Action::EnrollIn(_)
            | Action::GoTo(_)
            | Action::End => {}
            Action::Opaque { fields, .. } => fields.iter().for_each(|(_, value)| field(value, visit)),
            Action::WaitUntil(until) => match until {
                Until::Property { property, .. } => visit(Use::of(property)),
                Until::Weekday(..) | Until::Time(_) | Until::Date(..) => {}
            },
            Action::WaitFor { events: awaited, happened, otherwise, .. } => {
                events(awaited, visit);
                steps(&happened.steps, visit);
                steps(&otherwise.steps, visit);
            }
            Action::Split(arms) => arms.iter().for_each(|(_, block)| steps(&block.steps, visit)),
            Action::Increase(place, _) => visit(Use::of(&place.property)),
            Action::Notify(notice) => {
                text(&notice.subject, visit);
                if let Some(body) = &notice.body {
                    text(body, visit);
                }
                notice.owners.iter().for_each(|owner| visit(Use::of(owner)));
            }
            Action::CreateNote(note) => text(note, visit),
            Action::CreateRecord { values, .. } => {
                for (property, value) in values {
                    match value {
                        Input::Value(value) => {
                            let found = of_value(property, value, visit);
                            visit(found);
                        }
                        Input::Property(place) => {
                            visit(Use::of(property));
                            visit(Use::of(&place.property));
                        }
                    }
                }
            }
            Action::Webhook(webhook) => inputs(&webhook.parameters, visit),
            Action::RunCode(code) => inputs(&code.inputs, visit),
            Action::Set(place, value) | Action::Append(place, value) => {
                let found = of_value(&place.property, value, visit);
                visit(found);
            }
            Action::Copy { from, to } => {
                visit(Use::of(&from.property));
                visit(Use::of(&to.property));
            }
            Action::If { arms, otherwise } => {
                for (condition, block) in arms {
                    rule(condition, visit);
                    steps(&block.steps, visit);
                }
                steps(&otherwise.steps, visit);
            }
            Action::Match { input, arms, otherwise } => {
                for (values, block) in arms {
                    let literals = values
                        .iter()
                        .filter_map(|value| match value {
                            MatchValue::Plain(text) => Some(text.clone()),
                            MatchValue::Portal(_) => None,
                        })
                        .collect();
                    visit(Use { literals, ..Use::of(&input.property) });
                    steps(&block.steps, visit);
                }
                steps(&otherwise.steps, visit);
            }
            Action::CreateTask(task) => {
                text(&task.subject, visit);
                if let Some(body) = &task.body {
                    text(body, visit);
                }
                if let Some(Assignee::Property(property)) = &task.assign {
                    visit(Use::of(property));
                }
            }
            Action::Rotate { property, .. } => visit(Use::of(property)),
        }
    }
}

fn inputs<'a>(inputs: &'a [(String, Input)], visit: &mut dyn FnMut(Use<'a>)) {
    for (_, input) in inputs {
        match input {
            Input::Property(place) => visit(Use::of(&place.property)),
            Input::Value(SetValue::Text(pieces)) => text(pieces, visit),
            Input::Value(
                SetValue::Clear
                | SetValue::Now
                | SetValue::Shifted(_)
                | SetValue::Plain(_)
                | SetValue::Options(_)
                | SetValue::Portal(_),
            ) => {}
        }
    }
}

fn field<'a>(value: &'a Field, visit: &mut dyn FnMut(Use<'a>)) {
    match value {
        Field::Text(pieces) => text(pieces, visit),
        Field::Several(values) => values.iter().for_each(|value| field(value, visit)),
        Field::Fields(fields) => fields.iter().for_each(|(_, value)| field(value, visit)),
        Field::Number(_) | Field::Bool(_) | Field::Portal(_) | Field::List(_) => {}
    }
}

fn of_value<'a>(property: &'a Property, value: &'a SetValue, visit: &mut dyn FnMut(Use<'a>)) -> Use<'a> {
    match value {
        SetValue::Clear | SetValue::Now | SetValue::Shifted(_) | SetValue::Portal(_) => Use::of(property),
        SetValue::Plain(plain) => Use::literal(property, plain),
        SetValue::Options(options) => Use { literals: options.clone(), ..Use::of(property) },
        SetValue::Text(pieces) => {
            text(pieces, visit);
            Use::of(property)
        }
    }
}

fn text<'a>(text: &'a Text, visit: &mut dyn FnMut(Use<'a>)) {
    for piece in &text.pieces {
        match piece {
            Piece::Property(property) | Piece::Associated(_, property) => visit(Use::of(property)),
            Piece::Literal(_) | Piece::Output { .. } => {}
        }
    }
}
