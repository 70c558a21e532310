//! `probe`: settles by experiments what is not certain about a portal.

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;

use super::output::{Secrecy, write_whole};
use super::world::{self, Connection};
use super::{Exit, Failure, Shared, consent, count, folder, known, product};
use crate::plan::text::safe;
use crate::probe::capabilities::{self, Asked};
use crate::probe::journal::{self, Journal, Thing};
use crate::probe::{self, Around, Cut, Finding, How, questions};
use crate::problem::Problem;
use crate::problem::deploy::{Fault, Probe as NotProbed, Question};
use crate::problem::settings::Fault as SettingsFault;
use crate::settings::{Environment, EnvironmentKind};

/// The largest journal that is read: a run writes a few hundred lines.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Arguments of `probe`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The environment: a sandbox, a test account or an embedded portal.
    #[arg(long, value_name = "ENV")]
    env: String,
    /// Ask nothing; needed where no terminal is there to answer.
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.project(Some(&arguments.env))?;
    let environment = project.environment(Some(&arguments.env))?;
    // Before anything is asked of it: a production portal is nobody's scratch paper.
    if environment.kind == EnvironmentKind::Production {
        return Err(
            Problem::nowhere(Fault::Probe(NotProbed::Production { environment: environment.name.clone() })).into()
        );
    }
    let connection = Connection::open(&project, environment)?;
    let portal = connection.portal();
    let account = connection.account(&portal)?;
    if !arguments.yes {
        let words = format!(
            "Make and delete scratch lists, workflows, contacts and properties in portal {}?",
            environment.portal
        );
        consent::ask(Question::Probe, &words)?;
    }
    let mut journal = OnDisk::open(&project.root, environment)?;
    let left = journal.left.clone();
    if !left.is_empty() {
        talk!("removing {} that an earlier probe left", count(left.len(), "thing"));
    }
    let stays =
        probe::tidy(&portal, &environment.paths, &left, &mut journal).map_err(|cut| ended(cut, &journal.path))?;
    stay_behind(environment, &stays)?;
    let now = world::clock();
    let zone = TimeZone::get(&account.time_zone).unwrap_or(TimeZone::UTC);
    let around = Around { run: now.as_millisecond().to_string(), now, zone: zone.clone() };
    let run = around.run.clone();
    let asked = questions::all();
    let bar = progress_bar(asked.iter().filter(|question| matches!(question.how, How::Try(_))).count());
    let mut progress = |question: &probe::Question| {
        bar.inc(1);
        bar.set_message(question.id);
    };
    let ran = probe::run(&portal, &environment.paths, around, &asked, &mut journal, &mut progress);
    bar.finish_and_clear();
    let outcome = ran.map_err(|cut| ended(cut, &journal.path))?;
    let header = Asked {
        portal: environment.portal,
        account: &account.account_type,
        date: now.to_zoned_datetime(zone).date().to_string(),
        paths: &environment.paths,
        run: &run,
    };
    let place = known::place(&environment.name);
    let text = capabilities::print(&header, &outcome.findings);
    write_whole(&project.root.join(&place), &text, Secrecy::Everybody)?;
    product(&table(&outcome.findings))?;
    talk!("written to {place}");
    stay_behind(environment, &outcome.stays)?;
    journal.close()?;
    Ok(Exit::Done)
}

/// A line for each question: what was found, or why not.
fn table(findings: &[Finding]) -> String {
    let widest = findings.iter().map(|finding| finding.question.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for finding in findings {
        let id = finding.question.id;
        let answer = finding.seen.answer.as_deref().unwrap_or("not told");
        text.push_str(&safe(&format!("{id:widest$}  {answer}: {}", finding.seen.evidence)));
        text.push('\n');
    }
    let told = findings.iter().filter(|finding| finding.seen.answer.is_some()).count();
    text.push_str(&format!("{told} of {} answered\n", count(findings.len(), "question")));
    text
}

/// A probe that could not remove something has failed, whatever else it found out.
fn stay_behind(environment: &Environment, stays: &[(Thing, String)]) -> Result<(), Problem> {
    if stays.is_empty() {
        return Ok(());
    }
    let left = stays.iter().map(|(thing, why)| format!("{} `{}`: {why}", thing.kind.word(), thing.key)).collect();
    Err(Problem::nowhere(Fault::Probe(NotProbed::Left { portal: environment.portal, left })))
}

fn ended(cut: Cut, journal: &Path) -> Problem {
    match cut {
        Cut::Portal(error) => {
            talk!("cut off; the next `probe` removes what is left");
            world::portal_problem(error)
        }
        Cut::Journal(why) => unwritable(journal, why),
    }
}

fn unwritable(path: &Path, why: impl ToString) -> Problem {
    Problem::nowhere(SettingsFault::OutputNotWritable { path: path.display().to_string(), why: why.to_string() })
}

/// Progress on a terminal only.
fn progress_bar(questions: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(questions as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

/// The journal of a portal, in a file that one probe at a time writes.
struct OnDisk {
    path: PathBuf,
    file: File,
    /// What earlier runs left.
    left: Vec<Thing>,
}

impl OnDisk {
    fn open(root: &Path, environment: &Environment) -> Result<Self, Problem> {
        let path = root.join(".hubwright").join("probe").join(format!("{}.jsonl", environment.portal));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| unwritable(&path, error))?;
        }
        let file =
            OpenOptions::new().create(true).append(true).open(&path).map_err(|error| unwritable(&path, error))?;
        // Of two probes at once, one would remove what the other is working with.
        file.try_lock().map_err(|_| unwritable(&path, "another probe of this portal is at work"))?;
        let text = folder::read_text(&path, LARGEST).map_err(|why| unwritable(&path, why.words()))?;
        let mut journal = Self { path, file, left: journal::left(&text) };
        // A line that was cut off by a kill is closed, so that the next one is not glued to it.
        if !text.is_empty() && !text.ends_with('\n') {
            journal.file.write_all(b"\n").map_err(|error| unwritable(&journal.path, error))?;
        }
        Ok(journal)
    }

    /// Empties the journal: all that it names is gone. The file stays, since another probe may wait for its lock.
    fn close(self) -> Result<(), Problem> {
        self.file.set_len(0).map_err(|error| unwritable(&self.path, error))
    }
}

impl Journal for OnDisk {
    fn write(&mut self, line: &str) -> Result<(), String> {
        let written = writeln!(self.file, "{line}").and_then(|()| self.file.sync_data());
        written.map_err(|error| error.to_string())
    }
}
