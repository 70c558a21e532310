//! What `doctor` says of a portal, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use hubwright::doctor::{self, FAMILIES, Health, Report, SCOPES, Said};
use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State, World};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::testing::answer;
use hubwright::portal::{Broken, Portal, Request, Response, Transport};
use hubwright::settings::{self, Environment};
use hubwright::source::FileId;
use serde_json::{Value, json};

const TODAY: &str = "2026-12-01";

fn environment(more: &str) -> Environment {
    let text = format!("name: x\nenvironments: {{ demo: {{ kind: sandbox, portal: 7{more} }} }}\n");
    settings::read(FileId(0), &text).0.unwrap().environments["demo"].clone()
}

/// An embedded portal of which some paths answer otherwise.
struct Odd {
    inner: Embedded,
    odd: Vec<(&'static str, u16, Value)>,
}

impl Odd {
    fn new(settings: &[(&str, &str)], odd: Vec<(&'static str, u16, Value)>) -> Self {
        let mut switches = Switches::default();
        settings.iter().for_each(|(name, choice)| switches.set(name, choice).unwrap());
        let identity =
            PortalIdentity { portal_id: 7, account_type: AccountType::Sandbox, time_zone: "Europe/Paris".to_owned() };
        let world = World { now: "2026-12-01T12:00:00Z".parse().unwrap(), seed: 0 };
        Self { inner: Embedded::in_world(State::in_memory(identity, switches).unwrap(), world), odd }
    }

    fn examine(&self, environment: &Environment) -> Report {
        let portal = Portal::new(self, environment.paths.clone(), environment.batch);
        doctor::examine(&portal, environment, TODAY.parse().unwrap()).unwrap()
    }
}

impl Transport for Odd {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        match self.odd.iter().find(|(part, _, _)| request.path.contains(part)) {
            Some((_, status, body)) => Ok(answer(*status, body)),
            None => self.inner.send(request),
        }
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

fn refusal(category: &str) -> Value {
    json!({ "status": "error", "category": category, "message": "no" })
}

#[test]
fn a_portal_that_answers_everything_is_well() {
    let report = Odd::new(&[], Vec::new()).examine(&environment(""));
    assert_eq!(report.health(), Health::Well);
    assert!(report.families.iter().all(|(_, said)| *said == Said::Yes), "{:#?}", report.families);
    assert_eq!(report.families.len(), FAMILIES.len());
    let account = report.account.as_ref().unwrap();
    assert_eq!(
        (account.portal, account.kind.as_str(), account.time_zone.as_str()),
        (Some(7), "SANDBOX", "Europe/Paris")
    );
    let token = report.token.as_ref().unwrap();
    assert!(SCOPES.iter().all(|scope| token.has(scope.any)), "the embedded portal's token may do everything");
    insta::assert_snapshot!("well", doctor::text(&report));
    let json: Value = serde_json::from_str(&doctor::json(&report)).unwrap();
    assert_eq!((json["health"].as_str(), json["account"]["timeZone"].as_str()), (Some("well"), Some("Europe/Paris")));
    assert_eq!(json["scopes"].as_array().unwrap().len(), SCOPES.len());
}

#[test]
fn what_is_not_needed_may_be_closed_and_what_is_needed_may_not() {
    let closed = |part: &'static str| vec![(part, 403, refusal("MISSING_SCOPES"))];
    let report = Odd::new(&[], closed("/marketing/v3/forms")).examine(&environment(""));
    assert_eq!(report.health(), Health::Well);
    assert!(
        doctor::text(&report)
            .contains("no answer     forms (needed where rules name such a thing): 403 MISSING_SCOPES no\n")
    );
    let report = Odd::new(&[], closed("/automation/")).examine(&environment(""));
    assert_eq!(report.health(), Health::Lacking);
    let json: Value = serde_json::from_str(&doctor::json(&report)).unwrap();
    let flows = json["families"].as_array().unwrap().iter().find(|family| family["name"] == "workflows").unwrap();
    assert_eq!((flows["answers"].as_bool(), flows["needed"].as_bool()), (Some(false), Some(true)));
    // An error of the server is an answer too: the rest is still told.
    let broken = vec![("/crm/owners", 502, Value::Null)];
    assert_eq!(Odd::new(&[], broken).examine(&environment("")).health(), Health::Well);
}

#[test]
fn missing_scopes_are_told_by_command() {
    let token = json!({ "userId": 5, "hubId": 7, "appId": 9, "scopes": ["crm.lists.read", "automation.v2", "oauth"] });
    let report = Odd::new(&[], vec![("access-token-info", 200, token)]).examine(&environment(""));
    let text = doctor::text(&report);
    assert!(text.contains("token         user 5, app 9, portal 7, 3 scopes\n"), "{text}");
    assert!(
        text.contains("no scope      lists of `apply` (needed): crm.lists.write or crm.segments.write\n"),
        "{text}"
    );
    assert!(!text.contains("lists of `plan`") && !text.contains("workflows of `plan`"), "{text}");
}

#[test]
fn another_portal_or_a_token_of_another_is_closed() {
    let details = json!({ "portalId": 8, "accountType": "SANDBOX", "timeZone": "UTC" });
    assert_eq!(Odd::new(&[], vec![("/details", 200, details)]).examine(&environment("")).health(), Health::Closed);
    let token = json!({ "userId": 5, "hubId": 8, "appId": 9, "scopes": [] });
    assert_eq!(
        Odd::new(&[], vec![("access-token-info", 200, token)]).examine(&environment("")).health(),
        Health::Closed
    );
    let report = Odd::new(&[], vec![("/", 401, refusal("INVALID_AUTHENTICATION"))]).examine(&environment(""));
    assert_eq!(report.health(), Health::Closed);
    assert_eq!(report.families.len(), 1, "nothing more is asked");
}

#[test]
fn limits_and_usage_are_told_where_the_portal_tells_them() {
    let used = json!({ "results": [{ "name": "hubwright", "usageLimit": 250_000, "currentUsage": 1200, "fetchStatus": "SUCCESS" }] });
    let report = Odd::new(&[("rate_limit", "hundred")], vec![("/api-usage/", 200, used)]).examine(&environment(""));
    let text = doctor::text(&report);
    assert!(text.contains("limits        max: 100\n"), "{text}");
    assert!(text.contains("used today    hubwright: 1200 of 250000\n"), "{text}");
}

#[test]
fn what_ends_is_counted_from_today_by_the_paths_in_use() {
    let ends = |more: &str, today: &str| -> Vec<(String, i32)> {
        let odd = Odd::new(&[], Vec::new());
        let environment = environment(more);
        let portal = Portal::new(&odd, environment.paths.clone(), environment.batch);
        let report = doctor::examine(&portal, &environment, today.parse().unwrap()).unwrap();
        report
            .ends
            .into_iter()
            .flat_map(|ending| ending.paths.into_iter().map(move |path| (path, ending.days)))
            .collect()
    };
    let usual = ends("", "2026-12-01");
    assert_eq!(usual[0], ("/automation/v4".to_owned(), 119));
    assert!(usual.contains(&("/marketing/v3".to_owned(), 274)), "{usual:?}");
    assert_eq!(ends("", "2027-04-01")[0].1, -2);
    let older = ends(", paths: { crm: v3, automation: /automation/2026-03 }", "2026-12-01");
    assert!(older.contains(&("/crm/v3".to_owned(), 274)) && older.iter().all(|(path, _)| path != "/automation/v4"));
}
