//! What became of the files, for the last line and the exit code.

use std::{
    fmt::Write as _,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use courant::{flow::Outcome, model::Refused};
use indicatif::ProgressBar;

use crate::{exit::Exit, fault::chain, log::terminal};

/// Counts, and tells what cannot be processed as it comes.
#[derive(Debug)]
pub(super) struct Tally {
    files: usize,
    /// Named on the command line, and not there or not to be looked at.
    faults: usize,
    /// Settled by the ledger before this run.
    known: AtomicUsize,
    delivered: AtomicUsize,
    /// Delivered with items, and without any.
    with_items: AtomicUsize,
    empty: AtomicUsize,
    items: AtomicUsize,
    quarantined: AtomicUsize,
    /// Items of files that were delivered without them.
    refused: AtomicUsize,
    abandoned: AtomicUsize,
    bar: ProgressBar,
}

impl Tally {
    pub(super) fn new(files: usize, faults: usize, bar: ProgressBar) -> Tally {
        Tally {
            files,
            faults,
            known: AtomicUsize::default(),
            delivered: AtomicUsize::default(),
            with_items: AtomicUsize::default(),
            empty: AtomicUsize::default(),
            items: AtomicUsize::default(),
            quarantined: AtomicUsize::default(),
            refused: AtomicUsize::default(),
            abandoned: AtomicUsize::default(),
            bar,
        }
    }

    /// All but `due` files were known already.
    pub(super) fn known(&self, due: usize) {
        self.known.store(self.files - due, Relaxed);
        self.bar.inc((self.files - due) as u64);
    }

    /// A bulletin's records are where they should be.
    pub(super) fn stored(&self, items: usize) {
        let kind = if items == 0 { &self.empty } else { &self.with_items };
        kind.fetch_add(1, Relaxed);
        self.items.fetch_add(items, Relaxed);
    }

    /// An item of a file has no record; the others have.
    pub(super) fn refused(&self, path: &Path, item: &Refused) {
        self.refused.fetch_add(1, Relaxed);
        let path = path.to_string_lossy();
        let Refused { ordinal, place, reason, .. } = item;
        self.tell(&format!("{}:{}: item {ordinal}: {}", terminal(&path), place.line, terminal(reason)));
    }

    /// A file has come to its end.
    pub(super) fn settled(&self, path: &Path, outcome: &Outcome) {
        self.bar.inc(1);
        match outcome {
            Outcome::Delivered => drop(self.delivered.fetch_add(1, Relaxed)),
            Outcome::Abandoned => drop(self.abandoned.fetch_add(1, Relaxed)),
            Outcome::Rejected(reason) => {
                self.quarantined.fetch_add(1, Relaxed);
                let (path, reason) = (path.to_string_lossy(), chain(&**reason));
                // A reason that names its file need not be told so twice.
                if reason.contains(&*terminal(&path)) {
                    self.tell(&reason);
                } else {
                    self.tell(&format!("{}: {reason}", terminal(&path)));
                }
            }
        }
    }

    /// Says something above the bar.
    pub(super) fn tell(&self, text: &str) {
        self.bar.suspend(|| eprintln!("courant: {text}"));
    }

    /// Sums up, and says how the program should end.
    pub(super) fn close(&self, quiet: bool) -> Exit {
        self.bar.finish_and_clear();
        if !quiet {
            eprintln!("{}", self.sum());
        }
        let refused = self.quarantined.load(Relaxed) + self.refused.load(Relaxed);
        let unread = self.faults + refused + self.abandoned.load(Relaxed);
        let read = self.delivered.load(Relaxed) + self.known.load(Relaxed);
        match (read, unread) {
            (0, _) => Exit::Nothing,
            (_, 0) => Exit::Done,
            _ => Exit::Partly,
        }
    }

    fn sum(&self) -> String {
        let stored = self.with_items.load(Relaxed) + self.empty.load(Relaxed);
        let duplicates = self.delivered.load(Relaxed) - stored;
        let mut text = format!("{}:", plural(self.files, "file"));
        let mut comma = " ";
        let mut part = |count: usize, what: &str| {
            if count > 0 {
                write!(text, "{comma}{count} {what}").expect("a String takes everything");
                comma = ", ";
            }
        };
        part(self.with_items.load(Relaxed), "delivered");
        part(self.known.load(Relaxed), "known already");
        part(duplicates, if duplicates == 1 { "duplicate" } else { "duplicates" });
        part(self.empty.load(Relaxed), "empty");
        part(self.quarantined.load(Relaxed), "in quarantine");
        part(self.abandoned.load(Relaxed), "changed or vanished");
        part(self.faults, "not found");
        let items = self.items.load(Relaxed);
        part(items, if items == 1 { "item" } else { "items" });
        let refused = self.refused.load(Relaxed);
        part(refused, if refused == 1 { "item left out" } else { "items left out" });
        if text.ends_with(':') {
            text.push_str(" nothing to do");
        }
        text
    }
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
