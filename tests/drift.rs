//! An inbox that brings something else all of a sudden.

use courant_tests::{Daemon, Edition, Place};
use serde_json::{Value, json};

/// A page whose design has changed: no header that anybody knows.
const STRANGE: &str = "Harbour reopens after the storm\nShips sail again, and the ferry is on time.\n";

/// A daemon, and ten bulletins in its ledger that are like each other.
fn after_ten(place: &Place, config: &str) -> Daemon {
    place.write("config.toml", config);
    let daemon = Daemon::start(&place.path(""), &["run", "config.toml"]);
    daemon.wait_for("inbox.watching");
    for number in 0..10 {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
        daemon.wait_for("file.delivered");
    }
    assert!(daemon.past().iter().all(|event| event["event"] != "layout.drift"), "all are like each other");
    daemon
}

/// The flags of the strange bulletin's only record, if it is in the store, but for those of the segmenter.
fn flags(place: &Place) -> Option<Vec<Value>> {
    let records = place.items();
    let strange =
        |record: &&Value| record["bulletin"]["path"].as_str().is_some_and(|p| p.ends_with("new.txt"));
    let record = records.iter().find(strange)?;
    let flags = record["flags"].as_array().expect("flags").iter();
    Some(flags.filter(|flag| *flag != "no-header").cloned().collect())
}

/// How many records have the flag.
fn flagged(records: &[Value]) -> usize {
    let flag = json!("layout-drift");
    records
        .iter()
        .filter_map(|record| record["flags"].as_array())
        .filter(|flags| flags.contains(&flag))
        .count()
}

#[test]
fn what_is_unlike_the_others_is_told_and_flagged() {
    let place = Place::new();
    let daemon = after_ten(&place, "");
    place.drop_in("new.txt", STRANGE);
    let drift = daemon.wait_for("layout.drift");
    let reason = drift["reason"].as_str().expect("a reason");
    assert!(reason.starts_with("1 item, usually 9; layout "), "{reason}");
    let told = ["level", "inbox", "stage", "items"].map(|field| &drift[field]);
    assert_eq!(json!(told), json!(["warn", "inbox", "compare", 1]));
    assert!(drift["file"].as_str().expect("a path").ends_with("inbox/new.txt"), "{drift}");

    let delivered = daemon.wait_for("file.delivered");
    assert_eq!(delivered["fingerprint"], drift["fingerprint"]);
    assert_eq!(flags(&place), Some(vec![json!("layout-drift")]));
    place.drop_in("next.txt", Edition::of(10).text());
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());
    let drifts = daemon.past().iter().filter(|event| event["event"] == "layout.drift").count();
    assert_eq!((drifts, flagged(&place.items())), (1, 1), "the next one is as ever");
}

#[test]
fn what_is_held_waits_for_a_retry_over_a_restart_too() {
    let place = Place::new();
    let daemon = after_ten(&place, "[[inbox]]\ndrift = \"hold\"\n");
    place.drop_in("new.txt", STRANGE);
    let drift = daemon.wait_for("layout.drift");
    let held = daemon.wait_for("file.quarantined");
    let reason = drift["reason"].as_str().expect("a reason");
    assert_eq!(held["reason"], format!("unlike what this inbox used to bring: {reason}"));
    assert_eq!(flags(&place), None);
    let list = place.run(&["quarantine", "list"]).out;
    assert!(list.contains("new.txt") && list.contains(reason), "{list}");
    assert!(daemon.stop().success());

    assert_eq!(place.run(&["quarantine", "retry", "1"]).code, 0);
    let daemon = Daemon::start(&place.path(""), &["run", "config.toml"]);
    daemon.wait_for("layout.drift");
    assert_eq!(daemon.wait_for("file.delivered")["fingerprint"], drift["fingerprint"]);
    assert!(daemon.stop().success());
    assert_eq!(flags(&place), Some(vec![json!("layout-drift")]));
    assert_eq!(place.run(&["quarantine", "list"]).out, "");
}

#[test]
fn what_is_ignored_is_neither_told_nor_flagged() {
    let place = Place::new();
    let daemon = after_ten(&place, "[[inbox]]\ndrift = \"ignore\"\n");
    place.drop_in("new.txt", STRANGE);
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());
    assert_eq!(flags(&place), Some(vec![]));
    assert!(daemon.past().iter().all(|event| event["event"] != "layout.drift"));
}

#[test]
fn one_shot_flags_where_it_keeps_state() {
    let place = Place::new();
    for number in 0..10 {
        place.write(&format!("in/{number}.txt"), Edition::of(number).text());
    }
    place.write("in/new.txt", STRANGE);
    let printed = place.run(&["ingest", "--quiet", "in"]);
    assert!(printed.code == 0 && !printed.out.contains("layout-drift"), "{}", printed.err);
    assert_eq!(place.run(&["ingest", "--quiet", "--into", "out", "in"]).code, 0);
    assert_eq!(flagged(&place.lines("out/items.jsonl")), 1);
}
