//! What can be wrong with a fact.

use courant_model::{Record, Ref, Span};

/// A fact that is not where the record says, or not as records have it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misplaced {
    /// A span is empty or ends behind the text.
    #[error("{field} at [{}, {}] holds no text", span.start, span.end)]
    Outside {
        /// What the span is of.
        field: String,
        /// The span.
        span: Span,
    },
    /// A span holds other words.
    #[error("{field} at [{}, {}] reads `{found}`, not `{said}`", span.start, span.end)]
    Different {
        /// What the span is of.
        field: String,
        /// The span.
        span: Span,
        /// What stands there.
        found: String,
        /// What the record says.
        said: String,
    },
    /// A span begins or ends with white space.
    #[error("{field} at [{}, {}] reads `{found}`, with white space at an edge", span.start, span.end)]
    Ragged {
        /// What the span is of.
        field: String,
        /// The span.
        span: Span,
        /// What stands there.
        found: String,
    },
    /// A span begins or ends inside a word.
    #[error("{field} at [{}, {}] reads `{found}`, which is a piece of a word", span.start, span.end)]
    Torn {
        /// What the span is of.
        field: String,
        /// The span.
        span: Span,
        /// What stands there.
        found: String,
    },
    /// An edge of the text is elsewhere: headline and paragraphs, joined by line feeds, are not the text.
    #[error("{field} is at {found}, not at {expected}")]
    Shifted {
        /// Which edge.
        field: String,
        /// Where the record says that it is.
        found: usize,
        /// Where it is by what stands before it.
        expected: usize,
    },
    /// A name stands at none of its own mentions.
    #[error("{field} is mentioned nowhere as `{name}`")]
    Unmentioned {
        /// Whose name it is.
        field: String,
        /// The name.
        name: String,
    },
    /// Words that are given as written are nowhere in the text.
    #[error("{field} has `{words}`, which the text has not")]
    Unsaid {
        /// What has them.
        field: String,
        /// The words.
        words: String,
    },
    /// A reference leads nowhere, or is not the number of its own entry.
    #[error("{field} refers to {reference}, which is not there")]
    Dangling {
        /// What refers.
        field: String,
        /// To what.
        reference: Ref,
    },
    /// A reference leads to something that cannot be meant.
    #[error("{field} refers to {reference}, which is of another kind")]
    Unfit {
        /// What refers.
        field: String,
        /// To what.
        reference: Ref,
    },
    /// A list that has each entry once has one twice.
    #[error("{field} has {reference} twice")]
    Repeated {
        /// The list.
        field: String,
        /// The entry.
        reference: Ref,
    },
    /// A list that must be sorted and without repetition is not.
    #[error("{field} are not sorted, or one is there twice")]
    Unsorted {
        /// The list.
        field: String,
    },
    /// A state is not given by two capitals.
    #[error("{field} has `{code}`, which is no alpha-2 code")]
    Uncoded {
        /// What it is the state of.
        field: String,
        /// What stands there.
        code: String,
    },
    /// A day is in no form of EDTF that records have.
    #[error("{field} has the value `{value}`, not a day, month, year or two of them in EDTF")]
    Unwritten {
        /// What it is the day of.
        field: String,
        /// What stands there.
        value: String,
    },
    /// The record is of another version.
    #[error("schema is `{found}`, not `{}`", Record::SCHEMA)]
    Version {
        /// Its version.
        found: String,
    },
}

impl Misplaced {
    /// The field of the record: `p1`, `date`, `paragraph 2`.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Misplaced::Outside { field, .. }
            | Misplaced::Different { field, .. }
            | Misplaced::Ragged { field, .. }
            | Misplaced::Torn { field, .. }
            | Misplaced::Shifted { field, .. }
            | Misplaced::Unmentioned { field, .. }
            | Misplaced::Unsaid { field, .. }
            | Misplaced::Dangling { field, .. }
            | Misplaced::Unfit { field, .. }
            | Misplaced::Repeated { field, .. }
            | Misplaced::Unsorted { field }
            | Misplaced::Uncoded { field, .. }
            | Misplaced::Unwritten { field, .. } => field,
            Misplaced::Version { .. } => "schema",
        }
    }
}
