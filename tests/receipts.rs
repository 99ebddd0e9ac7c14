//! A receipt for each bulletin, as `docs/receipts.md` shows it.

use std::fs;

use courant_tests::{Daemon, Edition, Place, eventually};
use serde_json::Value;

const DOCS: &str = include_str!("../docs/receipts.md");

fn start(place: &Place, points: &str) -> Daemon {
    let config = "receipts = \"courant-data/receipts\"\n[enricher]\nmax_item = \"8 KiB\"\n";
    place.write("config.toml", config);
    let daemon = Daemon::start_failing(&place.path(""), &["run", "config.toml"], points);
    daemon.wait_for("inbox.watching");
    daemon
}

/// Two items, and between them one that does not end.
fn three() -> String {
    let mut edition = Edition::of(1);
    edition.stories.truncate(3);
    edition.stories[1].paragraphs[1] = format!("No end of this: {}", "again and ".repeat(2000));
    edition.text()
}

/// All receipts, by what their files are called.
fn receipts(place: &Place) -> Vec<Value> {
    let Ok(entries) = fs::read_dir(place.path("courant-data/receipts")) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("it is listed").file_name().into_string().expect("hex")).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    let receipt = |name: &String| {
        let text = fs::read_to_string(place.path("courant-data/receipts").join(name)).expect("it is there");
        let receipt: Value = serde_json::from_str(&text).expect("a receipt is whole");
        let fingerprint = receipt["fingerprint"].as_str().expect("a fingerprint");
        assert_eq!(format!("{}.json", fingerprint.trim_start_matches("blake3:")), *name);
        receipt
    };
    names.iter().map(receipt).collect()
}

/// What differs from run to run made alike.
fn steady(place: &Place, value: &Value) -> Value {
    let root = place.path("").canonicalize().expect("it is there").display().to_string();
    match value {
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), steady(place, value))).collect())
        }
        Value::Array(values) => values.iter().map(|value| steady(place, value)).collect(),
        Value::String(text) if text.ends_with('Z') && text.len() == 24 => "2026-03-03T08:12:01.204Z".into(),
        Value::String(text) => text.replace(&root, "/srv").into(),
        other => other.clone(),
    }
}

#[test]
fn a_receipt_says_what_became_of_a_bulletin() {
    let place = Place::new();
    let daemon = start(&place, "");
    place.drop_in("monday.txt", three());
    daemon.wait_for("file.delivered");
    eventually("a receipt", || receipts(&place).len() == 1);
    let [receipt] = &receipts(&place)[..] else { panic!("one receipt") };
    let (_, example) = DOCS.split_once("```json\n").expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    let example: Value = serde_json::from_str(example).expect("it is JSON");
    let steady = steady(&place, receipt);
    assert_eq!(steady, example, "{}", serde_json::to_string_pretty(&steady).expect("it is JSON"));

    let text = &receipt["text"];
    let gaps: u64 = text["gaps"].as_object().expect("gaps").values().filter_map(Value::as_u64).sum();
    assert_eq!(text["items"].as_u64().map(|items| items + gaps), text["bytes"].as_u64(), "every byte");
    for field in receipt.as_object().expect("an object").keys() {
        assert!(DOCS.contains(&format!("| `{field}` |")), "`{field}` is not in docs/receipts.md");
    }

    place.drop_in("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x00");
    place.drop_in("blank.txt", b" \n\n");
    daemon.wait_for("file.empty");
    assert!(daemon.stop().success());
    let outcomes: Vec<_> = receipts(&place).iter().map(|receipt| receipt["outcome"].clone()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == "delivered").count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == "empty").count(), 1);
}

/// Ten bulletins and a death; the next start writes what is missing.
fn check_crash(points: &str) {
    let place = Place::new();
    let daemon = start(&place, points);
    for number in 0..10 {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
    }
    assert!(!daemon.end().success(), "it was killed");
    let daemon = start(&place, "");
    eventually("all are written", || receipts(&place).len() == 10);
    assert!(daemon.stop().success());
    for receipt in receipts(&place) {
        assert_eq!(receipt["counts"]["new"], 9);
        assert!(receipt["sinks"]["items"].is_string() && receipt["sinks"]["store"].is_string(), "{receipt}");
    }
}

#[test]
fn a_death_costs_no_receipt() {
    check_crash("receipts.write=kill@1");
    check_crash("receipts.rename=kill@3");
}

#[test]
fn a_directory_that_cannot_be_used_holds_nobody_and_is_filled_later() {
    let place = Place::new();
    place.write("courant-data/receipts", "no directory");
    let daemon = start(&place, "");
    for number in 0..3 {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
        daemon.wait_for("file.delivered");
    }
    fs::remove_file(place.path("courant-data/receipts")).expect("it can be removed");
    assert!(daemon.stop().success());
    assert!(daemon.past().iter().any(|event| event["event"] == "receipts.retry"));
    assert_eq!(receipts(&place).len(), 3);
}
