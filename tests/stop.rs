//! Being told to stop, and what a store that is stuck has to do with it.

use courant_tests::{Daemon, Edition, Place, eventually};
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
