//! Times of day: `22:09`, `16.05`, `305 AM AKST`, `16:00:54 -0400`.

use super::Spot;
use crate::{
    calendar,
    clock::{Clock, Part, digits},
};

/// The time of day that begins at `at`, with its zone if one is said.
pub(crate) fn time_at(text: &str, at: usize) -> Option<Spot> {
    let rest = text.get(at..)?;
    if text[..at].ends_with(|c: char| c.is_ascii_digit()) || !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut clock = Clock::default();
    let mut format = String::new();
    let (hour, mut behind) = digits(rest, 5);
    let mut loose;
    match hour.len() {
        1 | 2 => {
            clock.note(Part::Hour, hour)?;
            format.push_str("%-H");
            let mark = behind.chars().next().filter(|c| matches!(c, ':' | '.' | 'h'));
            loose = true;
            if let Some(mark) = mark {
                let (minute, tail) = digits(&behind[1..], 3);
                if minute.len() == 2 {
                    clock.note(Part::Minute, minute)?;
                    format.push(mark);
                    format.push_str("%M");
                    behind = tail;
                    loose = mark == '.';
                    if mark == ':'
                        && let Some(tail) = behind.strip_prefix(':')
                        && let (second, tail) = digits(tail, 3)
                        && second.len() == 2
                    {
                        clock.note(Part::Second, second)?;
                        format.push_str(":%S");
                        behind = tail;
                        if let Some(fraction) = behind.strip_prefix('.')
                            && fraction.starts_with(|c: char| c.is_ascii_digit())
                        {
                            behind = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                            format.push_str(".%f");
                        }
                    }
                }
            }
        }
        3 | 4 => {
            clock.note(Part::Hour, hour)?;
            format.push_str("%-I%M");
            loose = true;
        }
        _ => return None,
    }
    let spaced = behind.trim_start_matches([' ', '\u{a0}']);
    if let Some(tail) = clock.half(spaced) {
        if spaced.len() < behind.len() {
            format.push(' ');
        }
        format = format.replace("%-H", "%-I");
        format.push_str("%p");
        behind = tail;
        loose = false;
    } else if format.starts_with("%-I") {
        return None;
    }
    // `16.05` may be a day or a price; `9` may be anything: they need company.
    if loose && !format.contains('.')
        || behind.starts_with(|c: char| c.is_alphanumeric()) && !behind.starts_with('Z')
    {
        return None;
    }
    let spaced = behind.trim_start_matches([' ', '\u{a0}']);
    if let Some((offset, tail)) = calendar::zone(spaced)
        && !(behind.len() == spaced.len() && behind.starts_with('-'))
    {
        clock.offset = Some(offset);
        if spaced.len() < behind.len() {
            format.push(' ');
        }
        format.push_str("%Z");
        behind = tail;
    }
    let end = rest.len() - behind.len();
    clock.time().is_some().then(|| Spot { clock, start: at, end: at + end, format, ambiguous: loose })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_time(text: &str, rest: &str, format: &str, time: &str) {
        let spot = time_at(text, 0).unwrap_or_else(|| panic!("no time in {text}"));
        let found = spot.clock.time().map(|time| time.to_string());
        assert_eq!(
            (&text[spot.end..], &*spot.format, found.as_deref()),
            (rest, format, Some(time)),
            "{text}"
        );
    }

    #[test]
    fn times_as_they_are_written() {
        check_time("22:09 26761", " 26761", "%-H:%M", "22:09:00");
        check_time("11:35:01.50", "", "%-H:%M:%S.%f", "11:35:01");
        check_time("305 AM AKST Mon", " Mon", "%-I%M %p %Z", "03:05:00");
        check_time("4:20PM |", " |", "%-I:%M%p", "16:20:00");
        check_time("7.41 p.m.", "", "%-I.%M %p", "19:41:00");
        check_time("16:00:54 -0400", "", "%-H:%M:%S %Z", "16:00:54");
        check_time("16.05 Head", " Head", "%-H.%M", "16:05:00");
        assert_eq!(time_at("26761", 0), None);
        assert_eq!(time_at("24:30", 0), None);
        assert_eq!(time_at("9 items", 0), None);
    }
}
