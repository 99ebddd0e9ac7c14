//! The tables, and how a connection to them is set up.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::{Error, books::tail};

/// Written to `PRAGMA user_version`.
const VERSION: i64 = 2;

/// `Cour`, so that `file` and others can tell what this is.
const APPLICATION: i64 = 0x436f_7572;

/// `file` remembers the last look at each path and what its bytes were;
/// `bulletin` is one row a content, whatever it is called; `delivery` is one
/// row a content and sink that has it.
const TABLES: &str = "
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

/// What each version added to the one before it, beginning with what the
/// second one did. A new ledger goes the same way.
const STEPS: [&str; 1] = [tail::TABLES];

/// Opens the ledger for writing, and makes it where there is none.
pub(crate) fn open(path: &Path) -> Result<Connection, Error> {
    let sql = |source| Error::Sql { path: path.to_owned(), source };
    let connection = Connection::open(path).map_err(sql)?;
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
    let connection = Connection::open_with_flags(path, flags).map_err(sql)?;
    connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(sql)?;
    match version(&connection).map_err(sql)? {
        VERSION => Ok(connection),
        found => Err(Error::Version { path: path.to_owned(), found, known: VERSION }),
    }
}

fn prepare(connection: &Connection, path: &Path) -> Result<(), Error> {
    let sql = |source| Error::Sql { path: path.to_owned(), source };
    connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(sql)?;
    // More than the statements that the books use, so that each is parsed once.
    connection.set_prepared_statement_cache_capacity(64);
    // NORMAL: a commit is not synced by itself. The ledger may lag behind the stores: see the crate's first page.
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;")
        .map_err(sql)?;
    match version(connection).map_err(sql)? {
        VERSION => Ok(()),
        found @ 0..VERSION => {
            let new = format!("{TABLES} PRAGMA application_id = {APPLICATION};");
            let new = (found == 0).then_some(new.as_str());
            let known = usize::try_from(found).unwrap_or_default().saturating_sub(1);
            let steps: String = new.into_iter().chain(STEPS.into_iter().skip(known)).collect();
            let make = format!("BEGIN IMMEDIATE; {steps} PRAGMA user_version = {VERSION}; COMMIT;");
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
mod tests {
    use super::*;

    #[test]
    fn a_ledger_of_the_first_version_keeps_what_it_knows() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("ledger.db");
        let first = Connection::open(&path).expect("it opens");
        first.execute_batch(&format!("{TABLES} PRAGMA user_version = 1;")).expect("the first tables");
        let note = "INSERT INTO quarantine VALUES (7, x'612e747874', 'in', NULL, 3, 'no text', 0)";
        first.execute_batch(note).expect("a note");
        drop(first);

        let now = open(&path).expect("it is brought up to date");
        assert_eq!(version(&now), Ok(VERSION));
        let kept = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let held = now.query_row("SELECT number, reason, first FROM quarantine", [], kept);
        assert_eq!(held, Ok((7, "no text".to_owned(), None::<i64>)));
    }
}
