//! A line that fails is built anew, and loses nothing by it; a file that ends
//! lines is found.

use std::thread;

use courant_tests::{Daemon, Edition, Place, eventually};
use serde_json::Value;

const BULLETINS: u32 = 12;

fn drop_some(place: &Place) {
    for number in 0..BULLETINS {
        place.drop_in(&format!("{number:02}.txt"), Edition::of(number).text());
    }
}

fn settled(place: &Place) -> i64 {
    let status = place.run(&["status", "--json"]);
    // Before the first ledger is there, and while it is brought up to date.
    let status: Value = serde_json::from_str(&status.out).unwrap_or_default();
    status["settled"].as_i64().unwrap_or(0)
}

#[track_caller]
fn nothing_is_lost(place: &Place, bulletins: u32) {
    let items = 9 * i64::from(bulletins);
    assert_eq!(place.items().len(), usize::try_from(items).expect("not many"));
    assert_eq!(place.count("SELECT count(*) FROM items"), items);
    assert_eq!(place.count("SELECT count(*) FROM sightings"), items);
}

/// Each stage panics once, at its first bulletin or one of the next: before it, it is woken twice at the most.
#[test]
fn a_panic_in_any_stage_loses_nothing_and_doubles_nothing() {
    let stages = [
        "watch",
        "toll",
        "read",
        "surcharge",
        "admit",
        "segment",
        "compare",
        "enrich",
        "sight",
        "deliver",
        "items",
        "store",
    ];
    thread::scope(|scope| {
        for stage in stages {
            scope.spawn(move || panics_once(stage));
        }
    });
}

fn panics_once(stage: &str) {
    let place = Place::new();
    drop_some(&place);
    let daemon = place.daemon_failing(&format!("stage[{stage}]=panic@3"));
    let failed = daemon.wait_for("line.failed");
    let reason = failed["reason"].as_str().expect("a reason");
    assert!(reason.starts_with(&format!("stage `{stage}` panicked")), "{reason}");
    eventually(stage, || settled(&place) == i64::from(BULLETINS));
    assert!(daemon.stop().success(), "{stage}");
    nothing_is_lost(&place, BULLETINS);
    assert!(daemon.past().iter().any(|event| event["event"] == "run.panicked"), "{stage}");
}

#[test]
fn a_file_that_makes_a_stage_panic_is_quarantined_and_the_others_go_through() {
    let place = Place::new();
    drop_some(&place);
    place.drop_in("poison.txt", Edition::of(99).text());
    let daemon = place.daemon_failing("admit[poison]=panic");
    let quarantined = daemon.wait_for("file.quarantined");
    assert!(quarantined["file"].as_str().expect("a path").ends_with("poison.txt"), "{quarantined}");
    let reason = quarantined["reason"].as_str().expect("a reason");
    assert!(
        reason.starts_with("it ended the line 3 times, the last time alone: stage `admit` panicked"),
        "{reason}"
    );
    eventually("the others are settled", || settled(&place) == i64::from(BULLETINS));
    assert!(daemon.stop().success());
    nothing_is_lost(&place, BULLETINS);
    assert_eq!(daemon.past().iter().filter(|event| event["event"] == "line.failed").count(), 3);

    // Whoever mends the cause lets it try again.
    assert_eq!(place.run(&["quarantine", "retry", "--all"]).code, 0);
    let daemon = place.daemon();
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());
    nothing_is_lost(&place, BULLETINS + 1);
}

/// A store panics with a whole group in its hands: it is searched, and only the guilty one is kept back.
#[test]
fn a_file_that_makes_a_store_panic_is_found_in_its_group() {
    let place = Place::new();
    drop_some(&place);
    place.drop_in("poison.txt", Edition::of(99).text());
    let daemon = place.daemon_failing("sink.write[poison]=panic");
    let quarantined = daemon.wait_for("file.quarantined");
    assert!(quarantined["file"].as_str().expect("a path").ends_with("poison.txt"), "{quarantined}");
    eventually("the others are settled", || settled(&place) == i64::from(BULLETINS));
    assert!(daemon.stop().success());
    nothing_is_lost(&place, BULLETINS);
    assert_eq!(quarantine(&place), 1);
}

/// A part of a file that grows is found likewise, and what is written behind it goes through.
#[test]
fn a_part_of_a_growing_file_that_makes_a_stage_panic_is_quarantined() {
    let place = Place::new();
    place.write("config.toml", "[[inbox]]\nmode = \"tail\"\nquiet = \"200ms\"\n");
    place.write("inbox/good.log", Edition::of(1).text());
    place.write("inbox/poison.log", Edition::of(2).text());
    let daemon = Daemon::start_failing(&place.path(""), &["run", "config.toml"], "admit[poison]=panic");
    let quarantined = daemon.wait_for("file.quarantined");
    assert!(quarantined["file"].as_str().expect("a path").ends_with("poison.log"), "{quarantined}");
    let good = Edition::of(3).text();
    let log = std::fs::OpenOptions::new().append(true).open(place.path("inbox/good.log"));
    std::io::Write::write_all(&mut log.expect("it opens"), good.as_bytes()).expect("it is written");
    eventually("18 lines", || place.items_whole() == 18);
    assert!(daemon.stop().success());
    nothing_is_lost(&place, 2);
}

/// Not even the process survives it, as with a stack or a memory that is exhausted. Somebody starts it again.
#[test]
fn a_file_that_kills_the_process_is_quarantined_and_the_others_go_through() {
    let place = Place::new();
    drop_some(&place);
    place.drop_in("00-poison.txt", Edition::of(99).text());
    let mut deaths = 0;
    let daemon = loop {
        let daemon = place.daemon_failing("read[poison]=kill");
        let ended = || daemon.try_end().is_some();
        eventually("it dies or is done", || {
            ended() || settled(&place) == i64::from(BULLETINS) && quarantine(&place) == 1
        });
        if !ended() {
            break daemon;
        }
        deaths += 1;
        assert!(deaths <= 7, "it is not found");
    };
    assert!(daemon.stop().success());
    let held = place.run(&["quarantine", "list", "--json"]).out;
    let held: Value = serde_json::from_str(&held).expect("one line");
    assert!(held["file"].as_str().expect("a path").ends_with("00-poison.txt"), "{held}");
    assert_eq!(held["reason"], "it ended the line 3 times, the last time alone: the process died");
    nothing_is_lost(&place, BULLETINS);
}

fn quarantine(place: &Place) -> usize {
    place.run(&["quarantine", "list"]).out.lines().count()
}

#[test]
fn a_file_that_hangs_a_stage_is_noticed_and_quarantined() {
    let place = Place::new();
    place.write("config.toml", "[line]\nstall = \"1s\"\nworkers = 1\n");
    place.drop_in("poison.txt", Edition::of(99).text());
    let daemon = Daemon::start_failing(&place.path(""), &["run", "config.toml"], "read[poison]=hang");
    let stalled = daemon.wait_for("line.stalled");
    assert_eq!((&stalled["before"], &stalled["behind"]), (&1.into(), &0.into()));
    let depths = stalled["depths"].as_str().expect("a text");
    assert!(depths.starts_with("toll 0, read 0, surcharge 0, admit 0"), "{depths}");
    let quarantined = daemon.wait_for("file.quarantined");
    assert_eq!(quarantined["reason"], "it ended the line 3 times, the last time alone: nothing moved for 1s");
    place.drop_in("monday.txt", Edition::of(1).text());
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());
    nothing_is_lost(&place, 1);
}

#[test]
fn a_line_that_fails_too_often_ends_the_program() {
    let place = Place::new();
    place.write("config.toml", "[line]\nrestarts = 2\n");
    place.drop_in("monday.txt", Edition::of(1).text());
    let daemon = Daemon::start_failing(&place.path(""), &["run", "config.toml"], "admit=error(5)");
    let failed = daemon.wait_for("run.failed");
    assert_eq!((&failed["failures"], &failed["within_ms"]), (&3.into(), &600_000.into()));
    let reason = failed["reason"].as_str().expect("a reason");
    assert!(reason.starts_with("stage `admit` failed: Input/output error"), "{reason}");
    assert_eq!(daemon.end().code(), Some(1));
    assert_eq!(quarantine(&place), 0, "no file is guilty of an error that a stage returns");

    let daemon = place.daemon();
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());
    nothing_is_lost(&place, 1);
}
