//! An object of JSON a line, its keys called as the parts of an item are.

use courant_model::{Document, Item, Passage};
use serde_json::{Map, Value};

use super::found;
use crate::{
    fields::moment,
    names::{NAMES, Names},
    paper::Paper,
    zone::{Zone, published},
};

/// Whether a text begins with an object on a line of its own.
pub(crate) fn begins(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default().trim();
    line.ends_with('}') && serde_json::from_str::<Map<String, Value>>(line).is_ok()
        || !head.contains('\n') && head.len() > 4000
}

/// The document's objects as items, if most of its lines are objects.
pub(crate) fn json(paper: &Paper<'_>, zone: Option<&Zone>) -> Option<Document> {
    let read = |line: &crate::line::Line<'_>| {
        let object = serde_json::from_str::<Map<String, Value>>(&line.text).ok()?;
        let mut item = item(&object, zone);
        item.bytes = line.start..line.end;
        item.lines = (line.number, line.last);
        let place = line.reading().bytes;
        let said = std::iter::once(&mut item.headline)
            .chain(&mut item.paragraphs)
            .filter(|passage| passage.reads.is_some());
        said.for_each(|passage| passage.bytes = place.clone());
        Some(item)
    };
    let items: Vec<Item> = paper.lines.iter().filter_map(read).collect();
    (items.len() * 2 >= paper.lines.len()).then(|| found(paper, "json-lines", items))
}

fn item(object: &Map<String, Value>, zone: Option<&Zone>) -> Item {
    let best = |names: &[String]| {
        let ranked = object.iter().filter_map(|(key, value)| Some((Names::rank(names, key)?, said(value)?)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, text)| text)
    };
    let mut item = Item {
        link: best(&NAMES.link).filter(|link| link.contains("://")),
        source: best(&NAMES.source),
        ..Item::default()
    };
    let texts = best(&NAMES.text).unwrap_or_default();
    item.paragraphs = texts
        .split(['\n', '\r', '\u{85}'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(passage)
        .collect();
    match best(&NAMES.headline) {
        Some(text) => item.headline = passage(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
        None if !item.paragraphs.is_empty() => {
            let first = item.paragraphs.remove(0);
            let text = first.read("").to_owned();
            let end = text.find(". ").map_or(text.len(), |at| at + 1);
            item.headline = passage(&text[..end]);
            if end < text.len() {
                item.paragraphs.insert(0, passage(text[end..].trim()));
            }
        }
        None => {}
    }
    let when = best(&NAMES.date).and_then(|text| published(&moment(&text)?, zone, None));
    if let Some((when, flags)) = when {
        item.published = Some(when);
        item.flags = flags;
    }
    item
}

fn passage(text: &str) -> Passage {
    Passage { bytes: 0..0, reads: Some(text.into()) }
}

/// A value as text: lists joined, objects by their name.
fn said(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().filter_map(said).collect::<Vec<_>>().join("\n"),
        Value::Object(object) => said(object.get("name").or_else(|| object.get("title"))?)?,
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}
