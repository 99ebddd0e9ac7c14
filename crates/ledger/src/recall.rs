//! What a new ledger learns from stores that are older than it is.
//!
//! A ledger is lost with its disk, deleted by hand, or put aside because it
//! is damaged. What it knew of files comes back from the inbox: they are read
//! again, and the stores swallow what they have. What it knew of items stands
//! in the stores, for every record says whose it is, which revision, and which
//! story it tells.

use std::{collections::HashSet, fmt, path::Path, time::Instant};

use courant_model::{ItemId, Record, SightingId};
use tracing::warn;

use crate::{
    Error,
    books::Books,
    command::{Commit, Known},
    fields::Changes,
    sight::sighting,
};

/// Records in one transaction.
const GROUP: u64 = 4096;

/// A new ledger that is told what stores hold. Records are told in the order
/// in which they were stored, as far as it is known; to tell one twice changes
/// nothing.
pub struct Recollection<'b> {
    books: &'b mut Books,
    /// Items that began a story, of those that are told.
    firsts: HashSet<ItemId>,
    told: u64,
}

impl Recollection<'_> {
    /// Lets `tell` tell all records, if the ledger has never been told any
    /// and has never had a bulletin.
    pub(crate) fn once<E: From<Error>>(
        books: &mut Books,
        path: &Path,
        tell: impl FnOnce(&mut Recollection<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if books.has_recalled()? {
            return Ok(());
        }
        let begun = Instant::now();
        books.begin(Commit::Lazy)?;
        let firsts = books.firsts()?;
        let mut recall = Recollection { books, firsts, told: 0 };
        tell(&mut recall)?;
        let records = recall.told;
        books.close_recall()?;
        books.commit()?;
        if records > 0 {
            let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            warn!(path = %path.display(), records, elapsed_ms, "ledger.rebuilt");
        }
        Ok(())
    }

    /// Takes in a record as it was stored.
    pub fn record(&mut self, record: &Record) -> Result<(), Error> {
        let mut seen = sighting(record);
        // A record has the id of its item. By its own header it may have another, and then that is an alias:
        // the sighting was made from it, and proves it.
        let source = record.source.as_ref().map(|source| source.name.as_str());
        let own = ItemId::of(record.published.as_ref(), &record.headline, source);
        let proved =
            SightingId::of(own, &record.bulletin.fingerprint, record.position.ordinal) == record.sighting;
        if proved {
            seen.item = own;
        }
        let known = Known {
            item: record.id,
            status: record.status,
            revision: record.revision,
            changes: Changes::of(&record.changed),
            story: record.story.as_ref().map(|story| (story.first, percent(story.similarity))),
        };
        let begins =
            known.story.is_some_and(|(first, _)| first == known.item) && self.firsts.insert(known.item);
        self.books.recall_sighting(&record.bulletin.fingerprint, &seen, &known, begins)?;
        self.told += 1;
        if self.told.is_multiple_of(GROUP) {
            self.books.commit()?;
            self.books.begin(Commit::Lazy)?;
        }
        Ok(())
    }
}

/// Records have likenesses as parts of one.
fn percent(similarity: f32) -> u8 {
    let distance = |percent: &u8| (f32::from(*percent) / 100.0 - similarity).abs();
    (0..=100).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or_default()
}

impl fmt::Debug for Recollection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recollection").field("told", &self.told).finish_non_exhaustive()
    }
}
