//! What enrols records comes back too: events, and changes that enrol a record again.

use hubwright::hubspot::switches::Switches;
use hubwright::lift;
use hubwright::lower;
use hubwright::model::PortalName;
use hubwright::plan::normal;
use hubwright::source::{FileId, Span, Spanned};
use hubwright::syntax::ast::{Body, Change, Declaration, Event, Line, Workflow, WorkflowForm};
use hubwright::syntax::print;
use serde_json::{Value, json};

use super::catalog::{self, Home};
use super::compiled;
use super::coverage::{portal, test};
use super::portal::Portal;
use super::world::FEATURES;

/// Events, each as it is read back.
const EVENTS: &[&str] = &[
    "created",
    "score changes",
    "score changes to 3",
    "score changes to >= 80",
    "score changes to < 2.5",
    "tier changes to a",
    "tier changes to any of (a, b)",
    "country changes to \"US\"",
    "country changes to any of (\"FR\", \"US\")",
    "vip changes to true",
    "seen changes",
    "seen changes to unknown",
    "interests changes to api",
    "owner_id changes to user(\"ana@acme.example\")",
    "form_submission",
    "form_submission where (form is form(\"Demo\"))",
    "email_open where (email in (email(\"News\"), email(\"Offer\")))",
    "renewal where (amount is not 3 and plan contains \"us\")",
    "meeting_booked where (outcome starts with \"US\")",
];

/// Compiles a workflow and returns what enrols.
fn criteria(portal: &Portal, lines: &str) -> Value {
    let text = format!("workflow w on contact {{ version 1 {lines} set vip = true }}\n");
    let program = compiled::program(&[(FEATURES, &catalog::fixed().yaml()), ("workflows/w.flow", &text)]);
    portal.filled(&lower::flow(&program.workflows[0], &portal.switches).fields["enrollmentCriteria"])
}

/// Prints an event.
fn printed(event: Event) -> String {
    let nowhere = Span::new(FileId(0), 0, 0);
    let name = |text: &str| Spanned::new(text.to_owned(), nowhere);
    let body = Body { lines: vec![Spanned::new(Line::EnrollOn(event), nowhere)], steps: Vec::new() };
    let form = WorkflowForm::Own { object: name("contact"), body };
    let text = print::declaration(&Declaration::Workflow(Workflow { doc: None, name: name("w"), form, span: nowhere }));
    text.split_once("enroll on ").unwrap().1.trim_end_matches('}').trim().to_owned()
}

#[test]
fn every_event_that_enrols_is_read_back() {
    for switches in [Switches::default(), campaign()] {
        let portal = portal(switches);
        let object = portal.object(Home::Contact);
        for text in EVENTS {
            let written = criteria(&portal, &format!("enroll on {text}"));
            let branches = written["eventFilterBranches"].as_array().unwrap();
            assert_eq!(branches.len(), 1, "{text}");
            let read = portal.within(|world| lift::event(&branches[0], object, world));
            let read = printed(read.unwrap_or_else(|losses| panic!("{text}: {losses:?}\n{written:#}")));
            assert_eq!(read, *text);
            let again = criteria(&portal, &format!("enroll on {read}"));
            assert_eq!(normal::filter(&again), normal::filter(&written), "{text}");
        }
    }
}

fn campaign() -> Switches {
    let mut switches = Switches::default();
    switches.set("email_ids", "campaign").unwrap();
    switches
}

#[test]
fn every_change_that_enrols_again_is_read_back() {
    let portal = portal(Switches::default());
    let object = portal.object(Home::Contact);
    for text in EVENTS.iter().filter(|text| text.contains(" changes")) {
        let feature = text.split(' ').next().unwrap();
        let lines = format!("enroll when {feature} is known re-enroll when {text}");
        let written = criteria(&portal, &lines);
        let branches = written["reEnrollmentTriggersFilterBranches"].as_array().unwrap();
        let read = portal.within(|world| lift::trigger(&branches[0], object, world)).unwrap();
        assert_eq!(printed(read), *text);
    }
}

#[test]
fn what_is_no_event_of_the_language_is_lost() {
    let portal = portal(Switches::default());
    let object = portal.object(Home::Contact);
    let name = |value: &str| test("hs_name", "STRING", "IS_EQUAL_TO", &json!({ "value": value }));
    let event = |id: &str, filters: &[Value]| json!({ "filterBranchType": "UNIFIED_EVENTS", "operator": "HAS_COMPLETED", "eventTypeId": id, "filters": filters });
    let known = test("hs_value", "ALL_PROPERTY", "IS_KNOWN", &json!({}));
    let mut counted = event("4-1639801", &[]);
    counted["coalescingRefineBy"] = json!({ "type": "NUM_OCCURRENCES", "minOccurrences": 2 });
    let mut never = event("4-1639801", &[]);
    never["operator"] = json!("HAS_NOT_COMPLETED");
    let lost = [
        (event("4-655002", &[name("shoe_size"), known.clone()]), "no feature of the property `shoe_size`"),
        (event("4-655002", &[name("score")]), "its new value"),
        (event("4-655002", &[name("score"), known.clone(), known.clone()]), "its new value"),
        (
            event("4-655002", &[name("score"), test("hs_value", "NUMBER", "IS_NOT_EQUAL_TO", &json!({ "value": 1 }))]),
            "no such change",
        ),
        (event("4-1463224", &[known]), "narrowed by filters"),
        (event("4-7", &[]), "no event for the type `4-7`"),
        (counted, "`coalescingRefineBy` is not known here"),
        (never, "has `HAS_COMPLETED` alone"),
    ];
    for (json, why) in lost {
        let losses = portal.within(|world| lift::event(&json, object, world)).unwrap_err();
        assert!(losses[0].why.contains(why), "{losses:?}");
    }
}

#[test]
fn a_stored_value_is_one_of_its_type_or_lost() {
    let portal = portal(Switches::default());
    let catalog = portal.read();
    let ana = super::coverage::id(&portal, PortalName::Owner("ana@acme.example".to_owned()));
    let shown = |feature: &str, stored: &str| {
        let feature = catalog.feature(portal.object(Home::Contact), feature).unwrap();
        let value = portal.within(|world| lift::value(feature, stored, world)).map_err(|loss| loss.why)?;
        let nowhere = Span::new(FileId(0), 0, 0);
        let to = Spanned::new(Change::Value(Spanned::new(value, nowhere)), nowhere);
        let event = Event::Changes { feature: Spanned::new("f".to_owned(), nowhere), to: Some(to) };
        Ok::<String, String>(printed(event).trim_start_matches("f changes to ").to_owned())
    };
    let read = [
        ("vip", "true", "true"),
        ("score", "-2.5", "-2.5"),
        ("country", "{US} \"x\"", "\"\\{US\\} \\\"x\\\"\""),
        ("tier", "a", "a"),
        ("interests", "api", "api"),
        ("owner_id", ana.as_str(), "user(\"ana@acme.example\")"),
    ];
    for (feature, stored, text) in read {
        assert_eq!(shown(feature, stored).as_deref(), Ok(text), "{stored}");
    }
    let lost = [
        ("vip", "yes"),
        ("score", "3.50"),
        ("score", "x"),
        ("country", ""),
        ("country", "\u{1}"),
        ("tier", "z"),
        ("owner_id", "7"),
        ("seen", "1795388400000"),
    ];
    for (feature, stored) in lost {
        assert!(shown(feature, stored).is_err(), "{feature} {stored}");
    }
}
