//! Problems for people, for logs and for machines. The only user of miette.

#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "the edge: it writes to the terminal")]

mod excerpt;
mod place;

use std::io::Write;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, MietteError, MietteSpanContents, Report,
    SourceCode, SourceSpan, SpanContents,
};
use serde_json::{Value, json};

use self::excerpt::excerpt;
use self::place::Places;
use crate::plan::text::safe;
use crate::problem::{Problem, Safety, Severity, Words};
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

/// How many places that are not drawn are named.
const MOST_ELSEWHERE: usize = 20;

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
    let places = Places::new(sources);
    for problem in problems {
        match diagnostics {
            Diagnostics::Human => write!(out, "{}", human(problem, sources, &places, style))?,
            Diagnostics::Plain => writeln!(out, "{}", plain(problem, &places))?,
            Diagnostics::Json => writeln!(out, "{}", json(problem, &places))?,
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

fn human(problem: &Problem, sources: &Sources, places: &Places<'_>, style: Style) -> String {
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
    let spots: Vec<(Span, &str)> = problem
        .at
        .map(|at| (at, words.label.as_str()))
        .into_iter()
        .chain(problem.also.iter().map(|(span, note)| (*span, note.text())))
        .collect();
    let spans: Vec<Span> = spots.iter().map(|(span, _)| *span).collect();
    let excerpt = problem.at.and_then(|_| excerpt(sources, places, &spans));
    let drawn = |at: usize| excerpt.as_ref().and_then(|excerpt| excerpt.labels.get(at)?.clone());
    let labels: Vec<LabeledSpan> = spots
        .iter()
        .enumerate()
        .filter_map(|(at, (_, text))| {
            let place = drawn(at)?;
            Some(LabeledSpan::new(Some(safe(text)).filter(|text| !text.is_empty()), place.start, place.len()))
        })
        .collect();
    let others = spots.iter().enumerate().filter(|(at, _)| drawn(*at).is_none());
    let elsewhere: Vec<String> =
        others.filter_map(|(_, (span, text))| Some(elsewhere(text, &places.of(*span)?))).collect();
    if !elsewhere.is_empty() {
        let help = diagnostic.help.take().map(|help| format!("{help}\n")).unwrap_or_default();
        let more = elsewhere.len().saturating_sub(MOST_ELSEWHERE);
        let mut lines = elsewhere;
        lines.truncate(MOST_ELSEWHERE);
        if more > 0 {
            lines.push(format!("and at {more} more places"));
        }
        diagnostic = diagnostic.with_help(format!("{help}{}", lines.join("\n")));
    }
    let report = Report::new(diagnostic.with_labels(labels));
    let path = problem.at.and_then(|at| sources.get(at.file)).map(|file| safe(&file.path));
    let report = match (path, excerpt) {
        (Some(path), Some(excerpt)) => {
            report.with_source_code(Shown { path, text: excerpt.text, first: excerpt.first })
        }
        (Some(_) | None, _) => report,
    };
    let theme = match style {
        Style::Colour => GraphicalTheme::unicode(),
        Style::Bare => GraphicalTheme::unicode_nocolor(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(120);
    let mut text = String::new();
    match handler.render_report(&mut text, report.as_ref()) {
        Ok(()) => format!("{text}\n"),
        Err(_) => format!("{}\n", plain(problem, places)),
    }
}

/// Lines of a source that know their numbers.
#[derive(Debug)]
struct Shown {
    path: String,
    text: String,
    first: usize,
}

impl SourceCode for Shown {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let found = self.text.read_span(span, before, after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            found.data(),
            *found.span(),
            found.line() + self.first,
            found.column(),
            found.line_count(),
        )))
    }
}

fn elsewhere(text: &str, (path, line, column): &(String, usize, usize)) -> String {
    let text = if text.is_empty() { "here" } else { text };
    safe(&format!("{text}: {path}:{line}:{column}"))
}

fn plain(problem: &Problem, places: &Places<'_>) -> String {
    let words = problem.words();
    let place = problem
        .at
        .and_then(|at| places.of(at))
        .map(|(path, line, column)| format!("{path}:{line}:{column}: "))
        .unwrap_or_default();
    let help = if words.help.is_empty() { String::new() } else { format!("; help: {}", words.help.replace('\n', " ")) };
    safe(&format!("{place}{}[{}]: {}{help}", severity(&words), words.code, words.message))
}

fn json(problem: &Problem, places: &Places<'_>) -> Value {
    let words = problem.words();
    let spot = |span: Span| {
        let (path, line, column) = places.of(span)?;
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
