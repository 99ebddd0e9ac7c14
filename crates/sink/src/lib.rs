//! Records to stores, and the recovery of each store.
//!
//! A sink takes bulletins as lists of records ([`Enriched`]), writes all that
//! waits as one group, makes it durable with one sync, and only then delivers
//! the receipts. So an idle line is written at once, and under load the
//! groups grow by themselves; there is no timer. [`JsonLines`] appends to a
//! file, [`Sqlite`] keeps tables for questions, and [`lines`] writes to a pipe.
//!
//! ```
//! use std::sync::Arc;
//! use courant_flow::{Outlet, Parcel, Pipeline, Receipt};
//! use courant_model::{Enriched, Fingerprint, Record};
//! use courant_sink::JsonLines;
//!
//! # const RECORD: &str = r#"{"schema":"courant/1","id":"urn:courant:01","sighting":"02","revision":1,
//! #     "status":"new","bulletin":{"path":"monday.txt","crawled":null,"layout":"plain","charset":"UTF-8","bytes":9,
//! #     "fingerprint":"blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"},
//! #     "position":{"ordinal":1,"of":1,"bytes":[0,9],"lines":[1,1]},"published":null,"timezone":null,"views":null,
//! #     "language":null,"headline":"Talks","text":"Talks","paragraphs":[],"source":null,"people":[],
//! #     "organisations":[],"places":[],"countries":[],"dates":[],"quotes":[],"events":[],"subjects":[],
//! #     "keywords":[],"works":[],"story":null,"flags":[]}"#;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! # let directory = tempfile::tempdir()?;
//! # let path = directory.path().join("items.jsonl");
//! let record: Record = serde_json::from_str(RECORD)?;
//! let monday = Enriched {
//!     path: "monday.txt".into(),
//!     fingerprint: Fingerprint::of(b"Talks"),
//!     bytes: 5,
//!     records: Arc::new(vec![record]),
//!     empty: None,
//! };
//! let twice = |outlet: Outlet<Enriched>| async move {
//!     for _ in 0..2 {
//!         let receipt = Receipt::new(|outcome| println!("{outcome:?}"));
//!         outlet.send(Parcel::new(monday.clone(), receipt)).await?;
//!     }
//!     Ok(())
//! };
//! Pipeline::source("twice", twice).sink("write", JsonLines::append(&path)).join().await?;
//! assert_eq!(std::fs::read_to_string(&path)?.lines().count(), 1, "it was there when it came again");
//! # Ok(())
//! # }
//! ```
//!
//! **What is offered again is swallowed**: every record has a sighting, the
//! same each time, and stores know theirs. That makes of "at least once",
//! which is all that a line can promise across a crash, "once in effect".
//!
//! **A store that fails does not lose anything, and is not given up by a
//! timer.** It is tried again after 250 ms, and then less and less often, up
//! to each 30 s. With an [`Account`](courant_ledger::Account) it says in the
//! ledger that it is down and lets the line pass meanwhile: what it is owed
//! is offered anew when it is back. Without one it holds the line. A store
//! that cannot be opened at all, because of what the path names, ends the line.
//!
//! [`Stored`] reads both kinds of store back, each item once.
//!
//! In the log, each with the fields `sink` (`jsonl`, `sqlite`, `lines`)
//! and `path`: `sink.open`, `sink.retry` (`reason`, `attempt`, `wait_ms`),
//! `sink.back` (`attempts`, `refused`), `sink.abandoned` (`reason`,
//! `parcels`), and of JSON Lines `sink.repaired` (`bytes` cut off),
//! `sink.torn` (`bytes` left out when it is read), `sink.shrunk` (`length`,
//! `mark`) and `sink.rotated` (`to`, `bytes`).
//!
//! [`Enriched`]: courant_model::Enriched

mod error;
mod facts;
mod group;
mod journal;
mod json_lines;
mod lines;
mod persist;
mod rows;
mod segments;
mod sqlite;
mod stored;
mod tail;
mod unsettled;

pub use crate::{
    error::Error,
    json_lines::{JsonLines, Rotation},
    lines::{Lines, lines},
    sqlite::{SCHEMA, Sqlite},
    stored::{Kept, Sighted, Stored},
};

#[cfg(test)]
mod tests;
