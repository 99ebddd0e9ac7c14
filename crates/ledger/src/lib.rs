//! What is known of every file, what is owed to which sink, and every
//! sighting of an item.
//!
//! A [`Ledger`] is one SQLite file with one writer thread. Its handles stand
//! at five places of a line: the [`Gate`] before it says which files are due
//! and issues their receipts; [`Admit`] lets each content through once;
//! [`Compare`] finds the bulletin that is unlike those before it; [`Sight`]
//! tells new items from those seen before, and copies from what they copy;
//! [`Shares`] gives every sink what it is still owed, on a receipt of its own.
//! The way back is the receipts: when the last share of a file is gone, the
//! ledger knows its outcome.
//!
//! **The input file is the write-ahead log.** Until every required sink has
//! its records the file is owed, and is offered again after a crash. So the
//! ledger may lag behind the stores, and never leads: sinks sync before they
//! deliver a receipt, and the ledger commits in groups, without a sync for
//! each. What it forgets in a power cut is read again, and swallowed by the
//! stores, which know their sightings.
//!
//! A line may also end of what is on it. So the ledger remembers what is on
//! the line, and [`Ledger::end`] says how the line ended; the next one finds
//! out which file it was, and refuses it.
//!
//! Of a file that grows, only a part that has been **decided** on is such a
//! log: see [`Gate::decide`]. In that alone the ledger leads.
//!
//! ```
//! use courant_flow::{Inlet, Outlet, Parcel, Pipeline, BoxError};
//! use courant_ledger::{Ledger, Standing, Survey};
//! use courant_model::{Arrival, Bulletin, Stamp};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let ledger = Ledger::in_memory(&[])?;
//! let gate = ledger.gate();
//! let bulletin = Bulletin::from_text("monday.txt", "20.02.2026, 22:09\nTalks held\n");
//! let arrival = bulletin.arrival();
//!
//! let parcel = Parcel::new(bulletin, gate.receipt(&arrival));
//! let source = |outlet: Outlet<Bulletin>| async move { Ok(outlet.send(parcel).await?) };
//! let sink = |inlet: Inlet<Bulletin>| async move {
//!     while let Ok(parcel) = inlet.recv().await {
//!         parcel.receipt.deliver();
//!     }
//!     Ok(())
//! };
//! Pipeline::source("one", source).then("admit", ledger.admit()).sink("done", sink).join().await?;
//!
//! let standings = gate.look(vec![(arrival.path, arrival.stamp)]).await?;
//! assert_eq!(standings, [Standing::Settled]);
//! # Ok(())
//! # }
//! ```

mod account;
mod admit;
mod audit;
mod backfill;
mod beside;
mod books;
mod command;
mod compare;
mod damage;
mod drift;
mod end;
mod error;
mod fields;
mod gate;
mod inquest;
mod lock;
mod measures;
mod notice;
mod open;
mod quarantine;
mod recall;
mod receipts;
mod schema;
mod seal;
mod shares;
mod sight;
mod sketch;
mod stories;
mod survey;
mod tail;
mod vitals;
mod writer;

pub use crate::{
    account::{Account, Mark, Recall},
    admit::Admit,
    audit::{Audit, Booked, Came, Told},
    backfill::{Backfill, Believed, Lying},
    compare::Compare,
    end::End,
    error::Error,
    gate::{Gate, Standing},
    open::{Keeper, Ledger, SinkTerms},
    quarantine::{Held, HeldItem, Quarantine},
    recall::Recollection,
    shares::Shares,
    sight::Sight,
    survey::{Followed, Owed, Survey},
    tail::{Generation, Life},
    vitals::Vitals,
};
