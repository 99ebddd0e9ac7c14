//! Days and times in a line that no template describes: found by their own
//! shape, and written down as a template would have it.

mod time;

use crate::{
    calendar,
    clock::{Clock, Part, digits},
};

pub(crate) use self::time::time_at;

/// A day or a time that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) clock: Clock,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The format that reads it, as templates write it.
    pub(crate) format: String,
    /// Which of two numbers is the day is anybody's guess.
    pub(crate) ambiguous: bool,
}

/// The day that begins at `at`, with or without its year.
pub(crate) fn date_at(text: &str, at: usize) -> Option<Spot> {
    let rest = text.get(at..)?;
    if text[..at].ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let first = rest.chars().next()?;
    let spot = if first.is_ascii_digit() {
        numbers(rest).or_else(|| day_first(rest)).or_else(|| compact(rest))
    } else if first.is_alphabetic() {
        weekday_first(rest).or_else(|| month_first(rest))
    } else {
        None
    }?;
    spot.clock.is_possible().then(|| Spot { start: at, end: at + spot.end, ..spot })
}

fn spot(clock: Clock, end: usize, format: &str) -> Spot {
    Spot { clock, start: 0, end, format: format.to_owned(), ambiguous: false }
}

/// `2026-03-02`, `02.03.2026`, `3/2/26`, `2026年3月2日`.
fn numbers(text: &str) -> Option<Spot> {
    let (first, rest) = digits(text, 5);
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '年'))?;
    let (second, rest) = digits(&rest[mark.len_utf8()..], 3);
    if second.is_empty() || second.len() > 2 {
        return None;
    }
    let mut clock = Clock::default();
    if mark == '年' {
        let (day, rest) = digits(rest.strip_prefix('月')?, 2);
        let rest = rest.strip_prefix('日')?;
        clock.note(Part::Year, first)?;
        clock.note(Part::Month, second)?;
        clock.note(Part::Day, day)?;
        return Some(spot(clock, text.len() - rest.len(), "%Y年%-m月%-d日"));
    }
    let rest = rest.strip_prefix(mark)?;
    let (third, rest) = digits(rest, 5);
    if rest.starts_with(mark) && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = text.len() - rest.len();
    if first.len() == 4 && (1..=2).contains(&third.len()) {
        clock.note(Part::Year, first)?;
        clock.note(Part::Month, second)?;
        clock.note(Part::Day, third)?;
        return Some(spot(clock, end, &format!("%Y{mark}%-m{mark}%-d")));
    }
    let year = match third.len() {
        4 => "%Y",
        2 => "%y",
        _ => return None,
    };
    if first.len() > 2 {
        return None;
    }
    clock.note(Part::Year, third)?;
    let (a, b): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
    // With slashes the month is first as often as not; with points the day is.
    let (day_is_first, ambiguous) = match (a, b) {
        (13.., _) => (true, false),
        (_, 13..) => (false, false),
        _ => (mark != '/', mark != '.' && a != b),
    };
    (clock.day, clock.month) = if day_is_first { (a, b) } else { (b, a) };
    let format =
        if day_is_first { format!("%-d{mark}%-m{mark}{year}") } else { format!("%-m{mark}%-d{mark}{year}") };
    Some(Spot { clock, start: 0, end, format, ambiguous })
}

/// `20 February 2026`, `20-Feb-2026`, `3 марта`, `2 de marzo de 2026`, `3rd of March`.
fn day_first(text: &str) -> Option<Spot> {
    let mut clock = Clock::default();
    let (day, rest) = digits(text, 3);
    if day.len() > 2 {
        return None;
    }
    clock.note(Part::Day, day)?;
    let mut format = String::from("%-d");
    let rest = match (calendar::ordinal(rest), rest.strip_prefix('.')) {
        (Some(suffix), _) => {
            format.push_str(suffix);
            &rest[suffix.len()..]
        }
        (None, Some(tail)) => {
            format.push('.');
            tail
        }
        (None, None) => rest,
    };
    let (joint, rest) = joint(rest)?;
    format.push_str(&joint);
    let (month, rest) = calendar::month(rest)?;
    clock.month = month;
    format.push_str("%B");
    let (clock, end, format) = with_year(clock, text, rest, format);
    Some(spot(clock, end, &format))
}

/// `March 12, 2025`, `Mar 2 2026`, `April 12th`.
fn month_first(text: &str) -> Option<Spot> {
    let mut clock = Clock::default();
    let (month, rest) = calendar::month(text)?;
    clock.month = month;
    let gap = rest.trim_start_matches([' ', '\u{a0}']);
    let (day, behind) = digits(gap, 3);
    if gap.len() == rest.len() || day.is_empty() || day.len() > 2 {
        return None;
    }
    clock.note(Part::Day, day)?;
    let mut format = String::from("%B %-d");
    let behind = match calendar::ordinal(behind) {
        Some(suffix) => {
            format.push_str(suffix);
            &behind[suffix.len()..]
        }
        None => behind,
    };
    if behind.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let (clock, end, format) = with_year(clock, text, behind, format);
    Some(spot(clock, end, &format))
}

/// `Thu, 20 Aug 2026`, `Monday March 2`.
fn weekday_first(text: &str) -> Option<Spot> {
    let rest = calendar::weekday(text)?;
    let bare = rest.strip_prefix([',', '،']).unwrap_or(rest);
    let inner = bare.trim_start_matches([' ', '\u{a0}']);
    if inner.len() == bare.len() {
        return None;
    }
    let at = text.len() - inner.len();
    let spot = numbers(inner).or_else(|| day_first(inner)).or_else(|| month_first(inner))?;
    Some(Spot { end: at + spot.end, format: format!("%A {}", spot.format), ..spot })
}

/// `20030219`.
fn compact(text: &str) -> Option<Spot> {
    let (number, rest) = digits(text, 9);
    if number.len() != 8 || rest.starts_with(char::is_alphabetic) {
        return None;
    }
    let mut clock = Clock::default();
    clock.note(Part::Year, &number[..4])?;
    clock.note(Part::Month, &number[4..6])?;
    clock.note(Part::Day, &number[6..])?;
    clock.date(None)?;
    Some(spot(clock, 8, "%Y%m%d"))
}

/// What stands between a day and its month: spaces, a mark, a word such as `de`.
fn joint(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix(['-', '/']) {
        return Some((text[..1].to_owned(), rest));
    }
    let rest = text.trim_start_matches([' ', '\u{a0}']);
    if rest.len() == text.len() {
        return None;
    }
    Some(match calendar::joint(rest) {
        Some(word) => (format!(" {word} "), rest[word.len()..].trim_start()),
        None => (" ".to_owned(), rest),
    })
}

/// Adds the year that may follow.
fn with_year(mut clock: Clock, text: &str, rest: &str, mut format: String) -> (Clock, usize, String) {
    let bare = text.len() - rest.len();
    let comma = rest.strip_prefix(',').unwrap_or(rest);
    let (joint, behind) = match comma.strip_prefix(['-', '/', '.']) {
        Some(behind) => (comma[..1].to_owned(), behind),
        None => match joint_year(comma) {
            Some(found) => found,
            None => return (clock, bare, format),
        },
    };
    let (year, tail) = digits(behind, 5);
    if year.len() != 4 || !matches!(year.as_bytes()[..2], [b'1', b'9'] | [b'2', b'0']) {
        return (clock, bare, format);
    }
    if clock.note(Part::Year, year).is_none() {
        return (clock, bare, format);
    }
    if comma.len() < rest.len() {
        format.push(',');
    }
    format.push_str(&joint);
    format.push_str("%Y");
    let mut end = text.len() - tail.len();
    if let Some(word) = tail.strip_prefix(' ').and_then(calendar::year) {
        format.push(' ');
        format.push_str(word);
        end += 1 + word.len();
    }
    (clock, end, format)
}

fn joint_year(text: &str) -> Option<(String, &str)> {
    joint(text).filter(|(joint, _)| joint.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_date(text: &str, rest: &str, format: &str, date: &str) {
        let spot = date_at(text, 0).unwrap_or_else(|| panic!("no day in {text}"));
        let found = spot.clock.date(Some(2024)).map(|date| date.to_string());
        assert_eq!(
            (&text[spot.end..], &*spot.format, found.as_deref()),
            (rest, format, Some(date)),
            "{text}"
        );
    }

    #[test]
    fn days_as_they_are_written() {
        check_date("2026-03-02 x", " x", "%Y-%-m-%-d", "2026-03-02");
        check_date("20.02.2026, 22:09", ", 22:09", "%-d.%-m.%Y", "2026-02-20");
        check_date("03/25/2025", "", "%-m/%-d/%Y", "2025-03-25");
        check_date("25/03/25", "", "%-d/%-m/%y", "2025-03-25");
        check_date("21-APR-1987 11", " 11", "%-d-%B-%Y", "1987-04-21");
        check_date("3 марта 2025 г. x", " x", "%-d %B %Y г.", "2025-03-03");
        check_date("2 de marzo de 2026", "", "%-d de %B de %Y", "2026-03-02");
        check_date("March 12, 2025 — 14:05", " — 14:05", "%B %-d, %Y", "2025-03-12");
        check_date("Oct. 5 (Harbour)", " (Harbour)", "%B %-d", "2024-10-05");
        check_date("Thu, 20 Aug 2026 16", " 16", "%A %-d %B %Y", "2026-08-20");
        check_date("Mon Mar 2 2026", "", "%A %B %-d %Y", "2026-03-02");
        check_date("20030219,council", ",council", "%Y%m%d", "2003-02-19");
        check_date("2026年3月2日 x", " x", "%Y年%-m月%-d日", "2026-03-02");
        check_date("12. März 2025", "", "%-d. %B %Y", "2025-03-12");
    }

    #[test]
    fn what_is_no_day() {
        for text in ["1.2.3.4", "31.02.2026", "2026", "99 bottles", "Marchers 12", "12:30", "1/2", "May be 3"]
        {
            assert_eq!(date_at(text, 0), None, "{text}");
        }
    }
}
