//! The lines of a text, without the white space around them.

use std::ops::Range;

use memchr::memchr2;

/// A line that is not blank, or what is left of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'t> {
    /// Counted from 1.
    pub(crate) number: usize,
    /// Where it starts, white space included.
    pub(crate) start: usize,
    /// Where the next line starts.
    pub(crate) end: usize,
    /// Its text, trimmed; never empty.
    pub(crate) text: &'t str,
    /// Where its text starts.
    pub(crate) at: usize,
}

impl<'t> Line<'t> {
    /// The place of the trimmed text.
    pub(crate) fn range(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    /// What is left when only `rest`, the end of its text, shall count as the
    /// line; `None` if that is blank.
    pub(crate) fn behind(self, rest: &'t str) -> Option<Line<'t>> {
        let text = rest.trim_start();
        let at = self.range().end - text.len();
        (!text.is_empty()).then_some(Line { start: at, text, at, ..self })
    }
}

/// The lines of a text that are not blank.
#[derive(Debug, Clone)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: usize,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Lines<'t> {
        Lines { text, at: 0, number: 0 }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        while self.at < self.text.len() {
            let start = self.at;
            let rest = &self.text[start..];
            let length = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            let (text, behind) = rest.split_at(length);
            let terminator = if behind.starts_with("\r\n") { 2 } else { behind.len().min(1) };
            self.at = start + length + terminator;
            self.number += 1;

            let from = text.trim_start();
            if !from.is_empty() {
                let at = start + text.len() - from.len();
                return Some(Line { number: self.number, start, end: self.at, text: from.trim_end(), at });
            }
        }
        None
    }
}
