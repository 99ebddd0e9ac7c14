//! The one thread that writes, and its rhythm.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

use tokio::sync::watch;
use tracing::error;

use crate::{Error, books::Books, command::Command};

/// Commands in one transaction at the most, so that a reader of the ledger
/// is never far behind.
const GROUP: usize = 1024;

/// How often an idle writer looks whether another process changed the ledger.
const GLANCE: Duration = Duration::from_secs(1);

/// Books commands until all handles are gone.
///
/// Whatever has piled up during one commit goes into the next: under load the
/// groups grow by themselves, and an idle ledger answers at once. Answers are
/// given before the commit, for a ledger that lags does no harm.
pub(crate) fn write(
    mut books: Books,
    commands: &Receiver<Command>,
    nudge: &watch::Sender<u64>,
) -> Result<(), Error> {
    let written = turn(&mut books, commands, nudge);
    if let Err(reason) = &written {
        let cause = std::error::Error::source(reason).map(ToString::to_string).unwrap_or_default();
        error!(reason = %reason, cause, "ledger.failed");
    }
    written
}

fn turn(books: &mut Books, commands: &Receiver<Command>, nudge: &watch::Sender<u64>) -> Result<(), Error> {
    loop {
        let first = match commands.recv_timeout(GLANCE) {
            Ok(command) => command,
            Err(RecvTimeoutError::Timeout) => {
                if books.changed_elsewhere()? {
                    nudge.send_modify(|count| *count += 1);
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        books.begin()?;
        let mut nudged = books.book(first)?;
        for command in commands.try_iter().take(GROUP) {
            nudged |= books.book(command)?;
        }
        books.commit()?;
        if nudged {
            nudge.send_modify(|count| *count += 1);
        }
    }
}
