//! Files that grow: what was taken of each, and what comes next.
//!
//! A file that lies whole is its own memory: what the ledger forgot is read
//! again, and is the same. A stretch of a file that grows is not, for nobody
//! would end it at the same byte twice. So here **the ledger leads**: where a
//! cut ends is written, and synced, before the cut goes down the line; after
//! a crash the same cut is offered again, and not a longer one.

use std::path::{Path, PathBuf};

use courant_model::{Cut, Fingerprint, Stamp};
use tokio::sync::oneshot;

use crate::{Error, Gate, Standing, command::Command};

/// One life of one file that grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Counted up through the ledger.
    pub number: u64,
    /// Where it was seen first: the name that its writer knows.
    pub name: PathBuf,
    /// Where it was seen last.
    pub path: PathBuf,
    /// Its inode and its device.
    pub place: (u64, u64),
    /// When it was made, in nanoseconds since 1970, as was said with the last
    /// cut: inodes are used again. 0 where the file system does not tell.
    pub born: i64,
    /// The end of the last cut that was decided.
    pub position: u64,
    /// A hash of some of the bytes before `position`, which its source can
    /// make again: what tells this generation from another one in its place.
    pub seam: Fingerprint,
    /// How it goes on.
    pub state: Life,
    /// Cuts that were decided and are not settled, in their order.
    pub open: Vec<Cut>,
}

/// How a generation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It is written to.
    Grows,
    /// It was renamed, and has been read to its end: it may go.
    Rotated,
    /// It is gone.
    Over,
}

impl Life {
    pub(crate) const ALL: [Life; 3] = [Life::Grows, Life::Rotated, Life::Over];

    /// The word by which it is kept.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Life::Grows => "grows",
            Life::Rotated => "rotated",
            Life::Over => "over",
        }
    }
}

/// What a source of growing files says to the writer thread.
pub(crate) enum Tail {
    Recall { inbox: String, answer: oneshot::Sender<Vec<Generation>> },
    Begin { inbox: String, path: PathBuf, place: (u64, u64), seam: Fingerprint, answer: oneshot::Sender<u64> },
    Decide { cut: Cut, born: i64, seam: Fingerprint, answer: oneshot::Sender<()> },
    Known { inbox: String, place: (u64, u64), answer: oneshot::Sender<Option<Generation>> },
    Follow { generation: Generation },
    Stand { cuts: Vec<Fingerprint>, answer: oneshot::Sender<Vec<Standing>> },
}

impl Gate {
    /// All generations of an inbox that are not over, and those that are
    /// with cuts still open.
    pub async fn recall(&self, inbox: &str) -> Result<Vec<Generation>, Error> {
        let inbox = inbox.to_owned();
        self.wire.ask(|answer| Command::Tail(Tail::Recall { inbox, answer })).await
    }

    /// The last generation that was at this inode and device, over or not.
    /// Only its seam says whether it is this one.
    pub async fn known(&self, inbox: &str, place: (u64, u64)) -> Result<Option<Generation>, Error> {
        let inbox = inbox.to_owned();
        self.wire.ask(|answer| Command::Tail(Tail::Known { inbox, place, answer })).await
    }

    /// Opens a page for a file that grows, of which nothing has been taken.
    pub async fn begin(
        &self,
        inbox: &str,
        path: &Path,
        stamp: &Stamp,
        seam: Fingerprint,
    ) -> Result<Generation, Error> {
        let place = (stamp.inode, stamp.device);
        let begin = |answer| {
            let (inbox, path) = (inbox.to_owned(), path.to_owned());
            Command::Tail(Tail::Begin { inbox, path, place, seam, answer })
        };
        let number = self.wire.ask(begin).await?;
        let (name, path) = (path.to_owned(), path.to_owned());
        Ok(Generation {
            number,
            name,
            path,
            place,
            born: 0,
            position: 0,
            seam,
            state: Life::Grows,
            open: Vec::new(),
        })
    }

    /// Writes down where a cut ends. When this returns it is on the disk.
    pub async fn decide(&self, cut: Cut, born: i64, seam: Fingerprint) -> Result<(), Error> {
        self.wire.ask(|answer| Command::Tail(Tail::Decide { cut, born, seam, answer })).await
    }

    /// Says where a generation lies now, and how it goes on. Its position is
    /// moved by [`decide`](Gate::decide) alone.
    pub fn follow(&self, generation: &Generation) {
        self.wire.tell(Command::Tail(Tail::Follow { generation: generation.clone() }));
    }

    /// Says of each cut how it stands, as [`look`](Gate::look) does of files.
    pub async fn stand(&self, cuts: Vec<Fingerprint>) -> Result<Vec<Standing>, Error> {
        self.wire.ask(|answer| Command::Tail(Tail::Stand { cuts, answer })).await
    }
}
