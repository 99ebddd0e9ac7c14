//! Items with their facts, and what made each.

use std::fs;

use courant_tests::Place;
use serde_json::{Value, json};

const MONDAY: &str = " date 2026-03-06 05.03.2026, 18:40 1204
Rain Again
Minister of Trade of Kenya Amina Otieno was in Tallinn on 2 March.
05.03.2026, 09:15 3377
Grey Morning
The World Bank was there.
";

/// The page of the first item, without its keywords, which are of no matter here.
const PAGE: &str = "\
revision  1, new
bulletin  monday.txt, item 1 of 2, lines 1-3
published 2026-03-05T18:40:00+05:00

Rain Again
Minister of Trade of Kenya Amina Otieno was in Tallinn on 2 March.
p1 role─────────────────── p1──────────        l2─────    date───
                     l1───
    p1 role   role of Amina Otieno, minister, KE: title beside the name, “Minister”
              (data/en/titles.toml: minister)
    l1        country Kenya, KE: name of a state (data/countries.tsv: KE)
    p1        person Amina Otieno, given Amina, family Otieno: title before the name, “Minister of
              Trade of Kenya” (data/en/titles.toml: minister)
    l2        city Tallinn, EE: known by name (data/countries.tsv: Tallinn)
    date      2026-03-02: day and month without a year, nearest to the day of the item, “March”
              (data/en/dates.toml: months)

";

/// Where the two items of that day are stored, with the id of the first one.
fn monday() -> (Place, String) {
    let place = Place::new();
    place.write("monday.txt", MONDAY);
    let run = place.run(&["ingest", "--quiet", "monday.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let first: Value = serde_json::from_str(run.out.lines().next().expect("two records")).expect("JSON");
    let id = first["id"].as_str().expect("an id").to_owned();
    place.write("items.jsonl", run.out);
    (place, id)
}

/// Does something to the first stored record.
fn change(place: &Place, from: &str, to: &str) {
    let text = fs::read_to_string(place.path("items.jsonl")).expect("it is there");
    assert!(text.contains(from), "no {from} in {text}");
    place.write("items.jsonl", text.replacen(from, to, 1));
}

/// What is printed of an item, but for its last line, which has the keywords.
fn explained(place: &Place, id: &str) -> String {
    let run = place.run(&["explain", id, "--from", "items.jsonl"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let (page, _) = run.out.split_once("\nkeywords ").expect("keywords come last");
    page.to_owned()
}

#[test]
fn every_fact_is_underlined_with_what_made_it() {
    let (place, id) = monday();
    let page = explained(&place, &id);
    let (text, foot) = page.split_at(page.rfind("\n\n").expect("a foot") + 2);
    assert_eq!(text, format!("{id}\n{PAGE}"));
    assert!(foot.ends_with("\ncountries KE"), "{foot}");
    let digits = id.strip_prefix("urn:courant:").expect("it is one");
    for short in [digits, &digits[..8], &id[..24]] {
        assert_eq!(explained(&place, short), page, "{short}");
    }
}

#[test]
fn what_is_found_now_and_was_not_stored_is_said() {
    let (place, id) = monday();
    change(&place, "\"value\":\"2026-03-02\"", "\"value\":\"2025-03-02\"");
    change(&place, "\"given\":\"Amina\"", "\"given\":\"Ami\\u001b[2Jna\"");
    change(
        &place,
        "\"kind\":\"city\",\"country\":\"EE\",\"mentions\":[[58,65]]",
        "\"kind\":\"city\",\"country\":\"EE\",\"mentions\":[[900,907]]",
    );
    let page = explained(&place, &id);
    for part in [
        "\nwhat is found now is not what is stored: ",
        "\n    date      2025-03-02: day and month without a year, nearest to the day of the item, “March”\n              (data/en/dates.toml: months) [found now: 2026-03-02]\n",
        "person Amina Otieno, given Ami\\u{1b}[2Jna, family Otieno: ",
        "\n    l2        city Tallinn, EE: known by name (data/countries.tsv: Tallinn) [found now, and not\n              stored]\n",
        "\nl2        city Tallinn, EE [stored, and not found now]\n",
    ] {
        assert!(page.contains(part), "no {part:?} in\n{page}");
    }
}

#[test]
fn an_explanation_is_for_programs_too() {
    let (place, id) = monday();
    let run = place.run(&["explain", &id, "--json", "--from", "items.jsonl"]);
    let told: Value = serde_json::from_str(&run.out).expect("one object");
    assert_eq!((&told["record"], &told["now"]), (&place.lines("items.jsonl")[0], &Value::Null));
    let evidence = told["evidence"].as_array().expect("a list");
    let place_of = |fact: &str| evidence.iter().find(|one| one["fact"] == fact);
    assert_eq!(
        place_of("date 1"),
        Some(&json!({
            "fact": "date 1",
            "span": [69, 76],
            "rule": "day and month without a year, nearest to the day of the item",
            "words": "March",
            "entry": "data/en/dates.toml: months",
        }))
    );
}

#[test]
fn the_facts_of_a_file_come_behind_its_lines() {
    let (place, id) = monday();
    let lines = place.run(&["explain", "monday.txt"]).out;
    let run = place.run(&["explain", "--facts", "monday.txt"]);
    let facts = run.out.strip_prefix(&lines).expect("the lines come first");
    assert!(facts.starts_with(&format!("\n{id}\nrevision  1, new\n")), "{facts}");
    assert!(facts.contains("\nThe World Bank was there.\n    o1────────\n"), "{facts}");
    let object: Value =
        serde_json::from_str(&place.run(&["explain", "--facts", "--json", "monday.txt"]).out).expect("JSON");
    let headlines: Vec<&Value> =
        object["facts"].as_array().expect("a list").iter().map(|item| &item["record"]["headline"]).collect();
    assert_eq!(headlines, ["Rain Again", "Grey Morning"]);
}

#[test]
fn an_item_is_found_in_the_daemons_store() {
    let (place, id) = monday();
    assert_eq!(place.run(&["ingest", "--quiet", "--into", "courant-data", "monday.txt"]).code, 0);
    for arguments in [&["explain", &id][..], &["explain", &id, "--state", "courant-data"]] {
        let run = place.run(arguments);
        assert!(run.code == 0 && run.out.starts_with(&format!("{id}\n")), "{}{}", run.out, run.err);
    }
}

#[test]
fn an_id_that_is_of_no_item_or_of_several_is_said() {
    let (place, id) = monday();
    let run = place.run(&["explain", "00000000", "--from", "items.jsonl"]);
    let expected = "courant: no item in the store has an id that begins with 00000000\n";
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (4, "", expected));

    // Another item, of which only the last digit is another one.
    let twin = id[..id.len() - 1].to_owned() + if id.ends_with('0') { "1" } else { "0" };
    let other = place.lines("items.jsonl")[1]["id"].as_str().expect("an id").to_owned();
    change(&place, &other, &twin);
    let prefix = &id["urn:courant:".len()..20];
    let run = place.run(&["explain", prefix, "--from", "items.jsonl"]);
    let expected = format!("courant: 2 items have an id that begins with {prefix}:\n  {id}\n  {twin}\n");
    assert_eq!((run.code, run.out.as_str(), run.err), (4, "", expected));

    // What looks like an id and is a file is one.
    place.write("deadbeef", MONDAY);
    assert!(place.run(&["explain", "deadbeef"]).out.starts_with("deadbeef: "));
}
