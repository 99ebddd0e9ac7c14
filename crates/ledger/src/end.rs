//! How a line ended, as far as the ledger cares.

/// How a line ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// In a way that no file is guilty of: it was told to, or a store or a
    /// directory failed.
    Innocent,
    /// A stage panicked. Suspected are the files that it held in its hands;
    /// if nobody knows which, all on the line.
    Panicked(String),
    /// It made no progress any more. Suspected are all on the line.
    Stalled(String),
}
