//! What all JSON forms do alike.

use courant_model::{Published, Record};
use serde_json::Value;

/// The object without what is unknown: null, and what is empty.
pub(crate) fn lean(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, lean(value))).filter(said).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(lean).collect()),
        value => value,
    }
}

fn said((_, value): &(String, Value)) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    }
}

/// The text behind the headline.
pub(crate) fn body(record: &Record) -> &str {
    match record.text.strip_prefix(&*record.headline) {
        Some("") => "",
        Some(rest) => rest.strip_prefix('\n').unwrap_or(&record.text),
        None => &record.text,
    }
}

/// When it was published, where that is an instant: RFC 3339 has no other times.
pub(crate) fn instant(record: &Record) -> Option<String> {
    record.published.filter(|published| matches!(published, Published::At(..))).map(|at| at.to_string())
}

/// The address of the item, if it is one by itself, as RFC 3987 has it: with
/// a scheme, and without spaces and the marks that only quote addresses.
pub(crate) fn address(record: &Record) -> Option<&str> {
    let link = record.link.as_deref()?;
    let (scheme, rest) = link.split_once("://")?;
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let foreign = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    (named && !rest.is_empty() && !rest.contains(foreign)).then_some(link)
}
