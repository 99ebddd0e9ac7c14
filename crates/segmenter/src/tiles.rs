//! Stretches of text laid one behind the other, so that none is forgotten.

use std::ops::Range;

use courant_model::{Gap, GapKind, Item};

use crate::line::Line;

/// Items and gaps from the beginning of a text up to some place in it.
///
/// They are laid in the order of the text. What is passed over is blank,
/// since only blank lines are passed over.
#[derive(Debug, Default)]
pub(crate) struct Tiles {
    pub(crate) items: Vec<Item>,
    pub(crate) gaps: Vec<Gap>,
    at: usize,
}

impl Tiles {
    pub(crate) fn gap(&mut self, kind: GapKind, bytes: Range<usize>) {
        self.reach(bytes.start);
        self.at = bytes.end;
        self.gaps.push(Gap { kind, bytes });
    }

    /// An item without a headline is no news: it is laid as furniture.
    pub(crate) fn item(&mut self, item: Item) {
        if item.headline.is_empty() {
            return self.gap(GapKind::Furniture, item.bytes);
        }
        self.reach(item.bytes.start);
        self.at = item.bytes.end;
        self.items.push(item);
    }

    pub(crate) fn reach(&mut self, end: usize) {
        if self.at < end {
            self.gaps.push(Gap { kind: GapKind::Blank, bytes: self.at..end });
            self.at = end;
        }
    }
}

/// An item of which the first line has been seen, and nothing been read.
pub(crate) fn opened(line: &Line<'_>) -> Item {
    Item {
        bytes: line.start..line.end,
        lines: (line.number, line.number),
        headline: (line.start..line.start).into(),
        ..Item::default()
    }
}

/// Makes an item reach to the end of this line.
pub(crate) fn extend(item: &mut Item, line: &Line<'_>) {
    item.bytes.end = line.end;
    item.lines.1 = line.number;
}

/// Adds this line to an item's text; the first is the headline.
pub(crate) fn write(item: &mut Item, line: &Line<'_>) {
    if item.headline.is_empty() {
        item.headline = line.range().into();
    } else {
        item.paragraphs.push(line.range().into());
    }
}
