//! What a daemon makes of very many files: a backlog that waits for it, a
//! burst while nobody takes its records, and a ledger that has long been at it.
//!
//! `scripts/bench backlog [--files N] [--settled N]`. A tenth of the backlog is
//! measured in the same run, to show that time grows no faster than files do.

#![expect(clippy::print_stdout, reason = "the figures are for standard output")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread::park_timeout,
    time::{Duration, Instant},
};

use courant_tests::{Edition, Place, built};
use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// JSON Lines only, and no annotators: what is measured is the line and its ledger.
const LINES: &str = "[enricher]\nannotators = \"none\"\n[log]\nlevel = \"warn\"\n\
                     [[sink]]\nname = \"items\"\nkind = \"jsonl\"\npath = \"courant-data/items.jsonl\"\n";
const STDOUT: &str = "[enricher]\nannotators = \"none\"\n[log]\nlevel = \"warn\"\n\
                      [[sink]]\nname = \"items\"\nkind = \"stdout\"\n";
fn main() {
    let (mut files, mut settled) = (100_000, 1_000_000);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().and_then(|value| value.parse().ok()).expect("a number");
        match argument.as_str() {
            "--files" => files = value(),
            "--settled" => settled = value(),
            // Said by `cargo bench`.
            "--bench" => {}
            _ => panic!("unknown argument {argument}"),
        }
    }
    let tenth = backlog(files / 10);
    let whole = backlog(files);
    println!("ten times the files took {:.2} times as long", whole.as_secs_f64() / tenth.as_secs_f64());
    burst(files / 2);
    start(settled);
}

/// Files that lie there when the daemon starts, until all are settled.
fn backlog(files: u32) -> Duration {
    let place = Place::new();
    place.write("courant.toml", LINES);
    fill(&place, files);
    let begun = Instant::now();
    let mut daemon = run(&place, Stdio::null());
    let settled = || status(&place)["settled"].as_u64().unwrap_or(0);
    while settled() < u64::from(files) {
        assert!(daemon.try_wait().expect("it can be waited for").is_none(), "the daemon ended");
        park_timeout(Duration::from_millis(100));
    }
    let time = begun.elapsed();
    let peak = peak(&daemon);
    stop(&mut daemon);
    let lines = lines(&place.path("courant-data/items.jsonl"));
    assert_eq!(lines, 9 * u64::from(files), "each item once");
    println!(
        "backlog of {files:>7} files: {:>7.1} s, {:>5.0} files/s, peak {:.0} MB",
        time.as_secs_f64(),
        f64::from(files) / time.as_secs_f64(),
        peak,
    );
    time
}

/// Files that come at once while nobody reads the daemon's records.
fn burst(files: u32) {
    let place = Place::new();
    place.write("courant.toml", STDOUT);
    fs::create_dir_all(place.path("inbox")).expect("it can be made");
    let mut daemon = run(&place, Stdio::piped());
    while !matches!(place.path("courant-data/ledger.db").try_exists(), Ok(true)) {
        park_timeout(Duration::from_millis(10));
    }
    fill(&place, files);
    let stalled = peak(&daemon);
    let mut records = BufReader::new(daemon.stdout.take().expect("it is piped")).lines();
    let mut sightings = std::collections::HashSet::new();
    for _ in 0..9 * files {
        let line = records.next().expect("more is to come").expect("it can be read");
        let record: Value = serde_json::from_str(&line).expect("each line is JSON");
        assert!(sightings.insert(record["sighting"].to_string()), "none comes twice");
    }
    println!(
        "burst of {files} files while nobody read: {} items, none twice, peak {stalled:.0} MB before, {:.0} MB after",
        sightings.len(),
        peak(&daemon),
    );
    stop(&mut daemon);
    assert_eq!(records.count(), 0, "and no more than that");
}

/// A ledger of very many files, until the inbox is watched.
fn start(settled: u32) {
    let place = Place::new();
    place.daemon().stop();
    let mut ledger = Connection::open(place.path("courant-data/ledger.db")).expect("it is there");
    grow(&mut ledger, settled);
    drop(ledger);
    // It was sealed before it grew; the next stop seals it anew.
    fs::remove_file(place.path("courant-data/ledger.db.seal")).expect("it was stopped in order");
    place.daemon().stop();
    let mut times: Vec<Duration> = (0..3)
        .map(|_| {
            let begun = Instant::now();
            let daemon = place.daemon();
            let time = begun.elapsed();
            daemon.stop();
            time
        })
        .collect();
    times.sort();
    let known: Value = serde_json::from_str(&place.run(&["status", "--json"]).out).expect("it is JSON");
    assert_eq!(known["settled"], settled, "it is the ledger that was grown");
    println!("watching with {settled} files in the ledger after {:.2} s", times[1].as_secs_f64());
}

/// Writes as many files into the ledger as if they had come and been
/// delivered, each of one item.
fn grow(ledger: &mut Connection, settled: u32) {
    let change = ledger.transaction().expect("nobody else writes");
    {
        let mut file = change
            .prepare(
                "INSERT INTO file (path, inbox, size, modified, inode, device, fingerprint, state, seen)
                 VALUES (?1, 'inbox', 20000, 1, 1, 1, ?2, 'settled', 1)",
            )
            .expect("the table is there");
        let columns = bulletin_columns(&change);
        let mut bulletin = change.prepare(&columns).expect("the table is there");
        let mut delivery = change
            .prepare("INSERT INTO delivery (fingerprint, sink, at) VALUES (?1, 1, 1)")
            .expect("the table is there");
        for number in 0..settled {
            let fingerprint = *blake3::hash(&number.to_le_bytes()).as_bytes();
            let path = format!("/srv/inbox/{number:07}.txt").into_bytes();
            file.execute((&path, &fingerprint[..])).expect("it fits");
            bulletin.execute((&fingerprint[..],)).expect("it fits");
            delivery.execute((&fingerprint[..],)).expect("it fits");
        }
    }
    change.commit().expect("it can be committed");
}

/// An insertion that gives every column of `bulletin` that must have a value one.
fn bulletin_columns(ledger: &Connection) -> String {
    let mut columns = ledger
        .prepare(
            "SELECT name, type FROM pragma_table_info('bulletin') WHERE \"notnull\" AND dflt_value IS NULL",
        )
        .expect("it is SQL");
    let columns: Vec<(String, String)> = columns
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("it runs")
        .collect::<Result<_, _>>()
        .expect("columns have names");
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let values = columns.iter().map(|(name, kind)| match (name.as_str(), kind.as_str()) {
        ("fingerprint", _) => "?1",
        ("state", _) => "'settled'",
        (_, "INTEGER") => "1",
        (_, "BLOB") => "x'00'",
        _ => "'inbox'",
    });
    format!("INSERT INTO bulletin ({}) VALUES ({})", names.join(", "), values.collect::<Vec<_>>().join(", "))
}

fn fill(place: &Place, files: u32) {
    fs::create_dir_all(place.path("inbox")).expect("it can be made");
    for number in 0..files {
        fs::write(place.path(&format!("inbox/{number:06}.txt")), Edition::of(number).text())
            .expect("it can be written");
    }
}

fn run(place: &Place, stdout: Stdio) -> Child {
    Command::new(built())
        .args(["run", "courant.toml"])
        .current_dir(place.path(""))
        .stdout(stdout)
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program starts")
}

fn status(place: &Place) -> Value {
    let said = place.run(&["status", "--json", "--config", "courant.toml"]).out;
    serde_json::from_str(&said).unwrap_or_default()
}

fn stop(daemon: &mut Child) {
    let pid = i32::try_from(daemon.id()).ok().and_then(Pid::from_raw).expect("it has a process id");
    kill_process(pid, Signal::TERM).expect("it can be signalled");
    assert!(daemon.wait().expect("it can be waited for").success());
}

/// Peak resident memory, in megabytes, as the kernel keeps it.
fn peak(daemon: &Child) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", daemon.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux says so");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") * 1024.0 / 1e6
}

fn lines(path: &Path) -> u64 {
    let file = BufReader::with_capacity(1 << 20, fs::File::open(path).expect("it is there"));
    file.split(b'\n').map(|line| u64::from(line.is_ok())).sum()
}
