//! Places in a text, counted as its readers count.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of Unicode code points, written `[start, end]`.
///
/// The convention is the `TextPositionSelector` of the W3C Web Annotation
/// Data Model: `text[start:end]` in Python is the quoted place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    /// The first code point.
    pub start: usize,
    /// The code point behind the last one.
    pub end: usize,
}

impl Span {
    /// The quoted place, or `None` if the text is shorter.
    #[must_use]
    pub fn slice(self, text: &str) -> Option<&str> {
        let mut edges = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let start = edges.nth(self.start)?;
        let length = self.end.checked_sub(self.start)?;
        let end = if length == 0 { start } else { edges.nth(length - 1)? };
        text.get(start..end)
    }
}

impl From<(usize, usize)> for Span {
    fn from((start, end): (usize, usize)) -> Span {
        Span { start, end }
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> (usize, usize) {
        (span.start, span.end)
    }
}

/// Turns byte positions of one text into code points.
///
/// Plain ASCII costs nothing; else one count is kept for each 64 bytes, so
/// that a look-up reads at most 64 bytes of the text.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t [u8],
    /// Code points that begin before byte `64 * i`; empty for ASCII.
    before: Vec<usize>,
}

const BLOCK: usize = 64;

impl<'t> CodePoints<'t> {
    /// Counts through `text` once.
    #[must_use]
    pub fn of(text: &'t str) -> CodePoints<'t> {
        let bytes = text.as_bytes();
        let mut before = Vec::new();
        if !bytes.is_ascii() {
            before.reserve(bytes.len() / BLOCK + 1);
            let mut count = 0;
            for block in bytes.chunks(BLOCK) {
                before.push(count);
                count += starts(block);
            }
            // A position at the very end may open a block that has no bytes.
            before.push(count);
        }
        CodePoints { text: bytes, before }
    }

    /// The code points of a byte range.
    ///
    /// Positions inside a character count as its end; positions past the text
    /// as the end of the text.
    #[must_use]
    pub fn span(&self, bytes: Range<usize>) -> Span {
        Span { start: self.at(bytes.start), end: self.at(bytes.end) }
    }

    fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = byte / BLOCK;
        match self.before.get(block) {
            Some(count) => count + starts(&self.text[block * BLOCK..byte]),
            None => byte,
        }
    }
}

/// How many code points begin in these bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0b1100_0000) != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::Index};

    use super::*;

    proptest! {
        #[test]
        fn spans_cut_what_byte_ranges_cut(text in "[a-zé’ș😀 ]{0,200}", a: Index, b: Index) {
            let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (a.get(&edges), b.get(&edges));
            let bytes = *a.min(b)..*a.max(b);
            let span = CodePoints::of(&text).span(bytes.clone());
            prop_assert_eq!(span.slice(&text), Some(&text[bytes]));
        }
    }

    #[test]
    fn a_span_past_the_end_cuts_nothing() {
        assert_eq!(Span { start: 0, end: 2 }.slice("é"), None);
        assert_eq!(Span { start: 2, end: 2 }.slice("é"), None);
        assert_eq!(Span { start: 1, end: 1 }.slice("é"), Some(""));
        assert_eq!(Span { start: 1, end: 0 }.slice("é"), None);
    }
}
