//! Three invented records in all forms: one in which everything is said, one
//! with what is hard to say, one in which next to nothing is.
//!
//! `COURANT_ACCEPT=1` writes what comes out as what is expected.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{fs, path::PathBuf};

use courant_export::{Export, Form, ninjs};
use courant_model::Record;
use serde_json::{Value, json};

const RECORDS: &str = include_str!("golden/records.jsonl");
const SCHEMA: &str = include_str!("../../../docs/ninjs.schema.json");

fn records() -> Vec<Record> {
    RECORDS.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn export(form: Form, records: &[Record]) -> String {
    let mut export = Export::begin(form, Vec::new()).unwrap();
    for record in records {
        export.put(record).unwrap();
    }
    String::from_utf8(export.end().unwrap()).unwrap()
}

#[track_caller]
fn check(form: Form, golden: &str, whole: fn(&str) -> Value) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden")).join(golden);
    let found = export(form, &records());
    // What is JSON is kept so that people can read it, and compared by what it says.
    let shown = match form {
        Form::Meetings => found.clone(),
        _ => serde_json::to_string_pretty(&whole(&found)).unwrap() + "\n",
    };
    if std::env::var_os("COURANT_ACCEPT").is_some() {
        fs::write(&path, &shown).unwrap();
    }
    assert_eq!(shown, fs::read_to_string(&path).unwrap(), "{found}");
}

fn lines(text: &str) -> Value {
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect()
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn records_become_ninjs() {
    check(Form::Ninjs, "ninjs.json", lines);
}

#[test]
fn records_become_news_articles() {
    check(Form::JsonLd, "news-article.json", lines);
}

#[test]
fn records_become_a_feed() {
    check(Form::JsonFeed, "feed.json", document);
}

#[test]
fn meetings_become_rows() {
    check(Form::Meetings, "meetings.csv", document);
}

#[test]
fn nothing_is_a_document_too() {
    assert_eq!(export(Form::Ninjs, &[]), "");
    let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": "Courant", "items": []});
    assert_eq!(document(&export(Form::JsonFeed, &[])), feed);
    let rows = export(Form::Meetings, &records()[2..]);
    assert!(rows.starts_with("id,published,headline,") && rows.ends_with(",trigger,source\r\n"), "{rows}");
    assert_eq!(rows.matches("\r\n").count(), 1);
}

/// Where the schema has something against an object.
fn faults(object: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(object).map(|fault| fault.instance_path().to_string()).collect()
}

#[test]
fn ninjs_keeps_to_its_schema() {
    for record in records() {
        assert_eq!(faults(&ninjs(&record)), [""; 0], "{}", record.headline);
    }
}

#[test]
fn the_schema_refuses_what_ninjs_refuses() {
    #[track_caller]
    fn check(place: &str, value: Value, expected: &str) {
        let mut object = ninjs(&records()[0]);
        let (parent, name) = place.rsplit_once('/').unwrap();
        let parent = object.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.insert(name.to_owned(), value);
        assert_eq!(faults(&object), [expected]);
    }
    check("/uri", json!("urn:courant:7"), "/uri");
    check("/version", json!(1), "/version");
    check("/type", json!("novel"), "/type");
    check("/firstCreated", json!("2026-03-02"), "/firstCreated");
    check("/versionCreated", json!("2026-03-02T18:40:00"), "/versionCreated");
    check("/firstcreated", json!("2026-03-02T18:40:00Z"), "");
    check("/standard/version", json!("3.0"), "/standard/version");
    check("/people/0/roles", json!([]), "/people/0");
    check("/infoSources/0/verb", json!("reports"), "/infoSources/0");
    check("/headlines/0/value", json!(null), "/headlines/0/value");
    check("/subjects/0/confidence", json!(101), "/subjects/0/confidence");
    check("/subjects/0/uri", json!("medtop 20000337"), "/subjects/0/uri");
    check("/renditions/0/href", json!("/items/8"), "/renditions/0/href");
    check("/places/0/contactInfo", json!([{}]), "/places/0/contactInfo/0");
}
