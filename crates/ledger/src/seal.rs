//! The seal on a ledger at rest.
//!
//! SQLite has no checksum of a page: a bit that flips within a value is read
//! as another value. So whoever closes a ledger writes down the hash of all
//! its bytes, in a file beside it, and whoever opens it looks whether they
//! are still the same. To hash a file is to read it once from its beginning
//! to its end, which is the least that any check of all its bytes can cost.
//!
//! A ledger that is written has no seal: it is lifted, durably, before the
//! first write. So a ledger of a process that was killed has none either.

use std::{
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use rusqlite::Connection;

use crate::{Error, beside};

/// What a seal begins with.
const HEAD: &str = "courant-seal/1";

/// What a look at the seal says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seal {
    /// There is none, or none that can be read: nothing is known.
    Lifted,
    /// Every byte is as it was left.
    Whole,
    /// Some byte is not.
    Broken,
}

fn place(ledger: &Path) -> PathBuf {
    beside::name(ledger, ".seal")
}

/// Holds the bytes of the ledger against its seal.
pub(crate) fn look(ledger: &Path) -> io::Result<Seal> {
    let said = match fs::read(place(ledger)) {
        Ok(said) => said,
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(Seal::Lifted),
        Err(error) => return Err(error),
    };
    let Some(said) = str::from_utf8(&said).ok().filter(|said| said.starts_with(HEAD) && said.ends_with('\n'))
    else {
        return Ok(Seal::Lifted);
    };
    match words(ledger) {
        Ok(words) => Ok(if words == said { Seal::Whole } else { Seal::Broken }),
        Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(Seal::Lifted),
        Err(error) => Err(error),
    }
}

/// A change by somebody without the lock, of a ledger that may be at rest or
/// about to be.
pub(crate) fn change(
    ledger: &Path,
    connection: &mut Connection,
    change: impl FnOnce(&mut Connection) -> rusqlite::Result<()>,
) -> Result<(), Error> {
    let lifted = || lift(ledger).map_err(|source| Error::Io { path: ledger.to_owned(), source });
    lifted()?;
    change(connection).map_err(|source| Error::Sql { path: ledger.to_owned(), source })?;
    lifted()
}

/// To be called before anything is written, under the lock or not, and again
/// after it by those who have no lock: see [`put`].
pub(crate) fn lift(ledger: &Path) -> io::Result<()> {
    match fs::remove_file(place(ledger)) {
        Ok(()) => beside::sync(ledger),
        Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Seals a ledger that was closed, under its lock.
///
/// Others may join a ledger without its lock, and change a row. One that is
/// seen at it keeps the seal off: it leaves a log, or another time of change.
/// One that comes later lifts the seal behind its change.
pub(crate) fn put(ledger: &Path) -> io::Result<()> {
    let Some(before) = rests(ledger)? else { return Ok(()) };
    let words = words(ledger)?;
    let (seal, aside) = (place(ledger), beside::name(ledger, ".seal.new"));
    let mut file = File::create(&aside)?;
    file.write_all(words.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, &seal)?;
    beside::sync(ledger)?;
    if rests(ledger)? == Some(before) { Ok(()) } else { lift(ledger) }
}

/// When the ledger was written last, if all that was written is in it.
fn rests(ledger: &Path) -> io::Result<Option<(u64, SystemTime)>> {
    let log = match fs::metadata(beside::name(ledger, "-wal")) {
        Ok(log) => log.len(),
        Err(missing) if missing.kind() == ErrorKind::NotFound => 0,
        Err(error) => return Err(error),
    };
    let of = |metadata: Metadata| Ok((metadata.len(), metadata.modified()?));
    if log > 0 { Ok(None) } else { fs::metadata(ledger).and_then(of).map(Some) }
}

fn words(ledger: &Path) -> io::Result<String> {
    let file = File::open(ledger)?;
    let length = file.metadata()?.len();
    let hash = blake3::Hasher::new().update_reader(file)?.finalize();
    Ok(format!("{HEAD} {length} {hash}\n"))
}
