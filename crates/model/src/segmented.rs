//! A bulletin cut into items, and the proof that nothing fell off the table.

use std::{fmt, iter, ops::Range, sync::Arc};

use jiff::civil;

use crate::{Bulletin, Flag, Passage, Published};

/// A bulletin and the places of its items and gaps.
///
/// Items and gaps together **tile the text**: see [`Segmented::check`].
#[derive(Debug, Clone)]
pub struct Segmented {
    /// The bulletin that all places refer to.
    pub bulletin: Arc<Bulletin>,
    /// What was found, in the order of the text: one document a plain file, one a member of an archive, one a
    /// message of a mailbox.
    pub documents: Vec<Document>,
}

/// A document that was cut by one layout.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The name of the layout that was used.
    pub layout: String,
    /// How sure it is that this layout is right, in percent; `None` where it was declared.
    pub confidence: Option<u8>,
    /// The member of an archive that it is.
    pub member: Option<String>,
    /// The day on which the document says that it was fetched.
    pub crawled: Option<civil::Date>,
    /// IANA name of the time zone in which header times were read.
    pub timezone: Option<String>,
    /// The items in the order of the text.
    pub items: Vec<Item>,
    /// Everything between them, in the order of the text.
    pub gaps: Vec<Gap>,
    /// Why there are no items, where there are none.
    pub empty: Option<String>,
}

/// One news item and its place. All ranges are bytes of the decoded text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// From the first byte of the header to the end of the last line.
    pub bytes: Range<usize>,
    /// First and last line, counted from 1, both included.
    pub lines: (usize, usize),
    /// When it was published, as far as the header says.
    pub published: Option<Published>,
    /// Page views printed in the header.
    pub views: Option<u64>,
    /// Who reports, where the header names them.
    pub source: Option<String>,
    /// Where the item itself is to be found, an address.
    pub link: Option<String>,
    /// The headline, without white space around it; empty if there is none.
    pub headline: Passage,
    /// The paragraphs, without white space around them and without furniture.
    pub paragraphs: Vec<Passage>,
    /// Repairs and doubts.
    pub flags: Vec<Flag>,
}

/// A stretch of text that belongs to no item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What it is.
    pub kind: GapKind,
    /// Where it is, in bytes of the decoded text.
    pub bytes: Range<usize>,
}

/// What a stretch of text outside of all items is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// A document's own header, such as the day of its crawl.
    Stamp,
    /// A list of what follows.
    Contents,
    /// A rule between items.
    Separator,
    /// Menus, notices, credits: what the page says and no item does.
    Furniture,
    /// White space.
    Blank,
}

impl GapKind {
    /// The word by which it is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            GapKind::Stamp => "stamp",
            GapKind::Contents => "contents",
            GapKind::Separator => "separator",
            GapKind::Furniture => "furniture",
            GapKind::Blank => "blank",
        }
    }
}

impl Segmented {
    /// All items in the order of the text.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.documents.iter().flat_map(|document| &document.items)
    }

    /// All gaps in the order of the text.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.documents.iter().flat_map(|document| &document.gaps)
    }

    /// The document with the most items, the first of them: what stands for
    /// the bulletin where it has to be one thing.
    #[must_use]
    pub fn main(&self) -> Option<&Document> {
        self.documents.iter().rev().max_by_key(|document| document.items.len())
    }

    /// Why there are no items, where there are none.
    #[must_use]
    pub fn empty(&self) -> Option<&str> {
        let main = self.main()?;
        if main.items.is_empty() { main.empty.as_deref() } else { None }
    }

    /// Checks that items and gaps tile the text: every byte lies in exactly
    /// one of them, and cuts fall between characters.
    ///
    /// Every stretch is looked at once: this costs a few comparisons an item.
    pub fn check(&self) -> Result<(), Untiled> {
        let text = &self.bulletin.text;
        let mut items = self.items().map(|item| &item.bytes).peekable();
        let mut gaps = self.gaps().map(|gap| &gap.bytes).peekable();
        let mut at = 0;
        while at < text.len() {
            let next = match (items.peek(), gaps.peek()) {
                (Some(item), _) if item.start == at => items.next(),
                (_, Some(gap)) if gap.start == at => gaps.next(),
                _ => return Err(Untiled { at }),
            };
            let end = next.map_or(at, |range| range.end);
            if end <= at || !text.is_char_boundary(end) {
                return Err(Untiled { at });
            }
            at = end;
        }
        let beyond = items.next().or(gaps.next());
        if at > text.len() || beyond.is_some() {
            return Err(Untiled { at: text.len() });
        }
        for item in self.items() {
            let inside = |passage: &Passage| {
                let range = &passage.bytes;
                range.start >= item.bytes.start
                    && range.end <= item.bytes.end
                    && text.get(range.clone()).is_some()
            };
            if !iter::once(&item.headline).chain(&item.paragraphs).all(inside) {
                return Err(Untiled { at: item.bytes.start });
            }
        }
        Ok(())
    }
}

/// Items and gaps do not tile the text: an error in a segmenter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Untiled {
    /// The first byte of the decoded text that is in no stretch, or in two.
    pub at: usize,
}

impl fmt::Display for Untiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "items and gaps do not tile the text at byte {}", self.at)
    }
}

impl std::error::Error for Untiled {}
