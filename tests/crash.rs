//! Thirty kills at moments that nobody chose.

use std::{collections::BTreeMap, time::Duration};

use courant_tests::{Dice, Edition, Place, eventually, spin};

const BULLETINS: u32 = 300;
const KILLS: u32 = 30;

/// Bulletins flow in while the daemon is killed again and again; in the end
/// each item is in each store exactly once.
#[test]
fn thirty_kills_lose_nothing_and_double_nothing() {
    let mut dice = Dice::new();
    let seed = dice.seed;
    let place = Place::new();
    let mut dropped = 0;
    for kill in 1..=KILLS {
        let daemon = place.daemon();
        let until = BULLETINS * kill / KILLS;
        while dropped < until {
            place.drop_in(&format!("{dropped:04}.txt"), Edition::of(dropped).text());
            dropped += 1;
        }
        // Anything from the first look at a file to a group that is half synced: a bulletin takes milliseconds.
        spin(Duration::from_micros(dice.below(60_000)));
        daemon.kill();
    }

    let expected: BTreeMap<String, usize> =
        (0..BULLETINS).flat_map(|n| Edition::of(n).stories).map(|story| (story.headline, 1)).collect();
    assert_eq!(expected.len(), 9 * BULLETINS as usize, "all headlines differ");

    let daemon = place.daemon();
    let done = || -> i64 {
        let status: serde_json::Value =
            serde_json::from_str(&place.run(&["status", "--json"]).out).expect("it is JSON");
        ["settled", "quarantined"].map(|state| status[state].as_i64().expect("a number")).iter().sum()
    };
    eventually("all bulletins are done with", || done() == i64::from(BULLETINS));
    assert!(daemon.stop().success());
    assert_eq!(place.run(&["quarantine", "list"]).out, "", "nobody is guilty of a kill, with seed {seed}");

    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for record in place.items() {
        *lines.entry(record["headline"].as_str().expect("a headline").to_owned()).or_default() += 1;
        assert_eq!(record["status"], "new", "a redelivered record is the same record");
    }
    assert_eq!(lines, expected, "JSON Lines, with seed {seed}");
    assert_eq!(place.stored_headlines(), expected, "SQLite, with seed {seed}");
    assert_eq!(place.count("SELECT count(*) FROM sightings"), 9 * i64::from(BULLETINS));
}
