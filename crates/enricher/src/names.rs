//! Everything that has a name, before it is known which names are of one
//! thing.
//!
//! One walk over the capitals of a text. At each place the longest reading
//! wins: an occasion (`the 2026 Baltic Summit`), a body (`Ministry of Lakes of
//! Kenya`), a place by its terrain (`Lyra County`), a person by a given name.
//! Persons that a title leads to are known before, and stand in the way of
//! all others.

mod bodies;
mod governing;
mod occasions;
mod page;
mod shapes;

use std::ops::Range;

pub(crate) use self::{
    bodies::{Body, Ground},
    page::Page,
};
use crate::{Reading, lexicon::Traits, people::names::Name, tokens::Class};

/// The names of an item, each in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) bodies: Vec<Body>,
    /// Persons that no title leads to.
    pub(crate) people: Vec<Name>,
    /// Places that are named by what they are.
    pub(crate) terrains: Vec<Terrain>,
    /// Events, documents and prizes: what stands in them names nothing else.
    pub(crate) occasions: Vec<Range<usize>>,
}

/// A place named by what it is: `Lyra County`.
#[derive(Debug)]
pub(crate) struct Terrain {
    pub(crate) tokens: Range<usize>,
    /// The word that says so, in it or before it.
    pub(crate) word: usize,
    /// As the record names it.
    pub(crate) kind: &'static str,
}

/// All names but those of `titled` persons.
pub(crate) fn names(reading: &Reading<'_>, titled: &[Name]) -> Names {
    let page = Page::new(reading, titled);
    let mut names = Names::default();
    let mut index = 0;
    while index < reading.tokens().len() {
        index = page.name_at(index, &mut names).max(index + 1);
    }
    names
}

impl Page<'_> {
    /// Notes the name that begins at a token, and gives the token behind it.
    fn name_at(&self, index: usize, names: &mut Names) -> usize {
        let token = &self.reading.tokens()[index];
        let governing = token.class == Class::Lower && self.has(index, Traits::GOVERNING);
        if !governing && !token.is_capital() && !token.is_figure() && !self.is_domain(index) {
            return index;
        }
        if let Some(end) = self.claim_at(index) {
            return end;
        }
        if governing {
            let body = self.governed(index);
            let end = body.as_ref().map_or(index, |body| body.acronym.map_or(body.tokens.end, |at| at + 2));
            names.bodies.extend(body);
            return end;
        }
        // Most sentences open with such a word, and most numbers are of nothing.
        if self.has(index, Traits::FUNCTION) && self.reading.hit_at(index).is_none() {
            return index;
        }
        let occasion = self.occasion(index);
        if token.is_figure() {
            let end = occasion.as_ref().map_or(index, |occasion| occasion.end);
            names.occasions.extend(occasion);
            return end;
        }
        let body = self.body(index);
        let end = body.as_ref().map_or(0, |body| body.tokens.end);
        if let Some(occasion) = occasion.filter(|occasion| occasion.end > end) {
            let end = occasion.end;
            names.occasions.push(occasion);
            return end;
        }
        if let Some(body) = body {
            let end = body.acronym.map_or(end, |acronym| acronym + 2);
            // "UN Environment headquarters"
            if self.has(end, Traits::SMALL_TERRAIN) && self.here(index, end) && self.is_facility(end) {
                names.terrains.push(Terrain { tokens: index..end + 1, word: end, kind: "facility" });
            }
            names.bodies.push(body);
            return end;
        }
        if let Some(person) = self.person(index).filter(|_| self.has(index, Traits::GIVEN)) {
            let end = person.tokens().end;
            names.people.push(person);
            return end;
        }
        if let Some(terrain) = self.terrain(index) {
            let end = terrain.tokens.end;
            names.terrains.push(terrain);
            return end;
        }
        if let Some(tokens) = self.town(index) {
            let end = tokens.end;
            names.terrains.push(Terrain { tokens, word: index - 1, kind: "city" });
            return end;
        }
        if let Some(person) = self.person(index) {
            let end = person.tokens().end;
            names.people.push(person);
            return end;
        }
        self.reading.hit_at(index).map_or(index, |hit| hit.tokens.1)
    }
}
