//! Quotation marks, and what stands between them.

use std::ops::Range;

use crate::{
    Reading,
    lexicon::Traits,
    tokens::{Class, Token},
};

/// What two marks hold, without them.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    pub(super) tokens: Range<usize>,
    /// Whether a lost mark was put back.
    pub(super) repaired: bool,
    /// Whether the paragraph ends before a closing mark.
    pub(super) unclosed: bool,
}

impl Marked {
    /// Whether it opens its block or stands behind the end of a sentence.
    pub(super) fn begins_sentence(&self, reading: &Reading<'_>, block: &Range<usize>) -> bool {
        let mark = self.tokens.start.saturating_sub(1);
        let before = mark.checked_sub(1).filter(|before| *before >= block.start);
        before.is_none_or(|before| {
            ['.', '!', '?', '…'].iter().any(|stop| reading.tokens()[before].is_mark(*stop))
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opening,
    Closing,
}

pub(super) fn is_mark(token: &Token) -> bool {
    matches!(token.class, Class::Mark('"' | '“' | '”' | '„' | '«' | '»' | '‟' | '＂' | '「' | '」'))
}

/// The stretches of a paragraph that begins with a dash: `– We go, – he said. – Now.`
pub(super) fn spoken(reading: &Reading<'_>, block: &Range<usize>) -> Vec<Marked> {
    let tokens = reading.tokens();
    let is_dash = |index: usize| matches!(tokens[index].class, Class::Mark('–' | '—' | '-'));
    let said = |index: usize| {
        let stops = matches!(tokens[index - 1].class, Class::Mark(',' | '!' | '?' | '…'));
        stops && is_dash(index) && reading.has(index + 1, Traits::SAYING)
    };
    if !is_dash(block.start) {
        return Vec::new();
    }
    let Some(end) = (block.start + 2..block.end).find(|index| said(*index)) else { return Vec::new() };
    let goes_on = |index: &usize| is_dash(*index) && tokens[index - 1].is_mark('.');
    let next = (end + 1..block.end).find(goes_on).map(|dash| dash + 1..block.end);
    let stretches = [Some(block.start + 1..end), next].into_iter().flatten();
    stretches.map(|tokens| Marked { tokens, repaired: false, unclosed: false }).collect()
}

/// The stretches between marks of one block, in order. Marks inside a stretch
/// belong to it.
pub(super) fn marked(reading: &Reading<'_>, block: Range<usize>) -> Vec<Marked> {
    let tokens = reading.tokens();
    let mut found: Vec<Marked> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for index in block.clone().filter(|index| is_mark(&tokens[*index])) {
        match side(reading, index, !open.is_empty()) {
            Side::Opening => open.push(index),
            Side::Closing => match open.pop() {
                Some(start) if open.is_empty() => {
                    found.push(Marked { tokens: start + 1..index, repaired: false, unclosed: false });
                }
                Some(_) => {}
                None => {
                    // Its opening mark is lost: it closes all that the paragraph has said so far.
                    found.clear();
                    found.push(Marked { tokens: block.start..index, repaired: true, unclosed: false });
                }
            },
        }
    }
    if let Some(start) = open.first() {
        found.push(Marked { tokens: start + 1..block.end, repaired: false, unclosed: true });
    }
    found.retain(|marked| !marked.tokens.is_empty());
    found
}

/// Curly marks and guillemets tell their side, a straight one by what touches it.
fn side(reading: &Reading<'_>, index: usize, open: bool) -> Side {
    let tokens = reading.tokens();
    let token = &tokens[index];
    let text = reading.text();
    let before = text[..token.start].chars().next_back();
    let after = text[token.end..].chars().next();
    let free = |c: Option<char>| {
        c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '/'))
    };
    match token.class {
        Class::Mark('„' | '«' | '「') => Side::Opening,
        // In German a left mark closes.
        Class::Mark('“') if free(before) || !free(after) => Side::Opening,
        Class::Mark('”' | '“' | '»' | '」') => Side::Closing,
        _ => match (free(before), free(after)) {
            (true, false) => Side::Opening,
            (false, true) => Side::Closing,
            _ if open => Side::Closing,
            (_, true) => Side::Closing,
            _ if before.is_some_and(char::is_alphanumeric) => Side::Closing,
            _ if before.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…')) && open => Side::Closing,
            _ => Side::Opening,
        },
    }
}
