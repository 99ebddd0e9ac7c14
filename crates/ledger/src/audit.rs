//! What the ledger says that its sinks have, to be held against what they have.

use std::path::{Path, PathBuf};

use courant_model::{Cut, Fingerprint, SightingId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    Error,
    schema::{self, path_from},
};

/// The books as an auditor reads them, also while a daemon keeps them. Each
/// call reads them as they are at that moment.
#[derive(Debug)]
pub struct Audit {
    connection: Connection,
    path: PathBuf,
}

/// A sighting that a sink has, as the ledger has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booked {
    /// Which one.
    pub sighting: SightingId,
    /// Its bulletin.
    pub fingerprint: Fingerprint,
    /// Its place in the bulletin, from 1.
    pub ordinal: u64,
}

/// Where a bulletin came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// The file, where it was seen last.
    pub path: PathBuf,
    /// The inbox that it lay in, if that is still known.
    pub inbox: Option<String>,
    /// Which part of the file it is, if the file grows.
    pub cut: Option<Cut>,
}

/// What the ledger says of a sighting that a sink has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The sink has it.
    Delivered,
    /// Its bulletin is owed to the sink: it was stored, and that is not booked yet.
    Owed,
    /// The sink should not have it.
    Otherwise,
    /// There is no such bulletin.
    Unknown,
}

impl Audit {
    /// Opens the ledger at `path`.
    pub fn open(path: &Path) -> Result<Audit, Error> {
        Ok(Audit { connection: schema::join(path)?, path: path.to_owned() })
    }

    /// Hands over every sighting that a sink of this name was delivered.
    pub fn booked(&self, sink: &str, mut take: impl FnMut(Booked)) -> Result<(), Error> {
        let mut read = || {
            let mut select = self.connection.prepare(
                "SELECT sighting, fingerprint, ordinal FROM sighting WHERE EXISTS
                     (SELECT 1 FROM delivery WHERE delivery.fingerprint = sighting.fingerprint
                         AND delivery.sink = (SELECT number FROM sink WHERE name = ?1))",
            )?;
            let mut rows = select.query([sink])?;
            while let Some(row) = rows.next()? {
                take(Booked {
                    sighting: SightingId::from(row.get::<_, [u8; 16]>(0)?),
                    fingerprint: Fingerprint::from(row.get::<_, [u8; 32]>(1)?),
                    ordinal: row.get::<_, i64>(2)?.cast_unsigned(),
                });
            }
            Ok(())
        };
        read().map_err(|source| self.failed(source))
    }

    /// What is said of a sighting that a sink has.
    pub fn told(&self, sink: &str, sighting: SightingId, of: &Fingerprint) -> Result<Told, Error> {
        let read = || {
            let number = "(SELECT number FROM sink WHERE name = ?2)";
            let mut select = self.connection.prepare_cached(&format!(
                "SELECT state, EXISTS (SELECT 1 FROM delivery WHERE fingerprint = ?1 AND sink = {number}),
                     EXISTS (SELECT 1 FROM sighting WHERE sighting = ?3)
                 FROM bulletin WHERE fingerprint = ?1"
            ))?;
            let row = |row: &Row<'_>| {
                Ok(match (row.get::<_, String>(0)?.as_str(), row.get(1)?, row.get(2)?) {
                    (_, true, true) => Told::Delivered,
                    ("owed", false, _) => Told::Owed,
                    _ => Told::Otherwise,
                })
            };
            let told = select.query_row(params![of.as_bytes(), sink, sighting.to_bytes()], row).optional()?;
            Ok(told.unwrap_or(Told::Unknown))
        };
        read().map_err(|source| self.failed(source))
    }

    /// Where a bulletin came from, if it is known.
    pub fn came(&self, bulletin: &Fingerprint) -> Result<Option<Came>, Error> {
        let read = || {
            let mut select = self.connection.prepare_cached(
                "SELECT coalesce(generation.path, bulletin.path),
                     coalesce(generation.inbox, (SELECT inbox FROM file WHERE file.fingerprint = ?1 LIMIT 1)),
                     cut.generation, cut.first, cut.behind
                 FROM bulletin LEFT JOIN cut USING (fingerprint)
                     LEFT JOIN generation ON generation.number = cut.generation
                 WHERE fingerprint = ?1",
            )?;
            let row = |row: &Row<'_>| {
                let cut = match row.get::<_, Option<i64>>(2)? {
                    Some(generation) => Some(Cut {
                        generation: generation.cast_unsigned(),
                        from: row.get::<_, i64>(3)?.cast_unsigned(),
                        to: row.get::<_, i64>(4)?.cast_unsigned(),
                        fingerprint: *bulletin,
                    }),
                    None => None,
                };
                Ok(Came { path: path_from(row.get(0)?), inbox: row.get(1)?, cut })
            };
            select.query_row([bulletin.as_bytes()], row).optional()
        };
        read().map_err(|source| self.failed(source))
    }

    /// All cuts of all files that grow, as they follow each other in each.
    pub fn cuts(&self) -> Result<Vec<Came>, Error> {
        let read = || {
            let mut select = self.connection.prepare(
                "SELECT path, inbox, generation, first, behind, fingerprint
                 FROM cut JOIN generation ON generation.number = cut.generation ORDER BY generation, first",
            )?;
            let came = |row: &Row<'_>| {
                let cut = Cut {
                    generation: row.get::<_, i64>(2)?.cast_unsigned(),
                    from: row.get::<_, i64>(3)?.cast_unsigned(),
                    to: row.get::<_, i64>(4)?.cast_unsigned(),
                    fingerprint: Fingerprint::from(row.get::<_, [u8; 32]>(5)?),
                };
                Ok(Came { path: path_from(row.get(0)?), inbox: row.get(1)?, cut: Some(cut) })
            };
            select.query_map([], came)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// Which of its files a sink that rotates was writing when it was booked last.
    pub fn segment(&self, sink: &str) -> Result<Option<u64>, Error> {
        let mut segment = self
            .connection
            .prepare_cached("SELECT segment FROM sink WHERE name = ?1")
            .map_err(|source| self.failed(source))?;
        let segment = segment.query_row([sink], |row| row.get::<_, Option<i64>>(0)).optional();
        Ok(segment.map_err(|source| self.failed(source))?.flatten().map(i64::cast_unsigned))
    }

    /// What SQLite finds wrong with the file, a line each; nothing if all is well.
    pub fn damage(&self) -> Result<Vec<String>, Error> {
        let read = || {
            let mut check = self.connection.prepare("PRAGMA quick_check")?;
            check.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
        };
        let mut found = read().map_err(|source| self.failed(source))?;
        found.retain(|line| line != "ok");
        Ok(found)
    }

    fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Sql { path: self.path.clone(), source }
    }
}
