//! Persons by the shape of their names.

use super::page::{Heading, Page};
use crate::{lexicon::Traits, people::names::Name, tokens::Class};

impl Page<'_> {
    /// A given name or an initial, and what follows: `Ada Lund`, `J. K. Ray`.
    pub(super) fn person(&self, start: usize) -> Option<Name> {
        let reading = self.reading;
        let token = reading.tokens()[start];
        let given = self.has(start, Traits::GIVEN) || token.class == Class::Initial;
        if !given || self.heading(start) == Heading::Title {
            return None;
        }
        let name = Name::at(reading, start).filter(|name| !name.is_single())?;
        let strange = name.tokens().skip(1).any(|index| self.is_plain_word(index));
        (!strange).then_some(name)
    }

    /// Whether its ending is one that people are seldom called by.
    pub(super) fn is_plain_word(&self, index: usize) -> bool {
        let endings = &crate::knowledge::knowledge().naming.endings.words;
        let word = self.reading.at(index);
        word.len() > 6 && endings.iter().any(|ending| word.ends_with(ending.as_str()))
    }
}
