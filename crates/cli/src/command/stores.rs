//! Which stores are meant, and what is read of them.

use std::{
    io::{self, Seek as _},
    path::{Path, PathBuf},
};

use courant::{
    ledger,
    sink::{Error, Stored},
};

use crate::{
    arguments::Place,
    config::{Settings, SinkKind},
    fault::Fault,
};

/// The stores that are named, or the daemon's: a database before JSON Lines,
/// for it knows by itself which revision is the newest.
pub(super) fn one(from: &[PathBuf], place: &Place) -> Result<Stored, Fault> {
    if !from.is_empty() {
        return named(from);
    }
    kept(&super::settings(place)?).into_iter().min_by_key(|store| store.0).ok_or_else(missing)?.open()
}

/// The stores that are named, or all that the daemon writes.
pub(super) fn all(from: &[PathBuf], place: &Place) -> Result<Stored, Fault> {
    if !from.is_empty() {
        return named(from);
    }
    let stores = kept(&super::settings(place)?);
    if stores.is_empty() {
        return Err(missing());
    }
    stores.into_iter().try_fold(Stored::default(), |all, store| Ok(all.and(store.open()?)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Database,
    Lines,
}

/// A store of the configuration, not looked at yet.
struct Store(Kind, PathBuf);

impl Store {
    fn open(self) -> Result<Stored, Fault> {
        Ok(match self.0 {
            Kind::Database => Stored::sqlite(self.1)?,
            Kind::Lines => Stored::json_lines(self.1)?,
        })
    }
}

fn kept(settings: &Settings) -> Vec<Store> {
    let store = |kind: &SinkKind| match kind {
        SinkKind::Sqlite { path } => Some(Store(Kind::Database, path.clone())),
        SinkKind::JsonLines { path, .. } => Some(Store(Kind::Lines, path.clone())),
        SinkKind::Stdout => None,
    };
    settings.sinks.iter().filter_map(|sink| store(&sink.kind)).collect()
}

fn missing() -> Fault {
    Fault::Missing("no sink of the configuration keeps records: name files with --from".to_owned())
}

fn named(paths: &[PathBuf]) -> Result<Stored, Fault> {
    let mut all = Stored::default();
    for path in paths {
        all = all.and(if path == Path::new("-") { standard_input()? } else { Stored::file(path)? });
    }
    Ok(all)
}

/// Standard input, laid down where it can be read twice: the newest revision may come last.
fn standard_input() -> Result<Stored, Fault> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    file.rewind()?;
    Ok(Stored::lines("standard input", file))
}

/// Why not all was read, or not all written.
pub(super) enum Halt {
    Store(Error),
    Fault(Fault),
    Output(io::Error),
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Halt {
        Halt::Fault(fault)
    }
}

impl From<ledger::Error> for Halt {
    fn from(error: ledger::Error) -> Halt {
        Halt::Fault(error.into())
    }
}

impl From<Halt> for Fault {
    fn from(halt: Halt) -> Fault {
        match halt {
            Halt::Store(error) => error.into(),
            Halt::Output(error) => error.into(),
            Halt::Fault(fault) => fault,
        }
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Halt {
        Halt::Store(error)
    }
}
