//! What a number says of the calendar by its looks alone.

use crate::knowledge::Calendar;

/// A number, or several joined by marks, as it may stand in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    /// `15`, `15th`; up to 99, so that an impossible day is seen as one.
    Day(i8),
    /// `22-24`
    Days(i8, i8),
    /// `2026`
    Year(i16),
    /// `2026-2030`, `1982-91`
    Years(i16, i16),
    /// `2026-03-15`, `15.03.2026`: year, month, day
    Date(i16, i8, i8),
}

/// Years that a news item may name beside a month.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=2199;
/// Years that a number is taken for where nothing but a word before it says so.
pub(crate) const RECENT: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads a token that starts with a digit.
pub(crate) fn figure(word: &str, calendars: &[Calendar]) -> Option<Figure> {
    let digits = word.rfind(|c: char| c.is_ascii_digit())? + 1;
    let suffix = &word[digits..];
    let ordinal = calendars.iter().any(|calendar| calendar.ordinals.contains(suffix));
    if !suffix.is_empty() && !ordinal {
        return None;
    }
    let mut parts = word[..digits].split(['-', '–', '.']);
    let parts =
        [parts.next()?, parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or("")];
    let dotted = word.contains('.');
    match parts.map(number) {
        [Some(Number::Short(day)), None, ..] if parts[1].is_empty() => Some(Figure::Day(day)),
        [Some(Number::Short(from)), Some(Number::Short(to)), None, _] if !dotted && parts[2].is_empty() => {
            Some(Figure::Days(from, to)).filter(|_| from < to)
        }
        [Some(Number::Long(year)), None, ..] if parts[1].is_empty() && suffix.is_empty() => {
            Some(Figure::Year(year)).filter(|_| YEARS.contains(&year))
        }
        [Some(Number::Long(from)), Some(Number::Long(to)), None, _] if !dotted && parts[2].is_empty() => {
            Some(Figure::Years(from, to))
                .filter(|_| from < to && RECENT.contains(&from) && RECENT.contains(&to))
        }
        // Up to 12 it could be a month.
        [Some(Number::Long(from)), Some(Number::Short(to)), None, _]
            if !dotted && parts[2].is_empty() && to > 12 =>
        {
            century(from, to).map(|to| Figure::Years(from, to)).filter(|_| RECENT.contains(&from))
        }
        [Some(Number::Long(year)), Some(Number::Short(month)), Some(Number::Short(day)), None]
            if parts[3].is_empty() && !dotted && parts[1].len() == 2 && parts[2].len() == 2 =>
        {
            Some(Figure::Date(year, month, day)).filter(|_| YEARS.contains(&year))
        }
        [Some(Number::Short(day)), Some(Number::Short(month)), Some(Number::Long(year)), None]
            if parts[3].is_empty() && !word.contains(['-', '–']) =>
        {
            Some(Figure::Date(year, month, day)).filter(|_| YEARS.contains(&year))
        }
        _ => None,
    }
}

/// The later year that two digits stand for.
pub(crate) fn century(from: i16, digits: i8) -> Option<i16> {
    let year = from - from % 100 + i16::from(digits);
    (year > from).then_some(year)
}

enum Number {
    /// Of one or two digits.
    Short(i8),
    /// Of four.
    Long(i16),
}

fn number(digits: &str) -> Option<Number> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        1 | 2 => digits.parse().ok().map(Number::Short),
        4 => digits.parse().ok().map(Number::Long),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::knowledge;

    #[track_caller]
    fn check(word: &str, expected: Option<Figure>) {
        assert_eq!(figure(word, &knowledge().calendars), expected, "{word}");
    }

    #[test]
    fn numbers_are_read_by_their_looks() {
        check("7", Some(Figure::Day(7)));
        check("21st", Some(Figure::Day(21)));
        check("22–24", Some(Figure::Days(22, 24)));
        check("2026", Some(Figure::Year(2026)));
        check("2026-2030", Some(Figure::Years(2026, 2030)));
        check("1982-91", Some(Figure::Years(1982, 1991)));
        check("2026-03-15", Some(Figure::Date(2026, 3, 15)));
        check("15.3.2026", Some(Figure::Date(2026, 3, 15)));
    }

    #[test]
    fn other_numbers_are_none() {
        for word in [
            "24-22",
            "2030-2026",
            "2026-12",
            "1991-82",
            "1.2.3.4",
            "15.03.26",
            "3,000",
            "15:30",
            "2026th",
            "5kg",
            "9/11",
            "0800",
        ] {
            check(word, None);
        }
    }
}
