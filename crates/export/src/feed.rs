//! JSON Feed, version 1.1.

use std::collections::HashSet;

use courant_model::Record;
use serde_json::{Value, json};

use crate::lean::{address, body, instant, lean};

/// How a feed begins; its items follow, and [`TAIL`] ends it.
pub(crate) const HEAD: &str =
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Courant\",\"items\":[\n";
pub(crate) const TAIL: &str = "\n]}\n";

/// Fields of the record that stand in the item itself.
const SAID: [&str; 5] = ["id", "headline", "text", "paragraphs", "language"];

/// The record as an item of a feed.
///
/// The extension `_courant` is the record without what the item itself says.
/// Its spans count code points of the title, a line feed and `content_text`.
#[must_use]
pub fn feed_item(record: &Record) -> Value {
    let mut item = lean(json!({
        "id": record.id.to_string(),
        "url": address(record),
        "title": record.headline,
        "content_text": body(record),
        "date_published": instant(record),
        "authors": record.source.iter().map(|source| json!({"name": source.name})).collect::<Vec<_>>(),
        "language": record.language,
        "tags": tags(record),
    }));
    item["_courant"] = extension(record);
    item
}

/// Names of topics and keywords, each once.
fn tags(record: &Record) -> Vec<&str> {
    let mut seen = HashSet::new();
    let topics = record.subjects.iter().map(|subject| &*subject.name);
    topics.chain(record.keywords.iter().map(|keyword| &**keyword)).filter(|tag| seen.insert(*tag)).collect()
}

fn extension(record: &Record) -> Value {
    let mut facts = json!(record);
    if let Some(fields) = facts.as_object_mut() {
        for field in SAID {
            fields.remove(field);
        }
    }
    facts
}
