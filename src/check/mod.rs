//! From the tree to the checked program: names looked up, types fitted, templates expanded, rules in normal form.
//!
//! Checking never stops early: what resolved is kept, and what depends on a reported fault is skipped without a word.
//! In this module `None` therefore always means that the fault has been reported, or that it hangs on an argument
//! which a template without a use doesn't have.

mod event;
mod field;
mod frame;
mod head;
mod names;
mod normal;
mod property;
mod rule;
mod segment;
mod step;
mod substitute;
mod template;
mod text;
pub mod types;
mod value;
mod workflow;

#[cfg(test)]
mod meaning;

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Sensitivity};
use crate::model::Program;
use crate::problem::check::Fault;
use crate::problem::{Note, Problem};
use crate::source::Span;
use crate::syntax::ast;

use names::Names;

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
    let mut problems = Vec::new();
    let names = names::collect(files, &mut problems);
    let mut checker =
        Checker { catalog, code, names: &names, environments, problems, expansion: None, titled: Vec::new() };
    let sensitive = catalog.features.values().filter(|feature| feature.sensitivity != Sensitivity::Plain);
    let sensitive = sensitive.flat_map(|feature| [feature.name.clone(), feature.property.clone()]).collect();
    let mut program = Program { project: project.to_owned(), sensitive, ..Program::default() };

    for list in names.lists() {
        match list {
            names::List::Segment(segment) => program.segments.extend(checker.segment(segment)),
            names::List::Static(list) => program.static_lists.extend(checker.static_list(list)),
        }
    }
    for flow in names.flows() {
        match flow {
            names::Flow::Workflow(workflow) => program.workflows.extend(checker.workflow(workflow)),
            names::Flow::Template(template) => checker.template(template),
        }
    }
    checker.circles();
    checker.titles();
    for list in &names.doubled.0 {
        match list {
            names::List::Segment(segment) => drop(checker.segment(segment)),
            names::List::Static(list) => drop(checker.static_list(list)),
        }
    }
    for flow in &names.doubled.1 {
        match flow {
            names::Flow::Workflow(workflow) => drop(checker.workflow(workflow)),
            names::Flow::Template(template) => checker.template(template),
        }
    }
    program.segments = segment::ordered(program.segments);
    program.properties = property::managed(catalog);

    let mut problems = checker.problems;
    problems.sort_by_key(|problem| (problem.at.is_none(), problem.at));
    (program, problems)
}

/// What checking a declaration needs, and what it has found.
struct Checker<'a> {
    catalog: &'a Catalog,
    /// Sources of code steps.
    code: &'a BTreeMap<String, String>,
    names: &'a Names<'a>,
    environments: &'a [&'a str],
    problems: Vec<Problem>,
    expansion: Option<Expansion>,
    /// Lists with the titles that they may have in a portal, also where their rules are wrong.
    titled: Vec<head::Titled>,
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

    /// Reports a fault with further places.
    fn report_and(&mut self, span: Span, fault: impl Into<Fault>, mut also: Vec<(Span, Note)>) {
        let mut at = span;
        if let Some(Expansion { places: Some((in_use, template)), arguments, .. }) = &self.expansion
            && template.file == span.file
            && (template.start..template.end).contains(&span.start)
        {
            at = arguments.get(&span).copied().unwrap_or(*in_use);
            also.insert(0, (span, Note::InTemplate));
        }
        self.problems.push(Problem { fact: fault.into().into(), at: Some(at), also });
    }

    /// Tells whether a name is a parameter without an argument: then nothing can be said of it.
    fn is_hole(&self, name: &str) -> bool {
        self.expansion.as_ref().is_some_and(|expansion| expansion.holes.contains_key(name))
    }
}
