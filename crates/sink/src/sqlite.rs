//! Records as rows of an SQLite database.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use courant_flow::{BoxError, Inlet, Sink, fail};
use courant_ledger::Account;
use courant_model::{Enriched, Record, Stamp};
use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, TransactionBehavior, config::DbConfig};
use tracing::{info, warn};

use crate::{
    Error, Rate,
    error::Fault,
    persist::{Store, persist},
    rows,
};

/// A sink that keeps items, sightings and facts in a database.
///
/// The tables, and questions to ask of them, are described in the
/// [schema](SCHEMA), which is also what `.schema` shows in the `sqlite3`
/// program. Each group is one transaction. A sighting that is there already
/// changes nothing; an item's text and facts are those of the highest
/// revision that was seen, and its views those of the newest crawl.
///
/// Others may read at any time, and write: the sink waits its turn.
#[derive(Debug, Clone)]
#[must_use = "a sink does nothing before it runs"]
pub struct Sqlite {
    path: PathBuf,
    account: Option<Account>,
    rate: Option<Rate>,
}

/// The tables of [`Sqlite`], with what they mean.
pub const SCHEMA: &str = include_str!("../data/store.sql");

impl Sqlite {
    /// Keeps records in the database at this path, which is made where there is none.
    pub fn at(path: impl Into<PathBuf>) -> Sqlite {
        Sqlite { path: path.into(), account: None, rate: None }
    }

    /// Says in the ledger when the database cannot be written.
    pub fn account(mut self, account: impl Into<Option<Account>>) -> Sqlite {
        self.account = account.into();
        self
    }

    /// Writes no more than so much in a while.
    pub fn rate(mut self, rate: impl Into<Option<Rate>>) -> Sqlite {
        self.rate = rate.into();
        self
    }
}

impl Sink<Enriched> for Sqlite {
    async fn run(self, inlet: Inlet<Enriched>) -> Result<(), BoxError> {
        Ok(persist(Database::new(self.path), inlet, self.account, self.rate).await?)
    }
}

/// The database as a store.
#[derive(Debug)]
pub(crate) struct Database {
    path: PathBuf,
    connection: Option<Connection>,
    /// The file that the connection has open: its inode and device.
    place: Option<(u64, u64)>,
}

/// Written to `PRAGMA user_version`.
pub(crate) const VERSION: i64 = 1;

/// `CouS`, so that `file` and others can tell what this is.
pub(crate) const APPLICATION: i64 = 0x436f_7553;

/// How long another writer may keep us waiting before it counts as a failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

impl Database {
    pub(crate) fn new(path: PathBuf) -> Database {
        Database { path, connection: None, place: None }
    }

    fn sql(&self, source: rusqlite::Error) -> Error {
        Error::Sql { path: self.path.clone(), source }
    }

    fn open(&self) -> Result<Connection, Fault> {
        if let Some(directory) = self.path.parent() {
            fs::create_dir_all(directory).map_err(|source| Fault::opening(&self.path, source))?;
        }
        let mut connection = Connection::open(&self.path).map_err(|source| self.opening(source))?;
        connection.busy_timeout(PATIENCE).map_err(|source| self.opening(source))?;
        self.examine(&connection)?;
        equip(&mut connection).map_err(|source| self.opening(source))?;
        info!(sink = Database::KIND, path = %self.path.display(), "sink.open");
        Ok(connection)
    }

    /// Refuses what is not ours before anything is changed in it.
    fn examine(&self, connection: &Connection) -> Result<(), Fault> {
        let number = |question: &str| {
            connection
                .query_row(question, [], |row| row.get::<_, i64>(0))
                .map_err(|source| self.opening(source))
        };
        let path = self.path.clone();
        let error = match (number("PRAGMA application_id")?, number("PRAGMA user_version")?) {
            (APPLICATION, VERSION) => return Ok(()),
            (APPLICATION, found) => {
                Error::Version { path, found: found.to_string(), known: VERSION.to_string() }
            }
            _ if number(TABLES)? == 0 => return Ok(()),
            _ => Error::Foreign { path },
        };
        Err(Fault::Lasting(error))
    }

    fn opening(&self, source: rusqlite::Error) -> Fault {
        match source.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::OutOfMemory,
            ) => Fault::Passing(self.sql(source)),
            Some(ErrorCode::NotADatabase) => Fault::Lasting(Error::Foreign { path: self.path.clone() }),
            _ => Fault::Lasting(self.sql(source)),
        }
    }
}

/// How many tables there are.
const TABLES: &str = "SELECT count(*) FROM sqlite_schema";

/// Sets the connection up, and makes the tables where there are none.
///
/// FULL: a commit is synced, for a receipt says that records are safe. A page
/// of 8 KiB holds a whole record with most texts; the cache (32 MiB) holds a
/// group, and the log is carried over when it has 32 MiB, some groups at a time.
fn equip(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(32);
    // A statement keeps its plan, whatever values are bound to it: else some are parsed anew each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -32768;
         PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;",
    )?;
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if change.query_row(TABLES, [], |row| row.get::<_, i64>(0))? == 0 {
        change.execute_batch(SCHEMA)?;
        change.pragma_update(None, "application_id", APPLICATION)?;
        change.pragma_update(None, "user_version", VERSION)?;
    }
    change.commit()
}

impl Store for Database {
    const KIND: &'static str = "sqlite";

    fn look_anew(&mut self) {
        self.connection = None;
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn write(&mut self, group: &[Enriched]) -> Result<(), Fault> {
        let mut connection = match self.connection.take() {
            Some(connection) if place(&self.path) == self.place => connection,
            taken => {
                if taken.is_some() {
                    // SQLite would go on with a file that nobody finds any more.
                    warn!(sink = Database::KIND, path = %self.path.display(), "sink.gone");
                }
                drop(taken);
                let connection = self.open()?;
                self.place = place(&self.path);
                connection
            }
        };
        let written = if group.is_empty() { Ok(()) } else { self.commit(&mut connection, group) };
        self.connection = Some(connection);
        written
    }
}

impl Database {
    /// All or nothing: a transaction that is dropped is rolled back.
    fn commit(&self, connection: &mut Connection, group: &[Enriched]) -> Result<(), Fault> {
        let passing = |source| Fault::Passing(self.sql(source));
        let at = format!("{:.3}", Timestamp::now());
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(passing)?;
        for (parcel, payload) in group.iter().enumerate() {
            for record in payload.records.iter() {
                fail::point("sqlite.record").map_err(|source| unfit_record(parcel, record, source.into()))?;
                rows::put(&change, record, &at).map_err(|source| {
                    if unfit(&source) { unfit_record(parcel, record, source.into()) } else { passing(source) }
                })?;
            }
        }
        self.pass("sqlite.commit")?;
        change.commit().map_err(passing)?;
        self.pass("sqlite.committed")
    }

    fn pass(&self, point: &str) -> Result<(), Fault> {
        fail::point(point).map_err(|source| Fault::writing(&self.path, source))
    }
}

#[cfg(test)]
impl Database {
    /// Makes a disk of so many pages.
    pub(crate) fn limit_pages(&self, pages: u32) {
        let connection = self.connection.as_ref().expect("it is open");
        connection.pragma_update(None, "max_page_count", pages).expect("it is a limit");
    }
}

fn unfit_record(parcel: usize, record: &Record, source: BoxError) -> Fault {
    let sighting = record.sighting;
    Fault::Unfit { parcel, sighting, reason: Error::Unfit { sighting, source } }
}

/// Which file lies there now, if there is one.
fn place(path: &Path) -> Option<(u64, u64)> {
    let stamp = Stamp::of(&fs::metadata(path).ok()?);
    Some((stamp.inode, stamp.device))
}

/// Whether it is the record that failed, and not the database.
fn unfit(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(error, rusqlite::Error::ToSqlConversionFailure(_))
        || matches!(code, Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch))
}
