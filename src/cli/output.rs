//! Files that commands write: each whole or not at all, and those of a project together or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::problem::Problem;
use crate::problem::settings::Fault;

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// Its owner alone.
    Owner,
    /// Everybody.
    Everybody,
}

/// Writes a file whole or not at all.
///
/// # Errors
/// Where it cannot be written.
pub fn write_whole(path: &Path, text: &str, secret: Secrecy) -> Result<(), Problem> {
    let io = |error: std::io::Error| unwritable(path, error.to_string());
    // A device, a pipe and what a link leads to take what they are given, and no other file takes their place.
    if std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let mut file = std::fs::OpenOptions::new().write(true).truncate(true).create(true).open(path).map_err(io)?;
        return file.write_all(text.as_bytes()).map_err(io);
    }
    let file = staged(path, text, secret).map_err(io)?;
    file.persist(path).map_err(|error| io(error.error))
}

/// Writes a text beside the place that it is for.
fn staged(path: &Path, text: &str, secret: Secrecy) -> std::io::Result<TempPath> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    // Made for the owner alone; what everybody may read gets the usual rights when it is whole.
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    #[cfg(unix)]
    if secret == Secrecy::Everybody {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    // Closed: of a large project there are more files than a process may hold open.
    Ok(file.into_temp_path())
}

fn unwritable(path: &Path, why: String) -> Problem {
    Problem::nowhere(Fault::OutputNotWritable { path: path.display().to_string(), why })
}

/// Files of a project that are written together: all of them lie there in full before the first takes its place, so that
/// a disk that is full, or a folder that may not be written, leaves every file as it was.
pub struct Batch<'a> {
    staged: Vec<(PathBuf, TempPath, Over<'a>)>,
}

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New<'t> {
    /// Where, below the project.
    pub path: String,
    /// What it says.
    pub text: String,
    /// What it may take the place of.
    pub over: Over<'t>,
}

/// What a file may take the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over<'t> {
    /// Of one that was generated, as it was read; where there was none, of none.
    Read(Option<&'t str>),
    /// Of nothing: what is there is a person's.
    Nothing,
}

impl Over<'_> {
    /// Tells whether what is there may go.
    fn fits(self, path: &Path) -> Result<(), Problem> {
        let why = match self {
            Self::Read(Some(was)) if std::fs::read(path).ok().as_deref() == Some(was.as_bytes()) => return Ok(()),
            Self::Read(None) | Self::Nothing if path.symlink_metadata().is_err() => return Ok(()),
            Self::Read(Some(_)) => "somebody changed it meanwhile",
            Self::Read(None) | Self::Nothing => "it is there already",
        };
        Err(unwritable(path, why.to_owned()))
    }
}

impl<'a> Batch<'a> {
    /// Writes files beside the places that they are for.
    ///
    /// # Errors
    /// Where one cannot be written, would take a person's file away, or its folder is behind a link: what is there is not
    /// the project's.
    pub fn of(root: &Path, files: &[New<'a>]) -> Result<Self, Problem> {
        let mut staged = Vec::new();
        for file in files {
            staged.extend(Self::staged(root, file)?.map(|(path, beside)| (path, beside, file.over)));
        }
        Ok(Self { staged })
    }

    fn staged(root: &Path, New { path, text, over }: &New<'_>) -> Result<Option<(PathBuf, TempPath)>, Problem> {
        let mut at = root.to_owned();
        for part in Path::new(path).parent().into_iter().flat_map(Path::components) {
            at.push(part);
            if at.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
                return Err(unwritable(&at, "it is a link".to_owned()));
            }
        }
        let full = root.join(path);
        // The source of a code step may be that of another one.
        let is_there = || std::fs::read(&full).is_ok_and(|there| there == text.as_bytes());
        if *over == Over::Nothing && is_there() {
            return Ok(None);
        }
        over.fits(&full)?;
        let file = staged(&full, text, Secrecy::Everybody).map_err(|error| unwritable(&full, error.to_string()))?;
        Ok(Some((full, file)))
    }

    /// Lets all files take their places.
    ///
    /// # Errors
    /// The first that does not; those before it stay.
    pub fn put(self) -> Result<(), Problem> {
        // Last, so that little time is left for somebody else.
        for (path, _, over) in &self.staged {
            over.fits(path)?;
        }
        for (path, file, over) in self.staged {
            let put = match over {
                Over::Read(Some(_)) => file.persist(&path),
                Over::Read(None) | Over::Nothing => file.persist_noclobber(&path),
            };
            put.map_err(|error| unwritable(&path, error.error.to_string()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(folder: &Path) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(there(&path));
            } else {
                found.push(format!("{}: {}", path.display(), std::fs::read_to_string(&path).unwrap()));
            }
        }
        found
    }

    #[test]
    fn all_files_are_written_or_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("rules")).unwrap();
        std::fs::write(root.join("rules/mine.seg"), "mine").unwrap();
        std::fs::write(root.join("workflows"), "a file in the place of a folder").unwrap();
        let before = there(root);
        let new = |path: &str, text: &str, over| New { path: path.to_owned(), text: text.to_owned(), over };
        for (path, over) in
            [("rules/mine.seg", Over::Nothing), ("workflows/b.flow", Over::Nothing), ("rules", Over::Read(None))]
        {
            let files = [new("rules/a.seg", "a", Over::Nothing), new(path, "b", over)];
            assert!(Batch::of(root, &files).is_err(), "{path}");
            assert_eq!(there(root), before, "{path}");
        }
        let files = [new("rules/mine.seg", "mine", Over::Nothing), new("rules/portal/a.yaml", "a", Over::Read(None))];
        Batch::of(root, &files).unwrap().put().unwrap();
        assert_eq!(there(root).len(), before.len() + 1);
        // Somebody was quicker.
        for (path, over) in [
            ("rules/late.seg", Over::Nothing),
            ("rules/portal/b.yaml", Over::Read(None)),
            ("rules/portal/a.yaml", Over::Read(Some("a"))),
        ] {
            let batch = Batch::of(root, &[new(path, "ours", over)]).unwrap();
            std::fs::write(root.join(path), "theirs").unwrap();
            assert!(batch.put().is_err(), "{path}");
            assert_eq!(std::fs::read_to_string(root.join(path)).unwrap(), "theirs");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_stays_one_and_so_does_a_link() {
        use std::os::unix::fs::FileTypeExt as _;
        let path = Path::new("/dev/null");
        write_whole(path, "text", Secrecy::Owner).unwrap();
        assert!(path.metadata().unwrap().file_type().is_char_device());
        let folder = tempfile::tempdir().unwrap();
        let (link, file) = (folder.path().join("link"), folder.path().join("file"));
        std::fs::write(&file, "something longer").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, "text", Secrecy::Owner).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "text");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_behind_a_link() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(outside.path(), folder.path().join("rules")).unwrap();
        for path in ["rules/a.seg", "rules/portal/a.yaml"] {
            let new = New { path: path.to_owned(), text: "x".to_owned(), over: Over::Read(None) };
            assert!(Batch::of(folder.path(), &[new]).is_err());
        }
        assert_eq!(there(outside.path()), Vec::<String>::new());
    }
}
