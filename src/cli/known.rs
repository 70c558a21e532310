//! Which capability file a command reads: of all that may be there, one at most.
//!
//! The file of the environment that was named; where it has none, or none was named, that of the environment which
//! `catalog:` names; else that of the only environment. Facts are HubSpot's more than a portal's: what was found out
//! in a sandbox holds for a production portal, which is never probed, and for the embedded one.

use std::path::Path;

use super::folder;
use super::project::SETTINGS;
use crate::problem::Problem;
use crate::settings::{self, Settings};
use crate::source::{FileId, Sources};
use crate::syntax::MAX_FILE_BYTES;

const FOLDER: &str = "bindings/";
const ENDING: &str = ".capabilities.yaml";

/// Returns where the capabilities of an environment are, relative to the project.
#[must_use]
pub fn place(environment: &str) -> String {
    format!("{FOLDER}{environment}{ENDING}")
}

/// Returns the environment whose capabilities a file holds.
#[must_use]
pub fn whose(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_suffix(ENDING)
}

/// Finds the file that counts for an environment, or for none.
#[must_use]
pub fn path(root: &Path, environment: Option<&str>) -> Option<String> {
    let text = folder::read_text(&root.join(SETTINGS), MAX_FILE_BYTES).ok()?;
    let settings = settings::read(FileId(0), &text).0?;
    let declared = |name: &&str| settings.environments.contains_key(*name);
    let mut names = settings.environments.keys().map(String::as_str);
    let only = match (names.next(), names.next()) {
        (Some(only), None) => Some(only),
        (Some(_) | None, _) => None,
    };
    let candidates = [environment.filter(declared), settings.catalog_from.as_deref(), only];
    candidates.into_iter().flatten().map(place).find(|path| root.join(path).exists())
}

/// Sets what the settings leave open as the file among the sources says.
#[must_use]
pub fn with(settings: Settings, sources: &Sources, problems: &mut Vec<Problem>) -> Settings {
    let found = sources.iter().find_map(|(id, file)| {
        let environment = settings.environments.get(whose(&file.path)?)?;
        Some(settings::capabilities(id, &file.text, environment.portal))
    });
    let Some((capabilities, mut found)) = found else { return settings };
    problems.append(&mut found);
    match capabilities {
        Some(capabilities) => settings.knowing(&capabilities),
        None => settings,
    }
}
