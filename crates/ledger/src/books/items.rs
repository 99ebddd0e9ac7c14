//! What was seen of each item before.

use courant_model::{Fingerprint, Status};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Books;
use crate::{
    command::{Known, Sighting},
    schema::now,
};

impl Books {
    pub(super) fn sight(&self, fingerprint: &Fingerprint, seen: &Sighting) -> rusqlite::Result<Known> {
        let sighting = seen.id.to_bytes();
        let mut before =
            self.connection.prepare_cached("SELECT status, revision FROM sighting WHERE sighting = ?1")?;
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
        if let Some((status, revision)) = before.query_row([sighting], row).optional()? {
            let status = match status.as_str() {
                "new" => Status::New,
                "revised" => Status::Revised,
                _ => Status::Unchanged,
            };
            return Ok(Known { status, revision });
        }
        let known = self.revision(seen)?;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO sighting (sighting, item, fingerprint, ordinal, revision, status, views, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        insert.execute(params![
            sighting,
            seen.item.to_bytes(),
            fingerprint.as_bytes(),
            i64::try_from(seen.ordinal).unwrap_or(i64::MAX),
            known.revision,
            known.status.as_str(),
            seen.views.map(|views| i64::try_from(views).unwrap_or(i64::MAX)),
            now()
        ])?;
        Ok(known)
    }

    /// The number of this text among all that were seen under the item's id.
    fn revision(&self, seen: &Sighting) -> rusqlite::Result<Known> {
        let item = seen.item.to_bytes();
        let mut same =
            self.connection.prepare_cached("SELECT number FROM revision WHERE item = ?1 AND digest = ?2")?;
        if let Some(revision) = same.query_row(params![item, seen.digest], |row| row.get(0)).optional()? {
            return Ok(Known { status: Status::Unchanged, revision });
        }
        let mut last = self.connection.prepare_cached("SELECT max(number) FROM revision WHERE item = ?1")?;
        let last: Option<u32> = last.query_row([item], |row| row.get(0))?;
        let revision = last.unwrap_or(0) + 1;
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO revision (item, digest, number, first) VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute(params![item, seen.digest, revision, now()])?;
        Ok(Known { status: if last.is_some() { Status::Revised } else { Status::New }, revision })
    }
}
