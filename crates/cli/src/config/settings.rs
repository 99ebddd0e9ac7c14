//! What the configuration means: every value there, checked and typed.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use courant::{model::Declared, reader::Limits, sink::Rate, watcher::Events};

/// Everything that the program needs to know. Paths are as written, and so
/// relative to the directory that the program was started in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    pub(crate) state: PathBuf,
    /// Where a receipt is put for each bulletin that is settled.
    pub(crate) receipts: Option<PathBuf>,
    pub(crate) inboxes: Vec<InboxSettings>,
    pub(crate) limits: Limits,
    /// The user's layouts, and where the setting stands, for errors in them.
    pub(crate) layouts: Option<PathBuf>,
    pub(crate) annotators: bool,
    /// Bytes of an item's text at the most.
    pub(crate) max_item: u64,
    /// The user's names.
    pub(crate) names: Option<PathBuf>,
    /// In days; 0 for no stories.
    pub(crate) story_window: u16,
    pub(crate) budget: u64,
    pub(crate) workers: NonZeroUsize,
    pub(crate) drain: Duration,
    /// How many failures of the line in `within` are too many.
    pub(crate) restarts: u32,
    pub(crate) within: Duration,
    pub(crate) stall: Duration,
    pub(crate) sinks: Vec<SinkSettings>,
    pub(crate) log: LogSettings,
}

impl Settings {
    /// The ledger's own file, whatever stores there are.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.state.join("ledger.db")
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct InboxSettings {
    pub(crate) directory: PathBuf,
    pub(crate) declared: Arc<Declared>,
    pub(crate) include: Vec<String>,
    pub(crate) exclude: Vec<String>,
    pub(crate) recursive: bool,
    pub(crate) mode: InboxMode,
    pub(crate) quiet: Duration,
    pub(crate) events: Events,
    pub(crate) still: Duration,
    pub(crate) rescan: Duration,
    pub(crate) poll: Duration,
}

/// What the files in an inbox are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InboxMode {
    Drop,
    Tail,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SinkSettings {
    pub(crate) name: String,
    pub(crate) kind: SinkKind,
    pub(crate) required: bool,
    pub(crate) rate: Option<Rate>,
}

impl SinkSettings {
    /// The stores that there are where nothing is said about stores.
    pub(crate) fn standard(state: &Path) -> Vec<SinkSettings> {
        let items = state.join("items.jsonl");
        let items = SinkKind::JsonLines { path: items, rotate_size: None, rotate_daily: false };
        let store = SinkKind::Sqlite { path: state.join("courant.db") };
        [("items", items), ("store", store)]
            .map(|(name, kind)| SinkSettings { name: name.to_owned(), kind, required: true, rate: None })
            .to_vec()
    }

    /// The file that it writes, if it writes one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.kind {
            SinkKind::JsonLines { path, .. } | SinkKind::Sqlite { path } => Some(path),
            SinkKind::Stdout => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SinkKind {
    JsonLines { path: PathBuf, rotate_size: Option<u64>, rotate_daily: bool },
    Sqlite { path: PathBuf },
    Stdout,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LogSettings {
    pub(crate) format: LogFormat,
    pub(crate) level: String,
    pub(crate) directory: Option<PathBuf>,
    pub(crate) keep: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Auto,
    Human,
    Json,
}
