//! The list of the places that can be made to fail, against the sources.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// How a place is written: the call, or the line of a table of them.
const MARKS: [&str; 3] = ["point(", "pass(", "=> Some("];

#[test]
fn every_place_is_in_the_list_and_no_other_is() {
    let mut found = BTreeSet::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates")) {
        // There the notation itself is tested, with names that nobody has.
        if !file.ends_with("flow/src/fail.rs") {
            let text = fs::read_to_string(&file).expect("a source can be read");
            found.extend(
                text.lines().filter(|line| MARKS.iter().any(|mark| line.contains(mark))).flat_map(names),
            );
        }
    }
    let listed: Vec<&str> = courant::POINTS.into_iter().chain(courant::ASIDE).collect();
    let count = listed.len();
    let listed: BTreeSet<String> = listed.into_iter().map(str::to_owned).collect();
    assert_eq!(listed.len(), count, "each once");
    assert_eq!(found, listed);
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(directory).expect("it can be listed").map(|entry| entry.expect("it is there").path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// What stands between quotation marks and has the form of a name: two words and a dot.
fn names(line: &str) -> Vec<String> {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let quoted = line.split('"').skip(1).step_by(2);
    quoted
        .filter(|name| name.split_once('.').is_some_and(|(thing, step)| word(thing) && word(step)))
        .map(str::to_owned)
        .collect()
}
