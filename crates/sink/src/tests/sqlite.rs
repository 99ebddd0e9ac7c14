//! The tables: what they hold after any sequence of groups, and what can be asked.

use std::{fs, path::Path, slice};

use courant_flow::Pipeline;
use courant_model::{Enriched, Flag, Organisation, Ref, Role, Status, Story};
use proptest::prelude::*;
use rusqlite::{Connection, types::Value};

use super::fixture::{Diary, bulletin, meeting, with};
use crate::{SCHEMA, Sqlite, error::Fault, persist::Store as _, sqlite::Database};

fn open(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

fn rows(connection: &Connection, question: &str) -> Vec<Vec<Value>> {
    let mut select = connection.prepare(question).unwrap_or_else(|error| panic!("{question}: {error}"));
    let columns = select.column_count();
    let rows = select.query_map([], |row| (0..columns).map(|column| row.get(column)).collect()).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// All tables, without the times of writing.
fn dump(path: &Path) -> Vec<(String, Vec<Vec<Value>>)> {
    let connection = open(path);
    connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)", []).unwrap();
    let tables =
        rows(&connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'");
    let mut dump = Vec::new();
    for table in tables {
        let [Value::Text(table)] = &table[..] else { panic!("{table:?}") };
        let columns = rows(
            &connection,
            &format!(
                "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('{table}')
                      WHERE name NOT IN ('at', 'first_seen', 'last_seen')"
            ),
        );
        let [Value::Text(columns)] = &columns[0][..] else { panic!("{columns:?}") };
        dump.push((table.clone(), rows(&connection, &format!("SELECT {columns} FROM {table}"))));
    }
    dump
}

/// Writes the groups and compares what a question is answered, a row a line.
#[track_caller]
fn check(groups: &[Vec<Enriched>], question: &str, expected: &[&str]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("deep/courant.db");
    let mut database = Database::new(path.clone());
    for group in groups {
        database.write(group).unwrap();
    }
    let told: Vec<String> = rows(&open(&path), question)
        .iter()
        .map(|row| {
            let cells = row.iter().map(|value| match value {
                Value::Null => "-".to_owned(),
                Value::Integer(n) => n.to_string(),
                Value::Text(text) => text.clone(),
                other => format!("{other:?}"),
            });
            cells.collect::<Vec<_>>().join(" | ")
        })
        .collect();
    assert_eq!(told, expected);
}

fn crawled(name: &str, day: &str, views: Option<u64>) -> Enriched {
    with(bulletin(name, &["Dam built"]), |record| {
        record.bulletin.crawled = day.parse().ok();
        record.views = views;
        record.status = Status::Unchanged;
    })
}

#[test]
fn the_questions_in_the_schema_are_answered() {
    let vienna = with(bulletin("a", &["Talks in Vienna"]), |record| {
        meeting(record, "Aru Nurlan", "Eva Huber");
        record.countries = vec!["AT".to_owned(), "KZ".to_owned(), "AT".to_owned()];
        record.published = "2026-02-20T22:09:00+05:00".parse().ok();
        record.text = "Talks in Vienna\nThe grain corridor was discussed.".to_owned();
    });
    let oslo = with(bulletin("b", &["Reception in Oslo"]), |record| {
        meeting(record, "Eva Huber", "Aru Nurlan");
        record.events.clear();
        record.countries = vec!["NO".to_owned()];
        record.published = "2026-02-20".parse().ok();
        record.text = "Reception in Oslo\nGrain was not discussed.".to_owned();
        record.story = Some(Story::of(record.id, 1.0));
    });
    let copy = with(bulletin("c", &["Oslo receives"]), |record| {
        record.story = oslo.records[0].story.clone();
    });
    let groups = [vec![vienna, oslo, copy]];
    let asked: Vec<String> = SCHEMA
        .lines()
        .take_while(|line| line.starts_with("--"))
        .filter_map(|line| line.strip_prefix("--   "))
        .collect::<Vec<_>>()
        .join("\n")
        .split_inclusive(';')
        .map(|question| question.trim().to_owned())
        .collect();
    let id = &groups[0][0].records[0].id.to_string();
    let story = groups[0][1].records[0].story.as_ref().unwrap().id.clone() + " | 2";
    let answers: [&[&str]; 6] = [
        &["Aru Nurlan | Eva Huber | 2"],
        &["2026-02-20 | Aru Nurlan | Eva Huber"],
        &["Talks in Vienna"],
        &["Talks in Vienna"],
        &["- | -"],
        &[&story],
    ];
    assert_eq!(asked.len(), answers.len());
    for (question, expected) in asked.iter().zip(answers) {
        check(&groups, &question.replace("urn:courant:…", id), expected);
    }
}

#[test]
fn facts_lie_in_tables_of_their_own() {
    let full = with(bulletin("a", &["Talks in Vienna"]), |record| {
        meeting(record, "Aru Nurlan", "Eva Huber");
        record.people[0].roles = vec![Role {
            title: "Minister of Trade".to_owned(),
            rank: Some("minister".to_owned()),
            organisation: Some(Ref::Organisation(1)),
            country: Some("KZ".to_owned()),
        }];
        record.organisations = vec![Organisation {
            reference: Ref::Organisation(1),
            name: "Ministry of Trade".to_owned(),
            acronym: None,
            kind: "ministry".to_owned(),
            country: Some("KZ".to_owned()),
            mentions: Vec::new(),
        }];
        record.flags = vec![Flag::QuoteRepaired, Flag::QuoteRepaired];
        record.keywords = vec!["trade".to_owned(), "grain".to_owned()];
    });
    let groups = &[vec![full]];
    let offices = "SELECT people.name, roles.rank, organisations.name FROM people
                   JOIN roles ON roles.item = people.item AND roles.person = people.ref
                   JOIN organisations ON organisations.item = roles.item AND organisations.ref = roles.organisation";
    check(groups, offices, &["Aru Nurlan | minister | Ministry of Trade"]);
    check(groups, "SELECT flag FROM flags", &["quote-repaired"]);
    check(groups, "SELECT rank, keyword FROM keywords", &["1 | trade", "2 | grain"]);
    check(groups, "SELECT kind, type, future FROM events", &["meeting | CONSULT | 0"]);
    check(groups, "SELECT record ->> '$.people[1].name' FROM records", &["Eva Huber"]);
}

#[test]
fn views_are_those_of_the_newest_crawl() {
    let question = "SELECT views, views_on FROM items";
    let (old, new) = (crawled("a", "2026-02-20", Some(70)), crawled("b", "2026-02-21", Some(90)));
    check(&[vec![old.clone()], vec![new.clone()]], question, &["90 | 2026-02-21"]);
    check(&[vec![new.clone()], vec![old.clone()]], question, &["90 | 2026-02-21"]);
    check(&[vec![old.clone(), crawled("c", "2026-02-20", Some(80))]], question, &["80 | 2026-02-20"]);
    check(&[vec![old.clone(), crawled("c", "2026-02-22", None)]], question, &["70 | 2026-02-20"]);
    check(&[vec![crawled("c", "", Some(99)), old.clone()]], question, &["70 | 2026-02-20"]);
    check(&[vec![crawled("c", "2026-02-22", None), old, new]], question, &["90 | 2026-02-21"]);
}

#[test]
fn a_revision_takes_the_place_of_the_one_before() {
    let first = with(bulletin("a", &["Dam built"]), |record| meeting(record, "Aru Nurlan", "Eva Huber"));
    let second = with(bulletin("b", &["Dam built"]), |record| {
        meeting(record, "Aru Nurlan", "Liv Berg");
        record.text = "Dam built\nIt leaks.".to_owned();
        (record.revision, record.status) = (2, Status::Revised);
    });
    let names = "SELECT name FROM people ORDER BY name";
    let found = "SELECT items.revision FROM search JOIN items ON items.item = search.rowid WHERE search MATCH 'leaks'";
    let either = [vec![first.clone()], vec![second.clone()]];
    let other = [vec![second], vec![first]];
    for groups in [either, other] {
        check(&groups, names, &["Aru Nurlan", "Liv Berg"]);
        check(&groups, found, &["2"]);
        check(&groups, "SELECT count(*) FROM sightings", &["2"]);
        check(&groups, "SELECT record ->> '$.revision' FROM records", &["2"]);
    }
}

/// As when the ledger has lost its last commits, and then bulletins come in another order.
#[test]
fn a_sighting_stays_with_the_item_that_it_was_first_told_to_be_of() {
    let first = bulletin("a", &["Dam built"]);
    let again = with(first.clone(), |record| {
        record.id = bulletin("b", &["Dam ready"]).records[0].id;
        (record.revision, record.status) = (2, Status::Revised);
    });
    let question =
        "SELECT items.id, items.revision, sightings.revision FROM items JOIN sightings USING (item)";
    let id = first.records[0].id;
    check(&[vec![first], vec![again]], question, &[&format!("{id} | 1 | 1")]);
}

#[test]
fn what_does_not_fit_is_found_and_nothing_of_its_group_stays() {
    let twice = with(bulletin("b", &["Port closed"]), |record| {
        meeting(record, "Aru Nurlan", "Eva Huber");
        record.people[1].reference = Ref::Person(1);
    });
    let many = with(bulletin("b", &["Port closed"]), |record| record.views = Some(u64::MAX));
    for unfit in [twice, many] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("courant.db");
        let mut database = Database::new(path.clone());
        let refused = database.write(&[bulletin("a", &["Dam built"]), unfit.clone()]).unwrap_err();
        let Fault::Unfit { parcel: 1, reason, .. } = refused else { panic!("{refused:?}") };
        let sighting = unfit.records[0].sighting;
        assert_eq!(reason.to_string(), format!("record `{sighting}` does not fit into the store"));
        assert_eq!(rows(&open(&path), "SELECT count(*) FROM items"), [[Value::Integer(0)]]);
    }
}

#[test]
fn a_full_disk_passes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("courant.db");
    let mut database = Database::new(path.clone());
    let long = with(bulletin("a", &["Dam built"]), |record| record.text = "Dam built ".repeat(100_000));
    database.write(&[]).unwrap();
    database.limit_pages(100);
    let failed = database.write(slice::from_ref(&long)).unwrap_err();
    let Fault::Passing(error) = failed else { panic!("{failed:?}") };
    assert_eq!(
        error.chain(),
        format!(
            "database `{}`: database or disk is full: Error code 13: database or disk is full",
            path.display()
        )
    );
    database.limit_pages(100_000);
    database.write(&[long]).unwrap();
    assert_eq!(rows(&open(&path), "SELECT count(*) FROM items"), [[Value::Integer(1)]]);
}

/// Opens what `prepare` made of a path, and sees that it stays as it was.
#[track_caller]
fn check_refused(prepare: impl FnOnce(&Path), expected: &str) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("courant.db");
    prepare(&path);
    let before = fs::read(&path).unwrap();
    let refused = Database::new(path.clone()).write(&[]).unwrap_err();
    let Fault::Lasting(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.to_string().replace(&path.display().to_string(), "PATH"), expected);
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn files_of_others_and_of_the_future_are_refused() {
    let future = |path: &Path| {
        Database::new(path.to_owned()).write(&[]).unwrap();
        open(path).execute_batch("PRAGMA user_version = 2").unwrap();
    };
    check_refused(future, "`PATH` has version 2; this program writes 1");
    let foreign = "`PATH` holds something else than records: name another file";
    check_refused(|path| open(path).execute_batch("CREATE TABLE milk (price)").unwrap(), foreign);
    check_refused(|path| fs::write(path, "Shopping: milk. ".repeat(100)).unwrap(), foreign);
}

#[tokio::test]
async fn the_sink_delivers_what_it_has_stored() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("courant.db");
    let diary = Diary::default();
    let source =
        diary.source(vec![bulletin("a", &["Dam built"]), bulletin("b", &["Dam built", "Port closed"])]);
    Pipeline::source("some", source).sink("store", Sqlite::at(&path)).join().await.unwrap();
    assert_eq!(diary.read(), ["a delivered", "b delivered"]);
    assert_eq!(rows(&open(&path), "SELECT count(*) FROM sightings"), [[Value::Integer(3)]]);
}

/// Bulletins over a few items and days, with facts that depend on both.
fn bulletins() -> Vec<Enriched> {
    let item = |n: usize| {
        let headline = ["Dam built", "Port closed", "Toll raised"][n % 3];
        with(bulletin(&n.to_string(), &[headline]), |record| {
            record.revision = u32::try_from(1 + n / 6).unwrap();
            record.text = format!("{headline}\nVersion {}", record.revision);
            record.views = (!n.is_multiple_of(4)).then_some(n as u64 * 10);
            record.bulletin.crawled = format!("2026-02-{:02}", 1 + n * 7 % 5).parse().ok();
            meeting(record, "Aru Nurlan", &format!("Eva Huber {}", n / 6));
        })
    };
    (0..12).map(item).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn to_write_again_changes_nothing(groups in prop::collection::vec(prop::collection::vec(0..12usize, 0..5), 0..12)) {
        let bulletins = bulletins();
        let directory = tempfile::tempdir().unwrap();
        let (repeated, once) = (directory.path().join("repeated.db"), directory.path().join("once.db"));
        let mut database = Database::new(repeated.clone());
        let mut first = Vec::new();
        database.write(&[]).unwrap();
        for group in &groups {
            let group: Vec<_> = group.iter().map(|n| bulletins[*n].clone()).collect();
            database.write(&group).unwrap();
            for bulletin in group {
                if !first.contains(&bulletin) {
                    first.push(bulletin);
                }
            }
        }
        let mut database = Database::new(once.clone());
        database.write(&[]).unwrap();
        for bulletin in first {
            database.write(&[bulletin]).unwrap();
        }
        prop_assert_eq!(dump(&repeated), dump(&once));
    }
}
