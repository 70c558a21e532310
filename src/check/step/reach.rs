//! Steps that tell people, make records, and reach beyond HubSpot's records.

use std::collections::BTreeMap;

use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::platform::{CODE_RUNTIMES, MOST_CODE_INPUTS, Object, WEBHOOK_METHODS};
use crate::model::rule::ChoiceValue;
use crate::model::workflow::{
    Action, Address, Channel, Code, Field, Input, Notice, OutputKind, Place, SetValue, Signature, Webhook,
};
use crate::model::{ListTarget, PortalName};
use crate::problem::check::{FlowFault, StepFault};
use crate::problem::{Note, nearest};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, CodeLine, Path, Ref, RefKind, Sign, Target, Value, ValueKind, WebhookUrl};

use super::super::value::{found, place as place_of};
use super::super::{Checker, property};
use super::Walk;
use super::write::plain_or_text;

impl Checker<'_> {
    pub(super) fn increase(
        &mut self,
        direction: ast::Direction,
        path: &Path,
        by: &Value,
        object: Object,
    ) -> Option<Action> {
        let (place, feature) = self.target_place(path, object)?;
        if feature.kind != FeatureKind::Number {
            self.report(path.span(), StepFault::NotANumber { feature: feature.name, kind: feature.kind.word() });
            return None;
        }
        let mut amount = self.number(&feature, by)?;
        let opposite = match direction {
            ast::Direction::Increase => "decrease",
            ast::Direction::Decrease => "increase",
        };
        if amount.0 <= 0.0 {
            self.report(by.span, StepFault::BadAmount { opposite });
            return None;
        }
        if direction == ast::Direction::Decrease {
            amount.0 = -amount.0;
        }
        Some(Action::Increase(place, amount))
    }

    pub(super) fn append(&mut self, value: &Value, to: &Path, walk: &Walk<'_>) -> Option<Action> {
        let (place, feature) = self.target_place(to, walk.object)?;
        let value = match &feature.kind {
            FeatureKind::Set(_) => match self.choice(&feature, value)? {
                ChoiceValue::Option(option) => SetValue::Options(vec![option]),
                ChoiceValue::Portal(name) => SetValue::Portal(name),
            },
            FeatureKind::Text => self.set_value(&feature, value, walk)?,
            FeatureKind::Bool
            | FeatureKind::Number
            | FeatureKind::Date
            | FeatureKind::DateTime
            | FeatureKind::Enum(_)
            | FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => {
                self.report(to.span(), StepFault::NoAppend { feature: feature.name, kind: feature.kind.word() });
                return None;
            }
        };
        Some(Action::Append(place, value))
    }

    pub(super) fn notify(
        &mut self,
        (targets, by): (&[Target], Option<Channel>),
        (subject, body): (&Spanned<String>, Option<&Spanned<String>>),
        walk: &Walk<'_>,
    ) -> Option<Action> {
        let (mut users, mut teams, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        let mut whole = Some(());
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for target in targets {
            let (word, at) = match target {
                Target::Name(name) => {
                    let feature = self.feature(name, walk.object);
                    let Some(feature) = feature.filter(|feature| self.owner_feature(feature, name.span).is_some())
                    else {
                        whole = None;
                        continue;
                    };
                    owners.push(property::of(feature));
                    (feature.name.clone(), name.span)
                }
                Target::Ref(reference) => {
                    let at = place_of(reference);
                    let name = reference.name.node.clone();
                    match (reference.kind.node, &reference.stage) {
                        (RefKind::User, None) => users.push(PortalName::User(name)),
                        (RefKind::Team, None) => teams.push(PortalName::Team(name)),
                        (_, _) => {
                            self.wrong_reference(reference, "an owner feature, `user(\"…\")` or `team(\"…\")`");
                            whole = None;
                            continue;
                        }
                    }
                    (format!("{}({:?})", reference.kind.node.word(), reference.name.node), at)
                }
            };
            if let Some(first) = seen.insert(word.clone(), at) {
                let fault = FlowFault::DoubledValue { value: word, place: "`notify`" };
                self.report_and(at, fault, vec![(first, Note::FirstHere)]);
                whole = None;
            }
        }
        users.sort();
        teams.sort();
        owners.sort_by(|a, b| a.name.cmp(&b.name));
        if subject.node.trim().is_empty() {
            self.report(subject.span, FlowFault::EmptySubject);
        }
        let subject = self.text(subject, walk);
        let body = match body {
            Some(body) => Some(self.text(body, walk)?),
            None => None,
        };
        let subject = subject?;
        let channel = by.unwrap_or(Channel::Email);
        whole.map(|()| Action::Notify(Notice { channel, users, teams, owners, subject, body }))
    }

    pub(super) fn create_record(&mut self, object: &Ident, fields: &[ast::Field], walk: &Walk<'_>) -> Option<Action> {
        let made = self.object(object)?;
        self.distinct_keys(fields.iter().map(|field| &field.key), "the fields");
        let mut values = Some(Vec::with_capacity(fields.len()));
        for field in fields {
            let read = self.feature(&field.key, made).and_then(|feature| {
                self.writable(feature, field.key.span)?;
                let value = self.record_value(feature, &field.value, walk)?;
                Some((property::of(feature), value))
            });
            match (read, values.as_mut()) {
                (Some(value), Some(values)) => values.push(value),
                (None, _) | (_, None) => values = None,
            }
        }
        values.map(|values| Action::CreateRecord { object: made, values })
    }

    /// Reads what a feature of a new record is given: a bare name is a feature of the enrolled one.
    fn record_value(&mut self, feature: &Feature, value: &Value, walk: &Walk<'_>) -> Option<Input> {
        let Some((place, source)) = self.read_feature(value, walk.object)? else {
            return self.set_value(feature, value, walk).map(Input::Value);
        };
        self.copies(&source, feature, value.span)?;
        Some(Input::Property(place))
    }

    /// Reads a feature where a bare name is one. The outer nothing is a reported fault, the inner one another value.
    #[expect(clippy::option_option, reason = "a name that is wrong and a value that is none are two things")]
    fn read_feature(&mut self, value: &Value, object: Object) -> Option<Option<(Place, Feature)>> {
        let path = match &value.node {
            ValueKind::Word(word) => Path { association: None, feature: Spanned::new(word.clone(), value.span) },
            ValueKind::Path(association, feature) => {
                Path { association: Some(association.clone()), feature: feature.clone() }
            }
            ValueKind::Text(_)
            | ValueKind::Number(_)
            | ValueKind::Bool(_)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => return Some(None),
        };
        self.place(&path, object).map(Some)
    }

    /// Reads what a request or code is given.
    fn input(&mut self, value: &Value, walk: &Walk<'_>) -> Option<Input> {
        if let Some((place, _)) = self.read_feature(value, walk.object)? {
            return Some(Input::Property(place));
        }
        let value = match &value.node {
            ValueKind::Text(text) if text.is_empty() => SetValue::Plain(String::new()),
            ValueKind::Text(text) => plain_or_text(self.text(&Spanned::new(text.clone(), value.span), walk)?),
            ValueKind::Number(written) => SetValue::Plain(self.decimal(written, value.span)?.text()),
            ValueKind::Bool(truth) => SetValue::Plain(truth.to_string()),
            ValueKind::Now(None) => SetValue::Now,
            ValueKind::Now(Some(shift)) => SetValue::Shifted(self.shifted(shift, &FeatureKind::DateTime)?),
            ValueKind::Ref(reference) => match self.field_reference(reference, value.span, walk)? {
                Field::Portal(name) | Field::List(ListTarget::Portal(name)) => SetValue::Portal(name),
                Field::List(ListTarget::Own(_))
                | Field::Text(_)
                | Field::Number(_)
                | Field::Bool(_)
                | Field::Several(_)
                | Field::Fields(_) => return None,
            },
            ValueKind::Word(_)
            | ValueKind::Path(..)
            | ValueKind::Duration(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => {
                self.report(value.span, FlowFault::BareField { found: found(&value.node) });
                return None;
            }
        };
        Some(Input::Value(value))
    }

    fn distinct_keys<'k>(&mut self, keys: impl Iterator<Item = &'k Ident>, place: &'static str) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for key in keys {
            if let Some(first) = seen.insert(&key.node, key.span) {
                let fault = FlowFault::DoubledValue { value: key.node.clone(), place };
                self.report_and(key.span, fault, vec![(first, Note::FirstHere)]);
            }
        }
    }

    pub(super) fn webhook(
        &mut self,
        (method, url): (&Ident, &WebhookUrl),
        fields: &[ast::Field],
        sign: Option<&Sign>,
        walk: &Walk<'_>,
    ) -> Option<Action> {
        let method = self.word(method, WEBHOOK_METHODS);
        let url = match url {
            WebhookUrl::Text(text) => match wrong_address(&text.node) {
                Some(why) => {
                    self.report(text.span, StepFault::BadAddress { why });
                    None
                }
                None => Some(Address::Text(text.node.clone())),
            },
            WebhookUrl::Parameter(name) => {
                self.not_a_name(name, "`url(\"…\")` or the address itself");
                None
            }
            WebhookUrl::Ref(reference) => {
                let name = self.bound(reference, RefKind::Url, "`url(\"…\")` or the address itself");
                name.map(|name| Address::Portal(PortalName::Url(name)))
            }
        };
        self.distinct_keys(fields.iter().map(|field| &field.key), "the fields");
        let read: Vec<_> = fields
            .iter()
            .map(|field| self.input(&field.value, walk).map(|value| (field.key.node.clone(), value)))
            .collect();
        let signature = match sign {
            Some(sign) => Some(self.signature(sign)?),
            None => None,
        };
        let parameters = read.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Action::Webhook(Webhook { method: method?, url: url?, parameters, signature }))
    }

    fn signature(&mut self, sign: &Sign) -> Option<Signature> {
        let wanted = "`app(\"…\")` or `secret(\"…\")`";
        let with = self.thing_of(&sign.with, wanted)?;
        match (with.kind.node, &sign.place) {
            (RefKind::App, None) => Some(Signature::App(PortalName::App(with.name.node.clone()))),
            (RefKind::App, Some((place, key))) => {
                self.report(place.span.to(key.span), StepFault::AppPlace);
                None
            }
            (RefKind::Secret, Some((place, key))) => {
                let name = PortalName::Secret(with.name.node.clone());
                Some(Signature::Secret { name, place: place.node, key: key.node.clone() })
            }
            (RefKind::Secret, None) => {
                self.report(place_of(with), StepFault::SecretPlace);
                None
            }
            (_, _) => {
                self.wrong_reference(with, wanted);
                None
            }
        }
    }

    /// Reads the name of a reference of one kind, which the bindings of each environment resolve.
    fn bound(&mut self, reference: &Ref, kind: RefKind, wanted: &'static str) -> Option<String> {
        if reference.kind.node == kind && reference.stage.is_none() {
            return Some(reference.name.node.clone());
        }
        self.wrong_reference(reference, wanted);
        None
    }

    pub(super) fn run_code(
        &mut self,
        (file, runtime): (&Spanned<String>, &Ident),
        lines: &[Spanned<CodeLine>],
        at: Span,
        walk: &Walk<'_>,
    ) -> Option<Action> {
        let runtime = self.word(runtime, CODE_RUNTIMES);
        let source = self.code.get(&file.node).cloned();
        self.ran.insert(file.node.clone());
        if source.is_none() {
            let known = self.code.keys().map(String::as_str);
            let near = nearest(&file.node, known.clone());
            let known = known.take(8).map(str::to_owned).collect();
            self.report(file.span, StepFault::NoCode { file: file.node.clone(), near, known });
        }
        let mut code =
            Code { runtime: "", source: String::new(), inputs: Vec::new(), outputs: Vec::new(), secrets: Vec::new() };
        let mut whole = Some(());
        for line in lines {
            let read = match &line.node {
                CodeLine::Input(name, value) => {
                    self.input(value, walk).map(|value| code.inputs.push((name.node.clone(), value)))
                }
                CodeLine::Output(name, kind) => {
                    self.word(kind, OUTPUT_KINDS).map(|kind| code.outputs.push((name.node.clone(), kind)))
                }
                CodeLine::Uses(target) => {
                    let reference = self.thing_of(target, "`secret(\"…\")`");
                    let name =
                        reference.and_then(|reference| self.bound(reference, RefKind::Secret, "`secret(\"…\")`"));
                    name.map(|name| code.secrets.push(PortalName::Secret(name)))
                }
            };
            if read.is_none() {
                whole = None;
            }
        }
        let named = |kind: fn(&CodeLine) -> Option<&Ident>| lines.iter().filter_map(move |line| kind(&line.node));
        self.distinct_keys(
            named(|line| match line {
                CodeLine::Input(name, _) => Some(name),
                CodeLine::Output(..) | CodeLine::Uses(_) => None,
            }),
            "the inputs",
        );
        self.distinct_keys(
            named(|line| match line {
                CodeLine::Output(name, _) => Some(name),
                CodeLine::Input(..) | CodeLine::Uses(_) => None,
            }),
            "the outputs",
        );
        self.distinct_keys(
            named(|line| match line {
                CodeLine::Uses(target) => target.reference().map(|reference| &reference.name),
                CodeLine::Input(..) | CodeLine::Output(..) => None,
            }),
            "`uses`",
        );
        if code.inputs.len() > MOST_CODE_INPUTS {
            let fault =
                FlowFault::TooMany { what: "inputs of a code step", found: code.inputs.len(), most: MOST_CODE_INPUTS };
            self.report(at, fault);
        }
        whole?;
        Some(Action::RunCode(Code { runtime: runtime?, source: source?, ..code }))
    }
}

const OUTPUT_KINDS: &[(&str, OutputKind)] = &[
    ("string", OutputKind::String),
    ("number", OutputKind::Number),
    ("bool", OutputKind::Bool),
    ("date", OutputKind::Date),
    ("datetime", OutputKind::DateTime),
    ("enum", OutputKind::Enum),
];

/// Says why a text is no address of a webhook; nothing where it is one.
fn wrong_address(text: &str) -> Option<&'static str> {
    let Some(rest) = text.strip_prefix("https://") else {
        return Some("the address begins with `https://`");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    if host.is_empty() || host.starts_with(':') {
        Some("it names no host")
    } else if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Some("there are blanks in it")
    } else if host.contains('@') {
        Some("a user or password in an address is no secret")
    } else {
        None
    }
}
