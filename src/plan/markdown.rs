//! A plan for a pull request: the summary first, details collapsed, nothing in it that pings a person or leaks.

use std::fmt::Write as _;

use super::redact::Values;
use super::{Change, Plan, Sensitive, StopReason, mermaid, redact, text};
use crate::problem::{Problem, deploy};

/// GitHub refuses comments from 65,536 characters on; the note on what was cut needs room too.
const MOST_CHARACTERS: usize = 65_536 - 1;

/// Prints a plan.
#[must_use]
pub fn print(plan: &Plan, values: Values) -> String {
    let mut head = String::new();
    let _ = writeln!(head, "### hubwright: {}", escape(&text::headline(plan)));
    let _ = writeln!(head, "\n{}\n", escape(&text::summary(plan)));
    let hide = |line: &str| escape(&redact::line(line, Sensitive::No, values));
    for stop in &plan.stops {
        let fault = deploy::Fault::Stopped { object: stop.object.clone(), why: stop.why.clone() };
        let words = Problem::nowhere(fault).words();
        let _ = writeln!(head, "- 🛑 {} ({})", hide(&words.message), words.code);
    }
    for change in &plan.changes {
        let _ = writeln!(head, "- {}", escape(&redact::line(&text::change_line(change), Sensitive::No, values)));
    }
    for drift in &plan.drift {
        let _ = writeln!(
            head,
            "- ≠ {} {} was changed in the portal since it was last deployed or adopted{}",
            drift.object.kind.word(),
            hide(&drift.object.name),
            if plan.is_overwritten(drift) { "; this is overwritten" } else { "" }
        );
    }
    for notice in &plan.notices {
        let _ = writeln!(head, "- · {}", hide(&text::notice_line(notice)));
    }
    let tail = format!("\n<sub>digest `{}`</sub>\n", plan.digest());
    let blocks = plan.changes.iter().map(|change| details(change, values)).chain(drift_blocks(plan, values));
    fit(&head, blocks, &tail)
}

/// Joins head, as many blocks as fit, and tail; says how many were left out.
fn fit(head: &str, blocks: impl Iterator<Item = String>, tail: &str) -> String {
    const NOTE_ROOM: usize = 120;
    let size = |text: &str| text.chars().count();
    let mut out = head.to_owned();
    let budget = MOST_CHARACTERS.saturating_sub(size(tail) + NOTE_ROOM);
    let mut used = size(&out);
    if used > budget {
        let kept: String = out.chars().take(budget).collect();
        out = kept.rsplit_once('\n').map_or(String::new(), |(whole, _)| format!("{whole}\n"));
        used = size(&out);
    }
    let mut left_out = 0_usize;
    for block in blocks {
        if left_out == 0 && used + size(&block) <= budget {
            used += size(&block);
            out.push_str(&block);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 || size(head) > used {
        let _ = writeln!(out, "\n_Cut to fit: {left_out} more details are in the plan itself._");
    }
    out.push_str(tail);
    out
}

fn details(change: &Change, values: Values) -> String {
    let mut body = String::new();
    let lines = text::difference(change, values);
    if !lines.is_empty() {
        body.push_str(&fenced("diff", &neutral(&lines.join("\n"))));
    }
    let picture = change.writes.iter().rev().find_map(|write| write.flow().and_then(mermaid::draw));
    if let Some(picture) = picture {
        let hidden: Vec<String> = picture.lines().map(|line| redact::line(line, change.sensitive, values)).collect();
        // `#` starts an entity in a picture; nothing in a fence links an issue.
        body.push_str(&fenced("mermaid", &hidden.join("\n").replace('@', "@\u{200b}")));
    }
    let title = redact::line(&text::change_line(change), Sensitive::No, values);
    collapsed(&title, &body)
}

fn drift_blocks(plan: &Plan, values: Values) -> impl Iterator<Item = String> {
    let drifted = plan.drift.iter().map(|drift| (drift.object.clone(), drift.difference.clone(), drift.sensitive));
    let stopped = plan.stops.iter().filter_map(|stop| match &stop.why {
        StopReason::Drifted { difference, sensitive } => Some((stop.object.clone(), difference.clone(), *sensitive)),
        StopReason::DeletedInPortal { .. }
        | StopReason::Hidden { .. }
        | StopReason::MayBeHidden
        | StopReason::SameVersion { .. }
        | StopReason::Candidates { .. }
        | StopReason::MarkedTwice { .. }
        | StopReason::TitleTaken { .. }
        | StopReason::Unresolved { .. }
        | StopReason::Unbound { .. }
        | StopReason::Ambiguous { .. }
        | StopReason::BrokenContract { .. }
        | StopReason::ReadOnly { .. }
        | StopReason::OtherEventObject { .. }
        | StopReason::FieldMissing { .. }
        | StopReason::DeletesNotAllowed
        | StopReason::Referenced { .. }
        | StopReason::Unmanageable { .. }
        | StopReason::NotFetched { .. }
        | StopReason::Needs { .. } => None,
    });
    drifted.chain(stopped).map(move |(object, difference, sensitive)| {
        let lines: Vec<String> = difference.iter().map(|line| redact::line(line, sensitive, values)).collect();
        let title = format!("≠ {} {} in the portal", object.kind.word(), object.name);
        collapsed(&title, &fenced("diff", &neutral(&lines.join("\n"))))
    })
}

fn collapsed(title: &str, body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    format!("\n<details><summary>{}</summary>\n\n{body}\n</details>\n", html(title))
}

/// Puts text into a fence that it cannot close.
fn fenced(language: &str, body: &str) -> String {
    let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{body}\n{fence}\n")
}

/// Escapes text for Markdown and HTML, and takes the meaning from `@` and `#`.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in html(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The same inside an HTML element, where Markdown is not read and a backslash would be shown.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in neutral(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// Puts a character without width behind `@` and `#`: nobody is pinged, no issue is linked.
fn neutral(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text::safe_lines(text).chars() {
        out.push(c);
        if matches!(c, '@' | '#') {
            out.push('\u{200b}');
        }
    }
    out
}
