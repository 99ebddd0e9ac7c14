//! Items in quarantine, and what sinks are owed of a bulletin that they have.

use courant_model::{Fingerprint, Refused};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Books;
use crate::{
    command::Owing,
    notice::{Notice, Stopped},
    schema::{now, path_from},
};

/// A note in quarantine is of a file, of a cut, or with an `ordinal` of an
/// item: one that no sink has, or the one sink that cannot take it. `refused`
/// has what is shown of such an item, by the number of the note. `stretch` is
/// one row a part of a bulletin's text that a sink is owed although it has
/// the bulletin: what an item in quarantine was, when somebody retried it.
/// `recalled` counts how often a sink was told to look at its store anew.
/// `receipt` is one row a receipt that is to be written.
pub(crate) const TABLES: &str = "
ALTER TABLE quarantine ADD COLUMN ordinal INTEGER;
ALTER TABLE quarantine ADD COLUMN sink INTEGER REFERENCES sink (number);
DROP INDEX quarantine_file;
DROP INDEX quarantine_cut;
CREATE UNIQUE INDEX quarantine_file ON quarantine (path) WHERE first IS NULL AND ordinal IS NULL;
CREATE UNIQUE INDEX quarantine_cut ON quarantine (fingerprint) WHERE first IS NOT NULL AND ordinal IS NULL;
CREATE UNIQUE INDEX quarantine_item ON quarantine (fingerprint, ordinal, coalesce(sink, 0)) WHERE ordinal IS NOT NULL;
CREATE TABLE refused (
    number      INTEGER PRIMARY KEY,
    begins      INTEGER NOT NULL,
    ends        INTEGER NOT NULL,
    line        INTEGER NOT NULL,
    character   INTEGER NOT NULL,
    excerpt     TEXT NOT NULL,
    caret       INTEGER NOT NULL,
    headline    TEXT NOT NULL,
    written     TEXT NOT NULL,
    sighting    BLOB
) STRICT;
CREATE TABLE stretch (
    fingerprint BLOB NOT NULL,
    sink        INTEGER NOT NULL REFERENCES sink (number),
    begins      INTEGER NOT NULL,
    ends        INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, sink, begins, ends)
) STRICT, WITHOUT ROWID;
ALTER TABLE sink ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0;
CREATE TABLE receipt (
    fingerprint BLOB PRIMARY KEY,
    page        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Notes of items that are kept. Each has up to some 9 KiB, so all of them
/// have 90 MB; the oldest go, and that is told.
const KEPT: u32 = 10_000;

impl Books {
    /// What a sink is owed of a bulletin.
    pub(super) fn owing(&self, fingerprint: &Fingerprint, sink: usize) -> rusqlite::Result<Owing> {
        let number = self.sinks[sink].number;
        let mut select = self
            .connection
            .prepare_cached("SELECT begins, ends FROM stretch WHERE fingerprint = ?1 AND sink = ?2")?;
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let stretches = select.query_map(params![fingerprint.as_bytes(), number], row)?;
        let mut select = self.connection.prepare_cached("SELECT recalled FROM sink WHERE number = ?1")?;
        Ok(Owing {
            whole: !self.has(fingerprint, number)?,
            stretches: stretches.collect::<Result<_, _>>()?,
            recalled: select.query_row([number], |row| row.get(0))?,
        })
    }

    pub(super) fn has(&self, fingerprint: &Fingerprint, sink: i64) -> rusqlite::Result<bool> {
        let mut select =
            self.connection.prepare_cached("SELECT 1 FROM delivery WHERE fingerprint = ?1 AND sink = ?2")?;
        select.exists(params![fingerprint.as_bytes(), sink])
    }

    pub(super) fn owes_stretch(&self, fingerprint: &Fingerprint, sink: i64) -> rusqlite::Result<bool> {
        let mut select =
            self.connection.prepare_cached("SELECT 1 FROM stretch WHERE fingerprint = ?1 AND sink = ?2")?;
        select.exists(params![fingerprint.as_bytes(), sink])
    }

    /// The sink has what it was owed when it was given it.
    pub(super) fn deliver(
        &self,
        fingerprint: &Fingerprint,
        sink: usize,
        stretches: &[(i64, i64)],
    ) -> rusqlite::Result<()> {
        let sink = self.sinks[sink].number;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO delivery (fingerprint, sink, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?;
        insert.execute(params![fingerprint.as_bytes(), sink, now()])?;
        for (begins, ends) in stretches {
            let mut delete = self.connection.prepare_cached(
                "DELETE FROM stretch WHERE fingerprint = ?1 AND sink = ?2 AND begins = ?3 AND ends = ?4",
            )?;
            delete.execute(params![fingerprint.as_bytes(), sink, begins, ends])?;
        }
        Ok(())
    }

    /// Puts an item into quarantine: for all sinks, or for the one that cannot take it.
    pub(super) fn refuse(
        &mut self,
        fingerprint: &Fingerprint,
        sink: Option<usize>,
        item: Refused,
    ) -> rusqlite::Result<()> {
        let mut select = self.connection.prepare_cached(
            "SELECT path, (SELECT inbox FROM file WHERE file.path = bulletin.path),
                 (SELECT inbox FROM cut JOIN generation ON number = generation WHERE cut.fingerprint = ?1),
                 (SELECT first FROM cut WHERE cut.fingerprint = ?1)
             FROM bulletin WHERE fingerprint = ?1",
        )?;
        let row = |row: &Row<'_>| {
            let inbox = row.get::<_, Option<String>>(1)?.or(row.get(2)?).unwrap_or_default();
            Ok((row.get::<_, Vec<u8>>(0)?, inbox, row.get::<_, Option<i64>>(3)?))
        };
        let Some((path, inbox, first)) = select.query_row([fingerprint.as_bytes()], row).optional()? else {
            return Ok(());
        };
        drop(select);
        let (begins, ends) = (number(item.bytes.start), number(item.bytes.end));
        let mut upsert = self.connection.prepare_cached(
            "INSERT INTO quarantine (path, inbox, fingerprint, bytes, reason, at, first, ordinal, sink)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT DO UPDATE SET reason = excluded.reason, at = excluded.at, bytes = excluded.bytes
             RETURNING number",
        )?;
        let sink = sink.map(|sink| &self.sinks[sink]);
        let note: i64 = upsert.query_row(
            params![
                path,
                inbox,
                fingerprint.as_bytes(),
                ends - begins,
                item.reason,
                now(),
                first,
                number(item.ordinal),
                sink.map(|sink| sink.number)
            ],
            |row| row.get(0),
        )?;
        let mut insert = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO refused (number, begins, ends, line, character, excerpt, caret, headline, written, sighting)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        let at = &item.place;
        insert.execute(params![
            note,
            begins,
            ends,
            number(at.line),
            number(at.column),
            at.excerpt,
            number(at.caret),
            item.headline,
            item.written,
            item.sighting.map(courant_model::SightingId::to_bytes)
        ])?;
        let forgotten = self.forget_oldest()?;
        let sink = sink.map(|sink| sink.name.clone());
        let stopped =
            Stopped { path: path_from(path), inbox, fingerprint: *fingerprint, item, sink, forgotten };
        self.notices.push(Notice::Item(Box::new(stopped)));
        Ok(())
    }

    /// Lets the oldest notes of items go where there are too many; gives how many they were.
    fn forget_oldest(&self) -> rusqlite::Result<usize> {
        let mut delete = self.connection.prepare_cached(
            "DELETE FROM refused WHERE number <=
                 (SELECT number FROM refused ORDER BY number DESC LIMIT 1 OFFSET ?1)",
        )?;
        let forgotten = delete.execute([KEPT])?;
        if forgotten > 0 {
            self.connection.execute(
                "DELETE FROM quarantine WHERE ordinal IS NOT NULL AND number NOT IN (SELECT number FROM refused)",
                [],
            )?;
        }
        Ok(forgotten)
    }

    /// How many items of a bulletin are in quarantine.
    pub(super) fn refused(&self, fingerprint: &Fingerprint) -> rusqlite::Result<u64> {
        let mut select = self.connection.prepare_cached(
            "SELECT count(DISTINCT ordinal) FROM quarantine WHERE fingerprint = ?1 AND ordinal IS NOT NULL",
        )?;
        select.query_row([fingerprint.as_bytes()], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
