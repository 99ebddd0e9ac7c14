//! Why a store could not be opened or written.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use courant_flow::BoxError;
use courant_model::SightingId;

/// Why a store could not be opened or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file, or the directory that it should lie in, cannot be used.
    #[error("cannot open `{path}`", path = path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Records could not be written and made durable. It is tried again.
    #[error("cannot write `{path}`", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// SQLite could not open the database, or not write it. The latter is tried again.
    #[error("database `{path}`", path = path.display())]
    Sql {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// Another writer has the file.
    #[error("`{path}` is being written by another sink: give this one a file of its own", path = path.display())]
    Held {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a version that this one does not know.
    #[error("`{path}` has version {found}; this program writes {known}", path = path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: String,
        /// The version that this program writes.
        known: String,
    },
    /// The path names something that no sink of this kind has written, and nothing is done to it.
    #[error("`{path}` holds something else than records: name another file", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A record that the store can never take. With an account it goes into quarantine, and the others of its
    /// bulletin are stored; without one the bulletin is rejected, for nobody would hear of the record.
    #[error("record `{sighting}` does not fit into the store")]
    Unfit {
        /// The record.
        sighting: SightingId,
        /// What is wrong with it.
        source: BoxError,
    },
    /// A store could not be read to its end.
    #[error("cannot read `{path}`", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something in a store is no record.
    #[error("line or row {number} of `{path}` is no record", path = path.display())]
    NoRecord {
        /// The file.
        path: PathBuf,
        /// Which line of it, or row, from 1.
        number: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The writer of [`lines`](crate::lines) failed.
    #[error("cannot write to the output")]
    Output {
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// The error and its causes in one line, as people and `jq` read it.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            text = format!("{text}: {cause}");
            next = cause.source();
        }
        text
    }
}

/// What the failure of a store means for the line.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Nothing was written, and nothing will be as long as this record of this parcel is in the group.
    Unfit { parcel: usize, sighting: SightingId, reason: Error },
    /// Nothing was written; the same may succeed later.
    Passing(Error),
    /// It is of no use to try again.
    Lasting(Error),
}

impl Fault {
    /// A file that does not open. What the path itself forbids will be so
    /// tomorrow, and whoever wrote it into the configuration waits for an answer.
    pub(crate) fn opening(path: &Path, source: io::Error) -> Fault {
        let lasting = matches!(
            source.kind(),
            ErrorKind::NotFound
                | ErrorKind::PermissionDenied
                | ErrorKind::AlreadyExists
                | ErrorKind::IsADirectory
                | ErrorKind::NotADirectory
                | ErrorKind::ReadOnlyFilesystem
                | ErrorKind::InvalidFilename
                | ErrorKind::InvalidInput
                | ErrorKind::InvalidData
        );
        let error = Error::Open { path: path.to_owned(), source };
        if lasting { Fault::Lasting(error) } else { Fault::Passing(error) }
    }

    /// A file that was open and could not be written. Even what looks
    /// lasting, such as a directory that became read-only, is repaired by
    /// people while the line runs.
    pub(crate) fn writing(path: &Path, source: io::Error) -> Fault {
        Fault::Passing(Error::Write { path: path.to_owned(), source })
    }
}
