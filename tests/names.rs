//! Names of the user's own.

use courant_tests::Place;
use serde_json::{Value, json};

const CONFIG: &str = "[names]\ndirectory = \"names\"\n";

const SHEET: &str = "\
02.03.2026, 18:40 1204
Pilots Free a Ferry
Harbour Master Sunniva Lund thanked the Lyra Pilots Guild (LPG) on Friday. The pilotage took all night, and the LPG will \
be paid in Sandvika.
02.03.2026, 18:30 77
Лёд тронулся
Начальник порта Сандвики Ада Лунд поблагодарила работников «Алатау Леса» и сказала, что это важно.
";

fn record(line: &str) -> Value {
    serde_json::from_str(line).expect("a record a line")
}

/// What a record has of people, bodies, places and topics.
fn told(record: &Value) -> Value {
    let list = |field: &str, keys: &[&str]| -> Value {
        let entries = record[field].as_array().expect("a list").iter();
        entries.map(|entry| keys.iter().map(|key| entry[*key].clone()).collect::<Value>()).collect()
    };
    let roles = record["people"].as_array().expect("a list").iter().flat_map(|person| {
        let roles = person["roles"].as_array().expect("a list").iter();
        roles.map(|role| json!([person["name"], role["title"], role["rank"]]))
    });
    json!({
        "roles": roles.collect::<Value>(),
        "organisations": list("organisations", &["name", "acronym", "kind", "country"]),
        "places": list("places", &["name", "kind", "country"]),
        "subjects": list("subjects", &["name"]),
    })
}

#[test]
fn they_are_found_in_items() {
    let place = Place::new();
    place.write("c.toml", CONFIG);
    place.write(
        "names/bodies.tsv",
        "# Of the harbour.\nagency\tNO\tLyra Pilots Guild=LPG\ncompany\tKZ\tАлатау Лес(/а/у/ом/е)\n",
    );
    place.write("names/places.tsv", "city\tNO\tSandvika|Сандвик(а/и/е/у/ой)\n");
    place.write("names/given.txt", "Sunniva\n");
    place.write(
        "names/titles.toml",
        "[[title]]\nrank = \"harbour master\"\nwords = [\"Harbour Master\"]\n\
        [[title]]\nrank = \"harbour master\"\nwords = [\"Начальник(/а/у/ом/е) порта\"]\ngoverns = true\n",
    );
    place.write("names/subjects.toml", "[transport]\nsure = [\"pilotage\", \"pilots\", \"ferry\"]\n");
    place.write("monday.txt", SHEET);

    let run = place.run(&["ingest", "--config", "c.toml", "monday.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let records: Vec<Value> = run.out.lines().map(record).collect();
    assert_eq!(
        told(&records[0]),
        json!({
            "roles": [["Sunniva Lund", "Harbour Master", "harbour master"]],
            "organisations": [["Lyra Pilots Guild", "LPG", "agency", "NO"]],
            "places": [["Sandvika", "city", "NO"]],
            "subjects": [["transport"]],
        })
    );
    assert_eq!(
        told(&records[1]),
        json!({
            "roles": [["Ада Лунд", "Начальник порта Сандвики", "harbour master"]],
            "organisations": [["Алатау Леса", null, "company", "KZ"]],
            "places": [["Сандвики", "city", "NO"]],
            "subjects": [],
        })
    );

    let plain = place.run(&["ingest", "monday.txt"]);
    let without = record(plain.out.lines().next().expect("two records"));
    assert_eq!(without["id"], records[0]["id"], "names are no part of an identity");
    assert_ne!(told(&without), told(&records[0]));
}

#[test]
fn what_is_wrong_with_them_is_told_with_its_place() {
    let place = Place::new();
    place.write("c.toml", CONFIG);
    let check = |parts: &[&str]| {
        let run = place.run(&["check", "c.toml"]);
        assert_eq!(run.code, 78, "{}", run.err);
        for part in parts {
            assert!(run.err.contains(part), "no {part:?} in\n{}", run.err);
        }
    };
    check(&["cannot read `names`: No such file or directory"]);
    place.write("names/bodies.tsv", "agency\tNO\tLyra\n\nclub\tNO\tVega\nagency\tXX\tVega\n");
    check(&[
        "names/bodies.tsv:3:1: there is no kind `club` here",
        "it is one of ministry, ",
        "names/bodies.tsv:4:8: there is no state `XX`",
    ]);
    place.write("names/bodies.tsv", "agency\tNO\tLyra\n");
    place.write("names/titles.toml", "[[title]]\nrank = 5\nwords = []\n");
    check(&["names/titles.toml:2:8: invalid type: integer `5`, expected a string"]);
    place.write("names/titles.toml", "");
    place.write("names/body.tsv", "");
    check(&["names/body.tsv: no names are read from it; they are read from bodies.tsv, places.tsv, "]);
}
