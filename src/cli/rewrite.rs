//! Writes a source again: whole, as the file that it was, and only where nobody changed it meanwhile.

use std::io::Write as _;
use std::path::Path;

use super::folder;
use crate::problem::{Problem, settings::Fault};
use crate::syntax::MAX_FILE_BYTES;

/// Puts a text in the place of the one that was read. Permissions stay, and a link stays a link to the file it names.
///
/// # Errors
/// Where the file has another text by now, or cannot be written.
pub fn rewrite(path: &Path, was: &str, text: &str) -> Result<(), Problem> {
    let unwritable = |why: String| {
        let path = path.display().to_string();
        Problem::nowhere(Fault::OutputNotWritable { path, why })
    };
    let io = |error: std::io::Error| unwritable(error.to_string());
    let target = std::fs::canonicalize(path).map_err(io)?;
    let permissions = std::fs::metadata(&target).map_err(io)?.permissions();
    if permissions.readonly() {
        return Err(unwritable("it may only be read".to_owned()));
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    file.as_file().set_permissions(permissions).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    // Last, so that little time is left for somebody else.
    let now = folder::read_text(&target, MAX_FILE_BYTES).map_err(|why| unwritable(why.words()))?;
    if now != was {
        return Err(unwritable("somebody changed it meanwhile".to_owned()));
    }
    file.persist(&target).map(|_| ()).map_err(|error| io(error.error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_changed_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        std::fs::write(&path, "theirs").unwrap();
        assert!(rewrite(&path, "read", "ours").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.seg"), folder.path().join("b.seg"));
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        rewrite(&link, "old", "new").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
