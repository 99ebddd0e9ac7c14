//! Which file it is that ends the line. No IO and no clock.
//!
//! A payload may end more than its own way: by a panic outside of
//! [`each`](courant_flow::each()), by a loop without an end, by a stack or a
//! memory that it exhausts, and the last two take the process along. Whoever
//! was on the line then is a **suspect**. Suspects go down the next lines in
//! **cohorts**, with nobody else beside them, and are acquitted when the line
//! survives them. A cohort that ends its line is split, in eighths and not in
//! halves: a part that passes costs milliseconds, one that does not costs a
//! line. A suspect that was alone has a **strike**; the next time it waits
//! until the line has lived without it for a while, so that a line that dies
//! of something else strikes nobody out. With the last strike it is guilty.
//!
//! Nobody waits for long: exclusive is a trial only for a while, so that a
//! sink that holds a suspect holds nobody else.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use crate::command::Key;

/// How often a file may end a line in which it is alone.
pub(crate) const STRIKES: u32 = 3;

/// Into how many parts a cohort is split.
const PARTS: usize = 8;

/// How long a line must have lived before a suspect with a strike goes down it.
pub(crate) const PROBATION: Duration = Duration::from_secs(3);

/// How long suspects give way to others before those give way to them.
const COURTESY: Duration = Duration::from_secs(1);

/// How long others give way at the most, at one time.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long after that suspects give way again.
const CALM: Duration = Duration::from_mins(1);

/// A suspect that nobody offers for so long is forgotten, unless it has a strike.
const MEMORY: Duration = Duration::from_mins(10);

/// Whether a file may go down the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leave {
    Go,
    /// Later: a nudge tells when.
    Wait,
    /// It is guilty, for this reason.
    Never(String),
}

/// What a suspect is suspected of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suspect {
    /// Who is tried together with it.
    pub(crate) cohort: u64,
    /// How often it ended a line alone.
    pub(crate) strikes: u32,
    /// How the last line ended that it was on.
    pub(crate) cause: String,
}

/// Suspects, and who is on the line.
#[derive(Debug)]
pub(crate) struct Inquest {
    suspects: HashMap<Key, Suspect>,
    /// On the line, of the suspects.
    tried: HashSet<Key>,
    /// On the line, of the others.
    free: HashSet<Key>,
    /// The last cohort that was made.
    last: u64,
    /// When the line began.
    begun: Instant,
    /// Since when there are suspects on the line.
    trial: Option<Instant>,
    /// Since when a suspect waits for the others.
    wanted: Option<Instant>,
    /// Until then suspects give way.
    calm: Instant,
    /// Whether somebody was told to wait since the last nudge.
    waited: bool,
    /// Whether the end of the probation is still to be told.
    probation: bool,
}

impl Inquest {
    pub(crate) fn new(suspects: HashMap<Key, Suspect>, begun: Instant) -> Inquest {
        Inquest {
            last: suspects.values().map(|suspect| suspect.cohort).max().unwrap_or(0),
            probation: suspects.values().any(|suspect| suspect.strikes > 0),
            suspects,
            tried: HashSet::new(),
            free: HashSet::new(),
            begun,
            trial: None,
            wanted: None,
            calm: begun,
            waited: false,
        }
    }

    /// Whether anybody is suspected of anything.
    pub(crate) fn is_open(&self) -> bool {
        !self.suspects.is_empty()
    }

    /// All suspects, to be remembered.
    pub(crate) fn suspects(&self) -> &HashMap<Key, Suspect> {
        &self.suspects
    }

    /// Who is on the line.
    pub(crate) fn flying(&self) -> impl Iterator<Item = &Key> {
        self.tried.iter().chain(&self.free)
    }

    /// Whether it is on the line.
    pub(crate) fn flies(&self, key: &Key) -> bool {
        self.tried.contains(key) || self.free.contains(key)
    }

    /// Whether a file might go now. To ask is to want it.
    pub(crate) fn ask(&mut self, key: &Key, now: Instant) -> Leave {
        let leave = self.judge(key, now);
        if leave == Leave::Wait {
            self.waited = true;
            let struck = |suspect: &Suspect| suspect.strikes > 0 && now < self.begun + PROBATION;
            if self.suspects.get(key).is_some_and(|suspect| !struck(suspect)) && now >= self.calm {
                self.wanted.get_or_insert(now);
            }
        }
        leave
    }

    fn judge(&self, key: &Key, now: Instant) -> Leave {
        let exclusive = self.trial.is_some_and(|since| now < since + PATIENCE);
        let Some(suspect) = self.suspects.get(key) else {
            let closing = self.wanted.is_some_and(|since| now >= since + COURTESY);
            return if exclusive || closing { Leave::Wait } else { Leave::Go };
        };
        if suspect.strikes >= STRIKES {
            let Suspect { strikes, cause, .. } = suspect;
            return Leave::Never(format!("it ended the line {strikes} times, the last time alone: {cause}"));
        }
        let probation = suspect.strikes > 0 && now < self.begun + PROBATION;
        let cohort = |key| self.suspects.get(key).map(|suspect| suspect.cohort);
        let others = self.tried.iter().any(|tried| cohort(tried) != Some(suspect.cohort));
        if probation || others || !self.free.is_empty() { Leave::Wait } else { Leave::Go }
    }

    /// A file goes on the line.
    pub(crate) fn goes(&mut self, key: Key, now: Instant) {
        if self.suspects.contains_key(&key) {
            self.trial.get_or_insert(now);
            self.wanted = None;
            self.tried.insert(key);
        } else {
            self.free.insert(key);
        }
    }

    /// A file came to the end of its way on a line that lives. Says whether
    /// those who wait should ask again.
    pub(crate) fn landed(&mut self, key: &Key, acquitted: bool) -> bool {
        if acquitted {
            self.suspects.remove(key);
        }
        let ends = if self.tried.remove(key) {
            self.tried.is_empty()
        } else {
            self.free.remove(key) && self.free.is_empty()
        };
        if self.tried.is_empty() {
            self.trial = None;
        }
        ends && std::mem::take(&mut self.waited)
    }

    /// Time has passed. Says whether those who wait should ask again.
    pub(crate) fn tick(&mut self, now: Instant) -> bool {
        let mut nudge = false;
        if self.probation && now >= self.begun + PROBATION {
            self.probation = false;
            nudge = true;
        }
        if self.wanted.is_some_and(|since| now >= since + COURTESY + PATIENCE) {
            self.wanted = None;
            self.calm = now + CALM;
            nudge = true;
        }
        if self.trial.is_some_and(|since| now >= since + PATIENCE) {
            nudge |= std::mem::take(&mut self.waited);
        }
        if now >= self.begun + MEMORY {
            let tried = &self.tried;
            self.suspects.retain(|key, suspect| suspect.strikes > 0 || tried.contains(key));
        }
        nudge
    }

    /// The line ended well: who has no strike is no suspect.
    pub(crate) fn close(&mut self) {
        self.suspects.retain(|_, suspect| suspect.strikes > 0);
    }

    /// The line ended in a way that somebody may be guilty of: one of those
    /// whom the dying stage held in its hands, or else of all on the line.
    pub(crate) fn died(&mut self, mut hands: Vec<Key>, cause: &str) {
        // A stage may have held several shares of one file.
        hands.sort();
        hands.dedup();
        if let [alone] = &hands[..] {
            self.last += 1;
            let suspect = self.suspects.entry(alone.clone());
            let suspect = suspect.or_insert(Suspect { cohort: self.last, strikes: 0, cause: String::new() });
            *suspect = Suspect { cohort: self.last, strikes: suspect.strikes + 1, cause: cause.to_owned() };
            return;
        }
        for part in hands.chunks(hands.len().div_ceil(PARTS).max(1)) {
            self.last += 1;
            for key in part {
                let strikes = self.suspects.get(key).map_or(0, |suspect| suspect.strikes);
                let suspect = Suspect { cohort: self.last, strikes, cause: cause.to_owned() };
                self.suspects.insert(key.clone(), suspect);
            }
        }
    }
}

#[cfg(test)]
mod tests;
