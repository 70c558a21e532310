//! Filter branches as conditions.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::normal::{self as form, Formula, Refusal};
use crate::hubspot::coverage::{self, Group};
use crate::hubspot::platform::Object;
use crate::model::digest::{self, Identities};
use crate::model::rule::{AssociatedTest, Branch, Leaf, Membership, Sign};
use crate::model::{ListName, ListTarget, PortalName};
use crate::plan::normal;
use crate::syntax::ast;

use super::node::Node;
use super::value::nowhere;
use super::{Called, Loss, World, activity, event, features, fold, property};

/// How deep branches may nest: HubSpot's own go three deep, and a portal that goes on and on must not end the program.
const DEEPEST: usize = 60;

/// What a record has that any has.
const RECORD_ID: &str = "hs_object_id";

/// Members of a group.
const GROUP: [&str; 4] = ["filterBranchOperator", "filterBranchType", "filterBranches", "filters"];

/// Returns a filter branch as a condition on records of an object.
///
/// # Errors
/// All that the language cannot say of it, each with its place. So is it where the compiler would write the same
/// condition as other JSON: what is read must come back as it was.
pub fn rule(branch: &Value, object: Object, world: &World<'_>) -> Result<ast::Expr, Vec<Loss>> {
    let root = Node::root(branch);
    let reader = Reader { object, within: Within::Record, world };
    let mut losses = Vec::new();
    let tree = reader.branch(&root, 0, &mut losses);
    let (Some(tree), true) = (tree, losses.is_empty()) else { return Err(losses) };
    let whole = |why: String| vec![root.loss(why)];
    let tree = flat(tree);
    let branches = multiplied(&tree).ok_or_else(|| whole(too_large()))?;
    least(branches.clone()).map_err(whole)?;
    // What nests is shown so, unless a part of it has a form only where another one stands beside it.
    let nested = if is_nested(&tree) { fold::nested(&tree, world).ok() } else { None };
    nested.map_or_else(|| fold::written(branches, world).map_err(whole), Ok)
}

/// What a branch holds, leaves as the checked program has them.
#[derive(Clone)]
pub enum Tree {
    /// A filter, or a branch that is none of groups.
    Leaf(Leaf),
    /// All hold.
    All(Vec<Self>),
    /// One holds.
    Any(Vec<Self>),
}

/// Whose records a branch is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Record,
    Associated,
}

/// Reads branches and filters on the records of an object.
#[derive(Clone, Copy)]
struct Reader<'w> {
    object: Object,
    within: Within,
    world: &'w World<'w>,
}

impl Reader<'_> {
    fn branch(self, node: &Node<'_>, depth: usize, losses: &mut Vec<Loss>) -> Option<Tree> {
        match self.branch_of(node, depth, losses) {
            Ok(tree) => tree,
            Err(mut found) => {
                losses.append(&mut found);
                None
            }
        }
    }

    /// Reads a branch. What is lost within it is told apart from what is lost of it.
    fn branch_of(self, node: &Node<'_>, depth: usize, losses: &mut Vec<Loss>) -> Result<Option<Tree>, Vec<Loss>> {
        let one = |loss: Loss| vec![loss];
        if depth > DEEPEST {
            return Err(vec![node.loss(format!("branches nest more than {DEEPEST} deep"))]);
        }
        let kind = node.text("filterBranchType").map_err(one)?;
        let operator = node.get("operator").and_then(|it| it.json.as_str()).unwrap_or_default();
        coverage::held(Group::Branch, kind, operator).map_err(|why| vec![node.loss(why)])?;
        let joined = if kind == "OR" { "OR" } else { "AND" };
        if node.get("filterBranchOperator").is_some() {
            node.fixed("filterBranchOperator", joined).map_err(one)?;
        }
        match kind {
            "ASSOCIATION" => self.association(node).map(Some),
            "UNIFIED_EVENTS" => {
                if self.within == Within::Associated {
                    return Err(vec![node.loss("an event is asked of an associated record")]);
                }
                let test = event::read(node, self.object, self.world)?;
                Ok(Some(Tree::Leaf(Leaf::Event(Box::new(test)))))
            }
            _ => {
                node.only(&GROUP).map_err(one)?;
                let mut parts = self.filters(node, losses).map_err(one)?;
                for child in node.items("filterBranches").map_err(one)? {
                    parts.push(self.branch(&child, depth + 1, losses));
                }
                if parts.is_empty() {
                    return Err(vec![node.loss("a branch holds nothing")]);
                }
                let parts: Option<Vec<Tree>> = parts.into_iter().collect();
                Ok(parts.map(if kind == "OR" { Tree::Any } else { Tree::All }))
            }
        }
    }

    fn association(self, node: &Node<'_>) -> Result<Tree, Vec<Loss>> {
        let one = |loss: Loss| vec![loss];
        let more = ["associationCategory", "associationTypeId", "objectTypeId", "operator"];
        node.only(&[&GROUP[..], &more].concat()).map_err(one)?;
        if self.within == Within::Associated || !node.items("filterBranches").map_err(one)?.is_empty() {
            return Err(vec![node.loss("associations nest")]);
        }
        let (to, way) = (node.id("objectTypeId").map_err(one)?, node.id("associationTypeId").map_err(one)?);
        let names = self.world.names;
        let to =
            features::object(&to, names).ok_or_else(|| vec![node.loss(format!("no object has the type `{to}`"))])?;
        let unknown = || vec![node.loss(format!("the catalog has no association of the type `{way}`"))];
        let association = features::path(self.object, to, &way, names).ok_or_else(unknown)?;
        self.world.features.association(&association).ok_or_else(unknown)?;
        let category = if association.portal_name().is_some() { "USER_DEFINED" } else { "HUBSPOT_DEFINED" };
        node.fixed("associationCategory", category).map_err(one)?;
        let mut losses = Vec::new();
        let reader = Self { object: to, within: Within::Associated, ..self };
        let filters = node.items("filters").map_err(one)?;
        if filters.is_empty() {
            return Err(vec![node.loss("a branch holds nothing")]);
        }
        let is_any = |filter: &Node<'_>| {
            let canonical = normal::filter(filter.json);
            let operation = canonical.get("operation");
            let word = |key: &str| operation.and_then(|it| it.get(key)).and_then(Value::as_str);
            canonical.get("property").and_then(Value::as_str) == Some(RECORD_ID)
                && (word("operationType"), word("operator")) == (Some("ALL_PROPERTY"), Some("IS_KNOWN"))
        };
        let tests = match filters.as_slice() {
            [only] if is_any(only) => Vec::new(),
            _ => {
                let parts = reader.filters(node, &mut losses).map_err(one)?;
                if !losses.is_empty() {
                    return Err(losses);
                }
                leaves(Tree::All(parts.into_iter().flatten().collect()))
            }
        };
        let tests = tests.into_iter().filter_map(|leaf| match leaf {
            Leaf::Property(test) => Some(AssociatedTest::Property(test)),
            Leaf::Member(test) => Some(AssociatedTest::Member(test)),
            // The reader of associated records makes none of these.
            Leaf::Activity(_) | Leaf::Event(_) | Leaf::Any { .. } => None,
        });
        Ok(Tree::Leaf(Leaf::Any { association, tests: tests.collect() }))
    }

    fn filters(self, node: &Node<'_>, losses: &mut Vec<Loss>) -> Result<Vec<Option<Tree>>, Loss> {
        let read = |filter: Node<'_>| match self.filter(&filter) {
            Ok(mut leaves) => match (leaves.pop(), leaves.is_empty()) {
                (Some(only), true) => Some(Tree::Leaf(only)),
                (last, _) => Some(Tree::All(leaves.into_iter().chain(last).map(Tree::Leaf).collect())),
            },
            Err(loss) => {
                losses.push(loss);
                None
            }
        };
        Ok(node.items("filters")?.into_iter().map(read).collect())
    }

    fn filter(self, filter: &Node<'_>) -> Result<Vec<Leaf>, Loss> {
        let canonical = self.world.reading().filter(filter.json);
        let canonical = Node { json: &canonical, place: filter.place.clone() };
        self.canonical(&canonical).map_err(|loss| filter.told(loss))
    }

    /// Reads a filter in its normal form.
    fn canonical(self, filter: &Node<'_>) -> Result<Vec<Leaf>, Loss> {
        let kind = filter.text("filterType")?;
        let operator = filter.get("operator").and_then(|it| it.json.as_str()).unwrap_or_default();
        coverage::held(Group::Filter, kind, operator).map_err(|why| filter.loss(why))?;
        match kind {
            "PROPERTY" => {
                let find = |name: &str| self.world.features.feature(self.object, name);
                Ok(property::read(filter, &find, self.world)?.into_iter().map(Leaf::Property).collect())
            }
            "IN_LIST" => Ok(vec![Leaf::Member(self.membership(filter)?)]),
            _ if self.object != Object::Contact || self.within == Within::Associated => {
                Err(filter.loss("what was done is asked of contacts that the rule is about, and of nothing else"))
            }
            _ => Ok(vec![Leaf::Activity(Box::new(activity::read(filter, kind, self.world)?))]),
        }
    }

    fn membership(self, filter: &Node<'_>) -> Result<Membership, Loss> {
        if filter.get("metadata").is_some() {
            return Err(filter.loss("membership by import or by workflow has no form"));
        }
        filter.only(&["filterType", "listId", "operator"])?;
        let id = filter.id("listId")?;
        let list = match self.world.names.list(&id) {
            Some(Called::Own(name)) => ListTarget::Own(ListName(name.to_owned())),
            Some(Called::Portal(name @ PortalName::List { object, .. })) if *object == self.object => {
                ListTarget::Portal(name.clone())
            }
            Some(Called::Portal(_)) => return Err(filter.loss(format!("the list `{id}` holds other records"))),
            None => return Err(filter.loss(format!("nothing is known of the list with the id `{id}`"))),
        };
        let sign = if filter.text("operator")? == "IN_LIST" { Sign::Holds } else { Sign::Not };
        Ok(Membership { list, sign })
    }
}

/// Returns the leaves of what only joins them.
fn leaves(tree: Tree) -> Vec<Leaf> {
    match tree {
        Tree::Leaf(leaf) => vec![leaf],
        Tree::All(parts) | Tree::Any(parts) => parts.into_iter().flat_map(leaves).collect(),
    }
}

/// Multiplies a tree out to an OR of ANDs, as the normal form does. Nothing where it grows too large.
fn multiplied(tree: &Tree) -> Option<Vec<Vec<Leaf>>> {
    match tree {
        Tree::Leaf(leaf) => Some(vec![vec![leaf.clone()]]),
        Tree::Any(parts) => {
            let each: Option<Vec<_>> = parts.iter().map(multiplied).collect();
            Some(each?.concat())
        }
        Tree::All(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let factors = multiplied(part)?;
                let mut joined = Vec::new();
                let mut size = 0;
                for left in &all {
                    for right in &factors {
                        let both = [&left[..], right].concat();
                        size += both.len();
                        if size > form::MOST_FILTERS {
                            return None;
                        }
                        joined.push(both);
                    }
                }
                all = joined;
            }
            Some(all)
        }
    }
}

/// Tells whether a flat tree has an OR within an AND.
fn is_nested(tree: &Tree) -> bool {
    match tree {
        Tree::Leaf(_) => false,
        Tree::Any(parts) => parts.iter().any(is_nested),
        Tree::All(parts) => parts.iter().any(|part| matches!(part, Tree::Any(_)) || is_nested(part)),
    }
}

fn too_large() -> String {
    format!("it holds more than {} filters", form::MOST_FILTERS)
}

/// Takes away groups of one, and groups within groups of their own kind.
fn flat(tree: Tree) -> Tree {
    let (parts, join) = match tree {
        Tree::Leaf(_) => return tree,
        Tree::All(parts) => (parts, Join::All),
        Tree::Any(parts) => (parts, Join::Any),
    };
    let inner = |part| match (flat(part), join) {
        (Tree::All(parts), Join::All) | (Tree::Any(parts), Join::Any) => parts,
        (part @ (Tree::Leaf(_) | Tree::All(_) | Tree::Any(_)), Join::All | Join::Any) => vec![part],
    };
    let mut parts: Vec<Tree> = parts.into_iter().flat_map(inner).collect();
    match (parts.pop(), parts.is_empty(), join) {
        (Some(only), true, _) => only,
        (last, _, Join::All) => Tree::All(parts.into_iter().chain(last).collect()),
        (last, _, Join::Any) => Tree::Any(parts.into_iter().chain(last).collect()),
    }
}

/// How parts are joined.
#[derive(Clone, Copy)]
enum Join {
    All,
    Any,
}

/// Returns an OR of ANDs as the compiler writes it.
///
/// # Errors
/// Where that is not what was given: it leaves out what is redundant and what nobody can pass.
pub fn least(branches: Vec<Vec<Leaf>>) -> Result<Vec<Branch>, String> {
    let given = shape(&branches);
    let all = |leaves: Vec<Leaf>| Formula::All(leaves.into_iter().map(formula).collect(), nowhere());
    let whole = Formula::Any(branches.into_iter().map(all).collect(), nowhere());
    let written = match form::rule(&whole, &Identities::default()) {
        Ok(rule) => rule.branches,
        Err(Refusal::Never) => return Err("no record can pass it".to_owned()),
        Err(Refusal::TooMany | Refusal::Multiplies { .. }) => {
            return Err(too_large());
        }
    };
    let leaves: Vec<Vec<Leaf>> = written.iter().map(|branch| branch.leaves.clone()).collect();
    if shape(&leaves) == given {
        Ok(written)
    } else {
        Err("a part of it is redundant, which the compiler leaves out".to_owned())
    }
}

/// Returns what is left of ANDs when their order and doubles say nothing.
fn shape(branches: &[Vec<Leaf>]) -> BTreeSet<BTreeSet<Vec<u8>>> {
    branches.iter().map(|leaves| leaves.iter().map(bytes).collect()).collect()
}

fn bytes(leaf: &Leaf) -> Vec<u8> {
    let identities = Identities::default();
    let Leaf::Any { association, tests } = leaf else { return digest::leaf(leaf, &identities) };
    let key = |test: &AssociatedTest| digest::leaf(&alone(test), &identities);
    let mut tests = tests.clone();
    tests.sort_by_cached_key(key);
    tests.dedup();
    digest::leaf(&Leaf::Any { association: association.clone(), tests }, &identities)
}

fn alone(test: &AssociatedTest) -> Leaf {
    match test {
        AssociatedTest::Property(test) => Leaf::Property(test.clone()),
        AssociatedTest::Member(test) => Leaf::Member(test.clone()),
    }
}

fn formula(leaf: Leaf) -> Formula {
    match leaf {
        Leaf::Property(test) => Formula::Property(test),
        Leaf::Member(test) => Formula::Member(test),
        Leaf::Activity(test) => Formula::Activity(*test),
        Leaf::Event(test) => Formula::Event(*test),
        Leaf::Any { association, tests } if tests.is_empty() => Formula::Associated(association, None),
        Leaf::Any { association, tests } => {
            let tests = tests.iter().map(|test| formula(alone(test))).collect();
            Formula::Associated(association, Some(Box::new(Formula::All(tests, nowhere()))))
        }
    }
}
