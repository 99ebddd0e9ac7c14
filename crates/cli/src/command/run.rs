//! The daemon: a line over directories, built anew when it fails, until it
//! is told to stop.

mod signals;

use std::{path::Path, time::Duration};

use courant::{
    flow,
    ledger::{self, Ledger},
};
use tokio::{runtime::Runtime, sync::watch, time::Instant};
use tracing::{error, info, warn};

use crate::{
    config::{Settings, SinkKind},
    exit::Exit,
    fault::{Fault, chain},
    line,
    log::{self, Log, terminal},
};

/// The first pause before a failed line is built anew; doubled each time.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest such pause.
const LONGEST: Duration = Duration::from_mins(1);

/// A line that worked this long was well: its failure is the first one again.
const WELL: Duration = Duration::from_mins(10);

pub(super) fn run(settings: &Settings) -> Result<Exit, Fault> {
    let log = log::start(settings)?;
    make_inboxes(settings)?;
    let runtime = Runtime::new()?;
    let ended = runtime.block_on(daemon(settings, &log));
    // What still computes was given up by a second signal or by the deadline.
    runtime.shutdown_background();
    ended
}

/// An inbox that is missing is made, so that the first start works as it is.
fn make_inboxes(settings: &Settings) -> Result<(), Fault> {
    for inbox in &settings.inboxes {
        let directory = &inbox.directory;
        std::fs::create_dir_all(directory).map_err(|error| {
            format!("cannot make the inbox `{}`: {error}", terminal(&directory.to_string_lossy()))
        })?;
    }
    Ok(())
}

async fn daemon(settings: &Settings, log: &Log) -> Result<Exit, Fault> {
    let (stopped, stops) = watch::channel(0);
    tokio::select! {
        // Signals are heard before anything begins: one that comes during the start is a stop like others.
        biased;
        failed = signals::count(stopped) => Err(failed.into()),
        ended = supervise(settings, log, stops) => ended,
        ended = log.confess() => match ended {
            Ok(()) => Ok(Exit::Failed),
            Err(error) => Err(Fault::Failed(error)),
        },
    }
}

/// Keeps a line at work until the first stop.
async fn supervise(settings: &Settings, log: &Log, stops: watch::Receiver<u32>) -> Result<Exit, Fault> {
    let mut pause = PAUSE;
    let mut attempt = 0_u32;
    loop {
        let begun = Instant::now();
        // What is wrong at the first start is the operator's to mend; later it is a failure like others.
        let failure = match Line::build(settings) {
            Ok(line) => {
                if attempt == 0 {
                    greet(settings, log);
                }
                match line.work(settings, stops.clone()).await {
                    Ok(exit) => {
                        info!(code = exit.code(), "run.stopped");
                        return Ok(exit);
                    }
                    Err(failure) => chain(&failure),
                }
            }
            Err(fault) if attempt == 0 => return Err(fault),
            Err(Fault::Failed(failure)) => chain(&*failure),
            Err(Fault::Invalid(invalid)) => chain(&*invalid),
            Err(Fault::Missing(what)) => what,
        };
        error!(reason = failure, "line.failed");
        if begun.elapsed() > WELL {
            pause = PAUSE;
        }
        attempt += 1;
        let mut stops = stops.clone();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stops.wait_for(|count| *count > 0) => return Ok(Exit::Partly),
        }
        let wait_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        warn!(attempt, wait_ms, "line.restarted");
        pause = (pause * 2).min(LONGEST);
    }
}

/// A line and its ledger.
struct Line {
    running: flow::Running,
    ledger: Ledger,
}

impl Line {
    fn build(settings: &Settings) -> Result<Line, Fault> {
        let parts = line::parts(settings)?;
        let ledger = Ledger::open(&settings.ledger(), &line::terms(settings))?;
        let watcher = line::watcher(settings, &parts, ledger.gate())?;
        let running = line::fork(settings, &ledger, parts.line_with(&ledger, watcher));
        Ok(Line { running, ledger })
    }

    /// Works until the first stop, and then until everything is stored, the
    /// deadline is over, or the second stop comes.
    async fn work(self, settings: &Settings, mut stops: watch::Receiver<u32>) -> Result<Exit, Failure> {
        let mut late = stops.clone();
        let too_late = async {
            let _ = late.wait_for(|count| *count > 0).await;
            info!(
                deadline_ms = u64::try_from(settings.drain.as_millis()).unwrap_or(u64::MAX),
                "run.stopping"
            );
            tokio::select! {
                () = tokio::time::sleep(settings.drain) => {}
                _ = late.wait_for(|count| *count > 1) => {}
            }
        };
        tokio::select! {
            ended = self.running.until(stops.wait_for(|count| *count > 0)) => {
                // A ledger that cannot be written is the cause of whatever else failed.
                self.ledger.close()?;
                ended?;
                Ok(Exit::Done)
            }
            () = too_late => Ok(Exit::Partly),
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the line ended")]
    Line(#[from] flow::Error),
    #[error("the ledger ended")]
    Ledger(#[from] ledger::Error),
}

/// Says what is watched and where records go: in lines for people, or as the
/// event `run.started`.
fn greet(settings: &Settings, log: &Log) {
    let inboxes: Vec<String> = settings.inboxes.iter().map(|inbox| shown(&inbox.directory)).collect();
    let stores: Vec<String> = settings
        .sinks
        .iter()
        .map(|sink| match &sink.kind {
            SinkKind::JsonLines { path, .. } => format!("{} (JSON Lines)", shown(path)),
            SinkKind::Sqlite { path } => format!("{} (SQLite)", shown(path)),
            SinkKind::Stdout => "standard output (JSON Lines)".to_owned(),
        })
        .collect();
    let (version, pid) = (env!("CARGO_PKG_VERSION"), std::process::id());
    if log.human {
        eprintln!("courant {version}, process {pid}");
        for inbox in inboxes {
            eprintln!("watching   {inbox}");
        }
        for store in stores {
            eprintln!("records to {store}");
        }
        eprintln!("ledger     {}", shown(&settings.ledger()));
        eprintln!("Drop a bulletin into the inbox. Ctrl-C stops.");
    } else {
        let (inboxes, stores) = (inboxes.join(", "), stores.join(", "));
        let ledger = shown(&settings.ledger());
        info!(version, pid, inboxes, stores, ledger, "run.started");
    }
}

fn shown(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    terminal(&path.to_string_lossy())
}
