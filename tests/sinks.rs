//! Stores that fail, and what that has to do with the others.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt as _};

use courant_tests::{Daemon, Edition, Place, eventually};
use rusqlite::Connection;
use serde_json::Value;

/// Two files of JSON Lines and a database; `more` is said of the last file.
fn configure(place: &Place, more: &str) {
    let config = format!(
        "[[sink]]\nname = \"items\"\nkind = \"jsonl\"\npath = \"courant-data/items.jsonl\"\n\
         [[sink]]\nname = \"store\"\nkind = \"sqlite\"\npath = \"courant-data/courant.db\"\n\
         [[sink]]\nname = \"third\"\nkind = \"jsonl\"\npath = \"third/items.jsonl\"\n{more}\n"
    );
    place.write("config.toml", config);
}

fn start(place: &Place, points: &str) -> Daemon {
    let daemon = Daemon::start_failing(&place.path(""), &["run", "config.toml"], points);
    daemon.wait_for("inbox.watching");
    daemon
}

fn drop_editions(place: &Place, numbers: std::ops::Range<u32>) {
    for number in numbers {
        place.drop_in(&format!("{number:03}.txt"), Edition::of(number).text());
    }
}

fn third(place: &Place) -> Vec<Value> {
    place.lines("third/items.jsonl")
}

/// What a store has, each line once, in any order.
fn headlines(lines: &[Value]) -> Vec<&str> {
    let mut all: Vec<&str> =
        lines.iter().map(|line| line["headline"].as_str().expect("a headline")).collect();
    all.sort_unstable();
    all
}

fn expect_all(place: &Place, editions: std::ops::Range<u32>) {
    let mut expected: Vec<String> =
        editions.flat_map(|number| Edition::of(number).stories).map(|story| story.headline).collect();
    expected.sort_unstable();
    assert_eq!(headlines(&place.items()), expected, "the first");
    assert_eq!(headlines(&third(place)), expected, "the third");
    assert_eq!(place.count("SELECT count(*) FROM items"), i64::try_from(expected.len()).expect("a count"));
    assert_eq!(place.count("SELECT count(*) FROM sightings"), place.count("SELECT count(*) FROM items"));
}

fn status(place: &Place) -> Value {
    let run = place.run(&["status", "--config", "config.toml", "--json"]);
    serde_json::from_str(&run.out).expect("it is JSON")
}

/// The others have ten bulletins while the third is dead; then it is mended,
/// perhaps with a restart between.
fn check(points: &str, spoil: impl Fn(&Place), mend: impl Fn(&Place), restart: bool) {
    let place = Place::new();
    configure(&place, "");
    spoil(&place);
    let daemon = start(&place, points);
    drop_editions(&place, 0..10);
    assert_eq!(daemon.wait_for("sink.retry")["stage"], "third");
    eventually("the others have all", || {
        place.items_whole() == 90 && place.path("courant-data/courant.db").is_file()
    });
    eventually("both", || place.count("SELECT count(*) FROM items") == 90);
    assert_eq!(third(&place), [] as [Value; 0]);
    assert_eq!(status(&place)["owed"], 10);
    let daemon = if restart {
        daemon.kill();
        mend(&place);
        start(&place, "")
    } else {
        mend(&place);
        daemon
    };
    eventually("nothing is owed", || status(&place)["settled"] == 10);
    assert!(daemon.stop().success());
    expect_all(&place, 0..10);
}

/// A path below a file: whoever runs the tests, nobody can make a directory there.
fn unusable(place: &Place) {
    place.write("third", "no directory");
}

fn usable(place: &Place) {
    fs::remove_file(place.path("third")).expect("it can be removed");
}

#[test]
fn a_store_that_cannot_be_opened_holds_nobody_and_gets_its_own_when_it_can() {
    check("", unusable, usable, false);
}

#[test]
fn a_store_that_is_mended_while_nothing_runs_gets_its_own_at_the_next_start() {
    check("", unusable, usable, true);
}

#[test]
fn a_full_disk_holds_nobody_and_is_tried_until_there_is_room() {
    // Both files of JSON Lines pass the point; which of them fails is a matter of who comes first.
    let place = Place::new();
    configure(&place, "");
    let daemon = start(&place, "jsonl.write=error(28)@1-3;sqlite.commit=error(28)@1-2");
    drop_editions(&place, 0..10);
    let retry = daemon.wait_for("sink.retry");
    let reason = retry["reason"].as_str().expect("a reason");
    assert!(reason.ends_with("No space left on device (os error 28)"), "{reason}");
    eventually("nothing is owed", || status(&place)["settled"] == 10);
    assert!(daemon.stop().success());
    expect_all(&place, 0..10);
}

#[test]
fn a_sync_that_fails_is_no_sync_and_the_lines_are_written_again() {
    let place = Place::new();
    configure(&place, "");
    let daemon = start(&place, "jsonl.written=error(5)@1-2");
    drop_editions(&place, 0..3);
    daemon.wait_for("sink.back");
    eventually("nothing is owed", || status(&place)["settled"] == 3);
    assert!(daemon.stop().success());
    expect_all(&place, 0..3);
}

#[test]
fn a_directory_that_becomes_read_only_is_no_end_while_the_file_is_open() {
    let place = Place::new();
    configure(&place, "rotate_size = 1\n");
    let daemon = start(&place, "");
    drop_editions(&place, 0..1);
    daemon.wait_for("file.delivered");
    let directory = place.path("third");
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o555)).expect("it is ours");
    drop_editions(&place, 1..4);
    eventually("the first has all", || place.items_whole() == 36);
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).expect("it is ours");
    eventually("nothing is owed", || status(&place)["settled"] == 4);
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 36);
}

#[test]
fn a_favour_that_is_missed_is_told_and_holds_no_file() {
    let place = Place::new();
    configure(&place, "required = false\n");
    unusable(&place);
    let daemon = start(&place, "");
    daemon.wait_for("sink.retry");
    drop_editions(&place, 0..3);
    let mut missed = BTreeSet::new();
    for _ in 0..3 {
        let event = daemon.wait_for("sink.missed");
        assert_eq!((&event["sink"], &event["items"]), (&"third".into(), &9.into()));
        missed.insert(event["file"].as_str().expect("a path").to_owned());
    }
    assert_eq!(missed.len(), 3, "each file once");
    eventually("nothing is owed", || status(&place)["settled"] == 3);
    usable(&place);
    daemon.wait_for("sink.back");
    drop_editions(&place, 3..4);
    eventually("the new one is there", || third(&place).len() == 9);
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 36);
}

#[test]
fn a_sink_with_a_rate_takes_its_time_and_holds_nobody() {
    let place = Place::new();
    configure(&place, "rate = \"30/s\"\n");
    let daemon = start(&place, "");
    drop_editions(&place, 0..10);
    eventually("the first has all", || place.items_whole() == 90);
    let behind = 90 - third(&place).len();
    assert!(behind > 0, "ninety records are three seconds' worth, and one of them at once");
    eventually("nothing is owed", || status(&place)["settled"] == 10);
    assert!(daemon.stop().success());
    expect_all(&place, 0..10);
}

#[test]
fn what_a_dead_store_is_owed_comes_file_by_file_with_the_oldest_in_front() {
    let place = Place::new();
    configure(&place, "");
    unusable(&place);
    let daemon = start(&place, "");
    daemon.wait_for("sink.retry");
    for number in 0..5 {
        drop_editions(&place, number..number + 1);
        eventually("the first has it", || {
            place.items_whole() == 9 * (usize::try_from(number).expect("few") + 1)
        });
    }
    usable(&place);
    eventually("nothing is owed", || status(&place)["settled"] == 5);
    assert!(daemon.stop().success());
    let order: Vec<String> = third(&place)
        .iter()
        .map(|line| line["bulletin"]["path"].as_str().expect("a path").to_owned())
        .collect();
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!(order, sorted);
}

#[test]
fn a_database_that_another_process_holds_is_waited_for_also_across_a_restart() {
    let place = Place::new();
    configure(&place, "");
    let daemon = start(&place, "");
    drop_editions(&place, 0..1);
    daemon.wait_for("file.delivered");
    let other = Connection::open(place.path("courant-data/courant.db")).expect("it opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("nobody writes at the moment");
    drop_editions(&place, 1..3);
    eventually("the files have all", || place.items_whole() == 27 && third(&place).len() == 27);
    daemon.kill();
    let daemon = start(&place, "");
    assert_eq!(daemon.wait_for("sink.retry")["stage"], "store");
    drop(other);
    eventually("nothing is owed", || status(&place)["settled"] == 3);
    assert!(daemon.stop().success());
    expect_all(&place, 0..3);
}
