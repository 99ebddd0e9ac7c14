//! A ledger that is damaged, lost or taken away: what the stores hold stays as it is.

use std::fs;

use courant_tests::{Edition, Place, eventually};
use serde_json::Value;

const LEDGER: &str = "courant-data/ledger.db";

/// SQLite's, unless somebody asks for another.
const PAGE: usize = 4096;

fn pages(place: &Place) -> usize {
    fs::read(place.path(LEDGER)).expect("there is a ledger").len() / PAGE
}

fn flip(place: &Place, at: usize) {
    let mut bytes = fs::read(place.path(LEDGER)).expect("there is a ledger");
    bytes[at] ^= 0x08;
    fs::write(place.path(LEDGER), bytes).expect("it can be written");
}

/// Three bulletins that were delivered, and a daemon that has stopped or was killed.
fn delivered(stop: bool) -> Place {
    let place = Place::new();
    let daemon = place.daemon();
    for number in 0..3 {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
        daemon.wait_for("file.delivered");
    }
    if stop {
        assert!(daemon.stop().success());
    } else {
        daemon.kill();
    }
    place
}

#[test]
fn a_flipped_bit_in_the_ledger_doubles_nothing() {
    let place = delivered(true);
    let pages = pages(&place);
    // A page in five of those that there are; each of them is tried with the ledger alone in its own tests.
    for (round, page) in (0..pages).step_by(5).enumerate() {
        flip(&place, page * PAGE + (page * 131 + 16) % PAGE);
        let daemon = place.daemon();
        let aside = daemon.past().into_iter().find(|event| event["event"] == "ledger.corrupt");
        let aside = aside.unwrap_or_else(|| panic!("page {page} is not noticed: {:#?}", daemon.past()));
        let name = format!("ledger.db.corrupt-{}", round + 1);
        assert!(aside["aside"].as_str().expect("a path").ends_with(&name), "{aside}");
        let rebuilt = daemon.past().into_iter().find(|event| event["event"] == "ledger.rebuilt");
        // Each item twice: the other store tells it again.
        assert_eq!(rebuilt.expect("it is told")["records"], 2 * 27);
        for _ in 0..3 {
            daemon.wait_for("file.delivered");
        }
        assert!(daemon.stop().success());
        place.assert_once(0..3, &format!("page {page}"));
    }
}

#[test]
fn a_ledger_that_was_torn_by_a_kill_doubles_nothing() {
    let place = delivered(false);
    // What the last commits left in the log: its frames have checksums, and what is behind a bad one is forgotten.
    let log = place.path("courant-data/ledger.db-wal");
    let bytes = fs::read(&log).expect("there is a log");
    for part in 1..8 {
        let mut torn = bytes.clone();
        torn[bytes.len() * part / 8] ^= 0x55;
        fs::write(&log, torn).expect("it can be written");
        let daemon = place.daemon();
        eventually("all is settled again", || place.settled() == 3);
        daemon.kill();
        place.assert_once(0..3, &format!("{part} eighths of the log"));
    }
}

/// What a record says, without where it lay.
fn said(place: &Place) -> Vec<Value> {
    let mut items = place.items();
    for item in &mut items {
        item["bulletin"]["path"] = Value::Null;
    }
    items
}

/// One item as it stands in three bulletins: under another headline, with another text, and as a copy.
fn harbour(headline: &str, minute: &str, ships: &str) -> String {
    format!(
        "02.03.2026, 18:{minute} 12\n{headline}\nThe harbour of Tallinn was reopened on Monday after the storm, the \
         port authority reports. {ships} ships that had waited in the roads for three days were piloted in before \
         noon.\nThe second basin stays closed until the divers have looked at the gates of the lock. Cargo for the \
         islands is carried by road and by rail until then, and passengers are asked to call the office of the port.\n"
    )
}

/// Two installations get the same bulletins; one of them loses its ledger, and the old bulletins with it. What both
/// say of the next bulletins is the same.
#[test]
fn a_new_ledger_knows_the_items_revisions_and_stories_that_the_stores_hold() {
    let before = [
        harbour("Harbour Reopens After the Storm", "40", "Nine"),
        harbour("Tallinn Harbour Open Again", "40", "Nine"),
        harbour("Tallinn Harbour Open Again", "40", "Ten"),
        harbour("Ships Sail Again", "50", "Nine"),
    ];
    let after = [
        harbour("Tallinn Harbour Open Again", "40", "Eleven"),
        // Other bytes, or the file that is known would be a duplicate.
        harbour("Harbour Reopens After the Storm", "40", "Nine") + "\n",
        harbour("Ships Sail Again", "50", "Nine") + "All is well.\n",
        harbour("Ships Sail", "55", "Nine"),
    ];
    let records = |loses: bool| {
        let place = Place::new();
        let deliver = |part: &str, texts: &[String]| {
            let daemon = place.daemon();
            for (number, text) in texts.iter().enumerate() {
                place.drop_in(&format!("{part}{number}.txt"), text);
                daemon.wait_for("file.delivered");
            }
            assert!(daemon.stop().success());
        };
        deliver("a", &before);
        if loses {
            for number in 0..before.len() {
                fs::remove_file(place.path(&format!("inbox/a{number}.txt"))).expect("it is there");
            }
            fs::remove_file(place.path(LEDGER)).expect("it is there");
        }
        deliver("b", &after);
        (
            said(&place),
            place.count("SELECT count(*) FROM items"),
            place.count("SELECT sum(revision) FROM items"),
        )
    };
    let kept = records(false);
    let told =
        |record: &Value| format!("{} {}", record["status"].as_str().expect("a status"), record["revision"]);
    let statuses: Vec<_> = kept.0.iter().map(told).collect();
    let expected =
        ["new 1", "revised 2", "revised 3", "new 1", "revised 4", "unchanged 1", "revised 2", "new 1"];
    assert_eq!(statuses, expected);
    assert_eq!(records(true), kept);
}

#[test]
fn what_is_deleted_below_the_daemon_is_begun_anew() {
    let place = Place::new();
    let daemon = place.daemon();
    let deliver = |number: u32| {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
        daemon.wait_for("file.delivered");
    };
    deliver(0);
    for suffix in ["", "-wal", "-shm"] {
        fs::remove_file(place.path(&format!("courant-data/courant.db{suffix}"))).expect("it is there");
    }
    fs::remove_file(place.path("courant-data/items.jsonl")).expect("it is there");
    // What a deleted store held is gone with it; what comes is stored.
    deliver(1);
    let told = |name: &str| daemon.past().iter().filter(|event| event["event"] == name).count();
    assert_eq!(told("sink.gone"), 2);
    place.assert_once([1], "both stores were deleted");

    // Without the ledger every file is due again, and the stores swallow what they have.
    for suffix in ["", "-wal", "-shm"] {
        fs::remove_file(place.path(&format!("{LEDGER}{suffix}"))).expect("it is there");
    }
    daemon.wait_for("line.failed");
    daemon.wait_for("ledger.rebuilt");
    daemon.wait_for("file.delivered");
    daemon.wait_for("file.delivered");
    deliver(2);
    assert!(daemon.stop().success());
    place.assert_once(0..3, "the ledger was deleted");
}
