//! Segments and static lists, and the order in which they can be made.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::rule::{AssociatedTest, Leaf, Membership};
use crate::model::{ListTarget, Segment, StaticList, Version, digest};
use crate::problem::Note;
use crate::problem::check::{NameFault, Sort};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, HeaderLine, Target};

use super::{Checker, circle, head::Header, names};

impl Checker<'_> {
    pub(super) fn segment(&mut self, segment: &ast::Segment, text: Option<String>) -> Option<Segment> {
        let header = self.header(segment.header.iter().map(|line| (line, line_span(line))));
        self.require_version(&header, segment.header.iter(), &segment.name, Sort::Segment);
        self.keep_titles(&header, &segment.name);
        self.plain_title(&header);
        let object = self.object(&segment.object)?;
        let rule = self.rule(&segment.rule, object);
        let Header { version, .. } = &header;
        let (rule, version) = (rule?, version.clone()?);
        let digest = digest::segment(object, &rule, &self.names.identities);
        let head = header.head(&segment.name, segment.doc.as_ref(), text);
        Some(Segment { head, version: Version { number: version.node, at: version.span, digest }, object, rule })
    }

    pub(super) fn static_list(&mut self, list: &ast::StaticList, text: Option<String>) -> Option<StaticList> {
        for line in &list.header {
            if let HeaderLine::Version(version) = line {
                self.report(version.span, NameFault::StaticVersion { name: list.name.node.clone() });
            }
        }
        let lines = list.header.iter().filter(|line| !matches!(line, HeaderLine::Version(_)));
        let header = self.header(lines.map(|line| (line, line_span(line))));
        self.keep_titles(&header, &list.name);
        let object = self.object(&list.object)?;
        Some(StaticList { head: header.head(&list.name, list.doc.as_ref(), text), object })
    }

    /// Reports each circle of segments once, at its first member by name.
    pub(super) fn circles(&mut self) {
        let segments = || {
            self.names.lists().filter_map(|list| match list {
                names::List::Segment(segment) => Some(segment),
                names::List::Static(_) => None,
            })
        };
        let needs = segments().map(|segment| {
            let mut needs = BTreeSet::new();
            named(&segment.rule, &mut needs);
            (segment.name.node.as_str(), needs)
        });
        let needs: Vec<Needs<'_>> = needs.collect();
        let stuck = order(&needs).stuck.into_iter().filter_map(|at| needs.get(at));
        let needs: BTreeMap<&str, BTreeSet<&str>> = stuck.cloned().collect();
        let places: BTreeMap<&str, Span> = segments()
            .filter(|segment| needs.contains_key(segment.name.node.as_str()))
            .map(|segment| (segment.name.node.as_str(), segment.name.span))
            .collect();
        for circle in circle::circles(&needs) {
            if self.more.is_some() {
                return;
            }
            let Some(at) = circle.first().and_then(|name| places.get(name)) else { continue };
            let rest = circle.iter().skip(1).take(MOST_NAMED);
            let also = rest.filter_map(|name| Some((*places.get(name)?, Note::AndHere))).collect();
            let fault = NameFault::Circle { names: circle.iter().map(|name| (*name).to_owned()).collect() };
            self.report_and(*at, fault, also);
        }
    }
}

/// How many other places of a circle are shown.
const MOST_NAMED: usize = 20;

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
pub fn ordered(mut segments: Vec<Segment>) -> Vec<Segment> {
    segments.sort_unstable_by(|a, b| a.head.name.cmp(&b.head.name));
    let needs: Vec<Needs<'_>> = segments.iter().map(|it| (it.head.name.as_str(), needs(it))).collect();
    let Order { done, stuck } = order(&needs);
    let mut places = vec![0; segments.len()];
    for (place, at) in done.into_iter().chain(stuck).enumerate() {
        places.get_mut(at).into_iter().for_each(|it| *it = place);
    }
    // A segment is large and there may be many: each swap brings one to its place, and none is copied elsewhere.
    for at in 0..places.len() {
        while let Some(to) = places.get(at).copied().filter(|to| *to != at) {
            segments.swap(at, to);
            places.swap(at, to);
        }
    }
    segments
}

/// A name and the names that it needs.
type Needs<'a> = (&'a str, BTreeSet<&'a str>);

/// Positions among names.
struct Order {
    /// Those that can stand one after the other.
    done: Vec<usize>,
    /// Those that a circle holds back.
    stuck: Vec<usize>,
}

/// Puts names, which are sorted, after those that they need.
fn order(needs: &[Needs<'_>]) -> Order {
    let at = |name: &str| needs.binary_search_by(|(known, _)| (*known).cmp(name)).ok();
    let mut open: Vec<usize> = vec![0; needs.len()];
    let mut wanted_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (waits, (open, (_, all))) in open.iter_mut().zip(needs).enumerate() {
        for need in all.iter().filter_map(|need| at(need)) {
            *open += 1;
            if let Some(wanted_by) = wanted_by.get_mut(need) {
                wanted_by.push(waits);
            }
        }
    }
    let mut ready: BTreeSet<usize> =
        open.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| at).collect();
    let mut done = Vec::with_capacity(needs.len());
    while let Some(at) = ready.pop_first() {
        done.push(at);
        for waits in wanted_by.get(at).into_iter().flatten() {
            if let Some(count) = open.get_mut(*waits) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(*waits);
                }
            }
        }
    }
    let stuck = open.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, _)| at).collect();
    Order { done, stuck }
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
