//! JSON Lines: what a start finds, and what it makes of it.

use std::{
    fs,
    path::Path,
    slice,
    time::{Duration, SystemTime},
};

use courant_flow::{Inlet, Pipeline, Sink as _};
use courant_ledger::{Ledger, Mark, SinkTerms};
use courant_model::{Enriched, Record};
use tempfile::TempDir;

use super::fixture::{Diary, bulletin, with};
use crate::{
    JsonLines, Rotation,
    error::Fault,
    journal::{Journal, Memory},
    persist::Store,
};

/// A directory for one store.
struct Place(TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("deep/items.jsonl")
    }

    fn with(content: &[u8]) -> Place {
        let place = Place::new();
        fs::create_dir(place.0.path().join("deep")).unwrap();
        fs::write(place.path(), content).unwrap();
        place
    }

    fn journal(&self, memory: Memory) -> Journal {
        Journal::new(self.path(), Rotation::default(), memory)
    }

    /// Each file's headlines, by the file's name.
    fn read(&self) -> Vec<(String, Vec<String>)> {
        let mut files: Vec<_> = fs::read_dir(self.path().parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
            .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), headlines(&path)))
            .collect();
        files.sort();
        files
    }
}

fn headlines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "torn: {text}");
    text.lines().map(|line| serde_json::from_str::<Record>(line).unwrap().headline).collect()
}

fn line(headline: &str) -> String {
    serde_json::to_string(&bulletin("a", &[headline]).records[0]).unwrap() + "\n"
}

#[track_caller]
fn check_opens(content: &str, expected: Result<&[&str], &str>) {
    let place = Place::with(content.as_bytes());
    let mut journal = place.journal(Memory::Own);
    match (journal.write(&[]), expected) {
        (Ok(()), Ok(expected)) => {
            assert_eq!(headlines(&place.path()), expected);
            let offset = fs::metadata(place.path()).unwrap().len();
            assert_eq!(journal.mark(), Some(Mark { segment: 1, offset }));
        }
        (Err(Fault::Lasting(error)), Err(expected)) => {
            let path = place.path().display().to_string();
            assert_eq!(error.to_string().replace(&path, "PATH"), expected);
            assert_eq!(fs::read_to_string(place.path()).unwrap(), content, "what is not ours is left alone");
        }
        (opened, _) => panic!("{opened:?}"),
    }
}

#[test]
fn a_start_leaves_whole_lines_and_refuses_what_is_not_ours() {
    let (dam, port) = (line("Dam built"), line("Port closed"));
    let long = line(&"Long ".repeat(100_000));
    check_opens("", Ok(&[]));
    check_opens(&format!("{dam}{port}"), Ok(&["Dam built", "Port closed"]));
    check_opens(&format!("{dam}{}", &port[..100]), Ok(&["Dam built"]));
    check_opens(&format!("{dam}\0\0\0\0"), Ok(&["Dam built"]));
    check_opens(&format!("{dam}{}", &long[..400_000]), Ok(&["Dam built"]));
    check_opens(&dam[..100], Ok(&[]));
    check_opens("\0\0\0", Ok(&[]));
    check_opens(&format!("{dam}{}", port.trim_end()), Ok(&["Dam built", "Port closed"]));
    check_opens(dam.trim_end(), Ok(&["Dam built"]));
    check_opens(
        &dam.replace("courant/1", "courant/2"),
        Err("`PATH` has version courant/2; this program writes courant/1"),
    );
    check_opens("Shopping: milk", Err("`PATH` holds something else than records: name another file"));
    check_opens("{\"milk\": 1}\n", Err("`PATH` holds something else than records: name another file"));
}

#[test]
fn a_directory_is_no_file_and_a_file_no_directory() {
    let place = Place::with(b"");
    for path in [place.path().parent().unwrap().to_owned(), place.path().join("items.jsonl")] {
        let refused = Journal::new(path.clone(), Rotation::default(), Memory::Own).write(&[]).unwrap_err();
        let Fault::Lasting(error) = refused else { panic!("{refused:?}") };
        assert_eq!(error.to_string(), format!("cannot open `{}`", path.display()));
    }
}

#[test]
fn notes_that_cannot_be_read_are_not_passed_over() {
    let place = Place::with(b"");
    let notes = place.path().with_file_name("items.jsonl.unsettled");
    for (text, what) in
        [("courant-unsettled/2\n", "courant-unsettled/2"), ("courant-unsettled/1\nxyz\n", "xyz")]
    {
        fs::write(&notes, text).unwrap();
        let refused = place.journal(Memory::Ledger(None)).write(&[]).unwrap_err();
        let Fault::Lasting(error) = refused else { panic!("{refused:?}") };
        let expected = format!("cannot open `{}`: `.unsettled` file: {what}", place.path().display());
        assert_eq!(error.chain(), expected);
    }
}

#[test]
fn two_writers_are_refused() {
    let place = Place::new();
    let mut first = place.journal(Memory::Own);
    first.write(&[]).unwrap();
    let refused = place.journal(Memory::Own).write(&[]).unwrap_err();
    let Fault::Lasting(error) = refused else { panic!("{refused:?}") };
    let path = place.path();
    let expected =
        format!("`{}` is being written by another sink: give this one a file of its own", path.display());
    assert_eq!(error.to_string(), expected);
    drop(first);
    place.journal(Memory::Own).write(&[]).unwrap();
}

/// Writes `first`, opens again with the memory that `memory` makes of the
/// mark, offers `second`, and compares what is there then.
#[track_caller]
fn check_again(memory: impl Fn(Mark) -> Memory, first: &[Enriched], second: &[Enriched], expected: &[&str]) {
    let place = Place::new();
    let mut journal = place.journal(Memory::Own);
    journal.write(first).unwrap();
    let mark = journal.mark().unwrap();
    drop(journal);
    place.journal(memory(mark)).write(second).unwrap();
    assert_eq!(headlines(&place.path()), expected);
}

#[test]
fn what_is_behind_the_mark_is_swallowed() {
    let (a, b) = (bulletin("a", &["Dam built", "Port closed"]), bulletin("b", &["Dam built"]));
    let both = [a.clone(), b.clone()];
    let all: &[&str] = &["Dam built", "Port closed", "Dam built"];
    check_again(|_| Memory::Own, &both, &both, all);
    check_again(|_| Memory::Ledger(None), &both, &both, all);
    check_again(|_| Memory::Ledger(None), &both[..1], &both, all);
    check_again(|_| Memory::Ledger(Some(Mark { segment: 1, offset: 0 })), &both, &both, all);
    // What the mark has left behind is known to be settled, so nothing of it is remembered.
    check_again(|mark| Memory::Ledger(Some(mark)), &[a], &[b], all);
    check_again(|mark| Memory::Ledger(Some(mark)), &both[1..], &both[1..], &["Dam built"; 2]);
    // A mark that stands beyond the file says nothing.
    let beyond = |mark: Mark| Memory::Ledger(Some(Mark { offset: mark.offset + 1, ..mark }));
    check_again(beyond, &both, &both, all);
}

#[test]
fn without_a_ledger_a_sighting_is_written_once_in_a_run() {
    let place = Place::new();
    let mut journal = place.journal(Memory::Own);
    let a = bulletin("a", &["Dam built"]);
    journal.write(&[a.clone(), a.clone()]).unwrap();
    journal.write(&[a]).unwrap();
    assert_eq!(headlines(&place.path()), ["Dam built"]);
}

#[test]
fn a_file_that_is_gone_begins_anew_whatever_notes_are_left() {
    let place = Place::new();
    let a = bulletin("a", &["Dam built"]);
    let mut journal = place.journal(Memory::Own);
    journal.write(slice::from_ref(&a)).unwrap();
    drop(journal);
    // Leaves notes of what was behind the mark.
    let mut journal = place.journal(Memory::Ledger(Some(Mark { segment: 1, offset: 0 })));
    journal.write(&[]).unwrap();
    let mark = journal.mark();
    drop(journal);
    fs::remove_file(place.path()).unwrap();
    place.journal(Memory::Ledger(mark)).write(&[a]).unwrap();
    assert_eq!(headlines(&place.path()), ["Dam built"]);
}

#[test]
fn files_are_rotated_by_size() {
    let place = Place::new();
    let two = 2 * line("Item 0").len() as u64;
    let rotation = Rotation { size: Some(two), daily: false };
    let open = || Journal::new(place.path(), rotation, Memory::Ledger(None));
    let mut journal = open();
    for n in 0..5 {
        if n == 3 {
            drop(journal);
            journal = open();
        }
        journal
            .write(&[with(bulletin("a", &["Item 0"]), |record| {
                record.headline = format!("Item {n}");
                record.sighting = format!("{n:032x}").parse().unwrap();
            })])
            .unwrap();
    }
    let expected = [
        ("items.000001.jsonl".to_owned(), vec!["Item 0".to_owned(), "Item 1".to_owned()]),
        ("items.000002.jsonl".to_owned(), vec!["Item 2".to_owned(), "Item 3".to_owned()]),
        ("items.jsonl".to_owned(), vec!["Item 4".to_owned()]),
    ];
    assert_eq!(place.read(), expected);
    assert_eq!(journal.mark(), Some(Mark { segment: 3, offset: two / 2 }));
    // One that is longer than a file may be has a file for itself.
    journal.write(&[bulletin("b", &["Item 5", "Item 6", "Item 7"])]).unwrap();
    assert_eq!(place.read()[3].1, ["Item 5", "Item 6", "Item 7"]);
}

#[test]
fn files_are_rotated_by_day() {
    let place = Place::new();
    let open = || Journal::new(place.path(), Rotation { size: None, daily: true }, Memory::Own);
    open().write(&[bulletin("a", &["Yesterday"])]).unwrap();
    let file = fs::File::options().append(true).open(place.path()).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_hours(24)).unwrap();
    let mut journal = open();
    journal.write(&[bulletin("b", &["Today"])]).unwrap();
    journal.write(&[bulletin("c", &["Today too"])]).unwrap();
    let expected = [
        ("items.000001.jsonl".to_owned(), vec!["Yesterday".to_owned()]),
        ("items.jsonl".to_owned(), vec!["Today".to_owned(), "Today too".to_owned()]),
    ];
    assert_eq!(place.read(), expected);
}

#[test]
fn a_rotation_that_stopped_half_way_is_finished() {
    let place = Place::new();
    let mut journal = Journal::new(place.path(), Rotation { size: Some(1), daily: false }, Memory::Own);
    journal.write(&[bulletin("a", &["Dam built"])]).unwrap();
    fs::rename(place.path(), place.path().with_file_name("items.000001.jsonl")).unwrap();
    fs::write(place.path(), "").unwrap();
    journal.write(&[bulletin("b", &["Port closed"])]).unwrap();
    let expected = [
        ("items.000001.jsonl".to_owned(), vec!["Dam built".to_owned()]),
        ("items.jsonl".to_owned(), vec!["Port closed".to_owned()]),
    ];
    assert_eq!(place.read(), expected);
    // Nor does it matter if somebody takes the file away.
    fs::remove_file(place.path()).unwrap();
    journal.write(&[bulletin("c", &["Toll raised"])]).unwrap();
    assert_eq!(place.read()[1].1, ["Toll raised"]);
}

#[test]
fn numbers_of_files_that_were_carried_off_are_not_used_again() {
    let place = Place::new();
    let rotation = Rotation { size: Some(1), daily: false };
    let mut journal = Journal::new(place.path(), rotation, Memory::Ledger(None));
    journal.write(&[bulletin("a", &["Dam built"])]).unwrap();
    journal.write(&[bulletin("b", &["Port closed"])]).unwrap();
    let mark = journal.mark();
    drop(journal);
    fs::remove_file(place.path().with_file_name("items.000001.jsonl")).unwrap();
    let mut journal = Journal::new(place.path(), rotation, Memory::Ledger(mark));
    journal.write(&[bulletin("c", &["Toll raised"])]).unwrap();
    let names: Vec<_> = place.read().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["items.000002.jsonl", "items.jsonl"]);
}

#[tokio::test]
async fn the_ledger_keeps_the_mark() {
    let place = Place::new();
    let books = place.0.path().join("ledger.db");
    let a = bulletin("a", &["Dam built", "Port closed"]);
    let run = async || {
        let ledger = Ledger::open(&books, &[SinkTerms::required("write")]).unwrap();
        let account = ledger.account("write").unwrap();
        let opening = account.opening();
        let sink = JsonLines::append(place.path()).account(account);
        let diary = Diary::default();
        let source = diary.source(vec![a.clone()]);
        let run = |inlet: Inlet<Enriched>| sink.run(inlet);
        Pipeline::source("some", source).sink("write", run).join().await.unwrap();
        assert_eq!(diary.read(), ["a delivered"]);
        ledger.close().unwrap();
        opening
    };
    assert_eq!(run().await, None);
    let offset = fs::metadata(place.path()).unwrap().len();
    assert_eq!(run().await, Some(Mark { segment: 1, offset }));
    assert_eq!(headlines(&place.path()).len(), 4, "what is before the mark is the ledger's business");
}
