//! Filling a store that came later, or was lost.

use std::fs;

use courant_tests::{Daemon, Edition, Place, Run, eventually};
use serde_json::Value;

const TWO: &str = "[[sink]]\nname = \"items\"\nkind = \"jsonl\"\npath = \"courant-data/items.jsonl\"\n\
                   [[sink]]\nname = \"store\"\nkind = \"sqlite\"\npath = \"courant-data/courant.db\"\n";
const LATER: &str = "[[sink]]\nname = \"later\"\nkind = \"jsonl\"\npath = \"later/items.jsonl\"\n";

fn start(place: &Place, config: &str) -> Daemon {
    place.write("config.toml", config);
    let daemon = Daemon::start(&place.path(""), &["run", "config.toml"]);
    daemon.wait_for("inbox.watching");
    daemon
}

fn drop_editions(place: &Place, daemon: &Daemon, numbers: std::ops::Range<u32>) {
    for number in numbers {
        place.drop_in(&format!("{number:03}.txt"), Edition::of(number).text());
        daemon.wait_for("file.delivered");
    }
}

fn backfill(place: &Place, arguments: &[&str]) -> Run {
    place.run(&[&["backfill", "--config", "config.toml"], arguments].concat())
}

fn status(place: &Place) -> Value {
    let run = place.run(&["status", "--config", "config.toml", "--json"]);
    serde_json::from_str(&run.out).expect("it is JSON")
}

/// The sightings of a file of JSON Lines, of which there must be so many, each once.
fn sightings(place: &Place, name: &str, count: usize) -> Vec<String> {
    let lines = place.lines(name);
    let mut all: Vec<String> =
        lines.iter().map(|line| line["sighting"].as_str().expect("a sighting").to_owned()).collect();
    all.sort();
    assert_eq!(all.len(), count, "{name}");
    all.dedup();
    assert_eq!(all.len(), count, "each once in {name}");
    all
}

/// Waits until nothing is owed, stops the daemon, and compares the stores.
fn finish(place: &Place, daemon: &Daemon, editions: usize, others: &[&str]) {
    eventually("nothing is owed", || status(place)["owed"] == 0);
    assert!(daemon.stop().success());
    let count = 9 * editions;
    let items = sightings(place, "courant-data/items.jsonl", count);
    for name in others {
        assert_eq!(sightings(place, name, count), items);
    }
    let count = i64::try_from(count).expect("a count");
    assert_eq!(place.count("SELECT count(*) FROM sightings"), count);
}

#[test]
fn a_sink_that_comes_later_gets_what_comes_later_and_the_rest_if_asked() {
    let place = Place::new();
    let daemon = start(&place, TWO);
    drop_editions(&place, &daemon, 0..3);
    assert!(daemon.stop().success());

    let daemon = start(&place, &[TWO, LATER].concat());
    drop_editions(&place, &daemon, 3..4);
    assert_eq!(place.lines("later/items.jsonl").len(), 9, "only the new one");
    let run = backfill(&place, &["later", "--dry-run"]);
    assert_eq!(
        (run.code, &*run.err),
        (0, "later: 3 bulletins with 27 records are owed again, if this were no dry run\n")
    );
    let run = backfill(&place, &["later"]);
    assert_eq!(
        (run.code, &*run.err),
        (0, "later: 3 bulletins with 27 records are owed again, and delivered within seconds\n")
    );
    finish(&place, &daemon, 4, &["later/items.jsonl"]);
    let run = backfill(&place, &["later"]);
    assert_eq!((run.code, &*run.err), (0, "later: nothing is lacking\n"));
}

#[test]
fn a_store_that_was_deleted_while_nothing_ran_is_filled_at_the_next_start() {
    let place = Place::new();
    let daemon = start(&place, TWO);
    drop_editions(&place, &daemon, 0..3);
    assert!(daemon.stop().success());
    fs::remove_file(place.path("courant-data/items.jsonl")).expect("it is there");
    for name in ["courant.db", "courant.db-wal", "courant.db-shm"] {
        let _ = fs::remove_file(place.path("courant-data").join(name));
    }
    for sink in ["items", "store"] {
        let run = backfill(&place, &[sink]);
        let expected = format!(
            "{sink}: 3 bulletins with 27 records are owed again, and delivered when the daemon starts\n"
        );
        assert_eq!((run.code, run.err), (0, expected));
    }
    let daemon = start(&place, TWO);
    finish(&place, &daemon, 3, &[]);
}

#[test]
fn a_store_that_is_deleted_under_a_daemon_is_begun_anew() {
    let place = Place::new();
    let daemon = start(&place, &[TWO, LATER].concat());
    drop_editions(&place, &daemon, 0..3);
    fs::remove_file(place.path("later/items.jsonl")).expect("it is there");
    fs::remove_file(place.path("courant-data/courant.db")).expect("it is there");
    assert_eq!(backfill(&place, &["later"]).code, 0);
    assert_eq!(backfill(&place, &["store"]).code, 0);
    finish(&place, &daemon, 3, &["later/items.jsonl"]);
}

#[test]
fn lines_that_are_lost_come_back_and_the_others_do_not_come_twice() {
    let place = Place::new();
    let daemon = start(&place, TWO);
    drop_editions(&place, &daemon, 0..3);
    let path = place.path("courant-data/items.jsonl");
    assert!(daemon.stop().success());
    let text = fs::read_to_string(&path).expect("it is there");
    let left: Vec<&str> =
        text.lines().enumerate().filter(|(n, _)| n % 5 != 4).map(|(_, line)| line).collect();
    fs::write(&path, left.join("\n") + "\n").expect("it is ours");
    let daemon = start(&place, TWO);
    let run = backfill(&place, &["items"]);
    assert_eq!(
        (run.code, &*run.err),
        (0, "items: 3 bulletins with 5 records are owed again, and delivered within seconds\n")
    );
    finish(&place, &daemon, 3, &[]);
    // The mark is behind all of it again.
    let daemon = start(&place, TWO);
    drop_editions(&place, &daemon, 3..4);
    daemon.kill();
    let daemon = start(&place, TWO);
    finish(&place, &daemon, 4, &[]);
}

#[test]
fn what_no_file_has_any_more_is_told_or_taken_from_another_store() {
    let place = Place::new();
    let daemon = start(&place, TWO);
    drop_editions(&place, &daemon, 0..3);
    assert!(daemon.stop().success());
    place.write("config.toml", [TWO, LATER].concat());
    fs::remove_file(place.path("inbox/000.txt")).expect("it is there");
    fs::write(place.path("inbox/001.txt"), "another text").expect("it is ours");

    let run = backfill(&place, &["later"]);
    let root = place.path("inbox").canonicalize().expect("it is there").display().to_string();
    let expected = format!(
        "later: 1 bulletin with 9 records is owed again, and delivered when the daemon starts\n  \
         {root}/000.txt: the file is gone\n  {root}/001.txt: another text lies there now\n\
         later: 2 bulletins with 18 records are not to be had any more\n"
    );
    assert_eq!((run.code, run.err), (3, expected));
    fs::remove_file(place.path("inbox/001.txt")).expect("it is there");
    let run = backfill(&place, &["later", "--from", "items"]);
    assert_eq!((run.code, run.err.lines().last()), (0, Some("later: 18 records were taken from items")));
    assert_eq!(place.lines("later/items.jsonl").len(), 18);
    let daemon = start(&place, &[TWO, LATER].concat());
    finish(&place, &daemon, 3, &["later/items.jsonl"]);

    // A database fills a file, and a file a database.
    fs::remove_file(place.path("later/items.jsonl")).expect("it is there");
    let run = backfill(&place, &["later", "--from", "courant-data/courant.db"]);
    assert_eq!(
        (run.code, run.err.lines().last()),
        (0, Some("later: 18 records were taken from courant-data/courant.db"))
    );
    fs::remove_file(place.path("courant-data/courant.db")).expect("it is there");
    let run = backfill(&place, &["store", "--from", "courant-data/items.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let daemon = start(&place, &[TWO, LATER].concat());
    finish(&place, &daemon, 3, &["later/items.jsonl"]);
}

#[test]
fn only_a_sink_that_keeps_something_can_be_filled() {
    let place = Place::new();
    let daemon = start(&place, TWO);
    drop_editions(&place, &daemon, 0..1);
    let run = backfill(&place, &["nobody"]);
    assert_eq!(
        (run.code, &*run.err),
        (78, "courant: there is no sink `nobody`; there are `items`, `store`\n")
    );
    assert!(daemon.stop().success());
    place.write("config.toml", "[[sink]]\nname = \"pipe\"\nkind = \"stdout\"\n");
    let run = backfill(&place, &["pipe"]);
    assert_eq!((run.code, &*run.err), (78, "courant: sink `pipe` keeps nothing that could be looked at\n"));
}
