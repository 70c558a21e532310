//! What is declared: each name once, and the names that declarations once had.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::hubspot::platform::Object;
use crate::model::digest::Identities;
use crate::problem::check::{Fault, NameFault, Sort};
use crate::problem::{Note, Problem, nearest};
use crate::source::{Ident, Span};
use crate::syntax::ast::{self, Declaration, HeaderLine, WorkflowForm};

/// A declaration that holds records.
#[derive(Clone, Copy)]
pub enum List<'a> {
    /// `segment`
    Segment(&'a ast::Segment),
    /// `static list`
    Static(&'a ast::StaticList),
}

/// A declaration that holds steps.
#[derive(Clone, Copy)]
pub enum Flow<'a> {
    /// `workflow`
    Workflow(&'a ast::Workflow),
    /// `template`
    Template(&'a ast::Template),
}

impl<'a> List<'a> {
    /// Returns its name.
    pub fn name(self) -> &'a Ident {
        match self {
            Self::Segment(segment) => &segment.name,
            Self::Static(list) => &list.name,
        }
    }

    /// Returns its object, if there is such an object.
    pub fn object(self, catalog: &Catalog) -> Option<Object> {
        match self {
            Self::Segment(segment) => catalog.object(&segment.object.node),
            Self::Static(list) => catalog.object(&list.object.node),
        }
    }

    fn sort(self) -> Sort {
        match self {
            Self::Segment(_) => Sort::Segment,
            Self::Static(_) => Sort::StaticList,
        }
    }

    fn formerly(self) -> Vec<&'a Ident> {
        match self {
            Self::Segment(segment) => formerly(&segment.header),
            Self::Static(list) => formerly(&list.header),
        }
    }
}

impl<'a> Flow<'a> {
    /// Returns its name.
    pub fn name(self) -> &'a Ident {
        match self {
            Self::Workflow(workflow) => &workflow.name,
            Self::Template(template) => &template.name,
        }
    }

    fn sort(self) -> Sort {
        match self {
            Self::Workflow(_) => Sort::Workflow,
            Self::Template(_) => Sort::Template,
        }
    }

    /// A template has none: nothing of it is in the portal.
    fn formerly(self) -> Vec<&'a Ident> {
        match self {
            Self::Workflow(workflow) => formerly(workflow.lines().iter().filter_map(|line| line.node.header())),
            Self::Template(_) => Vec::new(),
        }
    }
}

fn formerly<'a>(header: impl IntoIterator<Item = &'a HeaderLine>) -> Vec<&'a Ident> {
    let name = |line: &'a HeaderLine| match line {
        HeaderLine::Formerly(name) => Some(name),
        HeaderLine::Version(_) | HeaderLine::Title(_) | HeaderLine::Owner(_) => None,
    };
    header.into_iter().filter_map(name).collect()
}

/// Every declared name.
#[derive(Default)]
pub struct Names<'a> {
    lists: BTreeMap<&'a str, List<'a>>,
    flows: BTreeMap<&'a str, Flow<'a>>,
    unread: BTreeSet<&'a str>,
    /// How often each template is used.
    used: BTreeMap<&'a str, usize>,
    /// The oldest name of each declaration that has one.
    pub identities: Identities,
}

impl<'a> Names<'a> {
    /// Goes through segments and static lists by name.
    pub fn lists(&self) -> impl Iterator<Item = List<'a>> {
        self.lists.values().copied()
    }

    /// Goes through workflows and templates by name.
    pub fn flows(&self) -> impl Iterator<Item = Flow<'a>> {
        self.flows.values().copied()
    }

    /// Tells whether a declaration of this name could not be read: that has been reported.
    pub fn is_unread(&self, name: &str) -> bool {
        self.unread.contains(name)
    }

    /// Finds a segment or static list.
    pub fn list(&self, name: &str) -> Option<List<'a>> {
        self.lists.get(name).copied()
    }

    /// Finds a workflow or template.
    pub fn flow(&self, name: &str) -> Option<Flow<'a>> {
        self.flows.get(name).copied()
    }

    /// Finds a template.
    pub fn template(&self, name: &str) -> Option<&'a ast::Template> {
        match self.flow(name)? {
            Flow::Template(template) => Some(template),
            Flow::Workflow(_) => None,
        }
    }

    /// Finds the object of a workflow, through its template where it uses one.
    pub fn object_of(&self, workflow: &ast::Workflow, catalog: &Catalog) -> Option<Object> {
        match &workflow.form {
            WorkflowForm::Own { object, .. } => catalog.object(&object.node),
            WorkflowForm::Use { template, .. } => catalog.object(&self.template(&template.node)?.object.node),
        }
    }

    /// Tells whether it is this declaration that its name stands for, and not another one of the same name: nothing
    /// refers to a second one, and it is checked all the same.
    pub fn stands(&self, declaration: &Declaration) -> bool {
        match declaration {
            Declaration::Segment(it) => {
                self.list(&it.name.node).is_some_and(|list| std::ptr::eq(list.name(), &it.name))
            }
            Declaration::StaticList(it) => {
                self.list(&it.name.node).is_some_and(|list| std::ptr::eq(list.name(), &it.name))
            }
            Declaration::Template(it) => {
                self.flow(&it.name.node).is_some_and(|flow| std::ptr::eq(flow.name(), &it.name))
            }
            Declaration::Workflow(it) => {
                self.flow(&it.name.node).is_some_and(|flow| std::ptr::eq(flow.name(), &it.name))
            }
        }
    }

    /// Tells whether a workflow is made from a template of this name.
    pub fn is_used(&self, template: &str) -> bool {
        self.used.contains_key(template)
    }

    /// Returns how many bytes the uses of a template come to.
    pub fn expansion(&self, template: &ast::Template) -> usize {
        let length = (template.span.end - template.span.start) as usize;
        length.saturating_mul(self.used.get(template.name.node.as_str()).copied().unwrap_or(0))
    }

    /// Finds the nearest name of a list.
    pub fn near_list(&self, name: &str) -> Option<String> {
        nearest(name, self.lists.keys().copied())
    }

    /// Finds the nearest name of a workflow, or of a template.
    pub fn near_flow(&self, name: &str, wanted: Sort) -> Option<String> {
        nearest(name, self.flows().filter(|flow| flow.sort() == wanted).map(|flow| flow.name().node.as_str()))
    }
}

/// Gathers what all files declare. Of two declarations with one name, the first stands.
pub fn collect<'a>(files: &'a [ast::File], problems: &mut Vec<Problem>) -> Names<'a> {
    let unread = files.iter().flat_map(|file| &file.unread).map(|name| name.node.as_str()).collect();
    let mut names = Names { unread, ..Names::default() };
    for declaration in files.iter().flat_map(|file| &file.declarations) {
        match declaration {
            Declaration::Segment(segment) => add(&mut names.lists, List::Segment(segment), problems),
            Declaration::StaticList(list) => add(&mut names.lists, List::Static(list), problems),
            Declaration::Template(template) => add(&mut names.flows, Flow::Template(template), problems),
            Declaration::Workflow(workflow) => add(&mut names.flows, Flow::Workflow(workflow), problems),
        }
    }
    let used = names.flows().filter_map(|flow| match flow {
        Flow::Workflow(ast::Workflow { form: WorkflowForm::Use { template, .. }, .. }) => Some(template.node.as_str()),
        Flow::Workflow(ast::Workflow { form: WorkflowForm::Own { .. }, .. }) | Flow::Template(_) => None,
    });
    let mut times = BTreeMap::new();
    for template in used {
        *times.entry(template).or_insert(0) += 1;
    }
    names.used = times;
    let lists = names.lists().map(|list| (list.name(), list.formerly()));
    names.identities.lists = claims(lists, |name| names.lists.get(name).map(|list| list.name().span), problems);
    let flows = names.flows().map(|flow| (flow.name(), flow.formerly()));
    names.identities.flows = claims(flows, |name| names.flows.get(name).map(|flow| flow.name().span), problems);
    names
}

/// What has a name of its own within its kind.
trait Named<'a>: Copy {
    fn ident(self) -> &'a Ident;
    fn what(self) -> Sort;
}

impl<'a> Named<'a> for List<'a> {
    fn ident(self) -> &'a Ident {
        self.name()
    }
    fn what(self) -> Sort {
        self.sort()
    }
}

impl<'a> Named<'a> for Flow<'a> {
    fn ident(self) -> &'a Ident {
        self.name()
    }
    fn what(self) -> Sort {
        self.sort()
    }
}

/// Adds a declaration to the table of its names, or reports that another one has its name.
fn add<'a, T: Named<'a>>(table: &mut BTreeMap<&'a str, T>, item: T, problems: &mut Vec<Problem>) {
    let name = item.ident();
    match table.get(name.node.as_str()) {
        Some(first) => {
            let fault = NameFault::DoubledName { name: name.node.clone(), sort: item.what(), first: first.what() };
            problems.push(Problem::at(name.span, Fault::from(fault)).and(first.ident().span, Note::FirstHere));
        }
        None => {
            table.insert(&name.node, item);
        }
    }
}

/// Gives each former name to the one declaration that claims it, and returns the oldest name of each.
fn claims<'a>(
    all: impl Iterator<Item = (&'a Ident, Vec<&'a Ident>)>,
    declared: impl Fn(&str) -> Option<Span>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, String> {
    let mut claimed: BTreeMap<&str, Span> = BTreeMap::new();
    let mut oldest = BTreeMap::new();
    for (name, formerly) in all {
        for old in &formerly {
            if let Some(at) = declared(&old.node) {
                let fault = Fault::from(NameFault::FormerlyDeclared { name: old.node.clone() });
                problems.push(Problem::at(old.span, fault).and(at, Note::DeclaredHere));
            } else if let Some(first) = claimed.insert(&old.node, old.span) {
                let fault = Fault::from(NameFault::FormerlyTwice { name: old.node.clone() });
                problems.push(Problem::at(old.span, fault).and(first, Note::FirstHere));
            }
        }
        if let Some(last) = formerly.last() {
            oldest.insert(name.node.clone(), last.node.clone());
        }
    }
    oldest
}
