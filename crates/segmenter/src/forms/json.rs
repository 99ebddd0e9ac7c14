//! An object of JSON a line, its keys called as the parts of an item are.

use courant_model::{Document, Item, Passage};
use serde_json::{Map, Value};

use super::{found, headed_by_text};
use crate::{
    fields::moment,
    names::Names,
    paper::Paper,
    zone::{self, Zone},
};

/// Whether a text begins with an object on a line of its own.
pub(crate) fn begins(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default().trim();
    line.ends_with('}') && serde_json::from_str::<Map<String, Value>>(line).is_ok()
        || !head.contains('\n') && head.len() > 4000
}

/// The document's objects as items, if most of its lines are objects.
///
/// The keys are `names`, those of a layout or those that are known.
pub(crate) fn json(paper: &Paper<'_>, layout: &str, names: &Names, zone: Option<&Zone>) -> Option<Document> {
    let read = |line: &crate::line::Line<'_>| {
        let object = serde_json::from_str::<Map<String, Value>>(&line.text).ok()?;
        let mut item = item(&object, names, zone);
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
    (items.len() * 2 >= paper.lines.len()).then(|| found(paper, layout, zone, items))
}

fn item(object: &Map<String, Value>, names: &Names, zone: Option<&Zone>) -> Item {
    let best = |names: &[String]| {
        let ranked = object.iter().filter_map(|(key, value)| Some((Names::rank(names, key)?, said(value)?)));
        let own = ranked.min_by_key(|(rank, _)| *rank).map(|(_, text)| text);
        own.or_else(|| {
            names.iter().filter(|name| name.contains('.')).find_map(|path| said(within(object, path)?))
        })
    };
    let mut item = Item {
        link: best(&names.link).filter(|link| link.contains("://")),
        source: best(&names.source),
        ..Item::default()
    };
    let texts = best(&names.text).unwrap_or_default();
    item.paragraphs = texts
        .split(['\n', '\r', '\u{85}'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(passage)
        .collect();
    match best(&names.headline) {
        Some(text) => item.headline = passage(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => headed_by_text(&mut item, ""),
    }
    zone::date(&mut item, best(&names.date).and_then(|text| moment(&text)).as_ref(), zone, None);
    item
}

fn passage(text: &str) -> Passage {
    Passage { bytes: 0..0, reads: Some(text.into()) }
}

/// What stands at a path such as `body.plain`.
fn within<'v>(object: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let (first, rest) = path.split_once('.')?;
    let value = object.get(first)?.as_object()?;
    if rest.contains('.') { within(value, rest) } else { value.get(rest) }
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
