//! Async stages joined by bounded channels, with a receipt for everything
//! that is on its way.
//!
//! A [`Parcel`] is a payload with its [`Receipt`]. A [`Stage`] is an async
//! function that empties an [`Inlet`] into an [`Outlet`]; a [`Source`] has
//! only an outlet, a [`Sink`] only an inlet. A [`Pipeline`] joins them and
//! owns their tasks.
//!
//! The channel says everything about the line: data, backpressure (it is
//! full), end of input (all senders are gone), death downstream (all
//! receivers are gone). The receipt says everything about the payload:
//! delivered, rejected or, by being dropped, abandoned; and whoever issued it
//! hears one [`Outcome`] when its last share is gone. There are no
//! cancellation tokens, no control messages and no state between stages.
//!
//! ```
//! use std::num::NonZeroUsize;
//! use courant_flow::{BoxError, Inlet, Outlet, Parcel, Pipeline, Receipt, each};
//!
//! async fn words(outlet: Outlet<&'static str>) -> Result<(), BoxError> {
//!     for word in ["calm", "wind", "rising"] {
//!         let receipt = Receipt::new(move |outcome| println!("{word}: {outcome:?}"));
//!         if outlet.send(Parcel::new(word, receipt)).await.is_err() {
//!             break;
//!         }
//!     }
//!     Ok(())
//! }
//!
//! async fn print(inlet: Inlet<usize>) -> Result<(), BoxError> {
//!     while let Ok(parcel) = inlet.recv().await {
//!         println!("{} letters", parcel.payload);
//!         parcel.receipt.deliver();
//!     }
//!     Ok(())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), courant_flow::Error> {
//! let two = NonZeroUsize::new(2).expect("not zero");
//! Pipeline::source("words", words)
//!     .then("count", each(two, |word: &str| Ok::<_, BoxError>(word.len())))
//!     .sink("print", print)
//!     .join()
//!     .await
//! # }
//! ```
//!
//! Two tiers of failure are visible in the types. What concerns one payload
//! travels on its receipt ([`Receipt::reject`]); what ends the line is
//! returned by a stage, and the first such fault is the one that
//! [`Running::join`] reports.

mod budget;
mod each;
pub mod fail;
mod fork;
mod parcel;
mod pipeline;
mod refusal;
mod running;
mod stage;

pub use crate::{
    budget::{Budget, Draw, Toll},
    each::{Each, each},
    fork::{Divide, Everyone, Fork, Handed},
    parcel::{Outcome, Parcel, Receipt},
    pipeline::Pipeline,
    refusal::Refusal,
    running::{Depth, Error, Gauges, Running},
    stage::{BoxError, Inlet, Name, Outlet, Sink, Source, Stage},
};
