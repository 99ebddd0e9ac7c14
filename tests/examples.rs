//! The examples run, and say what they should.

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

use courant_tests::{Edition, Place, eventually};
use rustix::process::{Pid, Signal, kill_process};

/// The example's program, built.
fn example(name: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "courant-examples", "--examples"]);
        assert!(build.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo runs").success());
    });
    courant_tests::built().parent().expect("it lies in a directory").join("examples").join(name)
}

fn start(place: &Place, name: &str, arguments: &[&str]) -> Child {
    Command::new(example(name))
        .args(arguments)
        .current_dir(place.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// What an example prints on standard output, given this input.
#[track_caller]
fn check(name: &str, input: &str, expected: &str) {
    let mut child = start(&Place::new(), name, &[]);
    child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).expect("it is text"), expected);
}

#[test]
fn stages_in_three_forms() {
    let expected = "3 items\n\
        Ministers of Transport Met in Tallinn\nThey spoke of railways, and telephoned +… 600 0000 for a table.\n\
        Harbour Reopens After the Storm\nShips sail again.\n\
        Delivered\n";
    check("stages", "", expected);
}

#[test]
fn a_sink_of_ones_own() {
    let expected = "a group of 3 bulletins\n\
        2026-03-01T18:40:00+05:00    104  Ministers Met, Day 1\n\
        2026-03-01T09:15:00+05:00    177  Harbour News, Day 1\n\
        2026-03-02T18:40:00+05:00    204  Ministers Met, Day 2\n\
        2026-03-02T09:15:00+05:00    277  Harbour News, Day 2\n\
        2026-03-03T18:40:00+05:00    304  Ministers Met, Day 3\n\
        2026-03-03T09:15:00+05:00    377  Harbour News, Day 3\n";
    check("sink", "", expected);
}

#[test]
fn the_cores_without_a_runtime() {
    let expected = "layout kazakhstan-today, crawled Some(2026-03-03)\n\
        Stamp at 0..17\n\
        Ministers of Transport Met in Tallinn\n\
        \u{20} March 1, 2026 is 2026-03-01\n\
        \u{20} Ministry of Transport of the Republic of Kazakhstan reports\n";
    check("cores", "", expected);
}

#[test]
fn a_source_of_ones_own() {
    let mut child = start(&Place::new(), "source", &[]);
    let input = format!("{}%%\nA Note\nWithout a header.\n", Edition::of(1).text());
    child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let headlines: Vec<String> = String::from_utf8(output.stdout)
        .expect("it is text")
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["headline"].to_string())
        .collect();
    assert_eq!(headlines.len(), 10);
    assert_eq!(headlines[9], "\"A Note\"");
    let err = String::from_utf8(output.stderr).expect("it is text");
    assert_eq!(err, "bulletin 1: delivered\nbulletin 2: delivered\n");
}

#[test]
fn the_standard_line_in_a_binary_of_ones_own() {
    let source = include_str!("../examples/standard.rs");
    let lines = source.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("//!")).count();
    assert!(lines <= 30, "{lines} lines are not short any more");

    let place = Place::new();
    place.drop_in("monday.txt", Edition::of(1).text());
    let mut child = start(&place, "standard", &["inbox", "courant-data"]);
    eventually("9 lines", || place.items_whole() == 9);
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).expect("it has a process id");
    kill_process(pid, Signal::INT).expect("it can be signalled");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(place.items().len(), 9);
}
