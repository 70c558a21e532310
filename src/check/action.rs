//! An opaque step held against what is known of its action type: fields that it has not, or needs, and whether a step of
//! the language says the same. HubSpot answers most of that with an error that names no field.

use crate::hubspot::actions::{ActionRow, Facts, FieldRow, Form, Need, Said, Step, row};
use crate::problem::check::FlowFault;
use crate::problem::nearest;
use crate::source::{Ident, Spanned};
use crate::syntax::ast::{Field, Value, ValueKind};

use super::Checker;

impl Checker<'_> {
    /// Warns of what an opaque step gets wrong. An action of which not all is known is not judged by its fields.
    pub(super) fn known_action(
        &mut self,
        (type_id, version): (&Spanned<String>, u32),
        fields: &[Field],
        returns: &[Ident],
    ) {
        let Some(row) = row(&type_id.node) else { return };
        let judged = row.facts == Facts::Partial || self.fields_fit(type_id, fields, row);
        let (id, name) = (row.id, row.name);
        match row.step {
            Step::Instead(step) => self.report(type_id.span, FlowFault::OldAction { id, step }),
            Step::Own(step) if judged && returns.is_empty() && version >= row.version && is_said(fields, row) => {
                self.report(type_id.span, FlowFault::HasStep { id, name, step });
            }
            Step::Own(_) | Step::Opaque => {}
        }
    }

    /// Reports fields that are unknown, of another form or missing; true where there are none.
    fn fields_fit(&mut self, type_id: &Spanned<String>, fields: &[Field], row: &ActionRow) -> bool {
        let (id, name) = (row.id, row.name);
        let mut fit = true;
        for field in fields {
            let known = || row.fields.iter().map(|known| known.name);
            match row.fields.iter().find(|known| known.name == field.key.node) {
                Some(known) if !self.has_form(&field.value, known.form) => {
                    let fault = FlowFault::WrongField { field: known.name, wanted: wanted(known.form) };
                    self.report(field.value.span, fault);
                    fit = false;
                }
                Some(_) => {}
                None => {
                    let field_name = field.key.node.clone();
                    let near = nearest(&field_name, known());
                    let known = known().collect();
                    self.report(field.key.span, FlowFault::UnknownField { id, name, field: field_name, near, known });
                    fit = false;
                }
            }
        }
        for known in row.fields.iter().filter(|known| known.need == Need::Required) {
            if fields.iter().all(|field| field.key.node != known.name) {
                self.report(type_id.span, FlowFault::MissingField { id, name, field: known.name });
                fit = false;
            }
        }
        fit
    }

    /// Tells whether a value has the form of a field. Of a parameter without an argument nothing can be said.
    fn has_form(&self, value: &Value, form: Form) -> bool {
        match &value.node {
            // A bare name is a list of the project, whose id is text, or it is reported as none.
            ValueKind::Word(word) if self.is_hole(word) => true,
            ValueKind::Text(_) | ValueKind::Ref(_) | ValueKind::Word(_) => {
                matches!(form, Form::Text | Form::Digits | Form::Word(_))
            }
            ValueKind::List(_) => form == Form::List,
            ValueKind::Fields(_) => form == Form::Fields,
            // No known action has a number or a truth among its fields: they stand there as text.
            ValueKind::Number(_) | ValueKind::Bool(_) => false,
            ValueKind::Path(..) | ValueKind::Duration(_) | ValueKind::Now(_) => true,
        }
    }
}

fn wanted(form: Form) -> &'static str {
    match form {
        Form::Text | Form::Digits | Form::Word(_) => "text in quotes, numbers too",
        Form::List => "a list in brackets",
        Form::Fields => "fields in braces",
    }
}

/// Tells whether the step of the language can say all that the fields say.
fn is_said(fields: &[Field], row: &ActionRow) -> bool {
    // What comes of a wait for an event is read by a branch, which its step writes too and fields cannot.
    row.outputs.is_empty()
        && fields.iter().all(|field| {
            let known = row.fields.iter().find(|known| known.name == field.key.node);
            known.is_some_and(|known| says(known, &field.value.node)) && has_types(&field.value.node, row.types)
        })
}

fn says(known: &FieldRow, value: &ValueKind) -> bool {
    let is_word = match (known.form, value) {
        (Form::Word(words), ValueKind::Text(text)) => words.contains(&text.as_str()),
        (Form::Word(_) | Form::Text | Form::Digits | Form::List | Form::Fields, _) => true,
    };
    let fits = match (known.said, value) {
        (Said::No, _) => false,
        (Said::One, ValueKind::List(items)) => items.len() <= 1,
        (Said::Whole | Said::One, _) => true,
    };
    is_word && fits
}

/// Tells whether each `type` within a value is one that the step writes.
fn has_types(value: &ValueKind, types: &[&str]) -> bool {
    match value {
        ValueKind::List(items) => items.iter().all(|item| has_types(&item.node, types)),
        ValueKind::Fields(fields) => fields.iter().all(|field| match (&*field.key.node, &field.value.node) {
            ("type", ValueKind::Text(kind)) => types.contains(&kind.as_str()),
            (_, inner) => has_types(inner, types),
        }),
        ValueKind::Text(_)
        | ValueKind::Number(_)
        | ValueKind::Bool(_)
        | ValueKind::Word(_)
        | ValueKind::Path(..)
        | ValueKind::Ref(_)
        | ValueKind::Duration(_)
        | ValueKind::Now(_) => true,
    }
}
