//! What is known of one life of a file that grows. No IO and no clock.

use std::{
    cmp::min,
    collections::HashSet,
    mem,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use courant_ledger::{Generation, Life};
use courant_model::{Cut, Fingerprint, Stamp};

use super::{
    stretch::Calm,
    visit::{Known, Piece},
};

/// The first of the growing pauses after which a cut that came back is
/// offered again.
const PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(crate) struct Strand {
    pub(crate) generation: Generation,
    /// As it was at the last look into it.
    pub(crate) stamp: Option<Stamp>,
    /// Where else it was seen.
    hint: Option<PathBuf>,
    /// Since when its length is the same.
    since: Instant,
    /// Whether it was over, and something lies at its inode again.
    returned: bool,
    /// Cuts that are on the line.
    flying: HashSet<Fingerprint>,
    /// Cuts that only sinks are owed which take nothing at present.
    waiting: HashSet<Fingerprint>,
    /// Whether there is something to look at.
    stale: bool,
    /// When to look without a reason of that kind.
    wake: Option<Instant>,
    pause: Duration,
    /// Before that nothing that came back is offered again.
    retry: Option<Instant>,
    /// How much was unread when no item in it was complete.
    judged: u64,
}

impl Strand {
    pub(crate) fn new(generation: Generation, now: Instant) -> Strand {
        Strand {
            generation,
            stamp: None,
            hint: None,
            since: now,
            returned: false,
            flying: HashSet::new(),
            waiting: HashSet::new(),
            stale: true,
            wake: None,
            pause: PAUSE,
            retry: None,
            judged: 0,
        }
    }

    /// It was over, and may be back; or another file is on its inode.
    pub(crate) fn may_be_back(&mut self) {
        self.generation.state = Life::Grows;
        self.returned = true;
    }

    /// Whether nobody has looked yet which of both it is.
    pub(crate) fn may_be_another(&self) -> bool {
        self.returned
    }

    /// The directory shows it like this.
    pub(crate) fn seen(&mut self, path: &Path, stamp: Stamp) {
        let moved = self.generation.path != path;
        self.stale |= moved || self.stamp != Some(stamp);
        self.hint = moved.then(|| path.to_owned());
    }

    /// The directory shows something else, or nothing, where it was.
    pub(crate) fn missed(&mut self) {
        self.stale = true;
    }

    /// Whether it is to be looked into.
    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.stale || self.wake.is_some_and(|at| at <= now)
    }

    /// When it is to be looked into next.
    pub(crate) fn wake(&self) -> Option<Instant> {
        self.wake
    }

    /// A look into it begins.
    pub(crate) fn begin(&mut self) {
        self.stale = false;
        self.wake = None;
    }

    /// The look into it failed, or a cut came back: another try after a pause.
    pub(crate) fn failed(&mut self, now: Instant, longest: Duration) {
        self.retry = Some(now + self.pause);
        self.wake = self.retry;
        self.pause = min(self.pause * 2, longest);
    }

    /// What a look into it should know.
    pub(crate) fn known(&self, now: Instant, quiet: Duration) -> Known {
        let Generation { number, name, path, place, born, position, seam, .. } = &self.generation;
        let still = now.saturating_duration_since(self.since);
        let calm = match still {
            still if still >= quiet.saturating_mul(2) => Calm::Silent,
            still if still >= quiet => Calm::Quiet,
            _ => Calm::Grows,
        };
        Known {
            generation: *number,
            paths: [Some(path), self.hint.as_ref()].into_iter().flatten().cloned().collect(),
            place: *place,
            born: *born,
            position: *position,
            seam: *seam,
            size: self.stamp.map(|stamp| stamp.size),
            calm,
            name: name.clone(),
            judged: self.judged,
        }
    }

    /// It was found like this. Says under which name it was before, if that
    /// is another.
    pub(crate) fn found(&mut self, path: PathBuf, stamp: Stamp, now: Instant) -> Option<PathBuf> {
        if self.stamp.map(|before| before.size) != Some(stamp.size) {
            self.since = now;
        }
        self.stamp = Some(stamp);
        self.hint = None;
        let before = mem::replace(&mut self.generation.path, path);
        if mem::take(&mut self.returned) || before == self.generation.path {
            return None;
        }
        Some(before)
    }

    /// No item in so many bytes of lines is complete: another look when that
    /// may have changed by itself.
    pub(crate) fn wait(&mut self, unread: u64, judged: u64, now: Instant, quiet: Duration) {
        self.judged = judged;
        let looks = [self.since + quiet, self.since + quiet.saturating_mul(2)];
        let quiet = looks.into_iter().find(|at| unread > 0 && *at > now);
        self.wake = quiet.into_iter().chain(self.retry.filter(|at| *at > now)).min();
    }

    /// A cut was decided.
    pub(crate) fn decided(&mut self, piece: &Piece) {
        self.generation.position = piece.cut.to;
        self.generation.seam = piece.seam;
        self.generation.born = piece.born;
        self.generation.open.push(piece.cut);
        self.judged = 0;
        // There may be more.
        self.stale = true;
    }

    /// A cut goes on the line.
    pub(crate) fn flies(&mut self, cut: &Cut) {
        self.flying.insert(cut.fingerprint);
    }

    /// A cut is done with.
    pub(crate) fn done(&mut self, cut: &Fingerprint) {
        self.generation.open.retain(|open| open.fingerprint != *cut);
        self.pause = PAUSE;
        self.landed(cut);
        self.stale |= self.generation.state == Life::Over;
    }

    /// A cut came back, and is still owed.
    pub(crate) fn back(&mut self, cut: &Fingerprint, now: Instant, longest: Duration) {
        self.landed(cut);
        self.failed(now, longest);
    }

    fn landed(&mut self, cut: &Fingerprint) {
        self.flying.remove(cut);
        self.waiting.remove(cut);
    }

    /// A cut waits for a sink.
    pub(crate) fn waits(&mut self, cut: &Fingerprint) {
        self.waiting.insert(*cut);
    }

    /// Sinks or people have changed what is due.
    pub(crate) fn unsettle(&mut self, open: Vec<Cut>) {
        self.generation.open = open;
        self.waiting.clear();
        self.stale = true;
    }

    /// Cuts that came back or were never offered, and are not known to wait for a sink.
    pub(crate) fn offers(&self, now: Instant) -> Vec<Cut> {
        if self.retry.is_some_and(|at| at > now) {
            return Vec::new();
        }
        let rests =
            |cut: &&Cut| self.flying.contains(&cut.fingerprint) || self.waiting.contains(&cut.fingerprint);
        self.generation.open.iter().filter(|cut| !rests(cut)).copied().collect()
    }

    /// Whether it has another name than its writer knew it by.
    pub(crate) fn is_renamed(&self) -> bool {
        self.generation.name != self.generation.path
    }

    /// Bytes that were seen and not taken; `None` if nobody has looked.
    pub(crate) fn unread(&self) -> Option<u64> {
        Some(self.stamp?.size.saturating_sub(self.generation.position))
    }

    /// Whether nothing more can come of it.
    pub(crate) fn is_spent(&self) -> bool {
        self.flying.is_empty() && self.generation.open.is_empty()
    }
}
