//! When an item was published, no more precisely than it says itself.

use std::{fmt, str::FromStr};

use jiff::{civil, fmt::temporal::DateTimeParser, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A minute with its offset from UTC, or a day.
///
/// Its text form is RFC 3339 (`2026-02-20T22:09:00+05:00`), an ISO date
/// (`2026-02-20`), or, where no time zone is known, an ISO time without an
/// offset (`2026-02-20T22:09:00`): UTC is nobody's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Published {
    /// A wall-clock time and the offset that held there and then.
    At(civil::DateTime, Offset),
    /// A wall-clock time of which nobody knows where the clock hung.
    Local(civil::DateTime),
    /// A day, where the header has no time.
    On(civil::Date),
}

impl Published {
    /// The day on the calendar of the place where it was published.
    #[must_use]
    pub fn date(&self) -> civil::Date {
        match self {
            Published::At(time, _) | Published::Local(time) => time.date(),
            Published::On(date) => *date,
        }
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (time, offset) = match self {
            Published::On(date) => return write!(f, "{date}"),
            Published::Local(time) => (time, None),
            Published::At(time, offset) => (time, Some(offset.seconds())),
        };
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second(),
        )?;
        let Some(offset) = offset else { return Ok(()) };
        let (sign, minutes) = if offset < 0 { ('-', -offset / 60) } else { ('+', offset / 60) };
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// A text that is neither an RFC 3339 time nor an ISO date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedError(String);

impl fmt::Display for PublishedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "neither an RFC 3339 time nor an ISO date: `{}`", self.0)
    }
}

impl std::error::Error for PublishedError {}

impl FromStr for Published {
    type Err = PublishedError;

    fn from_str(text: &str) -> Result<Published, PublishedError> {
        const PARSER: DateTimeParser = DateTimeParser::new();
        let refuse = |_| PublishedError(text.to_owned());
        if text.len() <= 10 {
            return text.parse().map(Published::On).map_err(refuse);
        }
        let pieces = PARSER.parse_pieces(text).map_err(refuse)?;
        let time = pieces.time().ok_or_else(|| PublishedError(text.to_owned()))?;
        let time = pieces.date().to_datetime(time);
        Ok(match pieces.to_numeric_offset() {
            Some(offset) => Published::At(time, offset),
            None if pieces.offset().is_none() => Published::Local(time),
            None => return Err(PublishedError(text.to_owned())),
        })
    }
}

impl Serialize for Published {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Published {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Published, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
