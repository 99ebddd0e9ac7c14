//! What each command means to the tables.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use courant_flow::{BoxError, Outcome};
use courant_model::{Fingerprint, Stamp, Status};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    Error, Mark, SinkTerms, Standing,
    command::{Admission, Candidate, Claim, Command, Known, Sighting},
    notice::{End, Notice},
    schema::{now, path_bytes, path_from},
};

/// The tables, and what is on the line at this moment.
pub(crate) struct Books {
    connection: Connection,
    path: PathBuf,
    sinks: Vec<Sink>,
    flight: HashMap<PathBuf, Way>,
    /// Contents on the line; each has one file that leads.
    leading: HashMap<Fingerprint, u64>,
    /// Told after the commit.
    notices: Vec<Notice>,
    version: i64,
}

struct Sink {
    number: i64,
    required: bool,
    /// Whether it takes records at present.
    ready: bool,
}

/// How far a file on the line has come.
enum Way {
    Unread,
    /// Its content goes through to the sinks.
    Leads(Fingerprint),
    /// Its content came in before, or is on the line under another name.
    Follows(Fingerprint),
}

impl Books {
    pub(crate) fn new(connection: Connection, path: PathBuf, sinks: &[SinkTerms]) -> Result<Books, Error> {
        let mut books = Books {
            connection,
            path,
            sinks: Vec::new(),
            flight: HashMap::new(),
            leading: HashMap::new(),
            notices: Vec::new(),
            version: 0,
        };
        for terms in sinks {
            let number = books.sink(&terms.name).map_err(|source| books.failed(source))?;
            books.sinks.push(Sink { number, required: terms.required, ready: true });
        }
        books.version = books.data_version().map_err(|source| books.failed(source))?;
        Ok(books)
    }

    /// Numbers are for ever: a sink that is renamed is another sink.
    fn sink(&self, name: &str) -> rusqlite::Result<i64> {
        self.connection.execute("INSERT INTO sink (name) VALUES (?1) ON CONFLICT DO NOTHING", [name])?;
        self.connection.query_row("SELECT number FROM sink WHERE name = ?1", [name], |row| row.get(0))
    }

    /// The marks as they are in the tables now, a sink each.
    pub(crate) fn marks(&self) -> Vec<Option<Mark>> {
        let mark = |sink: &Sink| {
            let (segment, offset): (Option<i64>, Option<i64>) = self
                .connection
                .query_row("SELECT segment, offset FROM sink WHERE number = ?1", [sink.number], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .ok()?;
            Some(Mark { segment: u64::try_from(segment?).ok()?, offset: u64::try_from(offset?).ok()? })
        };
        self.sinks.iter().map(mark).collect()
    }

    pub(crate) fn begin(&self) -> Result<(), Error> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|source| self.failed(source))
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.connection.execute_batch("COMMIT").map_err(|source| self.failed(source))?;
        self.notices.drain(..).for_each(|notice| notice.log());
        Ok(())
    }

    /// Whether another connection has committed since the last call.
    pub(crate) fn changed_elsewhere(&mut self) -> Result<bool, Error> {
        let version = self.data_version().map_err(|source| self.failed(source))?;
        Ok(std::mem::replace(&mut self.version, version) != version)
    }

    fn data_version(&self) -> rusqlite::Result<i64> {
        self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))
    }

    fn failed(&self, source: rusqlite::Error) -> Error {
        Error::Sql { path: self.path.clone(), source }
    }

    /// Books one command, and says whether waiting sources should look again.
    pub(crate) fn book(&mut self, command: Command) -> Result<bool, Error> {
        self.enter(command).map_err(|source| self.failed(source))
    }

    fn enter(&mut self, command: Command) -> rusqlite::Result<bool> {
        // An answer that nobody waits for any more is the sign of a stop.
        match command {
            Command::Look { seen, answer } => {
                let standings =
                    seen.iter().map(|(path, stamp)| self.look(path, stamp)).collect::<Result<_, _>>()?;
                let _ = answer.send(standings);
            }
            Command::Claim { path } => {
                self.flight.insert(path, Way::Unread);
            }
            Command::Admit { candidate, answer } => {
                let _ = answer.send(self.admit(&candidate)?);
            }
            Command::Sight { fingerprint, sightings, answer } => {
                self.leading.insert(fingerprint, sightings.len() as u64);
                let known = sightings.iter().map(|sighting| self.sight(&fingerprint, sighting));
                let _ = answer.send(known.collect::<Result<_, _>>()?);
            }
            Command::Owed { fingerprint, answer } => {
                let owed = self.sinks.iter().map(|sink| self.owes(&fingerprint, sink));
                let _ = answer.send(owed.collect::<Result<_, _>>()?);
            }
            Command::Delivered { fingerprint, sink } => {
                let mut insert = self.connection.prepare_cached(
                    "INSERT INTO delivery (fingerprint, sink, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                )?;
                insert.execute(params![fingerprint.as_bytes(), self.sinks[sink].number, now()])?;
            }
            Command::Settled { claim, outcome } => self.settle(claim, outcome)?,
            Command::Mark { sink, mark } => {
                let mut update = self
                    .connection
                    .prepare_cached("UPDATE sink SET segment = ?2, offset = ?3 WHERE number = ?1")?;
                update.execute(params![
                    self.sinks[sink].number,
                    i64::try_from(mark.segment).unwrap_or(i64::MAX),
                    i64::try_from(mark.offset).unwrap_or(i64::MAX)
                ])?;
            }
            Command::Ready { sink, ready } => {
                let back = ready && !self.sinks[sink].ready;
                self.sinks[sink].ready = ready;
                return Ok(back);
            }
        }
        Ok(false)
    }

    fn look(&self, path: &Path, stamp: &Stamp) -> rusqlite::Result<Standing> {
        if self.flight.contains_key(path) {
            return Ok(Standing::InFlight);
        }
        let mut select = self.connection.prepare_cached(
            "SELECT file.size, file.modified, file.inode, file.device, file.state, bulletin.state, file.fingerprint
             FROM file LEFT JOIN bulletin USING (fingerprint) WHERE file.path = ?1",
        )?;
        let row = |row: &Row<'_>| {
            Ok((
                stamp_of(row)?,
                row.get::<_, String>(4)?,
                row.get::<_, Option<String>>(5)?,
                row.get::<_, Option<[u8; 32]>>(6)?,
            ))
        };
        let Some((known, file, bulletin, fingerprint)) =
            select.query_row([path_bytes(path)], row).optional()?
        else {
            return Ok(Standing::Due);
        };
        if known != *stamp {
            return Ok(Standing::Due);
        }
        match (file.as_str(), bulletin.as_deref(), fingerprint) {
            ("quarantined" | "settled", _, _) | (_, Some("settled" | "empty"), _) => Ok(Standing::Settled),
            (_, Some("owed" | "quarantined"), Some(bytes)) => {
                self.owed_to_anyone_ready(&Fingerprint::from(bytes))
            }
            _ => Ok(Standing::Due),
        }
    }

    fn owed_to_anyone_ready(&self, fingerprint: &Fingerprint) -> rusqlite::Result<Standing> {
        let mut waits = false;
        for sink in self.sinks.iter().filter(|sink| sink.required) {
            if self.owes(fingerprint, sink)? {
                if sink.ready {
                    return Ok(Standing::Due);
                }
                waits = true;
            }
        }
        // Owed to nobody: the file needs one more way down the line to be settled.
        Ok(if waits { Standing::Waiting } else { Standing::Due })
    }

    fn owes(&self, fingerprint: &Fingerprint, sink: &Sink) -> rusqlite::Result<bool> {
        let mut select =
            self.connection.prepare_cached("SELECT 1 FROM delivery WHERE fingerprint = ?1 AND sink = ?2")?;
        Ok(!select.exists(params![fingerprint.as_bytes(), sink.number])?)
    }

    fn admit(&mut self, candidate: &Candidate) -> rusqlite::Result<Admission> {
        let fingerprint = candidate.fingerprint;
        self.file(&candidate.path, &candidate.inbox, &candidate.stamp, Some(&fingerprint), "read")?;
        let mut select =
            self.connection.prepare_cached("SELECT state, path FROM bulletin WHERE fingerprint = ?1")?;
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?));
        let known = select.query_row([fingerprint.as_bytes()], row).optional()?;
        if let Some((state, first)) = known {
            if matches!(state.as_str(), "settled" | "empty") || self.leading.contains_key(&fingerprint) {
                self.flight.insert(candidate.path.clone(), Way::Follows(fingerprint));
                return Ok(Admission::Duplicate { of: path_from(first) });
            }
            // Refused before, under this name or another, and let try again.
            let mut update = self.connection.prepare_cached(
                "UPDATE bulletin SET state = 'owed' WHERE fingerprint = ?1 AND state <> 'owed'",
            )?;
            update.execute([fingerprint.as_bytes()])?;
        } else {
            let mut insert = self.connection.prepare_cached(
                "INSERT INTO bulletin (fingerprint, path, bytes, state, admitted) VALUES (?1, ?2, ?3, 'owed', ?4)",
            )?;
            let bytes = i64::try_from(candidate.bytes).unwrap_or(i64::MAX);
            insert.execute(params![fingerprint.as_bytes(), path_bytes(&candidate.path), bytes, now()])?;
        }
        self.leading.insert(fingerprint, 0);
        self.flight.insert(candidate.path.clone(), Way::Leads(fingerprint));
        Ok(Admission::Owed)
    }

    fn file(
        &self,
        path: &Path,
        inbox: &str,
        stamp: &Stamp,
        fingerprint: Option<&Fingerprint>,
        state: &str,
    ) -> rusqlite::Result<()> {
        let mut upsert = self.connection.prepare_cached(
            "INSERT INTO file (path, inbox, size, modified, inode, device, fingerprint, state, seen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (path) DO UPDATE SET inbox = excluded.inbox, size = excluded.size,
                 modified = excluded.modified, inode = excluded.inode, device = excluded.device,
                 fingerprint = excluded.fingerprint, state = excluded.state, seen = excluded.seen",
        )?;
        upsert.execute(params![
            path_bytes(path),
            inbox,
            stamp.size.cast_signed(),
            stamp.modified,
            stamp.inode.cast_signed(),
            stamp.device.cast_signed(),
            fingerprint.map(Fingerprint::as_bytes),
            state,
            now()
        ])?;
        Ok(())
    }

    fn sight(&self, fingerprint: &Fingerprint, seen: &Sighting) -> rusqlite::Result<Known> {
        let sighting = seen.id.to_bytes();
        let mut before =
            self.connection.prepare_cached("SELECT status, revision FROM sighting WHERE sighting = ?1")?;
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
        if let Some((status, revision)) = before.query_row([sighting], row).optional()? {
            let status = match status.as_str() {
                "new" => Status::New,
                "revised" => Status::Revised,
                _ => Status::Unchanged,
            };
            return Ok(Known { status, revision });
        }
        let known = self.revision(seen)?;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO sighting (sighting, item, fingerprint, ordinal, revision, status, views, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        insert.execute(params![
            sighting,
            seen.item.to_bytes(),
            fingerprint.as_bytes(),
            i64::try_from(seen.ordinal).unwrap_or(i64::MAX),
            known.revision,
            known.status.as_str(),
            seen.views.map(|views| i64::try_from(views).unwrap_or(i64::MAX)),
            now()
        ])?;
        Ok(known)
    }

    /// The number of this text among all that were seen under the item's id.
    fn revision(&self, seen: &Sighting) -> rusqlite::Result<Known> {
        let item = seen.item.to_bytes();
        let mut same =
            self.connection.prepare_cached("SELECT number FROM revision WHERE item = ?1 AND digest = ?2")?;
        if let Some(revision) = same.query_row(params![item, seen.digest], |row| row.get(0)).optional()? {
            return Ok(Known { status: Status::Unchanged, revision });
        }
        let mut last = self.connection.prepare_cached("SELECT max(number) FROM revision WHERE item = ?1")?;
        let last: Option<u32> = last.query_row([item], |row| row.get(0))?;
        let revision = last.unwrap_or(0) + 1;
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO revision (item, digest, number, first) VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute(params![item, seen.digest, revision, now()])?;
        Ok(Known { status: if last.is_some() { Status::Revised } else { Status::New }, revision })
    }

    /// The end of a file's way: the sinks have it, or it was refused, or lost
    /// on the way and stays owed.
    fn settle(&mut self, claim: Box<Claim>, outcome: Outcome) -> rusqlite::Result<()> {
        let way = self.flight.remove(&claim.arrival.path).unwrap_or(Way::Unread);
        let items = match &way {
            Way::Leads(fingerprint) => self.leading.remove(fingerprint),
            _ => None,
        };
        let fingerprint = match way {
            Way::Leads(fingerprint) | Way::Follows(fingerprint) => Some(fingerprint),
            Way::Unread => None,
        };
        let end = match (outcome, &way) {
            // Said when it was admitted.
            (Outcome::Delivered, Way::Follows(_)) => return Ok(()),
            (Outcome::Delivered, Way::Leads(fingerprint)) => {
                self.delivered(fingerprint, items.unwrap_or(0))?
            }
            (Outcome::Delivered, Way::Unread) => {
                let arrival = &claim.arrival;
                self.file(&arrival.path, &arrival.declared.inbox, &arrival.stamp, None, "settled")?;
                End::Delivered { items: 0 }
            }
            (Outcome::Rejected(reason), _) => self.quarantine(&claim, fingerprint, &reason)?,
            (Outcome::Abandoned, _) => End::Abandoned,
        };
        self.notices.push(Notice { claim, fingerprint, end });
        Ok(())
    }

    fn delivered(&self, fingerprint: &Fingerprint, items: u64) -> rusqlite::Result<End> {
        let state = if items == 0 { "empty" } else { "settled" };
        let mut update = self.connection.prepare_cached(
            "UPDATE bulletin SET state = ?2, items = ?3, settled = ?4 WHERE fingerprint = ?1",
        )?;
        let count = i64::try_from(items).unwrap_or(i64::MAX);
        update.execute(params![fingerprint.as_bytes(), state, count, now()])?;
        Ok(if items == 0 { End::Empty } else { End::Delivered { items } })
    }

    fn quarantine(
        &self,
        claim: &Claim,
        fingerprint: Option<Fingerprint>,
        reason: &BoxError,
    ) -> rusqlite::Result<End> {
        let (arrival, reason) = (&claim.arrival, chain(reason));
        let inbox = &arrival.declared.inbox;
        self.file(&arrival.path, inbox, &arrival.stamp, fingerprint.as_ref(), "quarantined")?;
        if let Some(fingerprint) = fingerprint {
            let mut update = self
                .connection
                .prepare_cached("UPDATE bulletin SET state = 'quarantined' WHERE fingerprint = ?1")?;
            update.execute([fingerprint.as_bytes()])?;
        }
        let mut upsert = self.connection.prepare_cached(
            "INSERT INTO quarantine (path, inbox, fingerprint, bytes, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (path) DO UPDATE SET inbox = excluded.inbox, fingerprint = excluded.fingerprint,
                 bytes = excluded.bytes, reason = excluded.reason, at = excluded.at",
        )?;
        upsert.execute(params![
            path_bytes(&arrival.path),
            inbox,
            fingerprint.as_ref().map(Fingerprint::as_bytes),
            arrival.stamp.size.cast_signed(),
            reason,
            now()
        ])?;
        Ok(End::Quarantined { reason })
    }
}

fn stamp_of(row: &Row<'_>) -> rusqlite::Result<Stamp> {
    Ok(Stamp {
        size: row.get::<_, i64>(0)?.cast_unsigned(),
        modified: row.get(1)?,
        inode: row.get::<_, i64>(2)?.cast_unsigned(),
        device: row.get::<_, i64>(3)?.cast_unsigned(),
    })
}

/// An error and its causes in one line, as people and `jq` read it.
fn chain(reason: &BoxError) -> String {
    let mut text = reason.to_string();
    let mut cause = reason.source();
    while let Some(deeper) = cause {
        text.push_str(": ");
        text.push_str(&deeper.to_string());
        cause = deeper.source();
    }
    text
}

#[cfg(test)]
mod tests;
