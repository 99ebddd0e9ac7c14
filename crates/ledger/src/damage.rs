//! A ledger that is damaged: how it is found out, and where it is put.
//!
//! It is never mended in place. All that it holds can be had again, from the
//! inbox and from the stores; so it is put aside, whole, for people to look
//! at, and a new one is begun.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode};
use tracing::error;

use crate::{
    Error, beside,
    seal::{self, Seal},
};

/// `SQLITE_IOERR_SHORT_READ`: the file is shorter than its own head says.
const SHORT_READ: i32 = 522;

/// Up to this length, in bytes, all pages of a ledger without a seal are
/// looked at when it is opened, which takes a second or two at the most. What
/// is wrong with a longer one is found out when it is met.
const SHORT: u64 = 64 << 20;

/// Whether this is said of a file that is not as SQLite left it. A value of
/// another type than its column is, too.
pub(crate) fn is_damage(error: &Error) -> bool {
    let Error::Sql { source, .. } = error else { return matches!(error, Error::Damaged { .. }) };
    let conversion = matches!(
        source,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
    );
    let code = source.sqlite_error().map(|error| (error.code, error.extended_code));
    conversion
        || matches!(code, Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) | (_, SHORT_READ)))
}

/// Looks at the seal of a ledger that is about to be opened, under its lock,
/// and lifts it. Says whether its pages are still to be looked at.
pub(crate) fn unseal(path: &Path) -> Result<bool, Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    match seal::look(path).map_err(io)? {
        Seal::Broken => {
            let what = "its bytes are not those that it was closed with".to_owned();
            return Err(Error::Damaged { path: path.to_owned(), what });
        }
        Seal::Whole => {
            seal::lift(path).map_err(io)?;
            return Ok(false);
        }
        Seal::Lifted => seal::lift(path).map_err(io)?,
    }
    match fs::metadata(path) {
        Ok(metadata) => Ok((1..=SHORT).contains(&metadata.len())),
        Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(false),
        Err(source) => Err(io(source)),
    }
}

/// Looks at all pages, and at what each row may hold.
pub(crate) fn look_through(connection: &Connection, path: &Path) -> Result<(), Error> {
    let said: Result<String, _> = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(what) => Err(Error::Damaged { path: path.to_owned(), what: what.replace('\n', " ") }),
        Err(source) => Err(Error::Sql { path: path.to_owned(), source }),
    }
}

/// Puts the ledger aside under a name of its own, `ledger.db.corrupt-1` or
/// one with a higher number, and tells why. To be called under the lock, and
/// with every connection of this process closed.
///
/// The ledger goes first: a log without its ledger is cleared away by SQLite,
/// and a ledger without its log would look sound, and be an older one.
pub(crate) fn put_aside(path: &Path, why: &Error) -> Result<(), Error> {
    let reason = std::error::Error::source(why).map_or_else(|| why.to_string(), ToString::to_string);
    let aside = rename(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    error!(path = %path.display(), aside = %aside.display(), reason, "ledger.corrupt");
    Ok(())
}

fn rename(path: &Path) -> io::Result<PathBuf> {
    let mut aside = beside::name(path, ".corrupt-1");
    for number in 2_u32.. {
        if !aside.try_exists()? {
            break;
        }
        aside = beside::name(path, &format!(".corrupt-{number}"));
    }
    fs::rename(path, &aside)?;
    for suffix in ["-wal", "-shm", ".seal"] {
        match fs::rename(beside::name(path, suffix), beside::name(&aside, suffix)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    beside::sync(path)?;
    Ok(aside)
}
