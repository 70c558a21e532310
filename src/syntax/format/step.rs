//! Lays out steps.

use super::super::ast::{Action, Arm, Block, Event, Field, MatchArm, Sign, Step};
use super::page::{Blank, Page, STEP, WIDTH};
use super::rule::{Place, Shape};
use crate::source::{Span, Spanned};

impl Page<'_> {
    pub(super) fn steps(&mut self, steps: &[Step], indent: usize) {
        for step in steps {
            let from = self.at(step.span.start);
            self.item(from, indent);
            self.step(step, from, indent);
        }
    }

    fn step(&mut self, step: &Step, from: usize, indent: usize) {
        let to = self.at(step.span.end);
        match &step.action {
            Action::If { arms, otherwise } => self.if_step(from, arms, otherwise.as_ref(), indent),
            Action::Match { arms, otherwise, .. } => self.match_step(from, arms, otherwise.as_ref(), indent),
            Action::Split(arms) => self.split(from, arms, indent),
            Action::WaitForEvent { events, up_to, block, otherwise } => {
                self.wait_for(from, events, up_to.span(), block, indent);
                self.otherwise(self.closing(block), otherwise.as_ref(), indent);
            }
            Action::CreateTask { subject, lines } => {
                self.block_of(from, to, subject.span, lines.iter().map(|line| line.span), indent);
            }
            Action::RunCode { runtime, lines, .. } => {
                self.block_of(from, to, runtime.span, lines.iter().map(|line| line.span), indent);
            }
            Action::Notify { subject, body: Some(body), .. } => {
                let keyword = self.at(body.span.start).saturating_sub(1);
                let keyword = self.tokens.get(keyword).map_or(0, |token| token.start);
                let line = Span { start: keyword, ..body.span };
                self.block_of(from, to, subject.span, std::iter::once(line), indent);
            }
            Action::Opaque { fields, .. } | Action::CreateRecord { fields, .. } => {
                self.fields(from, to, fields, indent);
            }
            Action::Webhook { fields, sign, .. } => {
                self.fields(from, to, fields, indent);
                if let Some(sign) = sign {
                    self.sign(from, to, sign, indent);
                }
            }
            Action::Wait(_)
            | Action::WaitUntil(_)
            | Action::Set { .. }
            | Action::Clear(_)
            | Action::Copy { .. }
            | Action::Append { .. }
            | Action::Change { .. }
            | Action::Send(_)
            | Action::Notify { body: None, .. }
            | Action::CreateNote(_)
            | Action::Rotate { .. }
            | Action::AddTo(_)
            | Action::RemoveFrom(_)
            | Action::EnrollIn(_)
            | Action::GoTo(_)
            | Action::End => self.plain(from, to, indent),
        }
    }

    fn plain(&mut self, from: usize, to: usize, indent: usize) {
        self.run(from, to, Place { base: indent, parts: indent + STEP, column: indent, tail: 0 });
    }

    /// Lays out lines in the braces behind a place, what stands before them and behind.
    fn block_of(&mut self, from: usize, to: usize, before: Span, lines: impl Iterator<Item = Span>, indent: usize) {
        let open = self.at(before.end);
        self.plain(from, open + 1, indent);
        for line in lines {
            let (first, behind) = (self.at(line.start), self.at(line.end));
            self.item(first, indent + STEP);
            self.plain(first, behind, indent + STEP);
        }
        self.close(open, indent);
        let close = self.pair(open).unwrap_or(open);
        self.plain(close, to, indent);
    }

    /// Lays out fields, each on its line.
    fn fields(&mut self, from: usize, to: usize, fields: &[Field], indent: usize) {
        let Some(first) = fields.first() else { return self.plain(from, to, indent) };
        let open = self.at(first.key.span.start).saturating_sub(1);
        let before = self.tokens.get(open).map_or(0, |token| token.start);
        let spans = fields.iter().map(|field| field.key.span.to(field.value.span));
        self.block_of(from, to, Span { start: before, end: before, ..first.key.span }, spans, indent);
    }

    /// Puts what signs a call on a line of its own where it does not fit behind the call.
    fn sign(&mut self, from: usize, to: usize, sign: &Sign, indent: usize) {
        let keyword = self.at(sign.with.at().start).saturating_sub("sign with".split(' ').count());
        let before = keyword.saturating_sub(1);
        let line = if self.word(before) == "}" { before } else { from };
        if self.width(line, to).is_some_and(|width| indent + width > WIDTH) {
            self.start(keyword, indent + STEP, Blank::No);
        }
    }

    fn if_step(&mut self, from: usize, arms: &[Arm], otherwise: Option<&Block>, indent: usize) {
        let mut close = None;
        for arm in arms {
            let start = close.map_or(from, |close: usize| close + 1);
            let (first, behind) = (self.at(arm.rule.span.start), self.at(arm.rule.span.end));
            let open = self.at(arm.block.span.start);
            self.keywords(start, first, close, indent);
            let lead = if close.is_some() { indent + "} ".len() } else { indent };
            let column = lead + self.width(start, first).unwrap_or(0) + 1;
            let tail = self.width(behind, open + 1).unwrap_or(0) + 1;
            let parts = indent + STEP;
            let shape = self.rule(&arm.rule, Place { base: indent, parts, column, tail });
            self.margin(first, parts);
            for at in behind..=open {
                self.margin(at, indent);
            }
            if shape == Shape::Open {
                self.start(behind, indent, Blank::No);
            }
            close = Some(self.block(&arm.block, open, indent));
        }
        if let Some(close) = close {
            self.otherwise(close, otherwise, indent);
        }
    }

    /// Sets the margins of keywords; an `else` stands behind the `}` before it, or on a line at its margin.
    fn keywords(&mut self, start: usize, first: usize, close: Option<usize>, indent: usize) {
        for at in start + 1..=first {
            self.margin(at, indent + STEP);
        }
        if close.is_some() {
            self.margin(start, indent);
        }
    }

    fn otherwise(&mut self, close: usize, block: Option<&Block>, indent: usize) {
        if let Some(block) = block {
            let open = self.at(block.span.start);
            self.keywords(close + 1, open, Some(close), indent);
            self.margin(open, indent);
            self.block(block, open, indent);
        }
    }

    fn closing(&self, block: &Block) -> usize {
        let open = self.at(block.span.start);
        self.pair(open).unwrap_or(open)
    }

    /// Lays out the steps between two braces and returns the closing one.
    fn block(&mut self, block: &Block, open: usize, indent: usize) -> usize {
        self.steps(&block.steps, indent + STEP);
        self.close(open, indent);
        self.pair(open).unwrap_or(open)
    }

    fn match_step(&mut self, from: usize, arms: &[MatchArm], otherwise: Option<&Block>, indent: usize) {
        let mut open = from;
        while open < self.tokens.len() && self.word(open) != "{" {
            open += 1;
        }
        self.plain(from, open + 1, indent);
        for arm in arms {
            let first = arm.values.first().map_or(arm.block.span.start, |value| value.span.start);
            self.arm(self.at(first), &arm.block, indent + STEP);
        }
        if let Some(block) = otherwise {
            let before = arms.last().map_or(open, |arm| self.closing(&arm.block));
            self.arm(before + 1, block, indent + STEP);
        }
        self.close(open, indent);
    }

    fn split(&mut self, from: usize, arms: &[(Spanned<u32>, Block)], indent: usize) {
        let open = arms.first().map_or(from, |(percent, _)| self.at(percent.span.start).saturating_sub(1));
        self.plain(from, open + 1, indent);
        for (percent, block) in arms {
            self.arm(self.at(percent.span.start), block, indent + STEP);
        }
        self.close(open, indent);
    }

    /// Lays out an arm of `match` or `split`: on one line where it has one plain step and fits.
    fn arm(&mut self, from: usize, block: &Block, indent: usize) {
        self.item(from, indent);
        let open = self.at(block.span.start);
        self.run(from, open + 1, Place { base: indent, parts: indent + STEP, column: indent, tail: 0 });
        let close = self.pair(open).unwrap_or(open);
        let fits = self.width(from, close + 1).is_some_and(|width| indent + width <= WIDTH);
        let is_plain = match block.steps.as_slice() {
            [] => true,
            [step] => is_plain(&step.action),
            [_, _, ..] => false,
        };
        if fits && is_plain {
            return;
        }
        self.block(block, open, indent);
    }

    fn wait_for(&mut self, from: usize, events: &[Event], up_to: Span, block: &Block, indent: usize) {
        let open = self.at(block.span.start);
        for at in from + 1..=open {
            self.margin(at, indent + STEP);
        }
        self.margin(open, indent);
        if self.width(from, open + 1).is_none_or(|width| indent + width > WIDTH) {
            let mut column = indent + "wait for ".len();
            for (at, event) in events.iter().enumerate() {
                let name = match event {
                    Event::Changes { feature, .. } => feature.span,
                    Event::Created(span) => *span,
                    Event::Did(it) => it.event.span,
                };
                if let (1.., Some(word)) = (at, self.at(name.start).checked_sub(1)) {
                    self.start(word, indent + STEP, Blank::Connective);
                    column = indent + STEP + "or ".len();
                }
                self.event(event, Place { base: indent + STEP, parts: indent + STEP, column, tail: 0 });
            }
            let up = self.at(up_to.start).saturating_sub("up to".split(' ').count());
            self.start(up, indent + STEP, Blank::No);
            self.start(open, indent, Blank::No);
        }
        self.block(block, open, indent);
    }
}

/// Tells whether a step has no braces of its own.
fn is_plain(action: &Action) -> bool {
    match action {
        Action::Wait(_)
        | Action::WaitUntil(_)
        | Action::Set { .. }
        | Action::Clear(_)
        | Action::Copy { .. }
        | Action::Append { .. }
        | Action::Change { .. }
        | Action::Send(_)
        | Action::Notify { body: None, .. }
        | Action::CreateNote(_)
        | Action::Rotate { .. }
        | Action::AddTo(_)
        | Action::RemoveFrom(_)
        | Action::EnrollIn(_)
        | Action::GoTo(_)
        | Action::End => true,
        Action::If { .. }
        | Action::Match { .. }
        | Action::Split(_)
        | Action::WaitForEvent { .. }
        | Action::Notify { body: Some(_), .. }
        | Action::CreateTask { .. }
        | Action::CreateRecord { .. }
        | Action::Webhook { .. }
        | Action::RunCode { .. }
        | Action::Opaque { .. } => false,
    }
}
