//! Stored records in other forms, from every kind of store.

use std::{collections::BTreeSet, fs, process::Command};

use courant_tests::{Edition, Place, Run};
use serde_json::Value;

/// Invented records in which everything is said, and what the forms make of them.
macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("../crates/export/tests/golden/", $name))
    };
}

fn lines(run: &Run) -> Vec<Value> {
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    run.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn texts(objects: &[Value], field: &str) -> Vec<String> {
    objects.iter().map(|object| object[field].as_str().expect("a text").to_owned()).collect()
}

/// Two editions are in the store of a place, and then the second story of the first one changes.
fn revised() -> Place {
    let place = Place::new();
    let mut edition = Edition::of(1);
    place.write("1.txt", edition.text());
    place.write("2.txt", Edition::of(2).text());
    edition.stories[1].paragraphs.push("The talks went on by night.".to_owned());
    edition.stories.truncate(2);
    place.write("3.txt", edition.text());
    for file in ["1.txt", "2.txt", "3.txt"] {
        assert_eq!(place.run(&["ingest", "--quiet", "--into", "kept", file]).code, 0);
    }
    assert_eq!(place.lines("kept/items.jsonl").len(), 20);
    place
}

#[test]
fn of_a_store_each_item_comes_once_and_is_valid_ninjs() {
    let place = revised();
    let schema: Value =
        serde_json::from_str(include_str!("../docs/ninjs.schema.json")).expect("the schema is JSON");
    let schema =
        jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema is one");
    place.write(
        "lines.toml",
        "[[sink]]\nkind = \"stdout\"\n[[sink]]\nkind = \"jsonl\"\npath = \"kept/items.jsonl\"\n",
    );
    let sources: [&[&str]; 4] = [
        &["--state", "kept"],
        &["--config", "lines.toml"],
        &["--from", "kept/items.jsonl"],
        &["--from", "kept/courant.db", "kept/items.jsonl"],
    ];
    for source in sources {
        let objects = lines(&place.run(&[&["export", "--as", "ninjs"], source].concat()));
        assert_eq!(objects.len(), 18, "{source:?}");
        assert_eq!(texts(&objects, "uri").into_iter().collect::<BTreeSet<_>>().len(), 18, "{source:?}");
        for object in &objects {
            let faults: Vec<_> = schema.iter_errors(object).map(|fault| fault.to_string()).collect();
            assert_eq!(faults, [""; 0], "{object}");
        }
        let second: Vec<_> = objects.iter().filter(|object| object["version"] == "2").collect();
        let [second] = second[..] else { panic!("{} were revised", second.len()) };
        assert_eq!(second["headlines"][0]["value"], Edition::of(1).stories[1].headline);
        let body = second["bodies"][0]["value"].as_str().expect("a text");
        assert!(body.ends_with("\nThe talks went on by night."), "{body}");
        let story = &Edition::of(1).stories[1];
        assert!(body.starts_with(&story.paragraphs[0]), "{body}");
    }
}

#[test]
fn what_goes_through_a_pipe_comes_out_in_another_form() {
    let place = Place::new();
    place.write("a.txt", Edition::of(1).text());
    let records = place.run(&["ingest", "--quiet", "a.txt"]).out;
    let articles =
        lines(&place.run_with(&["export", "--as", "jsonld", "--from", "-"], &(records.clone() + &records)));
    let headlines: Vec<_> = Edition::of(1).stories.into_iter().map(|story| story.headline).collect();
    assert_eq!(texts(&articles, "headline"), headlines);
    assert!(articles.iter().all(|article| article["interactionStatistic"]["userInteractionCount"].is_u64()));
}

/// The values in a text: objects in lines, or those of a list.
fn values(text: &str) -> Vec<Value> {
    let values = serde_json::Deserializer::from_str(text).into_iter();
    let values: Vec<Value> = values.map(|value| value.expect("it is JSON")).collect();
    match &values[..] {
        [Value::Array(list)] => list.clone(),
        _ => values,
    }
}

#[test]
fn every_form_of_what_is_said_is_as_expected() {
    let place = Place::new();
    place.write("records.jsonl", golden!("records.jsonl"));
    let export = |form: &str| {
        let run = place.run(&["export", "--as", form, "--from", "records.jsonl", "--into", "out"]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
        assert!(!place.path("out.part").try_exists().expect("it can be asked"));
        fs::read_to_string(place.path("out")).expect("it is there")
    };
    assert_eq!(values(&export("ninjs")), values(golden!("ninjs.json")));
    assert_eq!(values(&export("jsonld")), values(golden!("news-article.json")));
    assert_eq!(values(&export("jsonfeed")), values(golden!("feed.json")));
    assert_eq!(export("csv"), golden!("meetings.csv"));
}

#[test]
fn what_fails_leaves_what_was_there() {
    let place = Place::new();
    place.write("out", "yesterday's");
    place.write("wrong.jsonl", golden!("records.jsonl").to_owned() + "no record\n");
    let run = place.run(&["export", "--as", "jsonfeed", "--from", "wrong.jsonl", "--into", "out"]);
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("courant: line or row 4 of `wrong.jsonl` is no record: "), "{}", run.err);
    assert_eq!(fs::read_to_string(place.path("out")).expect("it is there"), "yesterday's");
    assert!(!place.path("out.part").try_exists().expect("it can be asked"));

    let run = place.run(&["export", "--as", "csv"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""), "nothing has been run here");
    assert!(run.err.contains("courant-data/courant.db"), "{}", run.err);
    place.write("c.toml", "[[sink]]\nkind = \"stdout\"\n");
    let run = place.run(&["export", "--as", "csv", "--config", "c.toml"]);
    assert_eq!(run.code, 78, "{}", run.err);
    assert_eq!(place.run(&["export", "--from", "-"]).code, 2, "it wants a form");
    assert_eq!(place.run(&["export", "--as", "csv", "--state", "kept", "--from", "-"]).code, 2);
}

#[test]
fn a_line_that_is_being_written_is_told_and_left_out() {
    let place = Place::new();
    let records = golden!("records.jsonl");
    place.write("items.jsonl", &records[..records.len() - 10]);
    let run = place.run(&["export", "--as", "jsonld", "--from", "items.jsonl"]);
    assert_eq!((run.code, run.out.lines().count()), (0, 2));
    assert!(run.err.contains("sink.torn") && run.err.contains("items.jsonl"), "{}", run.err);
}

#[test]
fn an_export_whose_reader_goes_away_is_no_failure() {
    let place = Place::new();
    for number in 1..=50 {
        place.write(&format!("in/{number:02}.txt"), Edition::of(number).text());
    }
    place.write("items.jsonl", place.run(&["ingest", "--quiet", "in"]).out);
    let program = courant_tests::built().display();
    let shell =
        format!("{program} export --as jsonfeed --from items.jsonl | head -n 1; echo ${{PIPESTATUS[0]}}");
    let out =
        Command::new("bash").args(["-c", &shell]).current_dir(place.path("")).output().expect("bash runs");
    let out = String::from_utf8(out.stdout).expect("UTF-8");
    assert_eq!(out.lines().last(), Some("0"), "{out}");
}
