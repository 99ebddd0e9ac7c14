//! What a header says, and how its numbers are read.

use jiff::civil::{Date, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dateline {
    pub(crate) date: Date,
    pub(crate) time: Option<Time>,
    pub(crate) views: Option<u64>,
}

/// Numbers found in a line, not yet known to be a day and a time.
#[derive(Default)]
pub(crate) struct Found {
    year: i16,
    pub(crate) month: i8,
    day: i8,
    hour: Option<i8>,
    minute: i8,
    second: i8,
    pub(crate) views: Option<u64>,
}

impl Found {
    pub(crate) fn note(&mut self, part: Part, digits: &str) -> Option<()> {
        let number = || digits.parse().ok();
        match part {
            Part::Year => self.year = year(digits)?,
            Part::Month => self.month = number()?,
            Part::Day => self.day = number()?,
            Part::Hour => self.hour = Some(number()?),
            Part::Minute => self.minute = number()?,
            Part::Second => self.second = number()?,
        }
        Some(())
    }

    /// News is dated between 1900 and 2100; four digits beyond that are something else.
    pub(crate) fn date(&self) -> Option<Date> {
        Date::new(self.year, self.month, self.day).ok().filter(|date| (1900..=2100).contains(&date.year()))
    }

    pub(crate) fn dateline(&self) -> Option<Dateline> {
        let time = match self.hour {
            Some(hour) => Some(Time::new(hour, self.minute, self.second, 0).ok()?),
            None => None,
        };
        Some(Dateline { date: self.date()?, time, views: self.views })
    }
}

/// Four digits, or two of a century as POSIX has it for `%y`.
fn year(digits: &str) -> Option<i16> {
    let year = digits.parse().ok()?;
    Some(match (digits.len(), year) {
        (2, 0..=68) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    })
}

/// Splits off the leading ASCII digits, at most so many.
pub(crate) fn digits(text: &str, most: usize) -> (&str, &str) {
    text.split_at(text.bytes().take(most).take_while(u8::is_ascii_digit).count())
}

/// Plain digits, or groups of three as pages print them: `26761`, `26,761`, `26 761` with a no-break space.
pub(crate) fn count(text: &str) -> Option<(u64, &str)> {
    let (first, mut rest) = digits(text, text.len());
    let mut number: u64 = first.parse().ok()?;
    while first.len() <= 3
        && let Some((group, behind)) = group(rest)
    {
        number = number.checked_mul(1000)?.checked_add(group.parse().ok()?)?;
        rest = behind;
    }
    Some((number, rest))
}

/// A separator and three digits, no more.
fn group(text: &str) -> Option<(&str, &str)> {
    let (group, behind) = digits(text.strip_prefix([',', '\u{a0}', '\u{202f}'])?, 4);
    (group.len() == 3).then_some((group, behind))
}
