//! What is said to the writer thread.

use std::{path::PathBuf, sync::Arc, time::Instant};

use courant_flow::Outcome;
use courant_model::{
    Arrival, Bulletin, Fingerprint, ItemId, OnDrift, Refused, SightingId, Stamp, Status, Tiles,
};
use tokio::sync::oneshot;

use crate::{
    End, Error, Mark, Standing,
    drift::Drift,
    fields::{Changes, Fields},
    inquest::Leave,
    measures::Measures,
    schema::{path_bytes, path_from},
    sketch::Sketch,
    tail::Tail,
};

/// Every command either waits for its answer or comes from a receipt, and
/// receipts are bounded by the line's budget: so the queue is bounded by its
/// senders, and a receipt that is dropped need not wait.
pub(crate) enum Command {
    Look {
        seen: Vec<(PathBuf, Stamp)>,
        answer: oneshot::Sender<Vec<Standing>>,
    },
    Claim {
        key: Key,
    },
    /// The same, where there are suspects: answered when it is written.
    Leave {
        key: Key,
        answer: oneshot::Sender<Leave>,
    },
    /// A receipt is dropped by a thread that panics.
    Unwound(Hand),
    /// The line has ended; nothing is booked after it.
    End(End),
    Admit {
        candidate: Candidate,
        answer: oneshot::Sender<Admission>,
    },
    Compare {
        look: Box<Look>,
        answer: oneshot::Sender<Verdict>,
    },
    Sight {
        page: Page,
        answer: oneshot::Sender<Vec<Known>>,
    },
    Owed {
        fingerprint: Fingerprint,
        answer: oneshot::Sender<Vec<Owing>>,
    },
    Delivered {
        fingerprint: Fingerprint,
        sink: usize,
        stretches: Vec<(i64, i64)>,
    },
    Refuse {
        fingerprint: Fingerprint,
        sink: usize,
        item: Box<Refused>,
    },
    Settled {
        claim: Box<Claim>,
        outcome: Outcome,
    },
    Mark {
        sink: usize,
        mark: Mark,
        recalled: i64,
    },
    Ready {
        sink: usize,
        ready: bool,
    },
    Tail(Tail),
}

impl Command {
    /// How it is to be kept.
    pub(crate) fn commit(&self) -> Commit {
        match self {
            Command::Tail(Tail::Decide { .. }) => Commit::Synced,
            _ => Commit::Lazy,
        }
    }

    /// Where it fails on purpose, if a failure between it and the one before
    /// it could leave the books in a state that nobody thought of.
    pub(crate) fn point(&self) -> Option<&'static str> {
        match self {
            Command::Admit { .. } => Some("ledger.admit"),
            Command::Sight { .. } => Some("ledger.sight"),
            Command::Delivered { .. } => Some("ledger.deliver"),
            Command::Settled { .. } => Some("ledger.settle"),
            Command::Mark { .. } => Some("ledger.mark"),
            Command::Tail(Tail::Decide { .. }) => Some("ledger.decide"),
            _ => None,
        }
    }
}

/// How a transaction is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commit {
    /// A power cut may take it.
    Lazy,
    /// It and all before it are on the disk.
    Synced,
}

/// What a stage held in its hands when it panicked.
pub(crate) enum Hand {
    File(Key),
    /// A share of it, on the way to one of the sinks.
    Content(Fingerprint),
}

/// What is on the line: one thing at a time by each of these names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// A whole file.
    File(PathBuf),
    /// A stretch of one, whatever it is called.
    Cut(Fingerprint),
}

impl Key {
    pub(crate) fn of(arrival: &Arrival) -> Key {
        match arrival.cut {
            Some(cut) => Key::Cut(cut.fingerprint),
            None => Key::File(arrival.path.clone()),
        }
    }

    /// How it is kept.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Key::File(path) => [b"f", path_bytes(path).as_slice()].concat(),
            Key::Cut(fingerprint) => [b"c", fingerprint.as_bytes().as_slice()].concat(),
        }
    }

    /// What was kept; `None` if that was never kept by [`bytes`](Key::bytes).
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Key> {
        match bytes.split_first()? {
            (b'f', path) => Some(Key::File(path_from(path.to_vec()))),
            (b'c', cut) => Some(Key::Cut(Fingerprint::from(<[u8; 32]>::try_from(cut).ok()?))),
            _ => None,
        }
    }
}

/// What a receipt remembers of the file that it was issued for.
pub(crate) struct Claim {
    pub(crate) arrival: Arrival,
    pub(crate) at: Instant,
}

/// A content that asks to be let in.
pub(crate) struct Candidate {
    pub(crate) path: PathBuf,
    pub(crate) inbox: String,
    pub(crate) stamp: Stamp,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) bytes: u64,
}

impl Candidate {
    pub(crate) fn of(bulletin: &Bulletin) -> Candidate {
        Candidate {
            path: bulletin.path.clone(),
            inbox: bulletin.declared.inbox.clone(),
            stamp: bulletin.stamp,
            fingerprint: bulletin.fingerprint,
            bytes: bulletin.bytes,
        }
    }
}

/// The answer to a [`Candidate`].
pub(crate) enum Admission {
    /// Some sink has not got it yet.
    Owed,
    /// It came in before, under this name.
    Duplicate { of: PathBuf },
}

/// What a sink is owed of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owing {
    /// All of it.
    pub(crate) whole: bool,
    /// These parts of its text, from a byte to another.
    pub(crate) stretches: Vec<(i64, i64)>,
    /// How often the sink was told to look at its store anew.
    pub(crate) recalled: i64,
}

/// A bulletin that was cut, to be held against those before it.
pub(crate) struct Look {
    pub(crate) inbox: String,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) measures: Measures,
    pub(crate) on_drift: OnDrift,
}

/// The answer to a [`Look`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Like the others, or nobody cares.
    Usual,
    /// To go on with a flag.
    Flag(Drift),
    /// To wait in quarantine.
    Hold(Drift),
}

/// The items of a bulletin.
pub(crate) struct Page {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) sightings: Vec<Sighting>,
    /// The items that have no record.
    pub(crate) refused: Arc<Vec<Refused>>,
    pub(crate) tiles: Arc<Tiles>,
    /// Days within which near-duplicates are one story; none at all for 0.
    pub(crate) window: u16,
}

/// An item in a bulletin, as far as the ledger cares.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    /// By its own header.
    pub(crate) item: ItemId,
    pub(crate) id: SightingId,
    pub(crate) ordinal: usize,
    /// The member of an archive that it stands in.
    pub(crate) member: Option<String>,
    pub(crate) views: Option<u64>,
    /// Of the text.
    pub(crate) digest: [u8; 16],
    pub(crate) fields: Fields,
    /// What it can be recognised by if its headline is another: only where it
    /// has a date, and enough text.
    pub(crate) body: Option<Body>,
}

/// The text below the headline, and where its like is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body {
    /// The day of publication, and a digest of the minute, if it is known, and the source.
    pub(crate) place: i64,
    /// Of publication, counted from 1970.
    pub(crate) day: i32,
    pub(crate) sketch: Sketch,
}

/// What the ledger says of a [`Sighting`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    /// Whose sighting it is: another item's if that had another headline.
    pub(crate) item: ItemId,
    pub(crate) status: Status,
    pub(crate) revision: u32,
    pub(crate) changes: Changes,
    /// The first item of its story, and how like that one it was, in percent.
    pub(crate) story: Option<(ItemId, u8)>,
}

/// The way to the writer thread.
#[derive(Clone, Debug)]
pub(crate) struct Wire(pub(crate) Arc<std::sync::mpsc::Sender<Command>>);

impl Wire {
    /// Sends what needs no answer. If the thread is gone there is nobody left
    /// to tell, and the stages that ask it questions end the line.
    pub(crate) fn tell(&self, command: Command) {
        let _ = self.0.send(command);
    }

    pub(crate) async fn ask<T>(
        &self,
        question: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        self.0.send(question(answer)).map_err(|_| Error::Gone)?;
        answered.await.map_err(|_| Error::Gone)
    }
}
