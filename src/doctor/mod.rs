//! Looks at an environment's portal and says what would stand in the way: the token, its scopes, what answers, what is
//! left of the limits, and what HubSpot ends when.
//!
//! It reads and never writes. A token is in nothing that it says: the transport that has it asks about it.

mod print;
mod rows;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

pub use print::{json, text};
pub use rows::{ENDS, End, FAMILIES, Family, Need, SCOPES, Scope};

use crate::portal::{Method, Portal, PortalError, Request, Response};
use crate::problem::Problem;
use crate::problem::deploy::Fault;
use crate::settings::Environment;

/// What a family said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It answers.
    Yes,
    /// It refused, in these words.
    No(String),
}

/// Who the token is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// The portal that it is for.
    pub portal: Option<u64>,
    /// The user who made it.
    pub user: Option<u64>,
    /// Its app.
    pub app: Option<u64>,
    /// What it may do.
    pub scopes: Vec<String>,
}

impl Token {
    /// Tells whether it has one of these scopes. Some sensitive ones are shown with `.v2` behind them.
    #[must_use]
    pub fn has(&self, any: &[&str]) -> bool {
        self.scopes.iter().any(|scope| any.contains(&scope.trim_end_matches(".v2")))
    }
}

/// What the portal says it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub portal: Option<u64>,
    /// `SANDBOX` and the like.
    pub kind: String,
    /// Its time zone.
    pub time_zone: String,
}

/// What uses a version that ends.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The paths, up to the version.
    pub paths: Vec<String>,
    /// What ends.
    pub end: &'static End,
    /// How many days are left; below zero where it has ended.
    pub days: i32,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The environment.
    pub environment: String,
    /// The portal that it declares.
    pub declared: u64,
    /// Who the token is, or why that is not known.
    pub token: Result<Token, String>,
    /// What the portal is, or why that is not known.
    pub account: Result<Account, String>,
    /// What each family said.
    pub families: Vec<(&'static Family, Said)>,
    /// Limits as the headers of answers told them, by name.
    pub limits: BTreeMap<String, String>,
    /// What the day's usage says, or why it says nothing.
    pub usage: Result<Vec<String>, String>,
    /// What ends.
    pub ends: Vec<Ending>,
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// All well.
    Well,
    /// Not authenticated, or the wrong portal.
    Closed,
    /// Something that every project needs does not answer.
    Lacking,
}

impl Report {
    /// Says how it is.
    #[must_use]
    pub fn health(&self) -> Health {
        let declared = |portal: Option<u64>| portal == Some(self.declared);
        let is_other = self.token.as_ref().is_ok_and(|token| !declared(token.portal));
        match &self.account {
            Ok(account) if is_other || !declared(account.portal) => Health::Closed,
            Err(_) => Health::Closed,
            Ok(_) => {
                let lacks = |(family, said): &(&Family, Said)| family.need == Need::Always && *said != Said::Yes;
                if self.families.iter().any(lacks) { Health::Lacking } else { Health::Well }
            }
        }
    }
}

/// Looks at a portal. `today` is the day at which it is looked at.
///
/// # Errors
/// Where the portal cannot be reached.
pub fn examine(portal: &Portal<'_>, environment: &Environment, today: Date) -> Result<Report, PortalError> {
    let mut limits = BTreeMap::new();
    let mut families = Vec::new();
    let mut account = Err("nothing was asked".to_owned());
    for family in FAMILIES {
        let query = family.query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request = Request { query, ..Request::new(Method::Get, (family.path)(&environment.paths)) };
        let is_account = family.name == "account";
        let found = match portal.exchange(&request) {
            // Where this one cannot be reached, nothing can.
            Err(error) if is_account => return Err(error),
            answer => {
                answer.iter().for_each(|answer| note(answer, &mut limits));
                read(answer)
            }
        };
        if is_account {
            account = found.clone().map(|body| described(&body));
        }
        families.push((family, found.map_or_else(Said::No, |_| Said::Yes)));
        if account.is_err() {
            // A token that may not even ask whose portal it is may ask nothing.
            break;
        }
    }
    let usage = Request::new(Method::Get, environment.paths.daily_usage());
    Ok(Report {
        environment: environment.name.clone(),
        declared: environment.portal,
        token: read(portal.introspect()).map(|body| token(&body)),
        account,
        usage: read(portal.exchange(&usage)).map(|body| used(&body)),
        ends: ends(environment, today),
        families,
        limits,
    })
}

/// Reads an answer: its JSON, or what a refusal or a failure says.
fn read(answer: Result<Response, PortalError>) -> Result<Value, String> {
    let answer = answer.map_err(|error| Problem::nowhere(Fault::Portal(error)).words().message)?;
    let said = crate::probe::Said::of(&answer);
    if !said.ok() {
        return Err(said.short());
    }
    if said.body.is_null() { Err("the answer is no JSON".to_owned()) } else { Ok(said.body) }
}

fn number(body: &Value, key: &str) -> Option<u64> {
    let value = body.get(key)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn token(body: &Value) -> Token {
    let scopes = body.get("scopes").and_then(Value::as_array).into_iter().flatten();
    let mut scopes: Vec<String> = scopes.filter_map(Value::as_str).map(str::to_owned).collect();
    scopes.sort();
    Token { portal: number(body, "hubId"), user: number(body, "userId"), app: number(body, "appId"), scopes }
}

fn described(body: &Value) -> Account {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Account { portal: number(body, "portalId"), kind: text("accountType"), time_zone: text("timeZone") }
}

/// Keeps what the headers say of limits; the last answer knows best.
fn note(answer: &Response, limits: &mut BTreeMap<String, String>) {
    for (name, value) in &answer.headers {
        if let Some(limit) = name.strip_prefix("x-hubspot-ratelimit-") {
            limits.insert(limit.to_owned(), value.clone());
        }
    }
}

/// Says what each app used today, as far as it was counted.
fn used(body: &Value) -> Vec<String> {
    let rows = body.get("results").and_then(Value::as_array).into_iter().flatten();
    let row = |row: &Value| {
        let name = row.get("name").and_then(Value::as_str)?;
        Some(format!("{name}: {} of {}", number(row, "currentUsage")?, number(row, "usageLimit")?))
    };
    rows.filter_map(row).collect()
}

/// Holds the paths that an environment uses against what ends.
fn ends(environment: &Environment, today: Date) -> Vec<Ending> {
    let uses = |end: &'static End| -> Option<Ending> {
        let paths = FAMILIES.iter().map(|family| (family.path)(&environment.paths));
        let versioned = paths.filter(|path| path.split('/').any(|part| part == end.version));
        let mut paths: Vec<String> = versioned
            .filter_map(|path| path.split_once(end.version).map(|(before, _)| format!("{before}{}", end.version)))
            .collect();
        paths.sort();
        paths.dedup();
        let days = today.until(end.on).map_or(0, |span| span.get_days());
        (!paths.is_empty()).then_some(Ending { paths, end, days })
    };
    let mut endings: Vec<Ending> = ENDS.iter().filter_map(uses).collect();
    endings.sort_by_key(|ending| ending.days);
    endings
}
