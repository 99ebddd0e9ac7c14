//! One shot over files: records on standard output, the rest on standard error.

use courant_tests::{Edition, Place};
use serde_json::Value;

fn records(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// `text[start:end]`, as a reader of the record would cut it.
fn slice(text: &str, span: &Value) -> String {
    let at = |i: usize| usize::try_from(span[i].as_u64().expect("a number")).expect("it fits");
    let (start, end) = (at(0), at(1));
    assert!(start <= end && end <= text.chars().count(), "{span} of {text}");
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn records_come_in_the_order_of_the_paths_and_every_span_cuts_what_it_claims() {
    let place = Place::new();
    for number in 1..=20 {
        place.write(&format!("in/{number:02}.txt"), Edition::of(number).text());
    }
    let run = place.run(&["ingest", "in"]);
    assert_eq!((run.code, run.err.as_str()), (0, "20 files: 20 delivered, 180 items\n"));
    let records = records(&run.out);
    let headlines: Vec<_> =
        records.iter().map(|record| record["headline"].as_str().expect("a headline")).collect();
    let expected: Vec<String> =
        (1..=20).flat_map(|n| Edition::of(n).stories).map(|story| story.headline).collect();
    assert_eq!(headlines, expected);
    for record in &records {
        let text = record["text"].as_str().expect("a text");
        let paragraphs: Vec<_> = list(record, "paragraphs").iter().map(|span| slice(text, span)).collect();
        assert_eq!(
            format!("{}\n{}", record["headline"].as_str().expect("a headline"), paragraphs.join("\n")),
            text
        );
        assert_eq!(
            slice(text, &record["source"]["span"]),
            record["source"]["name"].as_str().expect("a name")
        );
        for date in list(record, "dates") {
            assert_eq!(slice(text, &date["span"]), date["text"].as_str().expect("a text"));
        }
        for person in list(record, "people") {
            let forms: Vec<_> = list(person, "mentions").iter().map(|span| slice(text, span)).collect();
            assert!(forms.contains(&person["name"].as_str().expect("a name").to_owned()), "{person}");
        }
        assert_eq!(record["language"], "en");
        assert!(list(record, "countries").contains(&"KZ".into()), "{record}");
    }
}

fn list<'v>(value: &'v Value, field: &str) -> &'v Vec<Value> {
    value[field].as_array().expect("a list")
}

#[test]
fn a_date_before_the_zone_changed_has_the_old_offset() {
    let place = Place::new();
    place.write(
        "old.txt",
        "29.02.2024, 23:30 10\nAn Old Story\nIt happened.\n01.03.2024, 00:30 11\nA New Story\nIt too.\n",
    );
    let run = place.run(&["ingest", "old.txt"]);
    let published: Vec<_> = records(&run.out).iter().map(|record| record["published"].clone()).collect();
    assert_eq!(published, ["2024-02-29T23:30:00+06:00", "2024-03-01T00:30:00+05:00"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_delivered() {
    let place = Place::new();
    place.write("in/a.txt", Edition::of(1).text());
    place.write("in/b.bin", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x00");
    place.write("in/c.txt", b"\n \n");
    let run = place.run(&["ingest", "in"]);
    assert_eq!(run.code, 3);
    assert_eq!(records(&run.out).len(), 9);
    assert!(run.err.contains("b.bin"), "{}", run.err);
    assert!(run.err.ends_with("3 files: 1 delivered, 1 empty, 1 in quarantine, 9 items\n"), "{}", run.err);
}

#[test]
fn nothing_to_read_is_an_exit_code_of_its_own() {
    let place = Place::new();
    place.write("in/b.bin", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00");
    assert_eq!(place.run(&["ingest", "in"]).code, 4);
    let run = place.run(&["ingest", "nowhere.txt"]);
    assert_eq!((run.code, run.out.as_str()), (4, ""));
    assert!(run.err.contains("nowhere.txt"), "{}", run.err);
    assert_eq!(place.run(&["ingest"]).code, 2);
    std::fs::create_dir(place.path("void")).expect("it can be made");
    assert_eq!(place.run(&["ingest", "void"]).code, 4);
}

#[test]
fn a_link_that_is_named_is_followed_and_one_that_is_found_is_not() {
    let place = Place::new();
    place.write("in/a.txt", Edition::of(1).text());
    std::os::unix::fs::symlink(place.path("in/a.txt"), place.path("in/b.txt")).expect("it can be made");
    assert_eq!(place.run(&["ingest", "in"]).err, "1 file: 1 delivered, 9 items\n");
    assert_eq!(place.run(&["ingest", "in/b.txt"]).err, "1 file: 1 delivered, 9 items\n");
}

#[test]
fn into_a_directory_each_content_goes_once() {
    let place = Place::new();
    place.write("in/a.txt", Edition::of(1).text());
    place.write("in/b.txt", Edition::of(1).text());
    place.write("in/c.txt", Edition::of(2).text());
    let first = place.run(&["ingest", "--into", "kept", "in"]);
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{}", first.err);
    assert!(first.err.ends_with("3 files: 2 delivered, 1 duplicate, 18 items\n"), "{}", first.err);
    let second = place.run(&["ingest", "--into", "kept", "in"]);
    assert!(second.err.ends_with("3 files: 3 known already\n"), "{}", second.err);
    assert_eq!(place.lines("kept/items.jsonl").len(), 18);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    for number in 1..=50 {
        place.write(&format!("in/{number:02}.txt"), Edition::of(number).text());
    }
    let program = courant_tests::built().display();
    let shell = format!("{program} ingest in | head -n 1; echo ${{PIPESTATUS[0]}}");
    let out = std::process::Command::new("bash")
        .args(["-c", &shell])
        .current_dir(place.path(""))
        .output()
        .expect("bash runs");
    let out = String::from_utf8(out.stdout).expect("UTF-8");
    let (record, code) = out.trim_end().rsplit_once('\n').expect("a record and a code");
    assert_eq!(records(record).len(), 1);
    assert_eq!(code, "0");
}

#[test]
fn annotators_can_be_left_out_and_identity_stays() {
    let place = Place::new();
    place.write("a.txt", Edition::of(1).text());
    let full = records(&place.run(&["ingest", "--quiet", "a.txt"]).out);
    let plain = records(&place.run(&["ingest", "--quiet", "--annotators", "none", "a.txt"]).out);
    for (full, plain) in full.iter().zip(&plain) {
        assert_eq!(full["id"], plain["id"]);
        for part in ["name", "verb", "span"] {
            assert_eq!(full["source"][part], plain["source"][part]);
        }
        assert_eq!(plain["countries"], Value::Array(Vec::new()));
    }
}
