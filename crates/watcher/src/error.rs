//! Why a watcher could not be made.

use std::path::PathBuf;

/// Why a watcher or a walk could not be made.
///
/// What goes wrong later, while files come and go, ends nothing: it is told
/// in the log, and tried again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A directory lies in another, or is the same one.
    #[error(
        "inboxes `{outer}` (`{outer_path}`) and `{inner}` (`{inner_path}`) overlap: a file can lie in one inbox only",
        outer_path = outer_directory.display(),
        inner_path = inner_directory.display()
    )]
    Overlap {
        /// The name of the inbox that contains the other.
        outer: String,
        /// Its directory.
        outer_directory: PathBuf,
        /// The name of the inbox that is contained.
        inner: String,
        /// Its directory.
        inner_directory: PathBuf,
    },
    /// A glob that is none.
    #[error("inbox `{inbox}` has a bad glob `{glob}`")]
    Glob {
        /// The inbox's name.
        inbox: String,
        /// The glob as it was given.
        glob: String,
        /// What is wrong with it.
        source: globset::Error,
    },
}
