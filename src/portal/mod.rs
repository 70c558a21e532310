//! The client of a portal: endpoints, paging, batching, retries and pace, over one [`Transport`].
//!
//! A caller asks in the terms of the portal (`all_lists`, `replace_flow`) and gets facts back: typed where the shape
//! is sure, whole JSON where it is the portal's own. What comes back is read totally: HTML, half a body or unknown
//! kinds are a [`PortalError`], never a panic.
//!
//! INVARIANT: a write is sent once. It is sent again only where the portal certainly did not take it (a limit, a
//! lock, no connection); otherwise it ends as [`PortalError::Unknown`] and is settled by reading.
//!
//! INVARIANT: absence is a fact only where the portal says it about that one id. What is merely missing from a
//! listing or a batch is asked for again, singly, before it is called gone.

mod answer;
mod client;
pub mod crawl;
mod error;
mod facts;
mod flows;
#[cfg(feature = "edge")]
pub mod https;
mod lists;
mod names;
pub mod observe;
mod paths;
mod plain;
mod properties;
pub mod saved;
pub mod testing;
pub mod transport;

use std::cell::RefCell;

use crate::settings::{ApiPaths, BatchSizes};

pub use error::{ErrorClass, Garbage, PortalError, Refusal, Where};
pub use flows::{FlowRead, FlowRow, LiveFlow};
pub use lists::{Folder, ListsRead, LiveList};
pub use names::{
    Account, AssociationLabel, Email, EventDefinition, Form, ObjectSchema, Owner, Pipeline, Stage, Team, User,
};
pub use transport::{Broken, Method, Request, Response, Transport};

/// One portal, asked through a transport.
pub struct Portal<'t> {
    transport: &'t dyn Transport,
    paths: ApiPaths,
    batch: BatchSizes,
    pace: RefCell<client::Pace>,
}

impl<'t> Portal<'t> {
    /// Makes a client; nothing is sent yet.
    #[must_use]
    pub fn new(transport: &'t dyn Transport, paths: ApiPaths, batch: BatchSizes) -> Self {
        Self { transport, paths, batch, pace: RefCell::new(client::Pace::default()) }
    }
}
