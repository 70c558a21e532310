//! hubwright: rules as code for HubSpot.
//!
//! ```text
//! language     text in, checked program out; no I/O, one thread
//!   source     files and places in them
//!   problem    what can be wrong, as facts; and how each is said
//!   yaml       YAML with the place of every value (the only user of serde-saphyr)
//!   settings   hubwright.yaml and bindings
//!   syntax     scan, parse (the only user of pest), print
//!   catalog    the feature catalog, typed and with places
//!   model      the checked program, its digest, and who passes its rules
//!   check      tree -> model: names, types, templates, normal form, versions
//!   lint       warnings of what is perhaps not meant, and the comments that silence them
//!
//! HubSpot      the wire
//!   hubspot    JSON with holes, total views of live JSON, platform facts, switches
//!   lower      model -> JSON with symbolic references; cannot fail
//!   lift       JSON -> tree, and a portal's facts -> catalogs; says what has no form in the language
//!
//! deployment   desired and live meet
//!   plan       snapshot, identity, normal form, action ids, decisions; text, JSON, Markdown
//!   record     the append-only log of deployments, in a file or a git ref
//!   portal     the client: endpoints, paging, batches, retries, over `trait Transport`
//!   import     what a portal holds as files of a project; says what it could not
//!   probe      experiments that settle what is not certain; its answers
//!   doctor     what would stand in the way: token, scopes, what answers, what ends
//!   apply      carries a plan out; makes no choices
//!   emulator   the embedded portal: state, judge, routes, server
//!
//! edge
//!   report     problems for people, logs and machines (the only user of miette)
//!   cli        one file a command; one enum of exit codes
//! ```
//!
//! `Sources -> ast -> model -> JSON with holes -> Plan`, and `portal -> Snapshot -> identity -> normal form -> Plan`;
//! then `Plan -> apply -> record`. Each stage is a type; a step cannot be skipped or run twice.
//!
//! # Invariants
//!
//! 1. The language and the plan do no I/O: no file, clock, environment, network, thread. `clippy.toml` bans the calls;
//!    the ban is lifted, with the reason, where the edge begins. `--no-default-features` builds the core alone.
//! 2. Checking never stops early; `lower` never fails. If it wants to, a check is missing.
//! 3. Readers of live JSON are total: what has no word for us is kept and written back.
//! 4. `plan::normal` is the one normal form, and it is idempotent. A phantom difference is mended there, with a case.
//! 5. A plan is a value: complete, ordered, serialisable, printable. What was reviewed is what is applied.
//! 6. `apply` substitutes ids that the portal makes and does nothing else of its own will. Before-images are in the
//!    record before the first write.
//! 7. After a successful apply the next plan is empty. After a failed one, it is exactly what is left.
//! 8. What neither the record, nor the bindings, nor a mark names is not ours: it is never changed. Only what the
//!    record says we made, or deployed to since it was adopted, can be deleted.
//! 9. The embedded portal is no mirror of the writer: it judges raw JSON by rows of its own, and shares with the
//!    writer only the settings of the switches.
//! 10. A secret has no `Debug` and no `Display`, and reaches no log, plan, record or error. A file of the repository
//!     chooses neither the host that a token is sent to nor a command that is run.
//! 11. Text from a portal or a file is data: it is escaped for the terminal, the Markdown and the HTML it goes into.

// INVARIANT: the core does no I/O. `clippy.toml` says what that means; the edge lifts the ban where it begins.
#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

// -- the language --
pub mod source;

pub mod problem;

pub(crate) mod yaml;

pub mod settings;

pub mod syntax;

pub mod catalog;

pub mod model;

pub mod check;

pub mod lint;

// -- the wire --
pub mod hubspot;

pub mod lower;

pub mod lift;

// -- deployment --
pub mod plan;

pub mod record;

pub mod portal;

pub mod import;

pub mod probe;

pub mod doctor;

#[cfg(feature = "edge")]
pub mod apply;

#[cfg(feature = "edge")]
pub mod emulator;

// -- the edge --
#[cfg(feature = "edge")]
pub mod report;

#[cfg(feature = "edge")]
pub mod cli;
