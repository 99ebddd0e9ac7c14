//! What each command means to the tables.

mod admission;
mod history;
pub(crate) mod items;
mod revisions;
mod settlement;
mod stories;
pub(crate) mod tail;

use std::{collections::HashMap, path::PathBuf};

use courant_flow::fail;
use courant_model::Fingerprint;
use rusqlite::{Connection, params};
use tokio::sync::oneshot;

use crate::{
    Error, Mark, SinkTerms,
    command::{Command, Commit, Key},
    notice::Notice,
    schema::now,
    stories::Stories,
};

/// The tables, and what is on the line at this moment.
pub(crate) struct Books {
    connection: Connection,
    path: PathBuf,
    sinks: Vec<Sink>,
    flight: HashMap<Key, Way>,
    /// Contents on the line; each has one file that leads.
    leading: HashMap<Fingerprint, u64>,
    /// Told after the commit.
    notices: Vec<Notice>,
    /// Answered after the commit.
    synced: Vec<oneshot::Sender<()>>,
    /// Read from the tables when the first item asks.
    stories: Option<Stories>,
    /// How the connection commits at present.
    mode: Commit,
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
            synced: Vec::new(),
            stories: None,
            mode: Commit::Lazy,
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

    /// Begins a transaction that will be kept in this way.
    pub(crate) fn begin(&mut self, commit: Commit) -> Result<(), Error> {
        if self.mode != commit {
            let level = match commit {
                Commit::Lazy => "PRAGMA synchronous = NORMAL",
                Commit::Synced => "PRAGMA synchronous = FULL",
            };
            self.connection.execute_batch(level).map_err(|source| self.failed(source))?;
            self.mode = commit;
        }
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|source| self.failed(source))
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.pass("ledger.commit")?;
        self.connection.execute_batch("COMMIT").map_err(|source| self.failed(source))?;
        self.pass("ledger.committed")?;
        self.notices.drain(..).for_each(|notice| notice.log());
        for answer in self.synced.drain(..) {
            let _ = answer.send(());
        }
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

    /// A place between two durable steps.
    fn pass(&self, point: &str) -> Result<(), Error> {
        fail::point(point).map_err(|source| Error::Io { path: self.path.clone(), source })
    }

    /// Books one command, and says whether waiting sources should look again.
    pub(crate) fn book(&mut self, command: Command) -> Result<bool, Error> {
        if let Some(point) = command.point() {
            self.pass(point)?;
        }
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
            Command::Claim { key } => {
                self.flight.insert(key, Way::Unread);
            }
            Command::Admit { candidate, answer } => {
                let _ = answer.send(self.admit(&candidate)?);
            }
            Command::Compare { look, answer } => {
                let _ = answer.send(self.compare(&look)?);
            }
            Command::Sight { page, answer } => {
                if let Some(items) = self.leading.get_mut(&page.fingerprint) {
                    *items = page.sightings.len() as u64;
                }
                let _ = answer.send(self.sight(&page)?);
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
            Command::Tail(said) => self.tail(said)?,
            Command::Ready { sink, ready } => {
                let back = ready && !self.sinks[sink].ready;
                self.sinks[sink].ready = ready;
                return Ok(back);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
