//! The lines of a text, without the white space around them.

use std::{borrow::Cow, ops::Range};

use courant_model::Passage;
use memchr::memchr3_iter;

/// A line that is not blank, or what is left of it.
///
/// It has a place in the decoded text, and reads as something: where the text
/// is marked up, or holds characters that nobody sees, these differ.
#[derive(Debug, Clone)]
pub(crate) struct Line<'t> {
    /// Counted from 1.
    pub(crate) number: usize,
    /// The same for its last line, where it was put together of several.
    pub(crate) last: usize,
    /// Where it starts, white space included.
    pub(crate) start: usize,
    /// Where the next line starts.
    pub(crate) end: usize,
    /// Where its text starts.
    pub(crate) at: usize,
    /// How it reads, trimmed; never empty.
    pub(crate) text: Cow<'t, str>,
    /// How many blank lines are before it.
    pub(crate) blanks: usize,
    /// How far it is indented, in characters; a tab counts as eight.
    pub(crate) indent: usize,
}

impl<'t> Line<'t> {
    /// The place of a part of its text, and how that reads.
    pub(crate) fn passage(&self, part: Range<usize>) -> Passage {
        match &self.text {
            Cow::Borrowed(_) => Passage::written(self.at + part.start..self.at + part.end),
            Cow::Owned(text) => Passage { bytes: self.whole(), reads: Some(text[part].into()) },
        }
    }

    /// The place of its text, and how it reads.
    pub(crate) fn reading(&self) -> Passage {
        self.passage(0..self.text.len())
    }

    /// What is left when only the text from `from` on shall count as the
    /// line; `None` if that is blank.
    pub(crate) fn behind(self, from: usize) -> Option<Line<'t>> {
        let rest = self.text[from..].trim_start();
        if rest.is_empty() {
            return None;
        }
        let cut = self.text.len() - rest.len();
        let at = if matches!(self.text, Cow::Borrowed(_)) { self.at + cut } else { self.at };
        let text = match self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[cut..]),
            Cow::Owned(text) => Cow::Owned(text[cut..].to_owned()),
        };
        Some(Line { start: at, at, text, ..self })
    }

    /// Where it stands, without the line end.
    fn whole(&self) -> Range<usize> {
        self.at..self.end
    }
}

/// The lines of a text that are not blank.
///
/// Lines end in LF, CR LF, CR CR LF, CR or NEL.
#[derive(Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    at: usize,
    /// Where the stretch ends in which it is.
    end: usize,
    number: usize,
    blanks: usize,
    /// Whether there are characters in the text that nobody sees.
    unseen: bool,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Lines<'t> {
        Lines { text, at: 0, end: text.len(), number: 0, blanks: 0, unseen: has_unseen(text) }
    }

    /// The lines from where it is up to the end of a stretch, which ends a line.
    pub(crate) fn within(&mut self, bytes: &Range<usize>) -> Vec<Line<'t>> {
        self.blanks = 0;
        self.end = bytes.end;
        self.by_ref().collect()
    }
}

/// Where the lines of a text begin, but for the first.
pub(crate) fn starts(text: &str) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(0), |start| {
        let (end, next) = line_end(text, *start);
        (end < next).then_some(next)
    })
    .skip(1)
}

/// The end of the line that begins at `start`, and where the next begins.
fn line_end(text: &str, start: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    for offset in memchr3_iter(b'\n', b'\r', 0xc2, &bytes[start..]) {
        let end = start + offset;
        let terminator = match &bytes[end..] {
            [b'\r', b'\r', b'\n', ..] => 3,
            [b'\r', b'\n', ..] | [0xc2, 0x85, ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => continue,
        };
        return (end, end + terminator);
    }
    (text.len(), text.len())
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        while self.at < self.end {
            let start = self.at;
            let (end, next) = line_end(&self.text[..self.end], start);
            self.at = next;
            self.number += 1;

            let raw = &self.text[start..end];
            let written = raw.trim_start();
            let indent =
                raw[..raw.len() - written.len()].chars().map(|c| if c == '\t' { 8 } else { 1 }).sum();
            let at = start + raw.len() - written.len();
            let written = written.trim_end();
            let text = if self.unseen { seen(written) } else { Cow::Borrowed(written) };
            if text.is_empty() {
                self.blanks += 1;
                continue;
            }
            let blanks = std::mem::take(&mut self.blanks);
            return Some(Line {
                number: self.number,
                last: self.number,
                start,
                end: next,
                at,
                text,
                blanks,
                indent,
            });
        }
        None
    }
}

/// Characters that nobody sees and that say nothing: controls, marks of
/// direction, and spaces without width. Joiners stay: scripts need them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0e'..='\x1f' | '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// Whether there is such a character; a look at bytes, for most texts have none.
fn has_unseen(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Counted in blocks whose sum fits in a byte, as the compiler makes vector code of that.
    let control = |byte: &u8| u8::from(matches!(byte, 0..=8 | 14..=31 | 127));
    if bytes.chunks(255).any(|block| block.iter().map(control).sum::<u8>() > 0) {
        return true;
    }
    !text.is_ascii()
        && memchr3_iter(0xe2, 0xef, 0xc2, bytes).any(|at| match bytes[at..] {
            [0xe2, 0x80, third, ..] => matches!(third, 0x8b | 0x8e | 0x8f | 0xaa..=0xae),
            [0xe2, 0x81, third, ..] => matches!(third, 0xa0 | 0xa6..=0xa9),
            [0xef, 0xbb, 0xbf, ..] => true,
            [0xc2, second, ..] => matches!(second, 0x80..=0x84 | 0x86..=0x9f | 0xad),
            _ => false,
        })
}

fn seen(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    Cow::Owned(kept.trim().to_owned())
}
