//! One JSON object a line: time, level, event, the stage that says it, and
//! the event's own fields.

use std::fmt;

use jiff::Timestamp;
use tracing::{Event, Subscriber};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use super::{
    escape,
    fields::{Fields, Value, stage},
};

pub(super) struct Json;

impl<S, N> FormatEvent<S, N> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let Fields { name, fields } = Fields::of(event);
        let meta = event.metadata();
        let mut line = format!(
            "{{\"time\":\"{:.3}\",\"level\":\"{}\",\"event\":",
            Timestamp::now(),
            meta.level().as_str().to_ascii_lowercase()
        );
        escape::json(&name, &mut line);
        for (field, value) in fields {
            line.push(',');
            escape::json(field, &mut line);
            line.push(':');
            match value {
                Value::Text(text) => escape::json(&text, &mut line),
                Value::Plain(value) => line.push_str(&value),
            }
        }
        if let Some(stage) = stage(context) {
            line.push_str(",\"stage\":");
            escape::json(&stage, &mut line);
        }
        line.push_str(",\"target\":");
        escape::json(meta.target(), &mut line);
        line.push_str("}\n");
        writer.write_str(&line)
    }
}
