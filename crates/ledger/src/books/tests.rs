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
    Backfill, Standing,
    command::{Admission, Candidate, Claim, Known, Page, Sighting},
    fields::Changes,
    schema,
};

const SINKS: usize = 2;

/// A stretch that is all of any text.
const ALL: (i64, i64) = (0, i64::MAX);

#[derive(Debug, Clone)]
enum Action {
    /// A file of this name with this content is seen, and offered if it is due.
    Offer { path: u8, content: u8 },
    /// One of the files on the line comes to its end, for each sink as said.
    Settle { which: prop::sample::Index, ends: [End; SINKS] },
    /// Somebody found that a sink's store lacks this content, or a part of it.
    Owe { sink: usize, content: u8 },
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
        1 => (0..SINKS, 0..3_u8).prop_map(|(sink, content)| Action::Owe { sink, content }),
        1 => (0..SINKS, any::<bool>()).prop_map(|(sink, ready)| Action::Ready { sink, ready }),
        1 => Just(Action::Crash),
    ]
}

type Sinks = BTreeSet<usize>;

/// What the ledger promises, without a database.
#[derive(Debug, Default)]
struct Model {
    /// Who has each content.
    delivered: BTreeMap<u8, BTreeSet<usize>>,
    settled: BTreeSet<u8>,
    /// What a sink is to get once more, whatever it is getting at this moment.
    again: BTreeSet<(u8, usize)>,
    /// The content that each name was read with last, and whether it was refused.
    known: BTreeMap<u8, (u8, bool)>,
    down: BTreeSet<usize>,
    /// On the line: the name, its content, and whom it goes to (`None` for a duplicate), to some of them once more.
    flight: Vec<(u8, u8, Option<Sinks>, Sinks)>,
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
        let lacks = |sink: &usize| !has.is_some_and(|has| has.contains(sink));
        (0..SINKS).filter(|sink| lacks(sink) || self.again.contains(&(content, *sink))).collect()
    }

    fn again(&self, content: u8) -> BTreeSet<usize> {
        (0..SINKS).filter(|sink| self.again.contains(&(content, *sink))).collect()
    }

    fn leads(&self, content: u8) -> bool {
        self.flight.iter().any(|(_, on_line, goes, _)| *on_line == content && goes.is_some())
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
        model.flight.push((path, content, None, BTreeSet::new()));
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
    let owed: BTreeSet<usize> =
        (0..SINKS).filter(|sink| owed[*sink].whole || !owed[*sink].stretches.is_empty()).collect();
    prop_assert_eq!(&owed, &model.owed(content), "nobody is given what he has");
    let again = model.again(content);
    model.flight.push((path, content, Some(owed), again));
    Ok(())
}

fn settle(books: &mut Books, model: &mut Model, which: usize, ends: [End; SINKS]) {
    let (path, content, goes, again) = model.flight.remove(which);
    let mut gravest = End::Delivered;
    for sink in goes.iter().flatten() {
        if ends[*sink] == End::Delivered {
            let stretches = again.get(sink).map(|_| ALL).into_iter().collect();
            book(books, Command::Delivered { fingerprint: fingerprint(content), sink: *sink, stretches });
            if again.contains(sink) {
                model.again.remove(&(content, *sink));
            }
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
        // What somebody asked for meanwhile keeps it owed.
        End::Delivered if goes.is_some() && model.again(content).is_empty() => {
            model.settled.insert(content);
        }
        End::Rejected => drop(model.known.insert(path, (content, true))),
        _ => {}
    }
}

/// As another process does beside the daemon, of what the sink is believed to have.
fn owe(path: &Path, model: &mut Model, sink: usize, content: u8) {
    let has = model.delivered.entry(content).or_default();
    if has.remove(&sink) {
        let mut beside = Backfill::open(path).expect("it opens beside the daemon");
        beside.owe(["left", "right"][sink], &[fingerprint(content)]).expect("it is written");
        model.again.insert((content, sink));
        model.settled.remove(&content);
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
                Action::Owe { sink, content } => owe(&path, &mut model, sink, content),
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
