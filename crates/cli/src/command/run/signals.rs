//! Being told to stop.

use std::{convert::Infallible, io};

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing::info;

/// Counts interrupts and terminations; returns only if they cannot be heard.
pub(super) async fn count(stops: watch::Sender<u32>) -> io::Error {
    match listen(stops).await {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

async fn listen(stops: watch::Sender<u32>) -> io::Result<Infallible> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    loop {
        let name = tokio::select! {
            _ = interrupt.recv() => "SIGINT",
            _ = terminate.recv() => "SIGTERM",
        };
        info!(name, "run.signal");
        stops.send_modify(|count| *count += 1);
    }
}
