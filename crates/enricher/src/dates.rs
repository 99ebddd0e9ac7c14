//! Calendar expressions, read from the item's own day.

use std::{cell::OnceCell, ops::Range};

use courant_model::{DateMention, Flag};
use jiff::{ToSpan as _, civil::Date};

use crate::{
    Notes, Reading,
    evidence::{self, Anchor},
    figures::{Figure, RECENT, century, figure},
    knowledge::{Calendar, Relative, Unit},
    lexicon::{Sense, Traits},
    tokens::{Class, Token},
};

/// Notes every calendar expression whose day, month or year is certain, as
/// EDTF, at the first place that words it so. A date without a year is that of
/// the nearest such day; without an anchor its year stays open, as in
/// `XXXX-03-15`. A date that does not exist is flagged.
///
/// An item without a date of its own is anchored at the date of its
/// letterhead, which is then no expression of the text. The date of a dateline
/// is the item's own, too.
pub(crate) fn dates(reading: &Reading<'_>, notes: &mut Notes) {
    let letterhead = if reading.published().is_none() { letterhead(reading) } else { None };
    let anchor = reading.published().or(letterhead.as_ref().map(|(date, _)| *date));
    let told = OnceCell::new();
    for block in blocks(reading) {
        if letterhead.as_ref().is_none_or(|(_, head)| *head != block) {
            Page { reading, calendars: &reading.known().calendars, anchor, told: &told, block }.note(notes);
        }
    }
}

/// The tokens of each headline or paragraph.
fn blocks<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = Range<usize>> + 'r {
    let mut start = 0;
    reading.tokens().chunk_by(|one, next| one.block == next.block).map(move |block| {
        let range = start..start + block.len();
        start = range.end;
        range
    })
}

/// Lines among the first that are as short as a letterhead's.
const LETTERHEAD: (usize, usize) = (6, 10);

/// The day that stands in a short line at the head of the text.
fn letterhead(reading: &Reading<'_>) -> Option<(Date, Range<usize>)> {
    let short = |block: &Range<usize>| {
        block.len() <= LETTERHEAD.1 && block.clone().any(|index| reading.tokens()[index].is_figure())
    };
    blocks(reading).take(LETTERHEAD.0).filter(short).find_map(|block| {
        let page = Page {
            reading,
            calendars: &reading.known().calendars,
            anchor: None,
            told: &OnceCell::new(),
            block: block.clone(),
        };
        let date = block.clone().find_map(|index| match page.expression(index)? {
            (_, Meaning::Value(_, value)) => value.parse().ok(),
            _ => None,
        })?;
        Some((date, block))
    })
}

/// What a run of tokens that looks like a date comes to.
enum Meaning {
    Value(Range<usize>, String),
    Impossible,
}

/// A headline or paragraph: no expression reaches out of one.
struct Page<'r> {
    reading: &'r Reading<'r>,
    calendars: &'static [Calendar],
    anchor: Option<Date>,
    /// The first day that the text tells in full, once it has been looked for.
    told: &'r OnceCell<Option<Date>>,
    /// Its tokens.
    block: Range<usize>,
}

/// A month with a day, or with several in a row.
#[derive(Clone, Copy)]
struct Point {
    month: i8,
    first: i8,
    last: i8,
}

impl Page<'_> {
    fn note(&self, notes: &mut Notes) {
        let mut index = self.block.start;
        while index < self.block.end {
            let Some((end, meaning)) = self.expression(index) else {
                index += 1;
                continue;
            };
            match meaning {
                Meaning::Value(range, _) if self.is_dateline(range.end) => {}
                Meaning::Value(range, _) if self.is_said(notes, range.clone()) => {}
                Meaning::Value(range, value) => {
                    let number = notes.dates.len() + 1;
                    notes.because(|| {
                        evidence::date(self.reading, number, range.clone(), &value, self.told_by())
                    });
                    notes.dates.push(DateMention {
                        text: self.reading.words(range.clone()).to_owned(),
                        value,
                        span: self.reading.span(self.reading.bytes(range)),
                    });
                }
                Meaning::Impossible if !notes.flags.contains(&Flag::DateImpossible) => {
                    notes.flags.push(Flag::DateImpossible);
                }
                Meaning::Impossible => {}
            }
            index = end;
        }
    }

    /// Whose day the expressions are counted from.
    fn told_by(&self) -> Anchor {
        match self.anchor {
            Some(_) if self.reading.published().is_some() => Anchor::Item,
            Some(_) => Anchor::Letterhead,
            None => Anchor::None,
        }
    }

    /// Whether the same words have been noted.
    fn is_said(&self, notes: &Notes, range: Range<usize>) -> bool {
        let text = self.reading.words(range);
        notes.dates.iter().any(|date| date.text == text)
    }

    /// Whether the date that ends there is the item's own: `MADRID, May 21. /LYRA/`,
    /// `Oslo, 3 May –`, `Oslo. 3 May. LYRA -`.
    fn is_dateline(&self, end: usize) -> bool {
        let tokens = self.reading.tokens();
        let near = end - self.block.start < 9 && tokens[self.block.start].is_capital();
        let early = tokens[self.block.start].block <= 1 && near;
        let marks = [self.word(end), self.word(end + 1)];
        let place = (self.block.start..end).any(|index| tokens[index].is_mark(','));
        let agency = self.word(self.block.start + 1) == "."
            && self.word(end) == "."
            && self.token(end + 1).is_some_and(Token::is_capital)
            && self.is_dash(end + 2);
        early && agency
            || early
                && place
                && matches!(marks, ["." | "", "/" | "–" | "—" | "-"] | ["–" | "—" | "-" | "/", _])
    }

    /// The expression that begins at a token, and the token behind it.
    fn expression(&self, index: usize) -> Option<(usize, Meaning)> {
        match self.reading.tokens()[index].class {
            Class::Number => match self.figure(index)? {
                Figure::Day(_) | Figure::Days(..) => self.days(index),
                Figure::Year(year) => self.bare_year(index, year),
                Figure::Years(from, to) => {
                    Some((index + 1, Meaning::Value(index..index + 1, format!("{from}/{to}"))))
                }
                Figure::Date(year, month, day) => {
                    let value = Date::new(year, month, day).map(|date| date.to_string());
                    Some((index + 1, meaning(index..index + 1, value.ok())))
                }
            },
            Class::Mark(_) | Class::Clitic => None,
            // Nothing is known of most words.
            _ if self.reading.tokens()[index].word == 0 => None,
            _ => match self.sense(index)? {
                (Sense::Month(month), end) => self.days(index).or_else(|| self.month(index, month, end)),
                (Sense::Relative(calendar, phrase), end) => {
                    self.relative(index..end, &self.calendars[calendar].relative[phrase])
                }
                (Sense::Weekday(day), end) => self.weekday(index, day, end),
                _ => None,
            },
        }
    }

    /// `on Monday`, `next Friday`, `Friday, February 10, 2026`
    fn weekday(&self, index: usize, day: i8, end: usize) -> Option<(usize, Meaning)> {
        let comma = usize::from(self.word(end) == ",");
        if let Some((behind, meaning)) = self.days(end + comma) {
            return Some(match meaning {
                Meaning::Value(range, value) => (behind, Meaning::Value(index..range.end, value)),
                Meaning::Impossible => (behind, meaning),
            });
        }
        let left = index.checked_sub(1).filter(|left| self.block.contains(left));
        let before = left.map_or("", |left| self.word(left));
        // "Good Friday"
        let named =
            left.and_then(|left| self.token(left)).is_some_and(|token| token.is_capital() && !token.opens);
        let Some(anchor) = self.anchor.filter(|_| !named) else {
            return self.beside_a_date(index, day, named);
        };
        let back = i64::from((anchor.weekday().to_monday_one_offset() - day).rem_euclid(7));
        let coming = self.calendars.iter().any(|calendar| calendar.next.contains(before))
            || self.is_planned(index, end);
        let offset = if coming { if back == 0 { 7 } else { 7 - back } } else { -back };
        let date = anchor.checked_add(offset.days()).ok()?;
        Some((end, Meaning::Value(index..end, date.to_string())))
    }

    /// Whether a word near it in its sentence says that it is still to come: `will
    /// meet on Monday`, but not `said on Monday that it will`.
    fn is_planned(&self, index: usize, end: usize) -> bool {
        let tokens = self.reading.tokens();
        let told =
            (self.block.start..index).rev().take(2).any(|before| self.reading.has(before, Traits::SAYING));
        let mut before =
            (self.block.start..index).rev().take(10).take_while(|index| !tokens[index + 1].opens);
        let mut behind = (end..self.block.end).take(6).take_while(|index| !tokens[*index].opens);
        let planned = |index: usize| self.reading.has(index, Traits::PLANNED);
        !told && (before.any(planned) || behind.any(planned))
    }

    /// Without an anchor: the day of that name that is nearest to the first day
    /// that the text tells in full.
    fn beside_a_date(&self, index: usize, day: i8, named: bool) -> Option<(usize, Meaning)> {
        let date = self.told.get_or_init(|| blocks(self.reading).find_map(|block| self.full(block)));
        let date = date.filter(|_| !named)?;
        let near = (-3..=3).filter_map(|days: i64| date.checked_add(days.days()).ok());
        let found = near.into_iter().find(|date| date.weekday().to_monday_one_offset() == day)?;
        Some((index + 1, Meaning::Value(index..index + 1, found.to_string())))
    }

    /// The first day of a block that is told with its year.
    fn full(&self, block: Range<usize>) -> Option<Date> {
        let page = Page { block: block.clone(), anchor: None, ..*self };
        block.into_iter().find_map(|index| {
            let known = matches!(page.sense(index), Some((Sense::Month(_), _)));
            let begins = known || page.token(index).is_some_and(Token::is_figure);
            match page.days(index).filter(|_| begins)? {
                (_, Meaning::Value(_, value)) => value.parse().ok(),
                (_, Meaning::Impossible) => None,
            }
        })
    }

    /// `March 15`, `15-17 March 2026`, `February 27 - March 2, 2026`
    fn days(&self, index: usize) -> Option<(usize, Meaning)> {
        let (from, mut end) = self.point(index)?;
        let mut to = from;
        let mut years = (self.year(end), None);
        end = years.0.map_or(end, |(_, end)| end);
        if (self.is_dash(end) || self.is_span(index, end))
            && let Some((until, behind)) = self.point(end + 1)
        {
            to = until;
            years.1 = self.year(behind);
            end = years.1.map_or(behind, |(_, end)| end);
        }
        let last_year = years.1.or(years.0).map(|(year, _)| year);
        let first_year = years.0.or(years.1).map(|(year, _)| year);
        let range = index..end;
        if first_year.is_none() && self.is_doubtful(index, end) {
            return None;
        }
        let value = if (from.month, from.first) == (to.month, to.last) {
            self.day(first_year, from.month, from.first, self.is_planned(index, end))
        } else {
            let (first, last) = (
                self.day(first_year, from.month, from.first, false),
                self.day(last_year, to.month, to.last, false),
            );
            // A span that ends before it begins has been misread.
            first
                .zip(last)
                .filter(|(first, last)| first < last)
                .map(|(first, last)| format!("{first}/{last}"))
        };
        Some((end, meaning(range, value)))
    }

    /// A month and its days in either order.
    fn point(&self, index: usize) -> Option<(Point, usize)> {
        let point = |figure, month| match figure {
            Figure::Day(day) => Some(Point { month, first: day, last: day }),
            Figure::Days(first, last) => Some(Point { month, first, last }),
            _ => None,
        };
        if let Some((Sense::Month(month), end)) = self.sense(index) {
            return Some((point(self.figure(end)?, month)?, end + 1));
        }
        let figure = self.figure(index)?;
        // "from 20 to 30 January"
        if let Figure::Day(first) = figure
            && self.is_span(index, index + 1)
            && let Some(Figure::Day(last)) = self.figure(index + 2)
            && let Some((Sense::Month(month), end)) = self.sense(index + 3)
        {
            return (first < last).then_some((Point { month, first, last }, end));
        }
        let (Sense::Month(month), end) = self.sense(index + 1)? else { return None };
        Some((point(figure, month)?, end))
    }

    /// Whether two words make a span of time of what they stand before:
    /// `from … to`, `between … and`.
    fn is_span(&self, start: usize, link: usize) -> bool {
        let Some(before) = start.checked_sub(1).filter(|before| self.block.contains(before)) else {
            return false;
        };
        let (from, to) = (self.word(before), self.word(link));
        self.calendars.iter().any(|calendar| calendar.spans.iter().any(|span| span.0 == from && span.1 == to))
    }

    /// `November 2025`, `from March 2019 to June 2022`; with an anchor also `in
    /// November`.
    fn month(&self, index: usize, month: i8, end: usize) -> Option<(usize, Meaning)> {
        let Some((year, end)) = self.year(end) else { return self.bare_month(index, month, end) };
        if self.is_span(index, end)
            && let Some((Sense::Month(last), behind)) = self.sense(end + 1)
            && let Some((until, behind)) = self.year(behind)
            && (year, month) < (until, last)
        {
            let value = format!("{year:04}-{month:02}/{until:04}-{last:02}");
            return Some((behind, Meaning::Value(index..behind, value)));
        }
        Some((end, Meaning::Value(index..end, format!("{year:04}-{month:02}"))))
    }

    /// `in November`: the last one, or the next if it is still to come.
    fn bare_month(&self, index: usize, month: i8, end: usize) -> Option<(usize, Meaning)> {
        let left = index.checked_sub(1).filter(|left| self.block.contains(left))?;
        let before = self.word(left);
        let calendar = self.calendars.iter().find(|calendar| {
            calendar.year_words.is_empty()
                && (calendar.before_year.contains(before) || calendar.next.contains(before))
        })?;
        let anchor = self.anchor?;
        let coming = calendar.next.contains(before) || self.is_planned(index, end);
        let year = match month.cmp(&anchor.month()) {
            std::cmp::Ordering::Less if coming => anchor.year() + 1,
            std::cmp::Ordering::Greater if !coming => anchor.year() - 1,
            _ => anchor.year(),
        };
        Some((end, Meaning::Value(index..end, format!("{year:04}-{month:02}"))))
    }

    /// A year behind a day or a month, perhaps behind a comma.
    fn year(&self, index: usize) -> Option<(i16, usize)> {
        let comma = self.word(index) == ",";
        let at = index + usize::from(comma);
        // "in October last year"
        if let Some((Sense::Relative(calendar, phrase), end)) = self.sense(index)
            && let Relative { unit: Unit::Year, offset, .. } = self.calendars[calendar].relative[phrase]
        {
            return Some((self.anchor?.year() + offset, end));
        }
        let Some(Figure::Year(year)) = self.figure(at) else { return None };
        let said = self.calendars.iter().any(|calendar| calendar.year_words.contains(self.word(at + 1)));
        Some((year, at + 1 + usize::from(said)))
    }

    /// `in 2027`, `from 2026 to 2030`
    fn bare_year(&self, index: usize, year: i16) -> Option<(usize, Meaning)> {
        let before = self.word(index.checked_sub(1)?);
        let after = self.word(index + 1);
        let calendar = self.calendars.iter().find(|calendar| {
            let said = calendar.year_words.contains(after);
            (calendar.before_year.contains(before) || self.is_bracketed(index) || self.is_determined(index))
                && (said || calendar.year_words.is_empty())
                || calendar.spans.iter().any(|(from, to)| from == before && to == after)
        })?;
        if !RECENT.contains(&year) {
            return None;
        }
        if calendar.spans.iter().any(|(from, to)| from == before && to == after)
            && let Some(Figure::Year(until)) = self.figure(index + 2)
            && until > year
        {
            return Some((index + 3, Meaning::Value(index..index + 3, format!("{year}/{until}"))));
        }
        if self.is_dash(index + 1) {
            let until = match self.figure(index + 2)? {
                Figure::Year(until) => Some(until).filter(|until| *until > year),
                Figure::Day(digits) => century(year, digits),
                _ => None,
            };
            return until
                .map(|until| (index + 3, Meaning::Value(index..index + 3, format!("{year}/{until}"))));
        }
        let next = self.token(index + 1);
        let counts = next.is_some_and(|token| token.class == Class::Lower && !self.is_determined(index))
            && !calendar.after_year.contains(after)
            && !calendar.year_words.contains(after);
        let joined = next.is_some_and(|token| token.is_mark('%'));
        (!counts && !joined).then(|| (index + 1, Meaning::Value(index..index + 1, year.to_string())))
    }

    /// `(1982)`, `(1982 - 91)`
    fn is_bracketed(&self, index: usize) -> bool {
        let behind = if self.is_dash(index + 1) { index + 3 } else { index + 1 };
        index > self.block.start && self.word(index - 1) == "(" && self.word(behind) == ")"
    }

    /// `the 2014 revolution`
    fn is_determined(&self, index: usize) -> bool {
        let lower = |index: usize| self.token(index).is_some_and(|token| token.class == Class::Lower);
        let singular = !self.word(index + 1).ends_with('s');
        index > self.block.start
            && self.reading.has(index - 1, Traits::ARTICLE)
            && lower(index + 1)
            && singular
    }

    /// `this year`, if there is a day to count from.
    fn relative(&self, range: Range<usize>, relative: &Relative) -> Option<(usize, Meaning)> {
        let before = range.start.checked_sub(1).map_or("", |index| self.word(index));
        let anchor = self.anchor.filter(|_| !relative.not_after.contains(before))?;
        let offset = i64::from(relative.offset);
        let date = match relative.unit {
            Unit::Day => anchor.checked_add(offset.days()),
            Unit::Month => anchor.checked_add(offset.months()),
            Unit::Year => anchor.checked_add(offset.years()),
        };
        let date = date.ok()?.to_string();
        let digits = match relative.unit {
            Unit::Day => date.len(),
            Unit::Month => date.len() - "-00".len(),
            Unit::Year => date.len() - "-00-00".len(),
        };
        Some((range.end, Meaning::Value(range, date[..digits].to_owned())))
    }

    /// A day as EDTF, or `None` if there is no such day. Without a year it is the
    /// nearest, or the next one if it is said to be still to come.
    fn day(&self, year: Option<i16>, month: i8, day: i8, coming: bool) -> Option<String> {
        if let Some(year) = year {
            return Date::new(year, month, day).ok().map(|date| date.to_string());
        }
        let Some(anchor) = self.anchor else {
            // 2000 has a 29th of February.
            return Date::new(2000, month, day).ok().map(|_| format!("XXXX-{month:02}-{day:02}"));
        };
        let near = (-4..=4).filter_map(|years| Date::new(anchor.year().checked_add(years)?, month, day).ok());
        let near = near.filter(|date| !coming || *date >= anchor);
        let nearest =
            near.min_by_key(|date| anchor.until(*date).map_or(i32::MAX, |span| span.get_days().abs()));
        nearest.map(|date| date.to_string())
    }

    /// Whether what looks like a day without a year may be a number of
    /// things, or the month another word.
    fn is_doubtful(&self, index: usize, end: usize) -> bool {
        let token = &self.reading.tokens()[index];
        let word = self.reading.word(token);
        let next = self.word(end);
        self.calendars.iter().any(|calendar| {
            calendar.counts.contains(next) || (token.opens && calendar.also_words.contains(word))
        }) || next == "%"
    }

    fn figure(&self, index: usize) -> Option<Figure> {
        let token = self.token(index).filter(|token| token.class == Class::Number)?;
        figure(self.reading.word(token), self.calendars)
    }

    /// The known phrase that begins at a token, and the token behind it.
    fn sense(&self, index: usize) -> Option<(Sense, usize)> {
        self.reading
            .hit_at(index)
            .filter(|hit| hit.whole && hit.tokens.1 <= self.block.end)
            .map(|hit| (hit.sense, hit.tokens.1))
    }

    fn token(&self, index: usize) -> Option<&Token> {
        self.reading.tokens().get(index).filter(|_| self.block.contains(&index))
    }

    /// A token of the block as written, or nothing outside of it.
    fn word(&self, index: usize) -> &str {
        self.token(index).map_or("", |token| self.reading.word(token))
    }

    fn is_dash(&self, index: usize) -> bool {
        matches!(self.word(index), "-" | "–" | "—")
    }
}

fn meaning(range: Range<usize>, value: Option<String>) -> Meaning {
    value.map_or(Meaning::Impossible, |value| Meaning::Value(range, value))
}

#[cfg(test)]
mod tests;
