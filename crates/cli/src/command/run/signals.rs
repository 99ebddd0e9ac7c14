//! What the program is told from outside.

use std::{
    convert::Infallible,
    future::pending,
    io::{self, IsTerminal as _},
};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};
use tracing::info;

/// How often the program was told to stop, and to read its settings anew.
#[derive(Debug, Clone)]
pub(super) struct Told {
    stops: watch::Receiver<u32>,
    hangups: watch::Receiver<u32>,
}

impl Told {
    /// Waits until it was told to stop so many times.
    pub(super) async fn stopped(&mut self, times: u32) {
        if self.stops.wait_for(|count| *count >= times).await.is_err() {
            pending::<()>().await;
        }
    }

    /// Waits until it is told once more to read its settings anew.
    pub(super) async fn hung_up(&mut self) {
        if self.hangups.changed().await.is_err() {
            pending::<()>().await;
        }
    }
}

/// Where that is counted.
#[derive(Debug)]
pub(super) struct Counts {
    stops: watch::Sender<u32>,
    hangups: watch::Sender<u32>,
}

/// Nothing was told yet.
pub(super) fn counts() -> (Counts, Told) {
    let ((stops, stopped), (hangups, hung)) = (watch::channel(0), watch::channel(0));
    (Counts { stops, hangups }, Told { stops: stopped, hangups: hung })
}

/// Signals that are heard from now on; each of them would end the program otherwise.
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
    /// Whether somebody sits before it.
    terminal: bool,
}

impl Signals {
    /// Begins to listen. Outside of a runtime it cannot.
    pub(super) fn listen() -> io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            terminal: io::stderr().is_terminal(),
        })
    }

    /// Counts what is heard.
    pub(super) async fn count(mut self, counts: Counts) -> Infallible {
        loop {
            let (name, mut count) = tokio::select! {
                _ = self.interrupt.recv() => ("SIGINT", &counts.stops),
                _ = self.terminate.recv() => ("SIGTERM", &counts.stops),
                _ = self.hangup.recv() => ("SIGHUP", &counts.hangups),
            };
            // A terminal that is closed sends it too, and whoever sat there has gone.
            if name == "SIGHUP" && self.terminal && !io::stderr().is_terminal() {
                count = &counts.stops;
            }
            info!(name, "run.signal");
            count.send_modify(|count| *count += 1);
        }
    }
}
