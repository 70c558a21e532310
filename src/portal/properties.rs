//! Properties of objects and their groups.

use serde_json::{Value, json};

use crate::catalog::Sensitivity;

use super::client::Effect;
use super::paths::encoded;
use super::transport::{Method, Request};
use super::{Portal, PortalError};

impl Portal<'_> {
    /// Reads all properties of an object in one class of sensitivity.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn properties(&self, object: &str, sensitivity: Sensitivity) -> Result<Vec<Value>, PortalError> {
        let request = Request::new(Method::Get, self.paths.properties(object));
        self.named(&request.with("dataSensitivity", sensitivity.word()))
    }

    /// Reads the properties of an object that are archived, but for sensitive ones.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn archived_properties(&self, object: &str) -> Result<Vec<Value>, PortalError> {
        self.named(&Request::new(Method::Get, self.paths.properties(object)).with("archived", true))
    }

    /// Counts the records of an object that have no value of a property.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn count_empty(&self, object: &str, property: &str) -> Result<u64, PortalError> {
        let filter = json!({ "propertyName": property, "operator": "NOT_HAS_PROPERTY" });
        let body = json!({ "filterGroups": [{ "filters": [filter] }], "properties": [], "limit": 1 });
        let request = Request::new(Method::Post, format!("{}/search", self.paths.records(object))).body(body);
        let answer = self.json(&request, Effect::Read)?;
        answer.get("total").and_then(Value::as_u64).ok_or_else(|| Self::misshapen(&request, Effect::Read, "total"))
    }

    /// Reads one property; nothing where this class of sensitivity has none of that name.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn property(&self, object: &str, name: &str, sensitivity: Sensitivity) -> Result<Option<Value>, PortalError> {
        let request = self.property_request(Method::Get, object, name).with("dataSensitivity", sensitivity.word());
        match self.json(&request, Effect::Read) {
            Ok(property) => Ok(Some(property)),
            Err(PortalError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates a property and returns it as the portal shows it.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn create_property(&self, object: &str, body: Value) -> Result<Value, PortalError> {
        self.json(&Request::new(Method::Post, self.paths.properties(object)).body(body), Effect::Write)
    }

    /// Changes what the body names; `options` replaces the whole list.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn update_property(&self, object: &str, name: &str, body: Value) -> Result<Value, PortalError> {
        self.json(&self.property_request(Method::Patch, object, name).body(body), Effect::Write)
    }

    /// Reads all property groups of an object.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn property_groups(&self, object: &str) -> Result<Vec<Value>, PortalError> {
        self.named(&Request::new(Method::Get, format!("{}/groups", self.paths.properties(object))))
    }

    /// Creates a property group.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn create_property_group(&self, object: &str, body: Value) -> Result<(), PortalError> {
        self.write(&Request::new(Method::Post, format!("{}/groups", self.paths.properties(object))).body(body))
    }

    /// Reads rows that are told apart by their names: one without a name would be taken for one that is not there.
    fn named(&self, request: &Request) -> Result<Vec<Value>, PortalError> {
        let rows = self.rows(request, "results")?;
        if rows.iter().all(|row| row.get("name").is_some_and(Value::is_string)) {
            return Ok(rows);
        }
        Err(Self::misshapen(request, Effect::Read, "results[].name"))
    }

    fn property_request(&self, method: Method, object: &str, name: &str) -> Request {
        Request::new(method, format!("{}/{}", self.paths.properties(object), encoded(name)))
    }
}
