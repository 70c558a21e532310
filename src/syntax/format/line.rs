//! Lays out declarations and their lines.

use super::super::ast::{Body, Declaration, Event, Expr, HeaderLine, Line, WorkflowForm};
use super::page::{Blank, Edit, Page, STEP};
use super::rule::Place;
use crate::source::{Span, Spanned};

impl Page<'_> {
    /// Lays out a declaration.
    pub(super) fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Segment(it) => {
                let open = self.head(it.span, it.object.span);
                self.header(&it.header);
                let keyword = self.at(it.rule.span.start).saturating_sub(1);
                self.item(keyword, STEP);
                self.rule_of_line(keyword, &it.rule);
                self.close(open, 0);
            }
            Declaration::StaticList(it) => {
                let open = self.head(it.span, it.object.span);
                self.header(&it.header);
                self.close(open, 0);
            }
            Declaration::Template(it) => {
                let open = self.head(it.span, it.object.span);
                self.body(&it.body);
                self.close(open, 0);
            }
            Declaration::Workflow(it) => match &it.form {
                WorkflowForm::Own { object, body } => {
                    let open = self.head(it.span, object.span);
                    self.body(body);
                    self.close(open, 0);
                }
                WorkflowForm::Use { template, lines, .. } => {
                    let arguments = self.at(template.span.end);
                    let open = self.pair(arguments).unwrap_or(arguments) + 1;
                    self.begin(it.span, open);
                    if self.word(open) == "{" && self.at(it.span.end) > open {
                        self.lines(lines);
                        self.close(open, 0);
                    }
                }
            },
        }
    }

    /// Lays out what stands before the `{` behind a declaration's object, and returns that bracket.
    fn head(&mut self, declaration: Span, object: Span) -> usize {
        let open = self.at(object.end);
        self.begin(declaration, open + 1);
        open
    }

    fn begin(&mut self, declaration: Span, to: usize) {
        let first = self.at(declaration.start);
        self.start(first, 0, Blank::Always);
        self.run(first, to, Place { base: 0, parts: STEP, column: 0, tail: 2 });
    }

    /// Begins a line of a block.
    pub(super) fn item(&mut self, at: usize, indent: usize) {
        let first = at.checked_sub(1).is_some_and(|before| self.word(before) == "{");
        self.start(at, indent, if first { Blank::First } else { Blank::Free });
    }

    /// Closes a block on a line of its own; one without anything in it stays on its line.
    pub(super) fn close(&mut self, open: usize, indent: usize) {
        let Some(close) = self.pair(open) else { return };
        let is_empty = close == open + 1 && self.width(open, close + 1).is_some();
        if !is_empty {
            self.start(close, indent, Blank::Last);
        }
    }

    /// Lays out the lines before a rule: each is a word and what it says.
    fn header(&mut self, lines: &[HeaderLine]) {
        for line in lines {
            let said = match line {
                HeaderLine::Version(number) => number.span,
                HeaderLine::Title(title) => title.span,
                HeaderLine::Owner(name) | HeaderLine::Formerly(name) => name.span,
            };
            let at = self.at(said.start);
            self.margin(at, STEP + STEP);
            self.item(at.saturating_sub(1), STEP);
        }
    }

    fn body(&mut self, body: &Body) {
        self.lines(&body.lines);
        self.steps(&body.steps, STEP);
    }

    fn lines(&mut self, lines: &[Spanned<Line>]) {
        for line in lines {
            let (from, to) = (self.at(line.span.start), self.at(line.span.end));
            self.item(from, STEP);
            let plain = Place { base: STEP, parts: STEP + STEP, column: STEP, tail: 0 };
            match &line.node {
                Line::EnrollWhen(rule) | Line::Suppress(rule) | Line::OnlyIf(rule) | Line::Goal(rule) => {
                    self.rule_of_line(from, rule);
                }
                Line::EnrollOn(event) | Line::ReEnroll(Some(event)) => self.event_of_line(from, to, event),
                Line::Header(_)
                | Line::Switch { .. }
                | Line::EnrollManually
                | Line::ReEnroll(None)
                | Line::Unenroll
                | Line::Schedule(_)
                | Line::ActiveOn { .. }
                | Line::NotActiveOn(_) => self.run(from, to, plain),
            }
        }
    }

    /// Lays out keywords and the condition behind them.
    fn rule_of_line(&mut self, keyword: usize, rule: &Expr) {
        let first = self.at(rule.span.start);
        for at in keyword + 1..=first {
            self.margin(at, STEP + STEP);
        }
        let column = STEP + self.width(keyword, first).unwrap_or(0) + 1;
        self.rule(rule, Place { base: STEP, parts: STEP + STEP, column, tail: 0 });
    }

    fn event_of_line(&mut self, keyword: usize, to: usize, event: &Event) {
        let name = match event {
            Event::Changes { feature, .. } => feature.span,
            Event::Created(span) => *span,
            Event::Did(it) => it.event.span,
        };
        let first = self.at(name.start);
        let column = STEP + self.width(keyword, first).unwrap_or(0) + 1;
        match event {
            Event::Did(it) if it.rule.is_some() => {
                for at in keyword + 1..to {
                    self.margin(at, STEP + STEP);
                }
                self.event(event, Place { base: STEP, parts: STEP + STEP, column, tail: 0 });
            }
            Event::Changes { .. } | Event::Created(_) | Event::Did(_) => {
                self.run(keyword, to, Place { base: STEP, parts: STEP + STEP, column: STEP, tail: 0 });
            }
        }
    }

    /// Tells whether a token ends a field of nested fields that had no comma behind it.
    pub(super) fn ends_field(&self, at: usize) -> bool {
        let last = self.pair(at).unwrap_or(at);
        self.mark(last).edit == Edit::Comma
    }
}
