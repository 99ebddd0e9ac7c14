//! What the ledger says in the log, once it is written.

use std::path::PathBuf;

use courant_flow::Name;
use courant_model::{Fingerprint, Refused};
use tracing::{debug, info, warn};

use crate::command::Claim;

pub(crate) enum Notice {
    /// The end of a file's way down the line.
    File { claim: Box<Claim>, fingerprint: Option<Fingerprint>, end: End },
    /// An item went into quarantine.
    Item(Box<Stopped>),
}

/// An item that goes no further than to quarantine.
pub(crate) struct Stopped {
    pub(crate) path: PathBuf,
    pub(crate) inbox: String,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) item: Refused,
    /// The sink that cannot take it, if others have it.
    pub(crate) sink: Option<Name>,
    /// Notes of others that had to go for this one.
    pub(crate) forgotten: usize,
}

pub(crate) enum End {
    Delivered { items: u64, refused: u64 },
    Empty,
    Quarantined { reason: String },
    Abandoned,
}

impl Notice {
    /// One event, with the fields that `docs/logs.md` promises.
    pub(crate) fn log(&self) {
        match self {
            Notice::File { claim, fingerprint, end } => ended(claim, *fingerprint, end),
            Notice::Item(stopped) => stopped.log(),
        }
    }
}

fn ended(claim: &Claim, fingerprint: Option<Fingerprint>, end: &End) {
    let arrival = &claim.arrival;
    let file = arrival.path.display();
    let inbox = &arrival.declared.inbox;
    let fingerprint = fingerprint.map(|fingerprint| fingerprint.to_string());
    let fingerprint = fingerprint.as_deref();
    let bytes = arrival.bytes();
    let elapsed_ms = u64::try_from(claim.at.elapsed().as_millis()).unwrap_or(u64::MAX);
    match end {
        End::Delivered { items, refused } => {
            let quarantined = (*refused > 0).then_some(*refused);
            info!(file = %file, inbox, fingerprint, items, quarantined, bytes, elapsed_ms, "file.delivered");
        }
        End::Empty => info!(file = %file, inbox, fingerprint, bytes, elapsed_ms, "file.empty"),
        End::Quarantined { reason } => {
            warn!(file = %file, inbox, fingerprint, bytes, elapsed_ms, reason, "file.quarantined");
        }
        End::Abandoned => debug!(file = %file, inbox, fingerprint, bytes, elapsed_ms, "file.abandoned"),
    }
}

impl Stopped {
    fn log(&self) {
        let Stopped { path, inbox, fingerprint, item, sink, forgotten } = self;
        warn!(
            file = %path.display(),
            inbox,
            %fingerprint,
            ordinal = item.ordinal,
            from = item.bytes.start,
            to = item.bytes.end,
            line = item.place.line,
            headline = item.headline,
            sink = sink.as_deref(),
            reason = item.reason,
            "item.quarantined"
        );
        if *forgotten > 0 {
            warn!(notes = forgotten, "quarantine.full");
        }
    }
}
