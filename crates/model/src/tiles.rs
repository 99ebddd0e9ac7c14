//! What became of every byte of a text.

use crate::{GapKind, Segmented};

/// How a bulletin was read, and how its items and gaps tile its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tiles {
    /// WHATWG name of the charset.
    pub charset: String,
    /// The layout that cut it, or of several documents the one with the most items.
    pub layout: Option<String>,
    /// Bytes of the decoded text.
    pub text: usize,
    /// Bytes of it that are items.
    pub items: usize,
    /// Bytes of it that are gaps, for each kind that there is.
    pub gaps: Vec<(GapKind, usize)>,
}

impl Tiles {
    /// Counts the bytes of what was found.
    #[must_use]
    pub fn of(segmented: &Segmented) -> Tiles {
        let mut gaps: Vec<(GapKind, usize)> = Vec::new();
        for gap in segmented.gaps() {
            match gaps.iter_mut().find(|(kind, _)| *kind == gap.kind) {
                Some((_, bytes)) => *bytes += gap.bytes.len(),
                None => gaps.push((gap.kind, gap.bytes.len())),
            }
        }
        Tiles {
            charset: segmented.bulletin.charset.to_owned(),
            layout: segmented.main().map(|document| document.layout.clone()),
            text: segmented.bulletin.text.len(),
            items: segmented.items().map(|item| item.bytes.len()).sum(),
            gaps,
        }
    }
}
