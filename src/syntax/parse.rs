//! From text to tree; pest's types stay in this file and its folder.

mod activity;
mod condition;
mod declaration;
mod grammar;
mod moment;
mod reader;
mod step;
mod timing;

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pairs;

use self::grammar::{Grammar, Rule, describe, want};
use self::reader::Reader;
use super::ast;
use super::mistake::{Wanted, mistake};
use super::repair::{Finding, Meaning, Mended, Repair};
use super::scan::{Piece, State, declared_name, scan};
use super::slip::slips;
use super::token::{Kind, Token};
use super::view::View;
use crate::problem::syntax::Fault;
use crate::problem::{Fix, Problem, Safety};
use crate::source::{FileId, Span};

/// How long a file may be: the edge looks before it reads.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// How many problems of one file are shown.
const MAX_PROBLEMS: usize = 100;

/// How many mistakes of one declaration are mended to find the next one.
const MAX_ATTEMPTS: usize = 50;

/// How many bytes of one file are parsed again after a mistake: each further mistake costs a whole parse.
const MENDED_AT_MOST: usize = 1024 * 1024;

/// Reads a file: what can be read, and every problem, in the order of their places.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (ast::File, Vec<Problem>) {
    if text.len() as u64 > MAX_FILE_BYTES {
        return (ast::File::default(), vec![too_large(file, text.len() as u64)]);
    }
    let scan = scan(file, text);
    let mut problems = scan.problems;
    let mut tree = ast::File::default();
    let mut budget = MENDED_AT_MOST;
    let told = problems.len();
    for piece in &scan.pieces {
        let tokens = scan.tokens.get(piece.tokens.clone()).unwrap_or(&[]);
        let view = View { file, text, tokens };
        let mut found = Vec::new();
        let Read { declaration, repairs } = read(&view, piece, &mut found, &mut budget);
        for fix in found.iter_mut().filter_map(|problem| problem.fix.as_deref_mut()) {
            if !is_read(fix, &repairs) {
                fix.safety = Safety::Unsafe;
            }
        }
        // Those of later pieces would not be shown: their places are behind these.
        if problems.len() - told <= MAX_PROBLEMS {
            problems.append(&mut found);
        }
        match declaration {
            Some(declaration) => tree.declarations.push(declaration),
            None if piece.state == State::Stray => {}
            None => tree.unread.extend(declared_name(file, text, tokens)),
        }
    }
    problems.sort_by_key(|problem| problem.at);
    if problems.len() > MAX_PROBLEMS {
        problems.truncate(MAX_PROBLEMS);
        problems.push(Problem::at(Span::new(file, text.len(), text.len()), Fault::TooManyProblems));
    }
    (tree, problems)
}

/// Returns the safe fixes of a file, also where [`parse`] shows no more of them: each is of a spelling, and with all of
/// them the declaration that it stands in can be read.
#[must_use]
pub fn fixes(file: FileId, text: &str) -> Vec<Fix> {
    if text.len() as u64 > MAX_FILE_BYTES {
        return Vec::new();
    }
    let scan = scan(file, text);
    let mut fixes = Vec::new();
    let mut budget = MENDED_AT_MOST;
    for piece in &scan.pieces {
        let tokens = scan.tokens.get(piece.tokens.clone()).unwrap_or(&[]);
        let view = View { file, text, tokens };
        let mut found = Vec::new();
        let repairs = read(&view, piece, &mut found, &mut budget).repairs;
        let all = spellings(&view, piece).map(|finding| finding.problem).chain(found).filter_map(|problem| problem.fix);
        fixes.extend(all.map(|fix| *fix).filter(|fix| fix.safety == Safety::Safe && is_read(fix, &repairs)));
    }
    fixes
}

/// Reports a file that is longer than [`MAX_FILE_BYTES`] and is not read.
#[must_use]
pub fn too_large(file: FileId, bytes: u64) -> Problem {
    Problem::at(Span::new(file, 0, 0), Fault::FileTooLarge { bytes, limit: MAX_FILE_BYTES })
}

/// Reports a file that is not UTF-8, by the first byte that belongs to no character.
#[must_use]
pub fn not_utf8(file: FileId, byte_offset: usize) -> Problem {
    Problem::at(Span::new(file, 0, 0), Fault::NotUtf8 { byte_offset })
}

/// What became of one piece.
#[derive(Default)]
struct Read {
    /// What it declares, where that can be checked.
    declaration: Option<ast::Declaration>,
    /// The repairs with which it could be read, sorted by place; none where it could not.
    repairs: Vec<Repair>,
}

/// Reads one piece; mistakes are reported, mended and read over as long as that leads on.
fn read(view: &View<'_>, piece: &Piece, problems: &mut Vec<Problem>, budget: &mut usize) -> Read {
    let mut repairs = Vec::new();
    for (number, finding) in spellings(view, piece).enumerate() {
        repairs.extend(finding.repair);
        if number < MAX_PROBLEMS {
            problems.push(finding.problem);
        }
    }
    let declaration = match piece.state {
        State::Readable => mend(view, piece, problems, budget, &mut repairs),
        State::Broken => None,
        // Nothing has to be read for signs to be too much beside the declarations.
        State::Stray => Some(None),
    };
    declaration.map_or_else(Read::default, |declaration| Read { declaration, repairs })
}

/// Reads a declaration with repairs, and adds those that it needs. Returns nothing where no way leads on, and no
/// declaration where it could only be read as something else.
fn mend(
    view: &View<'_>,
    piece: &Piece,
    problems: &mut Vec<Problem>,
    budget: &mut usize,
    repairs: &mut Vec<Repair>,
) -> Option<Option<ast::Declaration>> {
    let mut meaning = Meaning::Kept;
    let length = view.tokens.last()?.end.saturating_sub(view.tokens.first()?.start) as usize;
    for _ in 0..MAX_ATTEMPTS {
        let mended = Mended::new(view.file, view.text, view.tokens, repairs);
        let error = match Grammar::parse(Rule::piece, &mended.text) {
            Ok(pairs) => {
                let mut reader = Reader::new(&mended);
                let declaration = declared(view, piece, &mut reader, pairs);
                problems.append(&mut reader.problems);
                return Some(declaration.filter(|_| meaning == Meaning::Kept && reader.meaning == Meaning::Kept));
            }
            Err(error) => error,
        };
        let (at, wanted) = stop(&error);
        if mended.is_replaced(at) && !repairs.is_empty() && at < mended.text.len() {
            return None;
        }
        let written = mended.written_start(at);
        let found = view.tokens.partition_point(|token| token.end as usize <= written);
        let finding = mistake(view, found, &wanted);
        if !repairs.is_empty() && problems.iter().any(|problem| problem.at == finding.problem.at) {
            return None;
        }
        problems.push(finding.problem);
        let repair = finding.repair?;
        *budget = budget.checked_sub(length)?;
        if repair.meaning == Meaning::Lost {
            meaning = Meaning::Lost;
        }
        insert(repairs, repair)?;
    }
    None
}

/// Tells whether a fix is one of the repairs with which its declaration was read.
fn is_read(fix: &Fix, repairs: &[Repair]) -> bool {
    fix.edits.iter().all(|edit| {
        let at = repairs.partition_point(|repair| repair.start < edit.at.start);
        repairs.get(at).is_some_and(|repair| repair.start == edit.at.start && repair.meaning == Meaning::Kept)
    })
}

/// Reads what the grammar has accepted. Where that cannot be, the fault is ours, and it is said.
fn declared(
    view: &View<'_>,
    piece: &Piece,
    reader: &mut Reader<'_>,
    pairs: Pairs<'_, Rule>,
) -> Option<ast::Declaration> {
    let declaration = reader.declaration(pairs, piece.doc.clone());
    if declaration.is_none() {
        reader.problems.push(Problem::at(view.span(0, 1), Fault::Unreadable));
    }
    declaration
}

/// Finds spellings that are wrong anywhere; beside the declarations only the signs that ought not to be there.
fn spellings(view: &View<'_>, piece: &Piece) -> impl Iterator<Item = Finding> {
    let aside =
        |token: &&Token| matches!(token.kind, Kind::ForeignComment | Kind::Invisible) || token.text(view.text) == ";";
    let length = match piece.state {
        State::Readable | State::Broken => view.tokens.len(),
        State::Stray => view.tokens.iter().take_while(aside).count(),
    };
    slips(view, length)
}

/// Puts a repair among the others; those inside it go. Nothing where they overlap otherwise.
fn insert(repairs: &mut Vec<Repair>, repair: Repair) -> Option<()> {
    repairs.retain(|other| other.start < repair.start || other.end > repair.end || other.end == repair.start);
    let overlaps = |other: &Repair| other.start < repair.end && repair.start < other.end;
    if repairs.iter().any(overlaps) {
        return None;
    }
    repairs.push(repair);
    repairs.sort_by_key(|repair| (repair.start, repair.end));
    Some(())
}

/// Returns where the parser stopped and what it wanted there.
fn stop(error: &Error<Rule>) -> (usize, Wanted) {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let rules: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let mut words: Vec<&'static str> = Vec::new();
    for word in rules.iter().map(|rule| describe(*rule)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // What may follow almost anything says little, beside what must.
    if words.iter().any(|word| !is_minor(word)) {
        words.retain(|word| !is_minor(word));
    }
    words.sort_by_key(|word| word.starts_with('`'));
    (at, Wanted { words, kinds: rules.iter().filter_map(|rule| want(*rule)).collect() })
}

fn is_minor(word: &str) -> bool {
    matches!(word, "`.`" | "`:`" | "`or unknown`")
}

#[cfg(test)]
mod tests;
