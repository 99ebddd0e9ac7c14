//! What an item is about, by the words that tell it.
//!
//! The score of a topic is the sum of its words' weights, each as BM25 has it
//! (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009):
//! the second time that a word is said counts for less than the first, and
//! each time for less in a long text. The arithmetic is in whole numbers, so
//! that a record is the same on every machine.

mod terms;
mod topics;

use courant_model::Subject;

use self::topics::{Clue, Tongue, Topic};
pub(crate) use self::{
    terms::{Terms, forms},
    topics::{ANY, Topics, Worded, Words, keys as topic_keys},
};
use crate::{Notes, Reading, evidence, lexicon::Traits};

/// So many topics are told at most.
const MOST: usize = 3;

/// Below this confidence a topic is not told.
const LEAST: u64 = 35;

/// From this confidence on a topic is told beside a narrower one of its own.
const STRONG: u64 = 65;

/// A topic is told if it has so much of the best one's score, in percent.
const SHARE: u64 = 45;

/// The score, in thousandths, that gives a confidence of 50.
const HALF: u64 = 15_000;

/// How often a word counts as said where it stands once, in halves.
const IN_TEXT: u64 = 2;
const IN_HEADLINE: u64 = 5;

/// An item of so many words is neither long nor short.
const USUAL: u64 = 250;

/// Notes up to three topics, best first, where the words leave little doubt.
/// An item in a language without data gets none but by words that are of any; one whose language is not
/// known is looked at in all of them.
pub(crate) fn subjects(reading: &Reading<'_>, notes: &mut Notes) {
    let Topics { list, tongues } = &reading.known().topics;
    let mut scores = vec![0; list.len()];
    let language = notes.language.as_deref();
    let fits = |tag: &str| tag == ANY || language.is_none_or(|language| language == tag);
    for tongue in tongues.iter().filter(|tongue| fits(tongue.tag)) {
        score(tongue, reading, &mut scores);
    }
    let told = choose(list, &scores).into_iter().map(|(topic, confidence)| Subject {
        code: list[topic].code.clone(),
        name: list[topic].name.clone(),
        confidence,
    });
    notes.subjects.extend(told);
    evidence::subjects(reading, notes);
}

/// Adds to the score of each topic what a text says of it in a language.
fn score(tongue: &Tongue, reading: &Reading<'_>, scores: &mut [u64]) {
    let tokens = reading.tokens();
    // Each clue as often as it was found, and how often that counts.
    let mut found: Vec<(usize, u64)> = Vec::new();
    let mut words = 0;
    let mut behind = 0;
    for (index, token) in tokens.iter().enumerate() {
        if !token.is_word() {
            continue;
        }
        words += 1;
        if index < behind || reading.has(index, Traits::FUNCTION) {
            continue;
        }
        if let Some((clues, end)) = tongue.terms.at(reading, index) {
            let times = if reading.in_headline(token) { IN_HEADLINE } else { IN_TEXT };
            found.extend(clues.iter().map(|clue| (*clue, times)));
            behind = end;
        }
    }
    found.sort_unstable();
    for run in found.chunk_by(|one, next| one.0 == next.0) {
        let Clue { topic, weight } = tongue.clues[run[0].0];
        let times = run.iter().map(|(_, times)| times).sum();
        scores[topic] += weight * gain(times, words);
    }
}

/// What a word of weight 1 adds, in thousandths: `times` are halves.
///
/// That is `tf (k + 1) / (tf + k (1 - b + b length / usual))` with `k = 1.2`
/// and `b = 0.5`.
fn gain(times: u64, words: u64) -> u64 {
    let length = 500 + 500 * words / USUAL;
    11_000_000 * times / (5_000 * times + 12 * length)
}

/// The topics to be told, best first, each with its confidence.
fn choose(list: &[Topic], scores: &[u64]) -> Vec<(usize, u8)> {
    let best = scores.iter().copied().max().unwrap_or(0);
    let confidence = |topic: usize| 100 * scores[topic] / (scores[topic] + HALF);
    let mut topics: Vec<usize> = (0..scores.len())
        .filter(|topic| confidence(*topic) >= LEAST && scores[*topic] * 100 >= best * SHARE)
        .collect();
    let parents: Vec<usize> = topics.iter().filter_map(|topic| list[*topic].parent).collect();
    topics.retain(|topic| !parents.contains(topic) || confidence(*topic) >= STRONG);
    topics.sort_by_key(|topic| std::cmp::Reverse(scores[*topic]));
    topics.truncate(MOST);
    let told = |topic| (topic, u8::try_from(confidence(topic)).expect("it is no more than 100"));
    topics.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests;
