//! Lays out conditions, and lists in brackets.

use super::super::ast::{Event, Expr, ExprKind};
use super::page::{Blank, Edit, Page, STEP, WIDTH};

/// Where a condition stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The margin of the line that its first part stands on; its bracket closes there.
    pub base: usize,
    /// The margin of its `and` and `or`.
    pub parts: usize,
    /// The column at which it begins.
    pub column: usize,
    /// How much stands behind it on its last line.
    pub tail: usize,
}

/// How a condition came to stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// On one line, or with a bracket that closes on the last one.
    Closed,
    /// With `and` or `or` at the begin of its last line.
    Open,
}

/// Of a list with longer items, each has a line.
const SHORT: usize = 14;

impl Page<'_> {
    /// Lays out a condition: on one line, or part by part.
    pub(super) fn rule(&mut self, rule: &Expr, place: Place) -> Shape {
        let (from, to) = (self.at(rule.span.start), self.at(rule.span.end));
        for at in from + 1..to {
            self.margin(at, place.parts);
        }
        if self.width(from, to).is_some_and(|width| place.column + width + place.tail <= WIDTH) {
            return Shape::Closed;
        }
        match &rule.node {
            ExprKind::Or(parts) | ExprKind::And(parts) => {
                let last = parts.len().saturating_sub(1);
                for (at, part) in parts.iter().enumerate() {
                    let start = self.at(part.span.start);
                    let (mut base, mut column) = (place.base, place.column);
                    if let (1.., Some(word)) = (at, start.checked_sub(1)) {
                        self.start(word, place.parts, Blank::Connective);
                        base = place.parts;
                        column = place.parts + self.word(word).len() + 1;
                    } else if place.parts > base {
                        base = place.parts;
                    }
                    let tail = if at == last { place.tail } else { 0 };
                    self.rule(part, Place { base, parts: place.parts + STEP, column, tail });
                }
                Shape::Open
            }
            ExprKind::Not(inner) => {
                let column = place.column + "not ".len();
                self.rule(inner, Place { column, ..place })
            }
            ExprKind::Paren(inner) | ExprKind::Any { rule: Some(inner), .. } => {
                self.group(inner, place.base);
                Shape::Closed
            }
            ExprKind::Activity { activity, .. } => {
                match activity.rule() {
                    Some(inner) => self.group(inner, place.base),
                    None => self.run(from, to, place),
                }
                Shape::Closed
            }
            ExprKind::Any { rule: None, .. } | ExprKind::Member(_) | ExprKind::Compare { .. } => {
                self.run(from, to, place);
                Shape::Closed
            }
        }
    }

    /// Puts what stands in parentheses on lines of its own.
    fn group(&mut self, inner: &Expr, base: usize) {
        let first = self.at(inner.span.start);
        let Some(open) = first.checked_sub(1) else { return };
        let inside = base + STEP;
        self.start(first, inside, Blank::No);
        self.rule(inner, Place { base: inside, parts: inside, column: inside, tail: 0 });
        if let Some(close) = self.pair(open) {
            self.start(close, base, Blank::Last);
        }
    }

    /// Lays out an event that begins at a column.
    pub(super) fn event(&mut self, event: &Event, place: Place) {
        if let Event::Did(it) = event
            && let Some(rule) = &it.rule
        {
            let (from, close) = (self.at(it.event.span.start), self.at(rule.span.end) + 1);
            if self.width(from, close).is_none_or(|width| place.column + width + place.tail > WIDTH) {
                self.group(rule, place.base);
            }
        }
    }

    /// Lays out tokens that are no condition: on one line; else what is in brackets over several, or after commas.
    pub(super) fn run(&mut self, from: usize, to: usize, place: Place) {
        for at in from + 1..to {
            self.margin(at, place.base + STEP);
        }
        if self.width(from, to).is_some_and(|width| place.column + width + place.tail <= WIDTH) {
            return;
        }
        let mut column = place.column;
        let mut at = from;
        while at < to {
            let lead = usize::from(at > from && self.is_apart(at));
            if at > from && self.word(at - 1) == "," {
                let item = self.item_width(at, self.item_end(at, to)).map_or(WIDTH, |width| width + place.tail);
                if column + lead + item > WIDTH {
                    self.start(at, place.base + STEP, Blank::No);
                    column = place.base + STEP;
                }
            }
            let close = self.pair(at).filter(|close| *close < to);
            let behind = close.unwrap_or(at) + 1;
            // What belongs directly to it stays on its line.
            let tail = if behind == to { place.tail } else { 1 };
            match (self.width(at, behind), close) {
                (Some(width), _) if column + lead + width + tail <= WIDTH => column += lead + width,
                (_, Some(close)) if close > at + 1 && !self.is_name_of_a_thing(at) => {
                    self.list(at, close, place.base);
                    column = place.base + 1;
                }
                (width, _) => column += lead + width.unwrap_or(0),
            }
            at = behind;
        }
    }

    /// Returns where the item that begins at a token ends, with its comma.
    fn item_end(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        while at < to && self.word(at) != "," {
            at = self.pair(at).unwrap_or(at) + 1;
        }
        (at + 1).min(to)
    }

    /// Returns how wide an item is with the comma behind it; a comment between them goes behind the comma.
    fn item_width(&self, from: usize, to: usize) -> Option<usize> {
        let comma = to.checked_sub(1).filter(|last| *last > from && self.word(*last) == ",");
        let written = comma.is_some_and(|comma| self.mark(comma).edit != Edit::Skip);
        Some(self.width(from, comma.unwrap_or(to))? + usize::from(written))
    }

    /// Tells whether a bracket is the one of `form("…")`: no line begins inside it.
    fn is_name_of_a_thing(&self, open: usize) -> bool {
        self.mark(open).edit != Edit::Tight && self.word(open) == "(" && !self.is_apart(open)
    }

    /// Puts items in brackets on lines of their own, many on one where they are short.
    fn list(&mut self, open: usize, close: usize, base: usize) {
        let inside = base + STEP;
        let mut items = Vec::new();
        let mut first = open + 1;
        let mut at = first;
        while at < close {
            let behind = self.pair(at).unwrap_or(at) + 1;
            if self.word(at) == "," || self.ends_field(at) || behind >= close {
                items.push((first, behind));
                first = behind;
            }
            at = behind;
        }
        let short = |(from, to): &(usize, usize)| self.item_width(*from, *to).is_some_and(|width| width <= SHORT);
        let fills = self.width(open, close + 1).is_some() && items.iter().all(short);
        let mut column = inside;
        for (at, (from, to)) in items.into_iter().enumerate() {
            let width = self.item_width(from, to).unwrap_or(0);
            if at > 0 && fills && column + 1 + width <= WIDTH {
                column += 1 + width;
                self.run(from, to, Place { base: inside, parts: inside, column: 0, tail: 0 });
                self.margin(from, inside);
            } else {
                self.start(from, inside, Blank::No);
                column = inside + width;
                self.run(from, to, Place { base: inside, parts: inside, column: inside, tail: 0 });
            }
        }
        self.start(close, base, Blank::Last);
    }
}
