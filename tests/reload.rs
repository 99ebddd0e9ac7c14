//! A configuration that is taken over while the daemon works, and one that is not.

use courant_tests::{Daemon, Edition, Place, Run, eventually};
use rusqlite::Connection;
use rustix::process::Signal;

const STORES: &str = "
[[sink]]
name = \"items\"
kind = \"jsonl\"
path = \"courant-data/items.jsonl\"
[[sink]]
name = \"store\"
kind = \"sqlite\"
path = \"courant-data/courant.db\"
";

fn configure(place: &Place, settings: &str) {
    place.write("config.toml", format!("{settings}\n{STORES}"));
}

fn daemon(place: &Place) -> Daemon {
    let daemon = Daemon::start(&place.path(""), &["run", "config.toml"]);
    daemon.wait_for("inbox.watching");
    daemon
}

fn reload(place: &Place) -> Run {
    place.run(&["reload", "--state", "courant-data"])
}

#[track_caller]
fn check(place: &Place, settings: &str, code: i32, said: &str) {
    configure(place, settings);
    let run = reload(place);
    assert_eq!((run.code, run.err.as_str()), (code, said));
}

#[test]
fn a_reload_says_what_became_of_it() {
    let place = Place::new();
    let run = reload(&place);
    assert_eq!(
        (run.code, run.err.as_str()),
        (1, "courant: no daemon is at work in the state directory `courant-data`\n")
    );
    configure(&place, "");
    let daemon = daemon(&place);
    check(&place, "[line]\nworkers = 1", 0, "reloaded: this is generation 2\n");
    assert_eq!(daemon.wait_for("config.reloaded")["generation"], 2);

    let goes_on = |why: &str| format!("rejected, and generation 2 goes on: {why}\n");
    check(&place, "[line]\nworker = 1", 1, &goes_on("config.toml:2:1: there is no setting `worker` here"));
    let rejected = daemon.wait_for("config.rejected");
    assert_eq!(rejected["reason"], "config.toml:2:1: there is no setting `worker` here");
    check(
        &place,
        "state = \"elsewhere\"",
        1,
        &goes_on(
            "the state directory cannot be changed by a reload (it is `courant-data`): stop the daemon, and start it anew",
        ),
    );
    check(
        &place,
        "[log]\nlevel = \"debug\"",
        1,
        &goes_on("the section [log] cannot be changed by a reload: stop the daemon, and start it anew"),
    );
    let unknown = "[[inbox]]\nlayout = \"no-such\"";
    configure(&place, unknown);
    let told = place.run(&["check", "config.toml"]).err;
    let trouble = told.lines().find_map(|line| line.strip_prefix("error: ")).expect("it is told");
    check(&place, unknown, 1, &goes_on(trouble));
    // It is only found out when its sink opens: the old generation is back, and works.
    check(
        &place,
        "[[sink]]\nname = \"third\"\nkind = \"jsonl\"\npath = \"inbox\"",
        1,
        &goes_on("stage `third` failed: cannot open `inbox`: Is a directory (os error 21)"),
    );
    // Whoever names the configuration is told with carets, and the daemon is not asked.
    let run = place.run(&["reload", "config.toml"]);
    assert_eq!(run.code, 1);
    configure(&place, "[line]\nworker = 1");
    assert_eq!(place.run(&["reload", "config.toml"]).code, 78);

    place.drop_in("monday.txt", Edition::of(1).text());
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    check(&place, "[line]\nworkers = 2", 0, "reloaded: this is generation 3\n");
    place.drop_in("tuesday.txt", Edition::of(2).text());
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 18);
}

#[test]
fn another_inbox_and_another_sink_come_and_go() {
    let place = Place::new();
    configure(&place, "");
    let daemon = daemon(&place);
    place.drop_in("monday.txt", Edition::of(1).text());
    daemon.wait_for("file.delivered");
    let more = "[[inbox]]\n[[inbox]]\nname = \"second\"\ndirectory = \"second\"\n\
                [[sink]]\nname = \"lines\"\nkind = \"jsonl\"\npath = \"courant-data/lines.jsonl\"";
    check(&place, more, 0, "reloaded: this is generation 2\n");
    place.write("aside.txt", Edition::of(2).text());
    std::fs::rename(place.path("aside.txt"), place.path("second/tuesday.txt")).expect("it was made");
    assert_eq!(daemon.wait_for("file.delivered")["inbox"], "second");
    check(&place, "", 0, "reloaded: this is generation 3\n");
    place.drop_in("wednesday.txt", Edition::of(3).text());
    daemon.wait_for("file.delivered");
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 27);
    assert_eq!(place.lines("courant-data/lines.jsonl").len(), 9);
}

/// Bulletins flow in while settings change all the time; every third change is wrong, and one store is stuck at first.
#[test]
fn reloads_under_load_lose_nothing_and_double_nothing() {
    let reloads =
        std::env::var("COURANT_RELOADS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_u32);
    let place = Place::new();
    configure(&place, "[line]\ndrain = \"500ms\"");
    let daemon = daemon(&place);
    place.drop_in("first.txt", Edition::of(0).text());
    daemon.wait_for("file.delivered");
    let mut stuck = None;
    let mut generation = 1;
    for number in 1..=reloads {
        place.drop_in(&format!("{number:05}.txt"), Edition::of(number).text());
        if number == 2 {
            let store = Connection::open(place.path("courant-data/courant.db")).expect("it opens");
            store.busy_timeout(std::time::Duration::from_secs(30)).expect("it waits");
            store.execute_batch("BEGIN IMMEDIATE").expect("somebody else's turn ends");
            stuck = Some(store);
        }
        if number == 8 {
            drop(stuck.take());
        }
        if number % 3 == 0 {
            let run = {
                configure(&place, "[lines]\n");
                reload(&place)
            };
            assert_eq!(run.code, 1, "{}", run.err);
        } else {
            generation += 1;
            let workers = number % 2 + 1;
            let said = format!("reloaded: this is generation {generation}\n");
            check(&place, &format!("[line]\ndrain = \"500ms\"\nworkers = {workers}"), 0, &said);
        }
    }
    let items = 9 * (i64::from(reloads) + 1);
    eventually("all items are stored", || place.count("SELECT count(*) FROM sightings") == items);
    eventually("all items are lines", || i64::try_from(place.items_whole()).expect("few") == items);
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), usize::try_from(items).expect("few"));
    assert_eq!(place.count("SELECT count(*) FROM items"), items);
    assert_eq!(place.run(&["quarantine", "list"]).out, "");
}

#[test]
fn a_stop_during_a_reload_stops() {
    let place = Place::new();
    configure(&place, "");
    let daemon = daemon(&place);
    for number in 0..20 {
        place.drop_in(&format!("{number}.txt"), Edition::of(number).text());
    }
    daemon.wait_for("file.delivered");
    daemon.signal(Signal::HUP);
    daemon.wait_for("run.signal");
    daemon.signal(Signal::TERM);
    assert_eq!(daemon.end().code(), Some(0));
    let daemon = self::daemon(&place);
    eventually("all items are stored", || place.count("SELECT count(*) FROM sightings") == 180);
    assert!(daemon.stop().success());
    assert_eq!(place.items().len(), 180);
}
