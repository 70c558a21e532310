//! Who is in a list by what happened: each filter that asks for it, in both polarities, refined, and at the borders.

use hubwright::emulator::activity::{Happening, load, opt};
use hubwright::emulator::object::Object;
use hubwright::emulator::state::{OptStatus, RecordKey, State};
use hubwright::hubspot::switches::Switches;
use serde_json::{Value, json};

use super::support::{NOW, Portal, and, identity, one, or, world};

const ALL: [&str; 4] = ["Ada", "Bea", "Cy", "Dee"];
/// Midnight of today in Paris.
const TODAY: &str = "2026-11-22T23:00:00Z";

const HAPPENED: &str = r#"
events:
  - { of: ada, did: page_view, at: now - 3 hours, url: "https://north.example/pricing" }
  - { of: ada, did: page_view, at: today - 9 days, url: "https://north.example/pricing" }
  - { of: ada, did: page_view, at: today - 9 days, url: "https://north.example/pricing" }
  - { of: bea, did: page_view, at: today - 20 days, url: "https://north.example/pricing?utm=x" }
  - { of: cy, did: page_view, at: now - 1 hour, url: "https://north.example/docs/start" }
  - { of: ada, did: cta_view, at: now - 3 hours, cta: c-1, placement: p-1 }
  - { of: ada, did: cta_click, at: now - 3 hours, cta: c-1, placement: p-1 }
  - { of: bea, did: cta_view, at: now - 3 hours, cta: c-1, placement: p-2 }
  - { of: ada, did: email_sent, at: today - 5 days, email: "Nurture #1" }
  - { of: ada, did: email_delivered, at: today - 5 days, email: "Nurture #1" }
  - { of: ada, did: email_open, at: today - 4 days, email: "Nurture #1" }
  - { of: ada, did: email_click, at: today - 4 days, email: "Nurture #1", url: "https://north.example/a" }
  - { of: ada, did: email_reply, at: today - 3 days, email: "Nurture #1" }
  - { of: bea, did: email_sent, at: today - 5 days, email: 9001 }
  - { of: bea, did: email_delivered, at: today - 5 days, email: 9001 }
  - { of: bea, did: email_open, at: today - 2 days, email: 9001 }
  - { of: bea, did: email_unsubscribe, at: today - 2 days, email: 9001 }
  - { of: cy, did: email_sent, at: today - 5 days, email: 9001 }
  - { of: cy, did: email_delivered, at: today - 5 days, email: 9001 }
  - { of: cy, did: email_spam, at: today - 5 days, email: 9001 }
  - { of: dee, did: email_sent, at: today - 5 days, email: 9001 }
  - { of: dee, did: email_bounce, at: today - 5 days, email: 9001 }
  - { of: dee, did: email_open, at: today, email: Newsletter }
  - { of: ada, did: meeting_booked, at: now - 1 day, outcome: COMPLETED }
  - { of: bea, did: meeting_booked, at: now - 1 day, outcome: NO_SHOW }
  - { of: ada, did: 6-77, at: now - 1 day, plan: Pro, seats: 12, trial: true }
  - { of: bea, did: 6-77, at: now - 1 day, plan: Basic, seats: 3, trial: false }
  - { of: bea, did: 6-77, at: now - 2 days, plan: Pro, seats: 5 }
  - { of: cy, did: 6-77, at: now - 1 day }
opted:
  - { contact: ada, subscription: 11, status: OPT_IN }
  - { contact: ada, subscription: 12, status: OPT_OUT }
  - { contact: bea, subscription: 11, status: OPT_OUT }
  - { contact: cy, subscription: 11, status: NOT_OPTED }
"#;

fn portal_with(switches: &[(&str, &str)]) -> Portal {
    let mut portal = Portal::seeded_with(switches);
    portal.also(HAPPENED);
    portal
}

#[track_caller]
fn members(filter: Value, wanted: &[&str]) {
    assert_eq!(portal_with(&[]).members_of(one(filter)), wanted);
}

/// Asks in both polarities: who is not in the one is in the other.
#[track_caller]
fn either(mut filter: Value, yes: &str, no: &str, wanted: &[&str]) {
    let rest: Vec<&str> = ALL.into_iter().filter(|name| !wanted.contains(name)).collect();
    filter["operator"] = json!(yes);
    members(filter.clone(), wanted);
    filter["operator"] = json!(no);
    members(filter, &rest);
}

fn page(operator: &str, url: &str) -> Value {
    json!({ "filterType": "PAGE_VIEW", "operator": operator, "pageUrl": url })
}

fn email(operator: &str) -> Value {
    json!({ "filterType": "EMAIL_EVENT", "operator": operator, "appId": "1", "emailId": 9001, "level": "HUBSPOT_CAMPAIGN" })
}

fn branch(event: &str, operator: &str, filters: Vec<Value>, refined: Value) -> Value {
    let mut branch = json!({ "filterBranchType": "UNIFIED_EVENTS", "filterBranchOperator": "AND", "operator": operator,
        "eventTypeId": event, "filterBranches": [], "filters": filters });
    branch.as_object_mut().unwrap().extend(refined.as_object().unwrap().clone());
    let mut inside = and(vec![]);
    inside["filterBranches"] = json!([branch]);
    or(vec![inside])
}

fn line(name: &str, operation: Value) -> Value {
    json!({ "filterType": "PROPERTY", "property": name, "operation": operation })
}

fn refined(mut filter: Value, key: &str, refine: Value) -> Value {
    filter[key] = refine;
    filter
}

fn times(least: Option<u64>, most: Option<u64>) -> Value {
    json!({ "type": "NUM_OCCURRENCES", "minOccurrences": least, "maxOccurrences": most })
}

fn ms(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

#[test]
fn pages_by_their_address() {
    let url = "https://north.example/pricing";
    either(page("", url), "HAS_PAGEVIEW_EQ", "NOT_HAS_PAGEVIEW_EQ", &["Ada"]);
    either(page("", "/pricing"), "HAS_PAGEVIEW_CONTAINS", "NOT_HAS_PAGEVIEW_CONTAINS", &["Ada", "Bea"]);
    either(page("", r"/(docs|api)/\w+"), "HAS_PAGEVIEW_MATCHES_REGEX", "NOT_HAS_PAGEVIEW_MATCHES_REGEX", &["Cy"]);
    let mut loose = portal_with(&[("page_urls", "loose")]);
    assert_eq!(loose.members_of(one(page("HAS_PAGEVIEW_EQ", "North.example/pricing/"))), ["Ada", "Bea"]);
    let mut whole = portal_with(&[("page_patterns", "whole")]);
    assert!(whole.members_of(one(page("HAS_PAGEVIEW_MATCHES_REGEX", r"/(docs|api)/\w+"))).is_empty());
    assert_eq!(whole.members_of(one(page("HAS_PAGEVIEW_MATCHES_REGEX", r"https://.*/start"))), ["Cy"]);
}

#[test]
fn a_pattern_that_cannot_be_read_accepts_nobody_in_either_polarity() {
    for operator in ["HAS_PAGEVIEW_MATCHES_REGEX", "NOT_HAS_PAGEVIEW_MATCHES_REGEX"] {
        members(page(operator, "(?=x)("), &[]);
    }
    // Backtracking would take a lifetime over this one.
    let mut portal = portal_with(&[]);
    portal.happened(101, "page_view", ms(NOW), &[("url", &"a".repeat(50_000))]);
    assert!(portal.members_of(one(page("HAS_PAGEVIEW_MATCHES_REGEX", "^(a|aa)+b$"))).is_empty());
}

#[test]
fn ctas_by_name_and_by_placement() {
    let cta = |name: &str| json!({ "filterType": "CTA", "ctaName": name });
    either(cta("c-1"), "HAS_CLICKED_CTA", "HAS_NOT_CLICKED_CTA", &["Ada"]);
    either(cta("c-1"), "HAS_OPENED_CTA", "HAS_NOT_OPENED_CTA", &["Ada", "Bea"]);
    either(cta("c-2"), "HAS_OPENED_CTA", "HAS_NOT_OPENED_CTA", &[]);
    either(cta("p-1"), "HAS_CLICKED_CTA_PLACEMENT", "HAS_NOT_CLICKED_CTA_PLACEMENT", &["Ada"]);
    either(cta("p-2"), "HAS_OPENED_CTA_PLACEMENT", "HAS_NOT_OPENED_CTA_PLACEMENT", &["Bea"]);
}

#[test]
fn every_operator_of_emails() {
    for (operator, wanted) in [
        ("SENT", &ALL[..]),
        ("RECEIVED", &["Ada", "Bea", "Cy"]),
        ("OPENED", &["Ada", "Bea"]),
        ("LINK_CLICKED", &["Ada"]),
        ("REPLIED", &["Ada"]),
        ("BOUNCED", &["Dee"]),
        ("UNSUBSCRIBED", &["Bea"]),
        ("MARKED_SPAM", &["Cy"]),
        ("SENT_BUT_NOT_RECEIVED", &["Dee"]),
        ("SENT_BUT_LINK_NOT_CLICKED", &["Bea", "Cy", "Dee"]),
        ("RECEIVED_BUT_NOT_OPENED", &["Cy"]),
        ("OPENED_BUT_LINK_NOT_CLICKED", &["Bea"]),
        ("OPENED_BUT_NOT_REPLIED", &["Bea"]),
    ] {
        members(email(operator), wanted);
    }
    let mut other = email("OPENED");
    other["emailId"] = json!("9002");
    members(other, &["Dee"]);
    members(refined(email("LINK_CLICKED"), "clickUrl", json!("https://north.example/a")), &["Ada"]);
    members(refined(email("LINK_CLICKED"), "clickUrl", json!("https://north.example/b")), &[]);
}

#[test]
fn a_pruned_pair_looks_at_the_same_time_for_both() {
    let since = |days: i64| json!({ "type": "ABSOLUTE_COMPARATIVE", "comparison": "AFTER", "timestamp": ms(TODAY) - days * 86_400_000 - 1 });
    // Ada replied three days ago, having opened it four days ago.
    members(refined(email("OPENED_BUT_NOT_REPLIED"), "pruningRefineBy", since(9)), &["Bea"]);
    let before =
        json!({ "type": "ABSOLUTE_COMPARATIVE", "comparison": "BEFORE", "timestamp": ms(TODAY) - 3 * 86_400_000 });
    members(refined(email("OPENED_BUT_NOT_REPLIED"), "pruningRefineBy", before), &["Ada"]);
    members(refined(email("OPENED"), "pruningRefineBy", since(2)), &["Bea"]);
}

#[test]
fn an_email_goes_by_its_own_number_or_by_its_campaigns() {
    let content = |portal: &Portal| portal.state.data.emails.get(&9001).unwrap().campaign.to_string();
    let opened = |id: &str| {
        let choice = json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": [id] });
        branch("4-666440", "HAS_COMPLETED", vec![line("hs_email_campaign_group_id", choice)], json!({}))
    };
    for (choice, by_content, by_campaign) in
        [("content", &["Ada", "Bea"][..], &[][..]), ("campaign", &[][..], &["Ada", "Bea"][..])]
    {
        let mut portal = portal_with(&[("email_ids", choice)]);
        let campaign = content(&portal);
        assert_eq!(portal.members_of(opened("9001")), by_content);
        assert_eq!(portal.members_of(opened(&campaign)), by_campaign);
        assert_eq!(portal.members_of(one(email("OPENED"))), by_content);
        assert_eq!(portal.members_of(one(refined(email("OPENED"), "emailId", json!(campaign)))), by_campaign);
    }
}

#[test]
fn one_submission_is_seen_by_both_readings() {
    let mut portal = portal_with(&[]);
    portal.also("submissions:\n  - { contact: dee, form: Popup, at: now - 1 hour, page: \"397\" }\n");
    let popup = portal.state.data.forms.values().find(|form| form.name == "Popup").unwrap().id.clone();
    let form = |operator: &str| json!({ "filterType": "FORM_SUBMISSION", "operator": operator, "formId": popup });
    let event = |operator: &str| {
        let form = json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": [popup] });
        branch("4-1639801", operator, vec![line("hs_form_id", form)], json!({}))
    };
    let page = |operator: &str, page: &str| json!({ "filterType": "FORM_SUBMISSION_ON_PAGE", "operator": operator, "pageId": page });
    assert_eq!(portal.members_of(one(form("FILLED_OUT"))), ["Dee"]);
    assert_eq!(portal.members_of(one(form("NOT_FILLED_OUT"))), ["Ada", "Bea", "Cy"]);
    assert_eq!(portal.members_of(event("HAS_COMPLETED")), ["Dee"]);
    assert_eq!(portal.members_of(event("HAS_NOT_COMPLETED")), ["Ada", "Bea", "Cy"]);
    assert_eq!(portal.members_of(one(page("FILLED_OUT", "397"))), ["Dee"]);
    assert_eq!(portal.members_of(one(page("NOT_FILLED_OUT", "397"))), ["Ada", "Bea", "Cy"]);
    assert!(portal.members_of(one(page("FILLED_OUT", "398"))).is_empty());
    let any = json!({ "filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT" });
    assert_eq!(portal.members_of(one(any)), ["Ada", "Bea", "Dee"]);
    let mut named = page("FILLED_OUT", "397");
    named["formId"] = json!("f-demo");
    assert!(portal.members_of(one(named)).is_empty());
}

#[test]
fn events_by_their_properties() {
    let did = |filters: Vec<Value>, wanted: &[&str]| {
        let rest: Vec<&str> = ALL.into_iter().filter(|name| !wanted.contains(name)).collect();
        let mut portal = portal_with(&[]);
        assert_eq!(portal.members_of(branch("6-77", "HAS_COMPLETED", filters.clone(), json!({}))), wanted);
        assert_eq!(portal.members_of(branch("6-77", "HAS_NOT_COMPLETED", filters, json!({}))), rest);
    };
    let text = |operator: &str, value: &str| {
        line("plan", json!({ "operationType": "STRING", "operator": operator, "value": value }))
    };
    let seats = |operator: &str, value: i64| {
        line("seats", json!({ "operationType": "NUMBER", "operator": operator, "value": value }))
    };
    did(vec![], &["Ada", "Bea", "Cy"]);
    did(vec![text("IS_EQUAL_TO", "pro")], &["Ada", "Bea"]);
    did(vec![text("IS_NOT_EQUAL_TO", "pro")], &["Bea"]);
    did(vec![text("CONTAINS", "asi")], &["Bea"]);
    did(vec![text("DOES_NOT_CONTAIN", "asi")], &["Ada", "Bea"]);
    did(vec![text("STARTS_WITH", "ba")], &["Bea"]);
    did(vec![text("ENDS_WITH", "ro")], &["Ada", "Bea"]);
    did(vec![seats("IS_EQUAL_TO", 12)], &["Ada"]);
    did(vec![seats("IS_NOT_EQUAL_TO", 12)], &["Bea"]);
    did(vec![seats("IS_GREATER_THAN", 5)], &["Ada"]);
    did(vec![seats("IS_GREATER_THAN_OR_EQUAL_TO", 5)], &["Ada", "Bea"]);
    did(vec![seats("IS_LESS_THAN", 3)], &[]);
    did(vec![seats("IS_LESS_THAN_OR_EQUAL_TO", 3)], &["Bea"]);
    // All of it has to be true of one event.
    did(vec![text("IS_EQUAL_TO", "pro"), seats("IS_LESS_THAN", 4)], &[]);
    let truth = |operator: &str| line("trial", json!({ "operationType": "BOOL", "operator": operator, "value": true }));
    did(vec![truth("IS_EQUAL_TO")], &["Ada"]);
    did(vec![truth("IS_NOT_EQUAL_TO")], &["Bea"]);
    let choice = |operator: &str| {
        line("plan", json!({ "operationType": "ENUMERATION", "operator": operator, "values": ["Pro", "Max"] }))
    };
    did(vec![choice("IS_ANY_OF")], &["Ada", "Bea"]);
    did(vec![choice("IS_NONE_OF")], &["Bea"]);
    let known = |operator: &str| line("plan", json!({ "operationType": "ALL_PROPERTY", "operator": operator }));
    did(vec![known("IS_KNOWN")], &["Ada", "Bea"]);
    did(vec![known("IS_UNKNOWN")], &["Cy"]);
    let meeting = json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["COMPLETED"] });
    let booked = branch("4-1720599", "HAS_COMPLETED", vec![line("hs_meeting_outcome", meeting)], json!({}));
    assert_eq!(portal_with(&[]).members_of(booked), ["Ada"]);
}

#[test]
fn a_changed_property_is_an_event_and_what_a_record_was_made_with_is_none() {
    let mut portal = portal_with(&[]);
    portal.world.now = "2026-11-24T10:00:00Z".parse().unwrap();
    portal.patch("/crm/v3/objects/contacts/102", json!({ "properties": { "score": "95" } })).ok();
    let changed = |value: i64| {
        branch(
            "4-655002",
            "HAS_COMPLETED",
            vec![
                line("hs_name", json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": "score" })),
                line("hs_value", json!({ "operationType": "NUMBER", "operator": "IS_GREATER_THAN", "value": value })),
            ],
            json!({}),
        )
    };
    assert_eq!(portal.members_of(changed(80)), ["Bea"]);
    assert!(portal.members_of(changed(95)).is_empty());
    assert_eq!(portal.members_of(branch("4-1463224", "HAS_COMPLETED", vec![], json!({}))), ALL);
}

#[test]
fn counts_have_both_ends_and_none_is_zero_or_no_end() {
    let url = "https://north.example/pricing";
    let eq = |least: Option<u64>, most: Option<u64>| {
        refined(page("HAS_PAGEVIEW_EQ", url), "coalescingRefineBy", times(least, most))
    };
    members(eq(Some(3), None), &["Ada"]);
    members(eq(Some(4), None), &[]);
    members(eq(None, Some(3)), &ALL);
    members(eq(None, Some(2)), &["Bea", "Cy", "Dee"]);
    members(eq(Some(1), Some(2)), &[]);
    members(eq(Some(0), None), &ALL);
    members(eq(None, None), &ALL);
    let seats = |least: u64| {
        let seats = json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" });
        let count = json!({ "coalescingRefineBy": times(Some(least), None) });
        branch("6-77", "HAS_COMPLETED", vec![line("seats", seats)], count)
    };
    let mut portal = portal_with(&[]);
    assert_eq!(portal.members_of(seats(1)), ["Ada", "Bea"]);
    assert_eq!(portal.members_of(seats(2)), ["Bea"]);
}

#[test]
fn a_negative_operator_with_a_count_is_turned_round_or_refused() {
    let url = "https://north.example/pricing";
    let filter = refined(page("NOT_HAS_PAGEVIEW_EQ", url), "coalescingRefineBy", times(Some(3), None));
    members(filter.clone(), &["Bea", "Cy", "Dee"]);
    let count = json!({ "coalescingRefineBy": times(Some(2), None) });
    let event = branch("6-77", "HAS_NOT_COMPLETED", vec![], count);
    assert_eq!(portal_with(&[]).members_of(event.clone()), ["Ada", "Cy", "Dee"]);
    let mut refusing = portal_with(&[("negative_counts", "refused")]);
    refusing.list("x", one(filter)).refused(400, "");
    refusing.list("x", event).refused(400, "");
    let positive = refined(page("HAS_PAGEVIEW_EQ", url), "coalescingRefineBy", times(Some(3), None));
    assert_eq!(refusing.members_of(one(positive)), ["Ada"]);
}

#[test]
fn shares_of_what_happened() {
    for (share, wanted) in [
        ("ALL", &["Ada"][..]),
        ("ALL_INCLUDE_EMPTY", &["Ada", "Dee"]),
        ("ANY", &["Ada", "Bea"]),
        ("ANY_INCLUDE_EMPTY", &["Ada", "Bea", "Dee"]),
        ("NONE", &["Cy", "Dee"]),
        ("NONE_EXCLUDE_EMPTY", &["Cy"]),
    ] {
        let refine = json!({ "coalescingRefineBy": { "type": "SET_OCCURRENCES", "setType": share } });
        let pro = line("plan", json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": "pro" }));
        assert_eq!(portal_with(&[]).members_of(branch("6-77", "HAS_COMPLETED", vec![pro], refine)), wanted, "{share}");
    }
}

/// A portal where the three first contacts did something one millisecond before, at, and one after a time.
fn around(at: i64, switches: &[(&str, &str)]) -> Portal {
    let mut portal = Portal::seeded_with(switches);
    for (contact, at) in [(101, at - 1), (102, at), (103, at + 1)] {
        portal.happened(contact, "6-88", at, &[]);
    }
    portal
}

#[track_caller]
fn pruned(at: i64, switches: &[(&str, &str)], refine: &Value, wanted: &[&str]) {
    let rest: Vec<&str> = ALL.into_iter().filter(|name| !wanted.contains(name)).collect();
    let ask = |operator: &str| branch("6-88", operator, vec![], json!({ "pruningRefineBy": refine }));
    let mut portal = around(at, switches);
    assert_eq!(portal.members_of(ask("HAS_COMPLETED")), wanted, "{refine}");
    assert_eq!(portal.members_of(ask("HAS_NOT_COMPLETED")), rest, "not {refine}");
}

#[test]
fn pruning_is_exact_to_the_millisecond() {
    let at = ms("2026-11-10T12:00:00Z");
    let far = ms("2026-11-11T12:00:00Z");
    let compared =
        |comparison: &str| json!({ "type": "ABSOLUTE_COMPARATIVE", "comparison": comparison, "timestamp": at });
    pruned(at, &[], &compared("BEFORE"), &["Ada"]);
    pruned(at, &[], &compared("AFTER"), &["Cy"]);
    let ranged = |kind: &str, lower: i64, upper: i64| json!({ "type": "ABSOLUTE_RANGED", "rangeType": kind, "lowerTimestamp": lower, "upperTimestamp": upper });
    pruned(at, &[], &ranged("BETWEEN", at, far), &["Bea", "Cy"]);
    pruned(far, &[], &ranged("BETWEEN", at, far), &["Ada", "Bea"]);
    pruned(at, &[], &ranged("NOT_BETWEEN", at, far), &["Ada"]);
    pruned(at, &[("range_ends", "exclusive")], &ranged("BETWEEN", at, far), &["Cy"]);
    pruned(at, &[("range_ends", "exclusive")], &ranged("NOT_BETWEEN", at, far), &["Ada", "Bea"]);
    pruned(at, &[], &json!({ "type": "ALL_HISTORY" }), &["Ada", "Bea", "Cy"]);
}

#[test]
fn relative_pruning_counts_from_now_or_from_the_day() {
    let offset = |amount: i64, direction: &str, unit: &str| json!({ "amount": amount, "offsetDirection": direction, "timeUnit": unit });
    let since = |amount: i64, unit: &str| json!({ "type": "RELATIVE_COMPARATIVE", "comparison": "AFTER", "timeOffset": offset(amount, "PAST", unit) });
    let (now, today, day) = (ms(NOW), ms(TODAY), 86_400_000);
    pruned(now - 3 * day, &[], &since(3, "DAYS"), &["Cy"]);
    pruned(now - 14 * day, &[], &since(2, "WEEKS"), &["Cy"]);
    pruned(now - 7_200_000, &[], &since(2, "HOURS"), &["Cy"]);
    pruned(now - 300_000, &[], &since(5, "MINUTES"), &["Cy"]);
    pruned(today - 3 * day, &[("relative_refines", "days")], &since(3, "DAYS"), &["Cy"]);
    let until =
        json!({ "type": "RELATIVE_COMPARATIVE", "comparison": "BEFORE", "timeOffset": offset(3, "PAST", "DAYS") });
    pruned(now - 3 * day, &[], &until, &["Ada"]);
    let ranged = |kind: &str| {
        json!({ "type": "RELATIVE_RANGED", "rangeType": kind,
            "lowerBoundOffset": offset(3, "PAST", "DAYS"), "upperBoundOffset": offset(1, "FUTURE", "DAYS") })
    };
    pruned(now - 3 * day, &[], &ranged("BETWEEN"), &["Bea", "Cy"]);
    pruned(now + day, &[], &ranged("BETWEEN"), &["Ada", "Bea"]);
    pruned(now + day, &[], &ranged("NOT_BETWEEN"), &["Cy"]);
    let singular =
        json!({ "type": "RELATIVE_COMPARATIVE", "comparison": "AFTER", "timeOffset": offset(3, "BEFORE", "DAY") });
    pruned(now - 3 * day, &[("refine_words", "singular")], &singular, &["Cy"]);
    Portal::seeded()
        .list("x", branch("6-88", "HAS_COMPLETED", vec![], json!({ "pruningRefineBy": singular })))
        .refused(400, "");
}

#[test]
fn pruning_by_operations_on_times() {
    let indexed = |reference: &str, days: i64| json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": { "referenceType": reference }, "offset": { "days": days } });
    let now = json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": { "referenceType": "NOW" } });
    let ranged = |operator: &str| {
        json!({ "type": "TIME_RANGED", "operationType": "TIME_RANGED", "operator": operator,
            "lowerBoundTimePoint": indexed("TODAY", -7), "upperBoundTimePoint": now,
            "lowerBoundEndpointBehavior": "INCLUSIVE", "upperBoundEndpointBehavior": "INCLUSIVE" })
    };
    let (today, day) = (ms(TODAY), 86_400_000);
    pruned(today - 7 * day, &[], &ranged("IS_BETWEEN"), &["Bea", "Cy"]);
    pruned(ms(NOW), &[], &ranged("IS_BETWEEN"), &["Ada", "Bea"]);
    pruned(today - 7 * day, &[], &ranged("IS_NOT_BETWEEN"), &["Ada"]);
    let point = |operator: &str| {
        json!({ "type": "TIME_POINT", "operationType": "TIME_POINT", "operator": operator,
            "timePoint": indexed("TODAY", 0), "endpointBehavior": "EXCLUSIVE" })
    };
    pruned(today, &[], &point("IS_BEFORE"), &["Ada"]);
    pruned(today, &[], &point("IS_AFTER"), &["Cy"]);
    // An end may be a property of the record: it was seen last two hours ago.
    let referenced = json!({ "type": "TIME_POINT", "operationType": "TIME_POINT", "operator": "IS_AFTER", "endpointBehavior": "EXCLUSIVE",
        "timePoint": { "timeType": "PROPERTY_REFERENCED", "property": "last_seen", "referenceType": "VALUE", "zoneId": "Europe/Paris" } });
    pruned(ms(NOW) - 7_200_000, &[], &referenced, &["Bea", "Cy"]);
}

#[test]
fn what_was_said_about_subscriptions() {
    let said = |ids: Value, status: &str| {
        one(json!({ "filterType": "EMAIL_SUBSCRIPTION", "subscriptionIds": ids, "acceptedStatuses": [status] }))
    };
    let mut portal = portal_with(&[]);
    assert_eq!(portal.members_of(said(json!(["11"]), "OPT_IN")), ["Ada"]);
    assert_eq!(portal.members_of(said(json!([11]), "OPT_OUT")), ["Bea"]);
    assert_eq!(portal.members_of(said(json!(["11"]), "NOT_OPTED")), ["Cy", "Dee"]);
    assert_eq!(portal.members_of(said(json!(["11", "12"]), "OPT_OUT")), ["Ada", "Bea"]);
    let mut all = portal_with(&[("subscription_ids", "all")]);
    assert!(all.members_of(said(json!(["11", "12"]), "OPT_OUT")).is_empty());
    let mut silent = portal_with(&[("subscription_silence", "nothing")]);
    assert_eq!(silent.members_of(said(json!(["11"]), "NOT_OPTED")), ["Cy"]);
    let dee = RecordKey { object: Object::Contact, id: 104 };
    opt(&mut portal.state, &portal.world, [(dee, "11".to_owned(), OptStatus::OptIn)]).unwrap();
    assert_eq!(portal.members_of(said(json!(["11"]), "OPT_IN")), ["Ada", "Dee"]);
}

#[test]
fn associated_records_in_a_list_are_counted() {
    let mut portal = Portal::seeded();
    let company = json!({ "name": "Large", "objectTypeId": "0-2", "processingType": "DYNAMIC",
        "filterBranch": one(super::support::number("numberofemployees", "IS_GREATER_THAN", 100)) });
    let list = portal.post("/crm/lists/2026-09", company).ok()["list"]["listId"].clone();
    let filter = |operator: &str, refine: Value| {
        one(json!({ "filterType": "ASSOCIATION", "operator": operator, "listId": list, "associationTypeId": 279,
            "associationCategory": "HUBSPOT_DEFINED", "coalescingRefineBy": refine }))
    };
    assert_eq!(portal.members_of(filter("IN_LIST", times(Some(1), None))), ["Ada", "Bea"]);
    assert_eq!(portal.members_of(filter("NOT_IN_LIST", times(Some(1), None))), ["Cy", "Dee"]);
    assert!(portal.members_of(filter("IN_LIST", times(Some(2), None))).is_empty());
    let all = json!({ "type": "SET_OCCURRENCES", "setType": "ALL_INCLUDE_EMPTY" });
    assert_eq!(portal.members_of(filter("IN_LIST", all)), ["Ada", "Bea", "Dee"]);
}

#[test]
fn the_older_filters_on_events_read_the_same_rows() {
    let mut portal = portal_with(&[]);
    portal.happened(104, "000001625", ms(NOW), &[]);
    let event = |operator: &str| one(json!({ "filterType": "EVENT", "operator": operator, "eventId": "000001625" }));
    assert_eq!(portal.members_of(event("HAS_EVENT")), ["Dee"]);
    assert_eq!(portal.members_of(event("NOT_HAS_EVENT")), ["Ada", "Bea", "Cy"]);
    let pro = json!([{ "property": "plan", "operation": { "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": "pro" } }]);
    let lines = json!({ "filterType": "UNIFIED_EVENTS", "eventTypeId": "6-77", "filterLines": pro });
    assert_eq!(portal.members_of(one(lines)), ["Ada", "Bea"]);
    portal.happened(103, "4009", ms(NOW), &[("plan", "Pro")]);
    let integration = json!({ "filterType": "INTEGRATION_EVENT", "eventTypeId": 4009, "filterLines": pro });
    assert_eq!(portal.members_of(one(integration)), ["Cy"]);
}

#[test]
fn events_outlive_the_process_and_are_written_in_one_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portal.sqlite");
    let mut state = State::create(&path, identity(), Switches::default()).unwrap();
    hubwright::emulator::seed(&mut state, &world(), super::support::SEED).unwrap();
    let before = state.events().unwrap().len();
    let happened = (0..500).map(|number| Happening {
        record: RecordKey { object: Object::Contact, id: 101 + number % 4 },
        event: "page_view".to_owned(),
        at: ms(NOW),
        properties: [("url".to_owned(), format!("https://a.example/{number}"))].into(),
    });
    load(&mut state, &world(), happened).unwrap();
    opt(&mut state, &world(), [(RecordKey { object: Object::Contact, id: 101 }, "7".to_owned(), OptStatus::OptOut)])
        .unwrap();
    assert_eq!(state.events().unwrap().len(), before + 2);
    drop(state);
    let mut portal = Portal::bare();
    portal.state = State::open(&path, Switches::default()).unwrap();
    assert_eq!(portal.members_of(one(page("HAS_PAGEVIEW_EQ", "https://a.example/9"))), ["Bea"]);
    let out = json!({ "filterType": "EMAIL_SUBSCRIPTION", "subscriptionIds": ["7"], "acceptedStatuses": ["OPT_OUT"] });
    assert_eq!(portal.members_of(one(out)), ["Ada"]);
}
