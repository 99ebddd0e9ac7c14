//! How lines end, and who is suspected of it, from one line to the next.

use std::{collections::HashMap, mem, sync::atomic::Ordering};

use rusqlite::{OptionalExtension as _, params};
use tracing::warn;

use super::{Books, flight::Watch};
use crate::{End, command::Key, inquest::Suspect};

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
}
