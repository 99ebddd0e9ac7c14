//! What each line of a document looks like, seen once for all who propose
//! layouts.

use crate::{
    line::Line,
    shape::{ends_sentence, is_caps, is_title},
    spot::{Spot, date_at, time_at},
    template::{link, rule},
};

/// What one line looks like.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen of every line, and none excludes another")]
pub(crate) struct Look<'p> {
    pub(crate) text: &'p str,
    /// Blank lines before it; many for the first.
    pub(crate) blanks: usize,
    /// Blank lines behind it; many for the last.
    pub(crate) after: usize,
    pub(crate) caps: bool,
    pub(crate) title: bool,
    /// Whether it ends like a sentence.
    pub(crate) ended: bool,
    /// Whether it is a rule from end to end.
    pub(crate) rule: bool,
    /// Whether it is an address from end to end.
    pub(crate) link: bool,
    pub(crate) when: Option<When>,
}

/// A day or a time in a line, or both.
#[derive(Debug)]
pub(crate) struct When {
    pub(crate) date: Option<Spot>,
    pub(crate) time: Option<Spot>,
    /// From where to where the two reach.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// As good as any number of blank lines.
pub(crate) const EDGE: usize = 9;

/// Lines longer than this are text, whatever day stands in them, in bytes.
const LONG: usize = 240;

/// Looks at lines, one by one.
pub(crate) fn look<'p>(lines: &'p [Line<'_>]) -> Vec<Look<'p>> {
    let mut looks: Vec<Look<'p>> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let text = &*line.text;
        let short = text.len() <= 400;
        looks.push(Look {
            text,
            blanks: if at == 0 { EDGE } else { line.blanks },
            after: lines.get(at + 1).map_or(EDGE, |next| next.blanks),
            caps: short && is_caps(text),
            title: short && is_title(text),
            ended: ends_sentence(text),
            rule: rule(text) == Some(text.len()),
            link: link(text) == Some(text.len()),
            when: when(text),
        });
    }
    looks
}

/// The first day and the first time of a line that stand together.
pub(crate) fn when(text: &str) -> Option<When> {
    // Addresses have days in their paths.
    if !text.bytes().take(LONG).any(|byte| byte.is_ascii_digit())
        || text.len() <= LONG && text.contains("://")
    {
        return None;
    }
    let window = &text[..text.floor_char_boundary(if text.len() > LONG { 60 } else { LONG })];
    let mut at = 0;
    let mut before = ' ';
    let (mut date, mut time): (Option<Spot>, Option<Spot>) = (None, None);
    while at < window.len() {
        let Some(c) = window[at..].chars().next() else { break };
        let opens = !before.is_alphanumeric()
            && (c.is_ascii_digit() || c.is_alphabetic() && dated_word(&window[at..]));
        if opens {
            if date.is_none()
                && let Some(found) = date_at(window, at)
            {
                at = found.end;
                before = ' ';
                // `2026-03-12T10:00`
                if window[at..].starts_with('T') && time_at(window, at + 1).is_some() {
                    at += 1;
                }
                date = Some(found);
                continue;
            }
            if time.is_none()
                && let Some(found) =
                    time_at(window, at).filter(|found| !found.ambiguous || date.is_some() || at == 0)
            {
                at = found.end;
                before = ' ';
                time = Some(found);
                continue;
            }
        }
        before = c;
        at += c.len_utf8();
    }
    // A time that is far from the day is another's.
    if let (Some(day), Some(hour)) = (&date, &time) {
        let gap = if day.start < hour.start {
            window.get(day.end..hour.start)
        } else {
            window.get(hour.end..day.start)
        };
        if gap.is_none_or(|gap| gap.chars().filter(|c| c.is_alphabetic()).count() > 8) {
            let day_first = day.start < hour.start;
            if day_first { time = None } else { date = None }
        }
    }
    let spots = [&date, &time];
    let start = spots.iter().filter_map(|spot| Some(spot.as_ref()?.start)).min()?;
    let end = spots.iter().filter_map(|spot| Some(spot.as_ref()?.end)).max()?;
    Some(When { date, time, start, end })
}

/// Whether a word may begin a day: a number comes next, or a comma does.
fn dated_word(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    if end > 40 {
        return false;
    }
    let rest = text[end..].trim_start_matches(['.', ',', ' ', '\u{a0}']);
    rest.starts_with(|c: char| c.is_ascii_digit())
        || text[end..].starts_with([',', '.', ' ']) && {
            let next = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            next > 0
                && next < 16
                && rest[next..].trim_start_matches(['.', ' ']).starts_with(|c: char| c.is_ascii_digit())
        }
}
