//! The one thread that writes, and its rhythm.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use tokio::sync::watch;
use tracing::error;

use crate::{
    End, Error,
    books::Books,
    command::{Command, Commit},
    receipts::Clerk,
};

/// Commands in one transaction at the most, so that a reader of the ledger
/// is never far behind.
const GROUP: usize = 1024;

/// How often the writer looks whether another process changed the ledger.
const GLANCE: Duration = Duration::from_secs(1);

/// How long a transaction waits for more while files are on the line: each of
/// them asks several times on its way, and is done soon.
const LINGER: Duration = Duration::from_millis(40);

/// Books commands until all handles are gone.
///
/// A transaction takes in what comes until nothing is on the line any more, or
/// for 40 milliseconds: under load a page that many files change is written
/// once for all of them, and an idle ledger is done as soon as its only file
/// is. Answers are given before the commit, for a ledger that lags does no
/// harm. Where a cut of a growing file ends is the exception: that opens a
/// group which is synced, and is answered when it is.
pub(crate) fn write(
    mut books: Books,
    commands: &Receiver<Command>,
    nudge: &watch::Sender<u64>,
    mut clerk: Option<Clerk>,
) -> Result<(), Error> {
    let told = turn(&mut books, commands, nudge, clerk.as_mut());
    let ended = told.and_then(|told| match told {
        Told::End => Ok(()),
        // All handles are gone: nothing is on the line.
        Told::Nothing => {
            books.begin(Commit::Lazy)?;
            books.book(Command::End(End::Innocent))?;
            books.commit()
        }
    });
    let written = ended.and_then(|()| clerk.map_or(Ok(()), |clerk| clerk.finish(&mut books)));
    if let Err(reason) = &written {
        let cause = std::error::Error::source(reason).map(ToString::to_string).unwrap_or_default();
        error!(reason = %reason, cause, "ledger.failed");
    }
    written
}

/// Whether it was told how the line ended.
enum Told {
    End,
    Nothing,
}

fn turn(
    books: &mut Books,
    commands: &Receiver<Command>,
    nudge: &watch::Sender<u64>,
    mut clerk: Option<&mut Clerk>,
) -> Result<Told, Error> {
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
                if books.tick() | books.changed_elsewhere()? {
                    nudge.send_modify(|count| *count += 1);
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(Told::Nothing),
        };
        let mut ends = matches!(first, Command::End(_));
        let commit = first.commit();
        books.begin(commit)?;
        let begun = Instant::now();
        let mut nudged = books.book(first)?;
        for _ in 0..if ends { 0 } else { GROUP } {
            let lingers = commit == Commit::Lazy && books.expects_more();
            let patience = if lingers { LINGER.saturating_sub(begun.elapsed()) } else { Duration::ZERO };
            // Nothing, or nobody any more: the next turn finds out.
            let Ok(command) = commands.recv_timeout(patience) else { break };
            if commit == Commit::Lazy && command.commit() == Commit::Synced {
                held = Some(command);
                break;
            }
            ends = matches!(command, Command::End(_));
            nudged |= books.book(command)?;
            if ends {
                break;
            }
        }
        books.commit()?;
        if ends {
            return Ok(Told::End);
        }
        nudged |= books.tick();
        if glanced.elapsed() >= GLANCE {
            glanced = Instant::now();
            nudged |= books.changed_elsewhere()?;
        }
        if nudged {
            nudge.send_modify(|count| *count += 1);
        }
    }
}
