//! A file that has been read.

use std::{ops::Range, path::PathBuf, sync::Arc};

use crate::{Arrival, Declared, Fingerprint, Flag, Stamp};

/// The text of one file, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    /// Where the file lay when it was read.
    pub path: PathBuf,
    /// What was said of its inbox.
    pub declared: Arc<Declared>,
    /// The look at the file that held before and after reading.
    pub stamp: Stamp,
    /// The hash of the whole raw file: what the bulletin *is*.
    pub fingerprint: Fingerprint,
    /// Length of the raw file in bytes, compressed if it was.
    pub bytes: u64,
    /// WHATWG name of the charset that the text was decoded from, such as `UTF-8`; of an archive, its first
    /// member's.
    pub charset: &'static str,
    /// The decoded text, without a byte order mark; all positions count in it.
    pub text: String,
    /// Repairs and doubts that hold for every item.
    pub flags: Vec<Flag>,
    /// The members of an archive, whose texts stand one behind the other and tile the text; none for any other
    /// file.
    pub members: Vec<Member>,
}

/// One document in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path in the archive.
    pub name: String,
    /// Its text, in bytes of the bulletin's. A line end that keeps it from the next member's is part of it.
    pub bytes: Range<usize>,
    /// WHATWG name of the charset that it was decoded from.
    pub charset: &'static str,
    /// Repairs and doubts that hold for every item of it.
    pub flags: Vec<Flag>,
}

impl Bulletin {
    /// A bulletin from a text that never was a file: for programs that use
    /// the segmenter alone, and for tests.
    #[must_use]
    pub fn from_text(name: impl Into<PathBuf>, text: impl Into<String>) -> Bulletin {
        let text = text.into();
        let size = text.len() as u64;
        Bulletin {
            path: name.into(),
            declared: Arc::default(),
            stamp: Stamp { size, ..Stamp::default() },
            fingerprint: Fingerprint::of(text.as_bytes()),
            bytes: size,
            charset: "UTF-8",
            text,
            flags: Vec::new(),
            members: Vec::new(),
        }
    }

    /// The arrival that this bulletin was read from.
    #[must_use]
    pub fn arrival(&self) -> Arrival {
        Arrival {
            path: self.path.clone(),
            declared: Arc::clone(&self.declared),
            stamp: self.stamp,
            cut: None,
        }
    }
}
