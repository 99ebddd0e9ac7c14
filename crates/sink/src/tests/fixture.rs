//! Invented bulletins.

use std::sync::{Arc, Mutex};

use courant_flow::{Outcome, Outlet, Parcel, Receipt, Source};
use courant_model::{
    BulletinNote, Enriched, Event, Fingerprint, ItemId, Person, Position, Record, Ref, SightingId, Span,
    Status,
};

/// A bulletin with an item for each headline, and no facts.
pub(super) fn bulletin(name: &str, headlines: &[&str]) -> Enriched {
    let fingerprint = Fingerprint::of(name.as_bytes());
    let record = |(headline, ordinal): (&&str, usize)| {
        let id = ItemId::of(None, headline, None);
        Record {
            schema: Record::SCHEMA.into(),
            id,
            sighting: SightingId::of(id, &fingerprint, ordinal),
            revision: 1,
            status: Status::New,
            changed: Vec::new(),
            bulletin: BulletinNote {
                path: name.to_owned(),
                fingerprint,
                crawled: None,
                layout: "plain".to_owned(),
                confidence: None,
                member: None,
                charset: "UTF-8".into(),
                bytes: 100,
            },
            position: Position { ordinal, of: headlines.len(), bytes: (0, 100), lines: (1, 2) },
            published: None,
            timezone: None,
            views: None,
            language: None,
            headline: (*headline).to_owned(),
            text: (*headline).to_owned(),
            paragraphs: Vec::new(),
            source: None,
            link: None,
            people: Vec::new(),
            organisations: Vec::new(),
            places: Vec::new(),
            countries: Vec::new(),
            dates: Vec::new(),
            quotes: Vec::new(),
            events: Vec::new(),
            subjects: Vec::new(),
            keywords: Vec::new(),
            works: Vec::new(),
            story: None,
            flags: Vec::new(),
        }
    };
    Enriched {
        path: name.into(),
        fingerprint,
        bytes: 100,
        records: Arc::new(headlines.iter().zip(1..).map(record).collect()),
        empty: None,
        refused: Arc::default(),
        tiles: Arc::default(),
    }
}

/// Changes the only record of a bulletin.
pub(super) fn with(mut bulletin: Enriched, change: impl FnOnce(&mut Record)) -> Enriched {
    change(&mut Arc::make_mut(&mut bulletin.records)[0]);
    bulletin
}

/// A record in which two persons met.
pub(super) fn meeting(record: &mut Record, one: &str, other: &str) {
    let person = |n: usize, name: &str| Person {
        reference: Ref::Person(n),
        name: name.to_owned(),
        given: None,
        family: None,
        roles: Vec::new(),
        mentions: vec![Span { start: 0, end: 1 }],
    };
    record.people = vec![person(1, one), person(2, other)];
    record.events = vec![Event {
        kind: "meeting".to_owned(),
        plover: Some("CONSULT".to_owned()),
        participants: vec![Ref::Person(1), Ref::Person(2)],
        countries: Vec::new(),
        place: None,
        date: None,
        future: false,
        trigger: None,
    }];
}

/// What happened, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    pub(super) fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    pub(super) fn read(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// A parcel whose outcome is noted under the bulletin's name.
    pub(super) fn parcel(&self, bulletin: Enriched) -> Parcel<Enriched> {
        let (diary, name) = (self.clone(), bulletin.path.display().to_string());
        let receipt = Receipt::new(move |outcome| match outcome {
            Outcome::Delivered => diary.note(format!("{name} delivered")),
            Outcome::Rejected(reason) => diary.note(format!("{name} rejected: {reason}")),
            Outcome::Abandoned => diary.note(format!("{name} abandoned")),
        });
        Parcel::new(bulletin, receipt)
    }

    /// A source of these bulletins.
    pub(super) fn source(&self, bulletins: Vec<Enriched>) -> impl Source<Enriched> {
        let diary = self.clone();
        move |outlet: Outlet<Enriched>| async move {
            for bulletin in bulletins {
                if outlet.send(diary.parcel(bulletin)).await.is_err() {
                    break;
                }
            }
            Ok(())
        }
    }
}
