//! One shot over files and directories.

mod output;
mod tally;

use std::{path::PathBuf, sync::Arc, time::Duration};

use courant::{
    Parts,
    flow::{self, BoxError, Inlet, Outlet, Parcel, Receipt},
    ledger::{Gate, Keeper, Standing},
    model::{Arrival, Enriched},
    sink::lines,
    watcher::Once,
};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::runtime::Runtime;

use self::{output::Output, tally::Tally};
use crate::{
    arguments::{Annotators, Ingest},
    books,
    config::{self, Settings, SinkSettings},
    exit::Exit,
    fault::{Fault, chain},
    line, log,
};

pub(super) fn ingest(arguments: &Ingest) -> Result<Exit, Fault> {
    let mut settings = config::load(arguments.config.as_deref())?;
    match arguments.annotators {
        Some(Annotators::Standard) => settings.annotators = true,
        Some(Annotators::None) => settings.annotators = false,
        None => {}
    }
    let _log = log::start_quiet();
    let parts = line::parts(&settings)?;
    let once = Once::plan(&paths(arguments)?, &line::inbox(&settings.inboxes[0], &settings.limits)?)?;
    let (files, faults) = (once.found.len(), once.faults.len());
    let tally = Arc::new(Tally::new(files, faults, bar(files, arguments.quiet)));
    for fault in &once.faults {
        tally.tell(&chain(fault));
    }
    let runtime = Runtime::new()?;
    let ended = runtime.block_on(async {
        match &arguments.into {
            None => print(parts, once, &tally).await,
            Some(directory) => {
                settings.state.clone_from(directory);
                settings.sinks = SinkSettings::standard(directory);
                keep(&settings, parts, once, &tally).await
            }
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    let gone = ended?;
    if gone {
        return Ok(Exit::Done);
    }
    Ok(tally.close(arguments.quiet))
}

/// The paths as the user named them, but for two things: a ledger knows files
/// by their whole paths, and a link that is named is meant to be followed.
fn paths(arguments: &Ingest) -> Result<Vec<PathBuf>, Fault> {
    let path = |named: &PathBuf| {
        if named.is_symlink()
            && let Ok(target) = named.canonicalize()
        {
            return Ok(target);
        }
        if arguments.into.is_some() { std::path::absolute(named) } else { Ok(named.clone()) }
    };
    Ok(arguments.paths.iter().map(path).collect::<Result<_, _>>()?)
}

/// Records to standard output; says whether its reader went away.
async fn print(parts: Parts, once: Once, tally: &Arc<Tally>) -> Result<bool, Fault> {
    let output = Output::default();
    let gone = output.gone();
    let source = once.source(receipts(Arc::clone(tally), None));
    parts.line(source).then("count", count(tally)).sink("print", lines(output)).join().await?;
    Ok(gone.get())
}

/// Records into a directory, each content once.
async fn keep(settings: &Settings, parts: Parts, mut once: Once, tally: &Arc<Tally>) -> Result<bool, Fault> {
    let ledger = books::open(settings, &Keeper::take(&settings.ledger())?)?;
    let gate = ledger.gate();
    let seen = once.found.iter().map(|found| (found.path.clone(), found.stamp)).collect();
    let mut standings = gate.look(seen).await?.into_iter();
    once.found.retain(|_| standings.next() != Some(Standing::Settled));
    tally.known(once.found.len());
    let source = once.source(receipts(Arc::clone(tally), Some(gate)));
    let line = parts.line_with(&ledger, source).then("count", count(tally));
    line::fork(settings, &ledger, line).join().await?;
    ledger.close()?;
    Ok(false)
}

/// Receipts that tell the tally, and the ledger if there is one.
fn receipts(tally: Arc<Tally>, gate: Option<Gate>) -> impl FnMut(&Arrival) -> Receipt + Send {
    move |arrival| {
        let booked = gate.as_ref().map(|gate| gate.receipt(arrival));
        let (tally, path) = (Arc::clone(&tally), arrival.path.clone());
        Receipt::new(move |outcome| {
            tally.settled(&path, &outcome);
            match (booked, outcome) {
                (Some(booked), flow::Outcome::Delivered) => booked.deliver(),
                (Some(booked), flow::Outcome::Rejected(reason)) => booked.reject(reason),
                (Some(_) | None, _) => {}
            }
        })
    }
}

/// A stage that counts items, and bulletins that come so far: the others are
/// duplicates.
fn count(tally: &Arc<Tally>) -> impl flow::Stage<Enriched, Enriched> + use<> {
    let tally = Arc::clone(tally);
    move |inlet: Inlet<Enriched>, outlet: Outlet<Enriched>| async move {
        while let Ok(parcel) = inlet.recv().await {
            let (enriched, receipt) = parcel.open();
            for item in enriched.refused.iter() {
                tally.refused(&enriched.path, item);
            }
            let (tally, items) = (Arc::clone(&tally), enriched.records.len());
            let counted = Receipt::new(move |outcome| match outcome {
                flow::Outcome::Delivered => {
                    tally.stored(items);
                    receipt.deliver();
                }
                flow::Outcome::Rejected(reason) => receipt.reject(reason),
                flow::Outcome::Abandoned => drop(receipt),
            });
            if outlet.send(Parcel::new(enriched, counted)).await.is_err() {
                break;
            }
        }
        Ok::<(), BoxError>(())
    }
}

/// A bar where somebody can see it.
fn bar(files: usize, quiet: bool) -> ProgressBar {
    if quiet || files < 2 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta} left")
        .expect("the template is well-formed");
    ProgressBar::new(files as u64).with_style(style)
}
