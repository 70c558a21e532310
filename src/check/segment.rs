//! Segments and static lists, and the order in which they can be made.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::rule::{AssociatedTest, Leaf, Membership};
use crate::model::{ListTarget, Segment, StaticList, Version, digest};
use crate::problem::Note;
use crate::problem::check::{NameFault, Sort};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, Expr, ExprKind, HeaderLine, Target};
use crate::syntax::print;

use super::{Checker, head::Header, names};

impl Checker<'_> {
    pub(super) fn segment(&mut self, segment: &ast::Segment) -> Option<Segment> {
        let header = self.header(segment.header.iter().map(|line| (line, line_span(line))));
        self.require_version(&header, segment.header.iter(), &segment.name, Sort::Segment);
        self.keep_titles(&header, &segment.name);
        self.plain_title(&header);
        let object = self.object(&segment.object)?;
        let rule = self.rule(&segment.rule, object);
        let Header { version, .. } = &header;
        let (rule, version) = (rule?, version.clone()?);
        let digest = digest::segment(object, &rule, &self.names.identities);
        let head = header.head(
            &segment.name,
            segment.doc.as_ref(),
            print::declaration(&Declaration::Segment(segment.clone())),
        );
        Some(Segment { head, version: Version { number: version.node, at: version.span, digest }, object, rule })
    }

    pub(super) fn static_list(&mut self, list: &ast::StaticList) -> Option<StaticList> {
        for line in &list.header {
            if let HeaderLine::Version(version) = line {
                self.report(version.span, NameFault::StaticVersion { name: list.name.node.clone() });
            }
        }
        let lines = list.header.iter().filter(|line| !matches!(line, HeaderLine::Version(_)));
        let header = self.header(lines.map(|line| (line, line_span(line))));
        self.keep_titles(&header, &list.name);
        let object = self.object(&list.object)?;
        Some(StaticList {
            head: header.head(
                &list.name,
                list.doc.as_ref(),
                print::declaration(&Declaration::StaticList(list.clone())),
            ),
            object,
        })
    }

    /// Reports each circle of segments once, at its first member by name.
    pub(super) fn circles(&mut self) {
        let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut places: BTreeMap<&str, Span> = BTreeMap::new();
        for list in self.names.lists() {
            if let names::List::Segment(segment) = list {
                named(&segment.rule, needs.entry(&segment.name.node).or_default());
                places.insert(&segment.name.node, segment.name.span);
            }
        }
        let mut reported: BTreeSet<&str> = BTreeSet::new();
        let (_, stuck) = order(&needs);
        for start in &stuck {
            if reported.contains(start) {
                continue;
            }
            let Some(circle) = circle(start, &needs) else { continue };
            reported.extend(circle.iter().copied());
            let Some(at) = places.get(start) else { continue };
            let also = circle.iter().skip(1).filter_map(|name| Some((*places.get(name)?, Note::AndHere))).collect();
            let fault = NameFault::Circle { names: circle.iter().map(|name| (*name).to_owned()).collect() };
            self.report_and(*at, fault, also);
        }
    }
}

/// Gathers the names of lists in a condition.
fn named<'a>(expr: &'a Expr, into: &mut BTreeSet<&'a str>) {
    match &expr.node {
        ExprKind::Or(parts) | ExprKind::And(parts) => parts.iter().for_each(|part| named(part, into)),
        ExprKind::Not(inner) | ExprKind::Paren(inner) | ExprKind::Any { rule: Some(inner), .. } => named(inner, into),
        ExprKind::Member(Target::Name(name)) => {
            into.insert(&name.node);
        }
        ExprKind::Member(Target::Ref(_))
        | ExprKind::Any { rule: None, .. }
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => {}
    }
}

/// Returns the place of a header line's value.
pub(super) fn line_span(line: &HeaderLine) -> Span {
    match line {
        HeaderLine::Version(version) => version.span,
        HeaderLine::Title(title) => title.span,
        HeaderLine::Owner(name) | HeaderLine::Formerly(name) => name.span,
    }
}

/// Puts each segment after those it refers to, and else by name. Members of a circle come last.
pub fn ordered(segments: Vec<Segment>) -> Vec<Segment> {
    let order: Vec<String> = {
        let needs = segments.iter().map(|segment| (segment.head.name.as_str(), needs(segment))).collect();
        let (done, stuck) = order(&needs);
        done.into_iter().chain(stuck).map(str::to_owned).collect()
    };
    let mut by_name: BTreeMap<String, Segment> =
        segments.into_iter().map(|segment| (segment.head.name.clone(), segment)).collect();
    order.iter().filter_map(|name| by_name.remove(name)).collect()
}

/// Splits names into those that can stand one after the other, and those that a circle holds back.
fn order<'a>(needs: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wanted_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, all) in needs {
        let known = all.iter().filter(|need| needs.contains_key(*need));
        open.insert(name, known.clone().count());
        known.for_each(|need| wanted_by.entry(need).or_default().push(name));
    }
    let mut ready: BTreeSet<&str> = open.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    let mut done = Vec::new();
    while let Some(name) = ready.pop_first() {
        open.remove(name);
        done.push(name);
        for waits in wanted_by.get(name).into_iter().flatten() {
            if let Some(count) = open.get_mut(waits) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(waits);
                }
            }
        }
    }
    (done, needs.keys().copied().filter(|name| open.contains_key(name)).collect())
}

/// Returns the own lists that a segment's rule names.
fn needs(segment: &Segment) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for leaf in segment.rule.branches.iter().flat_map(|branch| &branch.leaves) {
        match leaf {
            Leaf::Member(membership) => names.extend(own(membership)),
            Leaf::Any { tests, .. } => names.extend(tests.iter().filter_map(|test| match test {
                AssociatedTest::Member(membership) => own(membership),
                AssociatedTest::Property(_) => None,
            })),
            Leaf::Property(_) | Leaf::Activity(_) | Leaf::Event(_) => {}
        }
    }
    names
}

fn own(membership: &Membership) -> Option<&str> {
    match &membership.list {
        ListTarget::Own(name) => Some(&name.0),
        ListTarget::Portal(_) => None,
    }
}

/// Finds the shortest way from a name back to itself.
fn circle<'a>(start: &'a str, needs: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = std::collections::VecDeque::from([start]);
    while let Some(name) = next.pop_front() {
        for need in needs.get(name).into_iter().flatten().copied() {
            if need == start {
                let mut way = vec![name];
                while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(need) {
                came_from.insert(need, name);
                next.push_back(need);
            }
        }
    }
    None
}
