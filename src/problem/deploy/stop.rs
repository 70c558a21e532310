//! The words of what stops an object.

use crate::plan::{Bearer, StopReason};
use crate::problem::Words;
use crate::record::{ObjectKey, ObjectKind};

/// Says why an object is stopped.
pub(super) fn words(object: &ObjectKey, why: &StopReason) -> Words {
    let name = super::name(object);
    match why {
        StopReason::Drifted { .. } => Words::error(
            "deploy::drifted",
            format!(
                "{name} was changed in the portal since it was last deployed or adopted, and the source changed too"
            ),
            "",
            format!("take the change over into the source, or give `--overwrite {}`", object.name),
        ),
        StopReason::DeletedInPortal { id } => Words::error(
            "deploy::deleted-in-portal",
            format!("{name} (id {id}) was deleted in the portal since it was last deployed or adopted"),
            "",
            format!(
                "remove it from the source, restore it in the portal, or give `--overwrite {}` to make it again",
                object.name
            ),
        ),
        StopReason::Hidden { id } => Words::error(
            "deploy::hidden",
            format!("the portal does not show {name} (id {id}) to this token"),
            "",
            "give the token the sensitive-data scopes of the object",
        ),
        StopReason::MayBeHidden => Words::error(
            "deploy::may-be-hidden",
            format!("{name} uses sensitive data, so the portal may hide one that is there, and the record can't tell"),
            "",
            format!(
                "restore the record; or look it up in the portal, and `hubwright adopt {} --id ID`, or give \
                 `--overwrite {}` where there is none",
                object.name, object.name
            ),
        ),
        StopReason::SameVersion { version } => Words::error(
            "deploy::same-version",
            format!("{name} changed but is still version {version}"),
            "",
            format!("run `hubwright bump {}`, or `hubwright bump --changed`", object.name),
        ),
        StopReason::Candidates { found } => Words::error(
            "deploy::candidates",
            format!("{name} may be {}, and nothing proves it", list(found)),
            "",
            format!(
                "if it is, run `hubwright adopt {} --id ID`, or give `--overwrite {}` where the bindings name it; else \
                 rename the other, take it out of this project's folder, or change the title",
                object.name, object.name
            ),
        ),
        StopReason::MarkedTwice { ids } => Words::error(
            "deploy::marked-twice",
            format!("{} objects of the portal bear the mark of {name}: ids {}", ids.len(), ids.join(", ")),
            "",
            "a clone keeps its original's mark: take it off the copy, or delete the copy",
        ),
        StopReason::TitleTaken { title, id, bearer } => Words::error(
            "deploy::title-taken",
            format!("the title `{title}` of {name} is taken by another list (id {id})"),
            "",
            match bearer {
                Bearer::Alike => {
                    format!("change the title, rename the other list, or `hubwright adopt {} --id {id}`", object.name)
                }
                Bearer::Other => "change the title, or rename the other list".to_owned(),
            },
        ),
        StopReason::Unresolved { name: wanted, known } => Words::error(
            "deploy::unresolved",
            format!("{name} names {wanted}, which is not in this portal"),
            "",
            if known.is_empty() { "there is none of its kind".to_owned() } else { format!("there is {}", some(known)) },
        ),
        StopReason::Unbound { name: wanted, file, key, known } => {
            let called = wanted.split_once('(').map_or(wanted.as_str(), |(_, rest)| rest.trim_end_matches(')'));
            let add = format!("add `{called}:` with what it means here under `{key}:` in `{file}`");
            Words::error(
                "deploy::unbound",
                format!("{name} names {wanted}, which HubSpot's API can't look up and `{file}` does not bind"),
                "",
                if known.is_empty() { add } else { format!("{add}; there is {}", some(known)) },
            )
        }
        StopReason::Ambiguous { name: wanted, ids } => Words::error(
            "deploy::ambiguous",
            format!("{name} names {wanted}, and {} things are called so: ids {}", ids.len(), ids.join(", ")),
            "",
            "rename one of them in the portal",
        ),
        StopReason::BrokenContract { property, wanted, found } if object.kind == ObjectKind::Property => Words::error(
            "deploy::broken-contract",
            match found {
                Some(found) => format!("property `{property}` must have {wanted}, and the portal has {found}"),
                None => format!("property `{property}` must have {wanted}, and is not in this portal"),
            },
            "",
            "correct the catalog: type, field and sensitivity of a property that is there are never changed",
        ),
        StopReason::BrokenContract { property, wanted, found } => Words::error(
            "deploy::broken-contract",
            match found {
                Some(found) => format!("{name} needs `{property}` to be {wanted}, and the portal has {found}"),
                None => format!("{name} needs the property `{property}` ({wanted}), which is not in this portal"),
            },
            "",
            "correct the catalog, make the property, or give the feature `managed:`",
        ),
        StopReason::ReadOnly { property } => Words::error(
            "deploy::read-only",
            format!("{name} writes `{property}`, and the portal lets nobody write its value"),
            "",
            "write another property: one that HubSpot fills or calculates itself is only read",
        ),
        StopReason::FieldMissing { action, name: called, field } => Words::error(
            "deploy::field-missing",
            format!("the action `{action}` ({called}) of {name} needs the field `{field}`, as this portal lists it"),
            "",
            format!("add `{field}` to the step: the portal would refuse the workflow, and not say why"),
        ),
        StopReason::OtherEventObject { event, wanted, found } => Words::error(
            "deploy::other-event-object",
            format!("{name} asks for the event `{event}` on {wanted}, and this portal has it on `{found}`"),
            "",
            format!("correct `on:` of the event in the catalog and ask for it there, or define an event on {wanted}"),
        ),
        StopReason::DeletesNotAllowed => Words::error(
            "deploy::deletes-not-allowed",
            format!("{name} became another kind of list, so the one in the portal would have to be deleted"),
            "",
            "give it a new name, or give `--allow-deletes`",
        ),
        StopReason::Referenced { portal, known } => Words::error(
            "deploy::referenced",
            format!("{name} is used in {portal} places of the portal, and we know of {known}"),
            "",
            "look at `Used in` of the list in HubSpot, and take it out there first",
        ),
        StopReason::Unmanageable { what } => Words::error(
            "deploy::unmanageable",
            format!("{name} is {what} in the portal"),
            "",
            "give the declaration a new name",
        ),
        StopReason::NotFetched { to } => Words::error(
            "deploy::not-fetched",
            format!("{name} reads an associated {to}, which the workflow in the portal does not fetch"),
            "",
            format!(
                "use a value of the associated {to} anywhere in it in HubSpot's editor and save; or make it anew: delete it \
                 there and give `--overwrite {}`",
                object.name
            ),
        ),
        StopReason::Needs { object: needed } => Words::error(
            "deploy::needs-stopped",
            format!("{name} needs {} `{}`, which is stopped", needed.kind.word(), needed.name),
            "",
            "what stops the other is said beside it",
        ),
    }
}

fn list(found: &[(String, String)]) -> String {
    let each: Vec<String> = found.iter().map(|(id, title)| format!("`{title}` (id {id})")).collect();
    each.join(" or ")
}

/// Lists the first few names.
pub(super) fn some(known: &[String]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = known.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let rest = known.len().saturating_sub(MOST);
    let shown = shown.join(", ");
    if rest == 0 { shown } else { format!("{shown} and {rest} more") }
}
