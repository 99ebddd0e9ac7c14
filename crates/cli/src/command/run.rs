//! The daemon: a line over directories, built anew when it fails and when its
//! settings change, until it is told to stop.
//!
//! A [`Generation`](generation::Generation) of settings makes one
//! [`Line`](working::Line) after the other; the ledger is all that goes from
//! one to the next.

mod generation;
mod greet;
mod restarts;
mod signals;
mod watchdog;
mod working;

use std::path::PathBuf;

use courant::ledger::Keeper;
use tokio::time::Instant;
use tokio::{runtime::Runtime, time::sleep};
use tracing::{error, info, warn};

use self::{
    generation::{Generation, Reloads},
    greet::greet,
    restarts::Restarts,
    signals::{Signals, Told},
    working::{Ended, Line},
};
use crate::{
    config,
    exit::Exit,
    fault::Fault,
    log::{self, Log},
};

pub(super) fn run(config: Option<PathBuf>) -> Result<Exit, Fault> {
    let settings = config::load(config.as_deref())?;
    let log = log::start(&settings)?;
    let runtime = Runtime::new()?;
    let ended = runtime.block_on(async {
        // Before there is a lock that says whom to send signals to.
        let signals = Signals::listen()?;
        let keeper = Keeper::take(&settings.ledger())?;
        let generation = Generation::first(settings)?;
        daemon(generation, config, &keeper, &log, signals).await
    });
    // What still computes was given up by a second signal, by the deadline or by the watchdog.
    runtime.shutdown_background();
    ended
}

async fn daemon(
    generation: Generation,
    config: Option<PathBuf>,
    keeper: &Keeper,
    log: &Log,
    signals: Signals,
) -> Result<Exit, Fault> {
    let (counts, told) = signals::counts();
    let reloads = Reloads::new(config, told.clone());
    tokio::select! {
        // Signals are heard before anything begins: one that comes during the start is a stop like others.
        biased;
        never = signals.count(counts) => match never {},
        ended = supervise(generation, keeper, log, told, reloads) => ended,
        ended = log.confess() => match ended {
            Ok(()) => Ok(Exit::Failed),
            Err(error) => Err(Fault::Failed(error)),
        },
    }
}

/// Keeps a line at work until the first stop, or until it has failed too often.
async fn supervise(
    mut generation: Generation,
    keeper: &Keeper,
    log: &Log,
    mut told: Told,
    mut reloads: Reloads,
) -> Result<Exit, Fault> {
    let mut restarts = Restarts::new(generation.settings.restarts, generation.settings.within);
    // To return to, as long as the new one has not shown that it works.
    let mut former: Option<Generation> = None;
    let mut greeted = false;
    loop {
        let ended = match Line::build(&generation, keeper) {
            Ok(line) => {
                if !greeted {
                    greet(&generation.settings, log);
                    greeted = true;
                }
                line.work(&generation, &mut told, &mut reloads, &mut former).await
            }
            // What is wrong at the first start is the operator's to mend; later it is a failure like others.
            Err(fault) if !greeted => return Err(fault),
            Err(fault) => Ended::Failed(fault.said()),
        };
        let reason = match ended {
            Ended::Stopped(exit) => return Ok(stopped(exit)),
            Ended::Swapped(next) => {
                restarts = Restarts::new(next.settings.restarts, next.settings.within);
                former = Some(std::mem::replace(&mut generation, *next));
                continue;
            }
            Ended::Failed(reason) => reason,
        };
        error!(reason, "line.failed");
        if let Some(former) = former.take() {
            generation = former;
            reloads.reject(&generation, &reason);
            continue;
        }
        let Some(pause) = restarts.failed(Instant::now()) else {
            let (failures, within) = (restarts.count(), generation.settings.within);
            let within_ms = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
            error!(failures, within_ms, reason, "run.failed");
            return Ok(Exit::Failed);
        };
        tokio::select! {
            () = sleep(pause) => {}
            () = told.stopped(1) => return Ok(stopped(Exit::Partly)),
            next = reloads.next(&generation) => {
                former = Some(std::mem::replace(&mut generation, next));
                continue;
            }
        }
        let wait_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        warn!(attempt = restarts.count(), wait_ms, "line.restarted");
    }
}

fn stopped(exit: Exit) -> Exit {
    info!(code = exit.code(), "run.stopped");
    exit
}
