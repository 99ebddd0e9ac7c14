//! Stretches of text laid one behind the other, so that none is forgotten.

use std::ops::Range;

use courant_model::{Gap, GapKind, Item};

use crate::paper::Paper;

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
    /// What stands before the lines of a document.
    pub(crate) fn begin(paper: &Paper<'_>) -> Tiles {
        let mut tiles = Tiles { at: paper.bytes.start, ..Tiles::default() };
        for gap in &paper.before {
            tiles.gap(gap.kind, gap.bytes.clone());
        }
        tiles
    }

    pub(crate) fn gap(&mut self, kind: GapKind, bytes: Range<usize>) {
        self.reach(bytes.start);
        if bytes.end > self.at {
            self.gaps.push(Gap { kind, bytes: self.at..bytes.end });
            self.at = bytes.end;
        }
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

    /// What is there up to `end`, as furniture, and the white space around it.
    pub(crate) fn furniture(&mut self, text: &str, end: usize) {
        let Some(stretch) = text.get(self.at..end) else { return };
        let core = stretch.trim();
        if !core.is_empty() {
            let start = self.at + stretch.len() - stretch.trim_start().len();
            self.gap(GapKind::Furniture, start..start + core.len());
        }
        self.reach(end);
    }

    pub(crate) fn reach(&mut self, end: usize) {
        if self.at < end {
            self.gaps.push(Gap { kind: GapKind::Blank, bytes: self.at..end });
            self.at = end;
        }
    }
}
