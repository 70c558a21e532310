//! Asks a portal what nobody knows for sure about HubSpot, and keeps the answers.
//!
//! Each question is a row of [`questions`]: an experiment that makes scratch lists, workflows that are off, contacts
//! and properties and says what it saw, or the reason why no probe can tell. The answers that settle a switch go into
//! a capability file ([`capabilities`]), which compiler and embedded portal read.
//!
//! INVARIANT: nothing is made that was not written into the journal before ([`journal`]), under a name that no other
//! run has; so whatever ends a probe, the next one removes what it left ([`tidy`]).
//!
//! INVARIANT: an experiment never guesses. A refusal counts only where the same request without what is asked about
//! is taken; an absence only where the contact that passes in any case is there.

pub mod capabilities;
mod clean;
mod filters;
mod flows;
pub mod journal;
mod lab;
mod lists;
mod members;
pub mod questions;
mod said;
mod scratch;

pub use clean::Removal;
pub use lab::{Around, Cut};
pub use questions::{How, Question};
pub use said::{Said, Seen};

use journal::{Journal, Kind, Thing};
use lab::Lab;

use crate::portal::Portal;
use crate::settings::ApiPaths;

/// What a question was answered with.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The question.
    pub question: Question,
    /// What its experiment saw.
    pub seen: Seen,
}

/// What came of a probe.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of the questions.
    pub findings: Vec<Finding>,
    /// What the portal does not let go, and what it said.
    pub stays: Vec<(Thing, String)>,
}

/// Makes the experiments of these questions, one after the other, and removes what they made.
///
/// # Errors
/// Where the portal cannot be asked any more, or the journal not be written. What could not be removed then stands in
/// the journal.
pub fn run(
    portal: &Portal<'_>,
    paths: &ApiPaths,
    around: Around,
    questions: &[Question],
    journal: &mut dyn Journal,
    progress: &mut dyn FnMut(&Question),
) -> Result<Outcome, Cut> {
    let mut lab = Lab::new(portal, paths, around, journal);
    let mut outcome = Outcome::default();
    let ended = experiments(&mut lab, questions, progress, &mut outcome);
    // Also after a failure: perhaps the portal answers again.
    let swept = lab.sweep(&Kind::ALL);
    ended?;
    outcome.stays.extend(swept?);
    Ok(outcome)
}

fn experiments(
    lab: &mut Lab<'_>,
    questions: &[Question],
    progress: &mut dyn FnMut(&Question),
    outcome: &mut Outcome,
) -> Result<(), Cut> {
    for question in questions {
        let How::Try(experiment) = question.how else { continue };
        progress(question);
        let seen = experiment(lab)?;
        outcome.findings.push(Finding { question: *question, seen });
        // Lists and workflows are counted by subscription: few are there at a time.
        outcome.stays.extend(lab.sweep(&[Kind::Flow, Kind::List])?);
    }
    Ok(())
}

/// Removes what earlier probes left, and returns what the portal does not let go.
///
/// # Errors
/// Where the portal cannot be asked, or the journal not be written.
pub fn tidy(
    portal: &Portal<'_>,
    paths: &ApiPaths,
    left: &[Thing],
    journal: &mut dyn Journal,
) -> Result<Vec<(Thing, String)>, Cut> {
    let mut stays = Vec::new();
    for kind in Kind::ALL {
        for thing in left.iter().filter(|thing| thing.kind == kind) {
            match clean::remove(portal, paths, thing)? {
                Removal::Gone => journal.write(&journal::print(&thing.gone())).map_err(Cut::Journal)?,
                Removal::Stays(why) => stays.push((thing.clone(), why)),
            }
        }
    }
    Ok(stays)
}
