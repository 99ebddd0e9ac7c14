//! The one thread that writes, and its rhythm.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use tokio::sync::watch;
use tracing::error;

use crate::{
    Error,
    books::Books,
    command::{Command, Commit},
    receipts::Clerk,
};

/// Commands in one transaction at the most, so that a reader of the ledger
/// is never far behind.
const GROUP: usize = 1024;

/// How often the writer looks whether another process changed the ledger.
const GLANCE: Duration = Duration::from_secs(1);

/// Books commands until all handles are gone.
///
/// Whatever has piled up during one commit goes into the next: under load the
/// groups grow by themselves, and an idle ledger answers at once. Answers are
/// given before the commit, for a ledger that lags does no harm. Where a cut
/// of a growing file ends is the exception: that opens a group which is
/// synced, and is answered when it is.
pub(crate) fn write(
    mut books: Books,
    commands: &Receiver<Command>,
    nudge: &watch::Sender<u64>,
    mut clerk: Option<Clerk>,
) -> Result<(), Error> {
    let written = turn(&mut books, commands, nudge, clerk.as_mut());
    let written = written.and_then(|()| clerk.map_or(Ok(()), |clerk| clerk.finish(&mut books)));
    if let Err(reason) = &written {
        let cause = std::error::Error::source(reason).map(ToString::to_string).unwrap_or_default();
        error!(reason = %reason, cause, "ledger.failed");
    }
    written
}

fn turn(
    books: &mut Books,
    commands: &Receiver<Command>,
    nudge: &watch::Sender<u64>,
    mut clerk: Option<&mut Clerk>,
) -> Result<(), Error> {
    // The first of the next group, where a group had to end early.
    let mut held: Option<Command> = None;
    let mut glanced = Instant::now();
    loop {
        if let Some(clerk) = &mut clerk {
            clerk.attend(books)?;
        }
        let first = match held.take().map_or_else(|| commands.recv_timeout(GLANCE), Ok) {
            Ok(command) => command,
            Err(RecvTimeoutError::Timeout) => {
                glanced = Instant::now();
                if books.changed_elsewhere()? {
                    nudge.send_modify(|count| *count += 1);
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        let commit = first.commit();
        books.begin(commit)?;
        let mut nudged = books.book(first)?;
        for command in commands.try_iter().take(GROUP) {
            if commit == Commit::Lazy && command.commit() == Commit::Synced {
                held = Some(command);
                break;
            }
            nudged |= books.book(command)?;
        }
        books.commit()?;
        if glanced.elapsed() >= GLANCE {
            glanced = Instant::now();
            nudged |= books.changed_elsewhere()?;
        }
        if nudged {
            nudge.send_modify(|count| *count += 1);
        }
    }
}
