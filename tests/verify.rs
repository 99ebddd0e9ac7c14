//! Whether what is stored holds.

use std::fs;

use courant_tests::{Edition, Place};
use serde_json::{Value, json};

/// Two editions in a place's store.
fn kept() -> Place {
    let place = Place::new();
    for number in [1, 2] {
        place.write("a.txt", Edition::of(number).text());
        assert_eq!(place.run(&["ingest", "--quiet", "--into", "courant-data", "a.txt"]).code, 0);
    }
    place
}

#[test]
fn what_the_line_has_stored_holds() {
    let place = kept();
    let run = place.run(&["verify"]);
    let expected = "\
courant-data/items.jsonl: 18 records, no faults
courant-data/courant.db: 18 records, no faults
sink items: 18 sightings, as the ledger has them
sink store: 18 sightings, as the ledger has them
";
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, expected, ""));
    let run = place.run(&["verify", "--json", "--from", "courant-data/courant.db"]);
    let counts: Value = serde_json::from_str(&run.out).expect("one object");
    let expected = json!({"store": "courant-data/courant.db", "records": 18, "faulty": 0, "faults": 0});
    assert_eq!((run.code, counts), (0, expected));
}

#[test]
fn what_does_not_hold_is_told_with_its_place() {
    let place = Place::new();
    place
        .write("a.txt", " date 2026-03-06 05.03.2026, 18:40 1204\nGrey Morning\nThe World Bank was there.\n");
    let line = place.run(&["ingest", "--quiet", "a.txt"]).out;
    let record: Value = serde_json::from_str(&line).expect("JSON");
    let id = record["id"].as_str().expect("an id");
    let change = |field: &str, to: Value| {
        let mut record = record.clone();
        record[field] = to;
        record.to_string() + "\n"
    };
    let moved = change("paragraphs", json!([[14, 38]]));
    let abroad = change("countries", json!(["KE", "\u{1b}[2J"]));
    let whose = change("source", json!({"name": "Lyra", "verb": null, "span": null, "organisation": "o7"}));
    place.write("wrong.jsonl", [line.as_str(), &moved, "no record\n", &abroad, &whose].concat());
    let run = place.run(&["verify", "--from", "wrong.jsonl"]);
    let expected = format!(
        "\
wrong.jsonl:2: {id}: the start of paragraph 1 is at 14, not at 13
wrong.jsonl:3: no record: expected ident at line 1 column 2
wrong.jsonl:4: {id}: countries has `\\u{{1b}}[2J`, which is no alpha-2 code
wrong.jsonl:4: {id}: countries are not sorted, or one is there twice
wrong.jsonl:5: {id}: source refers to o7, which is not there
wrong.jsonl: 5 records, 5 faults in 4 of them
"
    );
    assert_eq!((run.code, run.out, run.err.as_str()), (3, expected, ""));

    let run = place.run_with(&["verify", "--json", "--from", "-"], &moved);
    let told: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let fault = json!({
        "store": "standard input",
        "place": 1,
        "id": id,
        "field": "the start of paragraph 1",
        "fault": "the start of paragraph 1 is at 14, not at 13",
    });
    let counts = json!({"store": "standard input", "records": 1, "faulty": 1, "faults": 1});
    assert_eq!((run.code, told), (3, vec![fault, counts]));
}

#[test]
fn what_a_store_and_the_ledger_have_of_each_other_is_told_with_bulletin_and_headline() {
    let place = kept();
    let kept = place.items();
    // One line is lost, one comes twice, and one nobody has heard of.
    let stranger = {
        let mut record = kept[0].clone();
        record["sighting"] = json!("0123456789abcdef0123456789abcdef");
        record["bulletin"]["fingerprint"] = json!(format!("blake3:{}", "0".repeat(64)));
        record["bulletin"]["path"] = json!("/gone/sunday.txt");
        record["headline"] = json!("Quiet Sunday");
        record
    };
    let lines = kept[..9].iter().chain(&kept[10..]).chain([&kept[3], &stranger]);
    let lines: Vec<String> = lines.map(Value::to_string).collect();
    place.write("courant-data/items.jsonl", lines.join("\n") + "\n");
    let store = rusqlite::Connection::open(place.path("courant-data/courant.db")).expect("it is there");
    let first = kept[0]["sighting"].as_str().expect("a sighting");
    store.execute("DELETE FROM sightings WHERE sighting = ?1", [first]).expect("it is a table");

    let run = place.run(&["verify"]);
    let headline = |of: &Value| of["headline"].as_str().expect("a headline").to_owned();
    let path = |of: &Value| of["bulletin"]["path"].as_str().expect("a path").to_owned();
    let sinks: Vec<&str> = run.out.lines().filter(|line| line.starts_with("sink ")).collect();
    let expected = [
        // The second bulletin lies there, and tells its headlines; what the first one was has been written over.
        format!("sink items: missing: {}: “{}”: item 1 of its bulletin", path(&kept[9]), headline(&kept[9])),
        "sink items: extra: /gone/sunday.txt: “Quiet Sunday”: the ledger does not know its bulletin"
            .to_owned(),
        format!("sink items: doubled: {}: “{}”: it stands there 2 times", path(&kept[3]), headline(&kept[3])),
        "sink items: 19 sightings of 18 in the ledger: 1 missing, 1 extra, 1 doubled".to_owned(),
        format!("sink store: missing: {}: {first}: item 1 of its bulletin", path(&kept[0])),
        "sink store: 17 sightings of 18 in the ledger: 1 missing, 0 extra, 0 doubled".to_owned(),
    ];
    assert_eq!((run.code, sinks), (3, expected.iter().map(String::as_str).collect()), "{}", run.err);

    let run = place.run(&["verify", "--json"]);
    let told: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let counts = json!({
        "sink": "store", "booked": 18, "stored": 17, "missing": 1, "extra": 0, "doubled": 0, "ahead": 0, "carried_off": 0,
    });
    assert_eq!((run.code, told.last()), (3, Some(&counts)));
    let fault = json!({
        "sink": "items", "fault": "missing", "sighting": kept[9]["sighting"], "bulletin": path(&kept[9]),
        "headline": headline(&kept[9]), "why": "item 1 of its bulletin",
    });
    assert!(told.contains(&fault), "{}", run.out);
}

#[test]
fn files_that_were_carried_off_are_told_and_their_lines_are_not_missed() {
    let place = Place::new();
    place.write("c.toml", "[[sink]]\nkind = \"jsonl\"\npath = \"items.jsonl\"\nrotate_size = 1000\n");
    let daemon = courant_tests::Daemon::start(&place.path(""), &["run", "c.toml"]);
    daemon.wait_for("inbox.watching");
    for number in [1, 2] {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
        daemon.wait_for("file.delivered");
    }
    assert!(daemon.stop().success());
    let sink = |out: &str| out.lines().last().expect("a line").to_owned();
    let run = place.run(&["verify", "--config", "c.toml"]);
    assert_eq!((run.code, sink(&run.out).as_str()), (0, "sink jsonl: 18 sightings, as the ledger has them"));
    fs::remove_file(place.path("items.000001.jsonl")).expect("it was rotated away");
    let run = place.run(&["verify", "--config", "c.toml"]);
    let expected = "sink jsonl: 9 sightings of 18 in the ledger: 9 missing, 0 extra, 0 doubled; \
                    1 rotated file not there any more";
    assert_eq!((run.code, sink(&run.out).as_str()), (0, expected));
}

#[test]
fn a_row_is_told_by_its_item() {
    let place = kept();
    let store = rusqlite::Connection::open(place.path("courant-data/courant.db")).expect("it is there");
    let spoil = "UPDATE records SET record = json_set(record, '$.headline', 'Nothing') WHERE item = 4";
    assert_eq!(store.execute(spoil, []).expect("it is a table"), 1);
    let run = place.run(&["verify", "--from", "courant-data/courant.db"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.out.starts_with("courant-data/courant.db:4: urn:courant:"), "{}", run.out);
    assert!(run.out.ends_with("courant-data/courant.db: 18 records, 1 fault in 1 of them\n"), "{}", run.out);
}

#[test]
fn without_stores_there_is_nothing_to_look_at() {
    let place = Place::new();
    assert_eq!(place.run(&["verify"]).code, 1);
    place.write("c.toml", "[[sink]]\nkind = \"stdout\"\n");
    let run = place.run(&["verify", "--config", "c.toml"]);
    assert_eq!((run.code, run.out.as_str()), (78, ""));
    place.write("empty.jsonl", "\n");
    let run = place.run(&["verify", "--from", "empty.jsonl"]);
    assert_eq!((run.code, run.out.as_str()), (0, "no records\n"));
    assert_eq!(fs::read_to_string(place.path("empty.jsonl")).expect("it is there"), "\n");
}
