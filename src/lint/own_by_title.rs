//! Objects of this project that are named by their titles, as the portal's other lists and workflows are.

use std::collections::BTreeMap;

use super::World;
use super::walk::{actions, bodies, body_rules};
use crate::check::title_of;
use crate::problem::Problem;
use crate::problem::lint::Fault;
use crate::syntax::ast::{
    Action, Declaration, Expr, ExprKind, File, HeaderLine, Line, Ref, RefKind, Target, WorkflowForm,
};

/// Says so of each name that a declaration of this project bears: a new title, or a new version in it, and nothing is
/// called so any more.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    let own = Own::of(world.trees);
    let mut look = |object: &str, it: &Ref| {
        if let Some(name) = own.name(object, it) {
            let (kind, title) = (it.kind.node.word(), it.name.node.clone());
            problems.push(Problem::at(it.span, Fault::OwnByTitle { kind, title, name: name.to_owned() }));
        }
    };
    for file in world.trees {
        for declaration in &file.declarations {
            if let Declaration::Segment(it) = declaration {
                members(&it.rule, &mut |target| look(&it.object.node, target));
            }
        }
        bodies(file, &mut |object, body| {
            body_rules(body, &mut |rule| members(rule, &mut |target| look(&object.node, target)));
            actions(&body.steps, &mut |action| {
                if let Action::AddTo(Target::Ref(it))
                | Action::RemoveFrom(Target::Ref(it))
                | Action::EnrollIn(Target::Ref(it)) = action
                {
                    look(&object.node, it);
                }
            });
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
    lists: BTreeMap<(&'a str, String), &'a str>,
    flows: BTreeMap<String, &'a str>,
}

impl<'a> Own<'a> {
    fn of(trees: &'a [File]) -> Self {
        let (mut lists, mut flows) = (BTreeMap::new(), BTreeMap::new());
        for declaration in trees.iter().flat_map(|file| &file.declarations) {
            match declaration {
                Declaration::Segment(it) => {
                    let title = title(it.header.iter(), &it.name.node);
                    lists.insert((it.object.node.as_str(), title), it.name.node.as_str());
                }
                Declaration::StaticList(it) => {
                    let title = title(it.header.iter(), &it.name.node);
                    lists.insert((it.object.node.as_str(), title), it.name.node.as_str());
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
        Self { lists, flows }
    }

    /// Returns the declaration that bears the title.
    fn name(&self, object: &str, it: &Ref) -> Option<&'a str> {
        let title = it.name.node.to_lowercase();
        match it.kind.node {
            RefKind::List => {
                let of = |title: &str| self.lists.get(&(object, title.to_owned())).copied();
                of(&title).or_else(|| of(without_version(&title)?))
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
    version.bytes().all(|byte| byte.is_ascii_digit()).then_some(bare)
}
