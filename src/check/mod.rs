//! From the tree to the checked program: names looked up, types fitted, templates expanded, rules in normal form.
//!
//! Checking never stops early: what resolved is kept, and what depends on a reported fault is skipped without a word.
//! In this module `None` therefore always means that the fault has been reported, or that it hangs on an argument
//! which a template without a use doesn't have.

mod action;
pub(crate) mod circle;
mod decided;
mod distinct;
mod event;
mod field;
mod frame;
mod head;
mod names;
pub(crate) mod normal;
pub(crate) mod property;
mod rule;
mod segment;
mod step;
mod substitute;
mod template;
mod text;
pub mod types;
mod value;
mod workflow;

pub use head::spaced as title_of;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Sensitivity};
use crate::hubspot::switches::Switches;
use crate::model::{Program, Segment, StaticList, Workflow};
use crate::problem::check::{Fault, RuleFault};
use crate::problem::{Edit, Fact, Fix, Note, Problem, Safety};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration};
use crate::syntax::print;

use head::Titled;
use names::Names;

pub(crate) use rule::pattern_fault;

/// Checks all files of a project that has no code, as one.
///
/// The program holds what is free of errors; it is whole only where no problem is one.
#[must_use]
pub fn program(
    files: &[ast::File],
    catalog: &Catalog,
    project: &str,
    environments: &[&str],
) -> (Program, Vec<Problem>) {
    program_with_code(files, &BTreeMap::new(), catalog, project, environments)
}

/// Checks all files of a project as one; `code` has the sources of code steps by their paths below `workflows/code/`.
#[must_use]
pub fn program_with_code(
    files: &[ast::File],
    code: &BTreeMap<String, String>,
    catalog: &Catalog,
    project: &str,
    environments: &[&str],
) -> (Program, Vec<Problem>) {
    let declared = Declared::new(files, code, catalog, environments);
    let checked = declared.all().iter().map(|declaration| declared.check(declaration)).collect();
    declared.program(project, checked)
}

/// Everything that a project declares, by name. Each declaration is checked for itself, in any order: the edge spreads
/// them over its threads, and what comes out is the same.
pub struct Declared<'a> {
    catalog: &'a Catalog,
    code: &'a BTreeMap<String, String>,
    environments: &'a [&'a str],
    switches: Switches,
    texts: Texts,
    names: Names<'a>,
    all: Vec<&'a Declaration>,
    problems: Vec<Problem>,
}

/// Whether a checked declaration keeps its canonical spelling, which plans show and nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// It does.
    Kept,
    /// It does not: to check is all that is asked.
    LeftOut,
}

/// What checking one declaration has found.
pub struct Checked {
    found: Option<Found>,
    titled: Option<Titled>,
    problems: Vec<Problem>,
}

enum Found {
    Segment(Segment),
    StaticList(StaticList),
    Workflow(Box<Workflow>),
}

impl<'a> Declared<'a> {
    /// Gathers what all files declare.
    #[must_use]
    pub fn new(
        files: &'a [ast::File],
        code: &'a BTreeMap<String, String>,
        catalog: &'a Catalog,
        environments: &'a [&'a str],
    ) -> Self {
        let mut problems = Vec::new();
        let names = names::collect(files, &mut problems);
        let all = files.iter().flat_map(|file| &file.declarations).collect();
        let (switches, texts) = (Switches::default(), Texts::Kept);
        Self { catalog, code, environments, switches, texts, names, all, problems }
    }

    /// Checks under these settings of the switches in place of the defaults: some decide what HubSpot can hold.
    #[must_use]
    pub fn under(self, switches: Switches) -> Self {
        Self { switches, ..self }
    }

    /// Keeps spellings, or leaves them out.
    #[must_use]
    pub fn with(self, texts: Texts) -> Self {
        Self { texts, ..self }
    }

    /// Returns every declaration, in the order of files and places.
    #[must_use]
    pub fn all(&self) -> &[&'a Declaration] {
        &self.all
    }

    /// Checks one of them.
    #[must_use]
    pub fn check(&self, declaration: &'a Declaration) -> Checked {
        let mut checker = self.checker();
        let text = || match self.texts {
            Texts::Kept => Some(print::declaration(declaration)),
            Texts::LeftOut => None,
        };
        let found = match declaration {
            Declaration::Segment(it) => checker.segment(it, text()).map(Found::Segment),
            Declaration::StaticList(it) => checker.static_list(it, text()).map(Found::StaticList),
            Declaration::Workflow(it) => checker.workflow(it, text()).map(Box::new).map(Found::Workflow),
            Declaration::Template(it) => {
                checker.template(it);
                None
            }
        };
        let titled = checker.titled.take();
        let problems = checker.problems();
        // Of two with one name, the second is checked, and nothing comes of it.
        let counts = self.names.stands(declaration);
        Checked { found: found.filter(|_| counts), titled: titled.filter(|_| counts), problems }
    }

    /// Joins what checking all of them has found.
    #[must_use]
    pub fn program(mut self, project: &str, checked: Vec<Checked>) -> (Program, Vec<Problem>) {
        let sensitive = self.catalog.features.values().filter(|feature| feature.sensitivity != Sensitivity::Plain);
        let sensitive = sensitive.flat_map(|feature| [feature.name.clone(), feature.property.clone()]).collect();
        let mut program = Program { project: project.to_owned(), sensitive, ..Program::default() };
        let mut problems = std::mem::take(&mut self.problems);
        let mut titled = Vec::new();
        // Segments may be many; the room for them is asked for once.
        let segments = checked.iter().filter(|one| matches!(one.found, Some(Found::Segment(_)))).count();
        program.segments.reserve_exact(segments);
        for mut one in checked {
            problems.append(&mut one.problems);
            titled.extend(one.titled);
            match one.found {
                Some(Found::Segment(segment)) => program.segments.push(segment),
                Some(Found::StaticList(list)) => program.static_lists.push(list),
                Some(Found::Workflow(workflow)) => program.workflows.push(*workflow),
                None => {}
            }
        }
        program.static_lists.sort_by(|a, b| a.head.name.cmp(&b.head.name));
        program.workflows.sort_by(|a, b| a.head.name.cmp(&b.head.name));
        program.segments = segment::ordered(program.segments);
        program.properties = property::managed(self.catalog);
        let mut checker = self.checker();
        checker.circles();
        checker.titles(titled);
        problems.append(&mut checker.problems());
        problems.sort_by_key(|problem| (problem.at.is_none(), problem.at));
        (program, problems)
    }

    fn checker(&self) -> Checker<'_> {
        let Self { catalog, code, environments, switches, names, .. } = self;
        let ran = BTreeSet::new();
        Checker {
            catalog,
            code,
            ran,
            names,
            environments,
            switches: *switches,
            problems: Vec::new(),
            more: None,
            expansion: None,
            proposed: BTreeMap::new(),
            titled: None,
        }
    }
}

/// How many problems of one declaration are shown.
const MOST_PROBLEMS: usize = 100;

/// What checking a declaration needs, and what it has found.
struct Checker<'a> {
    catalog: &'a Catalog,
    /// Sources of code steps.
    code: &'a BTreeMap<String, String>,
    /// Files that the workflow being checked runs.
    ran: BTreeSet<String>,
    names: &'a Names<'a>,
    environments: &'a [&'a str],
    switches: Switches,
    problems: Vec<Problem>,
    /// Where the first problem is that is not shown, as there are too many; and whether one of those shown is an error.
    more: Option<(Span, bool)>,
    expansion: Option<Expansion>,
    /// The names of the segments that helps have proposed, and what they hold.
    proposed: BTreeMap<String, String>,
    /// The titles that a list may have in a portal, also where its rule is wrong.
    titled: Option<Titled>,
}

/// The use of a template, while its expansion is checked.
#[derive(Clone, Debug, Default)]
struct Expansion {
    /// The place of the use and the whole of the template; none while a template without a use is checked.
    places: Option<(Span, Span)>,
    /// For each place in the template where an argument was put: the place of the argument.
    arguments: BTreeMap<Span, Span>,
    /// Parameters for which there is no argument.
    holes: BTreeMap<String, ast::ParameterKind>,
}

impl Checker<'_> {
    /// Reports a fault; one within a template is reported at the use.
    fn report(&mut self, span: Span, fault: impl Into<Fault>) {
        self.report_and(span, fault, Vec::new());
    }

    /// Says how a machine can mend what was reported last; the text of a template may stand for many things.
    fn mend_last(&mut self, edits: impl IntoIterator<Item = (Span, String)>) {
        // What was not kept as there are too many can't be mended.
        if let (None, None, Some(problem)) = (&self.expansion, self.more, self.problems.last_mut()) {
            let edits = edits.into_iter().map(|(at, with)| Edit { at, with }).collect();
            problem.fix = Some(Box::new(Fix { edits, safety: Safety::Safe }));
        }
    }

    /// Says that the thing reported last can go, with the comma between it and the one before.
    fn drop_last(&mut self, before: Option<Span>, doubled: Span) {
        if let Some(before) = before.filter(|before| before.file == doubled.file) {
            self.mend_last([(Span { start: before.end, ..doubled }, String::new())]);
        }
    }

    /// Reports a fault with further places.
    fn report_and(&mut self, span: Span, fault: impl Into<Fault>, also: Vec<(Span, Note)>) {
        self.tell(span, fault.into().into(), also);
    }

    fn tell(&mut self, span: Span, fact: Fact, mut also: Vec<(Span, Note)>) {
        let mut at = span;
        if let Some(Expansion { places: Some((in_use, template)), arguments, .. }) = &self.expansion
            && template.file == span.file
            && (template.start..template.end).contains(&span.start)
        {
            at = arguments.get(&span).copied().unwrap_or(*in_use);
            also.insert(0, (span, Note::InTemplate));
        }
        let problem = Problem { fact, at: Some(at), also, fix: None };
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
            return;
        }
        // What does not compile must not pass because warnings came first.
        let (_, told) = *self.more.get_or_insert_with(|| (at, self.problems.iter().any(Problem::is_error)));
        if !told && problem.is_error() {
            self.problems.pop();
            self.problems.push(problem);
            self.more = Some((at, true));
        }
    }

    /// Returns what was reported, with the word that there is more.
    fn problems(mut self) -> Vec<Problem> {
        if let Some((at, _)) = self.more {
            self.problems.push(Problem::at(at, RuleFault::TooManyProblems { most: MOST_PROBLEMS }));
        }
        self.problems
    }

    /// Tells whether a name is a parameter without an argument: then nothing can be said of it.
    fn is_hole(&self, name: &str) -> bool {
        self.expansion.as_ref().is_some_and(|expansion| expansion.holes.contains_key(name))
    }
}
