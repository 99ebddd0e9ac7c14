//! The way in: which files are due, and their receipts.

use std::{path::PathBuf, time::Instant};

use courant_flow::Receipt;
use courant_model::{Arrival, Stamp};
use tokio::sync::watch;

use crate::{
    Error,
    command::{Claim, Command, Key, Wire},
};

/// The ledger as a source sees it.
#[derive(Debug, Clone)]
pub struct Gate {
    pub(crate) wire: Wire,
    nudges: watch::Receiver<u64>,
}

/// What the ledger says of a file at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// To be offered: unknown, changed, or still owed to a sink that takes records.
    Due,
    /// On the line at this moment.
    InFlight,
    /// Owed only to sinks that take nothing at this moment. A nudge tells when one is back.
    Waiting,
    /// Done with: delivered, empty, a duplicate, or in quarantine.
    Settled,
}

impl Gate {
    pub(crate) fn new(wire: Wire, nudges: watch::Receiver<u64>) -> Gate {
        Gate { wire, nudges }
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
        Receipt::new(move |outcome| wire.tell(Command::Settled { claim, outcome }))
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
