//! What the ledger promises of items and stories, without a database.

use std::{cmp::Reverse, collections::BTreeSet};

use courant_model::{Field, Fingerprint, ItemId, Published, SightingId, Status};

use crate::{
    command::{Body, Known, Sighting},
    fields::{Changes, Fields, digest},
    sketch::Sketch,
};

/// An item in a bulletin, in a few numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown {
    /// 0 to 5: a minute on one of three days; above that the day only.
    pub(super) when: u8,
    pub(super) source: u8,
    pub(super) headline: u8,
    /// Bodies with one number are nearly alike; 0 is too short to prove
    /// anything, and 2 to prove anything if it is not equal.
    pub(super) body: u8,
    /// How the body is edited.
    pub(super) edit: u8,
}

impl Shown {
    /// Days 0 and 5 are within the window, day 20 is not.
    fn published(self) -> Published {
        let day = ["2026-03-01", "2026-03-06", "2026-03-21"][usize::from(self.when % 3)];
        let text =
            if self.when < 6 { format!("{day}T10:0{}:00+05:00", self.when / 3) } else { day.to_owned() };
        text.parse().expect("it is a time")
    }

    fn day(self) -> i32 {
        20_513 + [0, 5, 20][usize::from(self.when % 3)]
    }

    fn headline(self) -> String {
        format!("Headline {}", self.headline)
    }

    fn body(self) -> String {
        let words = [8, 150, 24, 150][usize::from(self.body)];
        let word = |word| match word {
            5 => format!("edited{} ", self.edit),
            word => format!("w{}x{word} ", self.body),
        };
        (0..words).map(word).collect()
    }

    pub(super) fn id(self) -> ItemId {
        ItemId::of(Some(&self.published()), &self.headline(), Some(&format!("Source {}", self.source)))
    }

    fn sketch(self) -> Sketch {
        Sketch::of(&self.body())
    }

    pub(super) fn sighting(self, fingerprint: &Fingerprint, ordinal: usize) -> Sighting {
        let texts = [self.headline(), self.body(), self.published().to_string(), self.source.to_string()];
        let place = digest::<8>(&format!("{} {}", self.published(), self.source));
        let body = Body { place: i64::from_be_bytes(place), day: self.day(), sketch: self.sketch() };
        Sighting {
            item: self.id(),
            id: SightingId::of(self.id(), fingerprint, ordinal),
            ordinal,
            member: None,
            views: Some(7),
            digest: digest(&texts[..2].join("\n")),
            fields: Fields::from(
                <[u8; 32]>::try_from(texts.map(|text| digest::<8>(&text)).as_flattened())
                    .expect("four times eight"),
            ),
            body: (self.body > 0).then_some(body),
        }
    }
}

/// What is known of an item, without a database.
#[derive(Debug)]
struct Item {
    id: ItemId,
    called: BTreeSet<ItemId>,
    texts: Vec<Shown>,
    story: Option<(ItemId, u8)>,
}

#[derive(Debug, Default)]
pub(super) struct Model {
    items: Vec<Item>,
}

impl Model {
    pub(super) fn sight(&mut self, page: &[Shown], seen: Shown) -> Known {
        let on_page: BTreeSet<ItemId> = page.iter().map(|shown| shown.id()).collect();
        let renamed = |item: &Item| {
            let same_place =
                |text: &&Shown| (text.when, text.source) == (seen.when, seen.source) && text.body > 0;
            let likeness = |text: &Shown| text.sketch().likeness(&seen.sketch());
            let best = item.texts.iter().filter(same_place).map(likeness).max().unwrap_or(0);
            let least = if seen.sketch().filled() < 32 { 100 } else { 90 };
            (best >= least && seen.body > 0 && item.called.is_disjoint(&on_page)).then_some(best)
        };
        let known = self.items.iter().position(|item| item.called.contains(&seen.id())).or_else(|| {
            let all = self.items.iter().enumerate();
            let candidates = all.filter_map(|(at, item)| Some((Reverse(renamed(item)?), item.id, at)));
            candidates.min().map(|(.., at)| at)
        });
        let Some(known) = known else { return self.begin(seen) };
        let item = &mut self.items[known];
        item.called.insert(seen.id());
        let shows =
            |text: &Shown| (text.headline, text.body, text.edit) == (seen.headline, seen.body, seen.edit);
        let (status, changed, revision) = if let Some(at) = item.texts.iter().position(shows) {
            (Status::Unchanged, Vec::new(), at)
        } else {
            let last = item.texts[item.texts.len() - 1];
            let mut changed = Vec::new();
            changed.extend((last.headline != seen.headline).then_some(Field::Headline));
            changed.extend((last.body() != seen.body()).then_some(Field::Text));
            item.texts.push(seen);
            (Status::Revised, changed, item.texts.len() - 1)
        };
        let revision = u32::try_from(revision).expect("few") + 1;
        Known { item: item.id, status, revision, changes: Changes::of(&changed), story: item.story }
    }

    fn begin(&mut self, seen: Shown) -> Known {
        let told = self.items.iter().enumerate().filter(|(_, item)| item.story == Some((item.id, 100)));
        let near = told.filter_map(|(at, item)| {
            let first = item.texts[0];
            let likeness = first.sketch().likeness(&seen.sketch());
            (likeness >= 60 && first.day().abs_diff(seen.day()) <= 7).then_some((
                Reverse(likeness),
                at,
                item.id,
            ))
        });
        let story = match near.min() {
            _ if seen.body == 0 => None,
            Some((Reverse(likeness), _, first)) => Some((first, likeness)),
            None => Some((seen.id(), 100)),
        };
        let id = seen.id();
        self.items.push(Item { id, called: BTreeSet::from([id]), texts: vec![seen], story });
        Known { item: id, status: Status::New, revision: 1, changes: Changes::default(), story }
    }
}
