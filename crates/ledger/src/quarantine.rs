//! What could not be processed, for people to look through.

use std::path::{Path, PathBuf};

use courant_model::Fingerprint;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{
    Error,
    schema::{self, path_bytes, path_from},
    seal,
};

/// The quarantine of a ledger, also while a daemon keeps its books.
///
/// The files themselves lie where they were dropped: quarantine is a note
/// about them, and nothing of theirs is moved or deleted.
#[derive(Debug)]
pub struct Quarantine {
    connection: Connection,
    path: PathBuf,
}

/// A file in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// How people call it on the command line; numbers are not used twice.
    pub number: i64,
    /// Where it lies.
    pub path: PathBuf,
    /// The inbox that it came in by.
    pub inbox: String,
    /// What it is, if it could be read.
    pub fingerprint: Option<Fingerprint>,
    /// Its length when it was refused.
    pub bytes: u64,
    /// Why, with all causes, in one line.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Where in the file the refused stretch begins; `None` if the whole file is meant.
    pub from: Option<u64>,
}

const COLUMNS: &str = "number, path, inbox, fingerprint, bytes, reason, at, first";

impl Quarantine {
    /// Opens the quarantine of the ledger at `path`.
    pub fn open(path: &Path) -> Result<Quarantine, Error> {
        Ok(Quarantine { connection: schema::join(path)?, path: path.to_owned() })
    }

    /// All that is held, oldest first.
    pub fn list(&self) -> Result<Vec<Held>, Error> {
        let all = || {
            let mut select =
                self.connection.prepare(&format!("SELECT {COLUMNS} FROM quarantine ORDER BY number"))?;
            select.query_map([], held)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|source| self.failed(source))
    }

    /// One of them.
    pub fn find(&self, number: i64) -> Result<Option<Held>, Error> {
        self.connection
            .query_row(&format!("SELECT {COLUMNS} FROM quarantine WHERE number = ?1"), [number], held)
            .optional()
            .map_err(|source| self.failed(source))
    }

    /// Lets a file try again: a daemon at work offers it within a second or
    /// two, another one when it starts. A bulletin that was held for being
    /// unlike the others will not be held again.
    pub fn retry(&mut self, held: &Held) -> Result<(), Error> {
        let retry = |connection: &mut Connection| {
            let change = connection.transaction()?;
            change.execute("DELETE FROM quarantine WHERE number = ?1", [held.number])?;
            if held.from.is_none() {
                change.execute("DELETE FROM file WHERE path = ?1", [path_bytes(&held.path)])?;
            }
            if let Some(fingerprint) = held.fingerprint {
                change.execute(
                    "UPDATE bulletin SET state = 'owed' WHERE fingerprint = ?1 AND state = 'quarantined'",
                    [fingerprint.as_bytes()],
                )?;
                change.execute(
                    "UPDATE bulletin SET compared = 'allowed' WHERE fingerprint = ?1 AND compared = 'held'",
                    [fingerprint.as_bytes()],
                )?;
                change.execute("UPDATE cut SET open = 1 WHERE fingerprint = ?1", [fingerprint.as_bytes()])?;
            }
            change.commit()
        };
        self.unsealed(|quarantine| retry(&mut quarantine.connection))
    }

    /// Forgets the note. The file is not offered again unless it changes.
    pub fn drop_note(&mut self, held: &Held) -> Result<(), Error> {
        self.unsealed(|quarantine| {
            quarantine.connection.execute("DELETE FROM quarantine WHERE number = ?1", [held.number]).map(drop)
        })
    }

    /// Changes a ledger that may be at rest, or about to be.
    fn unsealed(&mut self, change: impl FnOnce(&mut Self) -> rusqlite::Result<()>) -> Result<(), Error> {
        let io = |source| Error::Io { path: self.path.clone(), source };
        seal::lift(&self.path).map_err(io)?;
        change(self).map_err(|source| self.failed(source))?;
        seal::lift(&self.path).map_err(|source| Error::Io { path: self.path.clone(), source })
    }

    fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Sql { path: self.path.clone(), source }
    }
}

fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        number: row.get(0)?,
        path: path_from(row.get(1)?),
        inbox: row.get(2)?,
        fingerprint: row.get::<_, Option<[u8; 32]>>(3)?.map(Fingerprint::from),
        bytes: row.get::<_, i64>(4)?.cast_unsigned(),
        reason: row.get(5)?,
        at: row.get(6)?,
        from: row.get::<_, Option<i64>>(7)?.map(i64::cast_unsigned),
    })
}
