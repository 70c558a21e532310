//! Where a declaration stands: a file of its own, which no other file of the project has.

use std::collections::BTreeSet;

use crate::lift::looks_secret;
use crate::lift::naming::slug;

/// The longest name of a folder.
const LONGEST: usize = 60;

/// Paths that are taken.
#[derive(Clone, Debug, Default)]
pub struct Paths(BTreeSet<String>);

impl Paths {
    /// Takes those of files that are there.
    pub fn new(there: impl IntoIterator<Item = String>) -> Self {
        Self(there.into_iter().map(|path| path.to_lowercase()).collect())
    }

    /// Gives the path of a list: in the folder that it lies in, else in one for its object.
    pub fn list(&mut self, folder: Option<&str>, object: &str, name: &str) -> String {
        // Below `rules/portal/` stand generated catalogs alone.
        let below = folder
            .filter(|folder| !looks_secret(folder))
            .and_then(slug)
            .filter(|folder| folder != "portal")
            .unwrap_or_else(|| object.to_owned());
        // A title may be longer than a path can; letters and digits are all there is in it.
        let below = below.get(..LONGEST).unwrap_or(&below).trim_end_matches('_');
        self.free(&format!("rules/{below}/{name}"), "seg")
    }

    /// Gives the path of a workflow.
    pub fn flow(&mut self, object: &str, name: &str) -> String {
        // Below `workflows/code/` stand the sources of code steps alone.
        let below = if object == "code" { "object_code" } else { object };
        self.free(&format!("workflows/{below}/{name}"), "flow")
    }

    /// Tells whether a file of this name is there, whatever its case.
    pub fn is_taken(&self, path: &str) -> bool {
        self.0.contains(&path.to_lowercase())
    }

    fn free(&mut self, stem: &str, ending: &str) -> String {
        let numbered = (2..).map(|number| format!("{stem}_{number}.{ending}"));
        let mut wanted = std::iter::once(format!("{stem}.{ending}")).chain(numbered);
        let free = wanted.find(|path| !self.0.contains(&path.to_lowercase())).unwrap_or_default();
        self.0.insert(free.to_lowercase());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_that_is_there_is_written_over_whatever_its_case() {
        let mut paths = Paths::new(["rules/contact/Hot.seg".to_owned()]);
        assert_eq!(paths.list(None, "contact", "hot"), "rules/contact/hot_2.seg");
        assert_eq!(paths.list(None, "contact", "hot"), "rules/contact/hot_3.seg");
        assert_eq!(paths.list(Some("Größte Kunden"), "contact", "hot"), "rules/grosste_kunden/hot.seg");
        assert_eq!(paths.list(Some("Portal"), "deal", "hot"), "rules/deal/hot.seg");
        let long = format!("rules/{}/hot.seg", "very_long_".repeat(6).trim_end_matches('_'));
        assert_eq!(paths.list(Some(&"Very long ".repeat(40)), "deal", "hot"), long);
        assert_eq!(paths.list(Some("../.."), "deal", "cold"), "rules/deal/cold.seg");
        assert_eq!(paths.flow("code", "x"), "workflows/object_code/x.flow");
    }
}
