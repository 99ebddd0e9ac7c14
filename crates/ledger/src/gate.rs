//! The way in: which files are due, and their receipts.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

use courant_flow::{Outcome, Receipt};
use courant_model::{Arrival, Stamp};
use tokio::sync::watch;

use crate::{
    Error,
    command::{Claim, Command, Hand, Key, Wire},
    inquest::Leave,
};

/// The ledger as a source sees it.
#[derive(Debug, Clone)]
pub struct Gate {
    pub(crate) wire: Wire,
    nudges: watch::Receiver<u64>,
    /// Whether somebody who goes on the line asks before.
    careful: Arc<AtomicBool>,
}

/// What the ledger says of a file at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// To be offered: unknown, changed, or still owed to a sink that takes records.
    Due,
    /// On the line at this moment.
    InFlight,
    /// Owed only to sinks that take nothing at this moment, or kept back while
    /// it is found out of which file a line died. A nudge tells when that has changed.
    Waiting,
    /// Done with: delivered, empty, a duplicate, or in quarantine.
    Settled,
}

impl Gate {
    pub(crate) fn new(wire: Wire, nudges: watch::Receiver<u64>, careful: Arc<AtomicBool>) -> Gate {
        Gate { wire, nudges, careful }
    }

    /// Says of each file how it stands; the answer has the same order.
    ///
    /// A file counts as known if its path and its stamp are. Ask for many at
    /// once: it is one message and a few microseconds a file.
    pub async fn look(&self, seen: Vec<(PathBuf, Stamp)>) -> Result<Vec<Standing>, Error> {
        if seen.is_empty() {
            return Ok(Vec::new());
        }
        self.wire.ask(|answer| Command::Look { seen, answer }).await
    }

    /// Issues the receipt on which a file goes down the line.
    ///
    /// From now until the receipt is settled the file is
    /// [`InFlight`](Standing::InFlight).
    pub fn receipt(&self, arrival: &Arrival) -> Receipt {
        self.wire.tell(Command::Claim { key: Key::of(arrival) });
        let claim = Box::new(Claim { arrival: arrival.clone(), at: Instant::now() });
        let wire = self.wire.clone();
        Receipt::new(move |outcome| {
            if matches!(outcome, Outcome::Abandoned) && thread::panicking() {
                wire.tell(Command::Unwound(Hand::File(Key::of(&claim.arrival))));
            }
            wire.tell(Command::Settled { claim, outcome });
        })
    }

    /// Like [`receipt`](Gate::receipt), for a source that can wait: after a
    /// line that died, files go on the next one as the search for the guilty
    /// one allows. With `None` this one does not go now: a nudge tells when,
    /// and if it was refused for good that has been booked.
    pub async fn claim(&self, arrival: &Arrival) -> Result<Option<Receipt>, Error> {
        if !self.careful.load(Ordering::Relaxed) {
            return Ok(Some(self.receipt(arrival)));
        }
        let key = Key::of(arrival);
        Ok(match self.wire.ask(|answer| Command::Leave { key, answer }).await? {
            Leave::Go => Some(self.receipt(arrival)),
            Leave::Wait => None,
            Leave::Never(reason) => {
                self.receipt(arrival).reject(reason);
                None
            }
        })
    }

    /// Waits until what is due may have changed for a reason that no
    /// directory shows: a sink is back, or somebody retried a quarantined
    /// file. Look at everything again then. For ever pending when the ledger
    /// has ended.
    pub async fn nudged(&mut self) {
        if self.nudges.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
