//! Who is on the line, as the next line will read it if this one dies.

use std::{
    collections::{HashMap, HashSet},
    mem,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use courant_flow::Outcome;
use rusqlite::{OptionalExtension as _, params};
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::{Books, Way};
use crate::{
    End,
    command::Key,
    inquest::{Inquest, Leave, Suspect},
    vitals::{Chart, Vitals},
};

/// `life` is one row: the line that writes here, in which run of the machine,
/// and whether it came to an end that was told. `flight` is one row a file on
/// it, `suspect` one a file that may have ended an earlier one.
pub(crate) const TABLES: &str = "
CREATE TABLE life (
    number      INTEGER PRIMARY KEY CHECK (number = 1),
    boot        TEXT NOT NULL,
    ended       INTEGER NOT NULL
) STRICT;
CREATE TABLE flight (
    key         BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE suspect (
    key         BLOB PRIMARY KEY,
    cohort      INTEGER NOT NULL,
    strikes     INTEGER NOT NULL,
    cause       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// How a line ended that was not there to say so.
const GONE: &str = "the process died";

/// How long a line is careful that comes after one that died.
const CAREFUL: Duration = Duration::from_mins(1);

/// The eyes on those who are on the line.
pub(crate) struct Watch {
    pub(super) inquest: Inquest,
    /// Whom a panicking thread dropped.
    pub(super) hands: Vec<Key>,
    /// On the line, and not in the table yet: most land before they would be.
    unwritten: HashSet<Key>,
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
    /// Finds out how the last line ended, and begins the next one.
    pub(super) fn convene(&mut self) -> rusqlite::Result<()> {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let boot = boot.trim();
        let life = self.connection.query_row("SELECT boot, ended FROM life", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?))
        });
        // Who is on the line when the power fails has nothing to do with it.
        let died = matches!(life.optional()?, Some((before, false)) if before == boot);
        let mut watch = Watch::new(self.suspects()?);
        if died {
            watch.inquest.died(self.keys()?, GONE);
        }
        let suspects = watch.inquest.suspects().len();
        if died && suspects > 0 {
            warn!(suspects, reason = GONE, "line.inquest");
        }
        watch.careful.store(died || suspects > 0, Ordering::Relaxed);
        self.watch = watch;
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        self.connection.execute("INSERT OR REPLACE INTO life VALUES (1, ?1, 0)", [boot])?;
        self.connection.execute("DELETE FROM flight", [])?;
        self.write_down()?;
        self.connection.execute_batch("COMMIT")
    }

    fn keys(&self) -> rusqlite::Result<Vec<Key>> {
        let mut select = self.connection.prepare("SELECT key FROM flight")?;
        let keys = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        keys.filter_map(|key| key.map(|key| Key::from_bytes(&key)).transpose()).collect()
    }

    fn suspects(&self) -> rusqlite::Result<HashMap<Key, Suspect>> {
        let mut select = self.connection.prepare("SELECT key, cohort, strikes, cause FROM suspect")?;
        let suspects = select.query_map([], |row| {
            let suspect = Suspect {
                cohort: row.get::<_, i64>(1)?.cast_unsigned(),
                strikes: row.get(2)?,
                cause: row.get(3)?,
            };
            Ok(Key::from_bytes(&row.get::<_, Vec<u8>>(0)?).map(|key| (key, suspect)))
        })?;
        suspects.filter_map(Result::transpose).collect()
    }

    /// Writes all suspects down.
    fn write_down(&self) -> rusqlite::Result<()> {
        self.connection.execute("DELETE FROM suspect", [])?;
        let mut insert = self.connection.prepare_cached("INSERT INTO suspect VALUES (?1, ?2, ?3, ?4)")?;
        for (key, suspect) in self.watch.inquest.suspects() {
            let Suspect { cohort, strikes, cause } = suspect;
            insert.execute(params![key.bytes(), cohort.cast_signed(), strikes, cause])?;
        }
        Ok(())
    }

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

    /// The line has ended.
    pub(super) fn end(&mut self, end: &End) -> rusqlite::Result<()> {
        let watch = &mut self.watch;
        let hands = mem::take(&mut watch.hands);
        let all = || watch.inquest.flying().cloned().collect();
        let (hands, cause) = match end {
            End::Innocent => (Vec::new(), ""),
            End::Panicked(cause) if hands.is_empty() => (all(), cause.as_str()),
            End::Panicked(cause) => (hands, cause.as_str()),
            End::Stalled(cause) => (all(), cause.as_str()),
        };
        if hands.is_empty() && *end == End::Innocent {
            watch.inquest.close();
        }
        let any = !hands.is_empty();
        watch.inquest.died(hands, cause);
        let suspects = watch.inquest.suspects().len();
        if any {
            warn!(suspects, reason = cause, "line.inquest");
        }
        self.connection.execute("DELETE FROM flight", [])?;
        self.watch.unwritten.clear();
        self.connection.execute("UPDATE life SET ended = 1", [])?;
        self.write_down()
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
