//! IPTC ninjs, News in JSON, version 3.1.

use courant_model::{Event, Place, Record, Subject};
use serde_json::{Value, json};

use crate::lean::{address, body, instant, lean};

/// The version of the standard, and where IPTC keeps its schema.
const VERSION: &str = "3.1";
const SCHEMA: &str = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json";

/// The record as a ninjs object.
///
/// ninjs allows no fields of one's own, and its times are instants. So a day
/// without a time stands among the descriptions, under the role `published`;
/// views, roles of people, quotations and all spans have no place.
#[must_use]
pub fn ninjs(record: &Record) -> Value {
    let published = instant(record);
    // When another text came nobody has said: only the first one came when the item did.
    let version_created = published.as_ref().filter(|_| record.revision == 1);
    let text = body(record);
    lean(json!({
        "uri": record.id.to_string(),
        "standard": {"name": "ninjs", "version": VERSION, "schema": SCHEMA},
        "type": "text",
        "representationType": "full",
        "profile": record.schema,
        "version": record.revision.to_string(),
        "firstCreated": published,
        "versionCreated": version_created,
        "language": record.language,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": record.headline}],
        "bodies": bodies(text),
        "descriptions": descriptions(record),
        "people": record.people.iter().map(|person| json!({"name": person.name})).collect::<Vec<_>>(),
        "organisations": record
            .organisations
            .iter()
            .map(|body| json!({"name": body.name, "literal": body.acronym}))
            .collect::<Vec<_>>(),
        "places": record.places.iter().map(place).collect::<Vec<_>>(),
        "subjects": subjects(record),
        "events": record.events.iter().zip(1..).map(|(event, n)| happening(record, event, n)).collect::<Vec<_>>(),
        "infoSources": record.source.iter().map(|source| json!({"name": source.name})).collect::<Vec<_>>(),
        "renditions": uri(record).map(|link| json!([{"name": "web", "href": link}])),
        "altIds": alternatives(record),
        "edNote": note(record),
    }))
}

/// A URI, unlike an IRI, has ASCII alone.
fn uri(record: &Record) -> Option<&str> {
    address(record).filter(|link| link.is_ascii())
}

fn bodies(text: &str) -> Option<Value> {
    let characters = text.chars().count();
    let words = text.split_whitespace().count();
    (characters > 0).then(|| {
        json!([{
            "role": "main",
            "contentType": "text/plain",
            "charCount": characters,
            "wordCount": words,
            "value": text,
        }])
    })
}

/// A time that is no instant is said in words.
fn descriptions(record: &Record) -> Option<Value> {
    let published = record.published.filter(|_| instant(record).is_none())?;
    Some(json!([{"role": "published", "contentType": "text/plain", "value": published.to_string()}]))
}

fn place(place: &Place) -> Value {
    let address = place.country.as_ref().map(|code| json!([{"address": {"country": code}}]));
    json!({"name": place.name, "contactInfo": address})
}

/// Topics, states, keywords and works: whatever the item is about, told apart by `rel`.
fn subjects(record: &Record) -> Vec<Value> {
    let topics = record.subjects.iter().map(topic);
    let states = record
        .countries
        .iter()
        .map(|code| json!({"rel": "country", "name": code, "literal": format!("iso3166-1a2:{code}")}));
    let keywords = record.keywords.iter().map(|keyword| json!({"rel": "keyword", "name": keyword}));
    let works = record.works.iter().map(|work| json!({"rel": "work", "name": work.name}));
    topics.chain(states).chain(keywords).chain(works).collect()
}

fn topic(subject: &Subject) -> Value {
    json!({
        "name": subject.name,
        "uri": topic_uri(subject),
        "literal": subject.code,
        "confidence": subject.confidence.min(100),
    })
}

/// The address of a Media Topic in IPTC's vocabulary.
pub(crate) fn topic_uri(subject: &Subject) -> Option<String> {
    let digits = subject.code.strip_prefix("medtop:")?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| format!("http://cv.iptc.org/newscodes/mediatopic/{digits}"))
}

fn happening(record: &Record, event: &Event, n: usize) -> Value {
    let plover = event.plover.as_ref().map(|kind| format!("plover:{kind}"));
    json!({"id": format!("{}#e{n}", record.id), "name": event.kind, "literal": plover})
}

/// What else identifies it: this appearance, the bulletin, the story, and a link that is no URI.
fn alternatives(record: &Record) -> Vec<Value> {
    let story = record.story.as_ref().map(|story| ("story", story.id.clone()));
    let link = record.link.clone().filter(|_| uri(record).is_none()).map(|link| ("link", link));
    let sighting = ("sighting", record.sighting.to_string());
    let bulletin = ("bulletin", record.bulletin.fingerprint.to_string());
    let all = [sighting, bulletin].into_iter().chain(story).chain(link);
    all.map(|(role, value)| json!({"role": role, "value": value})).collect()
}

/// Repairs and doubts, for whoever edits what comes in.
fn note(record: &Record) -> Option<String> {
    let flags = json!(record.flags);
    let words: Vec<&str> = flags.as_array()?.iter().filter_map(Value::as_str).collect();
    (!words.is_empty()).then(|| words.join(", "))
}
