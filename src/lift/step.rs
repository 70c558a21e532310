//! Nested pieces of a graph as steps.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::graph::{Kind, Spot};
use super::lifting::Lifting;
use super::nest::Item;
use super::node::Node;
use super::timing::lasting;
use super::value::{is_sayable, made, nowhere, value};
use super::{Loss, action, event, opaque, reach, rule};
use crate::check::types;
use crate::hubspot::actions;
use crate::plan::normal;
use crate::source::Spanned;
use crate::syntax::ast::{self, Action, Arm, Block, MatchArm, Step, ValueKind};

/// The most branches of an `if` and values of a `match`.
const MOST_ARMS: usize = 20;
const MOST_VALUES: usize = 250;
/// The longest name of a branch.
const LONGEST_LABEL: usize = 50;

/// Where a node stands in the source: its number in reading order, and the blocks around it.
type Stand = (usize, Vec<(usize, usize)>);

/// Writes the steps of a flow.
pub(super) struct Steps<'l, 'a, 'j> {
    pub lifting: &'l mut Lifting<'a, 'j>,
    /// Nodes whose steps are named.
    named: BTreeSet<usize>,
    stands: BTreeMap<usize, Stand>,
    around: Vec<(usize, usize)>,
    losses: Vec<Loss>,
}

/// Writes nested pieces as steps.
pub(super) fn steps(lifting: &mut Lifting<'_, '_>, items: &[Item]) -> Result<Vec<Step>, Vec<Loss>> {
    let read = lifting.read.iter().enumerate().filter(|(_, keys)| !keys.is_empty());
    let mut named: BTreeSet<usize> = read.map(|(node, _)| node).collect();
    targets(items, &mut named);
    let mut writing = Steps { lifting, named, stands: BTreeMap::new(), around: Vec::new(), losses: Vec::new() };
    let steps = writing.block(items);
    writing.outputs_are_there();
    if writing.losses.is_empty() { Ok(steps) } else { Err(writing.losses) }
}

/// Gathers what pieces `go to`.
fn targets(items: &[Item], found: &mut BTreeSet<usize>) {
    for item in items {
        match item {
            Item::Step(_, blocks) => blocks.iter().for_each(|block| targets(block, found)),
            Item::GoTo(to) => {
                found.insert(*to);
            }
            Item::End => {}
        }
    }
}

impl<'j> Steps<'_, '_, 'j> {
    fn block(&mut self, items: &[Item]) -> Vec<Step> {
        items.iter().filter_map(|item| self.step(item)).collect()
    }

    fn step(&mut self, item: &Item) -> Option<Step> {
        let step = |name, action| Some(Step { name, action, span: nowhere() });
        match item {
            Item::End => step(None, Action::End),
            Item::GoTo(to) => step(None, Action::GoTo(made(self.lifting.name(*to).to_owned()))),
            Item::Step(node, blocks) => {
                let order = self.stands.len();
                self.stands.insert(*node, (order, self.around.clone()));
                let spot = self.lifting.actions.spots.get(*node)?.clone();
                let blocks = blocks.iter().enumerate().map(|(at, block)| {
                    self.around.push((*node, at));
                    let steps = self.block(block);
                    self.around.pop();
                    steps
                });
                let blocks = blocks.collect();
                match self.action(*node, &spot, blocks) {
                    Ok(action) => {
                        let name = self.named.contains(node).then(|| made(self.lifting.name(*node).to_owned()));
                        step(name, action)
                    }
                    Err(losses) => {
                        self.losses.extend(losses);
                        None
                    }
                }
            }
        }
    }

    fn action(&mut self, node: usize, spot: &Spot<'j>, mut blocks: Vec<Vec<Step>>) -> Result<Action, Vec<Loss>> {
        let it = &spot.json;
        let read = self.lifting.read.get(node).is_some_and(|keys| !keys.is_empty());
        match &spot.kind {
            Kind::Single => {
                // Of the steps that have no action type in the source, nothing can be read.
                let typed = if read { None } else { action::typed(self.lifting, node, it) };
                typed.map_or_else(|| opaque::opaque(self.lifting, node, it).map_err(one), Ok)
            }
            Kind::Code => reach::code(self.lifting, node, it).map_err(one),
            _ if read => Err(one(it.loss("a later step reads what this one returns, and nothing can be read of it"))),
            Kind::Webhook => reach::webhook(self.lifting, node, it).map_err(one),
            Kind::If(branches) => {
                let otherwise = otherwise(it, blocks.pop()).map_err(one)?;
                let arms = self.arms(it, branches, blocks)?;
                Ok(Action::If { arms, otherwise })
            }
            Kind::Match(groups) => {
                let otherwise = otherwise(it, blocks.pop()).map_err(one)?;
                self.matched(it, groups, blocks, otherwise).map_err(one)
            }
            Kind::Split(branches) => split(it, branches, blocks).map_err(one),
            Kind::WaitFor(branch) => {
                let otherwise = otherwise(branch, blocks.pop()).map_err(one)?;
                self.wait_for(it, block(None, blocks.pop().unwrap_or_default()), otherwise)
            }
        }
    }

    fn arms(&mut self, it: &Node<'j>, branches: &[Node<'j>], blocks: Vec<Vec<Step>>) -> Result<Vec<Arm>, Vec<Loss>> {
        if branches.len() > MOST_ARMS {
            return Err(one(it.loss(format!("there are more than {MOST_ARMS} branches"))));
        }
        let mut arms: Vec<Arm> = Vec::new();
        let mut losses = Vec::new();
        let mut conditions = Once::default();
        for (branch, steps) in branches.iter().zip(blocks) {
            match self.arm(branch, steps) {
                Ok(arm) => arms.push(arm),
                Err(found) => losses.extend(found),
            }
            if branch.get("filterBranch").is_some_and(|filter| !conditions.is_new(&filter)) {
                losses.push(branch.loss("another branch before it has the same condition: no record comes here"));
            }
        }
        if losses.is_empty() { Ok(arms) } else { Err(losses) }
    }

    fn arm(&mut self, branch: &Node<'j>, steps: Vec<Step>) -> Result<Arm, Vec<Loss>> {
        let label = label(branch, "branchName").map_err(one)?;
        let filter = branch.need("filterBranch").map_err(one)?;
        let rule =
            rule(filter.json, self.lifting.object, &self.lifting.world).map_err(|losses| within(losses, &filter))?;
        Ok(Arm { rule, block: block(label, steps) })
    }

    fn matched(
        &mut self,
        it: &Node<'j>,
        groups: &[Vec<Node<'j>>],
        blocks: Vec<Vec<Step>>,
        otherwise: Option<Block>,
    ) -> Result<Action, Loss> {
        let input = it.need("inputValue")?;
        let (path, feature) =
            self.lifting.property(&input).filter(|(_, feature)| types::matches(&feature.kind)).ok_or_else(|| {
                input.loss(
                    "a `match` looks at a feature of the catalog that has a value to compare, and at nothing else",
                )
            })?;
        let mut seen: Vec<ValueKind> = Vec::new();
        let mut arms = Vec::new();
        for (group, steps) in groups.iter().zip(blocks) {
            let mut values = Vec::new();
            for branch in group {
                let stored = branch.text("branchValue")?;
                let place = branch.need("branchValue")?;
                let value = value(feature, stored, &self.lifting.world).map_err(|loss| loss.within(&place.place))?;
                let spelled = match &value {
                    ValueKind::Number(written) => written == stored,
                    ValueKind::Text(text) => !text.is_empty(),
                    ValueKind::Bool(_)
                    | ValueKind::Word(_)
                    | ValueKind::Path(..)
                    | ValueKind::Ref(_)
                    | ValueKind::Duration(_)
                    | ValueKind::Now(_)
                    | ValueKind::List(_)
                    | ValueKind::Fields(_) => true,
                };
                if !spelled || seen.contains(&value) {
                    return Err(place.loss(format!("`{stored}` is there twice, or is spelled otherwise than here")));
                }
                seen.push(value.clone());
                values.push(made(value));
            }
            arms.push(MatchArm { values, block: block(None, steps) });
        }
        if seen.len() > MOST_VALUES {
            return Err(it.loss(format!("there are more than {MOST_VALUES} values")));
        }
        Ok(Action::Match { path, arms, otherwise })
    }

    fn wait_for(&mut self, it: &Node<'j>, happened: Block, otherwise: Option<Block>) -> Result<Action, Vec<Loss>> {
        let fields = it.need("fields").map_err(one)?;
        fields.only(&actions::WAIT_FOR_EVENT.said().collect::<Vec<_>>()).map_err(one)?;
        let written = fields.text("expiration_minutes").map_err(one)?;
        let minutes = written.parse().ok().filter(|minutes: &u32| *minutes > 0 && minutes.to_string() == written);
        let minutes = minutes.ok_or_else(|| one(fields.loss("`expiration_minutes` is no number of minutes")))?;
        let mut events: Vec<ast::Event> = Vec::new();
        let mut losses = Vec::new();
        let mut once = Once::default();
        for branch in fields.items("event_filter_branches").map_err(one)? {
            match event(branch.json, self.lifting.object, &self.lifting.world) {
                Ok(_) if !once.is_new(&branch) => losses.push(branch.loss("the same event stands there twice")),
                Ok(event) => events.push(event),
                Err(found) => losses.extend(within(found, &branch)),
            }
        }
        if events.is_empty() && losses.is_empty() {
            losses.push(fields.loss("the wait is for no event"));
        }
        if !losses.is_empty() {
            return Err(losses);
        }
        Ok(Action::WaitForEvent { events, up_to: lasting(minutes), block: happened, otherwise })
    }

    /// Checks that what steps read is returned by a step before them, and not in another branch of one.
    fn outputs_are_there(&mut self) {
        for (reader, producer, key) in &self.lifting.notes.reads {
            let Some((spot, (here, blocks))) = self.lifting.actions.spots.get(*reader).zip(self.stands.get(reader))
            else {
                continue;
            };
            let before = self.stands.get(producer).is_some_and(|(there, its)| {
                let parted = its.iter().zip(blocks).find(|(its, here)| its != here);
                there < here && parted.is_none_or(|(its, here)| its.0 != here.0)
            });
            if !before {
                let why = format!("it reads `{key}` of a step that does not come before it in the source");
                self.losses.push(spot.json.loss(why));
            }
        }
    }
}

/// Filters and events that must not stand there twice, whatever their spelling.
#[derive(Default)]
pub(super) struct Once(Vec<Value>);

impl Once {
    /// Tells whether a piece is the first one that says what it says.
    pub(super) fn is_new(&mut self, it: &Node<'_>) -> bool {
        let said = normal::filter(it.json);
        let new = !self.0.contains(&said);
        self.0.push(said);
        new
    }
}

fn split(it: &Node<'_>, branches: &[Node<'_>], blocks: Vec<Vec<Step>>) -> Result<Action, Loss> {
    let count = u32::try_from(branches.len()).unwrap_or(u32::MAX);
    let mut shares = Vec::new();
    for branch in branches {
        shares.push(match branch.get("percentage") {
            Some(share) => {
                let whole = share.json.as_f64().filter(|share| share.fract() == 0.0 && (1.0..100.0).contains(share));
                let whole = whole.and_then(|share| (1..100_u32).find(|number| f64::from(*number) == share));
                Some(whole.ok_or_else(|| share.loss("a share is a whole number from 1 to 99"))?)
            }
            None => None,
        });
    }
    // Where all ways have one share, the portal need not say which.
    let even = (shares.iter().all(Option::is_none) && 100 % count == 0).then_some(100 / count);
    let shares = shares.into_iter().map(|share| share.or(even)).collect::<Option<Vec<u32>>>();
    let shares = shares.filter(|shares| shares.iter().sum::<u32>() == 100);
    let shares = shares.ok_or_else(|| it.loss("the shares are no whole numbers that add up to 100"))?;
    let arm = |(share, steps)| (made(share), block(None, steps));
    Ok(Action::Split(shares.into_iter().zip(blocks).map(arm).collect()))
}

fn block(label: Option<Spanned<String>>, steps: Vec<Step>) -> Block {
    Block { label, steps, span: nowhere() }
}

/// Writes what no branch took; an empty block without a name is none.
fn otherwise(it: &Node<'_>, steps: Option<Vec<Step>>) -> Result<Option<Block>, Loss> {
    let label = label(it, "defaultBranchName")?;
    let steps = steps.unwrap_or_default();
    Ok((label.is_some() || !steps.is_empty()).then(|| block(label, steps)))
}

fn label(it: &Node<'_>, key: &str) -> Result<Option<Spanned<String>>, Loss> {
    if it.get(key).is_none() {
        return Ok(None);
    }
    let label = it.text(key)?;
    if !is_sayable(label) || label.trim().is_empty() || label.chars().count() > LONGEST_LABEL {
        return Err(it.loss(format!("`{key}` is empty, or longer than {LONGEST_LABEL} characters")));
    }
    Ok(Some(made(label.to_owned())))
}

pub(super) fn one(loss: Loss) -> Vec<Loss> {
    vec![loss]
}

pub(super) fn within(losses: Vec<Loss>, it: &Node<'_>) -> Vec<Loss> {
    losses.into_iter().map(|loss| loss.within(&it.place)).collect()
}
