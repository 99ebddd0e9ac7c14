//! The tables, and how a connection to them is set up.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{
    Error,
    books::{items, recall, refused, suspects, tail},
    damage,
    lock::Lock,
    seal,
};

/// `Cour`, so that `file` and others can tell what this is.
const APPLICATION: i64 = 0x436f_7572;

/// Written to `PRAGMA user_version`.
const VERSION: i64 = STEPS[STEPS.len() - 1].0;

/// What each version has more than the one before. A new ledger takes all
/// steps, an older one those that it lacks; a step never changes once it was
/// released.
const STEPS: [(i64, &str); 7] = [
    (1, FILES),
    (2, HISTORY),
    (3, tail::TABLES),
    (4, items::TABLES),
    (5, suspects::TABLES),
    (6, refused::TABLES),
    (8, recall::TABLES),
];

/// `file` remembers the last look at each path and what its bytes were;
/// `bulletin` is one row a content, whatever it is called; `delivery` is one
/// row a content and sink that has it.
const FILES: &str = "
CREATE TABLE file (
    path        BLOB PRIMARY KEY,
    inbox       TEXT NOT NULL,
    size        INTEGER NOT NULL,
    modified    INTEGER NOT NULL,
    inode       INTEGER NOT NULL,
    device      INTEGER NOT NULL,
    fingerprint BLOB,
    state       TEXT NOT NULL CHECK (state IN ('read', 'settled', 'quarantined')),
    seen        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_fingerprint ON file (fingerprint);
CREATE TABLE bulletin (
    fingerprint BLOB PRIMARY KEY,
    path        BLOB NOT NULL,
    bytes       INTEGER NOT NULL,
    items       INTEGER,
    state       TEXT NOT NULL CHECK (state IN ('owed', 'settled', 'empty', 'quarantined')),
    admitted    INTEGER NOT NULL,
    settled     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bulletin_state ON bulletin (state) WHERE state <> 'settled';
CREATE TABLE sink (
    number      INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    segment     INTEGER,
    offset      INTEGER
) STRICT;
CREATE TABLE delivery (
    fingerprint BLOB NOT NULL,
    sink        INTEGER NOT NULL REFERENCES sink (number),
    at          INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, sink)
) STRICT, WITHOUT ROWID;
CREATE TABLE revision (
    item        BLOB NOT NULL,
    digest      BLOB NOT NULL,
    number      INTEGER NOT NULL,
    first       INTEGER NOT NULL,
    PRIMARY KEY (item, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE sighting (
    sighting    BLOB PRIMARY KEY,
    item        BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    ordinal     INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    status      TEXT NOT NULL,
    views       INTEGER,
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    number      INTEGER PRIMARY KEY,
    path        BLOB NOT NULL UNIQUE,
    inbox       TEXT NOT NULL,
    fingerprint BLOB,
    bytes       INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    at          INTEGER NOT NULL
) STRICT;
";

/// `history` is one row for each of the last bulletins that an inbox let
/// through, and what they measured; `bulletin` remembers for ever what was
/// said of each when it was compared, and why.
const HISTORY: &str = "
CREATE TABLE history (
    number      INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL UNIQUE,
    inbox       TEXT NOT NULL,
    items       INTEGER NOT NULL,
    furniture   INTEGER NOT NULL,
    layout      TEXT NOT NULL,
    confidence  INTEGER
) STRICT;
CREATE INDEX history_inbox ON history (inbox, number);
ALTER TABLE bulletin ADD COLUMN compared TEXT CHECK (compared IN ('passed', 'held', 'allowed'));
ALTER TABLE bulletin ADD COLUMN drift TEXT;
";

/// Opens the ledger for writing, and makes it where there is none.
///
/// Under the lock. One that is damaged is told apart by its error.
pub(crate) fn open(path: &Path) -> Result<Connection, Error> {
    let sql = |source| Error::Sql { path: path.to_owned(), source };
    let unsure = damage::unseal(path)?;
    let connection = Connection::open(path).map_err(sql)?;
    if unsure {
        damage::look_through(&connection, path)?;
    }
    prepare(&connection, path)?;
    Ok(connection)
}

pub(crate) fn in_memory() -> Result<Connection, Error> {
    let path = Path::new(":memory:");
    let connection =
        Connection::open_in_memory().map_err(|source| Error::Sql { path: path.to_owned(), source })?;
    prepare(&connection, path)?;
    Ok(connection)
}

/// Opens a ledger that another process may be writing: to look at it, or to
/// change a row while the writer waits its turn.
pub(crate) fn join(path: &Path) -> Result<Connection, Error> {
    let sql = |source| Error::Sql { path: path.to_owned(), source };
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => return Err(Error::Missing { path: path.to_owned() }),
        Err(source) => return Err(Error::Io { path: path.to_owned(), source }),
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(sql)?;
    connection.busy_handler(Some(wait)).map_err(sql)?;
    // What has no version yet is being made, or is no ledger.
    if let 1..VERSION = version(&connection).map_err(sql)? {
        // Tables change only under the lock, so never below a process that knows the old ones.
        let _lock = Lock::take(path)?;
        seal::lift(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        update(&connection, path)?;
    }
    match version(&connection).map_err(sql)? {
        VERSION => Ok(connection),
        found => Err(Error::Version { path: path.to_owned(), found, known: VERSION }),
    }
}

/// Waits for a gap between the transactions of a busy writer: they are short,
/// and so are the gaps. Ten seconds are many of them.
fn wait(times: i32) -> bool {
    std::thread::park_timeout(std::time::Duration::from_millis(1));
    times < 10_000
}

fn prepare(connection: &Connection, path: &Path) -> Result<(), Error> {
    let sql = |source| Error::Sql { path: path.to_owned(), source };
    connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(sql)?;
    // More than the statements that the books use, so that each is parsed once.
    connection.set_prepared_statement_cache_capacity(64);
    // A statement keeps its plan, whatever values are bound to it: else some are parsed anew each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(sql)?;
    // NORMAL: a commit is not synced by itself. The ledger may lag behind the stores: see the crate's first page.
    // The log is carried over when it has 16 MiB, so that a page that many files change is written seldom.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;
             PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -16384;",
        )
        .map_err(sql)?;
    update(connection, path)
}

/// Takes the steps that the ledger lacks, all of them or none.
fn update(connection: &Connection, path: &Path) -> Result<(), Error> {
    let sql = |source| Error::Sql { path: path.to_owned(), source };
    match version(connection).map_err(sql)? {
        VERSION => Ok(()),
        found @ 0..VERSION => {
            let lacking = STEPS.iter().filter(|(version, _)| *version > found).map(|(_, step)| *step);
            let steps: String = lacking.collect();
            let make = format!(
                "BEGIN IMMEDIATE; {steps} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
            );
            connection.execute_batch(&make).map_err(sql)
        }
        found => Err(Error::Version { path: path.to_owned(), found, known: VERSION }),
    }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// How paths are kept: as the bytes that the system has, so that a name that
/// is no UTF-8 stays itself.
pub(crate) fn path_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path again, for people and for opening.
pub(crate) fn path_from(bytes: Vec<u8>) -> std::path::PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        std::ffi::OsString::from_vec(bytes).into()
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(&bytes).into_owned().into()
    }
}

/// Milliseconds since 1970, UTC.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests;
