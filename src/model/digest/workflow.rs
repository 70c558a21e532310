//! The encoding of workflows.

use super::Encoder;
use crate::model::workflow::{
    Action, Again, Assignee, Block, ChangedTo, Enrol, Event, ExistingOwner, Field, MatchValue, Piece, Place, Priority,
    SetValue, Step, Suppress, Task, TaskKind, Text, Trigger,
};

impl Encoder<'_> {
    pub(super) fn enrol(&mut self, enrol: &Enrol) {
        match enrol {
            Enrol::When(rule, triggers) => {
                self.word("enroll when");
                self.rule(rule);
                self.many(triggers, Self::trigger);
            }
            Enrol::On(events, again) => {
                self.word("enroll on");
                self.many(events, Self::event);
                self.again(*again);
            }
            Enrol::Manually(again) => {
                self.word("enroll manually");
                self.again(*again);
            }
        }
    }

    pub(super) fn event(&mut self, event: &Event) {
        match event {
            Event::Change(trigger) => self.trigger(trigger),
            Event::Created => self.word("created"),
            Event::Did(event, tests) => {
                self.word("event");
                self.event_type(event);
                self.many(tests, Self::property_test);
            }
        }
    }

    pub(super) fn again(&mut self, again: Again) {
        self.word(match again {
            Again::Never => "once",
            Again::Always => "again",
        });
    }

    pub(super) fn trigger(&mut self, trigger: &Trigger) {
        self.word("changes");
        self.property(&trigger.property);
        match &trigger.to {
            ChangedTo::Any => self.word("any"),
            ChangedTo::Unknown => self.word("unknown"),
            ChangedTo::Choice(values) => {
                self.word("choice");
                self.many(values, Self::choice);
            }
            ChangedTo::Texts(texts) => {
                self.word("texts");
                self.many(texts, |out, text| out.word(text));
            }
            ChangedTo::Bool(value) => {
                self.word("bool");
                self.bool(*value);
            }
            ChangedTo::Number(comparison, number) => {
                self.word("number");
                self.comparison(*comparison);
                self.word(&number.text());
            }
        }
    }

    pub(super) fn suppress(&mut self, suppress: &Suppress) {
        match suppress {
            Suppress::Nobody => self.word("suppress nobody"),
            Suppress::Lists(lists) => {
                self.word("suppress lists");
                self.many(lists, Self::list);
            }
            Suppress::Rule(rule) => {
                self.word("suppress rule");
                self.rule(rule);
            }
        }
    }

    pub(super) fn step(&mut self, step: &Step) {
        match &step.action {
            Action::Wait(minutes) => {
                self.word("wait");
                self.number(*minutes);
            }
            Action::Set(place, value) => {
                self.word("set");
                self.place(place);
                self.set_value(value);
            }
            Action::Copy { from, to } => {
                self.word("copy");
                self.property(from);
                self.place(to);
            }
            Action::If { arms, otherwise } => {
                self.word("if");
                self.many(arms, |out, (rule, block)| {
                    out.rule(rule);
                    out.block(block);
                });
                self.block(otherwise);
            }
            Action::Match { input, arms, otherwise } => {
                self.word("match");
                self.property(input);
                self.many(arms, |out, (values, block)| {
                    out.many(values, |out, value| match value {
                        MatchValue::Plain(text) => {
                            out.word("plain");
                            out.word(text);
                        }
                        MatchValue::Portal(name) => out.portal(name),
                    });
                    out.block(block);
                });
                self.block(otherwise);
            }
            Action::SendEmail(email) => {
                self.word("send");
                self.portal(email);
            }
            Action::CreateTask(task) => self.task(task),
            Action::Rotate { property, users, teams, existing } => {
                self.word("rotate");
                self.property(property);
                self.many(users, Self::portal);
                self.many(teams, Self::portal);
                self.word(match existing {
                    ExistingOwner::Keep => "keep",
                    ExistingOwner::Overwrite => "overwrite",
                });
            }
            Action::AddTo(list) => {
                self.word("add to");
                self.list(list);
            }
            Action::RemoveFrom(list) => {
                self.word("remove from");
                self.list(list);
            }
            Action::EnrollIn(flow) => {
                self.word("enroll in");
                self.flow(flow);
            }
            Action::Opaque { type_id, version, fields, returns } => {
                self.word("action");
                self.word(type_id);
                self.number(*version);
                self.fields(fields);
                self.many(returns, |out, key| out.word(key));
            }
            Action::End => self.word("end"),
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        self.word("block");
        self.maybe(block.label.as_ref(), |out, label| out.word(label));
        self.many(&block.steps, Self::step);
    }

    pub(super) fn place(&mut self, place: &Place) {
        self.maybe(place.association.as_ref(), Self::association);
        self.property(&place.property);
    }

    pub(super) fn set_value(&mut self, value: &SetValue) {
        match value {
            SetValue::Clear => self.word("clear"),
            SetValue::Now => self.word("now"),
            SetValue::Plain(text) => {
                self.word("plain");
                self.word(text);
            }
            SetValue::Options(options) => {
                self.word("options");
                self.many(options, |out, option| out.word(option));
            }
            SetValue::Text(text) => self.text(text),
            SetValue::Portal(name) => self.portal(name),
        }
    }

    pub(super) fn text(&mut self, text: &Text) {
        self.word("text");
        self.many(&text.pieces, |out, piece| match piece {
            Piece::Literal(literal) => {
                out.word("literal");
                out.word(literal);
            }
            Piece::Property(property) => {
                out.word("value of");
                out.property(property);
            }
            Piece::Output { step, key } => {
                out.word("output");
                out.number(step.0);
                out.word(key);
            }
        });
    }

    pub(super) fn task(&mut self, task: &Task) {
        self.word("task");
        self.text(&task.subject);
        self.maybe(task.body.as_ref(), Self::text);
        self.word(match task.kind {
            TaskKind::Todo => "todo",
            TaskKind::Call => "call",
            TaskKind::Email => "email",
        });
        self.word(match task.priority {
            Priority::None => "none",
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
        });
        self.maybe(task.due.as_ref(), |out, due| out.number(*due));
        self.maybe(task.assign.as_ref(), |out, assign| match assign {
            Assignee::Property(property) => {
                out.word("value of");
                out.property(property);
            }
            Assignee::User(name) => out.portal(name),
        });
    }

    pub(super) fn fields(&mut self, fields: &[(String, Field)]) {
        self.many(fields, |out, (key, field)| {
            out.word(key);
            out.field(field);
        });
    }

    pub(super) fn field(&mut self, field: &Field) {
        match field {
            Field::Text(text) => self.text(text),
            Field::Number(number) => {
                self.word("number");
                self.word(&number.text());
            }
            Field::Bool(value) => {
                self.word("bool");
                self.bool(*value);
            }
            Field::Portal(name) => self.portal(name),
            Field::List(list) => self.list(list),
            Field::Several(fields) => {
                self.word("several");
                self.many(fields, Self::field);
            }
            Field::Fields(fields) => {
                self.word("fields");
                self.fields(fields);
            }
        }
    }
}
