//! Whether anything moves, for somebody who watches the line.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

/// How much there is to do, and whether it is being done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Vitals {
    /// Counted up with everything that a line tells, but for looks at directories.
    pub moves: u64,
    /// Files on the line, before the fork.
    pub before: usize,
    /// Files that were given to sinks.
    pub behind: usize,
    /// Whether a sink takes nothing at present.
    pub down: bool,
    /// Sinks that have said neither that they take something nor that they do not.
    pub silent: usize,
}

/// Where the writer thread leaves them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chart(Arc<Lines>);

#[derive(Debug, Default)]
struct Lines {
    moves: AtomicU64,
    before: AtomicUsize,
    behind: AtomicUsize,
    down: AtomicBool,
    silent: AtomicUsize,
}

impl Chart {
    pub(crate) fn write(&self, vitals: Vitals) {
        let Vitals { moves, before, behind, down, silent } = vitals;
        self.0.before.store(before, Ordering::Relaxed);
        self.0.behind.store(behind, Ordering::Relaxed);
        self.0.down.store(down, Ordering::Relaxed);
        self.0.silent.store(silent, Ordering::Relaxed);
        self.0.moves.store(moves, Ordering::Release);
    }

    pub(crate) fn read(&self) -> Vitals {
        Vitals {
            moves: self.0.moves.load(Ordering::Acquire),
            before: self.0.before.load(Ordering::Relaxed),
            behind: self.0.behind.load(Ordering::Relaxed),
            down: self.0.down.load(Ordering::Relaxed),
            silent: self.0.silent.load(Ordering::Relaxed),
        }
    }
}
