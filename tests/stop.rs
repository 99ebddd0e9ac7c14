//! Being told to stop, and what a store that is stuck has to do with it.

use std::time::Duration;

use courant_tests::{Daemon, Dice, Edition, Place, eventually, spin};
use jiff::Timestamp;
use rusqlite::Connection;
use rustix::process::Signal;

/// Holds the store's only place for a writer until it is dropped.
fn stick(place: &Place) -> Connection {
    let store = Connection::open(place.path("courant-data/courant.db")).expect("it opens");
    store.execute_batch("BEGIN IMMEDIATE").expect("nobody writes at the moment");
    store
}

fn stuck_daemon(place: &Place) -> (Daemon, Connection) {
    let daemon = place.daemon();
    place.drop_in("monday.txt", Edition::of(1).text());
    daemon.wait_for("file.delivered");
    let stuck = stick(place);
    place.drop_in("tuesday.txt", Edition::of(2).text());
    (daemon, stuck)
}

#[test]
fn a_stuck_store_holds_nobody_and_gets_its_own_when_it_is_free() {
    let place = Place::new();
    let (daemon, stuck) = stuck_daemon(&place);
    assert_eq!(daemon.wait_for("sink.retry")["stage"], "store");
    // The other store has it, and goes on.
    place.drop_in("wednesday.txt", Edition::of(3).text());
    eventually("27 lines", || place.items_whole() == 27);
    assert_eq!(place.count("SELECT count(*) FROM items"), 9);
    drop(stuck);
    daemon.wait_for("sink.back");
    eventually("27 rows", || place.count("SELECT count(*) FROM items") == 27);
    assert!(daemon.stop().success());
    assert_eq!(place.count("SELECT count(*) FROM sightings"), 27);
    assert_eq!(place.items().len(), 27);
}

#[test]
fn a_second_signal_stops_at_once_and_nothing_is_lost() {
    let place = Place::new();
    let (daemon, stuck) = stuck_daemon(&place);
    // The other store has its records, so this one has been given them too.
    eventually("18 lines", || place.items_whole() == 18);
    daemon.signal(Signal::TERM);
    daemon.wait_for("run.stopping");
    daemon.signal(Signal::INT);
    assert_eq!(daemon.end().code(), Some(3));
    drop(stuck);

    let daemon = place.daemon();
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());
    assert_eq!(place.count("SELECT count(*) FROM items"), 18);
    assert_eq!(place.items().len(), 18);
}

/// A store that is tried again and again is given up at the deadline, in the middle of a try if need be.
#[test]
fn a_stop_waits_for_a_stuck_store_until_the_deadline_and_says_that_it_is_not_done() {
    let place = Place::new();
    place.write("config.toml", "[line]\ndrain = \"500ms\"\n");
    let daemon = Daemon::start(&place.path(""), &["run", "config.toml"]);
    daemon.wait_for("inbox.watching");
    place.drop_in("monday.txt", Edition::of(1).text());
    daemon.wait_for("file.delivered");
    let stuck = stick(&place);
    place.drop_in("tuesday.txt", Edition::of(2).text());
    eventually("18 lines", || place.items_whole() == 18);
    daemon.signal(Signal::TERM);
    let begun = daemon.wait_for("run.stopping");
    let ended = daemon.wait_for("run.stopped");
    assert_eq!((&begun["deadline_ms"], &ended["code"]), (&500.into(), &3.into()));
    let time = |event: &serde_json::Value| {
        event["time"].as_str().expect("a time").parse::<Timestamp>().expect("one")
    };
    // One try of the store takes five seconds.
    let took = time(&ended).duration_since(time(&begun));
    assert!(took.as_millis() >= 500 && took.as_secs() < 4, "{took:?}");
    assert_eq!(daemon.end().code(), Some(3));
    drop(stuck);

    let daemon = place.daemon();
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 18);
    assert_eq!(place.count("SELECT count(*) FROM sightings"), 18);
}

#[test]
fn a_stop_between_two_lines_does_not_wait_for_the_next_one() {
    let place = Place::new();
    place.drop_in("monday.txt", Edition::of(1).text());
    let daemon = place.daemon_failing("admit=error(5)@1-3");
    for _ in 0..3 {
        daemon.wait_for("line.failed");
    }
    // Also meanwhile nobody else gets at the ledger.
    let second = place.run(&["run"]);
    assert_eq!(second.code, 1, "{}", second.err);
    assert!(second.err.contains(&format!("is in use by process {}", daemon.pid())), "{}", second.err);
    // The next one would come after four seconds, and work.
    daemon.signal(Signal::TERM);
    assert_eq!(daemon.end().code(), Some(3));
    assert_eq!(place.items_whole(), 0);

    let daemon = place.daemon();
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 9);
}

/// Bulletins flow in while the daemon is stopped again and again; each stop stores what was on its way.
#[test]
fn stops_at_any_moment_lose_nothing_and_suspect_nobody() {
    const BULLETINS: u32 = 60;
    const STOPS: u32 = 15;
    let mut dice = Dice::new();
    let place = Place::new();
    let mut dropped = 0;
    for stop in 1..=STOPS {
        let daemon = place.daemon();
        while dropped < BULLETINS * stop / STOPS {
            place.drop_in(&format!("{dropped:04}.txt"), Edition::of(dropped).text());
            dropped += 1;
        }
        spin(Duration::from_micros(dice.below(60_000)));
        assert!(daemon.stop().success(), "seed {}", dice.seed);
        assert!(!daemon.past().iter().any(|event| event["event"] == "line.inquest"));
    }
    let items = 9 * i64::from(BULLETINS);
    let daemon = place.daemon();
    eventually("all items are stored", || place.count("SELECT count(*) FROM sightings") == items);
    eventually("all items are lines", || i64::try_from(place.items_whole()).expect("few") == items);
    assert!(daemon.stop().success());
    assert_eq!(place.count("SELECT count(*) FROM items"), items, "seed {}", dice.seed);
    assert_eq!(place.items().len(), usize::try_from(items).expect("few"));
}
