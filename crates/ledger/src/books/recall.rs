//! What is taken over from stores, into tables that are new.

use std::collections::HashSet;

use courant_model::{Fingerprint, ItemId};
use rusqlite::params;

use super::Books;
use crate::{
    Error,
    command::{Body, Known, Sighting},
    schema::now,
    stories::MOST,
};

/// `recalled` has a row once the stores have told what they hold. In a ledger
/// that has kept books already there is nothing left to tell.
pub(crate) const TABLES: &str = "
CREATE TABLE recalled (
    at          INTEGER NOT NULL
) STRICT;
INSERT INTO recalled (at) SELECT 0 WHERE EXISTS (SELECT 1 FROM bulletin);
";

impl Books {
    pub(crate) fn has_recalled(&self) -> Result<bool, Error> {
        self.connection
            .query_row("SELECT EXISTS (SELECT 1 FROM recalled)", [], |row| row.get(0))
            .map_err(|source| self.failed(source))
    }

    /// Items that began a story, as far as a recall that was broken off has come.
    pub(crate) fn firsts(&self) -> Result<HashSet<ItemId>, Error> {
        let read = || {
            let mut select = self.connection.prepare("SELECT item FROM story")?;
            let items = select.query_map([], |row| row.get::<_, [u8; 16]>(0).map(ItemId::from))?;
            items.collect::<Result<_, _>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// Takes in what was said of a sighting once; `begins` if its item began a story.
    pub(crate) fn recall_sighting(
        &mut self,
        fingerprint: &Fingerprint,
        seen: &Sighting,
        known: &Known,
        begins: bool,
    ) -> Result<(), Error> {
        self.take_in(fingerprint, seen, known, begins).map_err(|source| self.failed(source))
    }

    fn take_in(
        &self,
        fingerprint: &Fingerprint,
        seen: &Sighting,
        known: &Known,
        begins: bool,
    ) -> rusqlite::Result<()> {
        let has = |sql: &str, key: &[u8]| self.connection.prepare_cached(sql)?.exists([key]);
        if has("SELECT 1 FROM sighting WHERE sighting = ?1", &seen.id.to_bytes())? {
            return Ok(());
        }
        self.note(fingerprint, seen, known)?;
        let mut text =
            self.connection.prepare_cached("SELECT 1 FROM revision WHERE item = ?1 AND digest = ?2")?;
        if !text.exists(params![known.item.to_bytes(), seen.digest])? {
            self.keep(seen, known)?;
        }
        if seen.item != known.item {
            let mut insert = self
                .connection
                .prepare_cached("INSERT INTO alias (id, item) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
            insert.execute(params![seen.item.to_bytes(), known.item.to_bytes()])?;
        }
        if let (true, Some(Body { day, sketch, .. })) = (begins, &seen.body) {
            // Numbers are consecutive: the table gives the next.
            let mut insert = self
                .connection
                .prepare_cached("INSERT INTO story (item, day, sketch) VALUES (?1, ?2, ?3)")?;
            insert.execute(params![known.item.to_bytes(), day, sketch.as_bytes()])?;
        }
        Ok(())
    }

    /// No more than the last stories are remembered; and the stores have told all.
    pub(crate) fn close_recall(&mut self) -> Result<(), Error> {
        let close = || {
            let most = i64::try_from(MOST).unwrap_or(i64::MAX);
            self.connection
                .execute("DELETE FROM story WHERE number <= (SELECT max(number) FROM story) - ?1", [most])?;
            self.connection.execute("INSERT INTO recalled (at) VALUES (?1)", [now()])
        };
        close().map(drop).map_err(|source| self.failed(source))
    }
}
