//! Where experiments are made: every thing is written down before it is made, and removed when its experiment ends.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::clean::{self, Removal, text};
use super::journal::{self, Journal, Kind, Line, PREFIX, Thing};
use super::said::{Said, Seen};
use super::scratch::Scratch;
use crate::portal::{Method, Portal, PortalError, Request};
use crate::settings::ApiPaths;

/// How often something is looked at that the portal does by itself.
pub(super) const PATIENCE: usize = 60;
/// How long is waited between two looks.
pub(super) const MOMENT_MS: u64 = 2_000;

/// Why a probe ended before its end.
#[derive(Clone, Debug, PartialEq)]
pub enum Cut {
    /// The portal could not be asked any more.
    Portal(PortalError),
    /// The journal could not be written: what is not written down is not made.
    Journal(String),
}

impl From<PortalError> for Cut {
    fn from(error: PortalError) -> Self {
        Self::Portal(error)
    }
}

/// What is around a probe.
#[derive(Clone, Debug)]
pub struct Around {
    /// What no other run has: small letters and digits. Part of every name.
    pub run: String,
    /// The time at which it began.
    pub now: Timestamp,
    /// The portal's zone.
    pub zone: TimeZone,
}

/// A place for experiments.
pub struct Lab<'a> {
    portal: &'a Portal<'a>,
    pub(super) paths: &'a ApiPaths,
    pub(super) around: Around,
    journal: &'a mut dyn Journal,
    made: Vec<Thing>,
    named: usize,
    pub(super) scratch: Option<Result<Scratch, String>>,
}

impl<'a> Lab<'a> {
    pub(super) fn new(
        portal: &'a Portal<'a>,
        paths: &'a ApiPaths,
        around: Around,
        journal: &'a mut dyn Journal,
    ) -> Self {
        Self { portal, paths, around, journal, made: Vec::new(), named: 0, scratch: None }
    }

    /// Makes a name that nothing else has.
    pub(super) fn name(&mut self) -> String {
        self.named += 1;
        format!("{PREFIX}_{}_{}", self.around.run, self.named)
    }

    /// Sends a request. A write that ended in an error of the server is an answer here: what it made is written down.
    pub(super) fn send(&self, request: &Request) -> Result<Said, Cut> {
        match self.portal.exchange(request) {
            Ok(response) if response.status == 401 => Err(Cut::Portal(PortalError::Forbidden {
                at: crate::portal::Where { method: request.method, path: request.path.clone() },
                why: "the token is no longer accepted".to_owned(),
            })),
            Ok(response) => Ok(Said::of(&response)),
            Err(PortalError::Unknown { status: Some(status), .. }) => Ok(Said::failed(status)),
            Err(error) => Err(Cut::Portal(error)),
        }
    }

    pub(super) fn get(&self, path: &str) -> Result<Said, Cut> {
        self.send(&Request::new(Method::Get, path))
    }

    pub(super) fn rest(&self) {
        self.portal.rest(MOMENT_MS);
    }

    /// Makes something, after it was written down.
    pub(super) fn make(&mut self, kind: Kind, key: &str, request: &Request, id: &str) -> Result<Said, Cut> {
        self.write(&Line::About { kind, key: key.to_owned() })?;
        self.made.push(Thing { kind, key: key.to_owned(), id: None });
        let said = self.send(request)?;
        match said.body.pointer(id).and_then(text).filter(|_| said.ok()) {
            Some(id) => {
                self.write(&Line::Made { kind, key: key.to_owned(), id: id.clone() })?;
                if let Some(thing) = self.made.last_mut() {
                    thing.id = Some(id);
                }
            }
            // Refused for good, so there is nothing to remove. An error of the server is no such answer.
            None if said.status < 500 && !said.ok() => {
                if let Some(thing) = self.made.pop() {
                    self.write(&thing.gone())?;
                }
            }
            None => {}
        }
        Ok(said)
    }

    fn write(&mut self, line: &Line) -> Result<(), Cut> {
        self.journal.write(&journal::print(line)).map_err(Cut::Journal)
    }

    /// Removes what was made of these kinds; what the portal keeps is returned, with what it said.
    pub(super) fn sweep(&mut self, kinds: &[Kind]) -> Result<Vec<(Thing, String)>, Cut> {
        let mut stays = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)) {
            let of_kind: Vec<Thing> = self.made.extract_if(.., |thing| thing.kind == kind).collect();
            let mut rest = of_kind.into_iter();
            while let Some(thing) = rest.next() {
                match clean::remove(self.portal, self.paths, &thing) {
                    Ok(Removal::Gone) => self.write(&thing.gone())?,
                    Ok(Removal::Stays(why)) => stays.push((thing, why)),
                    Err(error) => {
                        self.made.push(thing);
                        self.made.extend(rest);
                        return Err(Cut::Portal(error));
                    }
                }
            }
        }
        Ok(stays)
    }

    /// Makes a list of contacts from the members of a body beside name and object type.
    pub(super) fn list(&mut self, more: Value) -> Result<Said, Cut> {
        let name = self.name();
        self.titled(&name, more)
    }

    /// The same under a title, which may have been used before.
    pub(super) fn titled(&mut self, name: &str, more: Value) -> Result<Said, Cut> {
        let mut body = json!({ "name": name, "objectTypeId": "0-1" });
        join(&mut body, more);
        let request = Request::new(Method::Post, self.paths.lists()).body(body);
        self.make(Kind::List, name, &request, "/list/listId")
    }

    /// Makes a DYNAMIC list of a filter branch.
    pub(super) fn dynamic(&mut self, root: Value) -> Result<Said, Cut> {
        self.list(json!({ "processingType": "DYNAMIC", "filterBranch": root }))
    }

    /// Tries a list, and where it is refused another that is like it but for what is asked about: only if that one is
    /// taken, the first was refused for what is asked.
    pub(super) fn takes(&mut self, tried: Value, control: Value, yes: &str, no: &str) -> Result<Seen, Cut> {
        let said = self.list(tried)?;
        if !said.refused() {
            return Ok(if said.ok() { Seen::so(yes, "the list was made") } else { Seen::open(said.short()) });
        }
        let other = self.list(control)?;
        Ok(if other.ok() { Seen::so(no, said.short()) } else { neither(&other) })
    }

    /// Makes a workflow on contacts that is off, from its actions and more members.
    pub(super) fn flow(&mut self, actions: Value, more: Value) -> Result<Said, Cut> {
        let name = self.name();
        let start = actions.pointer("/0/actionId").cloned();
        let mut body = json!({ "name": name, "type": "CONTACT_FLOW", "objectTypeId": "0-1", "flowType": "WORKFLOW",
            "isEnabled": false, "actions": actions });
        if let Some(start) = start {
            join(&mut body, json!({ "startActionId": start }));
        }
        join(&mut body, more);
        let request = Request::new(Method::Post, self.paths.flows()).body(body);
        self.make(Kind::Flow, &name, &request, "/id")
    }

    /// The same as [`takes`](Self::takes), of workflows.
    pub(super) fn flow_takes(
        &mut self,
        tried: (Value, Value),
        control: (Value, Value),
        yes: &str,
        no: &str,
    ) -> Result<Seen, Cut> {
        let said = self.flow(tried.0, tried.1)?;
        if !said.refused() {
            return Ok(if said.ok() { Seen::so(yes, "the workflow was made") } else { Seen::open(said.short()) });
        }
        let other = self.flow(control.0, control.1)?;
        Ok(if other.ok() { Seen::so(no, said.short()) } else { neither(&other) })
    }

    /// Reads a workflow until its creation is complete; none where that does not come.
    pub(super) fn settled(&self, made: &Said) -> Result<Option<Value>, Cut> {
        let path = format!("{}/{}", self.paths.flows(), made.text("/id"));
        if !made.ok() {
            return Ok(None);
        }
        for _ in 0..PATIENCE {
            let said = self.get(&path)?;
            if said.ok() && said.text("/crmObjectCreationStatus") != "PENDING" {
                return Ok(Some(said.body));
            }
            self.rest();
        }
        Ok(None)
    }

    /// Replaces a workflow by what was read of it, with some members changed; null leaves one out.
    pub(super) fn put(&self, live: &Value, changes: Value) -> Result<Said, Cut> {
        let mut body = json!({});
        for key in ["type", "isEnabled", "name", "description", "uuid", "startActionId", "actions", "revisionId"] {
            if let (Some(value), Some(map)) = (live.get(key), body.as_object_mut()) {
                map.insert(key.to_owned(), value.clone());
            }
        }
        join(&mut body, changes);
        if let Some(map) = body.as_object_mut() {
            map.retain(|_, value| !value.is_null());
        }
        let id = live.get("id").and_then(text).unwrap_or_default();
        self.send(&Request::new(Method::Put, format!("{}/{id}", self.paths.flows())).body(body))
    }
}

/// Says that what is sure to be right was refused too: the experiment tells nothing.
pub(super) fn neither(control: &Said) -> Seen {
    Seen::open(format!("what is known to be right was refused as well: {}", control.short()))
}

/// Puts the members of one object into another.
pub(super) fn join(body: &mut Value, more: Value) {
    if let (Value::Object(body), Value::Object(more)) = (body, more) {
        body.extend(more);
    }
}

/// Makes a root of ANDs.
pub(super) fn any(ands: &[Value]) -> Value {
    json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": ands })
}

/// Makes an AND of filters and branches.
pub(super) fn all(filters: &[Value], branches: &[Value]) -> Value {
    json!({ "filterBranchType": "AND", "filterBranchOperator": "AND", "filters": filters, "filterBranches": branches })
}

/// Makes a root of one AND of one filter.
pub(super) fn one(filter: Value) -> Value {
    any(&[all(&[filter], &[])])
}

/// Makes a filter on a property.
pub(super) fn property(name: &str, operation: Value) -> Value {
    json!({ "filterType": "PROPERTY", "property": name, "operation": operation })
}

/// Makes a filter that a property has a value: of all filters the one that is known best.
pub(super) fn known(name: &str) -> Value {
    property(
        name,
        json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN", "includeObjectsWithNoValueSet": false }),
    )
}

/// Makes the body of a DYNAMIC list.
pub(super) fn list_of(root: Value) -> Value {
    json!({ "processingType": "DYNAMIC", "filterBranch": root })
}
