//! What a sink is believed to have, and what it is to get once more.

use std::path::{Path, PathBuf};

use courant_model::{Cut, Fingerprint, SightingId, Stamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    Error,
    schema::{self, now, path_from},
    seal,
};

/// The deliveries of a ledger, also while a daemon keeps its books.
///
/// A sink that is added later gets what comes from then on; one whose store
/// was lost is believed to have it. Both are put right here, by whoever
/// knows what the store has.
#[derive(Debug)]
pub struct Backfill {
    connection: Connection,
    path: PathBuf,
}

/// A bulletin that every required sink has, as far as the ledger knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Believed {
    /// Which one.
    pub fingerprint: Fingerprint,
    /// Where it lay first.
    pub path: PathBuf,
    /// The records of it that the sink has, or would have had.
    pub sightings: Vec<SightingId>,
}

/// Where the bytes of a bulletin may still lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lying {
    /// In a file of their own, which looked like this when it was read.
    Whole(PathBuf, Stamp),
    /// In a file that grows, or grew.
    Within(PathBuf, Cut),
}

impl Backfill {
    /// Opens the books at `path`.
    pub fn open(path: &Path) -> Result<Backfill, Error> {
        let connection = schema::join(path)?;
        let sql = |source| Error::Sql { path: path.to_owned(), source };
        // What a store is owed again is not to be lost with the power: nothing else would tell of it.
        connection.execute_batch("PRAGMA synchronous = FULL").map_err(sql)?;
        Ok(Backfill { connection, path: path.to_owned() })
    }

    /// All bulletins that are settled, or that this sink has, with their
    /// records; without those that the sink cannot take.
    pub fn believed(&self, sink: &str) -> Result<Vec<Believed>, Error> {
        let all = || {
            let mut select = self.connection.prepare(
                "SELECT sighting.fingerprint, bulletin.path, sighting FROM sighting JOIN bulletin USING (fingerprint)
                 WHERE (state = 'settled' OR state = 'owed' AND EXISTS (SELECT 1 FROM delivery
                         JOIN sink ON sink.number = delivery.sink
                         WHERE delivery.fingerprint = bulletin.fingerprint AND sink.name = ?1))
                     AND sighting NOT IN (SELECT sighting FROM refused JOIN quarantine USING (number)
                         JOIN sink ON sink.number = quarantine.sink
                         WHERE sink.name = ?1 AND sighting IS NOT NULL)
                 ORDER BY admitted, sighting.fingerprint, ordinal",
            )?;
            let mut all: Vec<Believed> = Vec::new();
            let mut rows = select.query([sink])?;
            while let Some(row) = rows.next()? {
                let fingerprint = Fingerprint::from(row.get::<_, [u8; 32]>(0)?);
                let sighting = SightingId::from(row.get::<_, [u8; 16]>(2)?);
                match all.last_mut().filter(|last| last.fingerprint == fingerprint) {
                    Some(last) => last.sightings.push(sighting),
                    None => all.push(Believed {
                        fingerprint,
                        path: path_from(row.get(1)?),
                        sightings: vec![sighting],
                    }),
                }
            }
            Ok(all)
        };
        all().map_err(|source| self.failed(source))
    }

    /// Where a bulletin may still lie, under all its names.
    pub fn lying(&self, fingerprint: &Fingerprint) -> Result<Vec<Lying>, Error> {
        let look = || {
            let mut select = self.connection.prepare_cached(
                "SELECT path, size, modified, inode, device FROM file WHERE fingerprint = ?1 ORDER BY seen DESC",
            )?;
            let row = |row: &Row<'_>| {
                let stamp = Stamp {
                    size: row.get::<_, i64>(1)?.cast_unsigned(),
                    modified: row.get(2)?,
                    inode: row.get::<_, i64>(3)?.cast_unsigned(),
                    device: row.get::<_, i64>(4)?.cast_unsigned(),
                };
                Ok(Lying::Whole(path_from(row.get(0)?), stamp))
            };
            let mut all: Vec<Lying> =
                select.query_map([fingerprint.as_bytes()], row)?.collect::<rusqlite::Result<_>>()?;
            let mut select = self.connection.prepare_cached(
                "SELECT path, generation, first, behind FROM cut JOIN generation ON number = generation
                 WHERE fingerprint = ?1",
            )?;
            let row = |row: &Row<'_>| {
                let cut = Cut {
                    generation: row.get::<_, i64>(1)?.cast_unsigned(),
                    from: row.get::<_, i64>(2)?.cast_unsigned(),
                    to: row.get::<_, i64>(3)?.cast_unsigned(),
                    fingerprint: *fingerprint,
                };
                Ok(Lying::Within(path_from(row.get(0)?), cut))
            };
            all.extend(select.query_row([fingerprint.as_bytes()], row).optional()?);
            Ok(all)
        };
        look().map_err(|source| self.failed(source))
    }

    /// Makes bulletins owed to a sink again, and the sink look at its store
    /// anew before it takes them. A daemon at work offers them within
    /// seconds, another one when it starts.
    pub fn owe(&mut self, sink: &str, bulletins: &[Fingerprint]) -> Result<(), Error> {
        let owe = |connection: &mut Connection| {
            let change = connection.transaction()?;
            let number = recall(&change, sink)?;
            for fingerprint in bulletins {
                let row = params![fingerprint.as_bytes(), number];
                change.execute("DELETE FROM delivery WHERE fingerprint = ?1 AND sink = ?2", row)?;
                change.execute("DELETE FROM stretch WHERE fingerprint = ?1 AND sink = ?2", row)?;
                // All of it: so a bulletin that is on its way at this moment is not settled by that.
                change.execute(
                    "INSERT INTO stretch (fingerprint, sink, begins, ends) VALUES (?1, ?2, 0, ?3)",
                    params![fingerprint.as_bytes(), number, i64::MAX],
                )?;
                let owed = "UPDATE bulletin SET state = 'owed' WHERE fingerprint = ?1 AND state = 'settled'";
                change.execute(owed, [fingerprint.as_bytes()])?;
                change.execute("UPDATE cut SET open = 1 WHERE fingerprint = ?1", [fingerprint.as_bytes()])?;
            }
            change.commit()
        };
        seal::change(&self.path, &mut self.connection, owe)
    }

    /// Books bulletins whose records were put into the sink's store by other
    /// hands. The sink looks at its store anew.
    pub fn filled(&mut self, sink: &str, bulletins: &[Fingerprint]) -> Result<(), Error> {
        let book = |connection: &mut Connection| {
            let change = connection.transaction()?;
            let number = recall(&change, sink)?;
            for fingerprint in bulletins {
                change.execute(
                    "INSERT INTO delivery (fingerprint, sink, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                    params![fingerprint.as_bytes(), number, now()],
                )?;
            }
            change.commit()
        };
        seal::change(&self.path, &mut self.connection, book)
    }

    fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Sql { path: self.path.clone(), source }
    }
}

/// A mark of a store that is not believed any more counts nothing.
fn recall(connection: &Connection, sink: &str) -> rusqlite::Result<i64> {
    connection.execute("INSERT INTO sink (name) VALUES (?1) ON CONFLICT DO NOTHING", [sink])?;
    connection.query_row(
        "UPDATE sink SET recalled = recalled + 1, segment = NULL, offset = NULL WHERE name = ?1 RETURNING number",
        [sink],
        |row| row.get(0),
    )
}
