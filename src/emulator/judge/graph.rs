//! The graph that actions and their connections form.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::Steps;
use crate::emulator::reply::Refusal;
use crate::emulator::state::State;
use crate::hubspot::switches::Convergence;

/// A connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge<'a> {
    /// The action that it leaves.
    pub from: &'a str,
    /// STANDARD or GOTO.
    pub kind: &'a str,
    /// The action that it enters.
    pub to: &'a str,
}

/// Judges that every edge leads somewhere, every action is reached, and paths converge as the switch says.
///
/// # Errors
/// 400 for the first fault.
pub fn judge_graph(state: &State, start: Option<&str>, steps: &Steps<'_>, edges: &[Edge<'_>]) -> Result<(), Refusal> {
    if let Some(edge) = edges.iter().find(|edge| !steps.contains(edge.to)) {
        return Err(Refusal::validation(format!("Action {} leads to {}, which is missing", edge.from, edge.to)));
    }
    let Some(start) = start else {
        return match steps.first() {
            Some(step) => Err(Refusal::validation(format!("Action {step} cannot be reached: no startActionId"))),
            None => Ok(()),
        };
    };
    if !steps.contains(start) {
        return Err(Refusal::validation(format!("The startActionId {start} is no action")));
    }
    let mut reached = BTreeSet::from([start]);
    let mut waiting = vec![start];
    let mut leaving: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for edge in edges {
        leaving.entry(edge.from).or_default().push(edge.to);
    }
    while let Some(step) = waiting.pop() {
        for next in leaving.get(step).into_iter().flatten() {
            if reached.insert(next) {
                waiting.push(next);
            }
        }
    }
    if let Some(step) = steps.iter().find(|step| !reached.contains(step)) {
        return Err(Refusal::validation(format!("Action {step} cannot be reached")));
    }
    match state.switches.convergence {
        Convergence::Goto => judge_goto(start, steps, edges),
        Convergence::Standard => match edges.iter().find(|edge| edge.kind == "GOTO") {
            Some(edge) => Err(Refusal::validation(format!("The edge from {} to {} is a GOTO", edge.from, edge.to))),
            None => Ok(()),
        },
    }
}

/// Each action has one STANDARD way in; the enrolment is that of the first.
fn judge_goto(start: &str, steps: &Steps<'_>, edges: &[Edge<'_>]) -> Result<(), Refusal> {
    for step in steps.iter() {
        let standard = edges.iter().filter(|edge| edge.to == step && edge.kind == "STANDARD").count();
        match standard + usize::from(step == start) {
            0 => return Err(Refusal::validation(format!("No STANDARD edge leads into action {step}"))),
            1 => {}
            _ => return Err(Refusal::validation(format!("More than one STANDARD edge leads into action {step}"))),
        }
    }
    Ok(())
}
