//! The seam: what looks at an item, and what it leaves behind.

use courant_model::{
    DateMention, Event, Flag, Organisation, Person, Place, Quote, Source, Span, Subject, Work,
};

use crate::{Evidence, Reading, cast::Cast};

/// Looks at an item and adds to its notes.
///
/// It sees what the annotators before it have noted. It must not depend on
/// anything else, so that the same item gives the same record; and every span
/// that it notes must come from [`Reading::span`].
///
/// Every `fn(&Reading<'_>, &mut Notes)` is an annotator.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no annotator",
    note = "an annotator is a `fn(&Reading<'_>, &mut Notes)`, or a type with `impl Annotator`",
    note = "a closure must name the types of its arguments: `|reading: &Reading<'_>, notes: &mut Notes|`"
)]
pub trait Annotator: Send + Sync + 'static {
    /// Adds what it finds.
    fn annotate(&self, reading: &Reading<'_>, notes: &mut Notes);
}

impl<F: Fn(&Reading<'_>, &mut Notes) + Send + Sync + 'static> Annotator for F {
    fn annotate(&self, reading: &Reading<'_>, notes: &mut Notes) {
        self(reading, notes);
    }
}

/// What has been found in an item: the fields of the same names in its
/// [`Record`](courant_model::Record).
///
/// The source is always found before the first annotator runs. It is a part
/// of the item's identity: who changes it, makes another item of it.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is described where the record has it")]
pub struct Notes {
    pub language: Option<String>,
    pub source: Option<Source>,
    pub people: Vec<Person>,
    pub organisations: Vec<Organisation>,
    pub places: Vec<Place>,
    pub countries: Vec<String>,
    pub dates: Vec<DateMention>,
    pub quotes: Vec<Quote>,
    pub events: Vec<Event>,
    pub subjects: Vec<Subject>,
    pub keywords: Vec<String>,
    pub works: Vec<Work>,
    pub flags: Vec<Flag>,
    /// Names of events and documents: a place in one is not where anything is.
    pub(crate) occasions: Vec<Span>,
    /// Who appears where.
    pub(crate) cast: Cast,
    /// Why it is noted, where somebody asks.
    pub(crate) evidence: Option<Vec<Evidence>>,
}

impl Notes {
    /// Every place of a name, in the order of the text; where two overlap,
    /// the longer one that begins first. What stands in the name of an event
    /// or a document is a part of that, and left out.
    pub(crate) fn entities(&self) -> Vec<Entity> {
        let of = |kind, mentions: &[Span]| {
            mentions.iter().map(move |span| (*span, Some(kind))).collect::<Vec<_>>()
        };
        let people = self.people.iter().flat_map(|person| of(EntityKind::Person, &person.mentions));
        let bodies = self.organisations.iter().flat_map(|body| of(EntityKind::Organisation, &body.mentions));
        let places = self.places.iter().flat_map(|place| of(EntityKind::Place, &place.mentions));
        let occasions = self.occasions.iter().map(|span| (*span, None));
        let mut found: Vec<(Span, Option<EntityKind>)> =
            people.chain(bodies).chain(places).chain(occasions).collect();
        found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        found.retain(|(span, _)| {
            let stands = span.start >= end;
            if stands {
                end = span.end;
            }
            stands
        });
        found.into_iter().filter_map(|(span, kind)| Some(Entity { kind: kind?, span })).collect()
    }
}

/// One place of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    /// What is named.
    pub kind: EntityKind,
    /// Where, in code points.
    pub span: Span,
}

/// What a name can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// A person.
    Person,
    /// A body.
    Organisation,
    /// A place.
    Place,
}

#[cfg(test)]
mod tests {
    use courant_model::Ref;

    use super::*;

    #[test]
    fn overlapping_names_give_way_to_the_one_that_begins_first() {
        let place = |mentions: &[(usize, usize)]| Place {
            reference: Ref::Place(1),
            name: String::new(),
            kind: "city".to_owned(),
            country: None,
            mentions: mentions.iter().map(|span| Span::from(*span)).collect(),
        };
        let notes =
            Notes { places: vec![place(&[(8, 12), (0, 4)]), place(&[(0, 9), (10, 11)])], ..Notes::default() };
        let spans: Vec<(usize, usize)> = notes.entities().iter().map(|entity| entity.span.into()).collect();
        assert_eq!(spans, [(0, 9), (10, 11)]);
    }
}
