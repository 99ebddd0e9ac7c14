//! A watcher, and a sink that delivers whatever comes.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use courant_flow::{Inlet, Pipeline, Running};
use courant_ledger::{Ledger, Standing};
use courant_model::Arrival;
use courant_model::Stamp;
use courant_watcher::{Inbox, Watcher};
use tempfile::TempDir;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

use crate::log;

/// Nothing here takes so long unless it never comes.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Line {
    /// The inbox is a directory in it, and what is renamed in comes from it.
    place: TempDir,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    open: watch::Sender<bool>,
    ledger: Ledger,
    _running: Running,
}

impl Line {
    /// Watches an empty inbox with short times.
    pub(crate) fn start(terms: impl FnOnce(Inbox) -> Inbox) -> Line {
        Line::start_with(terms, |_| ())
    }

    /// The same, with something in the inbox before.
    pub(crate) fn start_with(terms: impl FnOnce(Inbox) -> Inbox, before: impl FnOnce(&Path)) -> Line {
        log::listen();
        let place = tempfile::tempdir().unwrap();
        let directory = place.path().join("inbox");
        fs::create_dir(&directory).unwrap();
        before(&directory);
        let inbox = Inbox {
            still: Duration::from_millis(100),
            rescan: Duration::from_millis(300),
            poll: Duration::from_millis(50),
            ..Inbox::new("wires", directory)
        };
        let ledger = Ledger::in_memory(&[]).unwrap();
        let watcher = Watcher::new(vec![terms(inbox)], ledger.gate()).unwrap();
        let (tell, arrivals) = mpsc::unbounded_channel();
        let (open, mut opened) = watch::channel(true);
        let sink = move |inlet: Inlet<Arrival>| async move {
            while let Ok(parcel) = inlet.recv().await {
                opened.wait_for(|open| *open).await?;
                let (arrival, receipt) = parcel.open();
                receipt.deliver();
                tell.send(arrival)?;
            }
            Ok(())
        };
        let running = Pipeline::source("watch", watcher).sink("deliver", sink);
        Line { place, arrivals, open, ledger, _running: running }
    }

    /// Waits until the inbox is listened to: events of before are not heard.
    pub(crate) async fn listening(mut self) -> Line {
        self.drop_in("first.txt", "20.02.2026, 22:09\nThe ferry sailed\n");
        self.expect(["first.txt"]).await;
        self
    }

    pub(crate) fn inbox(&self) -> PathBuf {
        self.place.path().join("inbox")
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.inbox().join(name)
    }

    /// A path on the same file system that nobody watches.
    pub(crate) fn outside(&self, name: impl AsRef<Path>) -> PathBuf {
        self.place.path().join(name)
    }

    /// Writes a file elsewhere and renames it in.
    pub(crate) fn drop_in(&self, name: impl AsRef<Path>, text: &str) {
        fs::write(self.outside("aside"), text).unwrap();
        fs::rename(self.outside("aside"), self.path(name)).unwrap();
    }

    /// Writes a file elsewhere and links it in.
    pub(crate) fn link_in(&self, name: impl AsRef<Path>, text: &str) {
        fs::write(self.outside("aside"), text).unwrap();
        fs::hard_link(self.outside("aside"), self.path(name)).unwrap();
        fs::remove_file(self.outside("aside")).unwrap();
    }

    /// Waits until a file is on the line.
    pub(crate) async fn in_flight(&self, name: &str) {
        let stamp = Stamp::of(&fs::metadata(self.path(name)).unwrap());
        while self.ledger.gate().look(vec![(self.path(name), stamp)]).await.unwrap() != [Standing::InFlight] {
            tokio::task::yield_now().await;
        }
    }

    /// Whether the sink takes anything.
    pub(crate) fn open(&self, open: bool) {
        self.open.send(open).unwrap();
    }

    pub(crate) async fn next(&mut self) -> Arrival {
        timeout(PATIENCE, self.arrivals.recv()).await.expect("a file is offered in time").unwrap()
    }

    /// The next arrivals are these, in whatever order, each whole and once.
    #[track_caller]
    pub(crate) fn expect<N: Into<OsString>>(
        &mut self,
        names: impl IntoIterator<Item = N>,
    ) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        let expected: BTreeSet<PathBuf> = names.into_iter().map(|name| self.path(name.into())).collect();
        async move {
            let mut got = BTreeSet::new();
            for _ in 0..expected.len() {
                let arrival = self.next().await;
                assert!(got.insert(arrival.path.clone()), "{caller}: {} came twice", arrival.path.display());
            }
            assert_eq!(got, expected, "{caller}");
        }
    }

    /// Nothing else is offered although it had the time: a file comes in
    /// last that must stand still, and a look at everything has been since.
    pub(crate) async fn expect_nothing(&mut self) {
        for name in ["last but one.txt", "last.txt"] {
            self.link_in(name, "20.02.2026, 22:09\nThe harbour froze\n");
            self.expect([name]).await;
        }
    }
}

/// Writes without closing.
pub(crate) struct Writer(fs::File);

impl Writer {
    pub(crate) fn create(path: &Path) -> Writer {
        Writer(fs::File::create_new(path).unwrap())
    }

    pub(crate) fn write(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    pub(crate) fn close(self) {
        drop(self.0);
    }
}
