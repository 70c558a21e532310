//! Reads files of a folder that somebody else may have filled: no link leads out of it, nothing that never ends is
//! read, and what is left out is said.

use std::fs::{self, File, FileType};
use std::io::Read as _;
use std::path::Path;

use super::bound;
use super::project::{is_misplaced, is_source};
use crate::problem::{Problem, settings::Fault};

/// How deep folders may lie.
const DEEPEST: usize = 16;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It has at least so many bytes, which are too many.
    TooLarge(u64),
    /// It is not UTF-8 from this byte on.
    NotUtf8(usize),
    /// Its name says that it is a source, and from where it lies none of that name is read.
    Misplaced,
    /// Anything else, in words.
    Io(String),
}

impl Unreadable {
    /// Says it in one sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::TooLarge(bytes) => format!("it has {bytes} bytes or more"),
            Self::Misplaced => "sources of this name are not read from there".to_owned(),
            Self::NotUtf8(byte) => format!("it is not UTF-8 from byte {byte} on"),
            Self::Io(why) => why.clone(),
        }
    }
}

/// Reads an ordinary file of at most so many bytes as text.
///
/// # Errors
/// [`Unreadable`]
pub fn read_text(path: &Path, most: u64) -> Result<String, Unreadable> {
    let io = |error: std::io::Error| Unreadable::Io(error.to_string());
    // Opening a pipe would wait for its writer.
    let there = fs::metadata(path).map_err(io)?;
    if !there.is_file() {
        return Err(Unreadable::Io("it is no ordinary file".to_owned()));
    }
    // One byte more than there is, so that a file of the same size is read in one go.
    let expected = there.len().min(most).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    File::open(path).map_err(io)?.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > most {
        return Err(Unreadable::TooLarge(fs::metadata(path).map_or(bytes.len() as u64, |now| now.len())));
    }
    String::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8(error.utf8_error().valid_up_to()))
}

/// Collects the sources below one folder of a project, relative to it, and what was perhaps meant to be one.
pub fn sources(root: &Path, folder: &str, paths: &mut Vec<String>, problems: &mut Vec<Problem>) {
    walk(root, folder, |path| is_source(path) || is_misplaced(path), paths, problems);
}

/// Collects the bindings of a project.
pub fn bindings(root: &Path, paths: &mut Vec<String>, problems: &mut Vec<Problem>) {
    walk(root, bound::FOLDER, bound::is_bindings, paths, problems);
}

/// Collects the files of the language below one folder, relative to it, wherever it stands.
pub fn programs(root: &Path, folder: &str, paths: &mut Vec<String>, problems: &mut Vec<Problem>) {
    walk(root, folder, |path| path.ends_with(".seg") || path.ends_with(".flow"), paths, problems);
}

fn walk(root: &Path, folder: &str, counts: fn(&str) -> bool, paths: &mut Vec<String>, problems: &mut Vec<Problem>) {
    let inside = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    Walk { root, inside: &inside, counts, paths, problems }.folder(folder, 0);
}

struct Walk<'a> {
    root: &'a Path,
    /// The folder with every link in its own path resolved.
    inside: &'a Path,
    /// Which files are wanted.
    counts: fn(&str) -> bool,
    paths: &'a mut Vec<String>,
    problems: &'a mut Vec<Problem>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &str, depth: usize) {
        if depth > DEEPEST {
            return self.refuse(folder, format!("folders lie more than {DEEPEST} deep"));
        }
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if depth == 0 && error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return self.refuse(folder, error.to_string()),
        };
        let mut found: Vec<(String, Option<FileType>)> = Vec::new();
        for entry in entries.flatten() {
            match entry.file_name().into_string() {
                Ok(name) => found.push((name, entry.file_type().ok())),
                Err(name) => {
                    let path = format!("{folder}/{}", name.to_string_lossy());
                    self.refuse(&path, "its name is not UTF-8".to_owned());
                }
            }
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (name, kind) in found {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            match kind {
                Some(kind) if kind.is_dir() => self.folder(&path, depth + 1),
                Some(kind) if kind.is_symlink() => self.link(path),
                Some(_) | None if (self.counts)(&path) => self.paths.push(path),
                Some(_) | None => {}
            }
        }
    }

    /// A link may lead to a file of the project; elsewhere it would print what does not belong to it.
    fn link(&mut self, path: String) {
        match fs::canonicalize(self.root.join(&path)) {
            Ok(target) if target.is_dir() => self.refuse(&path, "a link to a folder is not followed".to_owned()),
            _ if !(self.counts)(&path) => {}
            Ok(target) if target.starts_with(self.inside) => self.paths.push(path),
            Ok(_) => self.refuse(&path, "it is a link that leads out of the project".to_owned()),
            Err(error) => self.refuse(&path, error.to_string()),
        }
    }

    fn refuse(&mut self, path: &str, why: String) {
        self.problems.push(Problem::nowhere(Fault::UnreadableFile { path: path.to_owned(), why }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound_and_no_further() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "abcd").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "abcd");
        assert_eq!(read_text(&path, 3), Err(Unreadable::TooLarge(4)));
        fs::write(&path, [b'a', 0xff]).unwrap();
        assert_eq!(read_text(&path, 9), Err(Unreadable::NotUtf8(1)));
        assert!(matches!(read_text(folder.path(), 9), Err(Unreadable::Io(_))));
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_inside_and_what_is_left_out_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::NamedTempFile::new().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("rules/deep")).unwrap();
        fs::write(root.join("rules/a.seg"), "").unwrap();
        std::os::unix::fs::symlink(root.join("rules/a.seg"), root.join("rules/deep/b.seg")).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join("rules/out.seg")).unwrap();
        std::os::unix::fs::symlink(root.join("rules"), root.join("rules/loop")).unwrap();
        let (mut paths, mut problems) = (Vec::new(), Vec::new());
        sources(root, "rules", &mut paths, &mut problems);
        assert_eq!(paths, ["rules/a.seg", "rules/deep/b.seg"]);
        let said: Vec<String> = problems.iter().map(|problem| problem.words().message).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said.iter().any(|text| text.contains("rules/out.seg") && text.contains("leads out of the project")));
        assert!(said.iter().any(|text| text.contains("rules/loop") && text.contains("not followed")));
    }
}
