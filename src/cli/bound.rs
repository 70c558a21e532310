//! What the committed bindings of each environment give a meaning, for who has no portal to ask.

use std::collections::BTreeMap;

use super::known;
use crate::lint::Bound;
use crate::problem::Problem;
use crate::settings::{self, Settings};
use crate::source::Sources;
use crate::syntax::ast::RefKind;

/// The folder of bindings.
pub const FOLDER: &str = "bindings";

/// Tells whether a file binds names or objects.
#[must_use]
pub fn is_bindings(path: &str) -> bool {
    path.strip_prefix("bindings/").is_some_and(|name| !name.contains('/') && name.ends_with(".yaml"))
        && known::whose(path).is_none()
}

/// Reads what each environment binds; one without files binds nothing.
#[must_use]
pub fn of(settings: &Settings, sources: &Sources, problems: &mut Vec<Problem>) -> BTreeMap<String, Bound> {
    let mut all: BTreeMap<String, Bound> =
        settings.environments.keys().map(|environment| (environment.clone(), Bound::new())).collect();
    for (id, file) in sources.iter().filter(|(_, file)| is_bindings(&file.path)) {
        let name = file.path.strip_prefix("bindings/").and_then(|path| path.strip_suffix(".yaml")).unwrap_or_default();
        if let Some(bound) = all.get_mut(name) {
            let (bindings, mut found) = settings::bindings(id, &file.text);
            problems.append(&mut found);
            let bindings = bindings.unwrap_or_default();
            for (kind, names) in [
                (RefKind::Url, bindings.urls),
                (RefKind::App, bindings.apps),
                (RefKind::Secret, bindings.secrets),
                (RefKind::Cta, bindings.ctas),
                (RefKind::Thing, bindings.things),
            ] {
                bound.extend(names.into_keys().map(|name| (kind, name)));
            }
        } else if let Some(bound) = name.strip_suffix(".objects").and_then(|name| all.get_mut(name)) {
            let (bindings, mut found) = settings::object_bindings(id, &file.text);
            problems.append(&mut found);
            let mut things = bindings.unwrap_or_default().things;
            for kind in RefKind::ALL {
                let names = things.remove(kind.word()).unwrap_or_default();
                bound.extend(names.into_keys().map(|name| (kind, name)));
            }
        }
    }
    all
}
