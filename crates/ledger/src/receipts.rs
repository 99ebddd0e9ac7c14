//! A file of JSON for each bulletin that is settled: what became of it.
//!
//! What is to be written stands in the books, in the same transaction in which
//! the bulletin is settled, until it is written. So a crash costs none: the
//! next start writes what is missing. They are not synced one by one, for
//! that would cost as much as a bulletin does; a power cut may take the last ones.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use courant_flow::fail;
use courant_model::Fingerprint;
use serde::Serialize;
use tracing::warn;

use crate::{Error, books::Books};

/// Written into every receipt.
pub(crate) const SCHEMA: &str = "courant-receipt/1";

/// What became of a bulletin.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    pub(crate) schema: &'static str,
    pub(crate) outcome: &'static str,
    pub(crate) reason: Option<String>,
    pub(crate) file: String,
    pub(crate) inbox: String,
    pub(crate) fingerprint: String,
    /// Where in the file it begins, if it is a part of one that grows.
    pub(crate) from: Option<u64>,
    pub(crate) bytes: u64,
    pub(crate) charset: Option<String>,
    pub(crate) layout: Option<String>,
    pub(crate) text: Option<Text>,
    pub(crate) counts: BTreeMap<&'static str, usize>,
    pub(crate) items: Vec<Item>,
    pub(crate) quarantined: Vec<Stopped>,
    pub(crate) sinks: BTreeMap<String, Option<String>>,
    pub(crate) settled: String,
}

/// The bytes of the text, all of them.
#[derive(Debug, Serialize)]
pub(crate) struct Text {
    pub(crate) bytes: usize,
    pub(crate) items: usize,
    pub(crate) gaps: BTreeMap<&'static str, usize>,
}

/// An item that has a record.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Item {
    pub(crate) ordinal: usize,
    pub(crate) id: String,
    pub(crate) sighting: String,
    pub(crate) status: &'static str,
    pub(crate) revision: u32,
}

/// An item that is in quarantine.
#[derive(Debug, Serialize)]
pub(crate) struct Stopped {
    pub(crate) ordinal: i64,
    pub(crate) headline: String,
    pub(crate) sink: Option<String>,
    pub(crate) reason: String,
}

/// A receipt that is to be written.
pub(crate) type Due = (Fingerprint, String);

/// Receipts that are taken from the books at once.
pub(crate) const SOME: usize = 1024;

/// How long a directory that cannot be written is left alone.
const PAUSE: Duration = Duration::from_secs(30);

/// Writes receipts on a thread of its own: a directory that is slow, or gone,
/// does not hold the ledger. What it has not written yet stays in the books.
#[derive(Debug)]
pub(crate) struct Clerk {
    directory: PathBuf,
    jobs: SyncSender<Vec<Due>>,
    done: Receiver<Vec<Due>>,
    /// Whether it has something to write.
    busy: bool,
    thread: JoinHandle<()>,
}

impl Clerk {
    pub(crate) fn start(directory: PathBuf) -> Clerk {
        let (jobs, wanted) = sync_channel(1);
        let (written, done) = channel();
        let own = directory.clone();
        let work = move || {
            while let Ok(due) = wanted.recv() {
                let (pages, failed) = write(&own, due);
                // What is not told yet keeps the ledger from handing over more: so the pause is one.
                let over = failed && ended(&wanted);
                if written.send(pages).is_err() || over {
                    break;
                }
            }
        };
        let thread = thread::Builder::new()
            .name("courant-receipts".to_owned())
            .spawn(work)
            .expect("a thread can be started");
        Clerk { directory, jobs, done, busy: false, thread }
    }

    /// Books what is written, and hands over what is due.
    pub(crate) fn attend(&mut self, books: &mut Books) -> Result<(), Error> {
        while let Ok(written) = self.done.try_recv() {
            self.busy = false;
            books.receipted(&written)?;
        }
        if !self.busy {
            let due = books.receipts_due()?;
            self.busy = !due.is_empty() && self.jobs.try_send(due).is_ok();
        }
        Ok(())
    }

    /// Writes what is left, once nothing more is settled.
    pub(crate) fn finish(self, books: &mut Books) -> Result<(), Error> {
        let Clerk { directory, jobs, done, thread, .. } = self;
        drop(jobs);
        // A clerk that panicked has told so, and what it held is still due.
        let _ = thread.join();
        for written in done {
            books.receipted(&written)?;
        }
        loop {
            let due = books.receipts_due()?;
            if due.is_empty() {
                return Ok(());
            }
            let (written, failed) = write(&directory, due);
            books.receipted(&written)?;
            if failed {
                return Ok(());
            }
        }
    }
}

/// Pauses; says whether the ledger has ended meanwhile.
fn ended(wanted: &Receiver<Vec<Due>>) -> bool {
    // Nothing is handed over while something is being written, so only the end may come.
    matches!(wanted.recv_timeout(PAUSE), Err(RecvTimeoutError::Disconnected))
}

/// Writes receipts until one fails; gives those that were written.
fn write(directory: &Path, due: Vec<Due>) -> (Vec<Due>, bool) {
    let mut written = Vec::with_capacity(due.len());
    for (fingerprint, page) in due {
        if let Err(error) = write_one(directory, &fingerprint, &page) {
            let wait_ms = u64::try_from(PAUSE.as_millis()).unwrap_or(u64::MAX);
            warn!(path = %directory.display(), reason = %error, wait_ms, "receipts.retry");
            return (written, true);
        }
        written.push((fingerprint, page));
    }
    (written, false)
}

/// Written aside and renamed: who looks at the directory sees whole receipts.
fn write_one(directory: &Path, fingerprint: &Fingerprint, page: &str) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let name = fingerprint.to_string();
    let name = name.rsplit(':').next().unwrap_or_default();
    let aside = directory.join(format!(".{name}.new"));
    fail::point("receipts.write")?;
    fs::write(&aside, page)?;
    fail::point("receipts.rename")?;
    fs::rename(aside, directory.join(format!("{name}.json")))
}
