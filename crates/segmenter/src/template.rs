//! A template, compiled: how a line is held against it.

use std::{ops::Range, sync::Arc};

use jiff::civil::Date;

use crate::{
    calendar,
    clock::{Clock, Part, count, digits},
    lead::{self, closers, lead},
    shape::Shape,
};

/// The shape of a line, as pieces to be found one behind the other.
///
/// A piece takes as much as it can, and nothing is tried a second time; but
/// for a [`Piece::Capture`], which takes as little as it can, so that what is
/// behind it is found.
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
    /// The name of a month in any language that is known.
    AnyMonth,
    /// The name of a day of the week, with a comma behind it or not.
    Weekday,
    /// `am` or `pm`, with full stops or without.
    Half,
    /// A time zone, by letters, by numbers or both.
    Zone,
    /// A count, which may be grouped by thousands.
    Count,
    /// An ordinal: digits, or Roman numerals.
    Ordinal,
    /// Three or more of one mark, one like the other, with spaces between them or not.
    Rule,
    /// An address of the web.
    Link,
    /// Where a report comes from, as wires write it before its text.
    Lead,
    /// Something that is kept, of a shape.
    Capture(Field, Shape),
    /// All that is left of the line, even nothing.
    Rest,
    /// The same, but parted by white space from what is before it.
    RestApart,
}

/// What is kept of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Headline,
    Text,
    Source,
    Any,
}

/// What was found in a line; ranges are bytes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) clock: Clock,
    pub(crate) views: Option<u64>,
    pub(crate) headline: Option<Range<usize>>,
    pub(crate) text: Option<Range<usize>>,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) link: Option<Range<usize>>,
    /// Whether a capture that failed would fail wherever it began, so that those before it need not try on.
    hopeless: bool,
}

/// The longest stretch that a capture in the middle of a template looks
/// through, in bytes: a headline is shorter, and lines may be endless.
const REACH: usize = 600;

impl Template {
    /// Reads a line that the template fills from end to end.
    pub(crate) fn read(&self, line: &str) -> Option<Found> {
        let mut found = Found::default();
        let end = walk(&self.0, line, 0, &mut found)?;
        (end == line.len()).then_some(found)
    }

    /// Reads the day at the beginning of a line, and gives what stands behind
    /// it, which must be parted from it by white space.
    pub(crate) fn day<'t>(&self, line: &'t str) -> Option<(Date, &'t str)> {
        let mut found = Found::default();
        let rest = &line[walk(&self.0, line, 0, &mut found)?..];
        let parted = rest.is_empty() || rest.starts_with(char::is_whitespace);
        if parted { Some((found.clock.date(None)?, rest)) } else { None }
    }

    /// Whether the template fills the line from end to end.
    pub(crate) fn fills(&self, line: &str) -> bool {
        walk(&self.0, line, 0, &mut Found::default()) == Some(line.len())
    }

    /// Where the template begins in a line whose end it fills, if it is parted
    /// from what is before it. Only templates of fixed marks are looked for.
    pub(crate) fn closes(&self, line: &str) -> Option<usize> {
        let [Piece::Caseless(mark)] = self.0.as_slice() else { return None };
        let at = line.len().checked_sub(mark.len()).filter(|at| line.is_char_boundary(*at))?;
        let (before, tail) = line.split_at(at);
        let apart = |c: char| c.is_whitespace() || matches!(c, '.' | '"' | '”' | ')' | '!' | '?');
        let parted = before.ends_with(apart) || mark.starts_with(|c: char| !c.is_alphanumeric());
        (parted && !before.trim().is_empty() && strip_caseless(tail, mark) == Some("")).then_some(at)
    }

    /// Whether two letters or more of it are always the same.
    pub(crate) fn has_letters(&self) -> bool {
        let letters = |text: &String| text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        self.0.iter().any(|piece| matches!(piece, Piece::Literal(text) if letters(text)))
    }

    /// Whether it has a wire's lead.
    pub(crate) fn has_lead(&self) -> bool {
        self.0.contains(&Piece::Lead)
    }

    /// Whether it says a day, so that the line is more than words.
    pub(crate) fn is_dated(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Number(Part::Day, ..)))
    }
}

/// Finds the pieces from `at` on; gives the end of the last.
fn walk(pieces: &[Piece], line: &str, mut at: usize, found: &mut Found) -> Option<usize> {
    for (index, piece) in pieces.iter().enumerate() {
        let rest = &line[at..];
        let behind = match piece {
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
                found.clock.note(*part, digits)?;
                behind
            }
            Piece::MonthName(names) => {
                let fits = |(name, month): (&String, i8)| Some((strip_caseless(rest, name)?, month));
                let (behind, month) =
                    names.iter().zip(1..).filter_map(fits).min_by_key(|(behind, _)| behind.len())?;
                found.clock.month = month;
                behind
            }
            Piece::AnyMonth => {
                let (month, behind) = calendar::month(rest)?;
                found.clock.month = month;
                behind
            }
            Piece::Weekday => {
                let behind = calendar::weekday(rest)?;
                behind.strip_prefix([',', '،']).unwrap_or(behind)
            }
            Piece::Half => found.clock.half(rest)?,
            Piece::Zone => {
                let (offset, behind) = calendar::zone(rest)?;
                found.clock.offset = Some(offset);
                behind
            }
            Piece::Count => {
                let (views, behind) = count(rest)?;
                found.views = Some(views);
                behind
            }
            Piece::Ordinal => ordinal(rest)?,
            Piece::Rule => &rest[rule(rest)?..],
            Piece::Link => {
                let length = link(rest)?;
                found.link = Some(at..at + length);
                &rest[length..]
            }
            Piece::Lead => {
                let lead = lead(rest)?;
                found.clock.adopt(&lead.clock);
                // The lead is a part of the text that it opens.
                found.text = Some(line.len() - rest.trim_start().len()..line.trim_end().len());
                if let Some(source) = lead.source {
                    found.source = Some(at + source.start..at + source.end);
                }
                &rest[lead.end..]
            }
            Piece::Capture(field, shape) => {
                return capture(&pieces[index + 1..], line, at, *field, *shape, found);
            }
            Piece::Rest => "",
            Piece::RestApart if rest.is_empty() || rest.starts_with(char::is_whitespace) => "",
            Piece::RestApart => return None,
        };
        at = line.len() - behind.len();
    }
    Some(at)
}

/// The shortest stretch of this shape behind which the other pieces fill the line.
fn capture(
    others: &[Piece],
    line: &str,
    at: usize,
    field: Field,
    shape: Shape,
    found: &mut Found,
) -> Option<usize> {
    let rest = &line[at..];
    if others.is_empty() {
        let end = line.trim_end().len();
        let start = line.len() - rest.trim_start().len();
        if end <= start || !shape.fits(&line[start..end]) {
            return None;
        }
        keep(found, field, start..end);
        return Some(line.len());
    }
    // No stretch of this shape is longer.
    let reach = rest.floor_char_boundary(REACH.min(shape.reach(rest) + 1).min(rest.len()));
    let closers = match others {
        [Piece::Literal(first), ..]
            if !rest[..rest.floor_char_boundary(reach + first.len())].contains(first.as_str()) =>
        {
            return None;
        }
        // Leads are dear to look for: only where a mark that closes one is not far.
        [Piece::Space, Piece::Lead, ..] => closers(&rest[..rest.floor_char_boundary(REACH + lead::LONGEST)]),
        _ => Vec::new(),
    };
    let leads = matches!(others, [Piece::Space, Piece::Lead, ..]);
    if leads && closers.is_empty() {
        return None;
    }
    for (length, c) in rest[..reach].char_indices().skip(1) {
        let may_begin = match &others[0] {
            Piece::Literal(text) => rest[length..].starts_with(text.as_str()),
            Piece::Space if leads => {
                c.is_whitespace()
                    && closers.iter().any(|closer| (length..length + lead::LONGEST).contains(closer))
                    && rest[length..]
                        .trim_start()
                        .starts_with(|c: char| c.is_uppercase() || matches!(c, '(' | '/' | '['))
            }
            Piece::Space => c.is_whitespace(),
            Piece::Lead => !rest[..length].ends_with(char::is_alphanumeric),
            _ => true,
        };
        if !may_begin {
            continue;
        }
        let mut tried = found.clone();
        if let Some(end) = walk(others, line, at + length, &mut tried)
            && end == line.len()
            && shape.fits(rest[..length].trim())
        {
            *found = tried;
            let kept = rest[..length].trim_end();
            keep(found, field, at + kept.len() - kept.trim_start().len()..at + kept.len());
            return Some(end);
        }
        if tried.hopeless {
            found.hopeless = true;
            return None;
        }
    }
    // What comes behind anything was not found behind it: it will not be if that begins later.
    found.hopeless = shape == Shape::Any;
    None
}

fn keep(found: &mut Found, field: Field, range: Range<usize>) {
    match field {
        Field::Headline => found.headline = Some(range),
        Field::Text => found.text = Some(found.text.take().map_or(range.start, |text| text.start)..range.end),
        Field::Source => found.source = Some(range),
        Field::Any => {}
    }
}

/// Splits off `12`, `IV` or `iv`.
fn ordinal(text: &str) -> Option<&str> {
    let (number, rest) = digits(text, 4);
    if !number.is_empty() {
        return Some(rest);
    }
    let roman = text.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C')).count();
    let behind = &text[roman..];
    (1..=8).contains(&roman).then_some(behind).filter(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The length of a rule at the beginning of a text.
pub(crate) fn rule(text: &str) -> Option<usize> {
    let mark = text.chars().next().filter(|c| is_rule_mark(*c))?;
    let (mut marks, mut end) = (0, 0);
    for (at, c) in text.char_indices() {
        if c == mark || is_rule_mark(c) && marks >= 3 {
            marks += 1;
            end = at + c.len_utf8();
        } else if c != ' ' {
            break;
        }
    }
    (marks >= 3).then_some(end)
}

pub(crate) fn is_rule_mark(c: char) -> bool {
    matches!(
        c,
        '-' | '=' | '*' | '_' | '~' | '#' | '+' | '/' | '\\' | '.' | '<' | '>' | ':' | '&' | '$' | '|' | '%'
    ) || matches!(c, '•' | '·' | '—' | '–' | '─' | '━' | '═' | '■' | '◆' | '★' | '☆' | '…' | '*')
}

/// The length of an address at the beginning of a text.
pub(crate) fn link(text: &str) -> Option<usize> {
    let body = text.strip_prefix('<').unwrap_or(text);
    let scheme =
        ["http://", "https://", "ftp://", "www."].into_iter().find(|scheme| body.starts_with(scheme))?;
    let length = body.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(body.len());
    let closed = usize::from(body.len() < text.len() && body[length..].starts_with('>'));
    (length > scheme.len() + 1).then_some(text.len() - body.len() + length + closed)
}

/// Lower case, letter by letter as lines are read: the whole-word rule for a
/// final sigma would keep a word from being found.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.chars().flat_map(char::to_lowercase).collect()
    }
}

/// Strips a prefix whose [`lower`] case is `lower`.
fn strip_caseless<'t>(text: &'t str, lower: &str) -> Option<&'t str> {
    let (written, wanted) = (text.as_bytes(), lower.as_bytes());
    let mut ascii = 0;
    while let (Some(a), Some(b)) = (written.get(ascii), wanted.get(ascii))
        && a.is_ascii()
    {
        if a.to_ascii_lowercase() != *b {
            return None;
        }
        ascii += 1;
    }
    let mut expected = lower[ascii..].chars();
    let mut rest = text[ascii..].chars();
    while !expected.as_str().is_empty() {
        if rest.next()?.to_lowercase().any(|c| expected.next() != Some(c)) {
            return None;
        }
    }
    Some(rest.as_str())
}
