//! Writes a tree back in its one canonical form.
//!
//! The base of the formatter, and of rules shown as differences in plans. What is printed reads back to a tree that
//! prints the same; parentheses that the reader needs are added where a tree was made without them.

mod condition;
mod step;
mod timing;
mod value;

use super::ast::{
    Body, Change, Day, Declaration, Event, Expr, HeaderLine, Line, Parameter, Template, Workflow, WorkflowForm,
};
use super::words::quoted;
use crate::source::{Ident, Spanned};

/// Prints a declaration over several lines, without a line feed at its end.
#[must_use]
pub fn declaration(declaration: &Declaration) -> String {
    let mut page = Page::default();
    match declaration {
        Declaration::Segment(it) => {
            page.doc(it.doc.as_deref());
            page.open(&format!("segment {} on {} {{", it.name.node, it.object.node));
            page.header(&it.header);
            if !it.header.is_empty() {
                page.blank();
            }
            page.rule("where ", &it.rule);
            page.close("}");
        }
        Declaration::StaticList(it) => {
            page.doc(it.doc.as_deref());
            page.open(&format!("static list {} on {} {{", it.name.node, it.object.node));
            page.header(&it.header);
            page.close("}");
        }
        Declaration::Template(it) => page.template(it),
        Declaration::Workflow(it) => page.workflow(it),
    }
    page.text.truncate(page.text.trim_end().len());
    page.text
}

/// Prints a condition on one line.
#[must_use]
pub fn expression(rule: &Expr) -> String {
    condition::expression(rule)
}

/// Prints a day.
#[must_use]
pub fn day(day: &Day) -> String {
    condition::day(day)
}

/// Lines with their margin.
#[derive(Default)]
struct Page {
    text: String,
    depth: usize,
}

/// How far a block stands to the right of what opens it.
const STEP: usize = 2;

/// A rule that is longer stands on several lines.
const LINE: usize = 100;

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(&" ".repeat(self.depth * STEP));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn open(&mut self, text: &str) {
        self.line(text);
        self.depth += 1;
    }

    fn close(&mut self, text: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.line(text);
    }

    fn doc(&mut self, doc: Option<&str>) {
        for line in doc.into_iter().flat_map(|doc| doc.split('\n')) {
            let line = line.trim_end();
            // A slash right behind the three would make a plain comment of the line.
            let gap = if line.is_empty() { "" } else { " " };
            self.line(&format!("///{gap}{line}"));
        }
    }

    fn header(&mut self, lines: &[HeaderLine]) {
        for line in lines {
            self.line(&header_line(line));
        }
    }

    /// Prints a rule on one line, or each part of its outermost `and` or `or` on its own.
    fn rule(&mut self, keyword: &str, rule: &Expr) {
        let (word, parts) = condition::outermost(rule);
        let whole = parts.join(&format!(" {word} "));
        if self.depth * STEP + keyword.len() + whole.len() <= LINE {
            return self.line(&format!("{keyword}{whole}"));
        }
        for (at, part) in parts.iter().enumerate() {
            if at == 0 {
                self.line(&format!("{keyword}{part}"));
            } else {
                self.line(&format!("  {word} {part}"));
            }
        }
    }

    fn template(&mut self, it: &Template) {
        self.doc(it.doc.as_deref());
        let parameters: Vec<String> = it.parameters.iter().map(parameter).collect();
        self.open(&format!("template {}({}) on {} {{", it.name.node, parameters.join(", "), it.object.node));
        self.body(&it.body);
        self.close("}");
    }

    fn workflow(&mut self, it: &Workflow) {
        self.doc(it.doc.as_deref());
        match &it.form {
            WorkflowForm::Own { object, body } => {
                self.open(&format!("workflow {} on {} {{", it.name.node, object.node));
                self.body(body);
                self.close("}");
            }
            WorkflowForm::Use { template, arguments, lines } => {
                let given = |(name, given): &(Ident, _)| format!("{}: {}", name.node, value::value(given));
                let arguments: Vec<String> = arguments.iter().map(given).collect();
                let head = format!("workflow {} = {}({})", it.name.node, template.node, arguments.join(", "));
                if lines.is_empty() {
                    return self.line(&head);
                }
                self.open(&format!("{head} {{"));
                self.lines(lines);
                self.close("}");
            }
        }
    }

    fn body(&mut self, body: &Body) {
        self.lines(&body.lines);
        if !body.lines.is_empty() && !body.steps.is_empty() {
            self.blank();
        }
        self.steps(&body.steps);
    }

    fn lines(&mut self, lines: &[Spanned<Line>]) {
        for line in lines {
            match &line.node {
                Line::Header(header) => self.line(&header_line(header)),
                Line::Switch { on, environments } => {
                    let word = if *on { "enabled" } else { "disabled" };
                    let names: Vec<&str> = environments.iter().map(|name| name.node.as_str()).collect();
                    let places = if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) };
                    self.line(&format!("{word}{places}"));
                }
                Line::EnrollWhen(rule) => self.rule("enroll when ", rule),
                Line::EnrollOn(what) => self.line(&format!("enroll on {}", event(what))),
                Line::EnrollManually => self.line("enroll manually"),
                Line::ReEnroll(None) => self.line("re-enroll"),
                Line::ReEnroll(Some(what)) => self.line(&format!("re-enroll when {}", event(what))),
                Line::Suppress(rule) => self.rule("suppress ", rule),
                Line::OnlyIf(rule) => self.rule("only if ", rule),
                Line::Unenroll => self.line("unenroll when no longer matching"),
                Line::Goal(rule) => self.rule("goal when ", rule),
                Line::Schedule(it) => self.line(&timing::schedule(it)),
                Line::ActiveOn { days, from, to } => self.line(&timing::active_on(days, from.node, to.node)),
                Line::NotActiveOn(day) => self.line(&timing::not_active_on(day.node)),
            }
        }
    }
}

fn header_line(line: &HeaderLine) -> String {
    match line {
        HeaderLine::Version(number) => format!("version {}", number.node),
        HeaderLine::Title(title) => format!("title {}", quoted(&title.node)),
        HeaderLine::Owner(name) => format!("owner {}", name.node),
        HeaderLine::Formerly(name) => format!("formerly {}", name.node),
    }
}

fn parameter(it: &Parameter) -> String {
    let kind = it.kind.node.word();
    let default = it.default.as_ref().map(|default| format!(" = {}", value::value(default))).unwrap_or_default();
    format!("{}: {kind}{default}", it.name.node)
}

fn event(event: &Event) -> String {
    match event {
        Event::Created(_) => "created".to_owned(),
        Event::Did(it) => condition::event_of(it),
        Event::Changes { feature, to } => {
            let to = to.as_ref().map(|to| format!(" to {}", change(&to.node))).unwrap_or_default();
            format!("{} changes{to}", feature.node)
        }
    }
}

fn change(change: &Change) -> String {
    match change {
        Change::Value(to) => value::value(to),
        Change::AnyOf(values) => format!("any of {}", value::values(values)),
        Change::Order(order, than) => format!("{} {}", value::order(*order), value::value(than)),
        Change::Unknown => "unknown".to_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests;
