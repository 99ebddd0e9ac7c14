//! An item that is in no store, and why.

use std::ops::Range;

use crate::{Bulletin, Item, Record, SightingId};

/// An item that no record could be made of, or that a store can never take.
///
/// Its bulletin goes on without it. What is needed to judge it is kept with
/// it: where it stands, how it is written, and the place that is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Counted from 1, as in [`Position`](crate::Position).
    pub ordinal: usize,
    /// Where it is, in bytes of the decoded text.
    pub bytes: Range<usize>,
    /// Which appearance it was, where a record had been made of it.
    pub sighting: Option<SightingId>,
    /// As far as it is known, and no longer than a line should be.
    pub headline: String,
    /// The place that is to blame, or where the item begins.
    pub place: Blame,
    /// How it is written, from its first byte, up to [`Refused::KEPT`] bytes.
    pub written: String,
    /// Why.
    pub reason: String,
}

/// A place in a text as people look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blame {
    /// The line, from 1.
    pub line: usize,
    /// The character in it, from 1.
    pub column: usize,
    /// The line, or as much of it as goes into one on a screen.
    pub excerpt: String,
    /// Which character of the excerpt is meant, from 0.
    pub caret: usize,
}

/// Characters of an excerpt, and of a headline.
const WIDTH: usize = 120;

impl Refused {
    /// Bytes of a text that are kept of an item.
    pub const KEPT: usize = 8 << 10;

    /// An item that no record could be made of; `at` is a byte of the text.
    #[must_use]
    pub fn item(
        bulletin: &Bulletin,
        item: &Item,
        ordinal: usize,
        at: usize,
        reason: impl Into<String>,
    ) -> Refused {
        let text = &bulletin.text;
        let written = text.get(item.bytes.clone()).unwrap_or_default();
        let headline = item.headline.read(text);
        Refused {
            ordinal,
            bytes: item.bytes.clone(),
            sighting: None,
            headline: headline.chars().take(WIDTH).collect(),
            place: Blame::of(written, item.lines.0, at.saturating_sub(item.bytes.start)),
            written: beginning(written).to_owned(),
            reason: reason.into(),
        }
    }

    /// An item whose record a store cannot take.
    #[must_use]
    pub fn record(record: &Record, reason: impl Into<String>) -> Refused {
        let (start, end) = record.position.bytes;
        Refused {
            ordinal: record.position.ordinal,
            bytes: start..end,
            sighting: Some(record.sighting),
            headline: record.headline.chars().take(WIDTH).collect(),
            place: Blame::of(&record.text, record.position.lines.0, 0),
            written: beginning(&record.text).to_owned(),
            reason: reason.into(),
        }
    }
}

impl Blame {
    /// The place of a byte of a text whose first line has this number.
    fn of(text: &str, first: usize, at: usize) -> Blame {
        let at = text.floor_char_boundary(at);
        let (before, behind) = text.split_at(at);
        let start = before.rfind('\n').map_or(0, |feed| feed + 1);
        let column = before[start..].chars().count();
        // As much before the place as behind it, where the line is long.
        let skipped = column.saturating_sub(WIDTH / 2);
        let line = before[start..].chars().chain(behind.chars().take_while(|c| *c != '\n'));
        Blame {
            line: first + before.matches('\n').count(),
            column: column + 1,
            excerpt: line.skip(skipped).take(WIDTH).collect(),
            caret: column - skipped,
        }
    }
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(Refused::KEPT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, at: usize, expected: (usize, usize, &str, usize)) {
        let Blame { line, column, excerpt, caret } = Blame::of(text, 7, at);
        assert_eq!((line, column, &*excerpt, caret), expected);
    }

    #[test]
    fn a_place_is_a_line_and_a_character_in_it() {
        check("one\ntwo — three\nfour", 0, (7, 1, "one", 0));
        check("one\ntwo — three\nfour", 12, (8, 7, "two — three", 6));
        // Within a character is at it.
        check("one\ntwo — three\nfour", 9, (8, 5, "two — three", 4));
        check("one\n", 99, (8, 1, "", 0));
        let long = "x".repeat(1000);
        check(&long, 500, (7, 501, &"x".repeat(120), 60));
    }
}
