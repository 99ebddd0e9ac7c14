//! The log as an interface: a file's life, event by event.

use courant_tests::{Edition, Place};
use serde_json::{Value, json};

/// What differs from run to run made alike: the place, times, ids.
fn steady(place: &Place, event: &Value) -> Value {
    let root = place.path("").canonicalize().expect("it is there").display().to_string();
    let mut fields = event.as_object().expect("an object").clone();
    // Where in the code an event comes from is for filters, and moves with the code.
    assert!(fields.remove("target").is_some_and(|target| target.is_string()), "{event}");
    for (name, value) in &mut fields {
        match name.as_str() {
            "time" | "elapsed_ms" | "age_ms" | "pid" | "version" | "fingerprint" => {
                *value = json!(kind(value));
            }
            _ => {
                if let Value::String(text) = value {
                    *text = text.replace(&root, "PLACE");
                }
            }
        }
    }
    Value::Object(fields)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(text) if text.starts_with("blake3:") && text.len() == 71 => "FINGERPRINT",
        Value::String(text) if text.ends_with('Z') && text.contains('T') => "TIME",
        Value::Number(_) => "NUMBER",
        _ => "TEXT",
    }
}

/// The events of a daemon that is given a bulletin, a copy and a picture, and
/// is stopped, against `golden/log.jsonl`.
#[test]
fn the_life_of_files_is_told_in_these_words() {
    let place = Place::new();
    place.write("config.toml", "[log]\nlevel = \"debug\"\n[line]\nworkers = 1\n");
    let daemon = courant_tests::Daemon::start(&place.path(""), &["run", "config.toml"]);
    // What comes while the first look is taken may be found by the look instead of told by an event.
    daemon.wait_for("inbox.rescan");
    let text = Edition::of(1).text();
    place.drop_in("monday.txt", &text);
    daemon.wait_for("file.delivered");
    place.drop_in("copy.txt", &text);
    daemon.wait_for("file.duplicate");
    place.drop_in("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x00");
    daemon.wait_for("file.quarantined");
    place.drop_in("blank.txt", b" \n\n");
    daemon.wait_for("file.empty");
    assert!(daemon.stop().success());

    // A file's events come in their order; sinks open side by side with them, and routine scans when they come.
    let events: Vec<Value> = daemon
        .past()
        .iter()
        .filter(|event| event["event"] != "inbox.rescan")
        .map(|event| steady(&place, event))
        .collect();
    let of_files = |event: &&Value| event["event"].as_str().is_some_and(|name| name.starts_with("file."));
    let mut said: Vec<String> =
        events.iter().filter(|event| !of_files(event)).map(ToString::to_string).collect();
    said.sort();
    said.extend(events.iter().filter(of_files).map(ToString::to_string));
    let said = said.join("\n") + "\n";
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/log.jsonl");
    if std::env::var_os("COURANT_ACCEPT").is_some() {
        std::fs::write(golden, &said).expect("it can be written");
    }
    let golden = std::fs::read_to_string(golden).expect("COURANT_ACCEPT=1 writes it");
    assert_eq!(said, golden);
}

#[test]
fn a_file_name_forges_no_event() {
    let place = Place::new();
    let daemon = place.daemon();
    let name = "evil\n{\"event\":\"file.delivered\"}\u{1b}[2J\u{202e}.txt";
    place.drop_in(name, Edition::of(1).text());
    let delivered = daemon.wait_for("file.delivered");
    assert!(delivered["file"].as_str().expect("a path").ends_with(name), "it is told as it is");
    assert!(daemon.stop().success());
    let told = daemon.past().iter().filter(|event| event["event"] == "file.delivered").count();
    assert_eq!(told, 1);
    // For people what steers is shown as an escape.
    let run = place.run(&["ingest", "inbox/nowhere\u{1b}[2J"]);
    assert!(run.err.contains("nowhere\\u{1b}[2J") && !run.err.contains('\u{1b}'), "{:?}", run.err);
}
