//! Records as lines of an append-only file.

use std::path::PathBuf;

use courant_flow::{BoxError, Inlet, Sink};
use courant_ledger::Account;
use courant_model::Enriched;

use crate::{
    Rate,
    journal::{Journal, Memory},
    persist::persist,
};

/// A sink that appends each record to a file as one line of JSON.
///
/// It is opened when it begins to run: a directory that is missing is made, a
/// last line that a crash tore is cut off, and what stands in the file is
/// swallowed when it is offered again. With an [`Account`] only lines behind
/// the account's mark are read for that; without one all lines are, at each
/// start, and are remembered for as long as the sink runs.
///
/// Beside `items.jsonl` may lie `items.jsonl.unsettled`, after a crash: the
/// sightings that the ledger had not booked by its mark. It belongs to the
/// store, and may be deleted while the ledger owes this sink nothing.
///
/// The file is locked; a second sink on it ends its line with an error. A
/// file that holds anything but records is left alone likewise.
///
/// ```
/// use courant_sink::{JsonLines, Rotation};
///
/// let sink = JsonLines::append("items.jsonl")
///     .rotate(Rotation { size: Some(512 << 20), daily: true });
/// # drop(sink);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a sink does nothing before it runs"]
pub struct JsonLines {
    path: PathBuf,
    rotation: Rotation,
    account: Option<Account>,
    rate: Option<Rate>,
}

/// When a file is renamed and a new one begun. The default is never.
///
/// The current file always has the configured name; `items.jsonl` is renamed
/// to `items.000001.jsonl`, the next one to `items.000002.jsonl`. Files that
/// were renamed are not touched again, and may be carried off; a sink without
/// an account forgets what was in them then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotation {
    /// The length in bytes that a file does not exceed, unless it is all one write.
    pub size: Option<u64>,
    /// Whether a file holds what was written on one day, from midnight to midnight UTC.
    pub daily: bool,
}

impl JsonLines {
    /// Appends to the file at this path.
    pub fn append(path: impl Into<PathBuf>) -> JsonLines {
        JsonLines { path: path.into(), rotation: Rotation::default(), account: None, rate: None }
    }

    /// Begins a new file now and then.
    pub fn rotate(mut self, rotation: Rotation) -> JsonLines {
        self.rotation = rotation;
        self
    }

    /// Keeps a mark in the ledger, and says there when the file cannot be written.
    pub fn account(mut self, account: impl Into<Option<Account>>) -> JsonLines {
        self.account = account.into();
        self
    }

    /// Writes no more than so much in a while.
    pub fn rate(mut self, rate: impl Into<Option<Rate>>) -> JsonLines {
        self.rate = rate.into();
        self
    }
}

impl Sink<Enriched> for JsonLines {
    async fn run(self, inlet: Inlet<Enriched>) -> Result<(), BoxError> {
        let memory = match &self.account {
            Some(account) => Memory::Ledger(account.opening()),
            None => Memory::Own,
        };
        let journal = Journal::new(self.path, self.rotation, memory);
        Ok(persist(journal, inlet, self.account, self.rate).await?)
    }
}
