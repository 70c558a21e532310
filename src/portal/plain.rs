//! Any request as it is: for those to whom a refusal is an answer like another.

use super::client::Effect;
use super::transport::{Method, Request, Response, WHO};
use super::{Portal, PortalError};

impl Portal<'_> {
    /// Sends a request at the client's pace and with its retries, and returns what the portal says, be it yes or no.
    ///
    /// # Errors
    /// Where nothing was said for good: no connection, a limit that outlasts our patience, a write that ended in an
    /// error of the server, so that nobody knows what it did.
    pub fn exchange(&self, request: &Request) -> Result<Response, PortalError> {
        let effect = match request.method {
            Method::Get => Effect::Read,
            Method::Post | Method::Put | Method::Patch | Method::Delete => Effect::Write,
        };
        self.answered(request, effect)
    }

    /// Asks who the token is; nothing that comes back holds it.
    ///
    /// # Errors
    /// Where nothing was said for good.
    pub fn introspect(&self) -> Result<Response, PortalError> {
        let request = Request::new(Method::Post, WHO);
        // It changes nothing, whatever its method.
        self.answered_by(&request, Effect::Read, &|| self.transport.introspect())
    }

    /// Waits, for what the portal does by itself in the meantime.
    pub fn rest(&self, milliseconds: u64) {
        self.wait(milliseconds);
    }
}
