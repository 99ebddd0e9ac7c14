//! One process at a time keeps the books.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::Path,
};

use crate::{Error, beside};

/// What the lock's file is called, behind the ledger's name.
const SUFFIX: &str = ".lock";

/// A lock on a file beside the ledger, held as long as this lives. The
/// system gives it back when the process dies, however it dies.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "it is held, not used")] File);

impl Lock {
    pub(crate) fn take(ledger: &Path) -> Result<Lock, Error> {
        let path = beside::name(ledger, SUFFIX);
        let io = |source| Error::Io { path: path.clone(), source };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Held { path: ledger.to_owned(), holder: pid(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        file.set_len(0).map_err(io)?;
        file.rewind().map_err(io)?;
        writeln!(file, "{}", std::process::id()).map_err(io)?;
        Ok(Lock(file))
    }

    /// The process that holds the lock now, if any does.
    pub(crate) fn holder(ledger: &Path) -> Option<String> {
        let mut file = File::open(beside::name(ledger, SUFFIX)).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(pid(&mut file)),
            _ => None,
        }
    }
}

fn pid(file: &mut File) -> String {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "unknown".to_owned(),
    }
}
