//! Workflows, which the API calls flows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{id, items, text};
use super::client::Effect;
use super::lists::too_long;
use super::paths::encoded;
use super::transport::{Method, Request};
use super::{Portal, PortalError};
use crate::hubspot::actions::Listed;

/// The documented page of a listing.
const PAGE: u32 = 100;

/// A flow in a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The mark we gave it, or the portal's own.
    pub uuid: Option<String>,
    /// The object type id.
    pub object_type: String,
    /// Its revision.
    pub revision: Option<String>,
    /// All of it, as it came.
    pub body: Value,
}

/// A flow as the portal shows it: whole, with what we look at taken out.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveFlow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its description, whose last line may be our mark.
    pub description: Option<String>,
    /// The mark we gave it, or the portal's own.
    pub uuid: Option<String>,
    /// The object type id.
    pub object_type: String,
    /// Its revision, which every write must name.
    pub revision: Option<String>,
    /// Whether it is on; nothing where the portal doesn't say.
    pub enabled: Option<bool>,
    /// All of it, as it came.
    pub body: Value,
}

impl LiveFlow {
    /// Reads a flow; nothing where the id is missing.
    #[must_use]
    pub fn read(body: Value) -> Option<Self> {
        Some(Self {
            id: id(&body, "id")?,
            name: text(&body, "name"),
            description: text(&body, "description"),
            uuid: text(&body, "uuid"),
            object_type: text(&body, "objectTypeId").unwrap_or_default(),
            revision: id(&body, "revisionId"),
            enabled: body.get("isEnabled").and_then(Value::as_bool),
            body,
        })
    }

    /// Tells whether the portal has finished creating it; a write before that is refused.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.body.get("crmObjectCreationStatus").and_then(Value::as_str).is_none_or(|status| status == "COMPLETE")
    }
}

/// What the portal says about one flow id.
#[derive(Clone, Debug, PartialEq)]
pub enum FlowRead {
    /// It is there.
    Found(Box<LiveFlow>),
    /// It is there and our token may not see it: it holds sensitive data.
    Hidden,
    /// There is none of this id.
    Gone,
}

impl Portal<'_> {
    /// Reads the action types that workflows on an object may have; nothing where the portal does not tell: they are a
    /// beta.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn action_types(&self, object_type: &str) -> Result<Option<Vec<Listed>>, PortalError> {
        let Some(path) = self.paths.action_types() else { return Ok(None) };
        match self.rows(&Request::new(Method::Get, path).with("objectTypeId", object_type), "results") {
            Ok(rows) => Ok(Some(rows.iter().filter_map(Listed::read).collect())),
            Err(PortalError::NotFound { .. } | PortalError::NotPermitted { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lists all flows that the listing shows; those with sensitive data are missing from it without a word.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn all_flows(&self) -> Result<Vec<FlowRow>, PortalError> {
        let request = Request::new(Method::Get, self.paths.flows()).with("limit", PAGE);
        let rows = self.pages(&request)?;
        let read = |body: Value| {
            Some(FlowRow {
                id: id(&body, "id")?,
                name: text(&body, "name"),
                uuid: text(&body, "uuid"),
                object_type: text(&body, "objectTypeId").unwrap_or_default(),
                revision: id(&body, "revisionId"),
                body,
            })
        };
        let missing = || Self::misshapen(&request, Effect::Read, "results[].id");
        rows.into_iter().map(|row| read(row).ok_or_else(missing)).collect()
    }

    /// Reads flows in batches; what a batch does not find is asked for singly. Every id that was asked for is a key.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn flows(&self, ids: &[String]) -> Result<BTreeMap<String, FlowRead>, PortalError> {
        let mut read = BTreeMap::new();
        for batch in ids.chunks(self.batch.flows.max(1)) {
            self.flows_into(batch, &mut read)?;
        }
        Ok(read)
    }

    /// Reads one flow.
    ///
    /// # Errors
    /// [`PortalError`]; a token without the scope for workflows is one, a flow that is hidden is none.
    pub fn flow(&self, flow: &str) -> Result<FlowRead, PortalError> {
        let request = self.flow_request(Method::Get, flow);
        match self.json(&request, Effect::Read) {
            Ok(body) => LiveFlow::read(body)
                .map(|flow| FlowRead::Found(Box::new(flow)))
                .ok_or_else(|| Self::misshapen(&request, Effect::Read, "id")),
            Err(PortalError::NotFound { .. }) => Ok(FlowRead::Gone),
            Err(PortalError::NotPermitted { refusal, .. }) if !refusal.says("MISSING_SCOPES") => Ok(FlowRead::Hidden),
            Err(error) => Err(error),
        }
    }

    /// Creates a flow. Creation is not idempotent: the same body sent twice makes two.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn create_flow(&self, body: Value) -> Result<LiveFlow, PortalError> {
        self.sent_flow(&Request::new(Method::Post, self.paths.flows()).body(body))
    }

    /// Replaces a flow whole; the body names the revision that it replaces.
    ///
    /// # Errors
    /// [`PortalError`]; another revision is refused with `INVALID_REVISION_ID_IN_PUT_REQUEST`.
    pub fn replace_flow(&self, flow: &str, body: Value) -> Result<LiveFlow, PortalError> {
        self.sent_flow(&self.flow_request(Method::Put, flow).body(body))
    }

    /// Deletes a flow; no API brings it back.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn delete_flow(&self, flow: &str) -> Result<(), PortalError> {
        self.write(&self.flow_request(Method::Delete, flow))
    }

    fn flow_request(&self, method: Method, flow: &str) -> Request {
        Request::new(method, format!("{}/{}", self.paths.flows(), encoded(flow)))
    }

    fn sent_flow(&self, request: &Request) -> Result<LiveFlow, PortalError> {
        let body = self.json(request, Effect::Write)?;
        LiveFlow::read(body).ok_or_else(|| Self::misshapen(request, Effect::Write, "id"))
    }

    fn flows_into(&self, ids: &[String], into: &mut BTreeMap<String, FlowRead>) -> Result<(), PortalError> {
        if let [single] = ids {
            let read = self.flow(single)?;
            into.insert(single.clone(), read);
            return Ok(());
        }
        let inputs: Vec<Value> = ids.iter().map(|flow| json!({ "type": "FLOW_ID", "flowId": flow })).collect();
        let request =
            Request::new(Method::Post, format!("{}/batch/read", self.paths.flows())).body(json!({ "inputs": inputs }));
        let answer = match self.json(&request, Effect::Read) {
            Ok(answer) => answer,
            Err(error) if too_long(&error) => json!({ "results": [] }),
            Err(error) => return Err(error),
        };
        if !answer.get("results").is_some_and(Value::is_array) {
            return Err(Self::misshapen(&request, Effect::Read, "results"));
        }
        for row in items(&answer, "results") {
            let flow = LiveFlow::read(row.clone());
            let flow = flow.ok_or_else(|| Self::misshapen(&request, Effect::Read, "results[].id"))?;
            if ids.contains(&flow.id) {
                into.entry(flow.id.clone()).or_insert_with(|| FlowRead::Found(Box::new(flow)));
            }
        }
        let missing: Vec<String> = ids.iter().filter(|flow| !into.contains_key(*flow)).cloned().collect();
        // An answer that names its errors has said all it knows; one that is merely short is asked again in halves.
        let named = items(&answer, "errors").next().is_some();
        let size = if named { 1 } else { missing.len().div_ceil(2).max(1) };
        missing.chunks(size).try_for_each(|part| self.flows_into(part, into))
    }
}
