//! Events of the record: which one, and what one event must pass.

use std::collections::BTreeSet;

use crate::catalog::events::{Event, Kind};
use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::platform::Object;
use crate::model::rule::{Empty, EventTest, EventType, Leaf, PropertyTest, Refine, Sign, Test, TextTest, TextsTest};
use crate::model::{PortalName, Rule};
use crate::problem::check::{ActivityFault, RuleFault};
use crate::problem::nearest;
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, EventOf, Expr, ExprKind};

use super::super::normal::{Formula, MOST_FILTERS, Refusal, rule};
use super::super::{Checker, property};
use super::activity::{Deed, Narrow, often};
use super::parts::Parts;
use super::{Join, Scope, joined};

impl Checker<'_> {
    /// Checks `did EVENT where (…)`.
    pub(super) fn did(&mut self, of: &EventOf, deed: &Deed<'_>, scope: &Scope) -> Option<Formula> {
        let event = self.event_named(&of.event)?;
        let what = format!("`{}` is an event", of.event.node);
        let fits = self.beside(&of.event.node, &what, event.object, deed.whole, scope);
        let tests = self.event_tests(of, &event);
        let narrow = self.narrowed(deed);
        fits?;
        let (tests, narrow) = (tests?, narrow?);
        if let (Narrow::Count(Refine::AtLeast(_) | Refine::AtMost(_)), [_, _, ..]) = (&narrow, tests.as_slice()) {
            let at = of.rule.as_ref().map_or(deed.whole.span, |rule| rule.span);
            self.report(at, ActivityFault::CountedAlternatives);
            return None;
        }
        let narrowed = match narrow {
            Narrow::Count(refine) => vec![often(deed.sign, refine)],
            Narrow::Windows(windows) => windows.into_iter().map(|window| (deed.sign, Refine::During(window))).collect(),
        };
        let event_type = event_type(&event);
        let each = tests.into_iter().flat_map(|tests| {
            let test = |(sign, refine): &(Sign, Refine)| {
                let (event, tests) = (event_type.clone(), tests.clone());
                Formula::Event(EventTest { event, tests, sign: *sign, refine: refine.clone() })
            };
            narrowed.iter().map(test).collect::<Vec<_>>()
        });
        // Some event passes a or b where some event passes a, or some event passes b.
        let join = match deed.sign {
            Sign::Holds => Join::Any,
            Sign::Not => Join::All,
        };
        Some(joined(join, each.collect(), deed.whole.span))
    }

    /// Checks an event that enrols records of an object: what one must pass, each alternative by itself.
    pub(in crate::check) fn happening(
        &mut self,
        of: &EventOf,
        object: Object,
    ) -> Option<Vec<(EventType, Vec<PropertyTest>)>> {
        let event = self.event_named(&of.event)?;
        let tests = self.event_tests(of, &event);
        if event.object != object {
            let fault = ActivityFault::OtherEventObject { event: of.event.node.clone(), its: event.object, object };
            self.report(of.event.span, fault);
            return None;
        }
        Some(tests?.into_iter().map(|tests| (event_type(&event), tests)).collect())
    }

    fn event_named(&mut self, name: &Ident) -> Option<Event> {
        let found = self.catalog.event(&name.node);
        // An object that there isn't has been reported in the catalog.
        if found.is_none() && self.catalog.events.contains_key(&name.node) {
            return None;
        }
        if found.is_none() {
            let near = nearest(&name.node, self.catalog.event_words());
            let known = self.catalog.event_words().take(8).map(str::to_owned).collect();
            self.report(name.span, ActivityFault::UnknownEvent { name: name.node.clone(), near, known });
        }
        found
    }

    /// Reads what one event must pass: an OR of ANDs; without a rule, nothing.
    fn event_tests(&mut self, of: &EventOf, event: &Event) -> Option<Vec<Vec<PropertyTest>>> {
        let Some(written) = &of.rule else { return Some(vec![Vec::new()]) };
        let scope = EventScope { word: &of.event.node, event };
        let formula = self.event_formula(written, &scope)?;
        let Rule { branches } = match rule(&formula, &self.names.identities) {
            Ok(rule) => rule,
            Err(refusal) => {
                self.refused(refusal, written.span);
                return None;
            }
        };
        let tests = |leaf: Leaf| match leaf {
            Leaf::Property(test) => Some(test),
            Leaf::Member(_) | Leaf::Activity(_) | Leaf::Event(_) | Leaf::Any { .. } => None,
        };
        Some(branches.into_iter().map(|branch| branch.leaves.into_iter().filter_map(tests).collect()).collect())
    }

    fn refused(&mut self, refusal: Refusal, span: Span) {
        let most = MOST_FILTERS;
        match refusal {
            Refusal::Multiplies { at, filters } => self.report(at, RuleFault::Multiplies { filters, most }),
            Refusal::TooMany => self.report(span, RuleFault::TooManyFilters { most }),
            Refusal::Never => self.report(span, RuleFault::NeverTrue),
        }
    }

    fn event_formula(&mut self, expr: &Expr, scope: &EventScope<'_>) -> Option<Formula> {
        match &expr.node {
            ExprKind::Paren(inner) => self.event_formula(inner, scope),
            ExprKind::Or(parts) => {
                self.warn_mixed(expr, parts);
                Some(joined(Join::Any, self.event_formulas(parts, scope)?, expr.span))
            }
            ExprKind::And(parts) => Some(joined(Join::All, self.event_formulas(parts, scope)?, expr.span)),
            ExprKind::Not(_) => {
                self.report(expr.span, ActivityFault::EventEmpty { what: "`not`" });
                None
            }
            ExprKind::Any { .. } => self.not_of_event(expr, "an association"),
            ExprKind::Member(_) => self.not_of_event(expr, "membership"),
            ExprKind::Activity { .. } => self.not_of_event(expr, "an activity"),
            ExprKind::Compare { feature, test, or_unknown } => {
                let checked = self.event_test(feature, test, scope, expr.span);
                if let Some(at) = or_unknown {
                    self.report(*at, ActivityFault::EventEmpty { what: "`or unknown`" });
                    return None;
                }
                checked
            }
        }
    }

    fn event_formulas(&mut self, parts: &[Expr], scope: &EventScope<'_>) -> Option<Vec<Formula>> {
        let checked: Vec<Option<Formula>> = parts.iter().map(|part| self.event_formula(part, scope)).collect();
        checked.into_iter().collect()
    }

    fn not_of_event(&mut self, expr: &Expr, what: &'static str) -> Option<Formula> {
        self.report(expr.span, ActivityFault::NotOfEvent { what });
        None
    }

    fn event_test(
        &mut self,
        name: &Ident,
        test: &Spanned<ast::Test>,
        scope: &EventScope<'_>,
        span: Span,
    ) -> Option<Formula> {
        let Some(feature) = scope.event.properties.get(&name.node) else {
            let words: BTreeSet<&str> = scope.event.properties.keys().map(String::as_str).collect();
            let fault = ActivityFault::UnknownEventProperty {
                event: scope.word.to_owned(),
                name: name.node.clone(),
                near: nearest(&name.node, words.iter().copied()),
                known: words.into_iter().map(str::to_owned).collect(),
            };
            self.report(name.span, fault);
            return None;
        };
        let takes = takes(&feature.kind);
        if !is_of_events(&test.node) || takes.is_empty() {
            let fault = ActivityFault::WrongEventTest { name: name.node.clone(), takes: takes.to_owned() };
            self.report(test.span, fault);
            return None;
        }
        let feature = feature.clone();
        let parts = self.parts(&feature, test)?.holds?;
        let each = |tests: Vec<Test>| tests.into_iter().map(|it| spelled(&feature, it, span)).collect();
        let formula = match parts {
            Parts::One(test) => spelled(&feature, test, span),
            Parts::All(tests) => Formula::All(each(tests), span),
            Parts::Any(tests) => Formula::Any(each(tests), span),
            Parts::Union(groups) => {
                Formula::Any(groups.into_iter().map(|group| Formula::All(each(group), span)).collect(), span)
            }
        };
        Some(formula)
    }
}

/// Which event a rule is about.
struct EventScope<'a> {
    word: &'a str,
    event: &'a Event,
}

fn event_type(event: &Event) -> EventType {
    match &event.of {
        Kind::Standard(standard) => EventType::Standard { word: standard.word, id: standard.id },
        Kind::Custom(name) => EventType::Custom(PortalName::Event(name.clone())),
    }
}

/// Spells a test as events take it: one text at a time.
fn spelled(feature: &Feature, test: Test, span: Span) -> Formula {
    let property = property::of(feature);
    let leaf = |test| Formula::Property(PropertyTest { property: property.clone(), test, empty: Empty::Fails });
    match test {
        Test::Texts(comparison, texts) => {
            let (join, single) = match comparison {
                TextsTest::EqualAny => (Join::Any, TextTest::Equal),
                TextsTest::ContainsAny => (Join::Any, TextTest::Contains),
                TextsTest::EqualNone => (Join::All, TextTest::NotEqual),
                TextsTest::ContainsNone => (Join::All, TextTest::DoesNotContain),
            };
            joined(join, texts.into_iter().map(|text| leaf(Test::Text(single, text))).collect(), span)
        }
        test @ (Test::Known
        | Test::Unknown
        | Test::Bool(..)
        | Test::Number(..)
        | Test::Text(..)
        | Test::Choice(..)
        | Test::Past(..)
        | Test::Time(..)
        | Test::SameText(_)) => leaf(test),
    }
}

/// Tells whether HubSpot takes a test of a property of an event.
fn is_of_events(test: &ast::Test) -> bool {
    match test {
        ast::Test::Is(_)
        | ast::Test::IsNot(_)
        | ast::Test::In(_)
        | ast::Test::NotIn(_)
        | ast::Test::Order(..)
        | ast::Test::Between { .. }
        | ast::Test::Contains(_)
        | ast::Test::ContainsAny(_)
        | ast::Test::ContainsNone(_)
        | ast::Test::DoesNotContain(_)
        | ast::Test::StartsWith(_)
        | ast::Test::EndsWith(_)
        | ast::Test::HasAny(_)
        | ast::Test::HasNone(_) => true,
        ast::Test::Known
        | ast::Test::Unknown
        | ast::Test::HasAll(_)
        | ast::Test::IsExactly(_)
        | ast::Test::When(_)
        | ast::Test::Changed(_)
        | ast::Test::NotChanged(_)
        | ast::Test::ChangedAgainst(..)
        | ast::Test::SameAs(_)
        | ast::Test::WasEver(_)
        | ast::Test::WasEverIn(_)
        | ast::Test::WasNever(_)
        | ast::Test::WasNeverIn(_) => false,
    }
}

/// Says which tests a property of an event takes.
fn takes(kind: &FeatureKind) -> &'static str {
    match kind {
        FeatureKind::Bool => "`is`, `is not`",
        FeatureKind::Number => "`is`, `is not`, `in`, `<`, `<=`, `>`, `>=`, `between`",
        FeatureKind::Text => {
            "`is`, `is not`, `in`, `not in`, `contains`, `does not contain`, `starts with`, `ends with`"
        }
        FeatureKind::Set(_) => "`has any of`, `has none of`",
        FeatureKind::Enum(_)
        | FeatureKind::Owner
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::Form
        | FeatureKind::Email
        | FeatureKind::List => "`is`, `is not`, `in`, `not in`",
        FeatureKind::Date | FeatureKind::DateTime => "",
    }
}
