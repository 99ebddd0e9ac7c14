//! What is known of every file of an inbox, and what is next. No IO and no
//! clock.
//!
//! A file that the ledger has settled costs one entry and, at each look at
//! everything, one comparison of stamps.

use std::{
    cmp::min,
    collections::{HashMap, HashSet, hash_map::Entry},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use courant_ledger::Standing;
use courant_model::{Declared, Stamp};

use crate::{
    notice::{self, Via},
    ripen::{Look, Patience, Ripening, Sign, Verdict},
    scan::Seen,
    turns::{Spot, Turns},
};

/// How often a file that keeps changing is told of.
const REMINDER: Duration = Duration::from_mins(1);

/// The first of the growing pauses between questions about a file that
/// changed while it was on the line.
const PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(crate) struct Roster {
    declared: Arc<Declared>,
    patience: Patience,
    /// The longest pause.
    rescan: Duration,
    files: HashMap<Arc<Path>, State>,
    turns: Turns,
}

#[derive(Debug)]
enum State {
    /// Nothing to be done as long as the stamp stays.
    Known {
        stamp: Stamp,
        since: Instant,
        /// Otherwise it is on the line, or waits for a sink: to be asked
        /// about at the next look at everything.
        settled: bool,
    },
    Due(Box<Due>),
}

/// A file that is to be offered, or will be once the line has let go of it.
#[derive(Debug)]
struct Due {
    ripening: Ripening,
    first: Instant,
    /// When it was last told that the file is settling.
    told: Option<Instant>,
    spot: Spot,
    /// While it is on the line with an earlier stamp: the next pause.
    pause: Option<Duration>,
}

impl Roster {
    pub(crate) fn new(declared: Arc<Declared>, still: Duration, rescan: Duration) -> Roster {
        Roster {
            declared,
            patience: Patience::new(still),
            rescan,
            files: HashMap::new(),
            turns: Turns::default(),
        }
    }

    pub(crate) fn knows(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// How a file stands, as far as that is known without asking.
    pub(crate) fn standing(&self, seen: &Seen, via: Via) -> Option<Standing> {
        match self.files.get(&*seen.path)? {
            State::Known { stamp, .. } if *stamp != seen.stamp => None,
            State::Known { settled: true, .. } => Some(Standing::Settled),
            // What events tell of a file that is on the line and the same as before is an echo.
            State::Known { .. } => (via == Via::Event).then_some(Standing::InFlight),
            State::Due(due) => due.pause.is_none().then_some(Standing::Due),
        }
    }

    /// Takes in a look at a file.
    pub(crate) fn enter(&mut self, seen: Seen, began: Instant, ended: Instant, standing: Standing, via: Via) {
        let Seen { path, stamp, sign } = seen;
        let since = match self.files.get(&*path) {
            Some(State::Known { stamp: before, since, .. }) if *before == stamp => Some(*since),
            _ => None,
        };
        let rests = match standing {
            Standing::Settled | Standing::Waiting => true,
            // Otherwise it has changed since it was offered.
            Standing::InFlight => since.is_some() || !self.knows(&path),
            Standing::Due => false,
        };
        if rests {
            self.rest(path, stamp, since.unwrap_or(ended), standing);
        } else {
            let flies = standing == Standing::InFlight;
            self.ripen(&Arc::from(path), Look { stamp, began, ended }, sign, flies, via);
        }
    }

    fn rest(&mut self, path: PathBuf, stamp: Stamp, since: Instant, standing: Standing) {
        let state = State::Known { stamp, since, settled: standing == Standing::Settled };
        match self.files.entry(Arc::from(path)) {
            Entry::Occupied(mut entry) => {
                if let State::Due(due) = entry.get() {
                    self.turns.leave(due.spot, entry.key());
                }
                entry.insert(state);
            }
            Entry::Vacant(entry) => {
                entry.insert(state);
            }
        }
    }

    fn ripen(&mut self, path: &Arc<Path>, look: Look, sign: Option<Sign>, flies: bool, via: Via) {
        let mut due = match self.files.remove(path) {
            Some(State::Due(due)) => due,
            before => {
                if !flies {
                    notice::seen(path, &self.declared, look.stamp.size, via);
                }
                let ripening = match before {
                    Some(State::Known { stamp, since, .. }) => Ripening::new(stamp, since),
                    _ => Ripening::new(look.stamp, look.ended),
                };
                let (first, spot) = (look.ended, Spot::Nowhere);
                Box::new(Due { ripening, first, told: None, spot, pause: flies.then_some(PAUSE) })
            }
        };
        self.turns.leave(due.spot, path);
        let was_ready = matches!(due.spot, Spot::Queue(_));
        if due.pause.is_some() && !flies {
            due.pause = None;
            notice::seen(path, &self.declared, look.stamp.size, via);
        }
        let age = look.ended.duration_since(due.first);
        due.spot = match (due.pause, due.ripening.see(look, sign, self.patience)) {
            (Some(pause), _) => {
                due.pause = Some(min(pause * 2, self.rescan));
                Spot::Agenda(look.ended + pause)
            }
            (None, Verdict::Whole) => {
                if !was_ready {
                    notice::ready(path, &self.declared, look.stamp.size, age);
                }
                Spot::Queue(look.stamp.modified)
            }
            (None, Verdict::Wait(at)) => {
                let told = match due.told {
                    Some(told) if look.ended < told + REMINDER => told,
                    _ => {
                        notice::settling(path, &self.declared, look.stamp.size, age);
                        look.ended
                    }
                };
                due.told = Some(told);
                Spot::Agenda(min(at, told + REMINDER))
            }
        };
        self.turns.stand(due.spot, path);
        self.files.insert(Arc::clone(path), State::Due(due));
    }

    /// There is no such file any more.
    pub(crate) fn gone(&mut self, path: &Path) {
        if let Some((path, State::Due(due))) = self.files.remove_entry(path) {
            self.turns.leave(due.spot, &path);
            notice::vanished(&path, &self.declared);
        }
    }

    /// Everything was looked at, and these files were there.
    ///
    /// What is missing among them is forgotten; files that are due are looked
    /// at once more, one by one, for they may lie where nobody could look.
    pub(crate) fn present(&mut self, files: &[Seen], now: Instant) {
        let present: HashSet<&Path> = files.iter().map(|seen| &*seen.path).collect();
        let turns = &mut self.turns;
        self.files.retain(|path, state| match state {
            _ if present.contains(&**path) => true,
            State::Known { .. } => false,
            // Looked at before it is offered anyway.
            State::Due(due) if matches!(due.spot, Spot::Queue(_)) => true,
            State::Due(due) => {
                turns.leave(due.spot, path);
                due.spot = Spot::Agenda(now);
                turns.stand(due.spot, path);
                true
            }
        });
    }

    /// Sinks or people have changed what is due: nothing is settled for certain.
    pub(crate) fn unsettle(&mut self) {
        for state in self.files.values_mut() {
            if let State::Known { settled, .. } = state {
                *settled = false;
            }
        }
    }

    /// Events were lost.
    pub(crate) fn doubt(&mut self) {
        for state in self.files.values_mut() {
            if let State::Due(due) = state {
                due.ripening.doubt();
            }
        }
    }

    /// When a file is to be looked at next.
    pub(crate) fn next_look(&self) -> Option<Instant> {
        self.turns.next_look()
    }

    /// The files that are to be looked at by now.
    pub(crate) fn looks(&mut self, now: Instant) -> Vec<PathBuf> {
        self.turns.looks(now)
    }

    /// The whole file that is next to be offered.
    pub(crate) fn first(&self) -> Option<PathBuf> {
        self.turns.first().map(Path::to_owned)
    }

    /// Takes a file off the queue if this look still finds it whole.
    pub(crate) fn take(&mut self, path: &Path, stamp: Stamp) -> bool {
        let Some(State::Due(due)) = self.files.get(path) else { return false };
        if due.ripening.stamp() != stamp || !matches!(due.spot, Spot::Queue(_)) {
            return false;
        }
        let since = due.ripening.since();
        self.rest(path.to_owned(), stamp, since, Standing::InFlight);
        true
    }

    /// Forgets a file that could not be looked at, until the next look at
    /// everything finds it.
    pub(crate) fn put_off(&mut self, path: &Path) {
        if let Some((path, State::Due(due))) = self.files.remove_entry(path) {
            self.turns.leave(due.spot, &path);
        }
    }
}

#[cfg(test)]
mod tests;
