//! The ledger of an installation, and what it learns from the stores if it is new.

use std::{io, path::Path};

use courant::{
    ledger::{Keeper, Ledger, Recollection},
    sink::{Error, Stored},
};

use crate::{
    config::{Settings, SinkKind},
    fault::Fault,
    line,
};

/// Opens the ledger. A new one is told what the configured stores hold: they
/// are older than it is if it was lost, deleted or put aside.
pub(crate) fn open(settings: &Settings, keeper: &Keeper) -> Result<Ledger, Fault> {
    keeper.open_recalling(&line::terms(settings), settings.receipts.clone(), |recall| {
        // JSON Lines first: they have all revisions, in the order in which they came.
        for sink in &settings.sinks {
            if let SinkKind::JsonLines { path, .. } = &sink.kind {
                tell(recall, Stored::json_lines(path))?;
            }
        }
        for sink in &settings.sinks {
            if let SinkKind::Sqlite { path } = &sink.kind
                && there(path)?
            {
                tell(recall, Stored::sqlite(path))?;
            }
        }
        Ok(())
    })
}

fn there(path: &Path) -> Result<bool, Fault> {
    match path.try_exists() {
        Err(error) if nowhere(&error) => Ok(false),
        looked => Ok(looked?),
    }
}

/// Whether there can be no store: its sink says so, and the others need not wait.
fn nowhere(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
    )
}

fn tell(recall: &mut Recollection<'_>, stored: Result<Stored, Error>) -> Result<(), Fault> {
    let stored = match stored {
        Ok(stored) => stored,
        Err(Error::Open { source, .. }) if nowhere(&source) => return Ok(()),
        // Whatever it is, its sink will not write to it either, and says why.
        Err(Error::Foreign { .. } | Error::Version { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    // What is no record tells nothing; `courant verify` finds it.
    stored.every(|kept| kept.record.map_or(Ok(()), |record| Ok(recall.record(&record)?)))
}
