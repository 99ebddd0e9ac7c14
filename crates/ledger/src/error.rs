//! Why the ledger could not be opened, read or written.

use std::path::PathBuf;

use courant_flow::BoxError;

/// Why the ledger could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The directory or the lock beside the ledger could not be made.
    #[error("cannot use `{path}`", path = path.display())]
    Io {
        /// The directory or file concerned.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process keeps its books here.
    #[error(
        "`{path}` is in use by process {holder}: stop that one, or give this one a state directory of its own",
        path = path.display()
    )]
    Held {
        /// The ledger.
        path: PathBuf,
        /// The other's process id, as it wrote it into the lock.
        holder: String,
    },
    /// SQLite could not open the ledger, or a command on it failed.
    #[error("ledger `{path}`", path = path.display())]
    Sql {
        /// The ledger.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The ledger is not as it was left. Where it is kept, it is put aside, and a new one is begun.
    #[error("ledger `{path}` is damaged: {what}", path = path.display())]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Another file, or none, lies where the ledger was, and what is written to it is lost.
    #[error("ledger `{path}` was moved or deleted while it was open", path = path.display())]
    TakenAway {
        /// Where it was.
        path: PathBuf,
    },
    /// The file was written by a version that this one does not know.
    #[error("ledger `{path}` has version {found}; this program reads {known}", path = path.display())]
    Version {
        /// The ledger.
        path: PathBuf,
        /// The version in the file.
        found: i64,
        /// The version that this program writes.
        known: i64,
    },
    /// There is no ledger at this place.
    #[error("no ledger at `{path}`: nothing has been run with this state directory yet", path = path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The writer thread has ended; its own error is told in the log event `ledger.failed`.
    #[error("the ledger has stopped writing")]
    Gone,
}

/// An error and its causes in one line, as people and `jq` read it.
pub(crate) fn chain(reason: &BoxError) -> String {
    let mut text = reason.to_string();
    let mut cause = reason.source();
    while let Some(deeper) = cause {
        text.push_str(": ");
        text.push_str(&deeper.to_string());
        cause = deeper.source();
    }
    text
}
