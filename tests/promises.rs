//! What the documents promise names the tests that show it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// All names of functions in the sources below a directory.
fn functions(below: &Path, known: &mut BTreeSet<String>) {
    for entry in fs::read_dir(below).expect("it is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            functions(&path, known);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).expect("it is text");
            let named = source.split("fn ").skip(1).filter_map(|rest| rest.split('(').next());
            known.extend(named.map(str::to_owned));
        }
    }
}

#[test]
fn every_test_that_is_named_in_a_table_is_there() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut known = BTreeSet::new();
    functions(&root.join("crates"), &mut known);
    functions(&root.join("tests"), &mut known);
    for (document, least) in [("docs/faults.md", 50), ("SECURITY.md", 8)] {
        let text = fs::read_to_string(root.join(document)).expect("it is there");
        let rows =
            text.lines().filter(|line| line.starts_with('|')).filter_map(|line| line.rsplit('|').nth(1));
        let named: Vec<&str> = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
        let tests = named.iter().filter(|name| name.matches('_').count() > 1);
        let missing: Vec<_> = tests.clone().filter(|name| !known.contains(**name)).collect();
        assert!(missing.is_empty(), "{document} names {missing:?}");
        assert!(tests.count() >= least, "{document} names few");
    }
}
