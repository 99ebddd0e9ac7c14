//! What a sink tells the ledger of itself.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicI64, Ordering},
};

use courant_flow::Name;
use courant_model::{Fingerprint, Refused};

use crate::command::{Command, Wire};

/// A sink's own page in the ledger.
#[derive(Debug, Clone)]
pub struct Account {
    pub(crate) wire: Wire,
    pub(crate) sink: usize,
    pub(crate) name: Name,
    pub(crate) opening: Option<Mark>,
    /// How often the sink was told to look at its store anew.
    pub(crate) recalled: Arc<AtomicI64>,
    pub(crate) unusable: Arc<OnceLock<String>>,
}

/// How often a sink was told to look at its store anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recall(i64);

/// A place in a store without keys, up to which all is settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Which of the store's files, counted up at each rotation.
    pub segment: u64,
    /// A length in bytes of that file.
    pub offset: u64,
}

impl Account {
    /// The mark as it stood when the ledger was opened.
    #[must_use]
    pub fn opening(&self) -> Option<Mark> {
        self.opening
    }

    /// Moves the mark. To be called *after* the receipts of everything before
    /// it were delivered: commands are booked in order, so a mark that is
    /// in the ledger has its deliveries in the ledger too.
    ///
    /// `recall` is what [`recalled`](Account::recalled) said when the store
    /// was opened: a mark of one that is to be looked at anew counts nothing.
    pub fn mark(&self, mark: Mark, recall: Recall) {
        self.wire.tell(Command::Mark { sink: self.sink, mark, recalled: recall.0 });
    }

    /// Changes when the ledger no longer believes that the store has what was
    /// delivered to it. What comes in from then on may be there or not: the
    /// store is to be opened anew, and to find out by itself what it has.
    #[must_use]
    pub fn recalled(&self) -> Recall {
        Recall(self.recalled.load(Ordering::Acquire))
    }

    /// Says that the store can never take one record of a bulletin; the
    /// others are to be delivered. To be called *before* they are.
    pub fn refuse(&self, fingerprint: Fingerprint, item: Refused) {
        self.wire.tell(Command::Refuse { fingerprint, sink: self.sink, item: Box::new(item) });
    }

    /// Says that the store takes nothing at present: files that are owed to
    /// it alone are not offered until it is [`up`](Account::up).
    pub fn down(&self) {
        self.wire.tell(Command::Ready { sink: self.sink, ready: false });
    }

    /// Says, before that, why the store does not look as if it would ever take anything.
    pub fn unusable(&self, reason: impl Into<String>) {
        // The first reason is the cause.
        let _ = self.unusable.set(format!("stage `{}` failed: {}", self.name, reason.into()));
    }

    /// Says that the store takes records again; what it is owed is offered anew.
    pub fn up(&self) {
        self.wire.tell(Command::Ready { sink: self.sink, ready: true });
    }
}
