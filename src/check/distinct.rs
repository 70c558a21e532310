//! What stands twice where once is enough.

use std::collections::BTreeMap;

use crate::problem::Note;
use crate::problem::check::{FlowFault, RuleFault};
use crate::source::{Ident, Span};
use crate::syntax::ast::{Change, Event, Test, Value, ValueKind};
use crate::syntax::plain_braces;

use super::Checker;

impl Checker<'_> {
    /// Reports names that stand twice, each with the one that was first.
    pub(super) fn distinct_keys<'k>(&mut self, keys: impl IntoIterator<Item = &'k Ident>, place: &'static str) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for key in keys {
            if let Some(first) = seen.insert(&key.node, key.span) {
                let fault = FlowFault::DoubledValue { value: key.node.clone(), place };
                self.report_and(key.span, fault, vec![(first, Note::FirstHere)]);
            }
        }
    }

    /// Reports names that stand twice behind commas: the later one can go.
    pub(super) fn distinct_names(&mut self, names: &[Ident], place: &'static str) {
        let fault = |name: &str| FlowFault::DoubledValue { value: name.to_owned(), place };
        for (before, again, first) in twice(names.iter().map(|name| (name.node.clone(), name.span))) {
            self.report_and(again.1, fault(&again.0), vec![(first, Note::FirstHere)]);
            self.drop_last(Some(before), again.1);
        }
    }

    /// Warns of a value that stands twice in the list of a test.
    pub(super) fn repeated_in_test(&mut self, test: &Test) {
        match test {
            Test::In(values)
            | Test::NotIn(values)
            | Test::ContainsAny(values)
            | Test::ContainsNone(values)
            | Test::HasAny(values)
            | Test::HasAll(values)
            | Test::HasNone(values)
            | Test::IsExactly(values)
            | Test::WasEverIn(values)
            | Test::WasNeverIn(values) => self.repeated(values.iter().filter_map(key)),
            Test::Known
            | Test::Unknown
            | Test::Is(_)
            | Test::IsNot(_)
            | Test::Order(..)
            | Test::Between { .. }
            | Test::Contains(_)
            | Test::DoesNotContain(_)
            | Test::StartsWith(_)
            | Test::EndsWith(_)
            | Test::When(_)
            | Test::Changed(_)
            | Test::NotChanged(_)
            | Test::ChangedAgainst(..)
            | Test::SameAs(_)
            | Test::WasEver(_)
            | Test::WasNever(_) => {}
        }
    }

    /// Warns of a value that stands twice in `changes to any of`.
    pub(super) fn repeated_in_event(&mut self, event: &Event) {
        if let Event::Changes { to: Some(to), .. } = event
            && let Change::AnyOf(values) = &to.node
        {
            self.repeated(values.iter().filter_map(key));
        }
    }

    /// Warns of an environment that stands twice in a line.
    pub(super) fn repeated_names(&mut self, names: &[Ident]) {
        self.repeated(names.iter().map(|name| (name.node.clone(), name.span)));
    }

    fn repeated(&mut self, values: impl Iterator<Item = (String, Span)>) {
        for (before, (value, at), first) in twice(values) {
            self.report_and(at, RuleFault::Repeated { value }, vec![(first, Note::FirstHere)]);
            self.drop_last(Some(before), at);
        }
    }
}

/// Finds what has been there: the place before it, itself, and the place where it was first.
fn twice(all: impl Iterator<Item = (String, Span)>) -> Vec<(Span, (String, Span), Span)> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut before = None;
    let mut found = Vec::new();
    for (key, at) in all {
        match (seen.get(&key), before) {
            (Some(first), Some(before)) => found.push((before, (key, at), *first)),
            (Some(_), None) | (None, _) => {
                seen.insert(key, at);
            }
        }
        before = Some(at);
    }
    found
}

/// Returns what tells whether two values are the same, as it is shown; nothing of what no list holds.
fn key(value: &Value) -> Option<(String, Span)> {
    let text = match &value.node {
        ValueKind::Text(text) | ValueKind::Word(text) => plain_braces(text),
        ValueKind::Number(written) => value.node.number().map_or_else(|| written.clone(), |number| number.to_string()),
        ValueKind::Bool(truth) => truth.to_string(),
        ValueKind::Ref(it) => {
            let stage = it.stage.as_ref().map(|stage| format!(".stage({:?})", stage.node)).unwrap_or_default();
            format!("{}({:?}){stage}", it.kind.node.word(), it.name.node)
        }
        ValueKind::Path(..)
        | ValueKind::Duration(_)
        | ValueKind::Now(_)
        | ValueKind::List(_)
        | ValueKind::Fields(_) => {
            return None;
        }
    };
    Some((text, value.span))
}
