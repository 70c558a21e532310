//! A file that grows by whole lines, under a lock.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the record is kept in a file")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::RecordError;

/// A file of lines and the lock beside it.
pub(super) struct Journal {
    path: PathBuf,
    lock: Option<File>,
}

impl Journal {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, lock: None }
    }

    pub(super) fn place(&self) -> String {
        self.path.display().to_string()
    }

    /// Reads all bytes; nothing where there is no file.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, RecordError> {
        read(&self.path)
    }

    pub(super) fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// Takes the lock, until this value is dropped.
    pub(super) fn lock(&mut self) -> Result<(), RecordError> {
        if self.lock.is_some() {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        }
        // The lock has a file of its own: the journal may be replaced by another file under the same name.
        let path = self.path.with_extension("lock");
        let file = open(OpenOptions::new().create(true).truncate(false).write(true), &path)?;
        match file.try_lock() {
            Ok(()) => {
                self.lock = Some(file);
                Ok(())
            }
            Err(TryLockError::WouldBlock) => Err(RecordError::Locked { place: self.place() }),
            Err(TryLockError::Error(error)) => Err(failed(&path, &error)),
        }
    }

    /// Cuts the file to what is sound, and adds lines in one write. They are on the disk when this returns; when it
    /// fails, nothing is there, or the beginning of the lines.
    pub(super) fn append(&mut self, sound: u64, text: &str) -> Result<(), RecordError> {
        self.lock()?;
        let is_new = !self.path.exists();
        let mut file = open(OpenOptions::new().create(true).append(true), &self.path)?;
        let write = |file: &mut File| {
            if file.metadata()?.len() > sound {
                file.set_len(sound)?;
            }
            file.write_all(text.as_bytes())?;
            file.sync_data()
        };
        if let Err(error) = write(&mut file) {
            // A full disk leaves a torn line, which the next load drops; here it is only tidied.
            let _ = file.set_len(sound);
            return Err(failed(&self.path, &error));
        }
        if is_new {
            sync_folder(&self.path);
        }
        Ok(())
    }

    /// Replaces the whole file, at once or not at all.
    pub(super) fn replace(&mut self, text: &str) -> Result<(), RecordError> {
        self.lock()?;
        replace(&self.path, text)
    }
}

/// Reads a file; nothing where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, RecordError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, &error)),
    }
}

/// Replaces a file, at once or not at all.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), RecordError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        // Such files are made for their owner alone.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| failed(path, &error))?;
    sync_folder(path);
    Ok(())
}

pub(super) fn failed(path: &Path, error: &io::Error) -> RecordError {
    RecordError::Io { place: path.display().to_string(), why: error.to_string() }
}

/// Opens a file for its owner alone: before-images may hold what not everybody on the machine may see.
fn open(options: &mut OpenOptions, path: &Path) -> Result<File, RecordError> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path).map_err(|error| failed(path, &error))
}

/// Makes a new name in a folder durable. Not every system can: then the name is as durable as the system makes it.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}
