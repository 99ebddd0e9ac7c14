//! Who is next: to be looked at, and to be offered.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

#[derive(Debug, Default)]
pub(crate) struct Turns {
    /// Files to be looked at, by time.
    agenda: BTreeSet<(Instant, Arc<Path>)>,
    /// Whole files, by modification time and then by name.
    queue: BTreeSet<(i64, Arc<Path>)>,
}

/// Where a file stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spot {
    Nowhere,
    Agenda(Instant),
    Queue(i64),
}

impl Turns {
    pub(crate) fn stand(&mut self, spot: Spot, path: &Arc<Path>) {
        match spot {
            Spot::Nowhere => false,
            Spot::Agenda(at) => self.agenda.insert((at, Arc::clone(path))),
            Spot::Queue(modified) => self.queue.insert((modified, Arc::clone(path))),
        };
    }

    pub(crate) fn leave(&mut self, spot: Spot, path: &Arc<Path>) {
        match spot {
            Spot::Nowhere => false,
            Spot::Agenda(at) => self.agenda.remove(&(at, Arc::clone(path))),
            Spot::Queue(modified) => self.queue.remove(&(modified, Arc::clone(path))),
        };
    }

    pub(crate) fn next_look(&self) -> Option<Instant> {
        self.agenda.first().map(|(at, _)| *at)
    }

    /// Takes the files that are to be looked at by now off the agenda.
    pub(crate) fn looks(&mut self, now: Instant) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        while self.next_look().is_some_and(|at| at <= now)
            && let Some((_, path)) = self.agenda.pop_first()
        {
            paths.push(path.to_path_buf());
        }
        paths
    }

    pub(crate) fn first(&self) -> Option<&Path> {
        self.queue.first().map(|(_, path)| &**path)
    }
}
