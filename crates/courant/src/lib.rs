//! Drop a bulletin into a directory; every news item in it becomes a
//! structured, traceable record, exactly once.
//!
//! Five crates are the stages of a line, and this one ties them: a
//! [`watcher`] notices files, a [`reader`] turns them into text, a
//! [`segmenter`] cuts the text into items, an [`enricher`] finds the facts in
//! each, and [`sink`]s keep the records. The [`ledger`] remembers which files
//! are known and what is owed to whom; [`flow`] is what lines are made of,
//! and [`model`] what goes down them. With the feature `export`, records can
//! be turned into forms that others read.
//!
//! [`Parts`] is the standard line without its ends. Give it a source, add
//! stages of your own, end it in a sink:
//!
//! ```
//! use courant::{
//!     Parts,
//!     flow::{BoxError, Inlet, Outlet, Parcel, Pipeline, Receipt},
//!     model::{Bulletin, Enriched},
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), BoxError> {
//! let text = "02.03.2026, 18:40 1204\nMinisters of Transport Met in Tallinn\nThey spoke of railways.\n";
//! let source = move |outlet: Outlet<Bulletin>| async move {
//!     let parcel = Parcel::new(Bulletin::from_text("monday.txt", text), Receipt::new(drop));
//!     Ok(outlet.send(parcel).await?)
//! };
//! let print = |inlet: Inlet<Enriched>| async move {
//!     while let Ok(parcel) = inlet.recv().await {
//!         let (enriched, receipt) = parcel.open();
//!         for record in enriched.records.iter() {
//!             assert_eq!(record.headline, "Ministers of Transport Met in Tallinn");
//!             assert_eq!(record.views, Some(1204));
//!         }
//!         receipt.deliver();
//!     }
//!     Ok(())
//! };
//! Parts::default().cut(Pipeline::source("text", source)).sink("print", print).join().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Without a runtime, the cores are plain functions:
//!
//! ```
//! use courant::{enricher::Enricher, model::Bulletin, segmenter::Segmenter};
//!
//! let bulletin = Bulletin::from_text("note.txt", "Harbour Reopens\nShips sail again.\n");
//! let segmented = Segmenter::standard().segment(bulletin)?;
//! let enriched = Enricher::standard().enrich(segmented);
//! assert_eq!(enriched.records[0].text, "Harbour Reopens\nShips sail again.");
//! # Ok::<(), courant::segmenter::Error>(())
//! ```

mod complete;
mod parts;
mod points;

pub use courant_enricher as enricher;
#[cfg(feature = "export")]
pub use courant_export as export;
pub use courant_flow as flow;
pub use courant_ledger as ledger;
pub use courant_model as model;
pub use courant_reader as reader;
pub use courant_segmenter as segmenter;
pub use courant_sink as sink;
pub use courant_watcher as watcher;

pub use crate::{
    parts::Parts,
    points::{ASIDE, POINTS},
};

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
