//! Every construct that the tree of a condition can have stands in some form.

use std::collections::BTreeSet;

use hubwright::syntax::ast::{Activity, ButNot, Day, Expr, ExprKind, Order, PageMatch, Refine, Side, Test, When};

use super::catalog;
use super::forms::FORMS;
use super::pool::{self, Around, WHEN};
use super::world;

#[test]
fn every_test_of_the_tree_has_a_form() {
    let (catalog, days) = (catalog::fixed(), pool::days(WHEN[0]));
    let mut found = BTreeSet::new();
    for form in FORMS {
        for kind in form.types {
            for text in pool::texts(form, &Around::first(&catalog, &days, form, *kind)) {
                expression(&world::parsed(&text), &mut found);
            }
        }
    }
    let missing: Vec<&&str> = CONSTRUCTS.iter().filter(|construct| !found.contains(**construct)).collect();
    assert!(missing.is_empty(), "no form has {missing:?}");
    let unknown: Vec<&&str> = found.iter().filter(|construct| !CONSTRUCTS.contains(construct)).collect();
    assert!(unknown.is_empty(), "the list lacks {unknown:?}");
}

/// What the functions below call constructs.
const CONSTRUCTS: &[&str] = &[
    "or",
    "and",
    "not",
    "any",
    "any (…)",
    "member of",
    "or unknown",
    "known",
    "unknown",
    "is",
    "is not",
    "in",
    "not in",
    "<",
    "<=",
    ">",
    ">=",
    "between",
    "not between",
    "contains",
    "contains any of",
    "contains none of",
    "does not contain",
    "starts with",
    "ends with",
    "has any of",
    "has all of",
    "has none of",
    "is exactly",
    "changed",
    "not changed",
    "changed before",
    "changed after",
    "is same as",
    "was ever",
    "was ever in",
    "was never",
    "was never in",
    "before",
    "after",
    "on",
    "from to",
    "in last",
    "in next",
    "in calendar",
    "more than ago",
    "more than from now",
    "date",
    "today",
    "today - n",
    "today + n",
    "feature",
    "submitted any",
    "submitted",
    "page is",
    "page containing",
    "page matching",
    "viewed",
    "clicked",
    "replied to",
    "bounced on",
    "unsubscribed from",
    "opened",
    "received",
    "was sent",
    "opted in",
    "opted out",
    "did",
    "but not clicked",
    "but not replied",
    "but not opened",
    "but not received",
    "at least",
    "at most",
    "within",
];

type Found = BTreeSet<&'static str>;

fn expression(expr: &Expr, found: &mut Found) {
    match &expr.node {
        ExprKind::Or(parts) => {
            found.insert("or");
            parts.iter().for_each(|part| expression(part, found));
        }
        ExprKind::And(parts) => {
            found.insert("and");
            parts.iter().for_each(|part| expression(part, found));
        }
        ExprKind::Not(inner) => {
            found.insert("not");
            expression(inner, found);
        }
        ExprKind::Paren(inner) => expression(inner, found),
        ExprKind::Any { rule, .. } => {
            found.insert(if rule.is_some() { "any (…)" } else { "any" });
            rule.iter().for_each(|rule| expression(rule, found));
        }
        ExprKind::Member(_) => drop(found.insert("member of")),
        ExprKind::Activity { activity, refine } => {
            done(activity, found);
            refine.iter().for_each(|refine| match &refine.node {
                Refine::AtLeast(_) => drop(found.insert("at least")),
                Refine::AtMost(_) => drop(found.insert("at most")),
                Refine::When(when) => {
                    found.insert("within");
                    moment(when, found);
                }
            });
        }
        ExprKind::Compare { test, or_unknown, .. } => {
            found.extend(or_unknown.map(|_| "or unknown"));
            tested(&test.node, found);
        }
    }
}

fn tested(test: &Test, found: &mut Found) {
    let word = match test {
        Test::Known => "known",
        Test::Unknown => "unknown",
        Test::Is(_) => "is",
        Test::IsNot(_) => "is not",
        Test::In(_) => "in",
        Test::NotIn(_) => "not in",
        Test::Order(Order::Less, _) => "<",
        Test::Order(Order::LessOrEqual, _) => "<=",
        Test::Order(Order::Greater, _) => ">",
        Test::Order(Order::GreaterOrEqual, _) => ">=",
        Test::Between { negated: false, .. } => "between",
        Test::Between { negated: true, .. } => "not between",
        Test::Contains(_) => "contains",
        Test::ContainsAny(_) => "contains any of",
        Test::ContainsNone(_) => "contains none of",
        Test::DoesNotContain(_) => "does not contain",
        Test::StartsWith(_) => "starts with",
        Test::EndsWith(_) => "ends with",
        Test::HasAny(_) => "has any of",
        Test::HasAll(_) => "has all of",
        Test::HasNone(_) => "has none of",
        Test::IsExactly(_) => "is exactly",
        Test::When(when) => return moment(when, found),
        Test::Changed(when) => {
            moment(when, found);
            "changed"
        }
        Test::NotChanged(when) => {
            moment(when, found);
            "not changed"
        }
        Test::ChangedAgainst(Side::Before, _) => "changed before",
        Test::ChangedAgainst(Side::After, _) => "changed after",
        Test::SameAs(_) => "is same as",
        Test::WasEver(_) => "was ever",
        Test::WasEverIn(_) => "was ever in",
        Test::WasNever(_) => "was never",
        Test::WasNeverIn(_) => "was never in",
    };
    found.insert(word);
}

fn moment(when: &When, found: &mut Found) {
    let (word, days): (&'static str, Vec<&Day>) = match when {
        When::Before(day) => ("before", vec![&day.node]),
        When::After(day) => ("after", vec![&day.node]),
        When::On(day) => ("on", vec![&day.node]),
        When::FromTo(first, last) => ("from to", vec![&first.node, &last.node]),
        When::InLast(_) => ("in last", Vec::new()),
        When::InNext(_) => ("in next", Vec::new()),
        When::InCalendar(..) => ("in calendar", Vec::new()),
        When::MoreThanAgo(_) => ("more than ago", Vec::new()),
        When::MoreThanFromNow(_) => ("more than from now", Vec::new()),
    };
    found.insert(word);
    found.extend(days.into_iter().map(|day| match day {
        Day::Date(_) => "date",
        Day::Today(None) => "today",
        Day::Today(Some(shift)) => match shift.side {
            Side::Before => "today - n",
            Side::After => "today + n",
        },
        Day::Feature(_) => "feature",
    }));
}

fn done(activity: &Activity, found: &mut Found) {
    let (word, but): (&'static str, Option<ButNot>) = match activity {
        Activity::SubmittedAny => ("submitted any", None),
        Activity::Submitted(_) => ("submitted", None),
        Activity::ViewedPage(PageMatch::Is, _) => ("page is", None),
        Activity::ViewedPage(PageMatch::Containing, _) => ("page containing", None),
        Activity::ViewedPage(PageMatch::Matching, _) => ("page matching", None),
        Activity::Viewed(_) => ("viewed", None),
        Activity::Clicked(_) => ("clicked", None),
        Activity::RepliedTo(_) => ("replied to", None),
        Activity::BouncedOn(_) => ("bounced on", None),
        Activity::UnsubscribedFrom(_) => ("unsubscribed from", None),
        Activity::Opened(_, but) => ("opened", *but),
        Activity::Received(_, but) => ("received", *but),
        Activity::WasSent(_, but) => ("was sent", *but),
        Activity::OptedIn(_) => ("opted in", None),
        Activity::OptedOut(_) => ("opted out", None),
        Activity::Did(of) => {
            of.rule.iter().for_each(|rule| expression(rule, found));
            ("did", None)
        }
    };
    found.insert(word);
    found.extend(but.map(|but| match but {
        ButNot::Clicked => "but not clicked",
        ButNot::Replied => "but not replied",
        ButNot::Opened => "but not opened",
        ButNot::Received => "but not received",
    }));
}
