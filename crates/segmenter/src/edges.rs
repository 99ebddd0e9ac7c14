//! Days and times that stand before a headline, or behind it, on its line.

use std::ops::Range;

use crate::{calendar, clock::Clock, look::when, shape::words};

/// What a headline says of its day at one of its edges, and the bytes of what is left.
pub(crate) fn dated(text: &str) -> Option<(Clock, Range<usize>)> {
    let when = when(text)?;
    let date = when.date.as_ref()?;
    date.clock.year?;
    let mut clock = date.clock.clone();
    if let Some(time) = &when.time {
        clock.adopt(&time.clock);
    }
    let mark = |c: char| !c.is_alphanumeric() && !matches!(c, '"' | '“' | '«' | '„' | '\'' | '‘' | '[' | '(');
    let left = if when.start == 0 {
        let mut start = text.len() - text[when.end..].trim_start_matches(mark).len();
        if let Some((offset, rest)) = calendar::zone(&text[start..])
            && rest.starts_with(' ')
        {
            clock.offset = clock.offset.or(Some(offset));
            start = text.len() - rest.trim_start_matches(mark).len();
        }
        start..text.len()
    } else if when.end == text.len() {
        // A day that ends a headline's own words stays: `… on 3 May 2025`.
        let before = text[..when.start].trim_end();
        let apart =
            before.ends_with([':', '|', '-', '–', '—', '(', ',', '/', '•', '·']) && when.time.is_some();
        let kept = before.trim_end_matches([':', '|', '-', '–', '—', '(', ',', '/', '•', '·', ' ']);
        if !apart {
            return None;
        }
        0..kept.len()
    } else {
        return None;
    };
    (words(&text[left.clone()]) >= 3).then_some((clock, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let found = dated(text).map(|(clock, left)| {
            (
                clock.date(None).zip(clock.time()).map(|(date, time)| date.to_datetime(time).to_string()),
                &text[left],
            )
        });
        assert_eq!(found, expected.map(|(time, left)| (Some(time.to_owned()), left)), "{text}");
    }

    #[test]
    fn a_day_at_an_edge_is_no_part_of_the_headline() {
        check(
            "11:17, 30 January 2026 | GMT +5 The Ferry Sails Again",
            Some(("2026-01-30T11:17:00", "The Ferry Sails Again")),
        );
        check(
            "The Ferry Sails Again: 11 February 2023, 12:15",
            Some(("2023-02-11T12:15:00", "The Ferry Sails Again")),
        );
        check("The Ferry Sails on 11 February 2023", None);
        check("In 2023 the Ferry Sails", None);
    }
}
