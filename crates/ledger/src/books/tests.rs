//! The books against a model that fits on a page: random files are offered,
//! settled in every way, and the process dies in between.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
    time::Instant,
};

use courant_flow::Outcome;
use courant_model::{Arrival, Declared, ItemId, SightingId, Stamp, Status};
use proptest::prelude::*;
use tokio::sync::oneshot;

use super::*;
use crate::{
    Standing,
    command::{Admission, Candidate, Claim, Known, Page, Sighting},
    fields::Changes,
    schema,
};

const SINKS: usize = 2;

#[derive(Debug, Clone)]
enum Action {
    /// A file of this name with this content is seen, and offered if it is due.
    Offer { path: u8, content: u8 },
    /// One of the files on the line comes to its end, for each sink as said.
    Settle { which: prop::sample::Index, ends: [End; SINKS] },
    /// A sink says that it takes nothing, or that it is back.
    Ready { sink: usize, ready: bool },
    /// The power fails: nothing settles, and the ledger is opened again.
    Crash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Delivered,
    Rejected,
    Abandoned,
}

fn action() -> impl Strategy<Value = Action> {
    let end = || prop_oneof![6 => Just(End::Delivered), 1 => Just(End::Rejected), 2 => Just(End::Abandoned)];
    prop_oneof![
        6 => (0..4_u8, 0..3_u8).prop_map(|(path, content)| Action::Offer { path, content }),
        6 => (any::<prop::sample::Index>(), [end(), end()]).prop_map(|(which, ends)| Action::Settle { which, ends }),
        1 => (0..SINKS, any::<bool>()).prop_map(|(sink, ready)| Action::Ready { sink, ready }),
        1 => Just(Action::Crash),
    ]
}

/// What the ledger promises, without a database.
#[derive(Debug, Default)]
struct Model {
    /// Who has each content.
    delivered: BTreeMap<u8, BTreeSet<usize>>,
    settled: BTreeSet<u8>,
    /// The content that each name was read with last, and whether it was refused.
    known: BTreeMap<u8, (u8, bool)>,
    down: BTreeSet<usize>,
    /// On the line: the name, its content, and whom it goes to (`None` for a duplicate).
    flight: Vec<(u8, u8, Option<BTreeSet<usize>>)>,
}

impl Model {
    fn standing(&self, path: u8, content: u8) -> Standing {
        if self.flight.iter().any(|(on_line, ..)| *on_line == path) {
            return Standing::InFlight;
        }
        match self.known.get(&path) {
            Some((known, refused)) if *known == content => {
                let owed = self.owed(content);
                if *refused || self.settled.contains(&content) {
                    Standing::Settled
                } else if owed.is_empty() || owed.iter().any(|sink| !self.down.contains(sink)) {
                    Standing::Due
                } else {
                    Standing::Waiting
                }
            }
            _ => Standing::Due,
        }
    }

    fn owed(&self, content: u8) -> BTreeSet<usize> {
        let has = self.delivered.get(&content);
        (0..SINKS).filter(|sink| !has.is_some_and(|has| has.contains(sink))).collect()
    }

    fn leads(&self, content: u8) -> bool {
        self.flight.iter().any(|(_, on_line, goes)| *on_line == content && goes.is_some())
    }
}

fn arrival(path: u8, content: u8) -> Arrival {
    Arrival {
        path: format!("in/{path}.txt").into(),
        declared: Arc::new(Declared { inbox: "in".to_owned(), ..Declared::default() }),
        stamp: Stamp { size: u64::from(content) + 1, modified: i64::from(content), inode: 1, device: 1 },
        cut: None,
    }
}

fn fingerprint(content: u8) -> Fingerprint {
    Fingerprint::of(&[content])
}

pub(super) fn ask<T>(books: &mut Books, question: impl FnOnce(oneshot::Sender<T>) -> Command) -> T {
    let (answer, mut answered) = oneshot::channel();
    book(books, question(answer));
    answered.try_recv().expect("every question is answered at once")
}

fn book(books: &mut Books, command: Command) {
    books.begin(Commit::Lazy).expect("it begins");
    books.book(command).expect("it is booked");
    books.commit().expect("it is committed");
}

pub(super) fn open(path: &Path) -> Books {
    let terms = [SinkTerms::required("left"), SinkTerms::required("right")];
    Books::new(schema::open(path).expect("it opens"), path.to_owned(), &terms).expect("it opens")
}

fn offer(books: &mut Books, model: &mut Model, path: u8, content: u8) -> Result<(), TestCaseError> {
    let arrival = arrival(path, content);
    let seen = vec![(arrival.path.clone(), arrival.stamp)];
    let standing = ask(books, |answer| Command::Look { seen, answer })[0];
    prop_assert_eq!(standing, model.standing(path, content));
    if standing != Standing::Due {
        return Ok(());
    }
    book(books, Command::Claim { key: Key::of(&arrival) });
    let candidate = Candidate {
        path: arrival.path.clone(),
        inbox: "in".to_owned(),
        stamp: arrival.stamp,
        fingerprint: fingerprint(content),
        bytes: arrival.stamp.size,
    };
    let admission = ask(books, |answer| Command::Admit { candidate, answer });
    model.known.insert(path, (content, false));
    let duplicate = model.settled.contains(&content) || model.leads(content);
    prop_assert_eq!(matches!(admission, Admission::Duplicate { .. }), duplicate);
    if duplicate {
        model.flight.push((path, content, None));
        return Ok(());
    }
    let id = ItemId::of(None, &content.to_string(), None);
    let seen = Sighting {
        item: id,
        id: SightingId::of(id, &fingerprint(content), 1),
        ordinal: 1,
        member: None,
        views: Some(5),
        digest: [content; 16],
        fields: [content; 32].into(),
        body: None,
    };
    let page = Page {
        fingerprint: fingerprint(content),
        sightings: vec![seen],
        refused: Arc::default(),
        tiles: Arc::default(),
        window: 7,
    };
    let known = ask(books, |answer| Command::Sight { page, answer });
    let new = Known { item: id, status: Status::New, revision: 1, changes: Changes::default(), story: None };
    prop_assert_eq!(known, [new], "a redelivered sighting is told the same");
    let owed = ask(books, |answer| Command::Owed { fingerprint: fingerprint(content), answer });
    let owed: BTreeSet<usize> = (0..SINKS).filter(|sink| owed[*sink].whole).collect();
    prop_assert_eq!(&owed, &model.owed(content), "nobody is given what he has");
    model.flight.push((path, content, Some(owed)));
    Ok(())
}

fn settle(books: &mut Books, model: &mut Model, which: usize, ends: [End; SINKS]) {
    let (path, content, goes) = model.flight.remove(which);
    let mut gravest = End::Delivered;
    for sink in goes.iter().flatten() {
        if ends[*sink] == End::Delivered {
            book(
                books,
                Command::Delivered { fingerprint: fingerprint(content), sink: *sink, stretches: Vec::new() },
            );
            model.delivered.entry(content).or_default().insert(*sink);
        }
        gravest = gravest.max(ends[*sink]);
    }
    let outcome = match gravest {
        End::Delivered => Outcome::Delivered,
        End::Rejected => Outcome::Rejected("bad".into()),
        End::Abandoned => Outcome::Abandoned,
    };
    let claim = Box::new(Claim { arrival: arrival(path, content), at: Instant::now() });
    book(books, Command::Settled { claim, outcome });
    match gravest {
        End::Delivered if goes.is_some() => drop(model.settled.insert(content)),
        End::Rejected => drop(model.known.insert(path, (content, true))),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_books_do_what_the_model_does(actions in prop::collection::vec(action(), 1..60)) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("ledger.db");
        let (mut books, mut model) = (open(&path), Model::default());
        for action in actions {
            match action {
                Action::Offer { path, content } => offer(&mut books, &mut model, path, content)?,
                Action::Settle { which, ends } if !model.flight.is_empty() => {
                    let which = which.index(model.flight.len());
                    settle(&mut books, &mut model, which, ends);
                }
                Action::Settle { .. } => {}
                Action::Ready { sink, ready } => {
                    book(&mut books, Command::Ready { sink, ready });
                    if ready { model.down.remove(&sink) } else { model.down.insert(sink) };
                }
                Action::Crash => {
                    // As if the power had failed: else all on the line were suspects, who have a model of their own.
                    books.connection.execute("UPDATE life SET boot = 'another'", []).expect("it is written");
                    drop(books);
                    books = open(&path);
                    model.flight.clear();
                    model.down.clear();
                }
            }
        }
        // In the end every sink is back and everything is offered once more: nothing may stay behind.
        for sink in 0..SINKS {
            book(&mut books, Command::Ready { sink, ready: true });
            model.down.remove(&sink);
        }
        while !model.flight.is_empty() {
            settle(&mut books, &mut model, 0, [End::Delivered; SINKS]);
        }
        let known: Vec<_> = model.known.iter().map(|(path, (content, refused))| (*path, *content, *refused)).collect();
        for (path, content, refused) in known {
            offer(&mut books, &mut model, path, content)?;
            while !model.flight.is_empty() {
                settle(&mut books, &mut model, 0, [End::Delivered; SINKS]);
            }
            prop_assert_eq!(model.standing(path, content), Standing::Settled);
            prop_assert!(refused || model.owed(content).is_empty());
        }
    }
}
