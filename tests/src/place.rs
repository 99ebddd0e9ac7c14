//! A directory of its own for a test: inbox, state, stores.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::TempDir;

use crate::{Daemon, Edition, Run, program};

/// Where the program runs, and what it left behind.
#[derive(Debug)]
pub struct Place(TempDir);

impl Default for Place {
    fn default() -> Place {
        Place::new()
    }
}

impl Place {
    /// An empty place.
    #[must_use]
    pub fn new() -> Place {
        Place(tempfile::tempdir().expect("a temporary directory can be made"))
    }

    /// A path in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the directories that it needs.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it has a parent")).expect("directories can be made");
        fs::write(path, contents).expect("the file can be written");
    }

    /// Lets a whole file appear in the inbox at once: written aside, renamed in.
    pub fn drop_in(&self, name: &str, contents: impl AsRef<[u8]>) {
        self.write(&format!("aside/{name}"), contents);
        fs::create_dir_all(self.path("inbox")).expect("directories can be made");
        fs::rename(self.path(&format!("aside/{name}")), self.path(&format!("inbox/{name}")))
            .expect("it can be renamed");
    }

    /// Starts the daemon here, and waits until it watches.
    #[must_use]
    pub fn daemon(&self) -> Daemon {
        let daemon = Daemon::start(self.0.path(), &["run"]);
        daemon.wait_for("inbox.watching");
        daemon
    }

    /// Starts one that fails on purpose at these points. It may do so before it watches.
    #[must_use]
    pub fn daemon_failing(&self, points: &str) -> Daemon {
        Daemon::start_failing(self.0.path(), &["run"], points)
    }

    /// The same, started by another program that turns into it, such as `env COURANT_FAIL=…` or `prlimit`.
    #[must_use]
    pub fn daemon_under(&self, wrapper: &[&str]) -> Daemon {
        let daemon = Daemon::under(self.0.path(), wrapper, &["run"]);
        daemon.wait_for("inbox.watching");
        daemon
    }

    /// Runs the program here until it ends.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_under(&[], arguments)
    }

    /// The same, started by another program that turns into it.
    #[must_use]
    pub fn run_under(&self, wrapper: &[&str], arguments: &[&str]) -> Run {
        program::run(self.0.path(), wrapper, arguments, b"")
    }

    /// Runs it with something to read.
    #[must_use]
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        program::run(self.0.path(), &[], arguments, input.as_bytes())
    }

    /// The records of a JSON Lines file.
    #[must_use]
    pub fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path(name)).unwrap_or_default();
        assert!(text.is_empty() || text.ends_with('\n'), "{name} has a torn last line");
        text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }

    /// What the daemon's JSON Lines file has.
    #[must_use]
    pub fn items(&self) -> Vec<Value> {
        self.lines("courant-data/items.jsonl")
    }

    /// How many whole lines the daemon's JSON Lines file has, also while it is written.
    #[must_use]
    pub fn items_whole(&self) -> usize {
        fs::read_to_string(self.path("courant-data/items.jsonl")).map_or(0, |text| text.matches('\n').count())
    }

    /// How many bulletins the ledger has settled.
    #[must_use]
    pub fn settled(&self) -> u64 {
        let run = self.run(&["status", "--json"]);
        let status: Value = serde_json::from_str(&run.out).unwrap_or_default();
        status["settled"].as_u64().unwrap_or_default()
    }

    /// Checks that both of the daemon's stores have each item of these editions once, and nothing else.
    ///
    /// # Panics
    ///
    /// If they have not.
    #[track_caller]
    pub fn assert_once(&self, editions: impl IntoIterator<Item = u32>, what: &str) {
        let stories = editions.into_iter().flat_map(|number| Edition::of(number).stories);
        let expected: BTreeMap<String, usize> = stories.map(|story| (story.headline, 1)).collect();
        let mut lines = BTreeMap::new();
        for record in self.items() {
            *lines.entry(record["headline"].as_str().expect("a headline").to_owned()).or_default() += 1;
        }
        assert_eq!(lines, expected, "JSON Lines, {what}");
        assert_eq!(self.stored_headlines(), expected, "SQLite, {what}");
        let sightings = i64::try_from(expected.len()).expect("they are few");
        assert_eq!(self.count("SELECT count(*) FROM sightings"), sightings, "{what}");
    }

    /// One number from the daemon's store.
    #[must_use]
    pub fn count(&self, sql: &str) -> i64 {
        self.store().query_row(sql, [], |row| row.get(0)).expect("the query is right")
    }

    /// How often each headline stands in the store's items.
    #[must_use]
    pub fn stored_headlines(&self) -> BTreeMap<String, usize> {
        let store = self.store();
        let mut select = store.prepare("SELECT headline FROM items").expect("the query is right");
        let mut counts = BTreeMap::new();
        for headline in select.query_map([], |row| row.get(0)).expect("it runs") {
            *counts.entry(headline.expect("it is text")).or_default() += 1;
        }
        counts
    }

    fn store(&self) -> Connection {
        open(&self.path("courant-data/courant.db"))
    }
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the store can be read")
}
