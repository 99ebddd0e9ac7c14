//! What the program is told from outside.

use std::{
    convert::Infallible,
    future::pending,
    io::{self, IsTerminal as _},
};

use tokio::{
    signal::unix::{SignalKind, signal},
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

/// Counts signals; returns only if they cannot be heard.
pub(super) async fn count(counts: Counts) -> io::Error {
    match listen(counts).await {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

async fn listen(counts: Counts) -> io::Result<Infallible> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let terminal = io::stderr().is_terminal();
    loop {
        let (name, mut count) = tokio::select! {
            _ = interrupt.recv() => ("SIGINT", &counts.stops),
            _ = terminate.recv() => ("SIGTERM", &counts.stops),
            _ = hangup.recv() => ("SIGHUP", &counts.hangups),
        };
        // A terminal that is closed sends it too, and whoever sat there has gone.
        if name == "SIGHUP" && terminal && !io::stderr().is_terminal() {
            count = &counts.stops;
        }
        info!(name, "run.signal");
        count.send_modify(|count| *count += 1);
    }
}
