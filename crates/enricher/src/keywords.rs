//! The phrases that an item turns on.

mod blanks;
mod candidates;
mod likeness;
mod units;
mod vocabulary;
mod worth;

use std::{borrow::Cow, collections::BinaryHeap};

pub(crate) use self::blanks::Lists;
use self::{candidates::candidates, likeness::alike, units::Units, vocabulary::Kind};
use crate::{Notes, Reading};

/// So many keywords are noted at most, and so many of them may be names,
/// which the record has elsewhere too.
const MOST: usize = 8;
const NAMES: usize = 3;

/// Notes up to eight phrases of one to three words, best first, and whole
/// names among them.
///
/// None begins or ends with a function word, a number or a mark, none reaches
/// out of its sentence, and none says again what a better one says.
pub(crate) fn keywords(reading: &Reading<'_>, notes: &mut Notes) {
    if notes.language.as_ref().is_some_and(|language| reading.known().blanks.unparted.contains(language)) {
        return;
    }
    let units = Units::of(reading, notes);
    let mut candidates = BinaryHeap::from(candidates(&units));

    let mut chosen: Vec<Vec<Cow<'_, str>>> = Vec::with_capacity(MOST);
    let mut names = 0;
    while let Some(candidate) = candidates.pop().filter(|_| chosen.len() < MOST) {
        let first = &units.words[units.list[candidate.first].word];
        let name = first.kind == Kind::Name;
        if name && names == NAMES {
            continue;
        }
        let words = candidate.words(&units);
        if chosen.iter().any(|better| alike(better, &words)) {
            continue;
        }
        names += usize::from(name);
        chosen.push(words);
        notes.keywords.push(if name {
            first.letters.clone().into_owned()
        } else {
            let last = &units.list[candidate.first + candidate.length - 1];
            reading.words(units.list[candidate.first].tokens.0..last.tokens.1).to_owned()
        });
    }
}

#[cfg(test)]
mod tests;
