//! A stretch of a bulletin, and how it reads.

use std::ops::Range;

/// A stretch of the decoded text, and how it reads where that is not what is
/// written there.
///
/// A plain line reads as it is written. A paragraph that was wrapped reads
/// without its line ends, mark-up without its tags, and an escape as the
/// character that it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// Where it is, in bytes of the decoded text.
    pub bytes: Range<usize>,
    /// How it reads, if not as written.
    pub reads: Option<Box<str>>,
}

impl Passage {
    /// A stretch that reads as it is written.
    #[must_use]
    pub fn written(bytes: Range<usize>) -> Passage {
        Passage { bytes, reads: None }
    }

    /// How it reads; `decoded` is the text that it is a stretch of.
    #[must_use]
    pub fn read<'t>(&'t self, decoded: &'t str) -> &'t str {
        match &self.reads {
            Some(text) => text,
            None => decoded.get(self.bytes.clone()).unwrap_or_default(),
        }
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reads.as_ref().map_or(self.bytes.is_empty(), |text| text.is_empty())
    }
}

impl From<Range<usize>> for Passage {
    fn from(bytes: Range<usize>) -> Passage {
        Passage::written(bytes)
    }
}
