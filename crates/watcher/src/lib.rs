//! Directories as a source: which files are there, and which are whole.
//!
//! A [`Watcher`] is a source of arrivals over one or more [`Inbox`]es. It
//! asks the ledger's gate which files are due, waits until each is whole, and
//! offers it on a receipt of the gate. [`Once`] is the same for a list of
//! paths, without waiting.
//!
//! **Events are hints, the directory is the truth.** An event names a path
//! that is worth a look, and may tell of a file's end; it is never what makes
//! a file exist. Everything is looked at when the watch begins, when events
//! were lost, when the ledger asks for it, and at intervals. So lost events,
//! downtime and network drives, where there are no events, take one way.
//!
//! **A file is whole** when it was renamed in or closed after writing, as an
//! event tells; otherwise when it stood still between two looks. Whoever drops
//! files does best to write them under a [temporary name](TEMPORARY) and to
//! rename them: that is noticed within a millisecond, and never too early.
//! A file that keeps changing stays `settling` for ever, and the log says so.
//!
//! ```
//! use courant_flow::{Inlet, Pipeline};
//! use courant_ledger::Ledger;
//! use courant_model::Arrival;
//! use courant_watcher::{Inbox, Watcher};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let directory = tempfile::tempdir()?;
//! let ledger = Ledger::in_memory(&[])?;
//! let watcher = Watcher::new(vec![Inbox::new("wires", directory.path())], ledger.gate())?;
//!
//! std::fs::write(directory.path().join(".monday.txt"), "20.02.2026, 22:09\nTalks held\n")?;
//! std::fs::rename(directory.path().join(".monday.txt"), directory.path().join("monday.txt"))?;
//!
//! let first = |inlet: Inlet<Arrival>| async move {
//!     let parcel = inlet.recv().await?;
//!     println!("{} from {}", parcel.payload.path.display(), parcel.payload.declared.inbox);
//!     parcel.receipt.deliver();
//!     Ok(())
//! };
//! Pipeline::source("watch", watcher).sink("first", first).join().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Files that grow
//!
//! In an inbox of [`Mode::Tail`] a file is never whole. It is offered in
//! cuts, each from the end of the one before to a place up to which its items
//! are complete: somebody [says so](Watcher::completing), or nothing has been
//! written for a while. The ledger remembers where each cut ends before it is
//! offered; so nothing is lost and nothing doubled by rotation, restarts and
//! kills. What is emptied or removed before it was taken is told in the log.
//!
//! Include the names that are written to, and no copies: what a rotation
//! renames is followed by its inode, but a compressed file or a copy that is
//! included is a file like others.
//!
//! One task watches all inboxes. Whatever blocks runs on tokio's blocking
//! threads; the one thread of `notify`, an inbox each, only makes marks on a
//! bounded slate, and never waits.

mod bounds;
mod completeness;
mod error;
mod ground;
mod inbox;
mod notice;
mod once;
mod ripen;
mod roster;
mod scan;
mod silence;
mod slate;
mod tail;
mod turns;
mod wake;
mod watch;
mod watcher;

pub use crate::{
    bounds::{TEMPORARY, check_glob},
    error::Error,
    inbox::{Events, Inbox, Mode, Tailing},
    once::{Fault, Found, Once},
    watcher::Watcher,
};
