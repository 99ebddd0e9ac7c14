//! A ledger of each older version, opened by this one.

use super::*;
use crate::{Ledger, Quarantine, Survey};

/// A ledger as a program of an older version left it, with a bulletin in quarantine.
fn old(path: &Path, version: i64) {
    let connection = Connection::open(path).expect("it can be made");
    let steps: String = STEPS.iter().filter(|step| step.0 <= version).map(|step| step.1).collect();
    let rows = "
        INSERT INTO bulletin (fingerprint, path, bytes, state, admitted)
            VALUES (zeroblob(32), CAST('in/a.txt' AS BLOB), 3, 'quarantined', 1);
        INSERT INTO quarantine (path, inbox, fingerprint, bytes, reason, at)
            VALUES (CAST('in/a.txt' AS BLOB), 'in', zeroblob(32), 3, 'bad', 1);";
    let make = format!("{steps} {rows} PRAGMA user_version = {version};");
    connection.execute_batch(&make).expect("it can be made");
}

fn tables(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).expect("it opens");
    let mut select = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .expect("it can be asked");
    select.query_map([], |row| row.get(0)).expect("it answers").collect::<Result<_, _>>().expect("it is text")
}

#[test]
fn an_older_ledger_is_brought_up_to_date_by_whoever_opens_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let new = directory.path().join("new.db");
    Ledger::open(&new, &[]).expect("it opens").close().expect("all is written");

    for version in 1..VERSION {
        let kept = directory.path().join(format!("kept{version}.db"));
        old(&kept, version);
        Ledger::open(&kept, &[]).expect("it opens").close().expect("all is written");
        assert_eq!(tables(&kept), tables(&new));
        assert_eq!(Survey::take(&kept).expect("it can be looked at").quarantined, 1, "what it held is there");
    }

    let looked_at = directory.path().join("looked-at.db");
    old(&looked_at, 1);
    let mut quarantine = Quarantine::open(&looked_at).expect("it opens");
    let held = quarantine.list().expect("it lists");
    quarantine.retry(&held[0]).expect("it is written");
    assert_eq!(tables(&looked_at), tables(&new));
}

#[test]
fn tables_do_not_change_below_the_process_that_keeps_them() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    old(&path, 1);
    let _keeper = Lock::take(&path).expect("nobody else has it");
    let before = tables(&path);
    let error = Survey::take(&path).expect_err("the keeper is of the older version");
    assert!(matches!(error, Error::Held { .. }), "{error}");
    assert_eq!(tables(&path), before);
}

#[test]
fn looking_at_what_is_no_ledger_makes_none_of_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    std::fs::write(&path, "").expect("it can be written");
    let error = Survey::take(&path).expect_err("it is empty");
    assert!(matches!(error, Error::Version { found: 0, .. }), "{error}");
    assert_eq!(tables(&path), [""; 0]);
}

#[test]
fn a_ledger_of_a_version_to_come_is_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    old(&path, VERSION + 1);
    let said = |error: Error| error.to_string().replace(&path.display().to_string(), "PATH");
    let expected = format!("ledger `PATH` has version {}; this program reads {VERSION}", VERSION + 1);
    assert_eq!(said(Ledger::open(&path, &[]).expect_err("it is newer")), expected);
    assert_eq!(said(Survey::take(&path).expect_err("it is newer")), expected);
}
