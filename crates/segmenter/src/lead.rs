//! The line of place, day and agency with which wires begin their text:
//! `ASTANA, November 30 (Agency) - `, `BAKU (MAY 19) TURAN: `, `Астана. 23
//! августа. АГЕНТСТВО - `, `MADRID, May 21. /AGENCY/. `.
//!
//! A lead is a place, then a day or an agency or both in any order, then a
//! dash or a colon; behind an agency between slashes a full stop will do.

use std::ops::Range;

use memchr::{memchr_iter, memchr3_iter};

use crate::{
    clock::Clock,
    shape::is_caps,
    spot::{date_at, time_at},
};

/// A lead; ranges are bytes of the text that it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lead {
    pub(crate) clock: Clock,
    /// The agency.
    pub(crate) source: Option<Range<usize>>,
    /// Where the text begins.
    pub(crate) end: usize,
}

/// No lead is longer than this, in bytes.
pub(crate) const LONGEST: usize = 140;

/// Where marks stand that may close a lead, which are rare: a dash with white
/// space on one side, a colon before it, an agency between slashes.
pub(crate) fn closers(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let blank = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii_whitespace);
    let closes = |at: &usize| match bytes[*at..] {
        [b'-', b'-', ..] | [b'/', b'.' | b' ' | b',', ..] | [0xe2, 0x80, 0x93 | 0x94, ..] => true,
        [b'-', ..] => blank(at.checked_sub(1)) || blank(Some(at + 1)),
        [b':', ..] => blank(Some(at + 1)),
        _ => false,
    };
    let dashes = memchr3_iter(b'-', b':', 0xe2, bytes).filter(closes);
    let slashes = memchr_iter(b'/', bytes).filter(closes);
    dashes.chain(slashes).collect()
}

/// The lead at the beginning of a text.
pub(crate) fn lead(text: &str) -> Option<Lead> {
    // A lead opens with a place or an agency: most texts are refused by their first character.
    if !text.starts_with(|c: char| c.is_uppercase() || matches!(c, '(' | '/' | '[' | ' ')) {
        return None;
    }
    let window = &text[..text.floor_char_boundary(LONGEST)];
    if closers(window).is_empty() {
        return None;
    }
    let place = place(window);
    let mut lead = Lead { clock: Clock::default(), source: None, end: 0 };
    let mut at = place.unwrap_or(0);
    let mut slashed = false;
    loop {
        let rest = &window[at..];
        let inner = rest.trim_start_matches([' ', ',', '.', '\t', '\u{a0}']);
        let here = at + rest.len() - inner.len();
        if let Some((end, colon)) = close(window, at, slashed) {
            // A colon closes the name of a speaker as well: a day must stand before it.
            if colon && lead.clock.day == 0 {
                return None;
            }
            let agency_or_day = lead.source.is_some() || lead.clock.day != 0;
            // A place alone must be in capitals: `LONDON - `, but not `Weather - `.
            let bare = place.is_some_and(|end| is_caps(&window[..end]) && window[..end].chars().count() >= 4);
            let placed = place.is_some() || lead.source.is_some();
            let spaced = window[end..].is_empty()
                || window[..end].ends_with(char::is_whitespace)
                || bare
                || agency_or_day;
            return (placed && (agency_or_day || bare) && spaced).then_some(Lead { end, ..lead });
        }
        at = if let Some((clock, end)) = day(window, here) {
            if lead.clock.day != 0 {
                return None;
            }
            lead.clock = clock;
            end
        } else if let Some((range, end, slashes)) = agency(window, here, place.is_some()) {
            if lead.source.is_some() {
                return None;
            }
            slashed = slashes;
            lead.source = Some(range);
            end
        } else {
            return None;
        };
    }
}

/// One to four words in capitals or with a capital each, with a region behind
/// a comma or not; gives the end.
fn place(text: &str) -> Option<usize> {
    let mut end = 0;
    let mut at = 0;
    let mut words = 0;
    loop {
        let rest = &text[at..];
        let length = rest
            .find(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '\u{301}')))
            .unwrap_or(rest.len());
        let word = rest[..length].trim_end_matches('-');
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let small =
            words > 0 && (2..=3).contains(&word.chars().count()) && word.chars().all(char::is_lowercase);
        if word.is_empty() || !(capital || small) || words == 6 {
            break;
        }
        if capital {
            end = at + word.len();
        }
        words += 1;
        at += word.len();
        let rest = &text[at..];
        // `N.Y.`, `D.C.`, `St. Petersburg`, `Ala.`
        let stop = rest.strip_prefix('.').filter(|tail| {
            word.chars().count() <= 4 && tail.starts_with(|c: char| c.is_uppercase() || c == ',' || c == ' ')
        });
        if let Some(tail) = stop
            && (word.chars().count() <= 2 || tail.starts_with(','))
        {
            end = at + 1;
            at += 1;
            if tail.starts_with(char::is_uppercase) {
                continue;
            }
        }
        let rest = &text[at..];
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        if gap > 0 && crate::calendar::month(&rest[gap..]).is_none() {
            at += gap;
        } else if let Some(region) =
            rest.strip_prefix(", ").filter(|region| crate::calendar::month(region).is_none())
        {
            let capital = region.chars().next().is_some_and(char::is_uppercase);
            if !capital || words > 3 {
                break;
            }
            at += 2;
        } else {
            break;
        }
        // An agency in capitals behind a place in small letters is no part of it.
        let next = text[at..].split([' ', ',', '.', '(', ':', '-']).next().unwrap_or_default();
        if is_caps(next) && !is_caps(&text[..end]) {
            break;
        }
    }
    (end > 2).then_some(end)
}

/// A day, in parentheses or not, with or without its year and a time.
fn day(text: &str, at: usize) -> Option<(Clock, usize)> {
    let inner = text[at..].trim_start_matches(['(', ' ']);
    let open = text[at..].starts_with('(');
    let begin = text.len() - inner.len();
    let spot = date_at(text, begin)?;
    let mut clock = spot.clock;
    let mut end = spot.end;
    let behind = text[end..].trim_start_matches([',', ' ']);
    let there = text.len() - behind.len();
    if let Some(time) = time_at(text, there) {
        clock.adopt(&time.clock);
        end = time.end;
    }
    if open {
        let rest = text[end..].trim_start();
        end = text.len() - rest.strip_prefix(')')?.len();
    }
    Some((clock, end))
}

/// An agency: `(Agency)`, `/AGENCY/`, or one to four words in capitals.
fn agency(text: &str, at: usize, placed: bool) -> Option<(Range<usize>, usize, bool)> {
    let rest = &text[at..];
    for (open, close, slashes) in [('(', ')', false), ('/', '/', true), ('[', ']', false)] {
        if let Some(inner) = rest.strip_prefix(open) {
            let length = inner.find(close)?;
            let name = inner[..length].trim();
            let fits = (2..=40).contains(&name.len())
                && name.chars().next().is_some_and(char::is_uppercase)
                && name.split_whitespace().count() <= 4;
            let begin = at + open.len_utf8();
            return fits.then_some((begin..begin + length, begin + length + close.len_utf8(), slashes));
        }
    }
    if !placed {
        return None;
    }
    // In capitals, or one word and a colon: `Turan:`.
    let length = rest.find(['-', '–', '—', ':', '.', ',', '(', '/']).unwrap_or(rest.len());
    let name = rest[..length].trim_end();
    let capitals = is_caps(name) && name.split_whitespace().count() <= 4;
    let named = rest[length..].starts_with(':')
        && name.chars().next().is_some_and(char::is_uppercase)
        && !name.contains(' ');
    (capitals || named).then_some((at..at + name.len(), at + name.len(), false))
}

/// The dash or the colon that closes a lead, with the white space behind it,
/// and whether it is a colon.
fn close(text: &str, at: usize, slashed: bool) -> Option<(usize, bool)> {
    let rest = &text[at..];
    let inner = rest.trim_start_matches([' ', '\u{a0}', ',', '\t']);
    let inner = inner
        .strip_prefix('.')
        .filter(|tail| tail.trim_start().starts_with(['-', '–', '—']))
        .unwrap_or(inner)
        .trim_start();
    let behind = inner
        .strip_prefix("--")
        .or_else(|| inner.strip_prefix(['-', '–', '—']))
        .or_else(|| inner.strip_prefix(':'));
    let behind = behind.or_else(|| if slashed { inner.strip_prefix('.') } else { None })?;
    Some((text.len() - behind.trim_start().len(), inner.starts_with(':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str, i8, i8)>) {
        let found = lead(text);
        let found = found.as_ref().map(|lead| {
            let source = lead.source.clone().map_or("", |range| &text[range]);
            (&text[lead.end..], source, lead.clock.month, lead.clock.day)
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn leads_of_many_wires() {
        check("ASTANA, November 30 - The pier", Some(("The pier", "", 11, 30)));
        check("Астана. 23 августа. ПРИЧАЛ СЕГОДНЯ - Паром", Some(("Паром", "ПРИЧАЛ СЕГОДНЯ", 8, 23)));
        check("BAKU (MAY 19) QUAY: Yesterday,", Some(("Yesterday,", "QUAY", 5, 19)));
        check("Baku (May 19) Quay: Yesterday,", Some(("Yesterday,", "Quay", 5, 19)));
        check("BAKU ( MAY 22 ) QUAY : The", Some(("The", "QUAY", 5, 22)));
        check("MADRID, May 21. /QUAY/. Andrey", Some(("Andrey", "QUAY", 5, 21)));
        check("ATLANTA (QPI) --   A resurgence", Some(("A resurgence", "QPI", 0, 0)));
        check("BEIJING, Oct. 5 (Harbour) -- The", Some(("The", "Harbour", 10, 5)));
        check("ASTANA. HARBOUR – Ferry", Some(("Ferry", "HARBOUR", 0, 0)));
        check("OSLO.HARBOUR - Ferry", Some(("Ferry", "HARBOUR", 0, 0)));
        check("HUNTSVILLE, Ala., April 21 - The", Some(("The", "", 4, 21)));
        check("NEW YORK, APRIL 21 - The", Some(("The", "", 4, 21)));
        check("PRAGUE -- Ferry", Some(("Ferry", "", 0, 0)));
    }

    #[test]
    fn what_only_looks_like_a_lead() {
        check("The ferry sails on Monday - again", None);
        check("Weather - mild", None);
        check("Nobody said so: it rains", None);
        check("QUESTION: Will it rain?", None);
        check("Deputy Spokesperson Lund: It will", None);
        check("Minister of Trade of Kenya, Amos Otieno - said", None);
        check("", None);
    }
}
