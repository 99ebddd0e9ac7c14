//! What the ledger says in the log, once it is written.

use courant_model::Fingerprint;
use tracing::{debug, info, warn};

use crate::command::Claim;

/// The end of a file's way down the line.
pub(crate) struct Notice {
    pub(crate) claim: Box<Claim>,
    pub(crate) fingerprint: Option<Fingerprint>,
    pub(crate) end: End,
}

pub(crate) enum End {
    Delivered { items: u64 },
    Empty,
    Quarantined { reason: String },
    Abandoned,
}

impl Notice {
    /// One event a file, with the fields that `docs/logs.md` promises.
    pub(crate) fn log(&self) {
        let arrival = &self.claim.arrival;
        let file = arrival.path.display();
        let inbox = &arrival.declared.inbox;
        let fingerprint = self.fingerprint.map(|fingerprint| fingerprint.to_string());
        let fingerprint = fingerprint.as_deref();
        let bytes = arrival.bytes();
        let elapsed_ms = u64::try_from(self.claim.at.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &self.end {
            End::Delivered { items } => {
                info!(file = %file, inbox, fingerprint, items, bytes, elapsed_ms, "file.delivered");
            }
            End::Empty => info!(file = %file, inbox, fingerprint, bytes, elapsed_ms, "file.empty"),
            End::Quarantined { reason } => {
                warn!(file = %file, inbox, fingerprint, bytes, elapsed_ms, reason, "file.quarantined");
            }
            End::Abandoned => debug!(file = %file, inbox, fingerprint, bytes, elapsed_ms, "file.abandoned"),
        }
    }
}
