//! A list as a declaration.

use serde_json::Value;

use crate::hubspot::list::List;
use crate::source::is_no_text;
use crate::syntax::ast::{Declaration, HeaderLine, Segment, StaticList};

use super::flow::secrets;
use super::node::Node;
use super::value::{made, nowhere};
use super::{Loss, World, features, rule};

/// Returns a list as a declaration of a name: what HubSpot fills by a rule is a segment, what it filled once or never
/// a static list.
///
/// # Errors
/// Where it is in the bin, or its rule has no form.
pub fn list(json: &Value, name: &str, world: &World<'_>) -> Result<Declaration, Vec<Loss>> {
    let list = List::read(json.clone());
    let json = list.json();
    let node = Node::root(&json);
    let one = |why: &str| Err(vec![node.loss(why)]);
    if list.is_deleted() {
        return one("it is in the bin");
    }
    let secrets = secrets(&node);
    if !secrets.is_empty() {
        return Err(secrets);
    }
    let id = list.object_type_id().unwrap_or_default();
    let Some(object) = features::object(&id, world.names) else {
        return one(&format!("rules know no records of the type `{id}`"));
    };
    let title = list.title().filter(|title| !title.trim().is_empty() && !title.chars().any(is_no_text));
    let Some(title) = title else { return one("its title is no text that a source can hold") };
    let title = HeaderLine::Title(made(title.to_owned()));
    let (name, object_word) = (made(name.to_owned()), made(object.word().to_owned()));
    match (list.processing_type(), list.filter()) {
        (Some("DYNAMIC"), Some(filter)) => {
            let within = |losses: Vec<Loss>| losses.into_iter().map(|loss| loss.within("/filterBranch")).collect();
            Ok(Declaration::Segment(Segment {
                doc: None,
                name,
                object: object_word,
                header: vec![HeaderLine::Version(made(1)), title],
                rule: rule(filter, object, world).map_err(|losses| -> Vec<Loss> { within(losses) })?,
                span: nowhere(),
            }))
        }
        (Some("DYNAMIC"), None) => one("it has no rule"),
        // What filled a snapshot once says nothing of who is in it now.
        (Some("MANUAL" | "SNAPSHOT"), _) => {
            let header = vec![title];
            Ok(Declaration::StaticList(StaticList { doc: None, name, object: object_word, header, span: nowhere() }))
        }
        (Some(other), _) => one(&format!("`{other}` is no kind of list that the language has")),
        (None, _) => one("it has no `processingType`"),
    }
}
