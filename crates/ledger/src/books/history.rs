//! What each inbox brought of late, and what was said of each bulletin.

use courant_model::{Fingerprint, OnDrift};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Books;
use crate::{
    command::{Look, Verdict},
    drift::{Drift, drift},
    measures::Measures,
};

/// Bulletins that are kept for each inbox. After one eighth of them what was new is usual: see [`drift`].
const KEPT: u32 = 64;

impl Books {
    /// Compares a bulletin with the last ones that went through. It becomes one
    /// of them in the same transaction in which it is said that it may pass.
    pub(super) fn compare(&self, look: &Look) -> rusqlite::Result<Verdict> {
        let (before, said) = self.compared(&look.fingerprint)?;
        if before.as_deref() == Some("passed") {
            // Its records may be in some store, with the flag that they were given or without.
            return Ok(match said.filter(|_| look.on_drift != OnDrift::Ignore) {
                Some(reason) => Verdict::Flag(Drift { reason }),
                None => Verdict::Usual,
            });
        }
        let found = match look.on_drift {
            OnDrift::Ignore => None,
            OnDrift::Flag | OnDrift::Hold => drift(&self.history(&look.inbox)?, &look.measures),
        };
        let reason = found.as_ref().map(|drift| drift.reason.as_str());
        if look.on_drift == OnDrift::Hold
            && before.as_deref() != Some("allowed")
            && let Some(drift) = &found
        {
            self.say(&look.fingerprint, "held", reason)?;
            return Ok(Verdict::Hold(drift.clone()));
        }
        self.say(&look.fingerprint, "passed", reason)?;
        self.remember(look)?;
        Ok(found.map_or(Verdict::Usual, Verdict::Flag))
    }

    /// What was said of a bulletin when it was here last, and why.
    fn compared(&self, fingerprint: &Fingerprint) -> rusqlite::Result<(Option<String>, Option<String>)> {
        let mut select =
            self.connection.prepare_cached("SELECT compared, drift FROM bulletin WHERE fingerprint = ?1")?;
        let said = select.query_row([fingerprint.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(said.optional()?.unwrap_or_default())
    }

    fn say(&self, fingerprint: &Fingerprint, said: &str, reason: Option<&str>) -> rusqlite::Result<()> {
        let mut update = self
            .connection
            .prepare_cached("UPDATE bulletin SET compared = ?2, drift = ?3 WHERE fingerprint = ?1")?;
        update.execute(params![fingerprint.as_bytes(), said, reason]).map(drop)
    }

    fn history(&self, inbox: &str) -> rusqlite::Result<Vec<Measures>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT items, furniture, layout, confidence FROM history WHERE inbox = ?1")?;
        let row = |row: &Row<'_>| {
            Ok(Measures {
                items: row.get(0)?,
                furniture: row.get(1)?,
                layout: row.get(2)?,
                confidence: row.get(3)?,
            })
        };
        select.query_map([inbox], row)?.collect()
    }

    /// Adds a bulletin to the history of its inbox, and lets the oldest go.
    fn remember(&self, look: &Look) -> rusqlite::Result<()> {
        let Look { inbox, fingerprint, measures, .. } = look;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO history (fingerprint, inbox, items, furniture, layout, confidence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        )?;
        insert.execute(params![
            fingerprint.as_bytes(),
            inbox,
            measures.items,
            measures.furniture,
            measures.layout,
            measures.confidence
        ])?;
        let mut prune = self.connection.prepare_cached(
            "DELETE FROM history WHERE inbox = ?1 AND number <=
                 (SELECT number FROM history WHERE inbox = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)",
        )?;
        prune.execute(params![inbox, KEPT]).map(drop)
    }
}
