//! What is changed of the tokens themselves, none of it with a meaning.

use super::super::ast::{Action, Block, Declaration, Event, Expr, ExprKind, Field, Line, Step, WorkflowForm};
use super::page::{Edit, Page};
use crate::source::{Span, Spanned};

impl Page<'_> {
    /// Decides what is changed in a declaration.
    pub(super) fn edit(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Segment(it) => {
                self.edit_rule(&it.rule);
                self.edit_commas(it.span);
            }
            Declaration::StaticList(_) => {}
            Declaration::Template(it) => {
                self.tight_behind(it.name.span);
                self.edit_lines(&it.body.lines);
                self.edit_steps(&it.body.steps);
                self.edit_commas(it.span);
            }
            Declaration::Workflow(it) => {
                match &it.form {
                    WorkflowForm::Own { body, .. } => {
                        self.edit_lines(&body.lines);
                        self.edit_steps(&body.steps);
                    }
                    WorkflowForm::Use { template, lines, .. } => {
                        self.tight_behind(template.span);
                        self.edit_lines(lines);
                    }
                }
                self.edit_commas(it.span);
            }
        }
    }

    /// Tells whether parentheses are put in that the text did not have.
    pub(super) fn adds_parentheses(&self) -> bool {
        (0..self.tokens.len()).any(|at| self.mark(at).edit == Edit::Open)
    }

    /// Joins the bracket behind a name with it.
    fn tight_behind(&mut self, name: Span) {
        let bracket = self.at(name.end);
        self.change(bracket, Edit::Tight);
    }

    /// Takes away commas before closing brackets, and gives nested fields one between each two.
    fn edit_commas(&mut self, declaration: Span) {
        let (from, to) = (self.at(declaration.start), self.at(declaration.end));
        for at in from..to {
            match self.word(at) {
                "," if matches!(self.word(at + 1), ")" | "]") => self.change(at, Edit::Skip),
                "{" if matches!(self.word(at.saturating_sub(1)), "=" | "[" | ",") => self.edit_nested(at),
                _ => {}
            }
        }
    }

    fn edit_nested(&mut self, open: usize) {
        let Some(close) = self.pair(open) else { return };
        if self.word(close - 1) == "," {
            self.change(close - 1, Edit::Skip);
        }
        let mut at = open + 1;
        while at < close {
            // A key stands before its `=`, and behind the value before it.
            if self.word(at) == "=" && at > open + 2 && self.word(at - 2) != "," {
                self.change(at - 2, Edit::Comma);
            }
            at = self.pair(at).unwrap_or(at) + 1;
        }
    }

    /// Takes away the commas between fields that stand on lines of their own.
    fn edit_fields(&mut self, fields: &[Field]) {
        for field in fields {
            let behind = self.at(field.value.span.end);
            if self.word(behind) == "," {
                self.change(behind, Edit::Skip);
            }
        }
    }

    fn edit_lines(&mut self, lines: &[Spanned<Line>]) {
        for line in lines {
            match &line.node {
                Line::EnrollWhen(rule) | Line::Suppress(rule) | Line::OnlyIf(rule) | Line::Goal(rule) => {
                    self.edit_rule(rule);
                }
                Line::EnrollOn(event) | Line::ReEnroll(Some(event)) => self.edit_event(event),
                Line::ActiveOn { from, to, .. } => {
                    for at in self.at(from.span.start) + 1..self.at(to.span.end) {
                        self.change(at, Edit::Tight);
                    }
                }
                Line::Header(_)
                | Line::Switch { .. }
                | Line::EnrollManually
                | Line::ReEnroll(None)
                | Line::Unenroll
                | Line::Schedule(_)
                | Line::NotActiveOn(_) => {}
            }
        }
    }

    fn edit_event(&mut self, event: &Event) {
        match event {
            Event::Did(it) => it.rule.iter().for_each(|rule| self.edit_rule(rule)),
            Event::Changes { .. } | Event::Created(_) => {}
        }
    }

    fn edit_steps(&mut self, steps: &[Step]) {
        for step in steps {
            self.edit_step(&step.action);
        }
    }

    fn edit_step(&mut self, action: &Action) {
        match action {
            Action::If { arms, otherwise } => {
                for arm in arms {
                    self.edit_rule(&arm.rule);
                    self.edit_steps(&arm.block.steps);
                }
                self.edit_block(otherwise.as_ref());
            }
            Action::Match { arms, otherwise, .. } => {
                arms.iter().for_each(|arm| self.edit_steps(&arm.block.steps));
                self.edit_block(otherwise.as_ref());
            }
            Action::WaitForEvent { events, block, otherwise, .. } => {
                events.iter().for_each(|event| self.edit_event(event));
                self.edit_block(Some(block));
                self.edit_block(otherwise.as_ref());
            }
            Action::Split(arms) => arms.iter().for_each(|(_, block)| self.edit_block(Some(block))),
            Action::Opaque { fields, .. } | Action::CreateRecord { fields, .. } | Action::Webhook { fields, .. } => {
                self.edit_fields(fields);
            }
            Action::Wait(_)
            | Action::WaitUntil(_)
            | Action::Set { .. }
            | Action::Clear(_)
            | Action::Copy { .. }
            | Action::Append { .. }
            | Action::Change { .. }
            | Action::Send(_)
            | Action::Notify { .. }
            | Action::CreateTask { .. }
            | Action::CreateNote(_)
            | Action::Rotate { .. }
            | Action::AddTo(_)
            | Action::RemoveFrom(_)
            | Action::EnrollIn(_)
            | Action::RunCode { .. }
            | Action::GoTo(_)
            | Action::End => {}
        }
    }

    fn edit_block(&mut self, block: Option<&Block>) {
        block.into_iter().for_each(|block| self.edit_steps(&block.steps));
    }

    /// Puts a comparison with `or unknown` into parentheses where it is a part of something.
    fn edit_rule(&mut self, rule: &Expr) {
        match &rule.node {
            ExprKind::Or(parts) | ExprKind::And(parts) => {
                for part in parts {
                    if matches!(part.node, ExprKind::Compare { or_unknown: Some(_), .. }) {
                        let (first, behind) = (self.at(part.span.start), self.at(part.span.end));
                        self.change(first, Edit::Open);
                        self.change(behind.saturating_sub(1), Edit::Close);
                    } else {
                        self.edit_rule(part);
                    }
                }
            }
            ExprKind::Not(inner) | ExprKind::Paren(inner) | ExprKind::Any { rule: Some(inner), .. } => {
                self.edit_rule(inner);
            }
            ExprKind::Activity { activity, .. } => activity.rule().into_iter().for_each(|rule| self.edit_rule(rule)),
            ExprKind::Any { rule: None, .. } | ExprKind::Member(_) | ExprKind::Compare { .. } => {}
        }
    }
}
