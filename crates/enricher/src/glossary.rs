//! Short forms that a bulletin tells: what one item defines, the others use.

use courant_model::{Organisation, Record};
use foldhash::HashMap;

use crate::knowledge::Knowledge;

/// The short forms of bodies, as the items of one bulletin define them:
/// `Lyra Rivers Commission (LRC)`.
#[derive(Debug, Default)]
pub(crate) struct Glossary(HashMap<String, Option<Meaning>>);

/// What kind of body a short form stands for, and the state that it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) kind: &'static str,
    pub(crate) country: Option<&'static str>,
}

/// A body of which nothing but letters is told has this kind.
const UNKNOWN: &str = "other";

impl Glossary {
    /// What some items of a bulletin define. A short form of two meanings has none.
    pub(crate) fn of<'r>(
        known: &'static Knowledge,
        records: impl IntoIterator<Item = &'r Record>,
    ) -> Glossary {
        let mut glossary = Glossary::default();
        for body in records.into_iter().flat_map(|record| &record.organisations) {
            if let Some(acronym) = body.acronym.as_ref().filter(|acronym| **acronym != body.name) {
                glossary.add(acronym, Meaning::of(known, body));
            }
        }
        glossary
    }

    /// What a record shows that it was told by other items.
    pub(crate) fn behind(known: &'static Knowledge, record: &Record) -> Glossary {
        let mut glossary = Glossary::default();
        for body in &record.organisations {
            if body.acronym.as_ref() == Some(&body.name) {
                glossary.add(&body.name, Meaning::of(known, body));
            }
        }
        glossary
    }

    fn add(&mut self, acronym: &str, meaning: Meaning) {
        if meaning != (Meaning { kind: UNKNOWN, country: None }) {
            let told = self.0.entry(acronym.to_owned()).or_insert(Some(meaning));
            *told = told.filter(|told| *told == meaning);
        }
    }

    pub(crate) fn get(&self, letters: &str) -> Option<Meaning> {
        *self.0.get(letters)?
    }

    /// Whether a record uses a short form of which it does not tell as much.
    pub(crate) fn tells_more_than(&self, record: &Record) -> bool {
        let bare = |body: &&Organisation| body.kind == UNKNOWN && body.country.is_none();
        record.organisations.iter().filter(bare).any(|body| self.get(&body.name).is_some())
    }
}

impl Meaning {
    fn of(known: &'static Knowledge, body: &Organisation) -> Meaning {
        let heads = known.naming.head.iter().map(|head| head.kind.as_str());
        let mut kinds = heads.chain(known.bodies.iter().map(|body| body.kind));
        let mut codes = known.states.iter().map(|state| state.code);
        Meaning {
            kind: kinds.find(|kind| *kind == body.kind).unwrap_or(UNKNOWN),
            country: body.country.as_ref().and_then(|country| codes.find(|code| code == country)),
        }
    }
}

/// Whether a text may define a short form: whether letters stand in brackets.
pub(crate) fn may_define(text: &str) -> bool {
    text.match_indices('(').any(|(open, _)| {
        let inside = text[open + 1..].chars().take_while(|c| c.is_alphanumeric()).take(LONGEST + 1);
        let (letters, capitals) = inside
            .fold((0, 0), |(letters, capitals), c| (letters + 1, capitals + usize::from(c.is_uppercase())));
        capitals > 1 && letters <= LONGEST
    })
}

/// Letters of a short form.
const LONGEST: usize = 12;
