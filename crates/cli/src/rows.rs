//! A document line by line: what each was taken as.

use std::{iter, ops::Range};

use courant::model::{Document, Item};

/// Where the lines of a text are.
///
/// They end as the segmenter's do: in LF, CR LF, CR CR LF, CR or NEL.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Of each line: where it begins, and where its text ends.
    bounds: Vec<Range<usize>>,
}

/// A line, or a part of one that was taken as something else than the rest.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row<'t> {
    /// Counted from 1.
    pub(crate) line: usize,
    pub(crate) kind: &'static str,
    /// The item's place in its document, counted from 1, for lines in items.
    pub(crate) item: Option<usize>,
    pub(crate) text: &'t str,
}

impl Lines {
    pub(crate) fn of(text: &str) -> Lines {
        let mut bounds = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let rest = &text[start..];
            let end = rest.find(['\n', '\r', '\u{85}']).unwrap_or(rest.len());
            let terminator = ["\n", "\r\r\n", "\r\n", "\r", "\u{85}"];
            let length =
                terminator.iter().find(|mark| rest[end..].starts_with(**mark)).map_or(0, |mark| mark.len());
            bounds.push(start..start + end);
            start += end + length;
        }
        Lines { bounds }
    }

    pub(crate) fn count(&self) -> usize {
        self.bounds.len()
    }

    /// First and last line of a stretch, counted from 1.
    pub(crate) fn of_range(&self, bytes: &Range<usize>) -> (usize, usize) {
        let at = |byte: usize| self.bounds.partition_point(|line| line.start <= byte).max(1);
        let last = bytes.end.saturating_sub(1).max(bytes.start);
        (at(bytes.start), at(last))
    }

    /// The lines of a document, and the parts of those that were taken apart.
    pub(crate) fn rows<'t>(&self, document: &Document, text: &'t str) -> Vec<Row<'t>> {
        let items = document.items.iter().zip(1..).map(|(item, ordinal)| Stretch::Item(ordinal, item));
        let gaps = document.gaps.iter().map(|gap| Stretch::Gap(gap.kind.as_str(), &gap.bytes));
        let mut stretches: Vec<Stretch<'_>> = items.chain(gaps).collect();
        stretches.sort_by_key(|stretch| stretch.bytes().start);
        stretches.iter().flat_map(|stretch| self.stretch(stretch, text)).collect()
    }

    fn stretch<'t>(&self, stretch: &Stretch<'_>, text: &'t str) -> Vec<Row<'t>> {
        let bytes = stretch.bytes();
        let (first, last) = self.of_range(bytes);
        let mut rows = Vec::new();
        for number in first..=last {
            let Some(line) = self.bounds.get(number - 1) else { continue };
            let part = line.start.max(bytes.start)..line.end.min(bytes.end);
            let Some(own) = text.get(part.clone()) else { continue };
            // White space that keeps two parts of a line apart is not worth a row.
            if own.trim().is_empty() && part != *line {
                continue;
            }
            match stretch {
                Stretch::Gap(kind, _) => rows.push(Row { line: number, kind, item: None, text: own }),
                Stretch::Item(ordinal, item) => {
                    let row = |part: Range<usize>| {
                        let kind = kind(item, &part, text);
                        Row { line: number, kind, item: Some(*ordinal), text: &text[part] }
                    };
                    rows.extend(parts(item, part).map(row));
                }
            }
        }
        rows
    }
}

enum Stretch<'d> {
    Item(usize, &'d Item),
    Gap(&'static str, &'d Range<usize>),
}

impl Stretch<'_> {
    fn bytes(&self) -> &Range<usize> {
        match self {
            Stretch::Item(_, item) => &item.bytes,
            Stretch::Gap(_, bytes) => bytes,
        }
    }
}

/// A line of an item, parted where the text begins in the line of the headline.
fn parts(item: &Item, line: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let text = item.paragraphs.first().map(|paragraph| paragraph.bytes.start);
    let within = line.start + 1..line.end;
    let text = text.filter(|at| within.contains(at) && overlap(&item.headline.bytes, &(line.start..*at)));
    let cut = text.unwrap_or(line.end);
    iter::once(line.start..cut).chain(text.map(|at| at..line.end))
}

/// What a part of an item's line is: what is neither headline nor text, nor
/// behind the first of the text, belongs to the header.
fn kind(item: &Item, part: &Range<usize>, text: &str) -> &'static str {
    let begins = item.paragraphs.first().map_or(item.headline.bytes.end, |first| first.bytes.start);
    if text[part.clone()].trim().is_empty() {
        "blank"
    } else if overlap(&item.headline.bytes, part) {
        "headline"
    } else if item.paragraphs.iter().any(|paragraph| overlap(&paragraph.bytes, part)) {
        "text"
    } else if part.end <= begins {
        "header"
    } else {
        "furniture"
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_for_the_segmenter() {
        let lines = Lines::of("a\nb\r\nc\r\r\nd\re\u{85}f");
        assert_eq!(lines.bounds, [0..1, 2..3, 5..6, 9..10, 11..12, 14..15]);
        assert_eq!(lines.of_range(&(2..5)), (2, 2));
        assert_eq!(lines.of_range(&(2..6)), (2, 3));
    }
}
