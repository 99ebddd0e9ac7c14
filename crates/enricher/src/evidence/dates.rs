//! By which rule a calendar expression has its value.

use std::ops::Range;

use super::{Evidence, Fact, file, span_of};
use crate::{Reading, lexicon::Sense};

/// From where a date is counted that does not say its year or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Item,
    Letterhead,
    None,
}

/// Why an expression has this value.
pub(crate) fn date(
    reading: &Reading<'_>,
    number: usize,
    tokens: Range<usize>,
    value: &str,
    anchor: Anchor,
) -> Evidence {
    let because = |rule| Evidence::rule(Fact::Date(number), span_of(reading, tokens.clone()), rule);
    let senses = tokens.clone().filter_map(|index| Some((index, reading.hit_at(index)?)));
    let mut senses = senses.map(|(index, hit)| (index, hit.tokens.1, hit.sense));
    let first = senses.clone().next();
    let words = |from: usize, to: usize| reading.words(from..to);
    match first {
        Some((from, to, Sense::Relative(calendar, _))) => {
            return because(counted(anchor))
                .by(words(from, to))
                .from(&file(calendar, "dates.toml"), "relative");
        }
        Some((from, to, Sense::Weekday(_))) if to == tokens.end => {
            let file = calendar(reading, words(from, to));
            return because(of_the_week(anchor)).by(words(from, to)).from(&file, "weekdays");
        }
        _ => {}
    }
    let month = senses.find(|(_, _, sense)| matches!(sense, Sense::Month(_)));
    let Some((from, to, _)) = month else {
        return because(if value.contains('-') { "date in figures" } else { "years" });
    };
    let months = if value.starts_with("XXXX") {
        because("day and month; nothing says of which year")
    } else if value.split('/').all(|part| part.len() == "2026-03".len()) {
        because("month and year")
    } else if tokens
        .clone()
        .any(|index| reading.at(index).len() >= 4 && reading.at(index).parse::<u16>().is_ok())
    {
        because("day, month and year")
    } else {
        because(nearest(anchor))
    };
    months.by(words(from, to)).from(&calendar(reading, words(from, to)), "months")
}

fn counted(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Letterhead => "counted from the day of the letterhead",
        _ => "counted from the day of the item",
    }
}

fn of_the_week(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Item => "day of the week, nearest to the day of the item as its sentence leads",
        Anchor::Letterhead => "day of the week, nearest to the day of the letterhead as its sentence leads",
        Anchor::None => "day of the week, nearest to the day that the text tells",
    }
}

fn nearest(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Letterhead => "day and month without a year, nearest to the day of the letterhead",
        _ => "day and month without a year, nearest to the day of the item",
    }
}

/// The file of the language that has the month or day.
fn calendar(reading: &Reading<'_>, word: &str) -> String {
    let same = |known: &String| known == word || known.to_lowercase() == word.to_lowercase();
    let calendars = &reading.known().calendars;
    let tongue = calendars
        .iter()
        .position(|calendar| calendar.months.keys().chain(calendar.weekdays.keys()).any(same));
    file(tongue.unwrap_or_default(), "dates.toml")
}
