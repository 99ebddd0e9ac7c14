//! What the log says of files, with the fields that `docs/logs.md` promises.

use std::{collections::HashSet, io, path::Path, path::PathBuf, time::Duration};

use courant_model::Declared;
use tracing::{debug, info, warn};

use crate::bounds::Shut;

/// What a look was part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// A look at what events or the agenda named.
    Event,
    /// A look at everything that had a cause.
    Scan,
    /// A look at everything because it was time.
    Rescan,
}

impl Via {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Via::Event => "event",
            Via::Scan => "scan",
            Via::Rescan => "rescan",
        }
    }
}

pub(crate) fn seen(file: &Path, declared: &Declared, bytes: u64, via: Via) {
    info!(file = %file.display(), inbox = declared.inbox, bytes, via = via.as_str(), "file.seen");
}

/// `age` counts from the first time that the file was seen.
pub(crate) fn settling(file: &Path, declared: &Declared, bytes: u64, age: Duration) {
    let elapsed_ms = millis(age);
    info!(file = %file.display(), inbox = declared.inbox, bytes, elapsed_ms, "file.settling");
}

pub(crate) fn ready(file: &Path, declared: &Declared, bytes: u64, age: Duration) {
    let elapsed_ms = millis(age);
    info!(file = %file.display(), inbox = declared.inbox, bytes, elapsed_ms, "file.ready");
}

pub(crate) fn vanished(file: &Path, declared: &Declared) {
    info!(file = %file.display(), inbox = declared.inbox, "file.vanished");
}

fn millis(age: Duration) -> u64 {
    u64::try_from(age.as_millis()).unwrap_or(u64::MAX)
}

/// What is not worth telling twice.
#[derive(Debug, Default)]
pub(crate) struct Told {
    shut: HashSet<PathBuf>,
    unreadable: HashSet<PathBuf>,
}

impl Told {
    /// What a look at everything did not take. What it did not come by is forgotten.
    pub(crate) fn excluded(&mut self, shut: Vec<(PathBuf, Shut)>, declared: &Declared) {
        for (file, why) in &shut {
            if !self.shut.contains(file) {
                let reason = why.as_str();
                debug!(file = %file.display(), inbox = declared.inbox, reason, "file.excluded");
            }
        }
        self.shut = shut.into_iter().map(|(file, _)| file).collect();
    }

    /// A path that could not be looked at.
    pub(crate) fn unreadable(&mut self, file: PathBuf, error: &io::Error, declared: &Declared) {
        if !self.unreadable.contains(&file) {
            warn!(file = %file.display(), inbox = declared.inbox, reason = %error, "file.unreadable");
            self.unreadable.insert(file);
        }
    }

    /// A look at everything met with these faults only.
    pub(crate) fn readable_but(&mut self, faults: &[(PathBuf, io::Error)]) {
        self.unreadable.retain(|file| faults.iter().any(|(faulty, _)| faulty == file));
    }
}
