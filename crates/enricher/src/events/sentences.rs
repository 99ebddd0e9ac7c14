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

/// All sentences, those of the headline first. A dateline is no sentence: of
/// three words and less there is nothing to tell.
pub(super) fn sentences(reading: &Reading<'_>) -> Vec<Sentence> {
    let tokens = reading.tokens();
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut start = 0;
    for index in 1..=tokens.len() {
        let ends = tokens.get(index).is_none_or(|token| token.opens || token.block != tokens[start].block);
        if ends {
            let words = tokens[start..index].iter().filter(|token| token.is_word()).count();
            if words > 3 {
                sentences.push(Sentence { tokens: start..index, headline: reading.in_headline(&tokens[start]) });
            }
            start = index;
        }
    }
    sentences
}
