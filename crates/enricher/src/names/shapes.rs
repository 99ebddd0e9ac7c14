//! Persons by the shape of their names and by what they do.

use std::ops::Range;

use super::page::Page;
use crate::{
    lexicon::{Sense, Traits},
    people::names::{Name, is_particle},
    reading::Heading,
    tokens::Class,
};

impl Page<'_> {
    /// A given name or an initial and what follows: `Ada Lund`, `J. K. Ray`;
    /// words that nothing else is known of: `Amos Otieno`; a family name
    /// whose owner does what persons do.
    pub(super) fn person(&self, start: usize) -> Option<Name> {
        if self.heading(start) == Heading::Title || self.has(start, Traits::FUNCTION) || self.is_charge(start)
        {
            return None;
        }
        if self.has(start, Traits::GIVEN)
            && !self.has(start, Traits::BODILY)
            && self.is_ambiguous(start + 1)
            && self.run(start) == start + 2
        {
            return Some(Name::of_two(start));
        }
        let name = Name::at(self.reading, start)?;
        if name.tokens().skip(1).any(|index| self.is_plain_word(index)) || self.is_quoted(&name) {
            return None;
        }
        let article = start
            .checked_sub(1)
            .is_some_and(|before| self.here(start, before) && self.has(before, Traits::ARTICLE));
        let told = match name.tokens().len() {
            1 => {
                let ends = start
                    .checked_sub(1)
                    .is_some_and(|before| self.is_capital(start, before) && !self.is_title(before));
                !article
                    && !ends
                    && self.is_strange(start)
                    && (self.acts(start + 1) || self.owns(start + 1))
                    && self.may_be_a_family(start, start)
            }
            _ if self.opens_a_name(start) => true,
            _ => {
                !article
                    && !self.is_located(start)
                    && name.tokens().all(|index| self.is_strange(index) || is_particle(self.reading, index))
                    && name.tokens().all(|index| self.claim_at(index).is_none())
                    && self.may_be_a_family(start, name.tokens().end - 1)
            }
        };
        told.then_some(name)
    }

    /// Whether it is what a title is of: `Minister of Lakes`.
    fn is_charge(&self, start: usize) -> bool {
        let link =
            start.checked_sub(1).filter(|link| self.here(start, *link) && self.has(*link, Traits::LINK));
        let title = link.and_then(|link| self.reading.hit_over(link.checked_sub(1)?));
        title.is_some_and(|hit| matches!(hit.sense, Sense::Title(..)))
    }

    /// Whether a name stands between marks by itself, where a language names ships and firms so.
    fn is_quoted(&self, name: &Name) -> bool {
        let tokens = name.tokens();
        tokens.start > 0
            && self.is_mark(tokens.start - 1, '«')
            && self.is_mark(tokens.end, '»')
            && self.reading.known().cases_of(self.reading.at(tokens.start)).is_some()
    }

    /// Whether a word has the ending of a family name, if its language has such
    /// endings; what opens a sentence there has a capital anyway.
    fn may_be_a_family(&self, start: usize, last: usize) -> bool {
        let opens = last > start && self.reading.tokens()[start].opens;
        let word = self.reading.at(last);
        self.reading.known().cases_of(word).is_none_or(|cases| cases.is_family(word) && !opens)
    }

    /// A given name, an initial, or two of them without full stops: `JK Ray`.
    fn opens_a_name(&self, start: usize) -> bool {
        let token = self.reading.tokens()[start];
        let letters = token.class == Class::Capitals
            && token.word == 0
            && self.reading.word(&token).chars().count() == 2
            && self.is_strange(start + 1);
        let given = self.has(start, Traits::GIVEN)
            && !(self.has(start, Traits::BODILY) && self.has(start + 1, Traits::PLAIN | Traits::BODILY));
        let family = self.has(start, Traits::FAMILY_FIRST) && self.is_strange(start);
        given || family || token.class == Class::Initial || letters
    }

    /// Whether nothing is known of a word, and its ending is not one of plain words.
    fn is_strange(&self, index: usize) -> bool {
        let token = &self.reading.tokens()[index];
        let plain = Traits::FUNCTION | Traits::BODILY | Traits::SMALL | Traits::BEFORE_TITLE | Traits::PLAIN;
        let free = !self.has(index, plain) && self.reading.hit_over(index).is_none();
        free && matches!(token.class, Class::Capitalised | Class::Initial) && !self.is_plain_word(index)
    }

    /// Whether the words from a token on tell what a person does.
    fn acts(&self, from: usize) -> bool {
        let verb = (from..from + 4).find(|index| !self.has(*index, Traits::BEFORE_VERB));
        verb.is_some_and(|verb| self.here(from - 1, verb) && self.has(verb, Traits::PERSONAL))
    }

    /// A family name that is also a word of bodies or places: `West`, `Bay`.
    fn is_ambiguous(&self, index: usize) -> bool {
        self.has(index, Traits::BODILY)
            && !self.has(index, Traits::HEAD)
            && self.reading.tokens()[index].class == Class::Capitalised
    }

    /// `Otieno’s`
    fn owns(&self, from: usize) -> bool {
        self.here(from - 1, from) && self.reading.tokens()[from].class == Class::Clitic
    }

    /// A place that is known by nothing but the word that leads to it: `in
    /// Salto`, `near Bad Lund`.
    pub(super) fn town(&self, start: usize) -> Option<Range<usize>> {
        let end = self.run(start);
        let named = end > start && end <= start + 3 && (start..end).all(|index| self.is_strange(index));
        (named && self.heading(start) == Heading::None && self.is_located(start) && !self.owns(end))
            .then_some(start..end)
    }

    fn is_located(&self, start: usize) -> bool {
        start.checked_sub(1).is_some_and(|before| {
            self.here(start, before)
                && self.has(before, Traits::LOCATING)
                && !self.has(before, Traits::SERVING)
        })
    }

    /// Whether its ending is one that people are seldom called by.
    fn is_plain_word(&self, index: usize) -> bool {
        let endings = &self.reading.known().naming.endings.words;
        let word = self.reading.at(index);
        word.len() > 6 && endings.iter().any(|ending| word.ends_with(ending.as_str()))
    }
}
