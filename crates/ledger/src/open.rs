//! A ledger, and the handles to it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicI64},
        mpsc,
    },
    thread::{self, JoinHandle},
};

use courant_flow::Name;
use tokio::sync::watch;
use tracing::warn;

use crate::{
    Account, Admit, Compare, End, Error, Gate, Mark, Recollection, Shares, Sight, Vitals, beside,
    books::Books,
    command::{Command, Wire},
    damage,
    lock::Lock,
    receipts::Clerk,
    schema, seal,
    vitals::Chart,
    writer,
};

/// On what terms a sink is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkTerms {
    /// Its name in the configuration, in the ledger and as a branch of the line.
    pub name: Name,
    /// Whether a bulletin is owed until this sink has it. Otherwise it is
    /// offered once, as a favour.
    pub required: bool,
}

impl SinkTerms {
    /// A sink that is owed everything.
    pub fn required(name: impl Into<Name>) -> SinkTerms {
        SinkTerms { name: name.into(), required: true }
    }

    /// A sink that gets what it can take.
    pub fn best_effort(name: impl Into<Name>) -> SinkTerms {
        SinkTerms { name: name.into(), required: false }
    }
}

/// The right to keep the books at one place, from one ledger to the next:
/// while it lives no other process has it.
#[derive(Debug)]
pub struct Keeper {
    path: PathBuf,
    lock: Arc<Lock>,
}

impl Keeper {
    /// Takes it, and makes the directory of the ledger where there is none.
    pub fn take(path: &Path) -> Result<Keeper, Error> {
        if let Some(directory) = path.parent() {
            beside::make_directory(directory)
                .map_err(|source| Error::Io { path: directory.to_owned(), source })?;
        }
        Ok(Keeper { path: path.to_owned(), lock: Arc::new(Lock::take(path)?) })
    }

    /// Opens the ledger, and makes it where there is none; see
    /// [`Ledger::open`]. The ledger before it must have ended.
    pub fn open(&self, sinks: &[SinkTerms]) -> Result<Ledger, Error> {
        Ok(Ledger::start(self.books(sinks)?, Some(Arc::clone(&self.lock)), sinks, None))
    }

    /// The same; a ledger that is new lets `tell` tell it what the stores hold.
    /// For each bulletin that is settled from now on there is a receipt, if
    /// a directory for them is given: a file of JSON. It is made where there is none.
    pub fn open_recalling<E: From<Error>>(
        &self,
        sinks: &[SinkTerms],
        receipts: Option<PathBuf>,
        tell: impl FnOnce(&mut Recollection<'_>) -> Result<(), E>,
    ) -> Result<Ledger, E> {
        let mut books = self.books(sinks)?;
        Recollection::once(&mut books, &self.path, tell)?;
        let clerk = receipts.map(|directory| {
            books.put_receipts();
            Clerk::start(directory)
        });
        Ok(Ledger::start(books, Some(Arc::clone(&self.lock)), sinks, clerk))
    }

    fn books(&self, sinks: &[SinkTerms]) -> Result<Books, Error> {
        let open = || Books::new(schema::open(&self.path)?, self.path.clone(), sinks);
        match open() {
            Err(why) if damage::is_damage(&why) => {
                damage::put_aside(&self.path, &why)?;
                open()
            }
            opened => opened,
        }
    }

    /// The process that holds the ledger at this path now, if any does.
    #[must_use]
    pub fn holder(ledger: &Path) -> Option<u32> {
        Lock::holder(ledger)?.parse().ok()
    }
}

/// The books of one installation.
#[derive(Debug)]
pub struct Ledger {
    careful: Arc<AtomicBool>,
    chart: Chart,
    wire: Wire,
    nudges: watch::Receiver<u64>,
    sinks: Vec<SinkTerms>,
    marks: Vec<Option<Mark>>,
    /// For each sink how often it was told to look at its store anew.
    recalls: Vec<Arc<AtomicI64>>,
    unusable: Arc<OnceLock<String>>,
    writer: JoinHandle<Result<(), Error>>,
}

impl Ledger {
    /// Opens the ledger at `path`, and makes it and its directory where there
    /// are none. Its writer thread starts.
    ///
    /// One that is damaged is put aside, as `ledger.db.corrupt-1`, and a new
    /// one is begun: every file is due again, and stores swallow what they
    /// have. See [`open_recalling`](Ledger::open_recalling) for what it knew
    /// of items.
    pub fn open(path: &Path, sinks: &[SinkTerms]) -> Result<Ledger, Error> {
        Keeper::take(path)?.open(sinks)
    }

    /// Like [`open`](Ledger::open). A ledger that is new lets `tell` tell it
    /// what the stores hold, so that an item that they have is not new, and
    /// keeps its revisions and its story.
    pub fn open_recalling<E: From<Error>>(
        path: &Path,
        sinks: &[SinkTerms],
        tell: impl FnOnce(&mut Recollection<'_>) -> Result<(), E>,
    ) -> Result<Ledger, E> {
        Keeper::take(path)?.open_recalling(sinks, None, tell)
    }

    /// A ledger that is forgotten with its last handle: for programs that
    /// only want each content once in a run.
    pub fn in_memory(sinks: &[SinkTerms]) -> Result<Ledger, Error> {
        let books = Books::new(schema::in_memory()?, PathBuf::from(":memory:"), sinks)?;
        Ok(Ledger::start(books, None, sinks, None))
    }

    fn start(books: Books, lock: Option<Arc<Lock>>, sinks: &[SinkTerms], clerk: Option<Clerk>) -> Ledger {
        let (sender, commands) = mpsc::channel();
        let (nudge, nudges) = watch::channel(0);
        let marks = books.marks();
        let path = books.path().to_owned();
        let recalls = books.recalls().into_iter().map(|count| Arc::new(AtomicI64::new(count))).collect();
        let (careful, chart) = books.watchers();
        let writer = thread::Builder::new()
            .name("courant-ledger".to_owned())
            .spawn(move || {
                let ended = writer::write(books, &commands, &nudge, clerk);
                if lock.is_some() {
                    lay_down(&path, &ended);
                }
                drop(lock);
                ended
            })
            .expect("a thread can be started");
        Ledger {
            careful,
            chart,
            wire: Wire(Arc::new(sender)),
            nudges,
            sinks: sinks.to_vec(),
            marks,
            recalls,
            unusable: Arc::default(),
            writer,
        }
    }

    /// For the source: which files are due.
    #[must_use]
    pub fn gate(&self) -> Gate {
        Gate::new(self.wire.clone(), self.nudges.clone(), Arc::clone(&self.careful))
    }

    /// For the line, behind the reader: each content once.
    #[must_use]
    pub fn admit(&self) -> Admit {
        Admit(self.wire.clone())
    }

    /// For the line, behind the segmenter: what is unlike the bulletins
    /// before it.
    #[must_use]
    pub fn compare(&self) -> Compare {
        Compare(self.wire.clone())
    }

    /// For the line, behind the enricher: what is new.
    #[must_use]
    pub fn sight(&self) -> Sight {
        Sight { wire: self.wire.clone(), window: Sight::WINDOW }
    }

    /// For the fork before the sinks: who is owed what.
    #[must_use]
    pub fn shares(&self) -> Shares {
        Shares { wire: self.wire.clone(), sinks: self.sinks.clone(), recalls: self.recalls.clone() }
    }

    /// For one sink: its own page. `None` if the ledger was not opened with
    /// a sink of this name.
    #[must_use]
    pub fn account(&self, sink: &str) -> Option<Account> {
        let sink = self.sinks.iter().position(|terms| terms.name == sink)?;
        Some(Account {
            wire: self.wire.clone(),
            sink,
            name: self.sinks[sink].name.clone(),
            opening: self.marks[sink],
            recalled: Arc::clone(&self.recalls[sink]),
            unusable: Arc::clone(&self.unusable),
        })
    }

    /// Why a sink does not look as if it would ever take anything, if one has said so.
    #[must_use]
    pub fn unusable(&self) -> Option<String> {
        self.unusable.get().cloned()
    }

    /// Waits until everything is written and every handle is gone, and says
    /// how the writing went. To be called when the line has ended.
    pub fn close(self) -> Result<(), Error> {
        let Ledger { wire, writer, .. } = self;
        drop(wire);
        writer.join().unwrap_or(Err(Error::Gone))
    }

    /// Closes the ledger of a line that ended like this, whoever has a handle
    /// still: what is told later is not booked, and its files stay owed. Waits
    /// until that is written.
    pub fn end(self, end: End) -> Result<(), Error> {
        self.wire.tell(Command::End(end));
        self.writer.join().unwrap_or(Err(Error::Gone))
    }

    /// How much there is to do, and whether it is being done.
    #[must_use]
    pub fn vitals(&self) -> Vitals {
        self.chart.read()
    }
}

/// Leaves a ledger that was closed in a state that the next one to open it
/// can judge. What fails here is told, and harms nobody: without a seal it is
/// judged by its pages.
fn lay_down(path: &Path, ended: &Result<(), Error>) {
    let laid = match ended {
        Ok(()) => seal::put(path).map_err(|source| Error::Io { path: path.to_owned(), source }),
        Err(why) if damage::is_damage(why) => damage::put_aside(path, why),
        Err(_) => Ok(()),
    };
    if let Err(error) = laid {
        let reason = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        warn!(path = %path.display(), reason, "ledger.unsealed");
    }
}
