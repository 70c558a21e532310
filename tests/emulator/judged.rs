//! What the judge refuses of filters on activities, refine-bys and other properties.

use serde_json::{Value, json};

use super::support::{Portal, and, one, or, property};

const ENUM: &str = "ListError.ENUM_CONVERSION";
const TYPE: &str = "ListError.INVALID_OPERATION_FOR_PROPERTY_TYPE";

#[track_caller]
fn refused(branch: Value, sub: &str) {
    Portal::seeded().list("x", branch).refused(400, sub);
}

#[track_caller]
fn accepted(branch: Value) {
    Portal::seeded().list("x", branch).ok();
}

/// Adds members to a filter and makes a branch of it.
fn with(mut filter: Value, members: Value) -> Value {
    filter.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    one(filter)
}

fn times() -> Value {
    json!({ "type": "NUM_OCCURRENCES", "minOccurrences": 2 })
}

fn since() -> Value {
    json!({ "type": "ABSOLUTE_COMPARATIVE", "comparison": "AFTER", "timestamp": 1 })
}

fn page(operator: &str) -> Value {
    json!({ "filterType": "PAGE_VIEW", "operator": operator, "pageUrl": "https://a.example" })
}

fn event(members: Value) -> Value {
    let mut branch = json!({ "filterBranchType": "UNIFIED_EVENTS", "filterBranchOperator": "AND", "operator": "HAS_COMPLETED",
        "eventTypeId": "6-1", "filterBranches": [], "filters": [] });
    branch.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let mut inside = and(vec![]);
    inside["filterBranches"] = json!([branch]);
    or(vec![inside])
}

#[test]
fn a_filter_has_one_refine_by_and_each_its_place() {
    for filter in [
        page("HAS_PAGEVIEW_EQ"),
        json!({ "filterType": "CTA", "operator": "HAS_CLICKED_CTA", "ctaName": "c" }),
        json!({ "filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT" }),
        json!({ "filterType": "FORM_SUBMISSION_ON_PAGE", "operator": "FILLED_OUT", "pageId": "1" }),
        json!({ "filterType": "EVENT", "operator": "HAS_EVENT", "eventId": "1" }),
    ] {
        accepted(with(filter.clone(), json!({ "coalescingRefineBy": times() })));
        accepted(with(filter.clone(), json!({ "pruningRefineBy": since() })));
        refused(with(filter.clone(), json!({ "coalescingRefineBy": times(), "pruningRefineBy": since() })), "");
        refused(with(filter.clone(), json!({ "coalescingRefineBy": since() })), "");
        refused(with(filter, json!({ "pruningRefineBy": times() })), "");
    }
    accepted(event(json!({ "coalescingRefineBy": times() })));
    accepted(event(json!({ "pruningRefineBy": since() })));
    refused(event(json!({ "coalescingRefineBy": times(), "pruningRefineBy": since() })), "");
    refused(event(json!({ "pruningRefineBy": times() })), "");
}

#[test]
fn refine_bys_are_whole() {
    let pruned = |refine: Value| with(page("HAS_PAGEVIEW_EQ"), json!({ "pruningRefineBy": refine }));
    let offset = |amount: i64| json!({ "amount": amount, "offsetDirection": "PAST", "timeUnit": "DAYS" });
    accepted(pruned(json!({ "type": "RELATIVE_COMPARATIVE", "comparison": "AFTER", "timeOffset": offset(3) })));
    refused(pruned(json!({ "type": "RELATIVE_COMPARATIVE", "comparison": "AFTER", "timeOffset": offset(-3) })), "");
    refused(pruned(json!({ "type": "RELATIVE_COMPARATIVE", "comparison": "AFTER" })), "");
    refused(pruned(json!({ "type": "RELATIVE_COMPARATIVE", "comparison": "NEAR", "timeOffset": offset(3) })), "");
    refused(pruned(json!({ "type": "ABSOLUTE_RANGED", "rangeType": "BETWEEN", "lowerTimestamp": 1 })), "");
    refused(pruned(json!({ "type": "SOMETIMES" })), "");
    refused(pruned(json!({ "timestamp": 1 })), "");
    for bad in [json!({ "minOccurrences": -1 }), json!({ "maxOccurrences": 1.5 }), json!({ "maxOccurrences": "3" })] {
        let mut refine = times();
        refine.as_object_mut().unwrap().extend(bad.as_object().unwrap().clone());
        refused(with(page("HAS_PAGEVIEW_EQ"), json!({ "coalescingRefineBy": refine })), "");
    }
    // Points in time keep their rules here too.
    let ranged = |lower: i64, upper: &str| {
        json!({ "type": "TIME_RANGED", "operationType": "TIME_RANGED", "operator": "IS_BETWEEN",
            "lowerBoundTimePoint": { "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": { "referenceType": "TODAY" }, "offset": { "days": lower } },
            "upperBoundTimePoint": { "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": { "referenceType": upper } } })
    };
    accepted(pruned(ranged(-3, "NOW")));
    refused(pruned(ranged(3, "NOW")), "");
    refused(pruned(ranged(-3, "TODAY")), "");
    let point = |operator: &str, days: i64| {
        json!({ "type": "TIME_POINT", "operationType": "TIME_POINT", "operator": operator, "endpointBehavior": "EXCLUSIVE",
            "timePoint": { "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": { "referenceType": "TODAY" }, "offset": { "days": days } } })
    };
    for (operator, days, fits) in
        [("IS_AFTER", 0, true), ("IS_AFTER", -1, false), ("IS_BEFORE", -1, true), ("IS_BEFORE", 1, false)]
    {
        let refine = pruned(point(operator, days));
        if fits {
            accepted(refine)
        } else {
            refused(refine, "")
        }
        let branch = event(json!({ "pruningRefineBy": point(operator, days) }));
        if fits { accepted(branch) } else { refused(branch, "") }
    }
}

#[test]
fn emails_are_pruned_by_fixed_times_and_have_a_link_where_one_is_clicked() {
    let email = |operator: &str, members: Value| {
        let filter = json!({ "filterType": "EMAIL_EVENT", "operator": operator, "appId": "1", "emailId": "9001", "level": "HUBSPOT_CAMPAIGN" });
        with(filter, members)
    };
    accepted(email("OPENED", json!({ "pruningRefineBy": since() })));
    accepted(email(
        "OPENED",
        json!({ "pruningRefineBy": { "type": "ABSOLUTE_RANGED", "rangeType": "BETWEEN", "lowerTimestamp": 1, "upperTimestamp": 2 } }),
    ));
    let offset = json!({ "amount": 3, "offsetDirection": "PAST", "timeUnit": "DAYS" });
    refused(
        email(
            "OPENED",
            json!({ "pruningRefineBy": { "type": "RELATIVE_COMPARATIVE", "comparison": "AFTER", "timeOffset": offset } }),
        ),
        "",
    );
    refused(email("OPENED", json!({ "pruningRefineBy": { "type": "ALL_HISTORY" } })), "");
    accepted(email("LINK_CLICKED", json!({ "clickUrl": "https://a.example" })));
    refused(email("OPENED", json!({ "clickUrl": "https://a.example" })), "");
    refused(email("GLANCED", json!({})), ENUM);
    refused(email("OPENED", json!({ "level": "PILE" })), "");
    refused(email("OPENED", json!({ "emailId": null })), "");
}

#[test]
fn a_page_is_tracked_by_its_whole_address_only() {
    let tracked = json!({ "enableTracking": true });
    accepted(with(page("HAS_PAGEVIEW_EQ"), tracked.clone()));
    accepted(with(page("NOT_HAS_PAGEVIEW_EQ"), tracked.clone()));
    accepted(with(page("HAS_PAGEVIEW_CONTAINS"), json!({ "enableTracking": false })));
    refused(with(page("HAS_PAGEVIEW_CONTAINS"), tracked.clone()), "");
    refused(with(page("HAS_PAGEVIEW_MATCHES_REGEX"), tracked), "");
    refused(with(page("HAS_PAGEVIEW_EQ"), json!({ "pageUrl": " " })), "");
}

#[test]
fn a_subscription_has_one_status() {
    let said = |ids: Value, statuses: Value| {
        one(json!({ "filterType": "EMAIL_SUBSCRIPTION", "subscriptionIds": ids, "acceptedStatuses": statuses }))
    };
    accepted(said(json!(["1", 2]), json!(["OPT_IN"])));
    refused(said(json!(["1"]), json!([])), "");
    refused(said(json!(["1"]), json!(["OPT_IN", "OPT_OUT"])), "");
    refused(said(json!(["1"]), json!(["MAYBE"])), ENUM);
    refused(said(json!([]), json!(["OPT_IN"])), "");
    refused(said(json!([null]), json!(["OPT_IN"])), "");
}

#[test]
fn events_take_filters_on_their_properties_only() {
    let text = |operator: &str| json!({ "filterType": "PROPERTY", "property": "plan", "operation": { "operationType": "STRING", "operator": operator, "value": "x" } });
    accepted(event(json!({ "filters": [text("CONTAINS")] })));
    refused(event(json!({ "filters": [text("HAS_EVER_CONTAINED")] })), "");
    refused(event(json!({ "filters": [page("HAS_PAGEVIEW_EQ")] })), "");
    refused(event(json!({ "filterBranches": [and(vec![])] })), "");
    refused(event(json!({ "operator": "HAS_BEGUN" })), "");
    refused(event(json!({ "eventTypeId": "4-1" })), "");
    for (kind, operator) in [("ENUMERATION", "CONTAINS_ALL"), ("NUMBER", "HAS_EVER_BEEN_EQUAL_TO")] {
        let operation = json!({ "operationType": kind, "operator": operator, "value": 1, "values": ["a"] });
        refused(event(json!({ "filters": [property("plan", operation)] })), "");
    }
    let lines = |operator: &str| {
        let line = json!({ "property": "plan", "operation": { "operationType": "STRING", "operator": operator, "value": "x" } });
        one(json!({ "filterType": "INTEGRATION_EVENT", "eventTypeId": 1, "filterLines": [line] }))
    };
    accepted(lines("CONTAINS"));
    refused(lines("HAS_EVER_CONTAINED"), "");
    refused(one(json!({ "filterType": "UNIFIED_EVENTS", "filterLines": [{ "property": "plan" }] })), "");
}

#[test]
fn what_only_contacts_do_is_asked_of_contacts_only() {
    let mut portal = Portal::seeded();
    let company = |branch: Value| json!({ "name": "x", "objectTypeId": "0-2", "processingType": "DYNAMIC", "filterBranch": branch });
    for filter in [
        page("HAS_PAGEVIEW_EQ"),
        json!({ "filterType": "CTA", "operator": "HAS_CLICKED_CTA", "ctaName": "c" }),
        json!({ "filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT" }),
        json!({ "filterType": "EMAIL_SUBSCRIPTION", "subscriptionIds": ["1"], "acceptedStatuses": ["OPT_IN"] }),
    ] {
        portal.post("/crm/lists/2026-09", company(one(filter))).refused(400, "");
    }
    portal.post("/crm/lists/2026-09", company(event(json!({})))).ok();
}

#[test]
fn ads_are_searched_by_what_they_have() {
    let ads = |operator: &str, entity: &str, term: &str, terms: Value| {
        one(
            json!({ "filterType": "ADS_SEARCH", "operator": operator, "adNetwork": "LINKEDIN", "entityType": entity, "searchTermType": term, "searchTerms": terms }),
        )
    };
    accepted(ads("CONTAINS", "CAMPAIGN", "NAME", json!(["x"])));
    accepted(ads("IS_KNOWN", "AD", "AD_TYPE", Value::Null));
    refused(ads("CONTAINS", "AD", "ID", json!(["x"])), "");
    refused(ads("IS_EQUAL_TO", "CAMPAIGN", "AD_TYPE", json!(["x"])), "");
    refused(ads("IS_EQUAL_TO", "AD", "ID", json!([])), "");
}

#[test]
fn the_other_property_exists_and_fits() {
    let compared = |kind: &str, name: &str, other: &str| {
        let operator = if kind == "COMPARATIVE_STRING" { "IS_EQUAL_TO" } else { "IS_BEFORE" };
        one(property(name, json!({ "operationType": kind, "operator": operator, "comparisonPropertyName": other })))
    };
    accepted(compared("COMPARATIVE_DATE", "renewal", "last_seen"));
    refused(compared("COMPARATIVE_DATE", "renewal", "country"), TYPE);
    refused(compared("COMPARATIVE_DATE", "renewal", "nothing"), "");
    refused(compared("COMPARATIVE_DATE", "country", "renewal"), TYPE);
    accepted(compared("COMPARATIVE_STRING", "country", "city"));
    refused(compared("COMPARATIVE_STRING", "country", "score"), TYPE);
    refused(compared("COMPARATIVE_STRING", "country", "nothing"), "");
    accepted(compared("COMPARATIVE_PROPERTY_UPDATED", "country", "score"));
    refused(compared("COMPARATIVE_PROPERTY_UPDATED", "country", "nothing"), "");
    let referenced = |other: &str, read: &str| {
        one(property(
            "last_seen",
            json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": "IS_AFTER", "endpointBehavior": "EXCLUSIVE",
                "timePoint": { "timeType": "PROPERTY_REFERENCED", "property": other, "referenceType": read, "zoneId": "Europe/Paris" } }),
        ))
    };
    accepted(referenced("createdate", "VALUE"));
    accepted(referenced("createdate", "UPDATED_AT"));
    accepted(referenced("country", "UPDATED_AT"));
    refused(referenced("renewal", "VALUE"), "");
    refused(referenced("country", "VALUE"), "");
    refused(referenced("nothing", "VALUE"), "");
    refused(referenced("nothing", "UPDATED_AT"), "");
}

#[test]
fn no_operator_of_the_past_is_for_calculated_properties() {
    for operator in ["HAS_EVER_BEEN_EQUAL_TO", "HAS_NEVER_BEEN_EQUAL_TO"] {
        refused(one(property("sum", json!({ "operationType": "NUMBER", "operator": operator, "value": 1 }))), "");
    }
}
