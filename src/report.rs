//! Problems for people, for logs and for machines. The only user of miette.

#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "the edge: it writes to the terminal")]

use std::io::Write;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use serde_json::{Value, json};

use crate::plan::text::safe;
use crate::problem::{Note, Problem, Safety, Severity, Words};
use crate::source::{Sources, Span};

/// How problems are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Diagnostics {
    /// With the lines of the source.
    #[default]
    Human,
    /// A line each: `path:line:column: severity[code]: message; help: …`
    Plain,
    /// A JSON object a line.
    Json,
}

/// Whether colour and drawing characters may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A terminal that wants colour.
    Colour,
    /// Anything else.
    Bare,
}

/// Prints problems in the order of their places.
///
/// # Errors
/// What writing gives.
pub fn print(
    out: &mut dyn Write,
    problems: &[Problem],
    sources: &Sources,
    diagnostics: Diagnostics,
    style: Style,
) -> std::io::Result<()> {
    for problem in problems {
        match diagnostics {
            Diagnostics::Human => write!(out, "{}", human(problem, sources, style))?,
            Diagnostics::Plain => writeln!(out, "{}", plain(problem, sources))?,
            Diagnostics::Json => writeln!(out, "{}", json(problem, sources))?,
        }
    }
    Ok(())
}

fn severity(words: &Words) -> &'static str {
    match words.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn place(sources: &Sources, span: Span) -> Option<(String, usize, usize)> {
    let (line, column) = sources.line_column(span);
    Some((sources.get(span.file)?.path.clone(), line, column))
}

fn human(problem: &Problem, sources: &Sources, style: Style) -> String {
    let words = problem.words();
    let mut diagnostic = MietteDiagnostic::new(safe(&words.message)).with_code(words.code);
    diagnostic = diagnostic.with_severity(match words.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
    });
    if !words.help.is_empty() {
        // Help may be a ready piece of source: its lines stay lines.
        diagnostic = diagnostic.with_help(crate::plan::text::safe_lines(&words.help));
    }
    let labelled = |span: Span, text: &str| {
        let length = (span.end.saturating_sub(span.start)) as usize;
        LabeledSpan::new(Some(safe(text)).filter(|text| !text.is_empty()), span.start as usize, length)
    };
    let file = problem.at.and_then(|at| sources.get(at.file).map(|file| (at, file)));
    if let Some((at, _)) = file {
        let mut labels = vec![labelled(at, &words.label)];
        labels.extend(
            problem
                .also
                .iter()
                .filter(|(span, _)| span.file == at.file)
                .map(|(span, note)| labelled(*span, note.text())),
        );
        diagnostic = diagnostic.with_labels(labels);
    }
    let elsewhere: Vec<String> = problem
        .also
        .iter()
        .filter(|(span, _)| file.is_none_or(|(at, _)| span.file != at.file))
        .filter_map(|(span, note)| Some(elsewhere(note, &place(sources, *span)?)))
        .collect();
    if !elsewhere.is_empty() {
        let help = diagnostic.help.take().map(|help| format!("{help}\n")).unwrap_or_default();
        diagnostic = diagnostic.with_help(format!("{help}{}", elsewhere.join("\n")));
    }
    let report = Report::new(diagnostic);
    let report = match file {
        Some((_, file)) => report.with_source_code(NamedSource::new(&file.path, file.text.clone())),
        None => report,
    };
    let theme = match style {
        Style::Colour => GraphicalTheme::unicode(),
        Style::Bare => GraphicalTheme::unicode_nocolor(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(120);
    let mut text = String::new();
    match handler.render_report(&mut text, report.as_ref()) {
        Ok(()) => format!("{text}\n"),
        Err(_) => format!("{}\n", plain(problem, sources)),
    }
}

fn elsewhere(note: &Note, (path, line, column): &(String, usize, usize)) -> String {
    format!("{}: {path}:{line}:{column}", note.text())
}

fn plain(problem: &Problem, sources: &Sources) -> String {
    let words = problem.words();
    let place = problem
        .at
        .and_then(|at| place(sources, at))
        .map(|(path, line, column)| format!("{path}:{line}:{column}: "))
        .unwrap_or_default();
    let help = if words.help.is_empty() { String::new() } else { format!("; help: {}", words.help.replace('\n', " ")) };
    safe(&format!("{place}{}[{}]: {}{help}", severity(&words), words.code, words.message))
}

fn json(problem: &Problem, sources: &Sources) -> Value {
    let words = problem.words();
    let spot = |span: Span| {
        let (path, line, column) = place(sources, span)?;
        Some(json!({ "path": path, "line": line, "column": column, "start": span.start, "end": span.end }))
    };
    let also: Vec<Value> = problem
        .also
        .iter()
        .filter_map(|(span, note)| {
            let mut place = spot(*span)?;
            place.as_object_mut()?.insert("note".to_owned(), json!(note.text()));
            Some(place)
        })
        .collect();
    json!({
        "code": words.code,
        "severity": severity(&words),
        "message": words.message,
        "label": words.label,
        "help": words.help,
        "at": problem.at.and_then(spot),
        "also": also,
        "fix": problem.fix.as_ref().map(|fix| {
            let edits = fix.edits.iter().filter_map(|edit| {
                let mut place = spot(edit.at)?;
                place.as_object_mut()?.insert("with".to_owned(), json!(edit.with));
                Some(place)
            });
            json!({ "safe": fix.safety == Safety::Safe, "edits": edits.collect::<Vec<_>>() })
        }),
    })
}
