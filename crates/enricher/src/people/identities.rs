//! Which names are of one person, and where else the person is named.

use std::ops::Range;

use crate::{
    Reading,
    lexicon::Traits,
    people::{bindings::Binding, names::Name, offices::Office},
    tokens::Class,
};

/// A person, by all forms of the name in the item.
#[derive(Debug)]
pub(crate) struct Identity {
    /// In the order of the text, each place once.
    pub(crate) mentions: Vec<Name>,
    pub(crate) offices: Vec<Office>,
    /// The fullest form, and its parts.
    full: Name,
    given: Range<usize>,
    family: Range<usize>,
}

impl Identity {
    fn new(reading: &Reading<'_>, name: Name, offices: Vec<Office>) -> Identity {
        let (given, family) = name.parts(reading);
        Identity { mentions: vec![name], offices, full: name, given, family }
    }

    pub(crate) fn fullest(&self) -> Name {
        self.full
    }

    /// The form with the most words that are no initials; of equals one in the
    /// nominative, or the first.
    fn find_fullest(&self, reading: &Reading<'_>) -> Name {
        let nominative = |name: &Name| reading.has(name.tokens().start, Traits::NOMINATIVE);
        let rank = |name: &&Name| (name.full, name.tokens().len(), nominative(name));
        *self.mentions.iter().rev().max_by_key(rank).expect("an identity begins with a name")
    }

    /// Whether the name can be this person's, given the whole of both.
    fn agrees(
        &self,
        reading: &Reading<'_>,
        name: &Name,
        given: &Range<usize>,
        family: &Range<usize>,
    ) -> bool {
        (same_words(reading, family, &self.family) && may_be_one(reading, given, &self.given))
            || self.ends_in(reading, name)
    }

    /// Whether the name is the end of this person's: `Benítez Acuña` of `Rodrigo Benítez Acuña`.
    fn ends_in(&self, reading: &Reading<'_>, name: &Name) -> bool {
        let (own, words) = (self.fullest().tokens(), name.tokens());
        words.len() > 1
            && own.len() > words.len()
            && same_words(reading, &words, &(own.end - words.len()..own.end))
    }
}

/// The persons that the names are of. The fullest names come first, so
/// that shorter ones find whose they are; those that fit several are dropped.
pub(crate) fn of(reading: &Reading<'_>, titled: &[Binding], shaped: &[Name]) -> Vec<Identity> {
    let shaped = shaped.iter().map(|name| (*name, &[][..]));
    let mut order: Vec<(Name, &[Office])> =
        titled.iter().map(|binding| (binding.name, &binding.offices[..])).chain(shaped).collect();
    order.sort_by_key(|(name, _)| std::cmp::Reverse((name.full, name.tokens().len())));
    let mut identities: Vec<Identity> = Vec::new();
    for (name, offices) in order {
        let (given, family) = name.parts(reading);
        let mut fitting =
            identities.iter_mut().filter(|identity| identity.agrees(reading, &name, &given, &family));
        match (fitting.next(), fitting.next()) {
            (Some(identity), None) => {
                identity.mentions.push(name);
                identity.offices.extend_from_slice(offices);
            }
            (None, _) => identities.push(Identity::new(reading, name, offices.to_vec())),
            (Some(_), Some(_)) => {}
        }
    }
    for identity in &mut identities {
        identity.offices.sort_by_key(|office| office.tokens.start);
    }
    identities
}

/// Finds the other places of each person's name: with given names or
/// initials that agree, or the family name where nobody else has it.
pub(crate) fn follow(reading: &Reading<'_>, identities: &mut [Identity]) {
    let families: Vec<&str> = identities.iter().map(|identity| reading.at(identity.family.end - 1)).collect();
    for (index, token) in reading.tokens().iter().enumerate() {
        let named =
            token.is_capital() && families.iter().any(|family| alike(reading, family, reading.word(token)));
        if let Some(name) = named.then(|| name_around(reading, index)).flatten() {
            let (given, family) = name.parts(reading);
            let mut fitting = identities.iter_mut().filter(|identity| {
                if given.is_empty() {
                    same_words(reading, &family, &identity.family)
                } else {
                    identity.agrees(reading, &name, &given, &family)
                }
            });
            if let (Some(identity), None) = (fitting.next(), fitting.next()) {
                identity.mentions.push(name);
            }
        }
    }
    for identity in identities {
        identity.mentions.sort_by_key(|name| (name.tokens().start, std::cmp::Reverse(name.tokens().end)));
        identity.mentions.dedup();
        identity.full = identity.find_fullest(reading);
        (identity.given, identity.family) = identity.full.parts(reading);
    }
}

/// The name whose family name stands at a token: at its end, or at its head
/// where the family comes first.
fn name_around(reading: &Reading<'_>, index: usize) -> Option<Name> {
    if reading.has(index, Traits::FAMILY_FIRST) {
        return Name::at(reading, index);
    }
    Name::before(reading, index + 1)
}

fn same_words(reading: &Reading<'_>, one: &Range<usize>, other: &Range<usize>) -> bool {
    one.len() == other.len()
        && one
            .clone()
            .zip(other.clone())
            .all(|(one, other)| alike(reading, reading.at(one), reading.at(other)))
}

/// Whether two given names can be one: equal in the first word, or an initial
/// and what it stands for, or one of them unsaid.
fn may_be_one(reading: &Reading<'_>, one: &Range<usize>, other: &Range<usize>) -> bool {
    if one.is_empty() || other.is_empty() {
        return true;
    }
    let (one, other) = (one.start, other.start);
    let begins = |initial: usize, name: usize| {
        let letters = reading.at(initial).split('.').next().unwrap_or_default();
        reading.tokens()[initial].class == Class::Initial && reading.at(name).starts_with(letters)
    };
    let (first, second) = (reading.at(one), reading.at(other));
    alike(reading, first, second)
        || begins(one, other)
        || begins(other, one)
        || are_short_forms(reading, first, second)
}

/// In a heading a name is written in capitals; and some languages decline it.
#[inline]
fn alike(reading: &Reading<'_>, one: &str, other: &str) -> bool {
    // Most names begin with different letters.
    let apart = match (one.as_bytes(), other.as_bytes()) {
        ([first, ..], [second, ..]) => first.is_ascii() && !first.eq_ignore_ascii_case(second),
        _ => false,
    };
    !apart && are_alike(reading, one, other)
}

fn are_alike(reading: &Reading<'_>, one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || (one.len() == other.len()
            && !(one.is_ascii() || other.is_ascii())
            && one.to_lowercase() == other.to_lowercase())
        || begin_alike(one, other)
            && reading.known().cases_of(one).is_some_and(|cases| cases.join(one, other))
}

/// Whether both begin with the same letter, and it is none of ASCII.
fn begin_alike(one: &str, other: &str) -> bool {
    let first = one.chars().next();
    first.is_some_and(|first| !first.is_ascii()) && first == other.chars().next()
}

/// `Joe` and `Joseph`
fn are_short_forms(reading: &Reading<'_>, one: &str, other: &str) -> bool {
    let names = &reading.known().short_names;
    let short = |short: &str, full: &str| names.get(short).is_some_and(|names| names.contains(&full));
    short(one, other) || short(other, one)
}
