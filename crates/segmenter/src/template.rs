//! A template, compiled: how a line is held against it.

use std::sync::Arc;

use jiff::civil::Date;

use crate::dateline::{Dateline, Found, Part, count, digits};

/// The shape of a line, as pieces to be found one behind the other.
///
/// There is no going back: each piece takes as much as it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(pub(crate) Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// These characters.
    Literal(String),
    /// These characters, which are in lower case here, in any case.
    Caseless(String),
    /// White space, at least one character of it.
    Space,
    /// A number of so many ASCII digits, from least to most.
    Number(Part, usize, usize),
    /// The name of a month, the longest that fits; the names are in lower case.
    MonthName(Arc<[String]>),
    /// A count, which may be grouped by thousands.
    Count,
    /// All that is left of the line, even nothing.
    Rest,
    /// The same, but parted by white space from what is before it.
    RestApart,
}

impl Template {
    /// Reads a line that the template fills from end to end.
    pub(crate) fn dateline(&self, line: &str) -> Option<Dateline> {
        let (found, rest) = self.find(line)?;
        if rest.is_empty() { found.dateline() } else { None }
    }

    /// Reads the day at the beginning of a line, and gives what stands behind
    /// it, which must be parted from it by white space.
    pub(crate) fn day<'t>(&self, line: &'t str) -> Option<(Date, &'t str)> {
        let (found, rest) = self.find(line)?;
        let parted = rest.is_empty() || rest.starts_with(char::is_whitespace);
        if parted { Some((found.date()?, rest)) } else { None }
    }

    /// Whether the template fills the line from end to end.
    pub(crate) fn fills(&self, line: &str) -> bool {
        self.find(line).is_some_and(|(_, rest)| rest.is_empty())
    }

    fn find<'t>(&self, line: &'t str) -> Option<(Found, &'t str)> {
        let mut found = Found::default();
        let mut rest = line;
        for piece in &self.0 {
            rest = match piece {
                Piece::Literal(text) => rest.strip_prefix(text.as_str())?,
                Piece::Caseless(text) => strip_caseless(rest, text)?,
                Piece::Space => {
                    let behind = rest.trim_start();
                    (behind.len() < rest.len()).then_some(behind)?
                }
                Piece::Number(part, least, most) => {
                    let (digits, behind) = digits(rest, *most);
                    if digits.len() < *least {
                        return None;
                    }
                    found.note(*part, digits)?;
                    behind
                }
                Piece::MonthName(names) => {
                    let fits = |(name, month): (&String, i8)| Some((strip_caseless(rest, name)?, month));
                    let (behind, month) =
                        names.iter().zip(1..).filter_map(fits).min_by_key(|(behind, _)| behind.len())?;
                    found.month = month;
                    behind
                }
                Piece::Count => {
                    let (views, behind) = count(rest)?;
                    found.views = Some(views);
                    behind
                }
                Piece::Rest => "",
                Piece::RestApart if rest.is_empty() || rest.starts_with(char::is_whitespace) => "",
                Piece::RestApart => return None,
            };
        }
        Some((found, rest))
    }
}

/// Lower case, letter by letter as lines are read: the whole-word rule for a
/// final sigma would keep a word from being found.
pub(crate) fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Strips a prefix whose [`lower`] case is `lower`.
fn strip_caseless<'t>(text: &'t str, lower: &str) -> Option<&'t str> {
    let mut expected = lower.chars();
    let mut rest = text.chars();
    while !expected.as_str().is_empty() {
        if rest.next()?.to_lowercase().any(|c| expected.next() != Some(c)) {
            return None;
        }
    }
    Some(rest.as_str())
}
