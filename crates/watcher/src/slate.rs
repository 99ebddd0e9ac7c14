//! What events have told since somebody last looked.

use std::{
    collections::{HashMap, hash_map::Entry},
    mem,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::ripen::Sign;

/// Paths that are remembered by name, about a megabyte. What comes above is
/// found by one look at everything, which is cheaper by then.
const BOUND: usize = 4096;

/// How long hints that make nothing whole may wait for company: a writer
/// tells of each of its writes, thousands in a second.
const LULL: Duration = Duration::from_millis(100);

/// Written by the thread that hears events, which it never blocks, and wiped
/// by the task that heeds them.
#[derive(Debug, Default)]
pub(crate) struct Slate {
    marks: Mutex<Marks>,
    stirred: Notify,
}

#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The paths told of, each with the last sign.
    pub(crate) hints: HashMap<PathBuf, Option<Sign>>,
    /// Why not everything can be on this slate, if so.
    pub(crate) lost: Option<String>,
    urgent: bool,
}

impl Slate {
    /// Something happened at `path`. `None` leaves the sign as it is.
    pub(crate) fn mark(&self, path: PathBuf, sign: Option<Sign>) {
        let mut marks = self.marks();
        let first = marks.hints.is_empty();
        let full = marks.hints.len() >= BOUND;
        match marks.hints.entry(path) {
            Entry::Occupied(mut hint) => *hint.get_mut() = sign.or(*hint.get()),
            Entry::Vacant(_) if full => {
                marks.lost.get_or_insert_with(|| format!("more than {BOUND} changes since the last look"));
            }
            Entry::Vacant(hint) => {
                hint.insert(sign);
            }
        }
        let urgent = sign == Some(Sign::Ended) || marks.lost.is_some();
        self.stir(marks, first, urgent);
    }

    /// Events were lost.
    pub(crate) fn lose(&self, why: String) {
        let mut marks = self.marks();
        marks.lost.get_or_insert(why);
        self.stir(marks, false, true);
    }

    /// Wakes only when that changes the time of the next look.
    fn stir(&self, mut marks: MutexGuard<'_, Marks>, first: bool, urgent: bool) {
        let wakes = first || (urgent && !marks.urgent);
        marks.urgent |= urgent;
        drop(marks);
        if wakes {
            self.stirred.notify_one();
        }
    }

    /// Waits until [`due`](Slate::due) may have changed.
    pub(crate) async fn stirred(&self) {
        self.stirred.notified().await;
    }

    /// When the slate wants to be heeded, if it was last heeded at `heeded`.
    pub(crate) fn due(&self, heeded: Instant) -> Option<Instant> {
        let marks = self.marks();
        match (marks.urgent, marks.hints.is_empty()) {
            (true, _) => Some(heeded),
            (false, false) => Some(heeded + LULL),
            (false, true) => None,
        }
    }

    pub(crate) fn wipe(&self) -> Marks {
        mem::take(&mut *self.marks())
    }

    pub(crate) fn tells_of(&self, path: &Path) -> bool {
        self.marks().hints.contains_key(path)
    }

    /// Marks are whole after every statement, so a panic elsewhere does not spoil them.
    fn marks(&self) -> MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signs of one path, and what is left of them: the hint, and how
    /// long it may wait.
    #[track_caller]
    fn check(signs: &[Option<Sign>], hint: Option<Sign>, wait: Duration) {
        let slate = Slate::default();
        for sign in signs {
            slate.mark(PathBuf::from("monday.txt"), *sign);
        }
        let heeded = Instant::now();
        assert_eq!(slate.due(heeded), Some(heeded + wait));
        let marks = slate.wipe();
        assert_eq!(marks.hints, HashMap::from([(PathBuf::from("monday.txt"), hint)]));
        assert_eq!(slate.due(heeded), None);
    }

    #[test]
    fn the_last_sign_counts() {
        use Sign::{Appeared, Ended, Written};
        let now = Duration::ZERO;
        check(&[None], None, LULL);
        check(&[Some(Appeared), Some(Written)], Some(Written), LULL);
        check(&[Some(Appeared), Some(Written), Some(Ended)], Some(Ended), now);
        check(&[Some(Ended), None], Some(Ended), now);
        check(&[Some(Ended), Some(Written)], Some(Written), now);
        check(&[Some(Written), Some(Appeared)], Some(Appeared), LULL);
    }

    #[test]
    fn a_full_slate_asks_for_a_look_at_everything() {
        let slate = Slate::default();
        let path = |n: usize| PathBuf::from(format!("{n}.txt"));
        (0..BOUND).for_each(|n| slate.mark(path(n), Some(Sign::Written)));
        assert_eq!(slate.marks().lost, None);
        slate.mark(path(7), Some(Sign::Ended));
        assert_eq!(slate.marks().lost, None);
        slate.mark(path(BOUND), Some(Sign::Ended));

        let marks = slate.wipe();
        assert_eq!(marks.hints.len(), BOUND);
        assert_eq!(marks.hints[&path(7)], Some(Sign::Ended));
        assert_eq!(marks.lost, Some("more than 4096 changes since the last look".to_owned()));
    }

    #[tokio::test]
    async fn it_wakes_for_the_first_hint_and_the_first_urgent_one() {
        let slate = Slate::default();
        let woken = async || tokio::time::timeout(Duration::from_millis(1), slate.stirred()).await.is_ok();
        slate.mark(PathBuf::from("a"), Some(Sign::Written));
        assert!(woken().await);
        slate.mark(PathBuf::from("a"), Some(Sign::Written));
        slate.mark(PathBuf::from("b"), Some(Sign::Written));
        assert!(!woken().await);
        slate.mark(PathBuf::from("b"), Some(Sign::Ended));
        assert!(woken().await);
        slate.mark(PathBuf::from("c"), Some(Sign::Ended));
        assert!(!woken().await);
    }
}
