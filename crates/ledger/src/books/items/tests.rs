//! Items as they are met again and again, against a model that fits on a page.

use std::sync::Arc;

use courant_model::Field;
use proptest::prelude::*;

use super::{
    model::{Model, Shown},
    *,
};
use crate::{
    SinkTerms,
    books::tests::{ask, open},
    command::{Command, Commit},
    fields::Changes,
    schema,
};

#[derive(Debug, Clone)]
enum Action {
    /// A bulletin that was not there before.
    Deliver(Vec<Shown>),
    /// The process dies before the commit, and the bulletin comes again.
    Torn(Vec<Shown>),
    /// A bulletin that was there comes again.
    Again(prop::sample::Index),
    /// The ledger is opened again.
    Restart,
}

fn action() -> impl Strategy<Value = Action> {
    let shown = (0..8_u8, 0..2_u8, 0..3_u8, 0..4_u8, 0..3_u8);
    let shown =
        shown.prop_map(|(when, source, headline, body, edit)| Shown { when, source, headline, body, edit });
    let page = prop::collection::vec(shown, 1..4);
    prop_oneof![
        8 => page.clone().prop_map(Action::Deliver),
        2 => page.prop_map(Action::Torn),
        4 => any::<prop::sample::Index>().prop_map(Action::Again),
        1 => Just(Action::Restart),
    ]
}

/// The command for a bulletin; no two numbers are the same bytes.
fn page(number: usize, shown: &[Shown], window: u16) -> Page {
    let fingerprint = Fingerprint::of(&number.to_le_bytes());
    let sightings =
        shown.iter().zip(1..).map(|(shown, ordinal)| shown.sighting(&fingerprint, ordinal)).collect();
    Page { fingerprint, sightings, refused: Arc::default(), tiles: Arc::default(), window }
}

fn sight(books: &mut Books, page: Page) -> Vec<Known> {
    ask(books, |answer| Command::Sight { page, answer })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn items_are_told_what_the_model_tells(actions in prop::collection::vec(action(), 1..40)) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("ledger.db");
        let (mut books, mut model) = (open(&path), Model::default());
        let mut told: Vec<(Vec<Shown>, Vec<Known>)> = Vec::new();
        for action in actions {
            match action {
                Action::Deliver(shown) => {
                    let known = sight(&mut books, page(told.len(), &shown, 7));
                    let expected: Vec<Known> = shown.iter().map(|seen| model.sight(&shown, *seen)).collect();
                    prop_assert_eq!(&known, &expected);
                    told.push((shown, known));
                }
                Action::Torn(shown) => {
                    let number = told.len();
                    books.begin(Commit::Lazy).expect("it begins");
                    let lost = books.sight(&page(number, &shown, 7)).expect("it answers");
                    drop(books);
                    books = open(&path);
                    let known = sight(&mut books, page(number, &shown, 7));
                    let expected: Vec<Known> = shown.iter().map(|seen| model.sight(&shown, *seen)).collect();
                    prop_assert_eq!(&known, &expected);
                    prop_assert_eq!(&known, &lost, "who was told before the crash was told the same");
                    told.push((shown, known));
                }
                Action::Again(which) if !told.is_empty() => {
                    let number = which.index(told.len());
                    let known = sight(&mut books, page(number, &told[number].0, 7));
                    prop_assert_eq!(&known, &told[number].1, "a redelivered sighting is told the same");
                }
                Action::Again(_) => {}
                Action::Restart => {
                    drop(books);
                    books = open(&path);
                }
            }
        }
    }
}

fn in_memory() -> Books {
    let terms = [SinkTerms::required("left")];
    Books::new(schema::in_memory().expect("it opens"), ":memory:".into(), &terms).expect("it opens")
}

/// Bulletins of items, and what is said of each item. Items are a headline
/// (a digit), a body (a letter, `-` for one too short) and an edit (a digit);
/// blanks stand between items, and bars between bulletins.
#[track_caller]
fn check(bulletins: &str, expected: &str) {
    let mut books = in_memory();
    let mut said = Vec::new();
    let mut names: Vec<ItemId> = Vec::new();
    for (number, bulletin) in bulletins.split('|').enumerate() {
        let shown: Vec<Shown> = bulletin
            .split_whitespace()
            .map(|item| {
                let [headline, body, edit] = item.as_bytes() else { panic!("`{item}` is no item") };
                let body = if *body == b'-' { 0 } else { body - b'a' + 1 };
                Shown { when: 0, source: 0, headline: headline - b'0', body, edit: edit - b'0' }
            })
            .collect();
        let known = sight(&mut books, page(number, &shown, 0));
        let line = known.iter().map(|known| {
            let name = names.iter().position(|id| *id == known.item).unwrap_or(names.len());
            if name == names.len() {
                names.push(known.item);
            }
            let changed: String =
                known.changes.fields().iter().map(|field| format!(" {field:?}")).collect::<Vec<_>>().concat();
            format!("#{name} {} {}{changed}", known.status.as_str(), known.revision)
        });
        said.push(line.collect::<Vec<_>>().join(", "));
    }
    assert_eq!(said.join(" | "), expected);
}

#[test]
fn texts_are_numbered_in_the_order_in_which_they_are_first_seen() {
    check("1a0", "#0 new 1");
    check("1a0|1a0|1a0", "#0 new 1 | #0 unchanged 1 | #0 unchanged 1");
    check("1a0|1b0|1a0", "#0 new 1 | #0 revised 2 Text | #0 unchanged 1");
    check("1a0|1b0|1c0|1b0", "#0 new 1 | #0 revised 2 Text | #0 revised 3 Text | #0 unchanged 2");
}

#[test]
fn a_reworded_headline_is_a_revision() {
    check("1a0|2a0|2a0|1a0", "#0 new 1 | #0 revised 2 Headline | #0 unchanged 2 | #0 unchanged 1");
    check("1a0|2a1|3a1", "#0 new 1 | #0 revised 2 Headline Text | #0 revised 3 Headline");
    check("1a0|2a0|2b0", "#0 new 1 | #0 revised 2 Headline | #0 revised 3 Text");
    check("1a0|2b0", "#0 new 1 | #1 new 1");
    check("1b0|2b0|3b1", "#0 new 1 | #0 revised 2 Headline | #1 new 1");
    check("1-0|2-0", "#0 new 1 | #1 new 1");
}

#[test]
fn what_stands_side_by_side_is_not_one_item() {
    check("1a0 2a0", "#0 new 1, #1 new 1");
    check("1a0|2a0 1a0", "#0 new 1 | #1 new 1, #0 unchanged 1");
    // Also where the item stands there under its other headline.
    check("1a0|2a0|3a0 2a0", "#0 new 1 | #0 revised 2 Headline | #1 new 1, #0 unchanged 2");
}

#[test]
fn members_of_an_archive_are_pages_of_their_own() {
    let mut books = in_memory();
    let shown = |headline| Shown { when: 0, source: 0, headline, body: 1, edit: 0 };
    let mut page = page(0, &[shown(1), shown(2)], 7);
    page.sightings[0].member = Some("monday.txt".to_owned());
    page.sightings[1].member = Some("tuesday.txt".to_owned());
    let known = sight(&mut books, page);
    assert_eq!(known[1].item, shown(1).id());
    assert_eq!((known[1].status, known[1].revision), (Status::Revised, 2));
}

#[test]
fn without_a_window_there_are_no_stories() {
    let mut books = in_memory();
    let shown = Shown { when: 0, source: 0, headline: 1, body: 1, edit: 0 };
    assert_eq!(sight(&mut books, page(0, &[shown], 0))[0].story, None);
    // An item keeps the story that it was given, and so that it was given none.
    assert_eq!(sight(&mut books, page(1, &[shown], 7))[0].story, None);
    let copy = Shown { source: 1, ..shown };
    assert_eq!(sight(&mut books, page(2, &[copy], 7))[0].story, Some((copy.id(), 100)));
}

/// A ledger of an older version knows the text of an item by its digest, and nothing else of it.
#[test]
fn items_of_an_older_ledger_are_known() {
    let mut books = in_memory();
    let shown = Shown { when: 0, source: 0, headline: 1, body: 1, edit: 0 };
    let first = page(0, &[shown], 7);
    let old = "UPDATE revision SET fields = NULL, story = NULL, likeness = NULL; DELETE FROM body";
    let new = sight(&mut books, first);
    books.connection.execute_batch(old).expect("it is written");
    let known = |status, revision, changed: &[Field]| {
        let changes = Changes::of(changed);
        [Known { item: shown.id(), status, revision, changes, story: None }]
    };
    assert_eq!(sight(&mut books, page(0, &[shown], 7)), [Known { story: None, ..new[0] }]);
    assert_eq!(sight(&mut books, page(1, &[shown], 7)), known(Status::Unchanged, 1, &[]));
    let edited = Shown { edit: 1, ..shown };
    assert_eq!(sight(&mut books, page(2, &[edited], 7)), known(Status::Revised, 2, &[Field::Text]));
}
