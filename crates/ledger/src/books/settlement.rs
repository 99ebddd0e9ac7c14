//! How a file's way down the line ends.

use courant_flow::{BoxError, Outcome};
use courant_model::Fingerprint;
use rusqlite::params;

use super::{Books, Lead, Way};
use crate::{
    command::{Claim, Key},
    error::chain,
    notice::{End, Notice},
    schema::{now, path_bytes},
};

impl Books {
    /// The end of a file's way: the sinks have it, or it was refused, or lost
    /// on the way and stays owed. Says whether it is to be offered again at once.
    pub(super) fn settle(&mut self, claim: Box<Claim>, outcome: Outcome) -> rusqlite::Result<bool> {
        let way = self.flight.remove(&Key::of(&claim.arrival)).unwrap_or(Way::Unread);
        let lead = match &way {
            Way::Leads(fingerprint) => {
                self.behind.remove(fingerprint);
                self.leading.remove(fingerprint).unwrap_or_default()
            }
            _ => Lead::default(),
        };
        let fingerprint = match way {
            Way::Leads(fingerprint) | Way::Follows(fingerprint) => Some(fingerprint),
            Way::Unread => claim.arrival.cut.map(|cut| cut.fingerprint),
        };
        let delivered = matches!(outcome, Outcome::Delivered);
        let end = match (outcome, &way) {
            // Said when it was admitted.
            (Outcome::Delivered, Way::Follows(_)) => {
                self.close(&claim)?;
                return Ok(false);
            }
            (Outcome::Delivered, Way::Leads(fingerprint)) => self.delivered(fingerprint, &lead)?,
            (Outcome::Delivered, Way::Unread) => {
                let arrival = &claim.arrival;
                if arrival.cut.is_none() {
                    self.file(&arrival.path, &arrival.declared.inbox, &arrival.stamp, None, "settled")?;
                }
                End::Delivered { items: 0, refused: 0 }
            }
            (Outcome::Rejected(reason), _) => self.quarantine(&claim, fingerprint, &reason)?,
            (Outcome::Abandoned, _) => End::Abandoned,
        };
        if let Some(fingerprint) = fingerprint.filter(|_| self.receipts) {
            self.receipt(&claim, &fingerprint, &lead, &end)?;
        }
        let again = delivered && matches!(end, End::Abandoned);
        if !matches!(end, End::Abandoned) {
            self.close(&claim)?;
        }
        self.notices.push(Notice::File { claim, fingerprint, end });
        Ok(again)
    }

    /// A cut is done with, one way or another.
    fn close(&self, claim: &Claim) -> rusqlite::Result<()> {
        claim.arrival.cut.map_or(Ok(()), |cut| self.close_cut(&cut))
    }

    fn delivered(&mut self, fingerprint: &Fingerprint, lead: &Lead) -> rusqlite::Result<End> {
        for item in lead.refused.iter() {
            self.refuse(fingerprint, None, item.clone())?;
        }
        // Somebody let an item try again, or a sink get all of it, while it was on its way.
        for sink in self.sinks.iter().filter(|sink| sink.required) {
            if self.owes_stretch(fingerprint, sink.number)? {
                return Ok(End::Abandoned);
            }
        }
        let (items, refused) = (lead.items, self.refused(fingerprint)?);
        let empty = items == 0 && refused == 0;
        let state = if empty { "empty" } else { "settled" };
        let mut update = self.connection.prepare_cached(
            "UPDATE bulletin SET state = ?2, items = ?3, settled = ?4 WHERE fingerprint = ?1",
        )?;
        let count = i64::try_from(items).unwrap_or(i64::MAX);
        update.execute(params![fingerprint.as_bytes(), state, count, now()])?;
        Ok(if empty { End::Empty } else { End::Delivered { items, refused } })
    }

    fn quarantine(
        &self,
        claim: &Claim,
        fingerprint: Option<Fingerprint>,
        reason: &BoxError,
    ) -> rusqlite::Result<End> {
        let (arrival, reason) = (&claim.arrival, chain(reason));
        let inbox = &arrival.declared.inbox;
        if arrival.cut.is_none() {
            self.file(&arrival.path, inbox, &arrival.stamp, fingerprint.as_ref(), "quarantined")?;
        }
        if let Some(fingerprint) = fingerprint {
            let mut update = self
                .connection
                .prepare_cached("UPDATE bulletin SET state = 'quarantined' WHERE fingerprint = ?1")?;
            update.execute([fingerprint.as_bytes()])?;
        }
        let mut upsert = self.connection.prepare_cached(
            "INSERT INTO quarantine (path, inbox, fingerprint, bytes, reason, at, first)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE SET path = excluded.path, inbox = excluded.inbox, fingerprint = excluded.fingerprint,
                 bytes = excluded.bytes, reason = excluded.reason, at = excluded.at",
        )?;
        upsert.execute(params![
            path_bytes(&arrival.path),
            inbox,
            fingerprint.as_ref().map(Fingerprint::as_bytes),
            arrival.bytes().cast_signed(),
            reason,
            now(),
            arrival.cut.map(|cut| cut.from.cast_signed())
        ])?;
        Ok(End::Quarantined { reason })
    }
}
