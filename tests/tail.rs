//! Files that grow: written, rotated and emptied while the daemon works, and
//! dies.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::Write as _,
    thread,
    time::Duration,
};

use courant_tests::{Daemon, Edition, Place, Story, eventually};
use rusqlite::Connection;
use serde_json::Value;

/// Quiet times in which nothing that a test waits for can hide.
const NEVER: &str = "1h";

fn tailing(place: &Place, quiet: &str) -> Daemon {
    let inbox = format!("[[inbox]]\nmode = \"tail\"\nquiet = \"{quiet}\"\ninclude = [\"wire.log\"]\n");
    place.write("config.toml", inbox);
    start(place)
}

fn start(place: &Place) -> Daemon {
    let daemon = Daemon::start(&place.path(""), &["run", "config.toml"]);
    daemon.wait_for("inbox.watching");
    daemon
}

fn log(place: &Place) -> File {
    let path = place.path("inbox/wire.log");
    OpenOptions::new().append(true).create(true).open(path).expect("the log can be opened")
}

fn write(log: &mut File, text: &str) {
    log.write_all(text.as_bytes()).expect("the log can be written");
}

/// So many stories, all different.
fn stories(first: u32, count: usize) -> Vec<Story> {
    (first..).flat_map(|number| Edition::of(number).stories).take(count).collect()
}

fn text(stories: &[Story]) -> String {
    stories.iter().map(Story::text).collect()
}

/// Each story is in both stores once, whole, and nothing else is.
#[track_caller]
fn check(place: &Place, stories: &[Story]) {
    let whole = |story: &Story| format!("{}\n{}", story.headline, story.paragraphs.join("\n"));
    let mut expected: Vec<String> = stories.iter().map(whole).collect();
    expected.sort();
    let text = |record: &Value| record["text"].as_str().expect("a text").to_owned();
    let mut lines: Vec<String> = place.items().iter().map(text).collect();
    lines.sort();
    assert_eq!(lines, expected, "JSON Lines");
    let expected: BTreeMap<String, usize> = stories.iter().map(|story| (story.headline.clone(), 1)).collect();
    assert_eq!(place.stored_headlines(), expected, "SQLite");
    assert_eq!(place.count("SELECT count(*) FROM sightings"), i64::try_from(stories.len()).expect("few"));
}

#[test]
fn kills_while_a_log_is_written_lose_nothing_and_double_nothing() {
    let place = Place::new();
    let stories = stories(0, 2000);
    let bytes = text(&stories).into_bytes();
    fs::create_dir(place.path("inbox")).expect("it can be made");
    // Longer than any pause that a busy machine makes in the middle of an item.
    let mut daemon = tailing(&place, "4s");

    let mut log = log(&place);
    let writer = thread::spawn(move || {
        let mut rest = &bytes[..];
        for length in (1..).map(|n: usize| n * 7919 % 6007 + 1) {
            let (piece, behind) = rest.split_at(length.min(rest.len()));
            log.write_all(piece).expect("the log can be written");
            rest = behind;
            if rest.is_empty() {
                break;
            }
            thread::park_timeout(Duration::from_millis(2));
        }
    });
    let mut kills = 0;
    while !writer.is_finished() {
        // By then a cut has been decided, and nothing says how far it got.
        daemon.wait_for("tail.cut");
        thread::park_timeout(Duration::from_millis(kills * 3 % 40));
        daemon.kill();
        kills += 1;
        daemon = start(&place);
    }
    writer.join().expect("all is written");
    assert!(kills > 3, "{kills} kills");
    eventually("all items are there", || place.items_whole() >= stories.len());
    assert!(daemon.stop().success());
    check(&place, &stories);
}

#[test]
fn a_rotated_log_is_read_to_its_end_under_its_new_name_and_no_further() {
    let place = Place::new();
    let daemon = tailing(&place, NEVER);
    let stories = stories(0, 40);
    write(&mut log(&place), &text(&stories[..20]));
    eventually("all but the last", || place.items_whole() == 19);

    fs::rename(place.path("inbox/wire.log"), place.path("inbox/wire.log.1")).expect("it can be renamed");
    write(&mut log(&place), &text(&stories[20..]));
    let rotated = daemon.wait_for("tail.rotated");
    assert!(rotated["to"].as_str().expect("a path").ends_with("inbox/wire.log.1"), "{rotated}");
    eventually("all but the last again", || place.items_whole() == 39);

    // Rotated once more while nobody watches, and the new one is written.
    assert!(daemon.stop().success());
    fs::rename(place.path("inbox/wire.log.1"), place.path("inbox/wire.log.2")).expect("it can be renamed");
    fs::rename(place.path("inbox/wire.log"), place.path("inbox/wire.log.1")).expect("it can be renamed");
    write(&mut log(&place), "20.02.2026, 22:09 1\n");
    let daemon = start(&place);
    eventually("all of the old one", || place.items_whole() == 40);
    fs::remove_file(place.path("inbox/wire.log.2")).expect("it can be removed");
    daemon.wait_for("tail.ended");
    assert!(daemon.stop().success());
    check(&place, &stories);
    assert!(daemon.past().iter().all(|event| event["event"] != "tail.lost"));
}

#[test]
fn a_log_that_is_copied_and_emptied_loses_not_even_what_was_unread() {
    let place = Place::new();
    let daemon = tailing(&place, NEVER);
    let stories = stories(0, 30);
    let mut log = log(&place);
    write(&mut log, &text(&stories[..10]));
    eventually("all but the last", || place.items_whole() == 9);

    fs::copy(place.path("inbox/wire.log"), place.path("inbox/wire.log.1")).expect("it can be copied");
    log.set_len(0).expect("it can be emptied");
    daemon.wait_for("tail.truncated");
    write(&mut log, &text(&stories[10..]));
    eventually("all but the last of each", || place.items_whole() == 29);
    assert!(daemon.stop().success());
    check(&place, &stories[..29]);
}

#[test]
fn what_is_emptied_unread_is_told() {
    let place = Place::new();
    let daemon = tailing(&place, NEVER);
    let stories = stories(0, 3);
    let mut log = log(&place);
    write(&mut log, &text(&stories[..2]));
    eventually("the first", || place.items_whole() == 1);
    // Only what was seen is known to be lost.
    write(&mut log, &stories[2].text());
    eventually("the second", || place.items_whole() == 2);
    log.set_len(0).expect("it can be emptied");
    let lost = daemon.wait_for("tail.lost");
    assert_eq!(lost["bytes"], stories[2].text().len(), "{lost}");
    assert_eq!(lost["level"], "error");
    assert!(daemon.stop().success());
    check(&place, &stories[..2]);
}

#[test]
fn json_lines_are_taken_line_by_line_at_once() {
    let place = Place::new();
    let daemon = tailing(&place, NEVER);
    let mut log = log(&place);
    let mut at = 0;
    let object = |n: u32| format!("{{\"title\":\"Ferry {n} sails\"}}\n");
    for line in [object(1), object(2) + &object(3), object(4)] {
        let line = line.as_str();
        write(&mut log, line);
        let cut = daemon.wait_for("tail.cut");
        assert_eq!((&cut["from"], &cut["to"]), (&at.into(), &(at + line.len()).into()));
        daemon.wait_for("file.delivered");
        at += line.len();
    }
    assert!(daemon.stop().success());
    let headlines =
        place.lines("courant-data/items.jsonl").into_iter().map(|record| record["headline"].clone());
    assert_eq!(headlines.collect::<Vec<_>>(), [1, 2, 3, 4].map(|n| Value::from(format!("Ferry {n} sails"))));
}

#[test]
fn a_stuck_store_holds_up_neither_the_log_nor_the_other_store() {
    let place = Place::new();
    let daemon = tailing(&place, NEVER);
    let stories = stories(0, 30);
    let mut log = log(&place);
    write(&mut log, &text(&stories[..10]));
    daemon.wait_for("file.delivered");
    let stuck = Connection::open(place.path("courant-data/courant.db")).expect("it opens");
    stuck.execute_batch("BEGIN IMMEDIATE").expect("nobody writes at the moment");

    write(&mut log, &text(&stories[10..20]));
    daemon.wait_for("sink.retry");
    write(&mut log, &text(&stories[20..]));
    eventually("all but the last in the lines", || place.items_whole() == 29);
    let status = place.run(&["status", "--json", "--config", "config.toml"]).out;
    let status: Value = serde_json::from_str(&status).expect("it is JSON");
    assert_eq!(status["tails"][0]["unread"], stories[29].text().len(), "{status}");

    drop(stuck);
    eventually("all but the last in the store", || place.count("SELECT count(*) FROM sightings") == 29);
    assert!(daemon.stop().success());
    check(&place, &stories[..29]);
}

#[test]
fn pieces_that_cannot_be_processed_are_held_one_by_one() {
    let place = Place::new();
    let daemon = tailing(&place, "100ms");
    let mut log = log(&place);
    for _ in 0..2 {
        write(&mut log, "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}\u{1}\n");
        daemon.wait_for("file.quarantined");
    }
    let listed = || place.run(&["quarantine", "list", "--json", "--config", "config.toml"]).out;
    let from = |line: &str| serde_json::from_str::<Value>(line).expect("it is JSON")["from"].clone();
    assert_eq!(listed().lines().map(from).collect::<Vec<_>>(), [0, 10]);

    // Both are offered again, and refused again: the log is as it was.
    assert_eq!(place.run(&["quarantine", "retry", "--all", "--config", "config.toml"]).code, 0);
    daemon.wait_for("file.quarantined");
    daemon.wait_for("file.quarantined");
    // Which of them is refused first is between the workers that read them.
    let mut again: Vec<_> = listed().lines().map(from).collect();
    again.sort_by_key(Value::as_u64);
    assert_eq!(again, [0, 10]);
    assert!(daemon.stop().success());
}
