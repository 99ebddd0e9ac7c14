//! What is read back from stores.

use std::{fs, fs::File, io::Write as _, path::Path};

use courant_flow::{Pipeline, Sink};
use courant_model::{Enriched, ItemId, Record};

use super::fixture::{Diary, bulletin, with};
use crate::{Error, JsonLines, Kept, Rotation, Sqlite, Stored};

/// Three days: one item is revised and then met in an old copy, one is only seen more often.
fn days() -> Vec<Enriched> {
    let seen = |views: u64, revision: u32| {
        move |record: &mut Record| {
            record.views = Some(views);
            record.revision = revision;
        }
    };
    vec![
        with(bulletin("monday", &["Ferry", "Bridge"]), seen(10, 1)),
        with(bulletin("tuesday", &["Ferry", "Tunnel"]), seen(20, 2)),
        with(bulletin("wednesday", &["Bridge"]), seen(40, 1)),
        with(bulletin("thursday", &["Ferry"]), seen(15, 1)),
    ]
}

async fn store(bulletins: Vec<Enriched>, sink: impl Sink<Enriched>) {
    Pipeline::source("some", Diary::default().source(bulletins)).sink("store", sink).join().await.unwrap();
}

/// Headline, revision, views, and the bulletin in which it stood.
type Brief = (String, u32, Option<u64>, String);

fn read(stored: Stored) -> Vec<Brief> {
    let mut briefs = Vec::new();
    let take = |record: Record| {
        briefs.push((record.headline, record.revision, record.views, record.bulletin.path));
        Ok::<(), Error>(())
    };
    stored.each(take).unwrap();
    briefs
}

fn brief(headline: &str, revision: u32, views: impl Into<Option<u64>>, bulletin: &str) -> Brief {
    (headline.to_owned(), revision, views.into(), bulletin.to_owned())
}

#[tokio::test]
async fn of_each_item_the_newest_revision_comes_once() {
    let directory = tempfile::tempdir().unwrap();
    let (items, database) = (directory.path().join("items.jsonl"), directory.path().join("courant.db"));
    for day in days() {
        // Each day is a run of its own, and a file of its own.
        let rotation = Rotation { size: Some(1), daily: false };
        store(vec![day.clone()], JsonLines::append(&items).rotate(rotation)).await;
        store(vec![day], Sqlite::at(&database)).await;
    }
    assert!(directory.path().join("items.000003.jsonl").try_exists().unwrap());
    let written = [
        brief("Ferry", 2, 20, "tuesday"),
        brief("Tunnel", 1, None, "tuesday"),
        brief("Bridge", 1, 40, "wednesday"),
    ];
    assert_eq!(read(Stored::json_lines(&items).unwrap()), written);
    let held = [
        brief("Ferry", 2, 20, "tuesday"),
        brief("Bridge", 1, 40, "monday"),
        brief("Tunnel", 1, None, "tuesday"),
    ];
    assert_eq!(read(Stored::sqlite(&database).unwrap()), held);

    // Together they are one: what stands in both comes from the later one.
    let both = Stored::file(&items).unwrap().and(Stored::file(&database).unwrap());
    assert_eq!(read(both), held);
    let both = Stored::sqlite(&database).unwrap().and(Stored::json_lines(&items).unwrap());
    assert_eq!(read(both), written);
}

/// A file that holds this, read to its end.
fn ended(path: &Path, text: &str) -> Result<usize, Error> {
    fs::write(path, text).unwrap();
    let mut count = 0;
    Stored::file(path)?.each(|_| {
        count += 1;
        Ok::<(), Error>(())
    })?;
    Ok(count)
}

#[test]
fn a_line_that_is_not_whole_is_left_out_and_what_is_no_record_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("items.jsonl");
    let record = serde_json::to_string(&bulletin("monday", &["Ferry"]).records[0]).unwrap();
    let check = |text: &str, expected: Result<usize, &str>| {
        let found = ended(&path, text).map_err(|error| error.chain());
        let place = format!("`{}`", path.display());
        let expected = expected.map_err(|text| text.replace("PATH", &place));
        assert_eq!(found, expected, "{text}");
    };
    check("", Ok(0));
    check(&format!("{record}\n\n"), Ok(1));
    check(&format!("{record}\n{record}"), Ok(1));
    check(&format!("{record}\n{}", &record[..100]), Ok(1));
    check(
        &format!("\n{record}\nnot this\n"),
        Err("line or row 3 of PATH is no record: expected ident at line 1 column 2"),
    );
    let bare = &record[..record.find(",\"status\"").unwrap()];
    check(
        &format!("{bare}}}\n"),
        Err("line or row 1 of PATH is no record: missing field `status` at line 1 column 133"),
    );
    check(
        &record.replace("courant/1", "courant/2"),
        Err("PATH has version courant/2; this program writes courant/1"),
    );
    check(
        "SQLite format 3\0and then nothing",
        Err("database PATH: file is not a database: Error code 26: file is not a database"),
    );
    let error = Stored::json_lines(directory.path().join("nowhere.jsonl")).unwrap_err();
    assert!(matches!(error, Error::Open { .. }), "{error}");
}

#[test]
fn what_is_written_meanwhile_is_left_out() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("items.jsonl");
    let line =
        |headline: &str| serde_json::to_string(&bulletin("monday", &[headline]).records[0]).unwrap() + "\n";
    fs::write(&path, line("Ferry") + &line("Bridge")).unwrap();
    let mut more = File::options().append(true).open(&path).unwrap();
    let mut headlines = Vec::new();
    let take = |record: Record| {
        headlines.push(record.headline);
        more.write_all(line("Tunnel").as_bytes()).unwrap();
        Ok::<(), Error>(())
    };
    Stored::json_lines(&path).unwrap().each(take).unwrap();
    assert_eq!(headlines, ["Ferry", "Bridge"]);
}

#[tokio::test]
async fn wanted_items_come_alone() {
    let directory = tempfile::tempdir().unwrap();
    let (items, database) = (directory.path().join("items.jsonl"), directory.path().join("courant.db"));
    for day in days() {
        store(vec![day.clone()], JsonLines::append(&items)).await;
        store(vec![day], Sqlite::at(&database)).await;
    }
    let ferry = ItemId::of(None, "Ferry", None);
    for stored in [Stored::file(&items).unwrap(), Stored::file(&database).unwrap()] {
        let mut briefs = Vec::new();
        let take = |record: Record| {
            briefs.push((record.headline, record.revision, record.bulletin.path));
            Ok::<(), Error>(())
        };
        stored.each_of(|id| id == ferry, take).unwrap();
        assert_eq!(briefs, [("Ferry".to_owned(), 2, "tuesday".to_owned())]);
    }
}

#[tokio::test]
async fn every_line_and_row_comes_with_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let (items, database) = (directory.path().join("items.jsonl"), directory.path().join("courant.db"));
    for day in days() {
        store(vec![day.clone()], JsonLines::append(&items)).await;
        store(vec![day], Sqlite::at(&database)).await;
    }
    let mut more = File::options().append(true).open(&items).unwrap();
    more.write_all(b"\nnot this\n{\"schema\":").unwrap();
    let every = Stored::file(&items).unwrap().and(Stored::file(&database).unwrap());
    let mut found = Vec::new();
    let take = |kept: Kept<'_>| {
        let name = kept.path.file_name().unwrap().to_string_lossy().into_owned();
        found.push((
            name,
            kept.number,
            kept.record.map(|record| record.headline).map_err(|error| error.chain()),
        ));
        Ok::<(), Error>(())
    };
    every.every(take).unwrap();
    let lines = ["Ferry", "Bridge", "Ferry", "Tunnel", "Bridge", "Ferry"];
    let lines = lines
        .into_iter()
        .zip(1..)
        .map(|(headline, line)| ("items.jsonl".to_owned(), line, Ok(headline.to_owned())));
    let fault =
        format!("line or row 8 of `{}` is no record: expected ident at line 1 column 2", items.display());
    let rows = ["Ferry", "Bridge", "Tunnel"].into_iter().zip(1..);
    let rows = rows.map(|(headline, row)| ("courant.db".to_owned(), row, Ok(headline.to_owned())));
    let expected: Vec<_> = lines.chain([("items.jsonl".to_owned(), 8, Err(fault))]).chain(rows).collect();
    assert_eq!(found, expected);
}
