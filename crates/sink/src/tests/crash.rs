//! JSON Lines against a model in which everything dies at any moment.
//!
//! The file keeps what was synced and perhaps some of what was not. The
//! ledger falls back to any earlier state, because it does not sync. Whatever
//! is not delivered by what the ledger remembers is offered again, in any
//! order.

use std::{fs, io::Write as _, path::Path};

use courant_ledger::Mark;
use courant_model::{Enriched, Record, SightingId};
use proptest::prelude::*;

use super::fixture::bulletin;
use crate::{
    Rotation,
    journal::{Journal, Memory},
    lines::put_line,
    persist::Store as _,
    segments::Segments,
};

#[derive(Debug, Clone)]
enum Step {
    /// Offer so many of the bulletins that are owed, from this place on, and settle them.
    Write { count: usize, from: usize },
    /// Die in the middle of writing such a group, with so many thousandths of it in the file.
    Torn { count: usize, from: usize, share: usize, forgets: usize },
    /// Die between the renaming of a file and the making of the next.
    Renamed { forgets: usize },
}

/// What a sink tells the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Delivered(usize),
    Mark(Mark),
}

struct Model {
    bulletins: Vec<Enriched>,
    ledger: Vec<Told>,
    /// In the order in which their lines were whole for the first time.
    whole: Vec<SightingId>,
}

impl Model {
    fn owed(&self, count: usize, from: usize) -> Vec<usize> {
        let owed: Vec<usize> =
            (0..self.bulletins.len()).filter(|n| !self.ledger.contains(&Told::Delivered(*n))).collect();
        owed.iter().cycle().skip(from % owed.len().max(1)).take(count.min(owed.len())).copied().collect()
    }

    fn group(&self, numbers: &[usize]) -> Vec<Enriched> {
        numbers.iter().map(|n| self.bulletins[*n].clone()).collect()
    }

    fn open(&self, path: &Path) -> Journal {
        let mark = self.ledger.iter().rev().find_map(|told| match told {
            Told::Mark(mark) => Some(*mark),
            Told::Delivered(_) => None,
        });
        Journal::new(path.to_owned(), Rotation { size: Some(3000), daily: false }, Memory::Ledger(mark))
    }

    fn write(&mut self, journal: &mut Journal, numbers: &[usize]) {
        let group = self.group(numbers);
        journal.write(&group).unwrap();
        for record in group.iter().flat_map(|bulletin| bulletin.records.iter()) {
            if !self.whole.contains(&record.sighting) {
                self.whole.push(record.sighting);
            }
        }
        self.ledger.extend(numbers.iter().map(|n| Told::Delivered(*n)));
        self.ledger.extend(journal.mark().map(Told::Mark));
    }

    /// Writes as the store would, up to a byte that is anywhere.
    fn tear(&mut self, path: &Path, numbers: &[usize], share: usize) {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for record in self.group(numbers).iter().flat_map(|bulletin| bulletin.records.iter()) {
            if !self.whole.contains(&record.sighting) {
                put_line(&mut bytes, record).unwrap();
                ends.push((bytes.len(), record.sighting));
            }
        }
        let cut = bytes.len() * share / 1000;
        fs::File::options().append(true).create(true).open(path).unwrap().write_all(&bytes[..cut]).unwrap();
        // A line that lacks nothing but its end is whole.
        self.whole.extend(ends.iter().filter(|(end, _)| *end <= cut + 1).map(|(_, sighting)| *sighting));
    }

    fn forget(&mut self, commands: usize) {
        self.ledger.truncate(self.ledger.len().saturating_sub(commands));
    }
}

fn stored(path: &Path) -> Vec<SightingId> {
    let segments = Segments::new(path.to_owned());
    let rotated = segments.list().unwrap().into_iter().map(|segment| segments.rotated(segment));
    let texts = rotated.chain([path.to_owned()]).map(|path| fs::read_to_string(path).unwrap());
    texts
        .flat_map(|text| {
            text.lines()
                .map(|line| serde_json::from_str::<Record>(line).unwrap().sighting)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn step() -> impl Strategy<Value = Step> {
    let group = (1..4usize, 0..20usize);
    prop_oneof![
        4 => group.clone().prop_map(|(count, from)| Step::Write { count, from }),
        2 => (group, 0..=1000usize, 0..8usize)
            .prop_map(|((count, from), share, forgets)| Step::Torn { count, from, share, forgets }),
        1 => (0..8usize).prop_map(|forgets| Step::Renamed { forgets }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_sighting_is_stored_once_in_the_order_of_its_first_whole_line(
        sizes in prop::collection::vec(0..4usize, 1..16),
        steps in prop::collection::vec(step(), 0..24),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("items.jsonl");
        let headlines = ["Dam built", "Port closed", "Toll raised"];
        let bulletins = sizes.iter().enumerate().map(|(n, size)| bulletin(&n.to_string(), &headlines[..*size]));
        let mut model = Model { bulletins: bulletins.collect(), ledger: Vec::new(), whole: Vec::new() };

        let mut journal = model.open(&path);
        for step in steps {
            match step {
                Step::Write { count, from } => {
                    let numbers = model.owed(count, from);
                    model.write(&mut journal, &numbers);
                    continue;
                }
                Step::Torn { count, from, share, forgets } => {
                    journal.write(&[]).unwrap();
                    drop(journal);
                    let numbers = model.owed(count, from);
                    model.tear(&path, &numbers, share);
                    model.forget(forgets);
                }
                Step::Renamed { forgets } => {
                    journal.write(&[]).unwrap();
                    let segment = journal.mark().unwrap().segment;
                    drop(journal);
                    fs::rename(&path, Segments::new(path.clone()).rotated(segment)).unwrap();
                    model.forget(forgets);
                }
            }
            journal = model.open(&path);
        }
        let numbers = model.owed(usize::MAX, 0);
        model.write(&mut journal, &numbers);
        let every: usize = sizes.iter().sum();
        prop_assert_eq!(model.whole.len(), every);
        prop_assert_eq!(stored(&path), model.whole);
    }
}
