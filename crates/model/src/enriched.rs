//! A bulletin as its records, ready for the stores.

use std::{path::PathBuf, sync::Arc};

use crate::{Fingerprint, Record, Refused, Tiles};

/// All records of one bulletin.
///
/// A clone is a share: sinks side by side read the same records.
#[derive(Debug, Clone, PartialEq)]
pub struct Enriched {
    /// Where the file lay.
    pub path: PathBuf,
    /// What the file is.
    pub fingerprint: Fingerprint,
    /// Length of the raw file in bytes.
    pub bytes: u64,
    /// One record an item that has one, in the order of the text; none for an empty bulletin.
    pub records: Arc<Vec<Record>>,
    /// Why there are no records, where there are none.
    pub empty: Option<String>,
    /// The items that have no record, and why.
    pub refused: Arc<Vec<Refused>>,
    /// What became of every byte of the text.
    pub tiles: Arc<Tiles>,
}
