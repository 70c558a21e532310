//! `bindings/<env>.capabilities.yaml`: what a probe found out about a portal, as far as it settles switches.

use super::Settings;
use crate::hubspot::switches::{BadSwitch, Switches};
use crate::problem::Problem;
use crate::problem::settings::Fault;
use crate::source::{FileId, Span, Spanned};
use crate::yaml::{self, Entry, Node, Reader};

const KEYS: &[&str] = &["portal", "account", "date", "api", "switches", "questions"];
const ANSWER_KEYS: &[&str] = &["answer", "question", "evidence"];

/// What a portal is known to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Switches with their choices, as the file has them.
    pub switches: Vec<(String, String)>,
}

/// Reads the capabilities of the portal that an environment declares. They are returned only where nothing is wrong: a
/// fact that was misread is none.
#[must_use]
pub fn capabilities(file: FileId, text: &str, portal: u64) -> (Option<Capabilities>, Vec<Problem>) {
    let mut reader = Reader::new();
    let at = Spanned::new("the file".to_owned(), Span::new(file, 0, 0));
    let found = match yaml::read(file, text) {
        Ok(Some(root)) => whole(&mut reader, &at, &root, portal),
        Ok(None) => Some(Capabilities::default()),
        Err(slip) => {
            reader.report(slip.span, slip.node);
            None
        }
    };
    let mut problems = reader.problems;
    problems.sort_by_key(|problem| problem.at);
    (found.filter(|_| problems.is_empty()), problems)
}

fn whole(reader: &mut Reader, at: &Spanned<String>, root: &Node, portal: u64) -> Option<Capabilities> {
    let fields = reader.fields("the capabilities", at, root, KEYS)?;
    if let Some(found) = reader.need(&fields, "portal").and_then(|entry| reader.text(entry))
        && found.node != portal.to_string()
    {
        reader.report(found.span, Fault::OtherPortal { declared: portal, found: found.node });
    }
    let rows = fields.get("switches").map(|entry| reader.names(entry)).unwrap_or_default();
    let switches = rows.into_iter().filter_map(|entry| switch(reader, entry)).collect();
    Some(Capabilities { switches })
}

/// Reads one switch with its answer.
fn switch(reader: &mut Reader, entry: &Entry) -> Option<(String, String)> {
    let fields = reader.fields("an answer", &entry.key, &entry.value, ANSWER_KEYS)?;
    let answer = reader.need(&fields, "answer").and_then(|entry| reader.text(entry))?;
    let name = entry.key.node.clone();
    match Switches::default().set(&name, &answer.node) {
        Ok(()) => Some((name, answer.node)),
        Err(BadSwitch::Name { known }) => {
            reader.report(entry.key.span, Fault::UnknownSwitch { name, known });
            None
        }
        Err(BadSwitch::Choice { switch, known }) => {
            reader.report(answer.span, Fault::UnknownChoice { switch, choice: answer.node, known });
            None
        }
    }
}

impl Settings {
    /// Sets the switches that `hubwright.yaml` leaves open as a portal was found to be.
    #[must_use]
    pub fn knowing(mut self, capabilities: &Capabilities) -> Self {
        let mut switches = Switches::default();
        for (name, choice) in capabilities.switches.iter().chain(&self.chosen) {
            // Both were read: the names and choices are there.
            let _ = switches.set(name, choice);
        }
        self.switches = switches;
        self
    }
}
