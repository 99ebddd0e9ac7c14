//! Why a bulletin could not be segmented.

use courant_model::Untiled;

/// Why a bulletin could not be segmented.
///
/// A text that no layout knows is no error: it is one item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was declared for the bulletin's inbox names no layout.
    #[error("unknown layout `{layout}` declared for inbox `{inbox}`: it must be one of {known}")]
    UnknownLayout {
        /// The inbox's name.
        inbox: String,
        /// The layout's name, as declared.
        layout: String,
        /// The names that could be declared, in the order in which they are tried.
        known: String,
    },
    /// What was declared for the bulletin's inbox names no time zone.
    #[error(
        "unknown time zone `{timezone}` declared for inbox `{inbox}`: it must be an IANA name such as `Asia/Almaty`"
    )]
    UnknownTimezone {
        /// The inbox's name.
        inbox: String,
        /// The time zone's name, as declared.
        timezone: String,
    },
    /// The cuts lose or double a part of the text: an error in this crate.
    #[error("cannot account for the whole text by layout `{layout}`: keep the file, and report this")]
    Untiled {
        /// The layout that was used.
        layout: String,
        /// Where it happened.
        source: Untiled,
    },
}

/// Names in quotes, with commas between.
pub(crate) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
