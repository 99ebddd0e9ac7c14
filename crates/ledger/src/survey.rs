//! How things stand, for somebody who looks in from outside.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::{
    Error,
    lock::Lock,
    schema::{self, path_from},
};

/// A ledger at one moment, also while a daemon keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The process that keeps the books now.
    pub holder: Option<String>,
    /// Bulletins of which every required sink has every record.
    pub settled: u64,
    /// Bulletins without an item.
    pub empty: u64,
    /// Bulletins admitted, and not with every required sink yet.
    pub owed: u64,
    /// Files in quarantine.
    pub quarantined: u64,
    /// Items in quarantine, of files that were delivered without them.
    pub quarantined_items: u64,
    /// Files whose bytes came in before under another name.
    pub duplicates: u64,
    /// Items, each counted once.
    pub items: u64,
    /// Appearances of items in bulletins.
    pub sightings: u64,
    /// When a bulletin was settled last, in milliseconds since 1970.
    pub last_settled: Option<i64>,
    /// What each sink has.
    pub sinks: Vec<Owed>,
    /// Files that grow, as far as they are followed.
    pub tails: Vec<Followed>,
}

/// What one sink has, and has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its name.
    pub sink: String,
    /// Bulletins that it has.
    pub delivered: u64,
    /// Bulletins that were admitted and are owed to it.
    pub owed: u64,
}

/// A file that grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The inbox that it is in.
    pub inbox: String,
    /// Where it was seen last.
    pub path: PathBuf,
    /// How many bytes of it were taken.
    pub position: u64,
}

impl Survey {
    /// Reads the ledger at `path` in one transaction.
    pub fn take(path: &Path) -> Result<Survey, Error> {
        let mut connection = schema::join(path)?;
        let holder = Lock::holder(path);
        let sql = |source| Error::Sql { path: path.to_owned(), source };
        let moment = connection.transaction().map_err(sql)?;
        read(&moment, holder).map_err(sql)
    }
}

fn read(books: &Connection, holder: Option<String>) -> rusqlite::Result<Survey> {
    let count = |sql: &str| books.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
    let owed = count("SELECT count(*) FROM bulletin WHERE state = 'owed'")?;
    let mut select = books.prepare(
        "SELECT sink.name, count(delivery.fingerprint),
             (SELECT count(*) FROM bulletin WHERE state = 'owed' AND NOT EXISTS
                 (SELECT 1 FROM delivery WHERE delivery.fingerprint = bulletin.fingerprint
                     AND delivery.sink = sink.number))
         FROM sink LEFT JOIN delivery ON delivery.sink = sink.number GROUP BY sink.number ORDER BY sink.number",
    )?;
    let sinks = select
        .query_map([], |row| {
            Ok(Owed {
                sink: row.get(0)?,
                delivered: row.get::<_, i64>(1)?.cast_unsigned(),
                owed: row.get::<_, i64>(2)?.cast_unsigned(),
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut select = books.prepare(
        "SELECT inbox, path, position FROM generation WHERE state = 'grows' ORDER BY inbox, path, number",
    )?;
    let tails = select
        .query_map([], |row| {
            Ok(Followed {
                inbox: row.get(0)?,
                path: path_from(row.get(1)?),
                position: row.get::<_, i64>(2)?.cast_unsigned(),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(Survey {
        holder,
        settled: count("SELECT count(*) FROM bulletin WHERE state = 'settled'")?,
        empty: count("SELECT count(*) FROM bulletin WHERE state = 'empty'")?,
        owed,
        quarantined: count("SELECT count(*) FROM quarantine WHERE ordinal IS NULL")?,
        quarantined_items: count("SELECT count(*) FROM quarantine WHERE ordinal IS NOT NULL")?,
        duplicates: count(
            "SELECT count(*) FROM file JOIN bulletin USING (fingerprint) WHERE file.path <> bulletin.path",
        )?,
        items: count("SELECT count(DISTINCT item) FROM revision")?,
        sightings: count("SELECT count(*) FROM sighting")?,
        last_settled: books.query_row("SELECT max(settled) FROM bulletin", [], |row| row.get(0))?,
        sinks,
        tails,
    })
}
