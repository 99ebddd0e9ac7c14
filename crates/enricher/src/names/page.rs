//! What the walk sees of a text: capitals, in runs.

use std::cell::Cell;

use crate::{
    Reading,
    knowledge::Head,
    lexicon::{Doubt, Sense, Traits},
    people::names::Name,
    reading::Heading,
    tokens::Class,
};

/// A text, and the persons that are known to be in it.
pub(crate) struct Page<'r> {
    pub(super) reading: &'r Reading<'r>,
    /// For each token up to the last that is in a person's name, where that name ends; 0 for the others.
    claims: Vec<usize>,
    /// The last answer of [`run`](Page::run), which several ask for in turn.
    ran: Cell<(usize, usize)>,
}

impl<'r> Page<'r> {
    pub(crate) fn new(reading: &'r Reading<'r>, claimed: &[Name]) -> Page<'r> {
        let mut claims = vec![0; claimed.iter().map(|name| name.tokens().end).max().unwrap_or(0)];
        for claim in claimed.iter().map(Name::tokens) {
            let end = claim.end;
            claims[claim].fill(end);
        }
        Page { reading, claims, ran: Cell::new((usize::MAX, 0)) }
    }

    pub(super) fn heading(&self, index: usize) -> Heading {
        self.reading.heading(index)
    }

    /// The end of the person's name that this token is in.
    pub(super) fn claim_at(&self, index: usize) -> Option<usize> {
        self.claims.get(index).copied().filter(|end| *end > 0)
    }

    pub(super) fn has(&self, index: usize, traits: Traits) -> bool {
        self.reading.has(index, traits)
    }

    pub(super) fn sense(&self, index: usize) -> Option<(Sense, usize)> {
        self.reading.hit_at(index).filter(|hit| hit.whole).map(|hit| (hit.sense, hit.tokens.1))
    }

    /// The state that is named at a token, and the token behind it.
    pub(super) fn state(&self, index: usize) -> Option<(&'static str, usize)> {
        match self.sense(index)? {
            (Sense::State(state, doubt), end) if doubt != Doubt::Person => {
                Some((self.reading.known().states[state].code, end))
            }
            _ => None,
        }
    }

    /// Whether the table of bodies has a name that begins at a token.
    pub(super) fn is_known_body(&self, index: usize) -> bool {
        matches!(self.sense(index), Some((Sense::Body(_), _)))
    }

    /// Whether a token is in the name of a state or a place, or an adjective of one.
    pub(super) fn is_placed(&self, index: usize) -> bool {
        let sense = self.reading.hit_over(index).map(|hit| hit.sense);
        matches!(sense, Some(Sense::State(..) | Sense::Adjective(_) | Sense::Locality(..)))
    }

    pub(super) fn is_title(&self, index: usize) -> bool {
        matches!(self.sense(index), Some((Sense::Title(..), _)))
    }

    pub(super) fn is_domain(&self, index: usize) -> bool {
        self.reading.tokens().get(index).is_some_and(|token| token.class == Class::Domain)
    }

    pub(super) fn is_mark(&self, index: usize, mark: char) -> bool {
        self.reading.tokens().get(index).is_some_and(|token| token.is_mark(mark))
    }

    /// Whether a token is there, in the block of the other.
    pub(super) fn here(&self, other: usize, index: usize) -> bool {
        let tokens = self.reading.tokens();
        tokens.get(index).is_some_and(|token| token.block == tokens[other].block)
    }

    /// A capital that may be a part of a name that began at `start`.
    pub(super) fn is_capital(&self, start: usize, index: usize) -> bool {
        self.here(start, index) && self.reading.tokens()[index].is_capital() && self.claim_at(index).is_none()
    }

    /// The end of the capitals that stand in a row from a token on. Titles
    /// end it, and what is a state's: `Kenya’s Ministry`.
    pub(super) fn run(&self, start: usize) -> usize {
        if self.ran.get().0 != start {
            self.ran.set((start, self.run_from(start)));
        }
        self.ran.get().1
    }

    fn run_from(&self, start: usize) -> usize {
        let mut end = start;
        loop {
            // An abbreviation may have hidden the end of a sentence.
            let opens = end > start && self.reading.tokens().get(end).is_some_and(|token| token.opens);
            if !opens && self.is_capital(start, end) && !(end > start && self.is_title(end)) {
                let function = self.has(end, Traits::FUNCTION);
                if function && (end == start || !self.is_capital(start, end + 1)) {
                    break;
                }
                end += 1;
            } else if end > start && self.joins(start, end) {
                end += 2;
            } else {
                break;
            }
        }
        end
    }

    /// `&` or `’s` between two capitals.
    fn joins(&self, start: usize, index: usize) -> bool {
        let owner = self.reading.tokens().get(index).is_some_and(|token| token.class == Class::Clitic)
            && self.reading.hit_over(index - 1).is_none();
        let and = self.is_mark(index, '&') && self.here(start, index);
        (and || owner) && self.is_capital(start, index + 1) && !self.is_title(index + 1)
    }

    /// The head that a token is.
    pub(super) fn head(&self, index: usize) -> Option<&'static Head> {
        let known = self.reading.known();
        known.lexicon.head_of(self.reading.tokens().get(index)?).map(|head| &known.naming.head[head])
    }

    /// Whether the letters are a short form: `UNEP`, `MpS`. In a heading of
    /// capitals nothing is.
    pub(super) fn is_acronym(&self, index: usize) -> bool {
        let Some(token) = self.reading.tokens().get(index) else { return false };
        let word = self.reading.word(token);
        // Other scripts write whole words in capitals as well, and have few short forms that are longer.
        let longest = if word.is_ascii() { 7 } else { 5 };
        let short = (2..=longest).contains(&word.chars().count()) && !token.folded;
        let capitals = token.class == Class::Capitals;
        let mixed = token.class == Class::Capitalised
            && word.len() <= 5
            && word.ends_with(|c: char| c.is_uppercase())
            && !token.joined;
        short
            && (capitals || mixed)
            && !self.has(index, Traits::NO_BODY | Traits::FUNCTION)
            && self.heading(index) != Heading::Capitals
    }
}
