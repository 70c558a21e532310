//! The encoding of workflows.

use super::Encoder;
use crate::model::workflow::{
    Action, Address, Again, Assignee, Block, ChangedTo, Channel, Code, Enrol, Event, ExistingOwner, Field, Input,
    MatchValue, Notice, OutputKind, Piece, Place, Priority, SetValue, SignPlace, Signature, Step, Suppress, Task,
    TaskKind, Text, Trigger, Webhook,
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
                match &from.association {
                    None => self.word("copy"),
                    Some(path) => {
                        self.word("copy from");
                        self.association(path);
                    }
                }
                self.property(&from.property);
                self.place(to);
            }
            Action::WaitUntil(until) => {
                self.word("wait until");
                self.until(until);
            }
            Action::WaitFor { events, minutes, branch: _, happened, otherwise } => {
                self.word("wait for");
                self.many(events, Self::event);
                self.number(*minutes);
                self.block(happened);
                self.block(otherwise);
            }
            Action::Split(arms) => {
                self.word("split");
                self.many(arms, |out, (share, block)| {
                    out.number(*share);
                    out.block(block);
                });
            }
            Action::Increase(place, by) => {
                self.word("increase");
                self.place(place);
                self.word(&by.text());
            }
            Action::Append(place, value) => {
                self.word("append");
                self.place(place);
                self.set_value(value);
            }
            Action::Notify(notice) => self.notice(notice),
            Action::CreateNote(note) => {
                self.word("note");
                self.text(note);
            }
            Action::CreateRecord { object, values } => {
                self.word("create");
                self.word(object.word());
                self.many(values, |out, (property, value)| {
                    out.property(property);
                    out.input(value);
                });
            }
            Action::Webhook(webhook) => self.webhook(webhook),
            Action::RunCode(code) => self.code(code),
            Action::GoTo(step) => {
                self.word("go to");
                self.number(step.0);
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
                match &input.association {
                    None => self.word("match"),
                    Some(path) => {
                        self.word("match associated");
                        self.association(path);
                    }
                }
                self.property(&input.property);
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
            SetValue::Shifted(distance) => {
                self.word("now and");
                self.distance(distance);
            }
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
            Piece::Associated(path, property) => {
                out.word("associated value of");
                out.association(path);
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

    fn notice(&mut self, notice: &Notice) {
        let Notice { channel, users, teams, owners, subject, body } = notice;
        self.word(match channel {
            Channel::App => "notify by app",
            Channel::Email => "notify by email",
        });
        self.many(users, Self::portal);
        self.many(teams, Self::portal);
        self.many(owners, Self::property);
        self.text(subject);
        self.maybe(body.as_ref(), Self::text);
    }

    fn webhook(&mut self, webhook: &Webhook) {
        self.word("webhook");
        self.word(webhook.method);
        match &webhook.url {
            Address::Text(url) => {
                self.word("url");
                self.word(url);
            }
            Address::Portal(name) => self.portal(name),
        }
        self.inputs(&webhook.parameters);
        self.maybe(webhook.signature.as_ref(), |out, signature| match signature {
            Signature::App(name) => {
                out.word("app");
                out.portal(name);
            }
            Signature::Secret { name, place, key } => {
                out.word(match place {
                    SignPlace::Header => "secret in header",
                    SignPlace::Query => "secret in query",
                });
                out.word(key);
                out.portal(name);
            }
        });
    }

    /// Code counts by what it is and not by the name of its file.
    fn code(&mut self, code: &Code) {
        let Code { runtime, source, inputs, outputs, secrets } = code;
        self.word("code");
        self.word(runtime);
        self.word(source);
        self.inputs(inputs);
        self.many(outputs, |out, (name, kind)| {
            out.word(name);
            out.word(match kind {
                OutputKind::String => "string",
                OutputKind::Number => "number",
                OutputKind::Bool => "bool",
                OutputKind::Date => "date",
                OutputKind::DateTime => "datetime",
                OutputKind::Enum => "enum",
            });
        });
        self.many(secrets, Self::portal);
    }

    fn inputs(&mut self, inputs: &[(String, Input)]) {
        self.many(inputs, |out, (name, value)| {
            out.word(name);
            out.input(value);
        });
    }

    fn input(&mut self, input: &Input) {
        match input {
            Input::Value(value) => self.set_value(value),
            Input::Property(place) => {
                self.word("what is in");
                self.place(place);
            }
        }
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
