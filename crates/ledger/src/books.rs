//! What each command means to the tables.

mod admission;
mod flight;
mod history;
pub(crate) mod items;
pub(crate) mod recall;
mod receipts;
pub(crate) mod refused;
mod revisions;
mod settlement;
mod stories;
pub(crate) mod suspects;
pub(crate) mod tail;

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use courant_flow::{Name, fail};
use courant_model::{Fingerprint, Refused, Tiles};
use rusqlite::{Connection, params};
use tokio::sync::oneshot;

use self::flight::Watch;
use crate::{
    Error, Mark, SinkTerms, beside,
    command::{Command, Commit, Hand, Key, Known, Sighting},
    notice::Notice,
    receipts::Item,
    stories::Stories,
    vitals::Chart,
};

/// The tables, and what is on the line at this moment.
pub(crate) struct Books {
    connection: Connection,
    path: PathBuf,
    /// The file that the connection has open, if it is one.
    place: Option<(u64, u64)>,
    sinks: Vec<Sink>,
    flight: HashMap<Key, Way>,
    /// Contents on the line; each has one file that leads.
    leading: HashMap<Fingerprint, Lead>,
    /// Which of them were given to sinks.
    behind: HashSet<Fingerprint>,
    /// Who is on the line, and on what suspicion.
    watch: Watch,
    /// Told after the commit.
    notices: Vec<Notice>,
    /// Answered after the commit.
    synced: Vec<oneshot::Sender<()>>,
    /// Read from the tables when the first item asks.
    stories: Option<Stories>,
    /// How the connection commits at present.
    mode: Commit,
    version: i64,
    /// Whether receipts are put down.
    receipts: bool,
}

struct Sink {
    number: i64,
    name: Name,
    required: bool,
    /// Whether it takes records at present.
    ready: bool,
    /// Whether it has said so, or the opposite.
    heard: bool,
}

/// What is known of a content on the line until it is settled.
#[derive(Debug, Default)]
struct Lead {
    /// Items with a record.
    items: u64,
    /// Items without one.
    refused: Arc<Vec<Refused>>,
    /// What receipts say of it, if there are any.
    tiles: Option<Arc<Tiles>>,
    told: Vec<Item>,
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
            place: beside::place(&path),
            path,
            sinks: Vec::new(),
            flight: HashMap::new(),
            leading: HashMap::new(),
            behind: HashSet::new(),
            watch: Watch::new(HashMap::new()),
            notices: Vec::new(),
            synced: Vec::new(),
            stories: None,
            mode: Commit::Lazy,
            version: 0,
            receipts: false,
        };
        for terms in sinks {
            let number = books.sink(&terms.name).map_err(|source| books.failed(source))?;
            books.sinks.push(Sink {
                number,
                name: terms.name.clone(),
                required: terms.required,
                ready: true,
                heard: false,
            });
        }
        books.convene().map_err(|source| books.failed(source))?;
        books.version = books.data_version().map_err(|source| books.failed(source))?;
        Ok(books)
    }

    /// From now on what is settled has a receipt.
    pub(crate) fn put_receipts(&mut self) {
        self.receipts = true;
    }

    /// Numbers are for ever: a sink that is renamed is another sink.
    fn sink(&self, name: &str) -> rusqlite::Result<i64> {
        self.connection.execute("INSERT INTO sink (name) VALUES (?1) ON CONFLICT DO NOTHING", [name])?;
        self.connection.query_row("SELECT number FROM sink WHERE name = ?1", [name], |row| row.get(0))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
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

    /// Whether more is to be said soon: something is on the line, and nobody waits for a commit to go there.
    pub(crate) fn expects_more(&self) -> bool {
        !self.flight.is_empty() && !self.watch.careful.load(Ordering::Relaxed)
    }

    /// For the gate and for whoever watches the line.
    pub(crate) fn watchers(&self) -> (Arc<AtomicBool>, Chart) {
        (Arc::clone(&self.watch.careful), self.watch.chart.clone())
    }

    /// How often each sink was told to look at its store anew.
    pub(crate) fn recalls(&self) -> Vec<i64> {
        let count = |sink: &Sink| {
            let recalled = "SELECT recalled FROM sink WHERE number = ?1";
            self.connection.query_row(recalled, [sink.number], |row| row.get(0)).unwrap_or_default()
        };
        self.sinks.iter().map(count).collect()
    }

    /// Begins a transaction that will be kept in this way.
    pub(crate) fn begin(&mut self, commit: Commit) -> Result<(), Error> {
        self.in_place()?;
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
        self.take_off().map_err(|source| self.failed(source))?;
        self.pass("ledger.commit")?;
        self.connection.execute_batch("COMMIT").map_err(|source| self.failed(source))?;
        self.pass("ledger.committed")?;
        self.notices.drain(..).for_each(|notice| notice.log());
        for answer in self.synced.drain(..) {
            let _ = answer.send(());
        }
        self.watch.answer();
        self.chart();
        Ok(())
    }

    /// SQLite would go on with a file that nobody finds any more.
    fn in_place(&self) -> Result<(), Error> {
        if beside::place(&self.path) == self.place {
            return Ok(());
        }
        Err(Error::TakenAway { path: self.path.clone() })
    }

    /// Whether another connection has committed since the last call.
    pub(crate) fn changed_elsewhere(&mut self) -> Result<bool, Error> {
        self.in_place()?;
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
        if !matches!(command, Command::Look { .. } | Command::Leave { .. }) {
            self.moved();
        }
        // An answer that nobody waits for any more is the sign of a stop.
        match command {
            Command::Look { seen, answer } => {
                let standings =
                    seen.iter().map(|(path, stamp)| self.look(path, stamp)).collect::<Result<_, _>>()?;
                let _ = answer.send(standings);
            }
            Command::Claim { key } => self.claim(key),
            Command::Leave { key, answer } => self.leave(key, answer),
            Command::Unwound(Hand::File(key)) => self.watch.hands.push(key),
            Command::Unwound(Hand::Content(fingerprint)) => {
                let whose = self
                    .flight
                    .iter()
                    .find(|(_, way)| matches!(way, Way::Leads(content) if *content == fingerprint));
                self.watch.hands.extend(whose.map(|(key, _)| key.clone()));
            }
            Command::End(end) => self.end(&end)?,
            Command::Admit { candidate, answer } => {
                let _ = answer.send(self.admit(&candidate)?);
            }
            Command::Compare { look, answer } => {
                let _ = answer.send(self.compare(&look)?);
            }
            Command::Sight { page, answer } => {
                let known = self.sight(&page)?;
                if let Some(lead) = self.leading.get_mut(&page.fingerprint) {
                    let told = page.sightings.iter().zip(&known).map(|(seen, known)| item(seen, known));
                    *lead = Lead {
                        items: page.sightings.len() as u64,
                        refused: Arc::clone(&page.refused),
                        tiles: self.receipts.then(|| Arc::clone(&page.tiles)),
                        told: if self.receipts { told.collect() } else { Vec::new() },
                    };
                }
                let _ = answer.send(known);
            }
            Command::Owed { fingerprint, answer } => {
                let owed = (0..self.sinks.len()).map(|sink| self.owing(&fingerprint, sink));
                let _ = answer.send(owed.collect::<Result<_, _>>()?);
                if self.leading.contains_key(&fingerprint) {
                    self.behind.insert(fingerprint);
                }
            }
            Command::Delivered { fingerprint, sink, stretches } => {
                self.deliver(&fingerprint, sink, &stretches)?;
            }
            Command::Refuse { fingerprint, sink, item } => self.refuse(&fingerprint, Some(sink), *item)?,
            Command::Settled { claim, outcome } => {
                let lands = self.lands(&Key::of(&claim.arrival), &outcome)?;
                return Ok(self.settle(claim, outcome)? || lands);
            }
            Command::Mark { sink, mark, recalled } => {
                let mut update = self.connection.prepare_cached(
                    "UPDATE sink SET segment = ?2, offset = ?3 WHERE number = ?1 AND recalled = ?4",
                )?;
                update.execute(params![
                    self.sinks[sink].number,
                    i64::try_from(mark.segment).unwrap_or(i64::MAX),
                    i64::try_from(mark.offset).unwrap_or(i64::MAX),
                    recalled
                ])?;
            }
            Command::Tail(said) => self.tail(said)?,
            Command::Ready { sink, ready } => {
                let back = ready && !self.sinks[sink].ready;
                self.sinks[sink].ready = ready;
                self.sinks[sink].heard = true;
                return Ok(back);
            }
        }
        Ok(false)
    }
}

fn item(seen: &Sighting, known: &Known) -> Item {
    Item {
        ordinal: seen.ordinal,
        id: known.item.to_string(),
        sighting: seen.id.to_string(),
        status: known.status.as_str(),
        revision: known.revision,
    }
}

#[cfg(test)]
mod tests;
