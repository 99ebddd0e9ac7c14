//! Why a bulletin was cut as it was.

use courant_model::{Bulletin, Document};

use crate::{Bid, Error, Segmenter};

/// A document of a bulletin, with what spoke for the layout that it was cut by.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The document, as [`Segmenter::segment`] gives it.
    pub document: Document,
    /// What each layout bid that found anything, the best first; none where the layout was declared.
    pub bids: Vec<(String, Bid)>,
    /// The sheet of the layout that was learnt, under a name that may be declared; `None` where none was.
    pub sheet: Option<String>,
}

impl Segmenter {
    /// Finds the items of a bulletin, and tells why these.
    pub fn explain(&self, bulletin: &Bulletin) -> Result<Vec<Explanation>, Error> {
        self.documents(bulletin)
    }
}
