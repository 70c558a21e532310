//! Conditions: from the tree to a formula without `not`, and on to the form that HubSpot can hold.

mod activity;
mod days;
mod did;
mod moment;
mod parts;
mod pattern;
mod warn;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Feature;
use crate::hubspot::platform::Object;
use crate::model::rule::{AssociationPath, Empty, Membership, PropertyTest, Sign, Test};
use crate::model::{ListName, ListTarget, Rule};
use crate::problem::check::{NameFault, RuleFault, Sort};
use crate::problem::{Note, nearest};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, Expr, ExprKind, Target};
use crate::syntax::print;

use super::decided::decided;
use super::normal::{self, Formula, Refusal, other};
use super::{Checker, names, property};

pub(super) use parts::number_test;
pub(crate) use pattern::fault as pattern_fault;

use activity::Deed;
use parts::{Both, Nearest, Parts};

/// Where a condition stands.
#[derive(Clone)]
struct Scope {
    /// The object whose records it is about.
    object: Object,
    /// Whether these are the records that the rule is about, or associated ones.
    within: Within,
    /// Features of which it is plain, beside this place, what becomes of empty ones.
    settled: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Record,
    Associated,
}

impl Checker<'_> {
    /// Checks a condition on records of an object.
    pub(super) fn rule(&mut self, expr: &Expr, object: Object) -> Option<Rule> {
        let formula = self.condition(expr, object)?;
        self.normal(&formula, expr.span)
    }

    /// Checks a condition, not yet in the form of HubSpot.
    pub(super) fn condition(&mut self, expr: &Expr, object: Object) -> Option<Formula> {
        let scope = Scope { object, within: Within::Record, settled: BTreeSet::new() };
        self.formula(expr, Sign::Holds, &scope)
    }

    /// Brings a formula into the form of HubSpot.
    pub(super) fn normal(&mut self, formula: &Formula, span: Span) -> Option<Rule> {
        let fault = match normal::rule(formula, &self.names.identities) {
            Ok(rule) => {
                for (at, fault) in decided(formula) {
                    self.tell(at, fault.into(), Vec::new());
                }
                return Some(rule);
            }
            Err(Refusal::Multiplies { at, filters }) => {
                self.report(at, RuleFault::Multiplies { filters, most: normal::MOST_FILTERS });
                return None;
            }
            Err(Refusal::TooMany) => RuleFault::TooManyFilters { most: normal::MOST_FILTERS },
            Err(Refusal::Never) => RuleFault::NeverTrue,
        };
        self.report(span, fault);
        None
    }

    fn formula(&mut self, expr: &Expr, sign: Sign, scope: &Scope) -> Option<Formula> {
        match &expr.node {
            ExprKind::Paren(inner) => self.formula(inner, sign, scope),
            ExprKind::Not(inner) => self.formula(inner, other(sign), scope),
            ExprKind::Or(parts) => {
                let scope = &warn::let_in(parts, sign, scope);
                self.warn_mixed(expr, parts);
                let scope = warn::settled_by(parts, ast_or(sign), sign, scope);
                let parts = self.formulas(parts, sign, &scope)?;
                Some(joined(ast_or(sign), parts, expr.span))
            }
            ExprKind::And(parts) => {
                let scope = warn::settled_by(parts, ast_and(sign), sign, scope);
                let parts = self.formulas(parts, sign, &scope)?;
                Some(joined(ast_and(sign), parts, expr.span))
            }
            ExprKind::Member(target) => {
                let list = self.list_target(target, scope.object)?;
                Some(Formula::Member(Membership { list, sign }))
            }
            ExprKind::Activity { activity, refine } => {
                self.activity(activity, &Deed { whole: expr, refine, sign }, scope)
            }
            ExprKind::Any { association, rule } => self.any(expr, association, rule.as_deref(), sign, scope),
            ExprKind::Compare { feature, test, or_unknown } => {
                self.compare(expr, (feature, test), *or_unknown, sign, scope)
            }
        }
    }

    /// Checks all parts, also after one that is wrong.
    fn formulas(&mut self, parts: &[Expr], sign: Sign, scope: &Scope) -> Option<Vec<Formula>> {
        let checked: Vec<Option<Formula>> = parts.iter().map(|part| self.formula(part, sign, scope)).collect();
        checked.into_iter().collect()
    }

    fn any(&mut self, whole: &Expr, name: &Ident, rule: Option<&Expr>, sign: Sign, scope: &Scope) -> Option<Formula> {
        if scope.within == Within::Associated {
            self.report(whole.span, RuleFault::NestedAny { association: name.node.clone() });
            return None;
        }
        let path = self.association(name, scope.object)?;
        let inner = match rule {
            Some(rule) => {
                let scope = Scope { object: path.to, within: Within::Associated, settled: BTreeSet::new() };
                Some(self.formula(rule, Sign::Holds, &scope)?)
            }
            None => None,
        };
        if sign == Sign::Not {
            self.no_negation(whole, scope.object, &name.node);
            return None;
        }
        Some(Formula::Associated(path, inner.map(Box::new)))
    }

    /// Finds an association of an object.
    pub(super) fn association(&mut self, name: &Ident, object: Object) -> Option<AssociationPath> {
        if let Some(association) = self.catalog.association(object, &name.node) {
            let crate::catalog::Association { from, to, label, .. } = association;
            return Some(AssociationPath { from: *from, to: *to, label: label.clone() });
        }
        let known: Vec<&str> =
            self.catalog.associations.values().filter(|one| one.from == object).map(|one| one.name.as_str()).collect();
        let near = nearest(&name.node, known.iter().copied());
        let known = known.into_iter().take(8).map(str::to_owned).collect();
        self.report(name.span, NameFault::UnknownAssociation { name: name.node.clone(), object, near, known });
        None
    }

    /// Finds a list that holds records of an object: a segment, a static list, a list of the portal.
    pub(super) fn list_target(&mut self, target: &Target, object: Object) -> Option<ListTarget> {
        match target {
            Target::Ref(reference) => self.portal_list(reference, object).map(ListTarget::Portal),
            Target::Name(name) => {
                self.own_list(name, object)?;
                Some(ListTarget::Own(ListName(name.node.clone())))
            }
        }
    }

    fn compare(
        &mut self,
        whole: &Expr,
        (name, test): (&Ident, &Spanned<ast::Test>),
        or_unknown: Option<Span>,
        sign: Sign,
        scope: &Scope,
    ) -> Option<Formula> {
        let feature = self.feature(name, scope.object)?;
        self.repeated_in_test(&test.node);
        let both = self.parts(feature, test)?;
        if sign == Sign::Holds && or_unknown.is_none() {
            self.warn_dropped(whole, feature, &test.node, scope);
        }
        if let (Some(Parts::One(Test::Known)), Some(at)) = (&both.holds, or_unknown) {
            self.report(at, RuleFault::AlwaysTrue { feature: feature.name.clone() });
        }
        let parts = match (sign, both) {
            (Sign::Holds, Both { holds: Some(parts), .. }) | (Sign::Not, Both { not: Some(parts), .. }) => parts,
            (Sign::Not, Both { holds: Some(_), .. }) => {
                self.no_negation(whole, scope.object, &feature.name);
                return None;
            }
            (Sign::Holds, Both { not: Some(_), nearest, .. }) => {
                let nearest = nearest_of(&nearest, feature, or_unknown, sign);
                let (name, rule) = self.helper(whole, &feature.name);
                let helper = format!("segment {name} on {} {{ version 1  where not ({rule}) }}", scope.object.word());
                self.report(whole.span, RuleFault::OnlyNegation { helper, name, nearest });
                return None;
            }
            (_, Both { nearest, .. }) => {
                let nearest = nearest_of(&nearest, feature, or_unknown, sign);
                self.report(whole.span, RuleFault::NoExactForm { nearest });
                return None;
            }
        };
        let empty = match (or_unknown, sign) {
            (Some(_), Sign::Holds) | (None, Sign::Not) => Empty::Passes,
            (None, Sign::Holds) | (Some(_), Sign::Not) => Empty::Fails,
        };
        let property = property::of(feature);
        // `known or unknown` is a question of emptiness alone, so `or unknown` is a leaf of its own there.
        let presence = |test| Formula::Property(PropertyTest { property: property.clone(), test, empty: Empty::Fails });
        let leaf = |test: Test| match (test, or_unknown, sign) {
            (Test::Known, Some(_), Sign::Holds) => {
                Formula::Any(vec![presence(Test::Known), presence(Test::Unknown)], whole.span)
            }
            (Test::Unknown, Some(_), Sign::Not) => {
                Formula::All(vec![presence(Test::Unknown), presence(Test::Known)], whole.span)
            }
            (presence_test @ (Test::Known | Test::Unknown), _, _) => presence(presence_test),
            (test, _, _) => Formula::Property(PropertyTest { property: property.clone(), test, empty }),
        };
        Some(match parts {
            Parts::One(one) => leaf(one),
            Parts::All(all) => Formula::All(all.into_iter().map(leaf).collect(), whole.span),
            Parts::Any(any) => Formula::Any(any.into_iter().map(leaf).collect(), whole.span),
            Parts::Union(groups) => {
                let all = |group: Vec<Test>| Formula::All(group.into_iter().map(leaf).collect(), whole.span);
                Formula::Any(groups.into_iter().map(all).collect(), whole.span)
            }
        })
    }

    /// Reports a negation that HubSpot cannot hold, with the segment that helps.
    fn no_negation(&mut self, whole: &Expr, object: Object, about: &str) {
        let (name, rule) = self.helper(whole, about);
        let helper = format!("segment {name} on {} {{ version 1  where {rule} }}", object.word());
        self.report(whole.span, RuleFault::NoNegation { helper, name });
    }

    /// Returns a free name for a segment, and the rule that it shall hold.
    fn helper(&mut self, whole: &Expr, about: &str) -> (String, String) {
        let rule = print::expression(bare(whole));
        let mut name = format!("with_{about}");
        // Two helpers that are pasted together have two names.
        let other = |name: &str, proposed: &BTreeMap<String, String>| proposed.get(name).is_some_and(|it| *it != rule);
        while self.names.list(&name).is_some() || other(&name, &self.proposed) {
            name.push('_');
        }
        self.proposed.insert(name.clone(), rule.clone());
        (name, rule)
    }
}

impl<'a> Checker<'a> {
    /// Finds a feature of an object.
    pub(super) fn feature(&mut self, name: &Ident, object: Object) -> Option<&'a Feature> {
        if self.is_hole(&name.node) {
            return None;
        }
        let catalog = self.catalog;
        if let Some(feature) = catalog.feature(object, &name.node) {
            return Some(feature);
        }
        if catalog.faulty.contains(&(object, name.node.clone())) {
            return None;
        }
        let near = match name.node.as_str() {
            "yesterday" => Some("today - 1 day".to_owned()),
            "tomorrow" => Some("today + 1 day".to_owned()),
            other => nearest(other, catalog.features_of(object).map(|feature| feature.name.as_str())),
        };
        let elsewhere = catalog.objects().find(|other| catalog.feature(*other, &name.node).is_some());
        self.report(name.span, NameFault::UnknownFeature { name: name.node.clone(), object, near, elsewhere });
        None
    }

    /// Finds a segment or static list of this project that holds records of an object.
    pub(super) fn own_list(&mut self, name: &Ident, object: Object) -> Option<names::List<'a>> {
        if self.is_hole(&name.node) || self.names.is_unread(&name.node) && self.names.list(&name.node).is_none() {
            return None;
        }
        let Some(list) = self.names.list(&name.node) else {
            let found = self.names.flow(&name.node).map(|flow| match flow {
                names::Flow::Workflow(_) => Sort::Workflow,
                names::Flow::Template(_) => Sort::Template,
            });
            let near = self.names.near_list(&name.node);
            self.report(name.span, NameFault::UnknownList { name: name.node.clone(), near, found });
            return None;
        };
        // An object that there isn't has been reported where the list is declared.
        let its = list.object(self.catalog)?;
        if its != object {
            let fault = NameFault::OtherObject { name: name.node.clone(), its, wanted: object };
            self.report_and(name.span, fault, vec![(list.name().span, Note::DeclaredHere)]);
            return None;
        }
        Some(list)
    }
}

/// Returns what stands within parentheses.
pub(super) fn bare(expr: &Expr) -> &Expr {
    match &expr.node {
        ExprKind::Paren(inner) => bare(inner),
        ExprKind::Or(_)
        | ExprKind::And(_)
        | ExprKind::Not(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => expr,
    }
}

/// Says what comes nearest to a whole condition by what comes nearest to its test.
fn nearest_of(test: &Nearest, feature: &Feature, or_unknown: Option<Span>, sign: Sign) -> String {
    match (sign, or_unknown) {
        (Sign::Holds, None) => test.holds.clone(),
        (Sign::Holds, Some(_)) => format!("({}) or {} is unknown", test.holds, feature.name),
        (Sign::Not, None) => test.not.clone(),
        (Sign::Not, Some(_)) => format!("({}) and {} is known", test.not, feature.name),
    }
}

/// How parts are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    All,
    Any,
}

/// What `or` is, under an even or odd number of `not`.
fn ast_or(sign: Sign) -> Join {
    match sign {
        Sign::Holds => Join::Any,
        Sign::Not => Join::All,
    }
}

/// What `and` is, under an even or odd number of `not`.
fn ast_and(sign: Sign) -> Join {
    match sign {
        Sign::Holds => Join::All,
        Sign::Not => Join::Any,
    }
}

fn joined(join: Join, parts: Vec<Formula>, span: Span) -> Formula {
    match join {
        Join::All => Formula::All(parts, span),
        Join::Any => Formula::Any(parts, span),
    }
}
