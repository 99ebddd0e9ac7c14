//! A ledger whose file is not as it was left.

use std::{
    fs,
    path::{Path, PathBuf},
};

use courant_flow::{BoxError, Inlet, Outlet, Parcel, Pipeline};
use courant_ledger::{Error, Ledger, Quarantine, SinkTerms, Survey};
use courant_model::{Bulletin, Stamp};
use rusqlite::Connection;
use tempfile::TempDir;

/// SQLite's, unless somebody asks for another.
const PAGE: usize = 4096;

fn terms() -> [SinkTerms; 1] {
    [SinkTerms::required("items")]
}

/// Settles so many bulletins, and has one refused.
async fn work(ledger: &Ledger, bulletins: u32) -> Result<(), BoxError> {
    let gate = ledger.gate();
    let source = move |outlet: Outlet<Bulletin>| async move {
        for number in 0..=bulletins {
            let bulletin = Bulletin::from_text(format!("inbox/{number}.txt"), format!("Talks {number}"));
            let receipt = gate.receipt(&bulletin.arrival());
            outlet.send(Parcel::new(bulletin, receipt)).await?;
        }
        Ok(())
    };
    let sink = |inlet: Inlet<Bulletin>| async move {
        while let Ok(parcel) = inlet.recv().await {
            if parcel.payload.path == Path::new("inbox/0.txt") {
                parcel.receipt.reject("not to my taste");
            } else {
                parcel.receipt.deliver();
            }
        }
        Ok(())
    };
    Ok(Pipeline::source("some", source).then("admit", ledger.admit()).sink("end", sink).join().await?)
}

/// A directory with a ledger that has settled some bulletins, and is closed.
async fn at_rest() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    let ledger = Ledger::open(&path, &terms()).expect("it opens");
    work(&ledger, 20).await.expect("the line runs");
    ledger.close().expect("all is written");
    (directory, path)
}

fn flip(path: &Path, at: usize) -> Vec<u8> {
    let mut bytes = fs::read(path).expect("it is there");
    bytes[at] ^= 0x20;
    fs::write(path, &bytes).expect("it can be written");
    bytes
}

fn settled(path: &Path) -> u64 {
    Survey::take(path).expect("it can be looked at").settled + Survey::take(path).expect("again").empty
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[tokio::test]
async fn a_bit_that_flips_in_any_page_at_rest_is_noticed() {
    let (_whole, path) = at_rest().await;
    let pages = fs::read(&path).expect("it is there").len() / PAGE;
    assert!(pages > 20, "{pages}");
    let directory = tempfile::tempdir().expect("a directory");
    for page in 0..pages {
        let copy = directory.path().join(format!("{page}.db"));
        for suffix in ["", ".seal"] {
            fs::copy(beside(&path, suffix), beside(&copy, suffix)).expect("it can be copied");
        }
        // Somewhere else in each page: in heads, in values, and where nothing lies.
        let damaged = flip(&copy, page * PAGE + page * 197 % PAGE);
        Ledger::open(&copy, &terms()).expect("a new one is begun").close().expect("all is written");
        assert_eq!(settled(&copy), 0, "page {page}");
        let aside = fs::read(beside(&copy, ".corrupt-1")).expect("the old one is put aside");
        assert!(aside == damaged, "page {page} is left as it was");
    }
}

#[tokio::test]
async fn without_a_seal_a_damaged_ledger_is_opened_or_put_aside() {
    let (_whole, path) = at_rest().await;
    let pages = fs::read(&path).expect("it is there").len() / PAGE;
    let directory = tempfile::tempdir().expect("a directory");
    let mut noticed = 0;
    // The version in the first page is believed: a newer one is not touched.
    for page in 1..pages {
        let copy = directory.path().join(format!("{page}.db"));
        fs::copy(&path, &copy).expect("it can be copied");
        // The head of a page, which holds its kind and its cells.
        flip(&copy, page * PAGE);
        let ledger = Ledger::open(&copy, &terms()).expect("it opens, or a new one is begun");
        work(&ledger, 30).await.expect("it keeps books");
        ledger.close().expect("all is written");
        noticed += usize::from(beside(&copy, ".corrupt-1").try_exists().expect("it can be looked at"));
        assert_eq!(settled(&copy), 30, "page {page}");
    }
    assert_eq!(noticed, pages - 1, "a page without its head is none");
}

#[tokio::test]
async fn what_is_no_ledger_any_more_is_put_aside() {
    for contents in [b"".as_slice(), b"SQLite format 3\0", &[0; 3 * PAGE], b"Dear diary,\n"] {
        let (_directory, path) = at_rest().await;
        fs::write(&path, contents).expect("it can be written");
        Ledger::open(&path, &terms()).expect("a new one is begun").close().expect("all is written");
        assert_eq!(fs::read(beside(&path, ".corrupt-1")).expect("it is put aside"), contents);
        fs::write(&path, contents).expect("it can be written");
        Ledger::open(&path, &terms()).expect("a new one is begun").close().expect("all is written");
        assert_eq!(fs::read(beside(&path, ".corrupt-2")).expect("it is put aside"), contents);
    }
}

#[tokio::test]
async fn damage_that_is_met_at_work_ends_the_line_and_the_next_one_begins_anew() {
    let (_directory, path) = at_rest().await;
    // More than SQLite keeps in memory.
    let connection = Connection::open(&path).expect("it opens");
    let rows = "INSERT INTO file
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 40000)
        SELECT randomblob(200), 'inbox', 1, 1, 1, 1, randomblob(32), 'read', 1 FROM n";
    connection.execute_batch(rows).expect("rows can be added");
    connection.close().expect("it closes");
    fs::remove_file(beside(&path, ".seal")).expect("it was sealed");

    let ledger = Ledger::open(&path, &terms()).expect("it opens");
    let length = usize::try_from(fs::metadata(&path).expect("it is there").len()).expect("it fits");
    let junk: Vec<u8> =
        fs::read(&path).expect("it is there")[..PAGE].iter().copied().chain(vec![7; length - PAGE]).collect();
    fs::write(&path, junk).expect("it can be written");
    let seen = (0..64).map(|number| (format!("{number}.txt").into(), Stamp::default())).collect();
    let error = ledger.gate().look(seen).await.expect_err("the tables are gone");
    assert!(matches!(error, Error::Gone), "{error}");
    let error = ledger.close().expect_err("it says so");
    assert!(matches!(error, Error::Sql { .. }), "{error}");
    assert!(beside(&path, ".corrupt-1").try_exists().expect("it can be looked at"));

    let ledger = Ledger::open(&path, &terms()).expect("a new one is begun");
    work(&ledger, 3).await.expect("it keeps books");
    ledger.close().expect("all is written");
    assert_eq!(settled(&path), 3);
}

#[tokio::test]
async fn a_change_by_the_program_itself_is_no_damage() {
    let (_directory, path) = at_rest().await;
    let mut quarantine = Quarantine::open(&path).expect("it opens");
    let held = quarantine.list().expect("it lists");
    quarantine.retry(&held[0]).expect("it is written");
    drop(quarantine);
    for _ in 0..2 {
        Ledger::open(&path, &terms()).expect("it opens").close().expect("all is written");
        assert_eq!(settled(&path), 20);
    }
    assert!(!beside(&path, ".corrupt-1").try_exists().expect("it can be looked at"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_directory_that_is_made_is_its_owners_alone_and_one_that_is_there_is_left() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    let directory = tempfile::tempdir().expect("a directory");
    let mode = |name: &str| fs::metadata(directory.path().join(name)).expect("it is there").mode() & 0o777;
    let open = |name: &str| {
        Ledger::open(&directory.path().join(name).join("ledger.db"), &terms()).expect("it opens").close()
    };
    open("made").expect("all is written");
    assert_eq!(mode("made"), 0o700);
    fs::create_dir(directory.path().join("there")).expect("it can be made");
    fs::set_permissions(directory.path().join("there"), fs::Permissions::from_mode(0o750))
        .expect("it is ours");
    open("there").expect("all is written");
    assert_eq!(mode("there"), 0o750);
}
