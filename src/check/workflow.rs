//! Workflows: the lines before the steps.

use crate::hubspot::platform::Object;
use crate::model::rule::Leaf;
use crate::model::workflow::{Again, Enrol, Event, Scope, Suppress, Switch, Trigger, Workflow};
use crate::model::{ListTarget, Rule, Version, digest};
use crate::problem::check::{ActivityFault, FlowFault, NameFault, Sort};
use crate::problem::{Note, nearest};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, Declaration, Expr, ExprKind, Line, WorkflowForm};
use crate::syntax::print;

use super::normal::Formula;
use super::rule::bare;
use super::{Checker, segment};

/// A workflow as written out, or a template's expansion.
pub(super) struct Written<'a> {
    /// The workflow's name, or the template's.
    pub name: &'a Ident,
    /// Its description.
    pub doc: Option<&'a String>,
    /// The object whose records enrol.
    pub object: &'a Ident,
    /// Its lines.
    pub lines: &'a [Spanned<Line>],
    /// Its steps.
    pub steps: &'a [ast::Step],
    /// The declaration in canonical spelling.
    pub text: Option<String>,
}

impl Checker<'_> {
    pub(super) fn workflow(&mut self, workflow: &ast::Workflow, text: Option<String>) -> Option<Workflow> {
        match &workflow.form {
            WorkflowForm::Own { object, body } => self.written(&Written {
                name: &workflow.name,
                doc: workflow.doc.as_ref(),
                object,
                lines: &body.lines,
                steps: &body.steps,
                text,
            }),
            WorkflowForm::Use { template, arguments, lines } => {
                let expanded = self.expand(template, arguments, lines)?;
                // A change of the template is a change of each use: who reviews one reads both.
                let template = || print::declaration(&Declaration::Template(expanded.template.clone()));
                let text = text.map(|text| format!("{text}\n\n{}", template()));
                let outside = self.expansion.replace(expanded.expansion);
                let checked = self.written(&Written {
                    name: &workflow.name,
                    doc: workflow.doc.as_ref().or(expanded.template.doc.as_ref()),
                    object: &expanded.template.object,
                    lines: &expanded.lines,
                    steps: &expanded.steps,
                    text,
                });
                self.expansion = outside;
                checked
            }
        }
    }

    fn written(&mut self, written: &Written<'_>) -> Option<Workflow> {
        let headers = || written.lines.iter().filter_map(|line| line.node.header());
        let header = self.header(headers().map(|line| (line, segment::line_span(line))));
        self.require_version(&header, headers(), written.name, Sort::Workflow);
        self.title_of_name(&header, written.name);
        let switch = self.switch(written.lines);
        let object = self.object(written.object)?;
        let enrol = self.enrol(written, object);
        let suppress = self.suppress(written.lines, object);
        let frame = self.frame(written.lines, object);
        self.ran.clear();
        let steps = self.steps(written.name, written.steps, object);
        let text = self.with_code(written.text.clone());
        let (enrol, suppress, frame, steps) = (enrol?, suppress?, frame?, steps?);
        let version = header.version.clone()?;
        let digest = digest::workflow(object, &enrol, &suppress, &frame, &steps, &self.names.identities);
        Some(Workflow {
            head: header.head(written.name, written.doc, text),
            version: Version { number: version.node, at: version.span, digest },
            object,
            enrol,
            suppress,
            frame,
            switch: switch?,
            steps,
        })
    }

    /// Adds the code that a workflow runs: who reviews a change of it sees it.
    fn with_code(&mut self, text: Option<String>) -> Option<String> {
        let ran = std::mem::take(&mut self.ran);
        let mut text = text?;
        for file in ran {
            if let Some(source) = self.code.get(&file) {
                text.push_str(&format!("\n\n// workflows/code/{file}\n{}", source.trim_end()));
            }
        }
        Some(text)
    }

    /// Checks a template without arguments: what does not hang on one must be right.
    pub(super) fn written_template(&mut self, template: &ast::Template) {
        let Some(object) = self.object(&template.object) else { return };
        let headers = template.body.lines.iter().filter_map(|line| line.node.header());
        let headers = headers.map(|header| (header, segment::line_span(header)));
        self.header(headers);
        self.switch(&template.body.lines);
        let enrols = template
            .body
            .lines
            .iter()
            .any(|line| matches!(line.node, Line::EnrollWhen(_) | Line::EnrollOn(_) | Line::EnrollManually));
        // A use may add how records enrol.
        if enrols {
            let written = Written {
                name: &template.name,
                doc: None,
                object: &template.object,
                lines: &template.body.lines,
                steps: &[],
                text: None,
            };
            self.enrol(&written, object);
        }
        self.suppress(&template.body.lines, object);
        self.frame(&template.body.lines, object);
        self.steps(&template.name, &template.body.steps, object);
    }

    fn switch(&mut self, lines: &[Spanned<Line>]) -> Option<Switch> {
        let mut switch = Switch::default();
        let mut whole = Some(());
        let mut first: Option<Span> = None;
        for line in lines {
            let Line::Switch { on, environments } = &line.node else { continue };
            self.repeated_names(environments);
            let scope = if environments.is_empty() {
                Scope::Everywhere
            } else {
                Scope::Environments(environments.iter().filter_map(|name| self.environment(name)).collect())
            };
            let (mine, other, word) =
                if *on { (&mut switch.on, &switch.off, "enabled") } else { (&mut switch.off, &switch.on, "disabled") };
            let earlier = first.map(|at| vec![(at, Note::FirstHere)]).unwrap_or_default();
            if *mine != Scope::Nowhere {
                self.report_and(line.span, FlowFault::DoubledLine { line: word }, earlier);
                whole = None;
            } else if let Some(environment) = shared(other, &scope) {
                self.report_and(line.span, FlowFault::OnAndOff { environment }, earlier);
                whole = None;
            } else {
                *mine = scope;
            }
            first.get_or_insert(line.span);
        }
        whole.map(|()| switch)
    }

    fn environment(&mut self, name: &Ident) -> Option<String> {
        if !self.environments.contains(&name.node.as_str()) {
            let near = nearest(&name.node, self.environments.iter().copied());
            let known = self.environments.iter().map(|known| (*known).to_owned()).collect();
            self.report(name.span, NameFault::UnknownEnvironment { name: name.node.clone(), near, known });
            return None;
        }
        Some(name.node.clone())
    }

    fn enrol(&mut self, written: &Written<'_>, object: Object) -> Option<Enrol> {
        let mut when: Vec<(&Expr, Span)> = Vec::new();
        let mut on: Vec<(&ast::Event, Span)> = Vec::new();
        let mut manually: Vec<Span> = Vec::new();
        for line in written.lines {
            match &line.node {
                Line::EnrollWhen(expr) => when.push((expr, line.span)),
                Line::EnrollOn(event) => on.push((event, line.span)),
                Line::EnrollManually => manually.push(line.span),
                Line::Header(_)
                | Line::Switch { .. }
                | Line::ReEnroll(_)
                | Line::Suppress(_)
                | Line::OnlyIf(_)
                | Line::Unenroll
                | Line::Goal(_)
                | Line::Schedule(_)
                | Line::ActiveOn { .. }
                | Line::NotActiveOn(_) => {}
            }
        }
        let kinds: Vec<Span> = [when.first().map(|one| one.1), on.first().map(|one| one.1), manually.first().copied()]
            .into_iter()
            .flatten()
            .collect();
        let mixed = match kinds.as_slice() {
            [] => {
                self.report(written.name.span, FlowFault::NoEnrolment { name: written.name.node.clone() });
                return None;
            }
            [_] => None,
            [first, second, ..] => {
                self.report_and(*second, FlowFault::MixedEnrolment, vec![(*first, Note::FirstHere)]);
                Some(())
            }
        };
        for (spans, line) in
            [(when.iter().map(|one| one.1).collect::<Vec<_>>(), "enroll when"), (manually.clone(), "enroll manually")]
        {
            if let [first, second, ..] = spans.as_slice() {
                self.report_and(*second, FlowFault::DoubledLine { line }, vec![(*first, Note::FirstHere)]);
            }
        }
        let rules: Vec<Option<Rule>> = when.iter().map(|(expr, _)| self.rule(expr, object)).collect();
        let events: Vec<Option<Vec<Event>>> = on.iter().map(|(event, _)| self.event(event, object)).collect();
        let condition = match (mixed, rules.into_iter().next()) {
            (None, Some(rule)) => Some(rule),
            (Some(()), _) | (_, None) => None,
        };
        match condition {
            Some(rule) => {
                let triggers = self.triggers(written.lines, rule.as_ref(), object);
                Some(Enrol::When(rule?, triggers?))
            }
            None => {
                let again = if mixed.is_some() { None } else { self.again(written.lines) };
                if mixed.is_some() || when.len() + manually.len() > 1 {
                    return None;
                }
                if manually.is_empty() {
                    let mut events = events.into_iter().collect::<Option<Vec<_>>>()?.concat();
                    // Any of them enrols a record: their order says nothing.
                    events.sort_by_cached_key(digest::event);
                    events.dedup();
                    Some(Enrol::On(events, again?))
                } else {
                    Some(Enrol::Manually(again?))
                }
            }
        }
    }

    /// Reads `re-enroll` beside events and `enroll manually`.
    fn again(&mut self, lines: &[Spanned<Line>]) -> Option<Again> {
        let mut again = Some(Again::Never);
        let mut first: Option<Span> = None;
        for line in lines {
            let Line::ReEnroll(event) = &line.node else { continue };
            if event.is_some() {
                self.report(line.span, FlowFault::ReEnrollWhen);
                again = None;
            } else if let Some(first) = first {
                self.report_and(
                    line.span,
                    FlowFault::DoubledLine { line: "re-enroll" },
                    vec![(first, Note::FirstHere)],
                );
                again = None;
            } else {
                again = again.map(|_| Again::Always);
            }
            first.get_or_insert(line.span);
        }
        again
    }

    /// Reads `re-enroll when f changes` beside `enroll when`.
    fn triggers(&mut self, lines: &[Spanned<Line>], rule: Option<&Rule>, object: Object) -> Option<Vec<Trigger>> {
        let mut triggers = Vec::new();
        let mut whole = Some(());
        for line in lines {
            let Line::ReEnroll(event) = &line.node else { continue };
            let trigger = match event {
                None => {
                    self.report(line.span, FlowFault::ReEnrollAlone);
                    None
                }
                Some(ast::Event::Created(at)) => {
                    self.report(*at, FlowFault::ReEnrollCreated);
                    None
                }
                Some(ast::Event::Did(of)) => {
                    self.report(of.event.span, ActivityFault::ReEnrollEvent);
                    None
                }
                Some(event @ ast::Event::Changes { feature, .. }) => self.event(event, object).and_then(|events| {
                    let Some(Event::Change(trigger)) = events.into_iter().next() else { return None };
                    if rule.is_some_and(|rule| !occurs(rule, &trigger)) {
                        let mut conditions = lines.iter().filter_map(|line| line.node.enrolling());
                        let written = conditions.any(|condition| tests(condition, &feature.node));
                        let name = feature.node.clone();
                        self.report(
                            feature.span,
                            if written {
                                FlowFault::AddsNobody { feature: name }
                            } else {
                                FlowFault::NotInCondition { feature: name }
                            },
                        );
                        return None;
                    }
                    Some(trigger)
                }),
            };
            match trigger {
                Some(trigger) => triggers.push(trigger),
                None => whole = None,
            }
        }
        triggers.sort_by_cached_key(|trigger| digest::event(&Event::Change(trigger.clone())));
        triggers.dedup();
        whole.map(|()| triggers)
    }

    fn suppress(&mut self, lines: &[Spanned<Line>], object: Object) -> Option<Suppress> {
        let rules: Vec<&Expr> = lines
            .iter()
            .filter_map(|line| match &line.node {
                Line::Suppress(expr) => Some(expr),
                Line::Header(_)
                | Line::Switch { .. }
                | Line::EnrollWhen(_)
                | Line::EnrollOn(_)
                | Line::EnrollManually
                | Line::ReEnroll(_)
                | Line::OnlyIf(_)
                | Line::Unenroll
                | Line::Goal(_)
                | Line::Schedule(_)
                | Line::ActiveOn { .. }
                | Line::NotActiveOn(_) => None,
            })
            .collect();
        let Some((first, last)) = rules.first().zip(rules.last()) else { return Some(Suppress::Nobody) };
        if object == Object::Contact {
            let found: Vec<Option<Vec<ListTarget>>> = rules.iter().map(|rule| self.members(rule, object)).collect();
            let mut lists = found.into_iter().collect::<Option<Vec<_>>>()?.concat();
            lists.sort_by_cached_key(|list| digest::list(list, &self.names.identities));
            lists.dedup();
            return Some(Suppress::Lists(lists));
        }
        let parts: Vec<Option<Formula>> = rules.iter().map(|rule| self.condition(rule, object)).collect();
        let span = first.span.to(last.span);
        let any = Formula::Any(parts.into_iter().collect::<Option<Vec<_>>>()?, span);
        self.normal(&any, span).map(Suppress::Rule)
    }

    /// Reads `member of a or member of b`: all that suppresses contacts.
    fn members(&mut self, expr: &Expr, object: Object) -> Option<Vec<ListTarget>> {
        match &bare(expr).node {
            ExprKind::Member(target) => self.list_target(target, object).map(|list| vec![list]),
            ExprKind::Or(parts) => {
                let all: Vec<Option<Vec<ListTarget>>> = parts.iter().map(|part| self.members(part, object)).collect();
                Some(all.into_iter().collect::<Option<Vec<_>>>()?.concat())
            }
            ExprKind::And(_)
            | ExprKind::Not(_)
            | ExprKind::Paren(_)
            | ExprKind::Any { .. }
            | ExprKind::Activity { .. }
            | ExprKind::Compare { .. } => {
                // What is wrong within is said too.
                self.condition(expr, object);
                self.report(expr.span, FlowFault::SuppressMembers);
                None
            }
        }
    }
}

/// Returns an environment that is in both, by its name or as a word.
fn shared(a: &Scope, b: &Scope) -> Option<String> {
    match (a, b) {
        (Scope::Nowhere, _) | (_, Scope::Nowhere) => None,
        (Scope::Everywhere, Scope::Everywhere) => Some(String::new()),
        (Scope::Everywhere, Scope::Environments(names)) | (Scope::Environments(names), Scope::Everywhere) => {
            Some(names.first().cloned().unwrap_or_default())
        }
        (Scope::Environments(a), Scope::Environments(b)) => a.intersection(b).next().cloned(),
    }
}

/// Tells whether a condition tests a feature of the enrolled record, as it is written.
fn tests(condition: &Expr, feature: &str) -> bool {
    match &condition.node {
        ExprKind::Or(parts) | ExprKind::And(parts) => parts.iter().any(|part| tests(part, feature)),
        ExprKind::Not(inner) | ExprKind::Paren(inner) => tests(inner, feature),
        ExprKind::Compare { feature: tested, .. } => tested.node == feature,
        ExprKind::Any { .. } | ExprKind::Member(_) | ExprKind::Activity { .. } => false,
    }
}

/// Tells whether a property of the enrolled record is tested by a rule.
fn occurs(rule: &Rule, trigger: &Trigger) -> bool {
    rule.branches.iter().flat_map(|branch| &branch.leaves).any(|leaf| match leaf {
        Leaf::Property(test) => test.property.name == trigger.property.name,
        Leaf::Member(_) | Leaf::Activity(_) | Leaf::Event(_) | Leaf::Any { .. } => false,
    })
}
