//! Death at moments that nobody chose, and at every place that has a name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    time::Duration,
};

use courant_tests::{Dice, Edition, Place, eventually, spin};
use serde_json::Value;

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

/// Both ways to take files in, both kinds of stores, and files that rotate.
const ALL: &str = r#"
[enricher]
annotators = "none"
[[inbox]]
name = "inbox"
[[inbox]]
name = "wire"
directory = "wire"
mode = "tail"
include = ["wire.log"]
[[sink]]
name = "items"
kind = "jsonl"
path = "kept/items.jsonl"
rotate_size = "48 KiB"
[[sink]]
name = "store"
kind = "sqlite"
path = "kept/courant.db"
"#;

/// Bulletins of which each shares stories with the one before it, and a log
/// that grows, go down the line while the program dies two hundred times: at
/// random, and at every named place. In the end each store has each sighting
/// exactly once, and how many there are is counted here, and not by the program.
#[test]
fn two_hundred_deaths_lose_nothing_and_double_nothing() {
    let place = Place::new();
    place.write("courant.toml", ALL);
    let pages = 40;
    for number in 0..pages {
        let mut edition = Edition::of(number);
        if number > 0 {
            // Six new ones before three of yesterday's, which more people have read by now.
            edition.stories.truncate(6);
            edition.stories.extend(Edition::of(number - 1).stories.into_iter().take(3));
            edition.stories[6..].iter_mut().for_each(|story| story.views += u64::from(number));
        }
        place.write(&format!("inbox/{number:03}.txt"), edition.text());
    }
    let logged: Vec<_> = (1000..1020).flat_map(|number| Edition::of(number).stories).collect();
    let log: String = logged.iter().map(courant_tests::Story::text).collect();
    place.write("wire/wire.log", log);
    let before = listing(&place);

    let seed = std::env::var("COURANT_SEED").unwrap_or_else(|_| "20260224".to_owned());
    let run = place.run(&["doctor", "--crash", "200", "--seed", &seed, "--json", "courant.toml"]);
    let told: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no object: {}", run.err));
    assert_eq!((run.code, &told["wrong"]), (0, &serde_json::json!([])), "{told:#}\n{}", run.err);
    let dropped = told["dropped"].as_u64().expect("a number");
    let expected = dropped * 9 + logged.len() as u64;
    let sink = |name: &str| {
        serde_json::json!({
            "sink": name, "expected": expected, "stored": expected, "lost": 0, "doubled": 0, "strange": 0,
        })
    };
    assert_eq!(told["sinks"], serde_json::json!([sink("items"), sink("store")]), "{told:#}");
    assert!(dropped > 200, "files come throughout: {told:#}");

    let mishaps: BTreeMap<String, u64> = serde_json::from_value(told["mishaps"].clone()).expect("counts");
    assert!(mishaps.values().sum::<u64>() >= 200, "{mishaps:#?}");
    let met: BTreeSet<&str> = mishaps.keys().filter_map(|mishap| mishap.strip_prefix("killed at ")).collect();
    let never: Vec<&str> = courant::POINTS.into_iter().filter(|point| !met.contains(point)).collect();
    assert_eq!(never, [""; 0], "places where it never died, with seed {seed}");
    assert_eq!(
        listing(&place),
        before,
        "nothing of the user's own was touched, and nothing was left beside it"
    );
}

/// The last line is torn, and the ledger has forgotten what it did since it
/// was opened: both stores have everything once all the same.
#[test]
fn thirty_power_cuts_lose_nothing_and_double_nothing() {
    let place = Place::new();
    place.write("courant.toml", "[enricher]\nannotators = \"none\"\n");
    let seed = std::env::var("COURANT_SEED").unwrap_or_else(|_| "20260224".to_owned());
    let run =
        place.run(&["doctor", "--crash", "30", "--with", "power", "--seed", &seed, "--json", "courant.toml"]);
    let told: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("no object: {}", run.err));
    assert_eq!((run.code, &told["well"]), (0, &Value::Bool(true)), "{told:#}\n{}", run.err);
    // On a busy machine some are killed before they have written anything.
    assert!(told["mishaps"]["power cut"].as_u64().is_some_and(|times| times >= 15), "{told:#}");
}

/// All files and directories below a place.
fn listing(place: &Place) -> BTreeSet<std::path::PathBuf> {
    let mut all = BTreeSet::new();
    let mut open = vec![place.path("")];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).expect("it can be listed") {
            let path = entry.expect("it is there").path();
            if path.is_dir() {
                open.push(path.clone());
            }
            all.insert(path);
        }
    }
    all
}
