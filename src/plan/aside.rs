//! Sets a list aside that another one is made in the place of: it is an object of its own from then on, renamed first
//! and deleted last, and a plan after an apply that was cut off finds it in the record.

use std::collections::BTreeSet;

use serde_json::Value;

use super::build::{Context, Decision, Entry, Inputs};
use super::lists::{expect, expected};
use super::{Change, ChangeKind, Claim, Deployed, Expect, Sensitive, Write};
use crate::hubspot::list::List;
use crate::record::{ObjectKey, ObjectKind, Wrote};

/// What stands between an identity and the id of a list that was set aside.
const ASIDE: char = '@';

/// What the title of a list ends in that was set aside, but for a number and a bracket.
const REPLACED: &str = " (replaced";

/// Returns under which key a list is known that another one is made in the place of. No name holds such a sign.
pub(super) fn key(of: &ObjectKey, id: &str) -> ObjectKey {
    let (name, identity) = (format!("{} (replaced)", of.name), format!("{}{ASIDE}{id}", of.identity));
    ObjectKey { kind: ObjectKind::List, name, identity }
}

/// Returns the identity of the declaration that a list was set aside for.
pub(super) fn for_whom(key: &ObjectKey) -> Option<&str> {
    key.identity.split_once(ASIDE).filter(|_| key.kind == ObjectKind::List).map(|(identity, _)| identity)
}

/// Renames a list that is replaced: a title can be borne by one list only, and what names it must not lose it before
/// it names the new one. It is deleted last.
pub(super) fn set_aside(context: &Context<'_>, of: &ObjectKey, id: &str, live: &Value) -> Vec<Entry> {
    let Inputs { snapshot, record, .. } = context.inputs;
    let aside = key(of, id);
    let view = List::read(live.clone());
    let title = view.title().unwrap_or_default();
    let text = record.object(of).and_then(|known| known.text.clone());
    let deployed = Deployed { text: text.unwrap_or_default(), ..Deployed::default() };
    // An apply that was cut off may have renamed it already.
    let is_renamed = record.object(&aside).is_some() && title.contains(REPLACED);
    let is_free = |title: &String| {
        let title = title.to_lowercase();
        !snapshot.list_heads.iter().any(|head| head.title.to_lowercase() == title)
    };
    let mut titles = (1_u32..).map(|number| match number {
        1 => format!("{title}{REPLACED})"),
        _ => format!("{title}{REPLACED} {number})"),
    });
    let new_title = if is_renamed { title.to_owned() } else { titles.find(is_free).unwrap_or_default() };
    let mut renamed = live.clone();
    if let Some(entries) = renamed.as_object_mut() {
        entries.insert("name".to_owned(), Value::String(new_title.clone()));
    }
    let rename = Change {
        object: aside.clone(),
        kinds: vec![ChangeKind::SetAside],
        title: new_title.clone(),
        id: Some(id.to_owned()),
        expect: Some(expect(&view)),
        writes: vec![Write::RenameList { title: new_title.clone() }],
        before: Some(live.clone()),
        after: Some(expected(&renamed)),
        deployed: deployed.clone(),
        was: None,
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    };
    // A new title changes nothing else that is compared.
    let left = match expect(&view) {
        Expect::List { version, filters_updated_at, .. } => {
            Expect::List { version, filters_updated_at, title: new_title }
        }
        other @ (Expect::Flow { .. } | Expect::Property { .. }) => other,
    };
    let delete = Change {
        kinds: vec![ChangeKind::Delete],
        expect: Some(left),
        writes: vec![Write::DeleteList],
        after: None,
        deployed: Deployed::default(),
        ..rename.clone()
    };
    let first = if is_renamed {
        let (object, id, live) = (aside.clone(), id.to_owned(), live.clone());
        Decision::Claim(Claim { object, id, wrote: Wrote::Created, live, deployed })
    } else {
        Decision::Change(Box::new(rename))
    };
    let entry = |decision| Entry { key: aside.clone(), refers: BTreeSet::new(), decision };
    vec![entry(first), entry(Decision::Change(Box::new(delete)))]
}

/// Leaves a list where it is whose replacement is stopped.
pub(super) fn keep_what_is_not_replaced(entries: &mut Vec<Entry>) {
    let is_stopped = |entry: &&Entry| matches!(entry.decision, Decision::Stop(_)) && entry.key.kind == ObjectKind::List;
    let stopped: BTreeSet<String> = entries.iter().filter(is_stopped).map(|entry| entry.key.identity.clone()).collect();
    entries.retain(|entry| {
        matches!(entry.decision, Decision::Stop(_)) || for_whom(&entry.key).is_none_or(|it| !stopped.contains(it))
    });
}
