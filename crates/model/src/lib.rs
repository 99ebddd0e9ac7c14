//! What the stages of Courant hand on.
//!
//! A file that lies whole in a directory is an [`Arrival`]. Read and decoded
//! it is a [`Bulletin`]; cut at its headers it is [`Segmented`] into
//! [`Item`]s and [`Gap`]s that tile its text, each [`Passage`] of an item with
//! its place and how it reads; with the facts found in each
//! item it is [`Enriched`], a list of [`Record`]s. A record is what a store
//! keeps, and its JSON form is the contract with everyone who reads one.
//!
//! This crate does no IO and knows no runtime: it is data, the few
//! invariants that the data must hold, and the record's JSON.
//!
//! ```
//! use courant_model::{ItemId, Published};
//!
//! let published: Published = "2026-02-20T22:09:00+05:00".parse()?;
//! let monday = ItemId::of(Some(&published), "Talks  held in “Vienna”", Some("Ministry of Trade"));
//! let tuesday = ItemId::of(Some(&published), "Talks held in \"Vienna\"", Some("Ministry of Trade"));
//! assert_eq!(monday, tuesday, "marks and spaces do not make another item");
//! # Ok::<(), courant_model::PublishedError>(())
//! ```

mod arrival;
mod bulletin;
mod cut;
mod enriched;
mod fingerprint;
mod flag;
mod identity;
mod passage;
mod published;
mod record;
mod refused;
#[cfg(feature = "schema")]
mod schema;
mod segmented;
mod span;
mod tiles;

#[cfg(feature = "schema")]
pub use crate::schema::record_schema;
pub use crate::{
    arrival::{Arrival, Declared, OnDrift, OnLink, Stamp},
    bulletin::{Bulletin, Member},
    cut::Cut,
    enriched::Enriched,
    fingerprint::Fingerprint,
    flag::Flag,
    identity::{ItemId, SightingId, fold},
    passage::Passage,
    published::{Published, PublishedError},
    record::{
        BulletinNote, DateMention, Event, Field, Organisation, Person, Place, Position, Quote, Record, Ref,
        Role, Source, Status, Story, Subject, Work,
    },
    refused::{Blame, Refused},
    segmented::{Document, Gap, GapKind, Item, Segmented, Untiled},
    span::{CodePoints, Span},
    tiles::Tiles,
};
