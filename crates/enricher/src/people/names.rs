//! What a person's name looks like.

use std::ops::Range;

use crate::{
    Reading,
    lexicon::{Doubt, Sense, Traits},
    tokens::Class,
};

/// A run of tokens that has the shape of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    start: usize,
    end: usize,
    /// Words that are neither initials nor particles.
    pub(crate) full: usize,
}

/// More words than the longest names of heads of state have.
const LONGEST: usize = 7;

impl Name {
    pub(crate) fn tokens(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether it is a family name alone.
    pub(crate) fn is_single(&self) -> bool {
        self.end - self.start == 1
    }

    /// Of a given and a family name, whatever else the family name may mean.
    pub(crate) fn of_two(start: usize) -> Name {
        Name { start, end: start + 2, full: 2 }
    }

    /// The longest name that begins at a token and ends where a name can end.
    pub(crate) fn at(reading: &Reading<'_>, start: usize) -> Option<Name> {
        let mut end = start;
        let mut full = 0;
        let mut index = start;
        let mut another = false;
        while index - start < LONGEST && same_block(reading, start, index) {
            another = begins_another(reading, start, index);
            if another {
                break;
            }
            if is_given(reading, index) {
                full += usize::from(is_full(reading, index));
                index += 1;
                end = index;
            } else if index > start && is_particle(reading, index) {
                index += 1;
            } else {
                break;
            }
        }
        let family = reading.tokens().get(end.checked_sub(1)?)?;
        let ends = end > start && matches!(family.class, Class::Capitalised | Class::Lower);
        let name = Name { start, end, full };
        (ends && (full > 0) && (another || is_closed(reading, end))).then_some(name)
    }

    /// The name that ends before a token and is no part of a longer one. A
    /// title, a place or a body may stand before it.
    pub(crate) fn before(reading: &Reading<'_>, end: usize) -> Option<Name> {
        let mut start = end;
        let mut index = end;
        while index > 0 && end - index < LONGEST && same_block(reading, end - 1, index - 1) {
            index -= 1;
            if is_given(reading, index) {
                start = index;
            } else if !is_particle(reading, index) {
                break;
            }
        }
        let other = Name::at(reading, start).map(|name| name.end);
        if let Some(other) = other.filter(|other| *other < end && begins_another(reading, start, *other)) {
            return Name::at(reading, other).filter(|name| name.end == end);
        }
        let left = start.checked_sub(1).filter(|left| same_block(reading, *left, start));
        let name = Name::at(reading, start).filter(|name| name.end == end)?;
        left.is_none_or(|left| {
            let token = &reading.tokens()[left];
            let closes = is_body(reading, left) && !name.is_single();
            !token.is_capital() || is_function(reading, left) || is_known(reading, left) || closes
        })
        .then_some(name)
    }

    /// Given and family name. A name of one word is a family name.
    pub(crate) fn parts(&self, reading: &Reading<'_>) -> (Range<usize>, Range<usize>) {
        let whole = self.tokens();
        if self.full == whole.len() && whole.len() > 1 && reading.has(self.start, Traits::FAMILY_FIRST) {
            return (self.start + 1..self.end, self.start..self.start + 1);
        }
        // "El Idrissi" is all family name, "Al Gore" is not.
        if whole.len() == 2
            && reading.has(self.start, Traits::BEFORE_FAMILY)
            && !reading.has(self.start, Traits::GIVEN)
        {
            return (self.start..self.start, whole);
        }
        let last = reading.at(self.end - 1);
        let fathers =
            |word: &str| reading.known().cases_of(word).is_some_and(|cases| cases.is_patronymic(word));
        if whole.len() == 3 && fathers(last) {
            return (self.start + 1..self.end, self.start..self.start + 1);
        }
        let mut family = self.end - 1;
        while family > self.start + 1 && reading.has(family - 1, Traits::BEFORE_FAMILY) {
            family -= 1;
        }
        (self.start..family, family..self.end)
    }
}

/// Whether a second person is named right behind the first, in the nominative
/// where that one is not: `с Адой Лунд Амос Белов`.
fn begins_another(reading: &Reading<'_>, start: usize, index: usize) -> bool {
    let given = |index: usize| reading.has(index, Traits::GIVEN);
    let nominative = |index: usize| reading.has(index, Traits::NOMINATIVE);
    index > start + 1
        && nominative(index)
        && given(index)
        && given(start)
        && !nominative(start)
        && reading.known().cases_of(reading.at(start)).is_some()
}

/// Whether a token may be a part of a name by itself.
pub(crate) fn is_given(reading: &Reading<'_>, index: usize) -> bool {
    let Some(token) = reading.tokens().get(index) else { return false };
    let word = reading.word(token);
    let shaped = match token.class {
        Class::Capitalised => true,
        Class::Initial => followed_by_a_name(reading, index),
        // Given names such as JD, and no acronyms.
        Class::Capitals => word.chars().count() == 2 && followed_by_a_name(reading, index),
        Class::Lower => token.joined && reading.joins_a_name(word),
        _ => false,
    };
    let other = is_body(reading, index) && !reading.has(index, Traits::GIVEN);
    shaped && !is_function(reading, index) && !other && !is_known(reading, index)
}

/// Whether the token is one of the words that bodies are named by.
pub(crate) fn is_body(reading: &Reading<'_>, index: usize) -> bool {
    reading.has(index, Traits::BODILY) || reading.tokens()[index].joined && reading.ends_bodily(index)
}

/// Whether no word follows that would make the name a part of a longer one.
pub(crate) fn is_closed(reading: &Reading<'_>, end: usize) -> bool {
    let next = reading.tokens().get(end).filter(|_| same_block(reading, end - 1, end));
    next.is_none_or(|token| !token.is_capital())
}

pub(crate) fn is_function(reading: &Reading<'_>, index: usize) -> bool {
    reading.has(index, Traits::FUNCTION)
}

pub(crate) fn is_particle(reading: &Reading<'_>, index: usize) -> bool {
    reading.has(index, Traits::PARTICLE)
}

pub(crate) fn same_block(reading: &Reading<'_>, one: usize, other: usize) -> bool {
    let block = |index: usize| reading.tokens().get(index).map(|token| token.block);
    block(one).is_some() && block(one) == block(other)
}

fn is_full(reading: &Reading<'_>, index: usize) -> bool {
    reading.tokens()[index].class != Class::Initial
}

fn followed_by_a_name(reading: &Reading<'_>, index: usize) -> bool {
    same_block(reading, index, index + 1)
        && matches!(reading.tokens()[index + 1].class, Class::Capitalised | Class::Initial)
        && !is_function(reading, index + 1)
}

/// Whether the lexicon knows the word as something else than a name.
fn is_known(reading: &Reading<'_>, index: usize) -> bool {
    reading.hit_over(index).is_some_and(|hit| {
        !matches!(
            hit.sense,
            Sense::State(_, Doubt::Person) | Sense::Locality(_, Doubt::Person) | Sense::Month(_)
        )
    })
}
