//! The record's schema is a contract: it is checked in, and records keep it.

use courant_tests::{Edition, Place};
use serde_json::Value;

const CHECKED_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/record.schema.json");

#[test]
fn the_schema_that_is_checked_in_is_that_of_the_types() {
    let schema = serde_json::to_string_pretty(&courant_model::record_schema()).expect("it is JSON") + "\n";
    if std::env::var_os("COURANT_ACCEPT").is_some() {
        std::fs::write(CHECKED_IN, &schema).expect("it can be written");
    }
    let checked_in = std::fs::read_to_string(CHECKED_IN).expect("COURANT_ACCEPT=1 writes it");
    assert_eq!(schema, checked_in);
}

/// Every record has exactly the fields of the schema, also those that are null.
#[test]
fn records_have_the_fields_of_the_schema() {
    let place = Place::new();
    place.write("a.txt", Edition::of(1).text());
    let run = place.run(&["ingest", "--quiet", "a.txt"]);
    let schema = serde_json::to_value(courant_model::record_schema()).expect("it is JSON");
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort();
        keys
    };
    let of_schema = keys(&schema["properties"]);
    for line in run.out.lines() {
        let record: Value = serde_json::from_str(line).expect("each line is JSON");
        assert_eq!(keys(&record), of_schema);
        for part in ["bulletin", "position"] {
            let name = schema["properties"][part]["$ref"].as_str().expect("a reference").rsplit('/').next();
            assert_eq!(
                keys(&record[part]),
                keys(&schema["$defs"][name.expect("a name")]["properties"]),
                "{part}"
            );
        }
    }
}
