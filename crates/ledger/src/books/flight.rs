//! Who is on the line, as the next line will read it if this one dies.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use courant_flow::Outcome;
use tokio::sync::oneshot;
use tracing::info;

use super::{Books, Way};
use crate::{
    command::Key,
    inquest::{Inquest, Leave, Suspect},
    vitals::{Chart, Vitals},
};

/// How long a line is careful that comes after one that died.
const CAREFUL: Duration = Duration::from_mins(1);

/// The eyes on those who are on the line.
pub(crate) struct Watch {
    pub(super) inquest: Inquest,
    /// Whom a panicking thread dropped.
    pub(super) hands: Vec<Key>,
    /// On the line, and not in the table yet: most land before they would be.
    pub(super) unwritten: HashSet<Key>,
    /// Who may go when it is written.
    leaves: Vec<(Key, oneshot::Sender<Leave>)>,
    /// Whether everybody asks before going, and goes only when that is written.
    pub(crate) careful: Arc<AtomicBool>,
    pub(crate) chart: Chart,
    moves: u64,
    begun: Instant,
}

impl Watch {
    pub(super) fn new(suspects: HashMap<Key, Suspect>) -> Watch {
        let begun = Instant::now();
        Watch {
            inquest: Inquest::new(suspects, begun),
            hands: Vec::new(),
            unwritten: HashSet::new(),
            leaves: Vec::new(),
            careful: Arc::default(),
            chart: Chart::default(),
            moves: 0,
            begun,
        }
    }

    /// What was asked for is written.
    pub(super) fn answer(&mut self) {
        for (key, answer) in self.leaves.drain(..) {
            if answer.send(Leave::Go).is_err() {
                // The source was stopped meanwhile.
                self.inquest.landed(&key, false);
            }
        }
    }
}

impl Books {
    /// A file goes on the line.
    pub(super) fn claim(&mut self, key: Key) {
        // One that asked before has been written already.
        if !self.watch.inquest.flies(&key) {
            self.watch.unwritten.insert(key.clone());
            self.watch.inquest.goes(key.clone(), Instant::now());
        }
        self.flight.insert(key, Way::Unread);
    }

    /// A file asks whether it may.
    pub(super) fn leave(&mut self, key: Key, answer: oneshot::Sender<Leave>) {
        match self.watch.inquest.ask(&key, Instant::now()) {
            Leave::Go => {
                // Claimed with its receipt; it must be in the table before.
                self.watch.unwritten.insert(key.clone());
                self.watch.inquest.goes(key.clone(), Instant::now());
                self.watch.leaves.push((key, answer));
            }
            other => {
                let _ = answer.send(other);
            }
        }
    }

    /// Whether a file that is due may not go on the line now.
    pub(super) fn waits(&mut self, key: &Key) -> bool {
        self.watch.careful.load(Ordering::Relaxed)
            && self.watch.inquest.ask(key, Instant::now()) == Leave::Wait
    }

    /// A file's way is over. Says whether those who wait should ask again.
    pub(super) fn lands(&mut self, key: &Key, outcome: &Outcome) -> rusqlite::Result<bool> {
        let unwound = self.watch.hands.contains(key);
        if unwound {
            return Ok(false);
        }
        if !self.watch.unwritten.remove(key) {
            self.connection.prepare_cached("DELETE FROM flight WHERE key = ?1")?.execute([key.bytes()])?;
        }
        let acquitted = !matches!(outcome, Outcome::Abandoned);
        let suspect = acquitted.then(|| self.watch.inquest.suspects().get(key)).flatten();
        let guilty = suspect.is_some() && matches!(outcome, Outcome::Rejected(_));
        if suspect.is_some() {
            self.connection.prepare_cached("DELETE FROM suspect WHERE key = ?1")?.execute([key.bytes()])?;
        }
        let nudges = self.watch.inquest.landed(key, acquitted);
        Ok(nudges || guilty)
    }

    /// Writes down who is on the line still.
    pub(super) fn take_off(&mut self) -> rusqlite::Result<()> {
        if self.watch.unwritten.is_empty() {
            return Ok(());
        }
        let mut insert = self.connection.prepare_cached("INSERT OR IGNORE INTO flight VALUES (?1)")?;
        for key in self.watch.unwritten.drain() {
            insert.execute([key.bytes()])?;
        }
        Ok(())
    }

    /// Time has passed. Says whether those who wait should ask again.
    pub(crate) fn tick(&mut self) -> bool {
        let now = Instant::now();
        let open = self.watch.inquest.is_open();
        let nudge = self.watch.inquest.tick(now);
        if !open && now >= self.watch.begun + CAREFUL && self.watch.careful.swap(false, Ordering::Relaxed) {
            info!("line.cleared");
        }
        nudge
    }

    /// Notes how things stand for whoever watches the line.
    pub(super) fn chart(&mut self) {
        let behind = self.behind.len();
        self.watch.chart.write(Vitals {
            moves: self.watch.moves,
            before: self.flight.len().saturating_sub(behind),
            behind,
            down: self.sinks.iter().any(|sink| !sink.ready),
            silent: self.sinks.iter().filter(|sink| !sink.heard).count(),
        });
    }

    /// Something moves.
    pub(super) fn moved(&mut self) {
        self.watch.moves += 1;
    }
}
