//! The same events for people: time of day, level, name, fields.

use std::fmt;

use jiff::ZonedDateTime;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use super::{
    escape::terminal,
    fields::{Fields, Value},
};

pub(super) struct Human {
    pub(super) colours: bool,
}

impl<S, N> FormatEvent<S, N> for Human
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let Fields { name, fields } = Fields::of(event);
        let level = *event.metadata().level();
        let (on, dim, off) =
            if self.colours { (colour(level), "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
        let time = ZonedDateTime::now().strftime("%H:%M:%S%.3f").to_string();
        write!(writer, "{dim}{time}{off} {on}{:5}{off} {}", level.as_str(), terminal(&name))?;
        for (field, value) in fields {
            match value {
                Value::Plain(value) => write!(writer, "  {dim}{field}={off}{value}")?,
                Value::Text(text) if text.contains(' ') || text.is_empty() => {
                    write!(writer, "  {dim}{field}={off}\"{}\"", terminal(&text))?;
                }
                Value::Text(text) => write!(writer, "  {dim}{field}={off}{}", terminal(&text))?,
            }
        }
        writeln!(writer)
    }
}

fn colour(level: Level) -> &'static str {
    match level {
        Level::ERROR => "\u{1b}[31m",
        Level::WARN => "\u{1b}[33m",
        Level::INFO => "\u{1b}[32m",
        Level::DEBUG | Level::TRACE => "\u{1b}[2m",
    }
}
