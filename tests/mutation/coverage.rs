//! The mutated program holds every form: a new one stops the build here until it is named, and then until it is used.

use std::collections::BTreeSet;

use hubwright::model::rule::{AssociatedTest, Leaf, Sign, Test, TimeTest};
use hubwright::model::timing::{Every, Frame, Leaving, ScheduleDays, Until};
use hubwright::model::workflow::{
    Action, Again, Assignee, Block, ChangedTo, Enrol, Event, Field, Input, MatchValue, Piece, Place, SetValue, Step,
    Suppress, Text, Trigger,
};
use hubwright::model::{FlowTarget, ListTarget, Program, Rule, Workflow};

/// Every form, by the names that the functions below give.
const ALL: &[&str] = &[
    "known",
    "unknown",
    "bool",
    "not bool",
    "number",
    "text",
    "texts",
    "choice",
    "before",
    "after",
    "on",
    "not on",
    "in last",
    "not in last",
    "more than ago",
    "after today",
    "Equal",
    "NotEqual",
    "Less",
    "LessOrEqual",
    "Greater",
    "GreaterOrEqual",
    "text Equal",
    "text NotEqual",
    "text Contains",
    "text DoesNotContain",
    "text StartsWith",
    "text EndsWith",
    "EqualAny",
    "EqualNone",
    "ContainsAny",
    "ContainsNone",
    "AnyOf",
    "NoneOf",
    "AllOf",
    "NotAllOf",
    "Exactly",
    "NotExactly",
    "Passes",
    "Fails",
    "member",
    "not member",
    "own list",
    "portal list",
    "association",
    "label",
    "any without a test",
    "member within any",
    "enroll when",
    "enroll on",
    "enroll manually",
    "again Never",
    "again Always",
    "created",
    "to anything",
    "to unknown",
    "to a choice",
    "to texts",
    "to a bool",
    "to a number",
    "suppress nobody",
    "suppress lists",
    "suppress rule",
    "wait",
    "set",
    "copy",
    "if",
    "match",
    "send",
    "task",
    "rotate",
    "add",
    "remove",
    "enroll in",
    "opaque",
    "end",
    "only if",
    "unenroll",
    "goal",
    "daily",
    "weekly",
    "monthly",
    "first monday",
    "last day",
    "yearly",
    "by property",
    "by property every year",
    "hours",
    "free days",
    "until weekday",
    "until time",
    "until date",
    "until property",
    "wait for",
    "split",
    "increase",
    "append",
    "notify App",
    "notify Email",
    "note",
    "record",
    "webhook",
    "code",
    "go to",
    "shifted",
    "associated",
    "input value",
    "input property",
    "Keep",
    "Overwrite",
    "of an association",
    "own flow",
    "portal flow",
    "clear",
    "now",
    "plain",
    "options",
    "set text",
    "set thing",
    "assign to property",
    "assign to user",
    "due",
    "body",
    "branch name",
    "match plain",
    "match thing",
    "literal",
    "property",
    "output",
    "field text",
    "field number",
    "field bool",
    "field thing",
    "field list",
    "several",
    "fields",
];

/// Returns the forms that a program holds.
fn forms(programs: &[&Program]) -> BTreeSet<String> {
    let mut found = Found(BTreeSet::new());
    for program in programs {
        program.segments.iter().for_each(|segment| found.rule(&segment.rule));
        program.workflows.iter().for_each(|workflow| found.workflow(workflow));
    }
    found.0
}

struct Found(BTreeSet<String>);

impl Found {
    fn note(&mut self, form: impl Into<String>) {
        self.0.insert(form.into());
    }

    fn rule(&mut self, rule: &Rule) {
        for leaf in rule.branches.iter().flat_map(|branch| &branch.leaves) {
            match leaf {
                Leaf::Property(test) => self.test(&test.test, format!("{:?}", test.empty)),
                Leaf::Activity(_) => self.note("activity"),
                Leaf::Event(_) => self.note("event"),
                Leaf::Member(member) => {
                    self.note(if member.sign == Sign::Holds { "member" } else { "not member" });
                    self.list(&member.list);
                }
                Leaf::Any { association, tests } => {
                    self.note(if association.label.is_some() { "label" } else { "association" });
                    if tests.is_empty() {
                        self.note("any without a test");
                    }
                    for test in tests {
                        match test {
                            AssociatedTest::Property(test) => self.test(&test.test, format!("{:?}", test.empty)),
                            AssociatedTest::Member(_) => self.note("member within any"),
                        }
                    }
                }
            }
        }
    }

    fn test(&mut self, test: &Test, empty: String) {
        self.note(empty);
        match test {
            Test::Known => self.note("known"),
            Test::Unknown => self.note("unknown"),
            Test::Bool(sign, _) => self.note(signed(*sign, "bool")),
            Test::Number(comparison, _) => {
                self.note("number");
                self.note(format!("{comparison:?}"));
            }
            Test::Text(comparison, _) => {
                self.note("text");
                self.note(format!("text {comparison:?}"));
            }
            Test::Texts(comparison, _) => {
                self.note("texts");
                self.note(format!("{comparison:?}"));
            }
            Test::Choice(comparison, _) => {
                self.note("choice");
                self.note(format!("{comparison:?}"));
            }
            Test::Time(_, TimeTest::Before(_)) => self.note("before"),
            Test::Time(_, TimeTest::After(_)) => self.note("after"),
            Test::Time(_, TimeTest::Within(sign, ..)) => self.note(signed(*sign, "on")),
            Test::Time(_, TimeTest::LastDays(sign, _)) => self.note(signed(*sign, "in last")),
            Test::Time(_, TimeTest::BeforeToday(_)) => self.note("more than ago"),
            Test::Time(_, TimeTest::AfterToday(..)) => self.note("after today"),
            Test::Time(_, TimeTest::NextDays(sign, _)) => self.note(signed(*sign, "in next")),
            Test::Time(_, TimeTest::Calendar(..)) => self.note("calendar"),
            Test::Time(_, TimeTest::Against(..)) => self.note("against"),
            Test::Past(sign, _) => self.note(signed(*sign, "past")),
            Test::SameText(_) => self.note("same text"),
        }
    }

    fn list(&mut self, list: &ListTarget) {
        self.note(match list {
            ListTarget::Own(_) => "own list",
            ListTarget::Portal(_) => "portal list",
        });
    }

    fn workflow(&mut self, workflow: &Workflow) {
        match &workflow.enrol {
            Enrol::When(rule, triggers) => {
                self.note("enroll when");
                self.rule(rule);
                triggers.iter().for_each(|trigger| self.trigger(trigger));
            }
            Enrol::On(events, again) => {
                self.note("enroll on");
                self.again(*again);
                for event in events {
                    match event {
                        Event::Change(trigger) => self.trigger(trigger),
                        Event::Created => self.note("created"),
                        Event::Did(..) => self.note("enroll on event"),
                    }
                }
            }
            Enrol::Manually(again) => {
                self.note("enroll manually");
                self.again(*again);
            }
        }
        match &workflow.suppress {
            Suppress::Nobody => self.note("suppress nobody"),
            Suppress::Lists(lists) => {
                self.note("suppress lists");
                lists.iter().for_each(|list| self.list(list));
            }
            Suppress::Rule(rule) => {
                self.note("suppress rule");
                self.rule(rule);
            }
        }
        self.frame(&workflow.frame);
        self.steps(&workflow.steps);
    }

    fn frame(&mut self, frame: &Frame) {
        for (form, rule) in [("only if", &frame.only_if), ("goal", &frame.goal)] {
            if let Some(rule) = rule {
                self.note(form);
                self.rule(rule);
            }
        }
        if frame.leaving == Leaving::WhenNoLongerMatching {
            self.note("unenroll");
        }
        match frame.schedule.as_ref().map(|schedule| &schedule.on) {
            None => {}
            Some(ScheduleDays::Daily) => self.note("daily"),
            Some(ScheduleDays::Weekly(_)) => self.note("weekly"),
            Some(ScheduleDays::Monthly(_)) => self.note("monthly"),
            Some(ScheduleDays::FirstMonday) => self.note("first monday"),
            Some(ScheduleDays::LastDay) => self.note("last day"),
            Some(ScheduleDays::Yearly(..)) => self.note("yearly"),
            Some(ScheduleDays::Property { every: Every::Once, .. }) => self.note("by property"),
            Some(ScheduleDays::Property { every: Every::Year, .. }) => self.note("by property every year"),
        }
        if !frame.windows.is_empty() {
            self.note("hours");
        }
        if !frame.blocked.is_empty() {
            self.note("free days");
        }
    }

    fn inputs<'i>(&mut self, inputs: impl Iterator<Item = &'i Input>) {
        for input in inputs {
            match input {
                Input::Value(value) => {
                    self.note("input value");
                    self.value(value);
                }
                Input::Property(place) => {
                    self.note("input property");
                    self.place(place);
                }
            }
        }
    }

    fn place(&mut self, place: &Place) {
        if place.association.is_some() {
            self.note("of an association");
        }
    }

    fn again(&mut self, again: Again) {
        self.note(format!("again {again:?}"));
    }

    fn trigger(&mut self, trigger: &Trigger) {
        self.note(match trigger.to {
            ChangedTo::Any => "to anything",
            ChangedTo::Unknown => "to unknown",
            ChangedTo::Choice(_) => "to a choice",
            ChangedTo::Texts(_) => "to texts",
            ChangedTo::Bool(_) => "to a bool",
            ChangedTo::Number(..) => "to a number",
        });
    }

    fn steps(&mut self, steps: &[Step]) {
        steps.iter().for_each(|step| self.action(&step.action));
    }

    fn block(&mut self, block: &Block) {
        if block.label.is_some() {
            self.note("branch name");
        }
        self.steps(&block.steps);
    }

    fn action(&mut self, action: &Action) {
        match action {
            Action::Wait(_) => self.note("wait"),
            Action::Set(place, value) => {
                self.note("set");
                if place.association.is_some() {
                    self.note("of an association");
                }
                self.value(value);
            }
            Action::Copy { .. } => self.note("copy"),
            Action::WaitUntil(until) => self.note(match until {
                Until::Weekday(..) => "until weekday",
                Until::Time(_) => "until time",
                Until::Date(..) => "until date",
                Until::Property { .. } => "until property",
            }),
            Action::WaitFor { happened, otherwise, .. } => {
                self.note("wait for");
                self.block(happened);
                self.block(otherwise);
            }
            Action::Split(arms) => {
                self.note("split");
                arms.iter().for_each(|(_, block)| self.block(block));
            }
            Action::Increase(..) => self.note("increase"),
            Action::Append(place, value) => {
                self.note("append");
                self.place(place);
                self.value(value);
            }
            Action::Notify(notice) => {
                self.note(format!("notify {:?}", notice.channel));
                self.text(&notice.subject);
                notice.body.iter().for_each(|body| self.text(body));
            }
            Action::CreateNote(note) => {
                self.note("note");
                self.text(note);
            }
            Action::CreateRecord { values, .. } => {
                self.note("record");
                self.inputs(values.iter().map(|(_, value)| value));
            }
            Action::Webhook(webhook) => {
                self.note("webhook");
                self.inputs(webhook.parameters.iter().map(|(_, value)| value));
            }
            Action::RunCode(code) => {
                self.note("code");
                self.inputs(code.inputs.iter().map(|(_, value)| value));
            }
            Action::GoTo(_) => self.note("go to"),
            Action::If { arms, otherwise } => {
                self.note("if");
                for (rule, block) in arms {
                    self.rule(rule);
                    self.block(block);
                }
                self.block(otherwise);
            }
            Action::Match { input: _, arms, otherwise } => {
                self.note("match");
                for (values, block) in arms {
                    for value in values {
                        self.note(match value {
                            MatchValue::Plain(_) => "match plain",
                            MatchValue::Portal(_) => "match thing",
                        });
                    }
                    self.block(block);
                }
                self.block(otherwise);
            }
            Action::SendEmail(_) => self.note("send"),
            Action::CreateTask(task) => {
                self.note("task");
                self.text(&task.subject);
                if let Some(body) = &task.body {
                    self.note("body");
                    self.text(body);
                }
                if task.due.is_some() {
                    self.note("due");
                }
                match &task.assign {
                    Some(Assignee::Property(_)) => self.note("assign to property"),
                    Some(Assignee::User(_)) => self.note("assign to user"),
                    None => {}
                }
            }
            Action::Rotate { existing, .. } => {
                self.note("rotate");
                self.note(format!("{existing:?}"));
            }
            Action::AddTo(list) => {
                self.note("add");
                self.list(list);
            }
            Action::RemoveFrom(list) => {
                self.note("remove");
                self.list(list);
            }
            Action::EnrollIn(flow) => {
                self.note("enroll in");
                self.note(match flow {
                    FlowTarget::Own(_) => "own flow",
                    FlowTarget::Portal(_) => "portal flow",
                });
            }
            Action::Opaque { fields, .. } => {
                self.note("opaque");
                fields.iter().for_each(|(_, field)| self.field(field));
            }
            Action::End => self.note("end"),
        }
    }

    fn value(&mut self, value: &SetValue) {
        match value {
            SetValue::Clear => self.note("clear"),
            SetValue::Now => self.note("now"),
            SetValue::Shifted(_) => self.note("shifted"),
            SetValue::Plain(_) => self.note("plain"),
            SetValue::Options(_) => self.note("options"),
            SetValue::Text(text) => {
                self.note("set text");
                self.text(text);
            }
            SetValue::Portal(_) => self.note("set thing"),
        }
    }

    fn text(&mut self, text: &Text) {
        for piece in &text.pieces {
            self.note(match piece {
                Piece::Literal(_) => "literal",
                Piece::Property(_) => "property",
                Piece::Associated(..) => "associated",
                Piece::Output { .. } => "output",
            });
        }
    }

    fn field(&mut self, field: &Field) {
        match field {
            Field::Text(text) => {
                self.note("field text");
                self.text(text);
            }
            Field::Number(_) => self.note("field number"),
            Field::Bool(_) => self.note("field bool"),
            Field::Portal(_) => self.note("field thing"),
            Field::List(_) => self.note("field list"),
            Field::Several(values) => {
                self.note("several");
                values.iter().for_each(|value| self.field(value));
            }
            Field::Fields(fields) => {
                self.note("fields");
                fields.iter().for_each(|(_, field)| self.field(field));
            }
        }
    }
}

fn signed(sign: Sign, form: &str) -> String {
    match sign {
        Sign::Holds => form.to_owned(),
        Sign::Not => format!("not {form}"),
    }
}

#[test]
fn the_mutated_program_holds_every_form() {
    let (segments, workflows) = (super::segments(), super::workflows());
    let found = forms(&[&segments, &workflows]);
    let all: BTreeSet<String> = ALL.iter().map(|form| (*form).to_owned()).collect();
    assert_eq!(all.symmetric_difference(&found).collect::<Vec<_>>(), Vec::<&String>::new());
}
