//! Objects of this project that are named by their titles, as the portal's other lists and workflows are.

use std::collections::BTreeMap;

use super::World;
use super::walk::{actions, body_rules};
use crate::check::title_of;
use crate::problem::Problem;
use crate::problem::lint::Fault;
use crate::syntax::ast::{
    Action, Declaration, Expr, ExprKind, File, HeaderLine, Line, Ref, RefKind, Target, Workflow, WorkflowForm,
};

/// Says so of each name that is the title of a declaration of this project: a new title, or a new version in it, and
/// nothing is called so any more.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    let own = Own::of(world.trees);
    let mut look = |within: &str, object: &str, it: &Ref| {
        // A declaration that wraps a list of its title means that list.
        if let Some(name) = own.name(object, it).filter(|name| *name != within) {
            let (kind, title) = (it.kind.node.word(), it.name.node.clone());
            problems.push(Problem::at(it.span, Fault::OwnByTitle { kind, title, name: name.to_owned() }));
        }
    };
    for declaration in world.trees.iter().flat_map(|file| &file.declarations) {
        let (within, object, body) = match declaration {
            Declaration::Segment(it) => {
                members(&it.rule, &mut |target| look(&it.name.node, &it.object.node, target));
                continue;
            }
            Declaration::Template(it) => (&it.name.node, &it.object.node, &it.body),
            Declaration::Workflow(Workflow { name, form: WorkflowForm::Own { object, body }, .. }) => {
                (&name.node, &object.node, body)
            }
            Declaration::Workflow(_) | Declaration::StaticList(_) => continue,
        };
        body_rules(body, &mut |rule| members(rule, &mut |target| look(within, object, target)));
        actions(&body.steps, &mut |action| {
            if let Action::AddTo(Target::Ref(it))
            | Action::RemoveFrom(Target::Ref(it))
            | Action::EnrollIn(Target::Ref(it)) = action
            {
                look(within, object, it);
            }
        });
    }
}

/// Calls `visit` with every list that a rule asks for by its title, of the object that the rule is about.
fn members(rule: &Expr, visit: &mut dyn FnMut(&Ref)) {
    match &rule.node {
        ExprKind::Or(inner) | ExprKind::And(inner) => inner.iter().for_each(|part| members(part, visit)),
        ExprKind::Not(inner) | ExprKind::Paren(inner) => members(inner, visit),
        ExprKind::Member(Target::Ref(it)) => visit(it),
        // Within `any`, another object is meant.
        ExprKind::Member(Target::Name(_))
        | ExprKind::Any { .. }
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => {}
    }
}

/// What this project declares: names by object and title, in small letters as HubSpot compares them.
struct Own<'a> {
    segments: BTreeMap<(&'a str, String), &'a str>,
    static_lists: BTreeMap<(&'a str, String), &'a str>,
    flows: BTreeMap<String, &'a str>,
}

impl<'a> Own<'a> {
    fn of(trees: &'a [File]) -> Self {
        let (mut segments, mut static_lists, mut flows) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for declaration in trees.iter().flat_map(|file| &file.declarations) {
            match declaration {
                Declaration::Segment(it) => {
                    let title = title(it.header.iter(), &it.name.node);
                    segments.insert((it.object.node.as_str(), title), it.name.node.as_str());
                }
                Declaration::StaticList(it) => {
                    let title = title(it.header.iter(), &it.name.node);
                    static_lists.insert((it.object.node.as_str(), title), it.name.node.as_str());
                }
                Declaration::Workflow(it) => {
                    let lines = match &it.form {
                        WorkflowForm::Own { body, .. } => &body.lines,
                        WorkflowForm::Use { lines, .. } => lines,
                    };
                    let header = lines.iter().filter_map(|line| Line::header(&line.node));
                    flows.insert(title(header, &it.name.node), it.name.node.as_str());
                }
                Declaration::Template(_) => {}
            }
        }
        Self { segments, static_lists, flows }
    }

    /// Returns the declaration that bears the title.
    fn name(&self, object: &str, it: &Ref) -> Option<&'a str> {
        let title = it.name.node.to_lowercase();
        match it.kind.node {
            RefKind::List => {
                // A list that was adopted keeps its title bare; a static one always does.
                let segment = |title: &str| self.segments.get(&(object, title.to_owned()));
                let found = segment(&title).or_else(|| segment(without_version(&title)?));
                found.or_else(|| self.static_lists.get(&(object, title.clone()))).copied()
            }
            RefKind::Workflow => self.flows.get(&title).copied(),
            RefKind::Form
            | RefKind::Email
            | RefKind::User
            | RefKind::Team
            | RefKind::Pipeline
            | RefKind::Stage
            | RefKind::Subscription
            | RefKind::Secret
            | RefKind::Cta
            | RefKind::App
            | RefKind::Url
            | RefKind::Thing => None,
        }
    }
}

fn title<'a>(header: impl Iterator<Item = &'a HeaderLine>, name: &str) -> String {
    let written = header.filter_map(|line| match line {
        HeaderLine::Title(title) => Some(title.node.to_lowercase()),
        HeaderLine::Version(_) | HeaderLine::Owner(_) | HeaderLine::Formerly(_) => None,
    });
    written.last().unwrap_or_else(|| title_of(name).to_lowercase())
}

/// A list bears its version behind its title: `Hot leads (v2)`.
fn without_version(title: &str) -> Option<&str> {
    let (bare, version) = title.strip_suffix(')')?.rsplit_once(" (v")?;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(bare)
}
