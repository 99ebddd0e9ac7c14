//! The names that stand in dates, in all languages that are known.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use crate::template::lower;

#[derive(Deserialize)]
struct Data {
    months: Vec<Vec<String>>,
    weekdays: Vec<String>,
    joints: Vec<String>,
    ordinals: Vec<String>,
    years: Vec<String>,
    zones: HashMap<String, i32>,
}

/// Names in lower case.
struct Calendar {
    months: HashMap<String, i8>,
    weekdays: HashSet<String>,
    joints: Vec<String>,
    ordinals: Vec<String>,
    years: Vec<String>,
    zones: HashMap<String, i32>,
}

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let data: Data =
        toml::from_str(include_str!("../data/calendar.toml")).expect("the calendar is well written");
    let months = data.months.into_iter().zip(1..);
    Calendar {
        months: months
            .flat_map(|(names, month)| names.into_iter().map(move |name| (lower(&name), month)))
            .collect(),
        weekdays: data.weekdays.into_iter().collect(),
        joints: data.joints,
        ordinals: data.ordinals,
        years: data.years,
        zones: data.zones,
    }
});

/// The longest name of a month is not longer than this, in bytes.
const LONGEST: usize = 40;

/// The letters at the beginning of a text, if they are not too many for a name.
fn word(text: &str) -> Option<&str> {
    let inside = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '\u{301}' | '\u{93e}'..='\u{94d}');
    let end = text.find(|c: char| !inside(c)).unwrap_or(text.len());
    (end > 0 && end <= LONGEST).then(|| &text[..end])
}

/// Splits off the name of a month, with the full stop of a short one.
pub(crate) fn month(text: &str) -> Option<(i8, &str)> {
    let name = word(text)?;
    let month = *CALENDAR.months.get(&lower(name))?;
    let rest = &text[name.len()..];
    // `Oct. 5`, but not `Oct.2025`-like tails, which are written with the stop as a separator.
    let short = name.chars().count() <= 5
        && rest.starts_with('.')
        && !rest[1..].starts_with(|c: char| c.is_ascii_digit());
    Some((month, if short { &rest[1..] } else { rest }))
}

/// Splits off the name of a day of the week.
pub(crate) fn weekday(text: &str) -> Option<&str> {
    let name = word(text)?;
    let lower = lower(name);
    if !CALENDAR.weekdays.contains(&lower) {
        return None;
    }
    let rest = &text[name.len()..];
    Some(rest.strip_prefix('.').unwrap_or(rest))
}

/// The word between a day and its month, or a month and its year, if a text begins with one.
pub(crate) fn joint(text: &str) -> Option<&'static str> {
    first_of(&CALENDAR.joints, text, |rest| rest.starts_with(' '))
}

/// What stands behind the number of a day, as in `3rd`, if a text begins with it.
pub(crate) fn ordinal(text: &str) -> Option<&'static str> {
    first_of(&CALENDAR.ordinals, text, |_| true)
}

/// The word behind a year, as in `2026 года`, if a text begins with one.
pub(crate) fn year(text: &str) -> Option<&'static str> {
    first_of(&CALENDAR.years, text, |_| true)
}

fn first_of(words: &'static [String], text: &str, goes_on: impl Fn(&str) -> bool) -> Option<&'static str> {
    let fits = |word: &&String| text.strip_prefix(word.as_str()).is_some_and(&goes_on);
    words.iter().find(fits).map(String::as_str)
}

/// Splits off a time zone: letters, an offset such as `+0300` or `-05:00`, or
/// both, as in `GMT +5`. Gives its seconds east of UTC.
pub(crate) fn zone(text: &str) -> Option<(i32, &str)> {
    if let Some(offset) = offset(text) {
        return Some(offset);
    }
    let name = word(text)?;
    let minutes = *CALENDAR.zones.get(name)?;
    let rest = &text[name.len()..];
    match offset(rest.trim_start()).filter(|_| minutes == 0) {
        Some(found) => Some(found),
        None => Some((minutes * 60, rest)),
    }
}

fn offset(text: &str) -> Option<(i32, &str)> {
    let (sign, body) = match text.strip_prefix('+') {
        Some(body) => (1, body),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let (hours, minutes, used) = match digits {
        1 | 2 => {
            let hours: i32 = body[..digits].parse().ok()?;
            match body.get(digits..digits + 3).and_then(|tail| tail.strip_prefix(':')) {
                Some(minutes) if minutes.bytes().all(|b| b.is_ascii_digit()) => {
                    (hours, minutes.parse().ok()?, digits + 3)
                }
                _ => (hours, 0, digits),
            }
        }
        4 => (body[..2].parse().ok()?, body[2..4].parse().ok()?, 4),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then(|| (sign * (hours * 3600 + minutes * 60), &body[used..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_any_language_and_case() {
        assert_eq!(month("FEBRUARY 3"), Some((2, " 3")));
        assert_eq!(month("Oct. 5"), Some((10, " 5")));
        assert_eq!(month("марта 2025"), Some((3, " 2025")));
        assert_eq!(month("Qańtar 2026"), Some((1, " 2026")));
        assert_eq!(month("Apr.2025"), Some((4, ".2025")));
        assert_eq!(month("Marching on"), None);
    }

    #[test]
    fn zones_are_letters_or_numbers() {
        assert_eq!(zone("AKST Mon"), Some((-9 * 3600, " Mon")));
        assert_eq!(zone("GMT +5 x"), Some((5 * 3600, " x")));
        assert_eq!(zone("-04:00"), Some((-4 * 3600, "")));
        assert_eq!(zone("+0530]"), Some((5 * 3600 + 1800, "]")));
        assert_eq!(zone("AKSTX"), None);
        assert_eq!(zone("--5"), None);
    }
}
