//! A plan for a terminal: plain text, no colour, safe to print whatever the portal sent.

use std::fmt::Write as _;

use super::redact::Values;
use super::{Change, ChangeKind, Notice, Plan, StopReason, Write, diff};
use crate::problem::{Problem, deploy};

/// Prints a plan.
#[must_use]
pub fn print(plan: &Plan) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", headline(plan));
    for change in &plan.changes {
        out.push('\n');
        print_change(&mut out, change);
    }
    for stop in &plan.stops {
        let fault = deploy::Fault::Stopped { object: stop.object.clone(), why: stop.why.clone() };
        let words = Problem::nowhere(fault).words();
        let _ = writeln!(out, "\n! {} {}", stop.object.kind.word(), safe(&stop.object.name));
        let _ = writeln!(out, "    {} ({})", safe(&words.message), words.code);
        if !words.help.is_empty() {
            let _ = writeln!(out, "    help: {}", safe(&words.help));
        }
        if let StopReason::Drifted { difference, .. } = &stop.why {
            print_lines(&mut out, difference);
        }
    }
    for drift in &plan.drift {
        let _ = writeln!(
            out,
            "\n≠ {} {} (id {}) was changed in the portal since it was last deployed or adopted; {}",
            drift.object.kind.word(),
            safe(&drift.object.name),
            drift.id,
            if plan.is_overwritten(drift) { "this is overwritten" } else { "`--repair` sets it back" }
        );
        print_lines(&mut out, &drift.difference);
    }
    if !plan.notices.is_empty() {
        out.push('\n');
    }
    for notice in &plan.notices {
        let _ = writeln!(out, "· {}", safe(&notice_line(notice)));
    }
    let _ = writeln!(out, "\n{}", summary(plan));
    if !plan.is_empty() {
        let _ = writeln!(out, "digest {}", plan.digest());
    }
    out
}

/// Returns the first line of every plan and apply: environment, portal id, type.
#[must_use]
pub fn headline(plan: &Plan) -> String {
    let target = &plan.target;
    format!("{} · portal {} · {} ({})", target.environment, target.portal, target.kind, target.account_type)
}

/// Returns the line that counts.
#[must_use]
pub fn summary(plan: &Plan) -> String {
    if plan.is_empty() && plan.stops.is_empty() && plan.drift.is_empty() {
        return format!("Nothing to do: {} as the source wants it.", objects(plan.unchanged));
    }
    let mut parts: Vec<String> =
        plan.counts().iter().map(|(kind, count)| format!("{count} to {}", kind.word())).collect();
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    if !plan.stops.is_empty() {
        parts.push(format!("{} stopped", plan.stops.len()));
    }
    let drifted = plan.drift.iter().filter(|drift| !plan.is_overwritten(drift)).count();
    if drifted > 0 {
        parts.push(format!("{drifted} changed in the portal"));
    }
    parts.push(format!("{} unchanged", plan.unchanged));
    format!("Plan: {}.", parts.join(", "))
}

fn objects(count: usize) -> String {
    if count == 1 { "1 object is".to_owned() } else { format!("{count} objects are") }
}

/// Returns the sign of a change.
#[must_use]
pub fn sign(change: &Change) -> char {
    match change.kinds.first() {
        Some(ChangeKind::Create | ChangeKind::Prepare) => '+',
        Some(ChangeKind::Delete) => '-',
        Some(ChangeKind::Replace) => '±',
        Some(
            ChangeKind::Update
            | ChangeKind::ReEncode
            | ChangeKind::ReLink
            | ChangeKind::Text
            | ChangeKind::Rename
            | ChangeKind::SetAside
            | ChangeKind::Repair
            | ChangeKind::SwitchOn
            | ChangeKind::SwitchOff,
        )
        | None => '~',
    }
}

/// Returns a change in one line.
#[must_use]
pub fn change_line(change: &Change) -> String {
    let kinds: Vec<&str> = change.kinds.iter().map(|kind| kind.word()).collect();
    let id = change.id.as_ref().map(|id| format!(" (id {id})")).unwrap_or_default();
    let mut line = format!(
        "{} {} {}{id}: {}, “{}”",
        sign(change),
        change.object.kind.word(),
        change.object.name,
        kinds.join(", "),
        change.title
    );
    if let Some(steps) = step_line(change) {
        let _ = write!(line, "; {steps}");
    }
    safe(&line)
}

/// Returns what becomes of action ids.
fn step_line(change: &Change) -> Option<String> {
    let steps = change.steps.as_ref().filter(|_| change.id.is_some())?;
    let ids = |list: &[String]| list.join(", ");
    let mut parts = Vec::new();
    if !steps.changed.is_empty() {
        parts.push(format!("actions changed: {}", ids(&steps.changed)));
    }
    if !steps.fresh.is_empty() {
        parts.push(format!("new: {}", ids(&steps.fresh)));
    }
    if !steps.gone.is_empty() {
        parts.push(format!("gone: {}", ids(&steps.gone)));
    }
    if steps.waiting_gone > 0 {
        parts.push(format!("{} of those that go hold waiting records", steps.waiting_gone));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Returns how a change differs, as lines: in our language where the record knows the declaration, else in JSON.
#[must_use]
pub fn difference(change: &Change, values: Values) -> Vec<String> {
    let lines = match (&change.was, &change.before, &change.after) {
        (Some(was), _, _) if *was != change.deployed.text => diff::lines(was, &change.deployed.text),
        (None, None, _) if change.deployed.text.is_empty() => definitions(change),
        (None, None, _) => change.deployed.text.lines().map(|line| format!("+ {line}").trim_end().to_owned()).collect(),
        (_, Some(before), Some(after)) => diff::json(&as_after(before, after), after),
        (Some(_) | None, Some(_) | None, None) | (Some(_), None, Some(_)) => Vec::new(),
    };
    lines.iter().map(|line| super::redact::line(line, change.sensitive, values)).collect()
}

/// Returns what is made where no declaration of our language says it: the definition of a property, with its group.
fn definitions(change: &Change) -> Vec<String> {
    let body = |write: &Write| match write {
        Write::CreateGroup { body, .. } | Write::CreateProperty { body, .. } => {
            let definition = serde_json::to_string_pretty(body).unwrap_or_default();
            diff::lines("", &format!("{definition}\n"))
        }
        Write::UpdateProperty { .. }
        | Write::CreateFolder { .. }
        | Write::CreateList { .. }
        | Write::UpdateFilters { .. }
        | Write::RenameList { .. }
        | Write::DeleteList
        | Write::CreateFlow { .. }
        | Write::ReplaceFlow { .. }
        | Write::DeleteFlow => Vec::new(),
    };
    change.writes.iter().flat_map(body).collect()
}

/// Brings a whole document into the form of what must be read back, so that the two can be compared.
fn as_after(before: &serde_json::Value, after: &serde_json::Value) -> serde_json::Value {
    let is_flow = after.get("actions").is_some();
    let is_list = after.get("filterBranch").is_some();
    if is_flow {
        super::flows::expected(before)
    } else if is_list {
        super::lists::expected(before)
    } else {
        super::properties::read_back(before)
    }
}

fn print_change(out: &mut String, change: &Change) {
    let _ = writeln!(out, "{}", change_line(change));
    print_lines(out, &difference(change, Values::Shown));
}

fn print_lines(out: &mut String, lines: &[String]) {
    for line in lines {
        let _ = writeln!(out, "    {}", safe(line));
    }
}

/// Says a notice.
#[must_use]
pub fn notice_line(notice: &Notice) -> String {
    match notice {
        Notice::Paused { object } => format!(
            "workflow {} is paused in the portal and stays so; `--resume {}` switches it on",
            object.name, object.name
        ),
        Notice::SwitchedOn { object } => format!(
            "workflow {} was switched on in the portal, and the source says `disabled`; `--repair` switches it off",
            object.name
        ),
        Notice::Orphan { object, id } => format!(
            "{} {} (id {id}) is no longer in the source and is kept; `--allow-deletes` deletes it",
            object.kind.word(),
            object.name
        ),
        Notice::NotOurs { object, id } => format!(
            "{} {} (id {id}) is no longer in the source and is kept: it is not known to be ours to delete",
            object.kind.word(),
            object.name
        ),
        Notice::Kept { object, fields } => {
            format!("workflow {}: kept as the portal has it: {}", object.name, fields.join(", "))
        }
        Notice::Marked { object } => {
            format!("workflow {} was adopted; with this change its description gets hubwright's line", object.name)
        }
        Notice::ActionNotListed { object, action } if action.starts_with("1-") => format!(
            "workflow {}: the portal does not list the action `{action}`: the app that has it may not be installed",
            object.name
        ),
        Notice::ActionNotListed { object, action } => {
            format!("workflow {}: the portal does not list the action `{action}`", object.name)
        }
        Notice::FieldNotListed { object, action, field } => {
            format!("workflow {}: the portal lists the action `{action}` without the field `{field}`", object.name)
        }
        Notice::Settled { object, found } => {
            format!("{} {}: an earlier apply was cut off; the portal has it {found}", object.kind.word(), object.name)
        }
    }
}

/// Makes text safe for a terminal: control characters, among them escape sequences, become visible.
#[must_use]
pub fn safe(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            if (c.is_control() && c != '\t') || reorders(c) { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }
        })
        .collect()
}

/// Tells whether a character reorders the text around it: it can make a line read otherwise than it is.
#[must_use]
pub fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same for text of several lines.
#[must_use]
pub fn safe_lines(text: &str) -> String {
    text.split('\n').map(safe).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_printed_and_not_run() {
        assert_eq!(safe("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
    }
}
