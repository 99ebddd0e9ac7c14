//! A text as sentences of tokens.

use std::ops::Range;

use crate::Reading;

/// A sentence.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) tokens: Range<usize>,
    /// Whether it is the item's headline.
    pub(super) headline: bool,
}

/// Sentences without a full stop have at least as many words.
const LONG: usize = 12;

/// All sentences, those of the headline first. What has three words or less,
/// such as a dateline, and what neither ends with a stop nor is long, such as a
/// letterhead, tells nothing.
pub(super) fn sentences(reading: &Reading<'_>) -> Vec<Sentence> {
    let tokens = reading.tokens();
    let headline = reading.headline();
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut start = 0;
    for index in 1..=tokens.len() {
        let ends = tokens.get(index).is_none_or(|token| token.opens || token.block != tokens[start].block);
        if !ends {
            continue;
        }
        let words = tokens[start..index].iter().filter(|token| token.is_word()).count();
        let stops = ['.', '!', '?', '…', '"', '”', ':'].iter().any(|stop| tokens[index - 1].is_mark(*stop));
        if words > 3 && (start < headline || stops || words >= LONG) {
            sentences.push(Sentence { tokens: start..index, headline: start < headline });
        }
        start = index;
    }
    sentences
}
