//! How much of a growing file is complete, which somebody else knows.

use std::{fmt, sync::Arc};

use courant_model::Declared;

/// See [`Watcher::completing`](crate::Watcher::completing).
#[derive(Clone)]
pub(crate) struct Completeness(Arc<Judge>);

type Judge = dyn Fn(&Arc<Declared>, &[u8]) -> usize + Send + Sync;

impl Completeness {
    pub(crate) fn new(
        judge: impl Fn(&Arc<Declared>, &[u8]) -> usize + Send + Sync + 'static,
    ) -> Completeness {
        Completeness(Arc::new(judge))
    }

    pub(crate) fn of(&self, declared: &Arc<Declared>, lines: &[u8]) -> usize {
        (self.0)(declared, lines)
    }
}

/// Each line is complete in itself.
impl Default for Completeness {
    fn default() -> Completeness {
        Completeness::new(|_, lines| lines.len())
    }
}

impl fmt::Debug for Completeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completeness").finish_non_exhaustive()
    }
}
