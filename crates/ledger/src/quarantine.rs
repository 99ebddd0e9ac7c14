//! What could not be processed, for people to look through.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use courant_model::{Blame, Fingerprint, Refused, SightingId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

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
    /// The item that is meant, if it is not all of the file or stretch.
    pub item: Option<HeldItem>,
}

/// An item in quarantine; the others of its bulletin were delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldItem {
    /// What it is, and why it is here.
    pub refused: Refused,
    /// The sink that cannot take it, if the others have it.
    pub sink: Option<String>,
}

const SELECT: &str = "
SELECT quarantine.number, path, inbox, fingerprint, bytes, reason, at, first, ordinal, sink.name,
    begins, ends, line, character, excerpt, caret, headline, written, sighting
FROM quarantine LEFT JOIN refused USING (number) LEFT JOIN sink ON sink.number = quarantine.sink";

impl Quarantine {
    /// Opens the quarantine of the ledger at `path`.
    pub fn open(path: &Path) -> Result<Quarantine, Error> {
        Ok(Quarantine { connection: schema::join(path)?, path: path.to_owned() })
    }

    /// All that is held, oldest first.
    pub fn list(&self) -> Result<Vec<Held>, Error> {
        let all = || {
            let mut select = self.connection.prepare(&format!("{SELECT} ORDER BY quarantine.number"))?;
            select.query_map([], held)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|source| self.failed(source))
    }

    /// One of them.
    pub fn find(&self, number: i64) -> Result<Option<Held>, Error> {
        self.connection
            .query_row(&format!("{SELECT} WHERE quarantine.number = ?1"), [number], held)
            .optional()
            .map_err(|source| self.failed(source))
    }

    /// Lets a file try again: a daemon at work offers it within a second or
    /// two, another one when it starts. A bulletin that was held for being
    /// unlike the others will not be held again.
    ///
    /// Of a file with an item in quarantine only that item is owed, to the
    /// sinks that have not got it.
    pub fn retry(&mut self, held: &Held) -> Result<(), Error> {
        let retry = |connection: &mut Connection| {
            let change = connection.transaction()?;
            forget(&change, held.number)?;
            if let (Some(item), Some(fingerprint)) = (&held.item, held.fingerprint) {
                owe(&change, &fingerprint, item)?;
            } else if held.from.is_none() {
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
        seal::change(&self.path, &mut self.connection, retry)
    }

    /// Forgets the note. The file is not offered again unless it changes.
    pub fn drop_note(&mut self, held: &Held) -> Result<(), Error> {
        seal::change(&self.path, &mut self.connection, |connection| forget(connection, held.number))
    }

    fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Sql { path: self.path.clone(), source }
    }
}

fn forget(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM quarantine WHERE number = ?1", [number])?;
    connection.execute("DELETE FROM refused WHERE number = ?1", [number]).map(drop)
}

/// Makes an item owed again: to one sink, or to all that there ever were.
fn owe(connection: &Connection, fingerprint: &Fingerprint, item: &HeldItem) -> rusqlite::Result<()> {
    let Range { start, end } = &item.refused.bytes;
    connection.execute(
        "INSERT INTO stretch (fingerprint, sink, begins, ends)
         SELECT ?1, number, ?3, ?4 FROM sink WHERE ?2 IS NULL OR name = ?2 ON CONFLICT DO NOTHING",
        params![
            fingerprint.as_bytes(),
            item.sink,
            i64::try_from(*start).unwrap_or(i64::MAX),
            i64::try_from(*end).unwrap_or(i64::MAX)
        ],
    )?;
    let settled = "UPDATE bulletin SET state = 'owed' WHERE fingerprint = ?1 AND state = 'settled'";
    connection.execute(settled, [fingerprint.as_bytes()]).map(drop)
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
        item: row.get::<_, Option<i64>>(8)?.map(|ordinal| item(row, ordinal)).transpose()?,
    })
}

fn item(row: &Row<'_>, ordinal: i64) -> rusqlite::Result<HeldItem> {
    let count = |column: usize| row.get(column).map(number);
    let refused = Refused {
        ordinal: number(ordinal),
        bytes: count(10)?..count(11)?,
        sighting: row.get::<_, Option<[u8; 16]>>(18)?.map(SightingId::from),
        headline: row.get(16)?,
        place: Blame { line: count(12)?, column: count(13)?, excerpt: row.get(14)?, caret: count(15)? },
        written: row.get(17)?,
        reason: row.get(5)?,
    };
    Ok(HeldItem { refused, sink: row.get(9)? })
}

fn number(kept: i64) -> usize {
    usize::try_from(kept).unwrap_or_default()
}
