//! One bad item, and eight good ones in the same bulletin.

use courant_tests::{Daemon, Edition, Place, Run, eventually};
use serde_json::Value;

/// A bulletin whose fourth item has a line that does not end.
fn endless() -> String {
    let mut edition = Edition::of(1);
    edition.stories[3].paragraphs[1] = format!("No end of this: {}", "again and ".repeat(2000));
    edition.text()
}

fn start(place: &Place, max_item: &str, points: &str) -> Daemon {
    place.write("config.toml", format!("[enricher]\nmax_item = \"{max_item}\"\n"));
    let daemon = Daemon::start_failing(&place.path(""), &["run", "config.toml"], points);
    daemon.wait_for("inbox.watching");
    daemon
}

fn held(place: &Place) -> Vec<Value> {
    let list = place.run(&["quarantine", "list", "--json"]);
    list.out.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

fn ok(run: Run) -> String {
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

fn counts(place: &Place) -> (usize, i64, i64) {
    let sightings = place.count("SELECT count(*) FROM sightings");
    (place.items().len(), place.count("SELECT count(*) FROM items"), sightings)
}

#[test]
fn a_line_without_an_end_costs_its_own_item_and_no_other() {
    let place = Place::new();
    let daemon = start(&place, "8 KiB", "");
    place.drop_in("monday.txt", endless());
    let told = daemon.wait_for("item.quarantined");
    let delivered = daemon.wait_for("file.delivered");
    assert_eq!((&delivered["items"], &delivered["quarantined"]), (&8.into(), &1.into()));
    assert_eq!((&told["ordinal"], &told["fingerprint"]), (&4.into(), &delivered["fingerprint"]));
    assert!(daemon.stop().success());
    assert_eq!(counts(&place), (8, 8, 8));
    let ordinals: Vec<_> = place.items().iter().map(|item| item["position"]["ordinal"].clone()).collect();
    assert_eq!(ordinals, [1, 2, 3, 5, 6, 7, 8, 9], "the others are called what they are always called");

    let [note] = &held(&place)[..] else { panic!("one note") };
    let headline = &Edition::of(1).stories[3].headline;
    assert_eq!(note["item"]["headline"], headline.as_str());
    let page = ok(place.run(&["quarantine", "show", &note["number"].to_string()]));
    let (_, blame) = page.split_once("\n\n").expect("a place");
    let mut lines = blame.lines();
    let (line, caret) = (lines.next().expect("the line"), lines.next().expect("the caret"));
    let at = line.find("No end of this").expect("the line that does not end");
    assert_eq!(caret.find('^'), Some(at), "{page}");
    assert!(page.contains("refused by   the line: no sink has it\n"), "{page}");

    // A retry changes nothing as long as nothing else does.
    let number = note["number"].to_string();
    ok(place.run(&["quarantine", "retry", &number]));
    let daemon = start(&place, "8 KiB", "");
    assert_eq!(daemon.wait_for("file.delivered")["quarantined"], 1);
    assert!(daemon.stop().success());
    assert_eq!((counts(&place), held(&place).len()), ((8, 8, 8), 1));

    ok(place.run(&["quarantine", "retry", "--all"]));
    let daemon = start(&place, "64 KiB", "");
    let delivered = daemon.wait_for("file.delivered");
    assert_eq!((&delivered["items"], &delivered["quarantined"]), (&9.into(), &Value::Null));
    assert!(daemon.stop().success());
    assert_eq!(
        (counts(&place), held(&place).len()),
        ((9, 9, 9), 0),
        "that item is new, and no other comes twice"
    );
}

#[test]
fn an_item_that_makes_the_line_panic_waits_for_a_retry_by_itself() {
    let place = Place::new();
    let daemon = start(&place, "8 MiB", "enrich.item=panic@3");
    place.drop_in("monday.txt", Edition::of(1).text());
    let told = daemon.wait_for("item.quarantined");
    assert_eq!(daemon.wait_for("file.delivered")["quarantined"], 1);
    assert_eq!((&told["ordinal"], &told["reason"]), (&3.into(), &"panicked: `enrich.item` was armed".into()));
    assert_eq!(counts(&place), (8, 8, 8));
    ok(place.run(&["quarantine", "retry", "--all"]));
    assert_eq!(daemon.wait_for("file.delivered")["quarantined"], Value::Null);
    eventually("all are there", || counts(&place) == (9, 9, 9));
    assert!(daemon.stop().success());
}

#[test]
fn a_record_that_one_store_cannot_take_is_in_the_other() {
    let place = Place::new();
    let daemon = start(&place, "8 MiB", "sqlite.record=error(5)@5");
    place.drop_in("monday.txt", Edition::of(1).text());
    let told = daemon.wait_for("item.quarantined");
    assert_eq!((&told["ordinal"], &told["sink"]), (&5.into(), &"store".into()));
    let delivered = daemon.wait_for("file.delivered");
    assert_eq!((&delivered["items"], &delivered["quarantined"]), (&9.into(), &1.into()));
    assert_eq!(counts(&place), (9, 8, 8));
    let status: Value = serde_json::from_str(&ok(place.run(&["status", "--json"]))).expect("it is JSON");
    assert_eq!((&status["quarantined"], &status["quarantined_items"]), (&0.into(), &1.into()));

    ok(place.run(&["quarantine", "retry", "--all"]));
    assert_eq!(daemon.wait_for("file.delivered")["quarantined"], Value::Null);
    eventually("all are there", || counts(&place) == (9, 9, 9));
    assert!(daemon.stop().success());
}

#[test]
fn an_item_that_is_dropped_is_forgotten() {
    let place = Place::new();
    let daemon = start(&place, "8 KiB", "");
    place.drop_in("monday.txt", endless());
    daemon.wait_for("item.quarantined");
    ok(place.run(&["quarantine", "drop", "--all"]));
    assert!(daemon.stop().success());
    let daemon = start(&place, "64 KiB", "");
    place.drop_in("other.txt", Edition::of(2).text());
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());
    assert_eq!((counts(&place), held(&place).len()), ((17, 17, 17), 0));
}

#[test]
fn one_shot_tells_what_it_leaves_out() {
    let place = Place::new();
    place.write("monday.txt", endless());
    place.write("config.toml", "[enricher]\nmax_item = \"8 KiB\"\n");
    let run = place.run(&["ingest", "--config", "config.toml", "monday.txt"]);
    assert_eq!((run.code, run.out.lines().count()), (3, 8));
    assert!(run.err.starts_with("courant: monday.txt:"), "{}", run.err);
    assert!(run.err.ends_with("1 file: 1 delivered, 8 items, 1 item left out\n"), "{}", run.err);
}
