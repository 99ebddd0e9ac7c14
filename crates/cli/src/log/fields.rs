//! An event taken apart: its name, and its fields as they were given.

use std::{error::Error, fmt};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{FmtContext, FormatFields, FormattedFields},
    registry::LookupSpan,
};

/// A field's value as far as JSON tells values apart.
pub(super) enum Value {
    Text(String),
    /// A number or a truth value, as it is written.
    Plain(String),
}

/// The name and the fields of one event.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) name: String,
    pub(super) fields: Vec<(&'static str, Value)>,
}

impl Fields {
    pub(super) fn of(event: &Event<'_>) -> Fields {
        let mut fields = Fields::default();
        event.record(&mut fields);
        fields
    }

    fn text(&mut self, field: &Field, text: String) {
        if field.name() == "message" {
            self.name = text;
        } else {
            self.fields.push((field.name(), Value::Text(text)));
        }
    }

    fn plain(&mut self, field: &Field, value: impl fmt::Display) {
        self.fields.push((field.name(), Value::Plain(value.to_string())));
    }
}

/// The stage of the line inside which an event happened: the name that its
/// task's span was given where it was spawned.
pub(super) fn stage<S, N>(context: &FmtContext<'_, S, N>) -> Option<String>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    let span = context.lookup_current()?.scope().find(|span| span.name() == "stage")?;
    let extensions = span.extensions();
    let fields = extensions.get::<FormattedFields<N>>()?;
    fields.fields.strip_prefix("name=").map(ToOwned::to_owned)
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.text(field, value.to_string());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.plain(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.plain(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.plain(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            self.plain(field, value);
        }
    }
}
