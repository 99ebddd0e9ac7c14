//! What can be measured of a bulletin without knowing what it should be.

use courant_model::{Document, GapKind, Segmented};

/// The outline of a bulletin that was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measures {
    /// Number of items.
    pub(crate) items: u32,
    /// How much of the text lies outside of all items and is neither stamp,
    /// contents nor separator: percent of its bytes, white space not counted.
    pub(crate) furniture: u8,
    /// Name of the main document's layout.
    pub(crate) layout: String,
    /// How sure the segmenter is of it, in percent.
    pub(crate) confidence: Option<u8>,
}

impl Measures {
    pub(crate) fn of(segmented: &Segmented) -> Measures {
        let text = segmented.bulletin.text.as_bytes();
        let furniture = segmented
            .gaps()
            .filter(|gap| gap.kind == GapKind::Furniture)
            .map(|gap| text.get(gap.bytes.clone()).map_or(0, ink))
            .sum();
        let main = segmented.main();
        Measures {
            items: u32::try_from(segmented.items().count()).unwrap_or(u32::MAX),
            furniture: percent(furniture, ink(text)),
            layout: main.map(|document| document.layout.clone()).unwrap_or_default(),
            confidence: main.and_then(|document: &Document| document.confidence),
        }
    }
}

/// Bytes that are no white space.
fn ink(text: &[u8]) -> usize {
    text.iter().filter(|byte| !byte.is_ascii_whitespace()).count()
}

fn percent(part: usize, whole: usize) -> u8 {
    let percent = part.saturating_mul(100).checked_div(whole).unwrap_or(0);
    u8::try_from(percent).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use std::{ops::Range, sync::Arc};

    use courant_model::{Bulletin, Gap, Item};

    use super::*;

    fn document(layout: &str, items: usize, furniture: Range<usize>) -> Document {
        let gap = |kind, bytes| Gap { kind, bytes };
        Document {
            layout: layout.to_owned(),
            confidence: Some(80),
            items: vec![Item::default(); items],
            gaps: vec![gap(GapKind::Furniture, furniture), gap(GapKind::Stamp, 0..4)],
            ..Document::default()
        }
    }

    #[track_caller]
    fn check(text: &str, documents: Vec<Document>, expected: &Measures) {
        let bulletin = Arc::new(Bulletin::from_text("a.txt", text));
        assert_eq!(Measures::of(&Segmented { bulletin, documents }), *expected);
    }

    #[test]
    fn a_bulletin_measures_what_its_documents_hold() {
        let measures = |items, furniture, layout: &str, confidence| Measures {
            items,
            furniture,
            layout: layout.to_owned(),
            confidence,
        };
        // Three of twelve letters lie in furniture; blanks count nowhere.
        check("abcd  e f g\n\nhijkl", vec![document("wire", 2, 5..11)], &measures(2, 25, "wire", Some(80)));
        let both = vec![document("first", 1, 0..1), document("second", 3, 4..5)];
        check("abcde fghij", both, &measures(4, 20, "second", Some(80)));
        check(" \n", vec![document("article", 0, 0..2)], &measures(0, 0, "article", Some(80)));
        check("", vec![], &measures(0, 0, "", None));
    }
}
