//! Which items tell the same story in nearly the same words.
//!
//! A story is what its first item is: others belong to it by their likeness
//! to that one, not to each other, so that a story cannot wander off word by
//! word. What an item is told depends on the items before it, and on nothing
//! else: no clock, and no order of anything that has none.

use std::{
    collections::{HashMap, VecDeque},
    iter,
};

use courant_model::ItemId;

use crate::sketch::{BANDS, Sketch};

/// From this likeness on, in percent, an item tells the story of another.
///
/// Copies of a wire with small edits share three quarters of their shingles
/// and more, which is two and a half times the estimate's error above this.
/// Two reports of one event by two hands share about a third, and what
/// an office writes day by day with other figures about a half: neither is
/// meant here.
const LIKE: u8 = 60;

/// The first items of so many stories are remembered, whatever their days.
pub(crate) const MOST: usize = 32 << 10;

/// So many are remembered although their days are long over. A single item
/// with a date far ahead would else make all others forgotten.
const LEAST: usize = 4 << 10;

/// So many stories that share a key are looked at, the last ones first.
const DEEP: usize = 8;

/// The first items of the last stories, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Stories {
    firsts: VecDeque<Remembered>,
    /// The last story of each key.
    bands: HashMap<u32, u32>,
}

/// The item that began a story.
#[derive(Debug, Clone)]
pub(crate) struct First {
    /// Consecutive, from 1.
    pub(crate) number: u32,
    pub(crate) item: ItemId,
    /// On which it was published, counted from 1970.
    pub(crate) day: i32,
    pub(crate) sketch: Sketch,
}

#[derive(Debug)]
struct Remembered {
    first: First,
    /// The story before it that has the same key, for each of its keys; 0 is none.
    before: [u32; BANDS],
}

impl Stories {
    /// The story that is told, and how like its first item this is, in percent.
    pub(crate) fn find(&self, sketch: &Sketch, day: i32, window: u16) -> Option<(ItemId, u8)> {
        let mut best: Option<(u8, &First)> = None;
        for (band, key) in sketch.bands().into_iter().enumerate() {
            let chain =
                iter::successors(self.bands.get(&key).and_then(|last| self.remembered(*last)), |one| {
                    self.remembered(one.before[band])
                });
            for Remembered { first, .. } in chain.take(DEEP) {
                if first.day.abs_diff(day) > u32::from(window)
                    || best.is_some_and(|(_, best)| best.number == first.number)
                {
                    continue;
                }
                let likeness = sketch.likeness(&first.sketch);
                let better = |(most, best): (u8, &First)| {
                    likeness > most || (likeness == most && first.number < best.number)
                };
                if likeness >= LIKE && best.is_none_or(better) {
                    best = Some((likeness, first));
                }
            }
        }
        best.map(|(likeness, first)| (first.item, likeness))
    }

    fn remember(&mut self, first: First) {
        let before = first.sketch.bands().map(|key| self.bands.insert(key, first.number).unwrap_or(0));
        self.firsts.push_back(Remembered { first, before });
    }

    /// What is forgotten is older than all that is remembered.
    fn remembered(&self, number: u32) -> Option<&Remembered> {
        let oldest = self.firsts.front()?.first.number;
        self.firsts.get(usize::try_from(number.checked_sub(oldest)?).ok()?)
    }

    /// The number of the next story.
    pub(crate) fn next(&self) -> u32 {
        self.firsts.back().map_or(1, |last| last.first.number + 1)
    }

    /// Remembers a story that has begun, and says up to which number others
    /// are forgotten for it.
    pub(crate) fn begin(&mut self, first: First, window: u16) -> Option<u32> {
        let day = first.day;
        self.remember(first);
        let mut forgotten = None;
        while let Some(Remembered { first: oldest, .. }) = self.firsts.front() {
            let over = oldest.day.saturating_add(window.into()) < day;
            if self.firsts.len() <= if over { LEAST } else { MOST } {
                break;
            }
            for key in oldest.sketch.bands() {
                if self.bands.get(&key) == Some(&oldest.number) {
                    self.bands.remove(&key);
                }
            }
            forgotten = Some(oldest.number);
            self.firsts.pop_front();
        }
        forgotten
    }
}

impl FromIterator<First> for Stories {
    fn from_iter<T: IntoIterator<Item = First>>(firsts: T) -> Stories {
        let mut stories = Stories::default();
        firsts.into_iter().for_each(|first| stories.remember(first));
        stories
    }
}

#[cfg(test)]
mod tests;
