//! A page of the reference: rows of data that people write, and the Markdown that is made of them and of what the
//! compiler does.

use std::fmt::Write as _;
use std::path::Path;

use hubwright::check::types::TESTS;
use hubwright::problem::Words;
use serde::Deserialize;
use serde_json::Value;

use super::compile::{Built, Project, segment};
use super::grammar::Grammar;
use super::tables::{self, Table};
use super::{rows, told};

/// The pages in the order of the table of contents: files beside this one, `NAME.yaml`.
pub const PAGES: &[&str] = &[
    "conditions",
    "dates",
    "history",
    "members",
    "activities",
    "events",
    "segments",
    "workflows",
    "steps",
    "templates",
    "catalog",
    "names",
    "words",
    "left-out",
];

/// A page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its heading.
    pub title: String,
    /// What it is about, in one line of the table of contents.
    pub about: String,
    /// What comes before its entries.
    #[serde(default)]
    says: String,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// An entry: what forms that belong together mean, how they are written, and examples.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    /// Its heading.
    pub title: String,
    /// What it means.
    says: String,
    /// Rules of the grammar, quoted.
    pub grammar: Vec<String>,
    /// Rows of `check/types.rs`: which types the tests fit.
    pub tests: Vec<String>,
    /// Families of `tests/meaning/forms.rs`: each of their forms is a row of a table.
    pub families: Vec<String>,
    /// The object that examples are about.
    on: Option<String>,
    /// Conditions, each compiled plain and under `not`.
    conditions: Vec<String>,
    /// Conditions that do not compile, each with what is said of it.
    refused: Vec<String>,
    /// Lines of a workflow.
    lines: Vec<String>,
    /// Lines that stand beside each of these.
    beside: String,
    /// Steps of a workflow.
    steps: Vec<String>,
    /// Declarations.
    programs: Vec<String>,
    /// Entries of the catalog.
    catalog: Vec<String>,
    /// What becomes of empty values.
    empties: String,
    /// Rows that the code has, with what people say of each.
    table: Option<Table>,
}

impl Page {
    /// Reads a page.
    pub fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/reference/{name}.yaml"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Writes the page.
    pub fn markdown(&self, name: &str, project: &Project, grammar: &Grammar) -> String {
        let mut out = format!(
            "<!-- Made by a test of tests/reference/{name}.yaml, the grammar and what the compiler does: change them and \
             not this file. -->\n\n# {}\n\n",
            self.title
        );
        paragraph(&mut out, &self.says);
        for entry in &self.entries {
            entry.markdown(&mut out, project, grammar);
        }
        format!("{}\n", out.trim_end())
    }
}

impl Entry {
    /// Returns everything that a person has written: a word of the grammar has to stand somewhere in it.
    pub fn written(&self) -> String {
        let lists = [&self.conditions, &self.lines, &self.steps, &self.programs, &self.catalog];
        let mut all: Vec<&str> = vec![&self.title, &self.says, &self.empties, &self.beside];
        all.extend(lists.into_iter().flatten().map(String::as_str));
        let table = self.table.as_ref().map(Table::written).unwrap_or_default();
        format!("{} {table}", all.join(" "))
    }

    fn markdown(&self, out: &mut String, project: &Project, grammar: &Grammar) {
        write!(out, "## {}\n\n", self.title).unwrap();
        if !self.grammar.is_empty() {
            let rules = self.grammar.iter().map(|name| grammar.rule(name).text.as_str());
            block(out, "pest", &rules.collect::<Vec<_>>().join("\n"));
        }
        paragraph(out, &self.says);
        for name in &self.tests {
            let row = TESTS.iter().find(|row| format!("{:?}", row.form) == *name);
            let row = row.unwrap_or_else(|| panic!("check/types.rs has no row {name}"));
            let types: Vec<String> = row.fits.iter().map(|kind| format!("`{}`", tables::word(*kind))).collect();
            write!(out, "For {}: {}.\n\n", row.spellings, types.join(", ")).unwrap();
        }
        if !self.empties.is_empty() {
            write!(out, "**Empty values.** {}\n\n", self.empties.trim()).unwrap();
        }
        if let Some(table) = &self.table {
            paragraph(out, &table.markdown());
        }
        for family in &self.families {
            paragraph(out, &rows::table(family, project));
        }
        let object = self.on.as_deref().unwrap_or("contact");
        for condition in &self.conditions {
            self.condition(out, project, object, condition.trim());
        }
        for condition in &self.refused {
            let words = project.branches(object, condition.trim()).err();
            let words =
                words.unwrap_or_else(|| panic!("the reference calls this refused, and it compiles: {condition}"));
            block(out, "hubwright", &format!("where {}", condition.trim()));
            write!(out, "{}\n\n", said(&words)).unwrap();
        }
        for lines in &self.lines {
            self.line(out, project, object, lines);
        }
        for steps in &self.steps {
            block(out, "hubwright", steps);
            let text = workflow(object, "enroll manually", steps);
            let Some(built) = project.clean("workflows/example.flow", &text) else { continue };
            let actions = built["workflows/example.json"]["actions"].as_array().unwrap().clone();
            block(out, "jsonc", &actions.iter().map(told::json).collect::<Vec<_>>().join("\n"));
        }
        for text in &self.programs {
            block(out, "hubwright", text);
            let Some(built) = project.clean("workflows/example.flow", text) else { continue };
            for json in lists_of(text, &built) {
                block(out, "jsonc", &told::json(json));
            }
        }
        for text in &self.catalog {
            block(out, "yaml", text);
            project.clean("rules/example.yaml", text);
        }
    }

    fn condition(&self, out: &mut String, project: &Project, object: &str, condition: &str) {
        if project.clean("rules/example.seg", &segment(object, condition)).is_none() {
            return;
        }
        block(out, "hubwright", &format!("where {condition}"));
        let branches = project.branches(object, condition);
        block(out, "jsonc", &told::filters(&branches.unwrap_or_default()));
        match project.branches(object, &format!("not ({condition})")) {
            Ok(branches) => {
                out.push_str("Under `not`:\n\n");
                block(out, "jsonc", &told::filters(&branches));
            }
            Err(words) => {
                write!(out, "Under `not`: {}\n\n", said(&words)).unwrap();
            }
        }
    }

    /// Shows a line, and what it changes in the workflow.
    fn line(&self, out: &mut String, project: &Project, object: &str, lines: &str) {
        block(out, "hubwright", lines);
        let beside =
            if self.beside.is_empty() && !lines.contains("enroll ") { "enroll manually" } else { &self.beside };
        let build = |lines: &str| {
            let text = workflow(object, &format!("{beside}\n{lines}"), "wait 1 day");
            Some(project.clean("workflows/example.flow", &text)?["workflows/example.json"].clone())
        };
        let with = build(lines);
        let mut without = if beside.is_empty() { build("enroll manually") } else { build("") };
        // What enrols stands in each workflow: it is told whatever it is.
        if let Some(Value::Object(entries)) = without.as_mut().filter(|_| beside.is_empty()) {
            entries.remove("enrollmentCriteria");
        }
        let Some((with, without)) = with.zip(without) else { return };
        let entries = with.as_object().unwrap();
        let changed = entries.iter().filter(|(key, value)| without.get(key.as_str()) != Some(value));
        let changed: Vec<String> =
            changed.map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), told::json(value))).collect();
        if changed.is_empty() {
            out.push_str("Nothing of what is compiled changes.\n\n");
        } else {
            block(out, "jsonc", &changed.join(",\n"));
        }
    }
}

/// Says problems in sentences.
fn said(words: &[Words]) -> String {
    let each = words.iter().map(|it| format!("`{}`, {}. Way out: {}.", it.code, it.message, it.help));
    each.collect::<Vec<_>>().join(" ")
}

/// Returns the lists that a program declares itself.
fn lists_of<'b>(text: &str, built: &'b Built) -> Vec<&'b Value> {
    let declared = |name: &&String| {
        let word = name.trim_start_matches("lists/").trim_end_matches(".json");
        name.starts_with("lists/")
            && (text.contains(&format!("segment {word} ")) || text.contains(&format!("list {word} ")))
    };
    built.keys().filter(declared).map(|name| &built[name]).collect()
}

fn workflow(object: &str, lines: &str, steps: &str) -> String {
    let has = |word: &str| lines.lines().any(|line| line.trim_start().starts_with(word));
    let version = if has("version ") { "" } else { "version 1\n" };
    let owner = if has("owner ") { "" } else { "owner growth\n" };
    format!("workflow example on {object} {{\n{version}{owner}{lines}\n{steps}\n}}\n")
}

fn block(out: &mut String, language: &str, text: &str) {
    write!(out, "```{language}\n{}\n```\n\n", text.trim_end()).unwrap();
}

fn paragraph(out: &mut String, text: &str) {
    if !text.trim().is_empty() {
        out.extend([text.trim(), "\n\n"]);
    }
}
