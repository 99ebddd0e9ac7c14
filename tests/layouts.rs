//! Layouts of one's own: learnt, looked at, and kept right.

use courant_tests::Place;
use serde_json::{Value, json};

/// A sheet in a layout that nobody knows.
const MONDAY: &str = "\
THE ALMA HARBOUR SHEET

[Mon 3 Mar 2025 / 09:15] Ferry Back in Service After the Storm
The Alma sails again from the north pier, the harbour office said.
Tickets of last week are valid for another month.

[Mon 3 Mar 2025 / 07:40] Two Cranes Arrive for the New Quay
The cranes were made in Weldby and weigh four hundred tonnes each.
They are to be put up before the end of spring.

[Sun 2 Mar 2025 / 18:05] Fish Market Moves to the Old Customs House
Traders will open their stalls there on Saturday.
The old hall is to be torn down in summer.

[Sun 2 Mar 2025 / 11:30] Lighthouse Keeper Retires After Forty Years
Mira Halvorsen handed over the keys on Sunday.
The light has been automatic since spring.
";

/// One text, without anything that would part it.
const NOTE: &str = "Harbour reopens after the storm\n\nShips sail again, and the ferry is on time.\n";

/// What those who write layouts have: a sheet, and bulletins in it.
const ALMA: &str = "\
name = \"alma\"
timezone = \"Europe/Lisbon\"
header = [\"[{date:%A %-d %B %Y} / {time:%H:%M}] {headline}\"]
furniture = [\"Photo: {any}\"]
";

const SMALL: &str = "\
THE ALMA HARBOUR SHEET

[Mon 3 Mar 2025 / 09:15] Ferry Back in Service
The Alma sails \u{1b}[5magain.
Photo: harbour office
Tickets are valid.

[Sun 2 Mar 2025 / 18:05] Fish Market Moves
Traders open on Saturday.
";

fn object(text: &str) -> Value {
    serde_json::from_str(text).expect("one JSON object")
}

#[test]
fn what_was_learnt_can_be_kept_and_used() {
    let place = Place::new();
    place.write("monday.txt", MONDAY);
    place.write("tuesday.txt", MONDAY.replace("Mar 2025", "Apr 2025"));
    place.write("note.txt", NOTE);
    let learnt = place.run(&["learn", "--name", "alma", "note.txt", "monday.txt", "tuesday.txt"]);
    assert_eq!(learnt.code, 0, "{}", learnt.err);
    assert!(learnt.err.starts_with("courant: nothing to learn from note.txt: article"), "{}", learnt.err);
    let (comments, sheet) = learnt.out.split_once("\n\n").expect("comments and a sheet");
    assert!(comments.starts_with("# Learnt from monday.txt, score "), "{comments}");
    let (_, judged) = comments.split_once("\n#\n").expect("the first line judges the sheet itself");
    assert_eq!(
        judged,
        "\
# It finds 4 items:
# lines        published            headline
# 3-5          2025-03-03T09:15:00  Ferry Back in Service After the Storm
# 7-9          2025-03-03T07:40:00  Two Cranes Arrive for the New Quay
# 11-13        2025-03-02T18:05:00  Fish Market Moves to the Old Customs House
# 15-17        2025-03-02T11:30:00  Lighthouse Keeper Retires After Forty Years
#
# It leaves:
# 1            furniture  THE ALMA HARBOUR SHEET
#
# In each file, where no layout is declared:
# note.txt: nothing
# monday.txt: 4 items
# tuesday.txt: 4 items"
    );
    assert!(sheet.starts_with("name = \"alma\"\n"), "{sheet}");

    place.write("layouts/alma.toml", &learnt.out);
    place.write("c.toml", "[segmenter]\nlayouts = \"layouts\"\n[[inbox]]\ntimezone = \"Europe/Lisbon\"\n");
    let run = place.run(&["ingest", "--config", "c.toml", "tuesday.txt"]);
    let told: Vec<Value> = run.out.lines().map(object).collect();
    let told: Vec<_> =
        told.iter().map(|record| json!([record["bulletin"]["layout"], record["published"]])).collect();
    let times = ["03T09:15:00", "03T07:40:00", "02T18:05:00", "02T11:30:00"];
    assert_eq!(told, times.map(|time| json!(["alma", format!("2025-04-{time}+01:00")])));
}

#[test]
fn where_nothing_can_be_learnt_it_is_said_why() {
    let place = Place::new();
    place.write("known.txt", courant_tests::Edition::of(1).text());
    place.write("empty.txt", " \n");
    place.write(
        "feed.xml",
        "<rss><channel><item><title>Ferry</title><description>It sails.</description></item></channel></rss>",
    );
    let run = place.run(&["learn", "known.txt", "empty.txt", "feed.xml", "gone.txt"]);
    assert_eq!((run.code, run.out.as_str()), (4, ""));
    for part in [
        "cannot take `gone.txt`: No such file",
        "nothing to learn from known.txt: kazakhstan-today, ",
        "\n  kazakhstan-today bids ",
        "nothing to learn from empty.txt: no items: nothing but white space",
        "nothing to learn from feed.xml: entries, by its form: no layout is asked",
    ] {
        assert!(run.err.contains(part), "no {part:?} in\n{}", run.err);
    }
    place.write("monday.txt", MONDAY);
    assert_eq!(
        place.run(&["learn", "monday.txt", "gone.txt"]).code,
        3,
        "a layout, and a file that is not there"
    );
    assert_eq!(place.run(&["learn", "--name", "Alma!", "monday.txt"]).code, 2);
}

#[test]
fn a_bulletin_is_explained_line_by_line() {
    let place = Place::new();
    place.write("small.txt", SMALL);
    place.write("layouts/alma.toml", ALMA);
    let run = place.run(&["explain", "--layouts", "layouts", "--layout", "alma", "small.txt"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        run.out,
        "\
small.txt: 208 bytes, UTF-8, 9 lines
layout     alma, as it is declared
time zone  Europe/Lisbon
items      2

   1   furniture  THE ALMA HARBOUR SHEET
   2   blank
item 1: 2025-03-03T09:15:00+00:00
   3 │ headline   [Mon 3 Mar 2025 / 09:15] Ferry Back in Service
   4 │ text       The Alma sails \\u{1b}[5magain.
   5 │ furniture  Photo: harbour office
   6 │ text       Tickets are valid.
   7   blank
item 2: 2025-03-02T18:05:00+00:00
   8 │ headline   [Sun 2 Mar 2025 / 18:05] Fish Market Moves
   9 │ text       Traders open on Saturday.
"
    );
}

#[test]
fn parts_of_a_line_have_rows_of_their_own() {
    let place = Place::new();
    place.write("a.txt", " date 2026-03-03 02.03.2026, 18:40 1204\nHarbour Reopens\nShips sail again.\n");
    let run = place.run(&["explain", "--layout", "kazakhstan-today", "a.txt"]);
    let (_, rows) = run.out.split_once("\n\n").expect("a head and rows");
    assert_eq!(
        rows,
        "   1   stamp       date 2026-03-03
item 1: 2026-03-02T18:40:00+05:00, 1204 views
   1 │ header     02.03.2026, 18:40 1204
   2 │ headline   Harbour Reopens
   3 │ text       Ships sail again.
"
    );
}

#[test]
fn an_explanation_names_every_bid_and_the_one_that_was_taken() {
    let place = Place::new();
    place.write("monday.txt", MONDAY);
    let run = place.run(&["explain", "--json", "monday.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let told = object(&run.out);
    let document = &told["documents"][0];
    let bids = document["bids"].as_array().expect("bids");
    let taken: Vec<_> = bids.iter().filter(|bid| bid["fate"] == "taken").collect();
    assert_eq!(taken.len(), 1, "{document}");
    assert_eq!((&taken[0]["layout"], &taken[0]["items"]), (&document["layout"], &json!(4)));
    assert!(bids.iter().all(|bid| bid["score"].as_f64() <= taken[0]["score"].as_f64()), "{document}");
    assert_eq!(document["items"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["gaps"][0], json!({"kind": "furniture", "lines": [1, 1]}));
    assert_eq!(
        document["lines"][0],
        json!({"line": 1, "kind": "furniture", "item": null, "text": "THE ALMA HARBOUR SHEET"})
    );

    place.write("note.txt", NOTE);
    let text = place.run(&["explain", "note.txt"]).out;
    assert!(text.contains("\nlayout     article: no"), "{text}");
    let unknown = place.run(&["explain", "--layout", "mien", "note.txt"]);
    assert_eq!(unknown.code, 78);
    assert!(unknown.err.starts_with("courant: there is no layout `mien`; there are "), "{}", unknown.err);
    assert_eq!(place.run(&["explain", "gone.txt"]).code, 4);
}

#[test]
fn a_layout_is_tested_against_what_was_accepted() {
    let place = Place::new();
    place.write("layouts/alma.toml", ALMA);
    place.write("bulletins/march/small.txt", SMALL);
    place.write("bulletins/note.txt", NOTE);
    let test = |more: &[&str]| place.run(&[&["test", "--layouts", "layouts", "bulletins"], more].concat());

    let run = test(&[]);
    assert_eq!((run.code, run.out.as_str()), (3, ""), "{}", run.err);
    assert!(run.err.ends_with("2 bulletins: 2 without expectations\n"), "{}", run.err);
    let run = test(&["--accept"]);
    let written =
        "written bulletins/march/small.txt.expected.json\nwritten bulletins/note.txt.expected.json\n";
    assert_eq!((run.code, run.out.as_str()), (0, written), "{}", run.err);
    assert_eq!(test(&["--accept"]).err, "2 bulletins: 2 as expected\n", "nothing is written twice");
    let kept =
        std::fs::read_to_string(place.path("bulletins/march/small.txt.expected.json")).expect("it is there");
    assert_eq!(
        object(&kept),
        json!({"version": 1, "documents": [{"layout": "alma", "items": [
            {
                "headline": "Ferry Back in Service", "lines": [3, 6], "published": "2025-03-03T09:15:00+00:00",
                "paragraphs": ["The Alma sails [5magain.", "Tickets are valid."],
            },
            {
                "headline": "Fish Market Moves", "lines": [8, 9], "published": "2025-03-02T18:05:00+00:00",
                "paragraphs": ["Traders open on Saturday."],
            },
        ]}]})
    );
    let run = test(&[]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", "2 bulletins: 2 as expected\n"));

    // A change to the layout that loses a line of furniture.
    place.write("layouts/alma.toml", ALMA.replace("Photo", "Picture"));
    let run = test(&[]);
    assert_eq!((run.code, run.err.as_str()), (3, "2 bulletins: 1 as expected, 1 differs\n"));
    assert_eq!(
        run.out,
        r#"bulletins/march/small.txt differs: - expected, + found
@ "headline": "Ferry Back in Service"
           "paragraphs": [
             "The Alma sails [5magain.",
+            "Photo: harbour office",
             "Tickets are valid."
           ]
"#
    );
    place.write("layouts/alma.toml", "name = \"alma\"\n");
    assert_eq!(test(&[]).code, 78);
}

#[test]
fn expectations_that_cannot_be_used_are_told() {
    let place = Place::new();
    place.write("in/old.txt", NOTE);
    place.write("in/old.txt.expected.json", "{\"version\": 7, \"rest\": \"unknown\"}");
    place.write("in/gone.txt.expected.json", "{}");
    place.write("in/picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR");
    let run = place.run(&["test", "in"]);
    assert_eq!(run.code, 3);
    for part in [
        "`in/old.txt.expected.json` is of version 7, and this program reads 1",
        "in/gone.txt.expected.json is of no bulletin that is there",
        "cannot take `in/picture.png` as text",
        "2 bulletins: 1 differs, 1 not read, 1 expected and gone\n",
    ] {
        assert!(run.err.contains(part), "no {part:?} in\n{}", run.err);
    }
    assert_eq!(place.run(&["test", "nowhere"]).code, 4);
    std::fs::create_dir(place.path("void")).expect("it can be made");
    assert_eq!(place.run(&["test", "void"]).err, "0 bulletins: nothing to test\n");
}

#[test]
fn the_language_is_described_as_the_crate_describes_it() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).expect("it is there");
    let described = read("docs/layouts.md");
    let rows = read("crates/segmenter/src/layout.rs");
    let rows: Vec<&str> = rows.lines().filter_map(|line| line.strip_prefix("/// |")).collect();
    assert!(rows.len() > 5, "the table has moved");
    let missing: Vec<_> = rows.iter().filter(|row| !described.contains(&format!("\n|{row}\n"))).collect();
    assert_eq!(missing, [&""; 0], "rows of the crate's table that docs/layouts.md lacks");
}
