//! Days and times as they are read off a line, and how its numbers are read.

use jiff::civil::{Date, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
    Half,
    Zone,
    Weekday,
}

/// Numbers found in a line, not yet known to be a day and a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) year: Option<i16>,
    pub(crate) month: i8,
    pub(crate) day: i8,
    pub(crate) hour: Option<i8>,
    pub(crate) minute: i8,
    pub(crate) second: i8,
    /// After noon, by a clock of twelve hours.
    afternoon: Option<bool>,
    /// Seconds east of UTC, where the line says them.
    pub(crate) offset: Option<i32>,
}

impl Clock {
    pub(crate) fn note(&mut self, part: Part, digits: &str) -> Option<()> {
        let number = || digits.parse().ok();
        match part {
            Part::Year => self.year = Some(year(digits)?),
            Part::Month => self.month = number()?,
            Part::Day => self.day = number()?,
            Part::Hour if digits.len() > 2 => {
                // `305 AM`: hours and minutes run together.
                let (hour, minute) = digits.split_at(digits.len() - 2);
                self.hour = Some(hour.parse().ok()?);
                self.minute = minute.parse().ok()?;
            }
            Part::Hour => self.hour = Some(number()?),
            Part::Minute => self.minute = number()?,
            Part::Second => self.second = number()?,
            Part::Fraction | Part::Half | Part::Zone | Part::Weekday => {}
        }
        Some(())
    }

    /// Splits off `am`, `p.m.` and the like.
    pub(crate) fn half<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        const FORMS: [(&str, bool); 4] = [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)];
        let form = |(form, afternoon): &(&str, bool)| {
            let head = text.get(..form.len())?;
            head.eq_ignore_ascii_case(form).then(|| (&text[form.len()..], *afternoon))
        };
        let (rest, afternoon) = FORMS.iter().find_map(form)?;
        if rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        self.afternoon = Some(afternoon);
        Some(rest)
    }

    /// Takes over what another line has said, where this one says nothing.
    pub(crate) fn adopt(&mut self, other: &Clock) {
        if other.day != 0 && self.day == 0 {
            (self.year, self.month, self.day) = (other.year, other.month, other.day);
        }
        if self.hour.is_none() {
            (self.hour, self.minute, self.second) = (other.hour, other.minute, other.second);
            self.afternoon = other.afternoon;
        }
        self.offset = self.offset.or(other.offset);
    }

    /// News is dated between 1900 and 2100; four digits beyond that are something else.
    pub(crate) fn date(&self, year: Option<i16>) -> Option<Date> {
        let year = self.year.or(year)?;
        Date::new(year, self.month, self.day).ok().filter(|date| (1900..=2100).contains(&date.year()))
    }

    pub(crate) fn time(&self) -> Option<Time> {
        let hour = match (self.hour?, self.afternoon) {
            (12, Some(false)) => 0,
            (hour @ 1..=11, Some(true)) => hour + 12,
            (hour, _) => hour,
        };
        Time::new(hour, self.minute, self.second, 0).ok()
    }

    /// Whether the numbers make a day and a time, or would in some year.
    pub(crate) fn is_possible(&self) -> bool {
        let day = self.day == 0 || self.date(Some(2024)).is_some();
        day && (self.hour.is_none() || self.time().is_some())
    }
}

/// Four digits, or two of a century as POSIX has it for `%y`.
pub(crate) fn year(digits: &str) -> Option<i16> {
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
