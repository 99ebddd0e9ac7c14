//! What was seen of each item before.

use courant_model::{Fingerprint, ItemId, Status};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Books;
use crate::{
    command::{Known, Page, Sighting},
    schema::now,
};

/// `revision` is one row a text of an item, with digests of its fields, what
/// differs from the one before, and the first item of its story; `body` is one
/// row a text that others can be compared with; `alias` is one row a headline
/// under which an item is known beside its first; `story` is one row for each
/// of the last stories.
///
/// Sketches lie apart from revisions, and places begin with the day: so what
/// is new is written in one place, and not all over the tables.
pub(crate) const TABLES: &str = "
ALTER TABLE revision ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revision ADD COLUMN fields BLOB;
ALTER TABLE revision ADD COLUMN story BLOB;
ALTER TABLE revision ADD COLUMN likeness INTEGER;
CREATE TABLE body (
    place       INTEGER NOT NULL,
    item        BLOB NOT NULL,
    revision    INTEGER NOT NULL,
    sketch      BLOB NOT NULL,
    PRIMARY KEY (place, item, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE alias (
    id          BLOB PRIMARY KEY,
    item        BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE story (
    number      INTEGER PRIMARY KEY,
    item        BLOB NOT NULL,
    day         INTEGER NOT NULL,
    sketch      BLOB NOT NULL
) STRICT;
";

impl Books {
    /// What is known of each item of a bulletin, one after the other.
    pub(super) fn sight(&mut self, page: &Page) -> rusqlite::Result<Vec<Known>> {
        page.sightings.iter().map(|seen| self.sight_one(page, seen)).collect()
    }

    fn sight_one(&mut self, page: &Page, seen: &Sighting) -> rusqlite::Result<Known> {
        if let Some(known) = self.sighted(seen)? {
            return Ok(known);
        }
        let known = self.place(page, seen)?;
        self.note(&page.fingerprint, seen, &known)?;
        Ok(known)
    }

    /// What was said of this very sighting. Nothing else may be asked then,
    /// for the item may have been revised since.
    fn sighted(&self, seen: &Sighting) -> rusqlite::Result<Option<Known>> {
        let mut select = self.connection.prepare_cached(
            "SELECT sighting.item, status, revision, changes, story, likeness
             FROM sighting LEFT JOIN revision
                 ON revision.item = sighting.item AND revision.number = sighting.revision
             WHERE sighting = ?1",
        )?;
        let row = |row: &Row<'_>| {
            let status = match row.get_ref(1)?.as_str()? {
                "new" => Status::New,
                "revised" => Status::Revised,
                _ => Status::Unchanged,
            };
            let changes = match status {
                Status::Revised => row.get::<_, Option<u8>>(3)?.unwrap_or_default(),
                Status::New | Status::Unchanged => 0,
            };
            Ok(Known {
                item: ItemId::from(row.get::<_, [u8; 16]>(0)?),
                status,
                revision: row.get(2)?,
                changes: changes.into(),
                story: story(row, 4)?,
            })
        };
        select.query_row([seen.id.to_bytes()], row).optional()
    }

    /// Whose sighting it is, and which of its revisions.
    fn place(&mut self, page: &Page, seen: &Sighting) -> rusqlite::Result<Known> {
        if let Some(known) = self.revise(seen.item, seen)? {
            return Ok(known);
        }
        let other = match self.called(seen.item)? {
            Some(item) => Some(item),
            None => self.reworded(page, seen)?,
        };
        if let Some(item) = other
            && let Some(known) = self.revise(item, seen)?
        {
            return Ok(known);
        }
        self.begin_item(page, seen)
    }

    pub(super) fn note(
        &self,
        fingerprint: &Fingerprint,
        seen: &Sighting,
        known: &Known,
    ) -> rusqlite::Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO sighting (sighting, item, fingerprint, ordinal, revision, status, views, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        insert.execute(params![
            seen.id.to_bytes(),
            known.item.to_bytes(),
            fingerprint.as_bytes(),
            i64::try_from(seen.ordinal).unwrap_or(i64::MAX),
            known.revision,
            known.status.as_str(),
            seen.views.map(|views| i64::try_from(views).unwrap_or(i64::MAX)),
            now()
        ])?;
        Ok(())
    }
}

/// The first item of a story and the likeness to it, from two columns.
pub(super) fn story(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<(ItemId, u8)>> {
    let first: Option<[u8; 16]> = row.get(column)?;
    let likeness: Option<u8> = row.get(column + 1)?;
    Ok(first.map(ItemId::from).zip(likeness))
}

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;
