//! Records as they stand in a database.

use std::path::PathBuf;

use courant_model::{ItemId, Record};
use rusqlite::{Connection, OpenFlags};

use super::{Kept, Sighted};
use crate::{Error, sqlite};

/// How every SQLite database begins.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// A database at one moment.
#[derive(Debug)]
pub(super) struct Held {
    path: PathBuf,
    connection: Connection,
}

impl Held {
    pub(super) fn open(path: PathBuf) -> Result<Held, Error> {
        let sql = |source| Error::Sql { path: path.clone(), source };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags).map_err(sql)?;
        connection.busy_timeout(sqlite::PATIENCE).map_err(sql)?;
        let number = |question| connection.query_row(question, [], |row| row.get::<_, i64>(0)).map_err(sql);
        match (number("PRAGMA application_id")?, number("PRAGMA user_version")?) {
            (sqlite::APPLICATION, sqlite::VERSION) => {}
            (sqlite::APPLICATION, found) => {
                let (found, known) = (found.to_string(), sqlite::VERSION.to_string());
                return Err(Error::Version { path, found, known });
            }
            _ => return Err(Error::Foreign { path }),
        }
        // What is read from here on is one state of the database, whoever writes meanwhile.
        connection.execute_batch("BEGIN").map_err(sql)?;
        Ok(Held { path, connection })
    }

    fn sql(&self, source: rusqlite::Error) -> Error {
        Error::Sql { path: self.path.clone(), source }
    }

    /// Tells of every item its revision.
    pub(super) fn headings(&self, note: &mut dyn FnMut(ItemId, u32)) -> Result<(), Error> {
        let sql = |source| self.sql(source);
        let mut select = self
            .connection
            .prepare("SELECT id, revision FROM items JOIN records USING (item) ORDER BY item")
            .map_err(sql)?;
        let mut rows = select.query([]).map_err(sql)?;
        while let Some(row) = rows.next().map_err(sql)? {
            let id: String = row.get(0).map_err(sql)?;
            let id = id.parse().map_err(|_| Error::Foreign { path: self.path.clone() })?;
            note(id, row.get(1).map_err(sql)?);
        }
        Ok(())
    }

    /// Hands over what every row holds.
    pub(super) fn every<E: From<Error>>(
        &self,
        take: &mut impl FnMut(Kept<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = |source| self.sql(source);
        let mut select =
            self.connection.prepare("SELECT item, record FROM records ORDER BY item").map_err(sql)?;
        let mut rows = select.query([]).map_err(sql)?;
        while let Some(row) = rows.next().map_err(sql)? {
            let number = row.get(0).map_err(sql)?;
            let text = row.get_ref(1).and_then(|text| Ok(text.as_str()?)).map_err(sql)?;
            let record = serde_json::from_str(text);
            let record = record.map_err(|source| Error::NoRecord { path: self.path.clone(), number, source });
            take(Kept { path: &self.path, number, record })?;
        }
        Ok(())
    }

    /// Hands over all sightings; a database has each once.
    pub(super) fn sightings<E: From<Error>>(
        &self,
        take: &mut impl FnMut(Sighted) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = |source| self.sql(source);
        let foreign = || Error::Foreign { path: self.path.clone() };
        let mut select = self
            .connection
            .prepare("SELECT sighting, fingerprint, path, headline FROM sightings JOIN items USING (item)")
            .map_err(sql)?;
        let mut rows = select.query([]).map_err(sql)?;
        while let Some(row) = rows.next().map_err(sql)? {
            let text = |column| row.get_ref(column).and_then(|text| Ok(text.as_str()?)).map_err(sql);
            take(Sighted {
                sighting: text(0)?.parse().map_err(|_| foreign())?,
                fingerprint: text(1)?.parse().map_err(|_| foreign())?,
                path: text(2)?.to_owned(),
                headline: text(3)?.to_owned(),
            })?;
        }
        Ok(())
    }

    /// Hands over the records at these places, or all.
    pub(super) fn records<E: From<Error>>(
        &self,
        places: Option<&[u64]>,
        take: &mut impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = |source| self.sql(source);
        let mut select = self
            .connection
            .prepare("SELECT record, views FROM items JOIN records USING (item) ORDER BY item")
            .map_err(sql)?;
        let mut rows = select.query([]).map_err(sql)?;
        let mut wanted = places.map(|places| places.iter().copied().peekable());
        let mut place = 0;
        while let Some(row) = rows.next().map_err(sql)? {
            let skipped = wanted.as_mut().is_some_and(|wanted| wanted.next_if_eq(&place).is_none());
            place += 1;
            if skipped {
                continue;
            }
            let text = row.get_ref(0).and_then(|text| Ok(text.as_str()?)).map_err(sql)?;
            let mut record: Record = serde_json::from_str(text).map_err(|source| Error::NoRecord {
                path: self.path.clone(),
                number: place,
                source,
            })?;
            record.views = row.get(1).map_err(sql)?;
            take(record)?;
        }
        Ok(())
    }
}
