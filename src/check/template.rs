//! Templates: parameters, arguments, expansion.

use std::collections::{BTreeMap, BTreeSet};

use crate::hubspot::platform::Object;
use crate::problem::check::{NameFault, Sort, TemplateFault};
use crate::problem::{Note, nearest};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, HeaderLine, Line, ParameterKind, RefKind, Step, Value, ValueKind};

use super::substitute::Substitution;
use super::value::found;
use super::{Checker, Expansion};

/// How many bytes all uses of one template come to; more is no project but a bomb.
const EXPANDED_AT_MOST: usize = 4 * 1024 * 1024;

/// How many parameters a problem names.
const MOST_NAMED: usize = 20;

/// A template with arguments in the place of its parameters.
pub(super) struct Expanded<'a> {
    /// The template.
    pub template: &'a ast::Template,
    /// Its lines, then those of the use.
    pub lines: Vec<Spanned<Line>>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Where problems belong.
    pub expansion: Expansion,
}

impl<'a> Checker<'a> {
    /// Checks a template for itself: its parameters, and without a use also what does not hang on them.
    pub(super) fn template(&mut self, template: &'a ast::Template) {
        let object = self.object(&template.object);
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for parameter in &template.parameters {
            let name = &parameter.name;
            if let Some(first) = first.insert(&name.node, name.span) {
                let fault = TemplateFault::DoubledParameter { name: name.node.clone() };
                self.report_and(name.span, fault, vec![(first, Note::FirstHere)]);
            }
            if let (Some(object), Some(default)) = (object, &parameter.default) {
                self.argument(parameter, default, object);
            }
        }
        for line in &template.body.lines {
            if let Line::Header(HeaderLine::Formerly(_)) = &line.node {
                self.report(line.span, NameFault::FormerlyInTemplate);
            }
        }
        let arguments = template.parameters.iter().map(|one| (one.name.node.clone(), None)).collect();
        let mut substitution = Substitution::within(0);
        substitution.arguments = arguments;
        substitution.body(&mut template.body.clone());
        for parameter in &template.parameters {
            if !substitution.met.contains(&parameter.name.node) {
                let fault = TemplateFault::UnusedParameter { name: parameter.name.node.clone() };
                self.report(parameter.name.span, fault);
            }
        }
        if !self.names.is_used(&template.name.node) {
            let holes = template.parameters.iter().map(|one| (one.name.node.clone(), one.kind.node)).collect();
            self.expansion = Some(Expansion { holes, ..Expansion::default() });
            self.written_template(template);
            self.expansion = None;
        }
    }

    /// Puts the arguments of a use into its template. Nothing where there is no such template.
    pub(super) fn expand(
        &mut self,
        name: &Ident,
        arguments: &[(Ident, Value)],
        lines: &[Spanned<Line>],
    ) -> Option<Expanded<'a>> {
        let Some(template) = self.names.template(&name.node) else {
            if !self.names.is_unread(&name.node) {
                let is_workflow = self.names.flow(&name.node).is_some();
                let near = self.names.near_flow(&name.node, Sort::Template);
                let found = is_workflow.then_some(Sort::Workflow);
                self.report(name.span, NameFault::UnknownTemplate { name: name.node.clone(), near, found });
            }
            return None;
        };
        let object = self.catalog.object(&template.object.node);
        if self.names.expansion(template) > EXPANDED_AT_MOST {
            self.report(name.span, TemplateFault::TooLarge { template: name.node.clone() });
            return None;
        }
        let parameters: BTreeSet<&str> = template.parameters.iter().map(|one| one.name.node.as_str()).collect();
        let mut given: BTreeMap<&str, (&Ident, &Value)> = BTreeMap::new();
        for (argument, value) in arguments {
            if let Some((first, _)) = given.get(argument.node.as_str()) {
                let fault = TemplateFault::DoubledArgument { name: argument.node.clone() };
                self.report_and(argument.span, fault, vec![(first.span, Note::FirstHere)]);
            } else if parameters.contains(argument.node.as_str()) {
                given.insert(&argument.node, (argument, value));
            } else {
                let known = template.parameters.iter().map(|one| one.name.node.as_str());
                let fault = TemplateFault::UnknownArgument {
                    name: argument.node.clone(),
                    template: template.name.node.clone(),
                    near: nearest(&argument.node, known.clone()),
                    known: known.take(MOST_NAMED).map(str::to_owned).collect(),
                };
                self.report_and(argument.span, fault, vec![(template.name.span, Note::DeclaredHere)]);
            }
        }
        let length = |span: Span| (span.end - span.start) as usize;
        let values: usize = arguments.iter().map(|(_, value)| length(value.span)).sum();
        let mut substitution = Substitution::within(length(template.span) + values);
        let mut holes = BTreeMap::new();
        let missing_at = name.span;
        for parameter in &template.parameters {
            let name = &parameter.name.node;
            let value = match (given.get(name.as_str()), &parameter.default) {
                (Some((_, value)), _) => {
                    object.and_then(|object| self.argument(parameter, value, object)).map(|()| (*value).clone())
                }
                (None, Some(default)) => Some(default.clone()),
                (None, None) => {
                    let fault = TemplateFault::MissingArgument {
                        name: name.clone(),
                        template: template.name.node.clone(),
                        kind: parameter.kind.node.word(),
                    };
                    self.report_and(missing_at, fault, vec![(parameter.name.span, Note::DeclaredHere)]);
                    None
                }
            };
            if value.is_none() {
                holes.insert(name.clone(), parameter.kind.node);
            }
            substitution.arguments.insert(name.clone(), value);
        }
        let mut body = template.body.clone();
        body.lines.retain(|line| !matches!(line.node, Line::Header(HeaderLine::Formerly(_))));
        substitution.body(&mut body);
        if substitution.is_too_large() {
            self.report(name.span, TemplateFault::TooLarge { template: template.name.node.clone() });
            return None;
        }
        body.lines.extend(lines.iter().cloned());
        let expansion = Expansion { places: Some((name.span, template.span)), arguments: substitution.places, holes };
        Some(Expanded { template, lines: body.lines, steps: body.steps, expansion })
    }

    /// Checks a value against the type of a parameter.
    fn argument(&mut self, parameter: &ast::Parameter, value: &Value, object: Object) -> Option<()> {
        match (parameter.kind.node, &value.node) {
            (ParameterKind::Feature, ValueKind::Word(name)) => {
                self.feature(&Ident::new(name.clone(), value.span), object).map(drop)
            }
            (ParameterKind::Segment, ValueKind::Word(name)) => {
                self.own_list(&Ident::new(name.clone(), value.span), object).map(drop)
            }
            (ParameterKind::Segment, ValueKind::Ref(reference)) if reference.kind.node == RefKind::List => Some(()),
            (ParameterKind::Duration, ValueKind::Duration(_))
            | (ParameterKind::Number, ValueKind::Number(_))
            | (ParameterKind::String, ValueKind::Text(_))
            | (ParameterKind::Bool, ValueKind::Bool(_))
            // Own lists and workflows are looked up where the parameter stands.
            | (ParameterKind::Ref(RefKind::List | RefKind::Workflow), ValueKind::Word(_)) => Some(()),
            (ParameterKind::Ref(kind), ValueKind::Ref(reference)) if fits(kind, reference) => Some(()),
            (_, _) => {
                let fault = TemplateFault::WrongArgument {
                    name: parameter.name.node.clone(),
                    kind: parameter.kind.node.word(),
                    found: found(&value.node),
                };
                self.report_and(value.span, fault, vec![(parameter.kind.span, Note::DeclaredHere)]);
                None
            }
        }
    }
}

fn fits(kind: RefKind, reference: &ast::Ref) -> bool {
    match &reference.stage {
        Some(_) => kind == RefKind::Stage,
        None => kind == reference.kind.node,
    }
}
