//! Reads declarations and their header lines.

use pest::iterators::Pairs;

use super::super::ast::{
    Body, Change, Declaration, Event, EventOf, Expr, HeaderLine, Line, Parameter, ParameterKind, RefKind, Segment,
    StaticList, Template, Value, Workflow, WorkflowForm,
};
use super::grammar::Rule;
use super::reader::{Node, Reader, only, parts};
use crate::problem::syntax::Fault;
use crate::source::{Ident, Spanned};

impl Reader<'_> {
    /// Reads the declaration of a piece.
    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the declarations")]
    pub(super) fn declaration(&mut self, mut pairs: Pairs<'_, Rule>, doc: Option<String>) -> Option<Declaration> {
        let node = pairs.next()?;
        Some(match node.as_rule() {
            Rule::segment => Declaration::Segment(self.segment(&node, doc)?),
            Rule::static_list => Declaration::StaticList(self.static_list(&node, doc)?),
            Rule::template => Declaration::Template(self.template(&node, doc)?),
            Rule::workflow => Declaration::Workflow(self.workflow(&node, doc)?),
            _ => return None,
        })
    }

    fn segment(&mut self, node: &Node<'_>, doc: Option<String>) -> Option<Segment> {
        let mut inner = parts(node);
        let name = self.name(&mut inner)?;
        let object = self.name(&mut inner)?;
        let mut header = Vec::new();
        while let Some(line) = inner.next_if(|part| part.as_rule() == Rule::header_line) {
            header.push(self.header_line(&line)?);
        }
        let rule = self.expr(&inner.next()?)?;
        Some(Segment { doc, name, object, header, rule, span: self.span(node) })
    }

    fn static_list(&mut self, node: &Node<'_>, doc: Option<String>) -> Option<StaticList> {
        let mut inner = parts(node);
        let name = self.name(&mut inner)?;
        let object = self.name(&mut inner)?;
        let header = inner.map(|line| self.header_line(&line)).collect::<Option<_>>()?;
        Some(StaticList { doc, name, object, header, span: self.span(node) })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the header lines")]
    fn header_line(&mut self, node: &Node<'_>) -> Option<HeaderLine> {
        let line = only(node)?;
        let value = only(&line)?;
        Some(match line.as_rule() {
            Rule::version_line => HeaderLine::Version(self.integer(&value)),
            Rule::title_line => HeaderLine::Title(self.string(&value)),
            Rule::owner_line => HeaderLine::Owner(self.word(&value)),
            Rule::formerly_line => HeaderLine::Formerly(self.word(&value)),
            _ => return None,
        })
    }

    fn template(&mut self, node: &Node<'_>, doc: Option<String>) -> Option<Template> {
        let mut inner = parts(node);
        let name = self.name(&mut inner)?;
        let mut parameters = Vec::new();
        while let Some(parameter) = inner.next_if(|part| part.as_rule() == Rule::parameter) {
            parameters.push(self.parameter(&parameter)?);
        }
        self.parameters = parameters.iter().map(|one| (one.name.node.clone(), one.kind.node)).collect();
        let object = self.name(&mut inner)?;
        let body = self.body(&inner.next()?)?;
        Some(Template { doc, name, parameters, object, body, span: self.span(node) })
    }

    fn parameter(&mut self, node: &Node<'_>) -> Option<Parameter> {
        let mut inner = parts(node);
        let name = self.name(&mut inner)?;
        let kind = inner.next()?;
        let kind = Spanned::new(parameter_kind(kind.as_str())?, self.span(&kind));
        let default = match inner.next() {
            Some(value) => Some(self.value(&value)?),
            None => None,
        };
        Some(Parameter { name, kind, default })
    }

    fn workflow(&mut self, node: &Node<'_>, doc: Option<String>) -> Option<Workflow> {
        let mut inner = parts(node);
        let name = self.name(&mut inner)?;
        let next = inner.next()?;
        let form = if next.as_rule() == Rule::template_use {
            self.template_use(&next)?
        } else {
            WorkflowForm::Own { object: self.word(&next), body: self.body(&inner.next()?)? }
        };
        Some(Workflow { doc, name, form, span: self.span(node) })
    }

    fn template_use(&mut self, node: &Node<'_>) -> Option<WorkflowForm> {
        let mut inner = parts(node);
        let template = self.name(&mut inner)?;
        let mut arguments: Vec<(Ident, Value)> = Vec::new();
        let mut lines = Vec::new();
        for part in inner {
            let mut inner = parts(&part);
            if part.as_rule() == Rule::argument {
                let name = self.name(&mut inner)?;
                arguments.push((name, self.value(&inner.next()?)?));
            } else {
                for line in inner {
                    lines.push(self.line(&line)?);
                }
            }
        }
        Some(WorkflowForm::Use { template, arguments, lines })
    }

    fn body(&mut self, node: &Node<'_>) -> Option<Body> {
        let mut body = Body::default();
        for part in parts(node) {
            if part.as_rule() == Rule::line {
                let line = self.line(&part)?;
                if !body.steps.is_empty() {
                    self.report(line.span, Fault::LineAfterStep);
                }
                body.lines.push(line);
            } else {
                body.steps.push(self.step(&part)?);
            }
        }
        Some(body)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the lines")]
    fn line(&mut self, node: &Node<'_>) -> Option<Spanned<Line>> {
        let kind = only(node)?;
        let mut inner = parts(&kind);
        let line = match kind.as_rule() {
            Rule::header_line => Line::Header(self.header_line(&kind)?),
            Rule::switch_line => {
                let on = inner.next()?.as_rule() == Rule::kw_enabled;
                Line::Switch { on, environments: inner.map(|name| self.word(&name)).collect() }
            }
            Rule::enroll_line => {
                let how = inner.next()?;
                match how.as_rule() {
                    Rule::enroll_when => Line::EnrollWhen(self.expr(&only(&how)?)?),
                    Rule::enroll_on => Line::EnrollOn(self.event(&only(&how)?)?),
                    _ => Line::EnrollManually,
                }
            }
            Rule::re_enroll_line => Line::ReEnroll(match inner.next() {
                Some(event) => Some(self.event(&event)?),
                None => None,
            }),
            Rule::suppress_line => Line::Suppress(self.expr(&inner.next()?)?),
            Rule::only_if_line => Line::OnlyIf(self.last_expr(&kind)?),
            Rule::goal_line => Line::Goal(self.last_expr(&kind)?),
            Rule::unenroll_line => Line::Unenroll,
            Rule::schedule_line => Line::Schedule(self.schedule(&kind)?),
            Rule::active_line => self.active_line(&kind)?,
            Rule::not_active_line => Line::NotActiveOn(self.holiday(&kind)?),
            _ => return None,
        };
        Some(Spanned::new(line, self.span(node)))
    }

    /// Reads the condition behind the words of a line.
    fn last_expr(&mut self, node: &Node<'_>) -> Option<Expr> {
        let rule = node.clone().into_inner().find(|part| part.as_rule() == Rule::expr)?;
        self.expr(&rule)
    }

    pub(super) fn event(&mut self, node: &Node<'_>) -> Option<Event> {
        // `changes` without a value leaves no part of its own: the keyword is looked for.
        let changes = node.clone().into_inner().any(|part| part.as_rule() == Rule::kw_changes);
        let mut inner = parts(node);
        let feature = self.name(&mut inner)?;
        if !changes {
            let rule = match inner.next() {
                Some(rule) => Some(self.event_rule(&rule)?),
                None => None,
            };
            return Some(match rule {
                None if feature.node == "created" => Event::Created(feature.span),
                rule => Event::Did(EventOf { event: feature, rule }),
            });
        }
        let to = match inner.next() {
            Some(change) => Some(Spanned::new(self.change(&only(&change)?)?, self.span(&change))),
            None => None,
        };
        Some(Event::Changes { feature, to })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the changes")]
    fn change(&mut self, node: &Node<'_>) -> Option<Change> {
        Some(match node.as_rule() {
            Rule::one_of_set => Change::AnyOf(self.values(&only(node)?)?),
            Rule::order_test => {
                let (order, value) = self.order(node)?;
                Change::Order(order, value)
            }
            Rule::kw_unknown => Change::Unknown,
            _ => Change::Value(self.value(node)?),
        })
    }
}

fn parameter_kind(word: &str) -> Option<ParameterKind> {
    Some(match word {
        "feature" => ParameterKind::Feature,
        "segment" => ParameterKind::Segment,
        "duration" => ParameterKind::Duration,
        "number" => ParameterKind::Number,
        "string" => ParameterKind::String,
        "bool" => ParameterKind::Bool,
        word => ParameterKind::Ref(RefKind::ALL.into_iter().find(|kind| kind.word() == word)?),
    })
}
