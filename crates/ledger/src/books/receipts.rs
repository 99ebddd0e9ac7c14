//! What is said of a bulletin when it is settled, and has still to be written.

use courant_flow::Name;
use courant_model::Fingerprint;
use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{Books, Lead};
use crate::{
    Error,
    command::{Claim, Commit},
    notice::End,
    receipts::{Due, Page, SCHEMA, SOME, Stopped, Text},
    schema::now,
};

impl Books {
    /// Puts a receipt down, in the transaction in which its bulletin is settled.
    pub(super) fn receipt(
        &self,
        claim: &Claim,
        fingerprint: &Fingerprint,
        lead: &Lead,
        end: &End,
    ) -> rusqlite::Result<()> {
        let (outcome, reason) = match end {
            End::Delivered { .. } => ("delivered", None),
            End::Empty => ("empty", None),
            End::Quarantined { reason } => ("quarantined", Some(reason.clone())),
            End::Abandoned => return Ok(()),
        };
        let arrival = &claim.arrival;
        let quarantined = self.stopped(fingerprint)?;
        let mut counts = ["new", "unchanged", "revised"]
            .map(|status| (status, lead.told.iter().filter(|item| item.status == status).count()))
            .to_vec();
        counts.push(("quarantined", quarantined.len()));
        let tiles = lead.tiles.as_deref();
        let page = Page {
            schema: SCHEMA,
            outcome,
            reason,
            file: arrival.path.to_string_lossy().into_owned(),
            inbox: arrival.declared.inbox.clone(),
            fingerprint: fingerprint.to_string(),
            from: arrival.cut.map(|cut| cut.from),
            bytes: arrival.bytes(),
            charset: tiles.map(|tiles| tiles.charset.clone()),
            layout: tiles.and_then(|tiles| tiles.layout.clone()),
            text: tiles.map(|tiles| Text {
                bytes: tiles.text,
                items: tiles.items,
                gaps: tiles.gaps.iter().map(|(kind, bytes)| (kind.as_str(), *bytes)).collect(),
            }),
            counts: counts.into_iter().collect(),
            items: lead.told.clone(),
            quarantined,
            sinks: self
                .sinks
                .iter()
                .map(|sink| Ok((Name::to_string(&sink.name), self.delivered_at(fingerprint, sink.number)?)))
                .collect::<rusqlite::Result<_>>()?,
            settled: moment(now()),
        };
        let page = serde_json::to_string_pretty(&page).expect("it consists of texts and numbers") + "\n";
        let mut insert = self
            .connection
            .prepare_cached("INSERT OR REPLACE INTO receipt (fingerprint, page) VALUES (?1, ?2)")?;
        insert.execute(params![fingerprint.as_bytes(), page]).map(drop)
    }

    fn stopped(&self, fingerprint: &Fingerprint) -> rusqlite::Result<Vec<Stopped>> {
        let mut select = self.connection.prepare_cached(
            "SELECT ordinal, headline, sink.name, reason FROM quarantine JOIN refused USING (number)
             LEFT JOIN sink ON sink.number = quarantine.sink
             WHERE fingerprint = ?1 AND ordinal IS NOT NULL ORDER BY ordinal",
        )?;
        let row = |row: &Row<'_>| {
            Ok(Stopped {
                ordinal: row.get(0)?,
                headline: row.get(1)?,
                sink: row.get(2)?,
                reason: row.get(3)?,
            })
        };
        select.query_map([fingerprint.as_bytes()], row)?.collect()
    }

    fn delivered_at(&self, fingerprint: &Fingerprint, sink: i64) -> rusqlite::Result<Option<String>> {
        let mut select =
            self.connection.prepare_cached("SELECT at FROM delivery WHERE fingerprint = ?1 AND sink = ?2")?;
        let mut rows = select.query(params![fingerprint.as_bytes(), sink])?;
        rows.next()?.map(|row| row.get(0).map(moment)).transpose()
    }

    /// Some of the receipts that are to be written.
    pub(crate) fn receipts_due(&self) -> Result<Vec<Due>, Error> {
        let select = || {
            let mut select =
                self.connection.prepare_cached("SELECT fingerprint, page FROM receipt LIMIT ?1")?;
            let row = |row: &Row<'_>| Ok((Fingerprint::from(row.get::<_, [u8; 32]>(0)?), row.get(1)?));
            select.query_map([i64::try_from(SOME).unwrap_or(i64::MAX)], row)?.collect::<rusqlite::Result<_>>()
        };
        select().map_err(|source| self.failed(source))
    }

    /// These are written, as they were handed over.
    pub(crate) fn receipted(&mut self, written: &[Due]) -> Result<(), Error> {
        if written.is_empty() {
            return Ok(());
        }
        self.begin(Commit::Lazy)?;
        let delete = || {
            let mut delete =
                self.connection.prepare_cached("DELETE FROM receipt WHERE fingerprint = ?1 AND page = ?2")?;
            written.iter().try_for_each(|(fingerprint, page)| {
                delete.execute(params![fingerprint.as_bytes(), page]).map(drop)
            })
        };
        delete().map_err(|source| self.failed(source))?;
        self.commit()
    }
}

/// Milliseconds since 1970 as RFC 3339.
fn moment(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map(|at| format!("{at:.3}")).unwrap_or_default()
}
