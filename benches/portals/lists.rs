//! Lists: most of contacts, each with a rule of its own, some kept by hand, a few that the language has no words for.

use serde_json::{Value, json};

use super::random::Random;
use super::{Portal, SUBSCRIPTION, ZONE, all_of, any_of, email, form, in_list, property, title};

/// An object that lists are about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Contact,
    Company,
    Deal,
}

impl Of {
    pub fn type_id(self) -> &'static str {
        match self {
            Self::Contact => "0-1",
            Self::Company => "0-2",
            Self::Deal => "0-3",
        }
    }
}

/// Of so many lists, one is kept by hand.
const BY_HAND: usize = 13;
/// Of so many lists, one has no form in the language.
const WITHOUT_FORM: usize = 50;

/// Tells what the list of a number is about.
pub fn object(number: usize) -> Of {
    match number % 10 {
        3 | 8 => Of::Company,
        5 => Of::Deal,
        _ => Of::Contact,
    }
}

/// Tells whether members are put into a list by hand, or by workflows.
pub fn is_by_hand(number: usize) -> bool {
    number % BY_HAND == 4
}

/// Returns the id of a list by its number.
pub fn id(number: usize) -> usize {
    number + 1
}

/// Finds a list of contacts before a number, where there is one.
pub fn of_contacts(before: usize, random: &mut Random) -> Option<usize> {
    let found = (0..8).map(|_| random.below(before.max(1))).find(|number| object(*number) == Of::Contact)?;
    (found < before).then(|| id(found))
}

/// Makes the list of a number.
pub fn list(portal: &Portal, number: usize, random: &mut Random) -> Value {
    let of = object(number);
    let mut body = json!({ "name": title(number, random), "objectTypeId": of.type_id() });
    if is_by_hand(number) {
        body["processingType"] = json!("MANUAL");
        return body;
    }
    body["processingType"] = json!("DYNAMIC");
    if random.below(3) == 0 {
        body["listFolderId"] = json!((1 + random.below(3)).to_string());
    }
    // Who came to a webinar is nothing that the language asks: others name this list as one of the portal's.
    let without_form = of == Of::Contact && number % WITHOUT_FORM == 1;
    body["filterBranch"] = if without_form {
        any_of(vec![all_of(vec![json!({ "filterType": "WEBINAR", "operator": "HAS_WEBINAR_ATTENDANCE" })], vec![])])
    } else {
        let ways = 1 + random.below(3);
        let first = random.below(9);
        // Each way begins with another property and has a second one: none says what another says already.
        let fewest = if ways == 1 { 1 } else { 2 };
        any_of((0..ways).map(|at| way(portal, number, (of, first + [0, 1, 6][at], fewest), random)).collect())
    };
    body
}

/// Makes one of the ways to be in a list: with so many tests at least, from a property on.
fn way(portal: &Portal, number: usize, (of, first, fewest): (Of, usize, usize), random: &mut Random) -> Value {
    let count = fewest + random.below(4 - fewest);
    // No property stands in two filters: that would be another rule than any person means.
    let mut filters: Vec<Value> = (0..count).map(|at| one(of, first + 2 * at, random)).collect();
    if of == Of::Contact && random.below(3) == 0 {
        filters.push(activity(portal, random));
    }
    if of == Of::Contact && random.below(3) == 0 {
        let operator = if random.below(2) == 0 { "IN_LIST" } else { "NOT_IN_LIST" };
        filters.extend(of_contacts(number, random).map(|list| in_list(list, operator)));
    }
    let company = (of == Of::Contact && random.below(5) == 0).then(|| {
        json!({
            "filterBranchType": "ASSOCIATION", "filterBranchOperator": "AND", "objectTypeId": "0-2", "operator": "IN_LIST",
            "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279, "filterBranches": [],
            "filters": [one(Of::Company, random.below(9), random)],
        })
    });
    all_of(filters, company.into_iter().collect())
}

/// Makes a filter on a property of an object, the property chosen by a number.
pub fn one(of: Of, which: usize, random: &mut Random) -> Value {
    let value = 1 + random.below(90);
    let number = |name: &str| {
        let operator = ["IS_GREATER_THAN_OR_EQUAL_TO", "IS_LESS_THAN", "IS_EQUAL_TO"][value % 3];
        property(name, json!({ "operationType": "NUMBER", "operator": operator, "value": value }), value % 3 == 1)
    };
    let between = |name: &str| {
        let bounds = json!({ "operationType": "NUMBER_RANGED", "operator": "IS_BETWEEN", "lowerBound": value, "upperBound": value + 10 });
        property(name, bounds, false)
    };
    let text = |name: &str| {
        let (operator, when_empty) =
            [("IS_EQUAL_TO", false), ("CONTAINS", false), ("IS_NOT_EQUAL_TO", true), ("STARTS_WITH", false)][value % 4];
        let mut values = vec![format!("Wort {value}")];
        // Of several beginnings the language makes several tests.
        values.extend((operator != "STARTS_WITH").then(|| "Zürich \"Süd\"".to_owned()));
        property(name, json!({ "operationType": "MULTISTRING", "operator": operator, "values": values }), when_empty)
    };
    let options = |name: &str, options: &[&str]| {
        let (operator, when_empty) = [("IS_ANY_OF", false), ("IS_NONE_OF", true)][value % 2];
        let some = &options[value % options.len()..];
        property(name, json!({ "operationType": "ENUMERATION", "operator": operator, "values": some }), when_empty)
    };
    let known = |name: &str| {
        let operator = ["IS_KNOWN", "IS_UNKNOWN"][value % 2];
        property(name, json!({ "operationType": "ALL_PROPERTY", "operator": operator }), false)
    };
    match (of, which % 9) {
        (Of::Contact, 0) => number("lead_score"),
        (Of::Contact, 1) => options("plan", &["free", "team", "Enterprise (old)", "übergang"]),
        (Of::Contact, 2) => text("jobtitle"),
        (Of::Contact, 3) => past("last_login", value),
        (Of::Contact, 4) => options("topics", &["api", "billing", "security"]),
        (Of::Contact, 5) => soon("contract_end", value),
        (Of::Contact, 6) => known("email"),
        (Of::Contact, 7) => text("country"),
        (Of::Contact, _) => property(
            "newsletter",
            json!({ "operationType": "BOOL", "operator": "IS_EQUAL_TO", "value": value.is_multiple_of(2) }),
            false,
        ),
        (Of::Company, 0 | 3 | 6) => number("seats"),
        (Of::Company, 1 | 4) => options("tier", &["gold", "basic"]),
        (Of::Company, 2 | 5) => between("numberofemployees"),
        (Of::Company, _) => text("country"),
        (Of::Deal, 0 | 3 | 6) => number("margin"),
        (Of::Deal, 1 | 4 | 7) => between("amount"),
        (Of::Deal, _) => text("dealname"),
    }
}

/// A day of the past, so many days ago at most or at least.
fn past(name: &str, days: usize) -> Value {
    if days.is_multiple_of(2) {
        return between_days(name, point("TODAY", Some(-(days as i64))), point("NOW", None));
    }
    let operation = json!({
        "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": "IS_BEFORE", "endpointBehavior": "EXCLUSIVE",
        "timePoint": point("TODAY", Some(-(days as i64))), "propertyParser": "VALUE",
    });
    property(name, operation, false)
}

/// A day from now until so many days are over.
fn soon(name: &str, days: usize) -> Value {
    between_days(name, point("NOW", None), point("TODAY", Some(days as i64)))
}

fn between_days(name: &str, from: Value, to: Value) -> Value {
    let operation = json!({
        "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": "IS_BETWEEN",
        "lowerBoundTimePoint": from, "upperBoundTimePoint": to,
        "lowerBoundEndpointBehavior": "INCLUSIVE", "upperBoundEndpointBehavior": "INCLUSIVE", "propertyParser": "VALUE",
    });
    property(name, operation, false)
}

fn point(reference: &str, days: Option<i64>) -> Value {
    let mut point = json!({
        "timeType": "INDEXED", "indexReference": { "referenceType": reference }, "zoneId": ZONE, "timezoneSource": "CUSTOM",
    });
    if let Some(days) = days {
        point["offset"] = json!({ "days": days });
    }
    point
}

/// Makes a filter on what a contact did.
fn activity(portal: &Portal, random: &mut Random) -> Value {
    match random.below(4) {
        0 => {
            json!({ "filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT", "formId": form(random.below(portal.things.forms)) })
        }
        1 => json!({
            "filterType": "EMAIL_EVENT", "operator": random.of(&["OPENED", "LINK_CLICKED"]), "appId": "0",
            "emailId": email(random.below(portal.things.emails)).to_string(), "level": "HUBSPOT_CAMPAIGN",
        }),
        2 => json!({
            "filterType": "EMAIL_SUBSCRIPTION", "acceptedStatuses": ["OPT_IN"], "subscriptionIds": [SUBSCRIPTION.to_string()],
            "subscriptionType": "SUBSCRIPTION",
        }),
        _ => json!({
            "filterType": "PAGE_VIEW", "operator": "HAS_PAGEVIEW_CONTAINS", "enableTracking": false,
            "pageUrl": format!("harbour.example/preise/{}", random.below(50)),
        }),
    }
}
