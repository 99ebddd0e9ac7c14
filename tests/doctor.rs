//! The examination of an installation. What its other half does is in `crash`.

use courant_tests::{Edition, Place};
use serde_json::Value;

/// What is found, with the exit code: each thing with its state.
#[track_caller]
fn check(place: &Place, arguments: &[&str], code: i32, expected: &[(&str, &str)]) -> Vec<String> {
    let run = place.run(&[&["doctor", "--json"], arguments].concat());
    let sheet: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no object: {}", run.err));
    let findings = sheet["findings"].as_array().expect("a list");
    let text = |finding: &Value, field: &str| finding[field].as_str().expect("a text").to_owned();
    // How much room there is, and how many watches, is the machine's affair.
    let ours = findings.iter().filter(|finding| !["room", "events"].contains(&&*text(finding, "what")));
    let (states, says): (Vec<_>, Vec<_>) =
        ours.map(|finding| ((text(finding, "what"), text(finding, "state")), text(finding, "says"))).unzip();
    let expected: Vec<_> =
        expected.iter().map(|(what, state)| ((*what).to_owned(), (*state).to_owned())).collect();
    assert_eq!((run.code, states), (code, expected), "{says:#?}");
    says
}

#[test]
fn a_place_where_nothing_was_run_yet_is_well() {
    let place = Place::new();
    let places = [("inbox `inbox`", "ok"), ("state", "ok"), ("sink `items`", "ok"), ("sink `store`", "ok")];
    let expected = [&[("configuration", "ok")][..], &places, &[("ledger", "ok")]].concat();
    let says = check(&place, &[], 0, &expected);
    assert_eq!(says.last().map(String::as_str), Some("none yet at courant-data/ledger.db"));
    assert!(!place.path("courant-data").try_exists().expect("it can be looked for"), "it only looks");
}

#[test]
fn what_is_missing_from_a_store_makes_it_ill() {
    let place = Place::new();
    place.write("a.txt", Edition::of(1).text());
    assert_eq!(place.run(&["ingest", "--quiet", "--into", "courant-data", "a.txt"]).code, 0);
    let places = [
        ("configuration", "ok"),
        ("inbox `inbox`", "ok"),
        ("state", "ok"),
        ("sink `items`", "ok"),
        ("sink `store`", "ok"),
        ("ledger", "ok"),
        ("store `items`", "ok"),
    ];
    let says = check(&place, &[], 0, &[&places[..], &[("store `store`", "ok")]].concat());
    assert_eq!(
        says[5..],
        [
            "sound; 1 settled, 0 owed, 0 in quarantine; no daemon",
            "9 sightings, as the ledger has them",
            "9 sightings, as the ledger has them"
        ]
    );
    let store = rusqlite::Connection::open(place.path("courant-data/courant.db")).expect("it is there");
    store.execute("DELETE FROM sightings WHERE ordinal = 4", []).expect("it is a table");
    let says = check(&place, &[], 3, &[&places[..], &[("store `store`", "error")]].concat());
    let expected =
        "8 sightings of 9 in the ledger: 1 missing, 0 extra, 0 doubled; `courant verify` tells which";
    assert_eq!(says[7], expected);
}

#[test]
fn a_directory_that_cannot_be_used_is_told() {
    let place = Place::new();
    place.write("file", "");
    place.write("c.toml", "state = \"file/state\"\n[[sink]]\nkind = \"stdout\"\n");
    let expected =
        [("configuration", "ok"), ("inbox `inbox`", "ok"), ("state", "error"), ("ledger", "error")];
    check(&place, &["c.toml"], 3, &expected);
}
