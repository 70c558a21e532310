//! Warnings about programs that compile: perhaps not what was meant. Each lint is a file of this folder, registered
//! once below; a warning of any stage is silenced by a comment that gives the reason.
//!
//! A lint reads trees and the catalog and never the portal. It says something only where it is sure of it: what it
//! would have to guess, it lets pass.

mod allow;
mod always_true;
mod endless_wait;
mod feature_without_owner;
mod idle_re_enroll;
mod implied_branch;
mod implies;
mod own_by_title;
mod short_window;
mod unbound_name;
mod unused_segment;
mod walk;
mod writes_own_trigger;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::problem::{Fact, Problem};
use crate::source::{FileId, Sources};
use crate::syntax::ast::{self, RefKind};

pub use allow::{Allow, Silenced, allows};

/// What lints read.
pub struct World<'a> {
    /// The trees of all files.
    pub trees: &'a [ast::File],
    /// The feature catalog.
    pub catalog: &'a Catalog,
    /// Tells whether a file of the catalog is written by a person.
    pub by_hand: &'a (dyn Fn(FileId) -> bool + Sync),
    /// What each environment binds.
    pub bound: &'a BTreeMap<String, Bound>,
}

/// The names that the committed bindings of an environment give a meaning, each with its kind.
pub type Bound = BTreeSet<(RefKind, String)>;

/// Looks for one thing that compiles and is perhaps not meant.
pub type Lint = fn(&World<'_>, &mut Vec<Problem>);

/// Every lint; none needs what another has found, so that the edge may spread them over its threads.
pub const LINTS: [Lint; 10] = [
    always_true::lint,
    endless_wait::lint,
    feature_without_owner::lint,
    idle_re_enroll::lint,
    implied_branch::lint,
    own_by_title::lint,
    short_window::lint,
    unbound_name::lint,
    unused_segment::lint,
    writes_own_trigger::lint,
];

/// Looks for what compiles and is perhaps not meant.
#[must_use]
pub fn program(world: &World<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for lint in LINTS {
        lint(world, &mut problems);
    }
    problems.sort_by_key(|problem| problem.at);
    problems
}

/// Takes away the warnings that a comment silences, and what a lint and the checker have both found. An error stays,
/// whatever is written.
#[must_use]
pub fn silence(sources: &Sources, trees: &[ast::File], problems: Vec<Problem>) -> Silenced {
    let trees = by_file(trees);
    hear(sources.iter().flat_map(|(id, file)| allows(id, file, trees.get(&id).copied())).collect(), problems)
}

/// The same with the comments of all files, which were looked for one by one.
#[must_use]
pub fn hear(allows: Vec<Allow<'_>>, mut problems: Vec<Problem>) -> Silenced {
    let mut told = BTreeSet::new();
    problems
        .retain(|problem| !matches!(problem.fact, Fact::Lint(_)) || told.insert((problem.words().code, problem.at)));
    allow::silence(allows, problems)
}

/// Returns the trees by their files. A tree is one file's: its first declaration tells which.
#[must_use]
pub fn by_file(trees: &[ast::File]) -> BTreeMap<FileId, &ast::File> {
    trees.iter().filter_map(|tree| Some((tree.declarations.first()?.span().file, tree))).collect()
}
