//! The smaller commands.

use courant_tests::{Edition, Place};
use serde_json::Value;

#[test]
fn check_shows_the_place_and_a_way_out() {
    let place = Place::new();
    place.write("wrong.toml", "state = \"here\"\n\n[lien]\nbudget = \"1 MiB\"\n");
    let run = place.run(&["check", "wrong.toml"]);
    assert_eq!(run.code, 78);
    for part in ["wrong.toml:3:2: there is no setting `lien` here", "did you mean `line`?", "[lien]"] {
        assert!(run.err.contains(part), "no {part:?} in\n{}", run.err);
    }
    assert_eq!(place.run(&["run", "wrong.toml"]).code, 78);
    assert_eq!(place.run(&["check", "nowhere.toml"]).code, 78);
}

#[test]
fn check_probes_directories_and_makes_none() {
    let place = Place::new();
    place.write("file", "");
    place.write("fine.toml", "state = \"a/b/c\"");
    let run = place.run(&["check", "fine.toml"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.err.contains("a/b/c (will be made)") && run.err.ends_with("the configuration is valid\n"),
        "{}",
        run.err
    );
    assert!(!place.path("a").try_exists().expect("it can be asked"));
    place.write("blocked.toml", "state = \"file/below\"");
    let run = place.run(&["check", "blocked.toml"]);
    assert_eq!(run.code, 78);
    assert!(run.err.contains("file/below"), "{}", run.err);
}

#[test]
fn check_finds_inboxes_within_one_another() {
    let place = Place::new();
    let inbox =
        |name: &str, directory: &str| format!("[[inbox]]\nname = \"{name}\"\ndirectory = \"{directory}\"\n");
    place.write("c.toml", inbox("outer", "in") + &inbox("inner", "in/deep"));
    let run = place.run(&["check", "c.toml"]);
    assert_eq!(run.code, 78);
    assert!(run.err.contains("outer") && run.err.contains("inner"), "{}", run.err);
}

#[test]
fn check_looks_into_layouts() {
    let place = Place::new();
    place.write("layouts/mine.toml", "name = \"mine\"\nheader = [\"{dat:%d.%m.%Y}\"]\n");
    place.write("c.toml", "[segmenter]\nlayouts = \"layouts\"\n");
    let run = place.run(&["check", "c.toml"]);
    assert_eq!(run.code, 78);
    assert!(run.err.contains("mine.toml:2:"), "{}", run.err);
    place.write("layouts/mine.toml", "name = \"mine\"\nheader = [\"{date:%d.%m.%Y}\"]\n");
    place.write("c.toml", "[segmenter]\nlayouts = \"layouts\"\n[[inbox]]\nlayout = \"mien\"\n");
    let run = place.run(&["check", "c.toml"]);
    assert_eq!(run.code, 78);
    assert!(run.err.contains("there is no layout `mien`; there are mine,"), "{}", run.err);
}

#[test]
fn a_layout_of_ones_own_is_used() {
    let place = Place::new();
    place.write(
        "layouts/mine.toml",
        "name = \"mine\"\ntimezone = \"UTC\"\nheader = [\"== {date:%Y-%m-%d} ==\"]\n",
    );
    place.write("c.toml", "[segmenter]\nlayouts = \"layouts\"\n");
    place.write("a.txt", "== 2026-02-01 ==\nOne\nText one.\n== 2026-02-02 ==\nTwo\nText two.\n");
    let run = place.run(&["ingest", "--config", "c.toml", "a.txt"]);
    let told: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told: Vec<_> = told
        .iter()
        .map(|record| {
            [&record["bulletin"]["layout"], &record["published"], &record["headline"], &record["text"]]
        })
        .collect();
    assert_eq!(
        told,
        [["mine", "2026-02-01", "One", "One\nText one."], ["mine", "2026-02-02", "Two", "Two\nText two."]]
    );
}

#[test]
fn what_is_in_quarantine_can_be_looked_at_and_tried_again() {
    let place = Place::new();
    assert_eq!(place.run(&["status"]).code, 1, "nothing has been run here");
    let daemon = place.daemon();
    place.drop_in("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x00");
    daemon.wait_for("file.quarantined");

    let list = place.run(&["quarantine", "list", "--json"]);
    let held: Value = serde_json::from_str(list.out.trim()).expect("one object");
    assert!(held["file"].as_str().expect("a path").ends_with("inbox/picture.png"), "{held}");
    let show = place.run(&["quarantine", "show", "1"]);
    assert!(show.out.contains("\nreason       ") && show.out.contains("PNG"), "{}", show.out);
    assert_eq!(place.run(&["quarantine", "show", "7"]).code, 1);
    assert_eq!(place.run(&["quarantine", "retry"]).code, 2, "it wants numbers, or --all");

    // A retry is offered while the daemon is at work; mended, the file is delivered.
    assert_eq!(place.run(&["quarantine", "retry", "1"]).code, 0);
    daemon.wait_for("file.quarantined");
    place.drop_in("picture.png", Edition::of(1).text());
    assert_eq!(daemon.wait_for("file.delivered")["items"], 9);
    assert_eq!(place.run(&["quarantine", "drop", "--all"]).code, 0);
    assert_eq!(place.run(&["quarantine", "list"]).out, "");
    assert!(daemon.stop().success());
}

#[test]
fn names_are_found_in_lines() {
    let place = Place::new();
    let input = "{\"id\": 1, \"text\": \"President of Kazakhstan Aigul Serikova arrived.\"}\n";
    let run = place.run_with(&["annotate"], input);
    assert_eq!(run.code, 0, "{}", run.err);
    let answer: Value = serde_json::from_str(run.out.trim()).expect("one object");
    let expected = serde_json::json!({"id": 1, "entities": [
        {"type": "place", "span": [13, 23]},
        {"type": "person", "span": [24, 38]},
    ]});
    assert_eq!(answer, expected);
}

#[test]
fn completions_are_printed_for_each_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let run = place.run(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.out.contains("quarantine"), "{shell}");
    }
}

#[test]
fn help_tells_every_command() {
    let place = Place::new();
    let help = place.run(&["--help"]).out;
    let commands = [
        "run",
        "ingest",
        "check",
        "status",
        "quarantine",
        "export",
        "explain",
        "verify",
        "learn",
        "test",
        "annotate",
        "completions",
    ];
    for command in commands {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        let own = place.run(&[command, "--help"]);
        assert!(own.code == 0 && own.out.contains("Usage: courant "), "{command}: {}", own.out);
    }
}
