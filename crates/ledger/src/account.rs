//! What a sink tells the ledger of itself.

use crate::command::{Command, Wire};

/// A sink's own page in the ledger.
#[derive(Debug, Clone)]
pub struct Account {
    pub(crate) wire: Wire,
    pub(crate) sink: usize,
    pub(crate) opening: Option<Mark>,
}

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
    pub fn mark(&self, mark: Mark) {
        self.wire.tell(Command::Mark { sink: self.sink, mark });
    }

    /// Says that the store takes nothing at present: files that are owed to
    /// it alone are not offered until it is [`up`](Account::up).
    pub fn down(&self) {
        self.wire.tell(Command::Ready { sink: self.sink, ready: false });
    }

    /// Says that the store takes records again; what it is owed is offered anew.
    pub fn up(&self) {
        self.wire.tell(Command::Ready { sink: self.sink, ready: true });
    }
}
