//! One line at work, and the ways in which it ends.

use std::{
    pin::{Pin, pin},
    time::Duration,
};

use courant::{
    flow::{self, Gauges},
    ledger::{End, Keeper, Ledger, Vitals},
};
use tokio::{
    sync::oneshot,
    task::spawn_blocking,
    time::{Instant, interval, sleep_until, timeout},
};
use tracing::{error, info};

use super::{
    generation::{Generation, Reloads},
    signals::Told,
    watchdog,
};
use crate::{
    books,
    config::{Settings, SinkKind},
    exit::Exit,
    fault::{Fault, chain},
    line,
};

/// How long a new generation may take to open its sinks. One that takes
/// longer, because somebody else has its store, is taken as sound.
const OPENING: Duration = Duration::from_secs(2);

/// How long the ledger may take to write its last page.
const LAST_PAGE: Duration = Duration::from_secs(5);

/// A line and its ledger.
pub(super) struct Line {
    running: flow::Running,
    gauges: Gauges,
    ledger: Ledger,
}

/// What a line ended with.
pub(super) enum Ended {
    /// It was told to stop.
    Stopped(Exit),
    /// The next generation is to take over.
    Swapped(Box<Generation>),
    /// It failed, for this reason.
    Failed(String),
}

/// What comes after a line that is to be drained.
enum Next {
    Nothing,
    Generation(Box<Generation>),
}

/// Why a line is not at work any more.
enum Turn {
    Over(Result<(), flow::Error>),
    Stalled(String),
    Unusable(String),
    Drain(Next),
}

impl Line {
    pub(super) fn build(generation: &Generation, keeper: &Keeper) -> Result<Line, Fault> {
        let (settings, parts) = (&generation.settings, generation.parts());
        let ledger = books::open(settings, keeper)?;
        let watcher = line::watcher(settings, &parts, ledger.gate())?;
        let mut running = line::fork(settings, &ledger, parts.line_with(&ledger, watcher));
        Ok(Line { gauges: running.gauges(), running, ledger })
    }

    /// Works until the first stop or the next generation, and then until
    /// everything is stored, the deadline is over, or the second stop comes.
    ///
    /// Where there is a `former` generation, this one is new: it is accepted,
    /// and that one forgotten, once its sinks are open.
    pub(super) async fn work(
        self,
        generation: &Generation,
        told: &mut Told,
        reloads: &mut Reloads,
        former: &mut Option<Generation>,
    ) -> Ended {
        let Line { running, gauges, ledger } = self;
        let settings = &generation.settings;
        let (stop, stopped) = oneshot::channel::<()>();
        let mut line = pin!(running.until(stopped));
        let turn = {
            let pipes = settings.sinks.iter().filter(|sink| matches!(sink.kind, SinkKind::Stdout)).count();
            let patient = pipes > 0;
            let mut open = pin!(timeout(OPENING, open(&ledger, pipes)));
            let mut stalled = pin!(watchdog::stalled(&ledger, &gauges, settings.stall, patient));
            loop {
                tokio::select! {
                    ended = &mut line => break Turn::Over(ended),
                    () = told.stopped(1) => break Turn::Drain(Next::Nothing),
                    _ = &mut open, if former.is_some() => {
                        // With the old settings all sinks may be open: this is somebody's mistake, and he waits.
                        if let Some(reason) = ledger.unusable() {
                            break Turn::Unusable(reason);
                        }
                        *former = None;
                        reloads.accept(generation);
                    }
                    next = reloads.next(generation), if former.is_none() => {
                        break Turn::Drain(Next::Generation(Box::new(next)));
                    }
                    reason = &mut stalled => break Turn::Stalled(reason),
                }
            }
        };
        match turn {
            Turn::Over(ended) => match close(ledger, ended).await {
                Ok(()) => Ended::Stopped(Exit::Done),
                Err(reason) => Ended::Failed(reason),
            },
            // Told before the line is dropped, while it is known what is on it.
            Turn::Stalled(reason) => match finish(ledger, End::Stalled(reason.clone())).await {
                Ok(()) => Ended::Failed(reason),
                Err(ledger) => Ended::Failed(ledger),
            },
            Turn::Unusable(reason) => match finish(ledger, End::Innocent).await {
                Ok(()) => Ended::Failed(reason),
                Err(ledger) => Ended::Failed(ledger),
            },
            Turn::Drain(next) => {
                drop(stop);
                drain(line, ledger, settings, told, next).await
            }
        }
    }
}

/// Waits until all sinks have said that they are open, or that they try; those
/// that write to a pipe never say anything.
async fn open(ledger: &Ledger, pipes: usize) {
    let mut looks = interval(Duration::from_millis(5));
    loop {
        looks.tick().await;
        let Vitals { moves, silent, .. } = ledger.vitals();
        if moves > 0 && silent <= pipes {
            break;
        }
    }
}

/// The source is stopped, and the rest goes on until it is done or it is late.
async fn drain(
    mut line: Pin<&mut impl Future<Output = Result<(), flow::Error>>>,
    ledger: Ledger,
    settings: &Settings,
    told: &mut Told,
    mut next: Next,
) -> Ended {
    let deadline = Instant::now() + settings.drain;
    let ended = loop {
        let stops = match next {
            Next::Nothing => {
                let deadline_ms = u64::try_from(settings.drain.as_millis()).unwrap_or(u64::MAX);
                info!(deadline_ms, "run.stopping");
                2
            }
            Next::Generation(_) => 1,
        };
        tokio::select! {
            ended = &mut line => break Some(ended),
            () = sleep_until(deadline) => break None,
            () = told.stopped(stops) => match next {
                Next::Nothing => break None,
                Next::Generation(_) => next = Next::Nothing,
            },
        }
    };
    // A sink that is down when the input ends lets go of the last group too.
    let partly = ended.is_none() || ledger.vitals().down;
    let closed = match ended {
        Some(ended) => close(ledger, ended).await,
        // What is still on its way lies in the inbox.
        None => finish(ledger, End::Innocent).await,
    };
    match (next, closed) {
        (Next::Nothing, Ok(())) => Ended::Stopped(if partly { Exit::Partly } else { Exit::Done }),
        (Next::Nothing, Err(reason)) => Ended::Failed(reason),
        (Next::Generation(next), closed) => {
            if let Err(reason) = closed {
                error!(reason, "line.failed");
            }
            Ended::Swapped(next)
        }
    }
}

/// Closes the ledger of a line that has ended by itself or was drained.
async fn close(ledger: Ledger, ended: Result<(), flow::Error>) -> Result<(), String> {
    let end = match &ended {
        Err(panicked @ flow::Error::Panicked { .. }) => End::Panicked(chain(panicked)),
        Err(flow::Error::Failed { .. }) | Ok(()) => End::Innocent,
    };
    // A ledger that cannot be written is the cause of whatever else failed.
    finish(ledger, end).await?;
    ended.map_err(|error| chain(&error))
}

/// Lets the ledger write its last page. One that hangs is left alone: the
/// next one will tell.
async fn finish(ledger: Ledger, end: End) -> Result<(), String> {
    match timeout(LAST_PAGE, spawn_blocking(move || ledger.end(end))).await {
        Ok(Ok(written)) => written.map_err(|error| chain(&error)),
        Ok(Err(panic)) => Err(chain(&panic)),
        Err(_) => Err(format!("the ledger does not come to an end within {LAST_PAGE:?}")),
    }
}
