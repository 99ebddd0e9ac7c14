//! Phrases that may become keywords, and what they are worth.

use std::{
    borrow::Cow,
    cmp::{Ordering, Reverse},
};

use super::{
    units::Units,
    vocabulary::Kind,
    worth::{Places, real, worths},
};

/// Only the best words of a text make keywords: a phrase is no better than
/// its weakest word, and so many are plenty to choose from.
const GOOD: usize = 100;

/// The logarithm of what a phrase of one, two or three words is worth against
/// its words: it says more than each of them.
const WHOLE: [f64; 3] = [0.0, -0.29, -0.36];

/// Units one after the other. The better is the greater.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The logarithm of it. The less, the better.
    worth: f64,
    pub(crate) first: usize,
    pub(crate) length: usize,
}

impl Candidate {
    /// Its words in lower case, without those of no meaning.
    pub(crate) fn words<'u>(&self, units: &'u Units<'_>) -> Vec<Cow<'u, str>> {
        let list = &units.list[self.first..self.first + self.length];
        let telling =
            list.iter().map(|unit| &units.words[unit.word]).filter(|word| word.kind != Kind::Function);
        let mut words = Vec::with_capacity(self.length);
        for word in telling {
            if word.kind == Kind::Name {
                words.extend(word.letters.split_whitespace().map(|part| Cow::Owned(part.to_lowercase())));
            } else {
                words.push(Cow::Borrowed(&*word.letters));
            }
        }
        words
    }
}

/// All that are made of the best words, each once.
pub(crate) fn candidates(units: &Units<'_>) -> Vec<Candidate> {
    let places = Places::of(units);
    let worths = worths(units, &places);
    let kind = |word: usize| units.words[word].kind;
    let mut good: Vec<usize> = (0..units.words.len())
        .filter(|word| !matches!(kind(*word), Kind::Function | Kind::Colourless))
        .collect();
    let better = |one: &usize, other: &usize| worths[*one].total_cmp(&worths[*other]).then(one.cmp(other));
    if good.len() > GOOD {
        good.select_nth_unstable_by(GOOD, better);
        good.truncate(GOOD);
    }
    let mut logs = vec![0.0; units.words.len()];
    for word in &good {
        logs[*word] = worths[*word].ln();
    }
    let mut content = vec![false; units.words.len()];
    for word in good.iter().filter(|word| kind(**word) != Kind::Name) {
        content[*word] = true;
    }

    let mut candidates = Vec::new();
    let mut consider = |length: usize, places: &[usize]| {
        let words = || units.list[places[0]..places[0] + length].iter().map(|unit| unit.word);
        let telling = || words().filter(|word| kind(*word) != Kind::Function);
        let count = telling().count();
        // With a function word inside it may be any piece of a sentence, unless it is said again.
        if (count < length && places.len() < 2) || telling().all(|word| kind(word) == Kind::Partial) {
            return;
        }
        let mean = telling().map(|word| logs[word]).sum::<f64>() / real(count);
        let often = if places.len() == 1 { 0.0 } else { real(places.len()).ln() / 2.0 };
        let first = *places.iter().find(|first| units.list[**first].plain).unwrap_or(&places[0]);
        candidates.push(Candidate { worth: mean + WHOLE[length - 1] - often, first, length });
    };
    let (mut found, mut runs) = (Vec::new(), Vec::new());
    for word in good {
        found.clear();
        found.extend(places.all(word).iter().copied().filter(|unit| units.whole(*unit, *unit)));
        if !found.is_empty() {
            consider(1, &found);
        }
        if !content[word] {
            continue;
        }
        runs.clear();
        for unit in places.all(word) {
            add(&mut runs, units, &content, *unit);
        }
        runs.sort_unstable();
        for run in runs.chunk_by(|one, next| one.behind == next.behind) {
            found.clear();
            found.extend(run.iter().map(|run| run.first));
            consider(run[0].length, &found);
        }
    }
    candidates
}

/// A phrase of two or three words, sorted by those behind its first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    behind: (usize, usize),
    first: usize,
    length: usize,
}

/// Adds the phrases of two and three words that begin at a unit.
fn add(runs: &mut Vec<Run>, units: &Units<'_>, content: &[bool], first: usize) {
    let word = |unit: usize| units.list[unit].word;
    let Some(second) = units.behind(first) else { return };
    if content[word(second)] {
        if units.whole(first, second) {
            runs.push(Run { behind: (word(second), usize::MAX), first, length: 2 });
        }
    } else if units.words[word(second)].kind != Kind::Function {
        return;
    }
    let third = units.behind(second).filter(|third| content[word(*third)] && units.whole(first, *third));
    runs.extend(third.map(|third| Run { behind: (word(second), word(third)), first, length: 3 }));
}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> Ordering {
        let place = |candidate: &Candidate| Reverse((candidate.first, candidate.length));
        other.worth.total_cmp(&self.worth).then(place(self).cmp(&place(other)))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Candidate) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}
