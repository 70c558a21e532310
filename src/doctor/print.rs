//! The report for people and for machines.

use std::fmt::Write as _;

use serde_json::{Value, json as value};

use super::{Health, Need, Report, SCOPES, Said, Token};
use crate::plan::text::safe;

/// The format of the JSON; a change of meaning raises it.
const FORMAT: u64 = 1;

/// Prints it for a terminal.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let mut line = |label: &str, words: String| {
        // Writing into a string cannot fail.
        let _ = writeln!(out, "{label:14}{}", safe(&words));
    };
    let id = |id: Option<u64>| id.map_or_else(|| "unknown".to_owned(), |id| id.to_string());
    match &report.token {
        Ok(token) => line(
            "token",
            format!(
                "user {}, app {}, portal {}, {} scopes",
                id(token.user),
                id(token.app),
                id(token.portal),
                token.scopes.len()
            ),
        ),
        Err(why) => line("token", format!("not known: {why}")),
    }
    match &report.account {
        Ok(account) => {
            let fits = if account.portal == Some(report.declared) {
                format!("as `{}` declares", report.environment)
            } else {
                format!("and `{}` declares {}", report.environment, report.declared)
            };
            line("portal", format!("{}, {fits}; {}", id(account.portal), account.kind));
            line(
                "time zone",
                format!("{}: hours of workflows have no zone of their own and are read in it", account.time_zone),
            );
        }
        Err(why) => line("portal", format!("not known: {why}")),
    }
    for (family, said) in &report.families {
        let need = needed(family.need);
        match said {
            Said::Yes => line("answers", family.name.to_owned()),
            Said::No(why) => line("no answer", format!("{} ({need}): {why}", family.name)),
        }
    }
    if let Ok(token) = &report.token {
        for scope in SCOPES.iter().filter(|scope| !token.has(scope.any)) {
            let any = scope.any.join(" or ");
            line("no scope", format!("{} of `{}` ({}): {any}", scope.what, scope.command, needed(scope.need)));
        }
    }
    if report.limits.is_empty() {
        line("limits", "the portal's headers name none".to_owned());
    }
    for (name, limit) in &report.limits {
        line("limits", format!("{name}: {limit}"));
    }
    match &report.usage {
        Ok(rows) => rows.iter().for_each(|row| line("used today", row.clone())),
        Err(why) => line("used today", format!("not known: {why}")),
    }
    for ending in &report.ends {
        let left = match ending.days {
            days if days < 0 => "has ended".to_owned(),
            days => format!("{days} days left"),
        };
        let paths = ending.paths.join(", ");
        line("ends", format!("{}: unsupported from {}, {left}: {paths}", ending.end.version, ending.end.when));
    }
    out
}

fn needed(need: Need) -> &'static str {
    match need {
        Need::Always => "needed",
        Need::WhereNamed => "needed where rules name such a thing",
    }
}

/// Prints it for a machine.
#[must_use]
pub fn json(report: &Report) -> String {
    let families: Vec<Value> = report
        .families
        .iter()
        .map(|(family, said)| match said {
            Said::Yes => value!({ "name": family.name, "answers": true, "needed": family.need == Need::Always }),
            Said::No(why) => {
                value!({ "name": family.name, "answers": false, "needed": family.need == Need::Always, "why": why })
            }
        })
        .collect();
    let ends: Vec<Value> = report
        .ends
        .iter()
        .map(|ending| value!({ "version": ending.end.version, "paths": ending.paths, "on": ending.end.on.to_string(), "when": ending.end.when, "daysLeft": ending.days }))
        .collect();
    let health = match report.health() {
        Health::Well => "well",
        Health::Closed => "closed",
        Health::Lacking => "lacking",
    };
    let whole = value!({
        "format": FORMAT,
        "health": health,
        "environment": report.environment,
        "declaredPortal": report.declared,
        "token": match &report.token {
            Ok(token) => value!({ "portal": token.portal, "user": token.user, "app": token.app, "scopes": token.scopes }),
            Err(why) => value!({ "unknown": why }),
        },
        "account": match &report.account {
            Ok(account) => value!({ "portal": account.portal, "type": account.kind, "timeZone": account.time_zone }),
            Err(why) => value!({ "unknown": why }),
        },
        "scopes": report.token.as_ref().map(scopes).unwrap_or_default(),
        "families": families,
        "limits": report.limits,
        "usedToday": match &report.usage {
            Ok(rows) => value!(rows),
            Err(why) => value!({ "unknown": why }),
        },
        "ends": ends,
    });
    format!("{whole:#}\n")
}

/// Says of each command whether the token may do what it does.
fn scopes(token: &Token) -> Vec<Value> {
    let row = |scope: &super::Scope| {
        value!({ "command": scope.command, "what": scope.what, "anyOf": scope.any, "present": token.has(scope.any),
            "needed": scope.need == Need::Always })
    };
    SCOPES.iter().map(row).collect()
}
