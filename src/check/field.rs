//! The opaque step: fields that pass through, with the things of the portal that they name.

use crate::hubspot::platform::Object;
use crate::model::workflow::{Action, Field};
use crate::model::{ListName, ListTarget, PortalName};
use crate::problem::check::{FlowFault, StepFault, ValueFault};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, Ref, RefKind, Value, ValueKind};

use super::Checker;
use super::step::Walk;
use super::value::found;

impl Checker<'_> {
    pub(super) fn opaque(
        &mut self,
        (type_id, version): (&Spanned<String>, u32),
        fields: &[ast::Field],
        returns: &[Ident],
        walk: &Walk<'_>,
    ) -> Option<Action> {
        let is_type = is_type_id(&type_id.node);
        if !is_type {
            self.report(type_id.span, FlowFault::BadActionType { written: type_id.node.clone() });
        }
        self.distinct_names(returns, "`returns`");
        self.known_action((type_id, version), fields, returns);
        let fields = self.fields(fields, walk)?;
        is_type.then(|| Action::Opaque {
            type_id: type_id.node.clone(),
            version,
            fields,
            returns: returns.iter().map(|key| key.node.clone()).collect(),
        })
    }

    fn fields(&mut self, fields: &[ast::Field], walk: &Walk<'_>) -> Option<Vec<(String, Field)>> {
        self.distinct_keys(fields.iter().map(|field| &field.key), "the fields");
        let mut all = Some(Vec::with_capacity(fields.len()));
        for field in fields {
            match (self.field(&field.value, walk), all.as_mut()) {
                (Some(value), Some(all)) => all.push((field.key.node.clone(), value)),
                (None, _) | (_, None) => all = None,
            }
        }
        all
    }

    fn field(&mut self, value: &Value, walk: &Walk<'_>) -> Option<Field> {
        match &value.node {
            ValueKind::Text(text) => self.field_text(&Spanned::new(text.clone(), value.span), walk).map(Field::Text),
            ValueKind::Number(written) => self.decimal(written, value.span).map(Field::Number),
            ValueKind::Bool(truth) => Some(Field::Bool(*truth)),
            ValueKind::Ref(reference) => self.field_reference(reference, value.span, walk),
            ValueKind::List(values) => {
                let all: Vec<Option<Field>> = values.iter().map(|value| self.field(value, walk)).collect();
                all.into_iter().collect::<Option<Vec<_>>>().map(Field::Several)
            }
            ValueKind::Fields(fields) => self.fields(fields, walk).map(Field::Fields),
            ValueKind::Word(word) if self.is_hole(word) => None,
            // The one bare name that stands for something of HubSpot's: a list of the project.
            ValueKind::Word(word) if self.names.list(word).is_some() => {
                Some(Field::List(ListTarget::Own(ListName(word.clone()))))
            }
            ValueKind::Word(_) | ValueKind::Path(..) | ValueKind::Duration(_) | ValueKind::Now(_) => {
                self.report(value.span, FlowFault::BareField { found: found(&value.node) });
                None
            }
        }
    }

    pub(super) fn field_reference(&mut self, reference: &Ref, at: Span, walk: &Walk<'_>) -> Option<Field> {
        let object = walk.object;
        let name = reference.name.node.clone();
        let thing = match (reference.kind.node, &reference.stage) {
            (RefKind::Form, None) => PortalName::Form(name),
            (RefKind::Email, None) => PortalName::Email(name),
            (RefKind::User, None) => PortalName::User(name),
            (RefKind::Team, None) => PortalName::Team(name),
            (RefKind::Workflow, None) => PortalName::Workflow(name),
            (RefKind::Subscription, None) => PortalName::Subscription(name),
            (RefKind::Cta, None) => PortalName::Cta(name),
            (RefKind::App, None) => PortalName::App(name),
            (RefKind::Url, None) => PortalName::Url(name),
            (RefKind::Secret, None) => PortalName::Secret(name),
            (RefKind::Thing, None) => PortalName::Thing(name),
            (RefKind::List, None) => {
                return Some(Field::List(ListTarget::Portal(PortalName::List { object, title: name })));
            }
            (RefKind::Pipeline, _) if !matches!(object, Object::Deal | Object::Ticket) => {
                self.report(at, StepFault::NoPipelines { object });
                return None;
            }
            (RefKind::Pipeline, None) => PortalName::Pipeline { object, label: name },
            (RefKind::Pipeline, Some(stage)) => PortalName::Stage { object, pipeline: name, label: stage.node.clone() },
            (RefKind::Stage, _) => {
                let wanted = "`pipeline(\"…\").stage(\"…\")`, which says of which pipeline it is";
                self.report(at, ValueFault::WrongReference { found: "`stage(…)`".to_owned(), wanted });
                return None;
            }
            (_, _) => {
                self.wrong_reference(reference, "a thing of the portal that has an id");
                return None;
            }
        };
        Some(Field::Portal(thing))
    }
}

/// Tells whether a text is of the form of HubSpot's action types: `0-43347357`.
fn is_type_id(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').is_some_and(|(first, second)| digits(first) && digits(second))
}
