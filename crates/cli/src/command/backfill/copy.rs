//! Records from one store into another, where no file has them any more.

use std::{collections::HashSet, mem, path::Path, sync::Arc};

use courant::{
    flow::{BoxError, Outlet, Parcel, Pipeline, Receipt},
    ledger::{self, Believed, Ledger},
    model::{Enriched, Record, SightingId},
    sink::{JsonLines, Rotation, Sqlite, Stored},
};
use tokio::{runtime::Runtime, sync::oneshot, task::spawn_blocking};

use super::stored;
use crate::{
    config::{Settings, SinkKind, SinkSettings},
    fault::Fault,
    line,
    log::terminal,
};

/// A bulletin that is in no file any more, and why.
type Gone = (Believed, &'static str);

/// Takes what it can of some bulletins from a store, and gives back what is
/// still lacking.
///
/// The sink is run as in a line, but without an account: so it looks by itself
/// for what it has. The ledger is held meanwhile, for a daemon would hold the
/// store, and would go by marks that are no longer true.
pub(super) fn copy(
    settings: &Settings,
    sink: &SinkSettings,
    from: &Path,
    books: &mut ledger::Backfill,
    gone: Vec<Gone>,
) -> Result<Vec<Gone>, Fault> {
    let held = Ledger::open(&settings.ledger(), &line::terms(settings))?;
    let wanted: HashSet<SightingId> =
        gone.iter().flat_map(|(bulletin, _)| bulletin.sightings.iter().copied()).collect();
    let before = wanted.len();
    let wanted = Runtime::new()?.block_on(carry(sink, origin(settings, from)?, wanted))?;

    let mut missing = Vec::new();
    let mut filled = Vec::new();
    for (mut bulletin, why) in gone {
        bulletin.sightings.retain(|sighting| wanted.contains(sighting));
        if bulletin.sightings.is_empty() {
            filled.push(bulletin.fingerprint);
        } else {
            missing.push((bulletin, why));
        }
    }
    books.filled(&sink.name, &filled)?;
    held.close()?;
    let taken = before - wanted.len();
    let from = terminal(&from.to_string_lossy());
    eprintln!("{}: {taken} records were taken from {from}", terminal(&sink.name));
    Ok(missing)
}

/// Another sink's store by its name, or a file.
fn origin(settings: &Settings, from: &Path) -> Result<Stored, Fault> {
    let sink = settings.sinks.iter().find(|sink| Path::new(&sink.name) == from);
    match sink.map(stored).transpose()?.flatten() {
        Some(stored) => Ok(stored),
        None => Ok(Stored::file(from)?),
    }
}

/// Carries the wanted records over; gives back which of them there were not.
async fn carry(
    sink: &SinkSettings,
    from: Stored,
    wanted: HashSet<SightingId>,
) -> Result<HashSet<SightingId>, BoxError> {
    let (left, lacking) = oneshot::channel();
    let source = |outlet: Outlet<Enriched>| async move {
        let pick = spawn_blocking(move || {
            let _ = left.send(pick(from, wanted, &outlet)?);
            Ok(())
        });
        pick.await?
    };
    let line = Pipeline::source("copy", source);
    let running = match &sink.kind {
        SinkKind::JsonLines { path, rotate_size, rotate_daily } => {
            let rotation = Rotation { size: *rotate_size, daily: *rotate_daily };
            line.sink(sink.name.clone(), JsonLines::append(path).rotate(rotation))
        }
        SinkKind::Sqlite { path } => line.sink(sink.name.clone(), Sqlite::at(path)),
        SinkKind::Stdout => return Err("it keeps nothing".into()),
    };
    running.join().await?;
    Ok(lacking.await?)
}

/// Sends the records that are wanted, those of a bulletin that stand side by
/// side together.
fn pick(
    from: Stored,
    mut wanted: HashSet<SightingId>,
    outlet: &Outlet<Enriched>,
) -> Result<HashSet<SightingId>, BoxError> {
    let mut some: Vec<Record> = Vec::new();
    from.every::<BoxError>(|kept| {
        let record = kept.record?;
        if wanted.remove(&record.sighting) {
            if some.first().is_some_and(|first| first.bulletin.fingerprint != record.bulletin.fingerprint) {
                send(&mut some, outlet)?;
            }
            some.push(record);
        }
        Ok(())
    })?;
    send(&mut some, outlet)?;
    Ok(wanted)
}

fn send(records: &mut Vec<Record>, outlet: &Outlet<Enriched>) -> Result<(), BoxError> {
    let records = mem::take(records);
    let Some(of) = records.first().map(|record| record.bulletin.clone()) else { return Ok(()) };
    let bulletin = Enriched {
        path: of.path.into(),
        fingerprint: of.fingerprint,
        bytes: of.bytes,
        records: Arc::new(records),
        empty: None,
        refused: Arc::default(),
        tiles: Arc::default(),
    };
    // What fails ends this little line, and is told by its sink: nobody waits for the receipt.
    Ok(outlet.send_blocking(Parcel::new(bulletin, Receipt::new(drop)))?)
}
