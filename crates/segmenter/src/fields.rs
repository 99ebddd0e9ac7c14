//! Items that open with lines such as `Subject: …` and `Date: …`.

use crate::{
    line::Line,
    names::{NAMES, Names},
    opening::Opening,
    spot::{date_at, time_at},
    template::lower,
};

/// A line `Name: value`; the value is bytes of the line.
pub(crate) fn field(text: &str) -> Option<(&str, usize)> {
    let colon = text[..text.floor_char_boundary(40)].find(':')?;
    let name = text[..colon].trim_end();
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '/' | '.');
    let fits = !name.is_empty()
        && name.chars().all(inside)
        && name.starts_with(char::is_alphabetic)
        && name.split(' ').count() <= 3;
    let value = text.len() - text[colon + 1..].trim_start().len();
    (fits && !text[colon..].starts_with("://")).then_some((name, value))
}

/// How many lines from `at` on are fields or go on with one, and stand without blank lines between.
pub(crate) fn run(lines: &[Line<'_>], at: usize) -> usize {
    let first = &lines[at];
    if field(&first.text).is_none() {
        return 0;
    }
    let mut count = 1;
    for line in &lines[at + 1..] {
        let goes_on = line.indent > first.indent;
        if line.blanks > 0 || !goes_on && field(&line.text).is_none() || count > 60 {
            break;
        }
        count += 1;
    }
    // A value that is wrapped without an indent: the run goes on behind it.
    while count > 1
        && count < 20
        && let Some(next) = lines.get(at + count + 1)
        && next.blanks == 0
        && lines[at + count].blanks == 0
        && field(&next.text).is_some_and(|(name, _)| NAMES.knows(name))
    {
        count += 2;
    }
    count
}

/// Reads the fields that open an item at `at`, if one of the `wanted` names is
/// among them and one of them is a headline.
pub(crate) fn opening(lines: &[Line<'_>], at: usize, wanted: &[String]) -> Option<Opening> {
    let count = run(lines, at);
    if count == 0 {
        return None;
    }
    let mut opening = Opening { lines: count, ..Opening::default() };
    let mut known = false;
    let mut ranks = [usize::MAX; 4];
    for (index, line) in lines[at..at + count].iter().enumerate() {
        let Some((name, value)) = field(&line.text) else { continue };
        let name = lower(name);
        known |= wanted.contains(&name);
        let text = &line.text[value..];
        if text.is_empty() {
            continue;
        }
        let mut better = |part: usize, names: &[String]| {
            let rank = Names::rank(names, &name).filter(|rank| *rank < ranks[part]);
            rank.inspect(|rank| ranks[part] = *rank).is_some()
        };
        if better(0, &NAMES.headline) {
            let mut passage = line.passage(value..line.text.len());
            // A headline that goes on in the lines below.
            for more in lines[at + index + 1..at + count]
                .iter()
                .take_while(|more| more.indent > line.indent || field(&more.text).is_none())
            {
                let joined = format!("{} {}", passage.reads.as_deref().unwrap_or(text), more.text);
                passage.bytes.end = more.reading().bytes.end;
                passage.reads = Some(joined.into());
            }
            opening.headline = Some(passage);
        } else if better(1, &NAMES.date) {
            if let Some(clock) = moment(text) {
                opening.clock = clock;
            }
        } else if better(2, &NAMES.source) {
            opening.source = Some(without_address(text));
        } else if text.contains("://") && better(3, &NAMES.link) {
            opening.link = Some(text.to_owned());
        }
    }
    (known && opening.headline.is_some()).then_some(opening)
}

/// A day, with a time behind it or not, that begins within the first words of a text.
pub(crate) fn moment(text: &str) -> Option<crate::clock::Clock> {
    let text = text.trim_matches(['"', '\'', ' ']);
    let starts = text
        .char_indices()
        .map(|(at, _)| at)
        .take(24)
        .filter(|at| *at == 0 || !text[..*at].ends_with(char::is_alphanumeric));
    let (mut clock, mut end) = (None, 0);
    for at in starts {
        if let Some(spot) = date_at(text, at) {
            (clock, end) = (Some(spot.clock), spot.end);
            break;
        }
    }
    let mut clock = clock?;
    for (offset, _) in text[end..].char_indices().take(8) {
        if let Some(time) = time_at(text, end + offset) {
            clock.adopt(&time.clock);
            break;
        }
        // `2026-03-12T10:00:00Z`
        if text[end..].starts_with('T')
            && let Some(time) = time_at(text, end + 1)
        {
            clock.adopt(&time.clock);
            break;
        }
    }
    clock.date(None).map(|_| clock)
}

/// `Terry Morse <t@x.org>`, `t@x.org (Terry Morse)`: the name.
pub(crate) fn without_address(text: &str) -> String {
    let text = text.trim();
    if let Some((name, _)) = text.split_once('<')
        && !name.trim().is_empty()
    {
        return name.trim().trim_matches('"').to_owned();
    }
    if let Some((address, name)) = text.split_once('(')
        && address.contains('@')
    {
        return name.trim_end_matches([')', ' ']).to_owned();
    }
    text.to_owned()
}
