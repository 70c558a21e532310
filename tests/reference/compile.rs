//! Examples compiled: each is one more file of the project `docs/example`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hubwright::hubspot::switches::Switches;
use hubwright::lint;
use hubwright::lower::bundle;
use hubwright::problem::{Problem, Severity, Words};
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax;
use hubwright::syntax::ast::File;
use serde_json::Value;

use super::compiled;

/// The project that examples are part of.
pub struct Project {
    files: Vec<(String, String)>,
    /// What was wrong with examples that had to be clean, in words for who wrote them.
    pub wrong: RefCell<Vec<String>>,
    /// Every tree that an example or a row of a table is.
    pub trees: RefCell<Vec<File>>,
}

/// What a project compiles to, by path, as `hubwright build` writes it.
pub type Built = BTreeMap<String, Value>;

impl Project {
    /// Reads `docs/example`.
    pub fn example() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example");
        let mut files = Vec::new();
        let mut folders: Vec<PathBuf> = ["rules", "workflows"].iter().map(|folder| root.join(folder)).collect();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                    files.push((name, std::fs::read_to_string(path).unwrap()));
                }
            }
        }
        files.sort();
        Self { files, wrong: RefCell::default(), trees: RefCell::default() }
    }

    /// Compiles the project with one more file; says what is wrong where something is.
    fn with(&self, path: &str, text: &str) -> Result<Built, Vec<Words>> {
        self.remember(path, text);
        let mut files: Vec<(&str, &str)> = self.files.iter().map(|(path, text)| (&**path, &**text)).collect();
        files.push((path, text));
        let (program, problems) = compiled::checked(&files);
        let words: Vec<Words> = silenced(&files, problems).iter().map(Problem::words).collect();
        if words.is_empty() { Ok(bundle(&program, &Switches::default()).into_iter().collect()) } else { Err(words) }
    }

    /// Compiles a file in which nothing may be wrong; remembers what is.
    pub fn clean(&self, path: &str, text: &str) -> Option<Built> {
        self.with(path, text)
            .map_err(|words| {
                let said: Vec<String> =
                    words.iter().map(|it| format!("{}: {} ({})", it.code, it.message, it.help)).collect();
                self.wrong.borrow_mut().push(format!("{text}{}\n", said.join("\n")));
            })
            .ok()
    }

    fn remember(&self, path: &str, text: &str) {
        if !path.ends_with(".yaml") {
            self.trees.borrow_mut().push(syntax::parse(FileId(0), text).0);
        }
    }

    /// Returns the branches that a condition compiles to; its errors where it has some. Warnings are not asked for.
    pub fn branches(&self, object: &str, condition: &str) -> Result<Vec<Vec<Value>>, Vec<Words>> {
        let text = segment(object, condition);
        self.remember("rules/example.seg", &text);
        let mut files: Vec<(&str, &str)> = self.files.iter().map(|(path, text)| (&**path, &**text)).collect();
        files.push(("rules/example.seg", &text));
        let (program, problems) = compiled::checked(&files);
        let errors: Vec<Words> =
            problems.iter().map(Problem::words).filter(|words| words.severity == Severity::Error).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let built: Built = bundle(&program, &Switches::default()).into_iter().collect();
        Ok(branches(&built["lists/example.json"]["filterBranch"]))
    }
}

/// Leaves out what comments silence.
fn silenced(files: &[(&str, &str)], problems: Vec<Problem>) -> Vec<Problem> {
    let file = |(path, text): &(&str, &str)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() };
    let sources = Sources::new(files.iter().map(file).collect());
    let rules = sources.iter().filter(|(_, file)| file.path.ends_with(".seg") || file.path.ends_with(".flow"));
    let trees: Vec<_> = rules.map(|(id, file)| syntax::parse(id, &file.text).0).collect();
    lint::silence(&sources, &trees, problems).problems
}

/// Writes the segment that holds a condition.
pub fn segment(object: &str, condition: &str) -> String {
    format!("segment example on {object} {{\n  version 1\n  owner growth\n  where {condition}\n}}\n")
}

/// Returns the filters of each AND of a rule, branches of associations and events among them.
fn branches(filter: &Value) -> Vec<Vec<Value>> {
    let list = |value: &Value| value.as_array().unwrap().clone();
    let leaves = |branch: &Value| [list(&branch["filters"]), list(&branch["filterBranches"])].concat();
    list(&filter["filterBranches"]).iter().map(leaves).collect()
}
