//! Who took part, of which states, and where.

use std::collections::BTreeSet;

use courant_model::Ref;

use super::{once, sentences::Sentence};
use crate::{
    Notes, Reading,
    cast::{Appearance, By},
    knowledge::Sign,
    lexicon::{Doubt, Sense, Traits},
};

/// Everybody who is named where the event is told, and who takes the floor
/// behind it.
pub(super) fn all(
    reading: &Reading<'_>,
    notes: &Notes,
    body: &[Sentence],
    scene: Option<&Sentence>,
    kind: &Sign,
) -> Vec<Ref> {
    let mut found = Vec::new();
    if let Some(scene) = scene {
        let there = notes.cast.within(scene.tokens.clone()).iter();
        let there =
            there.filter(|one| one.by != By::Pronoun && is_person(one) && !is_apart(reading, one, scene));
        found.extend(there.filter_map(|one| one.who));
        // A meeting of one is told in more than a sentence.
        let next =
            body.iter().position(|sentence| sentence.tokens == scene.tokens).and_then(|at| body.get(at + 1));
        if let Some(next) = next.filter(|_| found.len() < 2 && kind.kind != "appointment") {
            let there = notes.cast.within(next.tokens.clone()).iter();
            let there =
                there.filter(|one| one.by == By::Name && is_person(one) && !is_apart(reading, one, next));
            found.extend(there.filter_map(|one| one.who));
        }
    }
    if kind.kind != "appointment" {
        for sentence in
            body.iter().filter(|sentence| scene.is_none_or(|scene| scene.tokens != sentence.tokens))
        {
            // A sentence with a day of its own tells of something else.
            let dated = super::date_in(reading, notes, sentence).is_some();
            let listed = !dated && sentence.tokens.clone().any(|index| reading.has(index, Traits::LISTING));
            for one in notes
                .cast
                .within(sentence.tokens.clone())
                .iter()
                .filter(|one| one.by == By::Name && is_person(one))
            {
                let takes =
                    (one.tokens.end..one.tokens.end + 3).any(|index| reading.has(index, Traits::FLOOR));
                if (takes || listed) && !is_apart(reading, one, sentence) {
                    found.extend(one.who);
                }
            }
        }
    }
    if kind.kind == "appointment" && found.is_empty() {
        // A list of nominations names them one after the other.
        let given = notes.people.iter().filter(|person| !person.roles.is_empty());
        found.extend(given.map(|person| person.reference));
    }
    let people = once(found);
    let bodies = people.iter().filter_map(|who| {
        Some(
            notes
                .people
                .iter()
                .find(|person| person.reference == *who)?
                .roles
                .iter()
                .filter_map(|role| role.organisation),
        )
    });
    let bodies: Vec<Ref> = bodies.flatten().collect();
    once(people.iter().copied().chain(bodies).chain(acting(notes, scene)).collect())
}

/// The one who says it: the first who stands before a verb of saying.
pub(super) fn speaker(reading: &Reading<'_>, notes: &Notes, body: &[Sentence]) -> Vec<Ref> {
    let says = |one: &&Appearance| {
        (one.tokens.end..one.tokens.end + 3).any(|index| reading.has(index, Traits::SAYING))
    };
    let first = body.iter().take(4).find_map(|sentence| {
        let there = notes.cast.within(sentence.tokens.clone()).iter().filter(|one| one.who.is_some());
        there.filter(|one| is_person(one)).find(says)
    });
    let people: Vec<Ref> = first.and_then(|one| one.who).into_iter().collect();
    if people.is_empty() { subject(notes, body.first()) } else { people }
}

/// The first who is named.
pub(super) fn subject(notes: &Notes, scene: Option<&Sentence>) -> Vec<Ref> {
    let there = scene.map_or(&[][..], |scene| notes.cast.within(scene.tokens.clone()));
    there
        .iter()
        .find(|one| is_person(one) && one.by == By::Name)
        .and_then(|one| one.who)
        .into_iter()
        .collect()
}

/// The body at the head of the sentence: `The Embassy held a briefing`.
fn acting(notes: &Notes, scene: Option<&Sentence>) -> Option<Ref> {
    let scene = scene?;
    let first = notes.cast.within(scene.tokens.clone()).first()?;
    let heads = first.tokens.start - scene.tokens.start < 2;
    first.who.filter(|who| heads && matches!(who, Ref::Organisation(_)))
}

fn is_person(one: &Appearance) -> bool {
    matches!(one.who, Some(Ref::Person(_)))
}

/// Whether it is something of theirs that is spoken of: a word for it stands
/// before them, and no comma between.
fn is_apart(reading: &Reading<'_>, one: &Appearance, sentence: &Sentence) -> bool {
    let before = (sentence.tokens.start..one.tokens.start).rev().take(5);
    before
        .take_while(|index| !reading.tokens()[*index].is_mark(','))
        .any(|index| reading.has(index, Traits::APART))
}

/// The states of those who take part; where they have none, those that the
/// headline and the first sentence name.
pub(super) fn countries(
    reading: &Reading<'_>,
    notes: &Notes,
    participants: &[Ref],
    sentences: &[Sentence],
    heads: usize,
) -> Vec<String> {
    let of_people = notes.people.iter().filter(|person| participants.contains(&person.reference));
    let mut codes: BTreeSet<String> =
        of_people.flat_map(|person| person.roles.iter().filter_map(|role| role.country.clone())).collect();
    // Of two states in a headline both are sides, though only one has an official named.
    let headline = states(reading, sentences.iter().take(heads));
    if codes.len() == 1 && headline.len() == 2 && codes.is_subset(&headline) {
        return headline.into_iter().collect();
    }
    if codes.is_empty() {
        let bodies = notes.organisations.iter().filter(|body| participants.contains(&body.reference));
        codes.extend(bodies.filter_map(|body| body.country.clone()));
    }
    if codes.is_empty() {
        codes = states(reading, sentences.iter().take(heads + 1));
    }
    codes.into_iter().collect()
}

/// All states that sentences name.
pub(super) fn states<'s>(
    reading: &Reading<'_>,
    sentences: impl Iterator<Item = &'s Sentence>,
) -> BTreeSet<String> {
    let hits = sentences.flat_map(|sentence| reading.hits_in(sentence.tokens.clone()));
    let codes = hits.filter_map(|hit| match hit.sense {
        Sense::State(state, Doubt::None) | Sense::Adjective(state) => {
            Some(reading.known().states[state].code)
        }
        _ => None,
    });
    codes.map(str::to_owned).collect()
}

/// Where: a building or a city that a word such as `in` leads to; else a state.
pub(super) fn place(reading: &Reading<'_>, notes: &Notes, scene: Option<&Sentence>) -> Option<Ref> {
    let scene = scene?;
    let leads = |index: usize| reading.has(index, Traits::LOCATING) && !reading.has(index, Traits::SERVING);
    let led = |token: usize| {
        let article = usize::from(token > scene.tokens.start && reading.has(token - 1, Traits::ARTICLE));
        token > scene.tokens.start + article && leads(token - 1 - article)
    };
    let starts: Vec<usize> =
        scene.tokens.clone().filter(|token| led(*token)).map(|token| reading.tokens()[token].start).collect();
    let at = |start: usize| {
        let point = reading.span(start..start).start;
        notes.places.iter().find(|place| place.mentions.iter().any(|mention| mention.start == point))
    };
    let found: Vec<_> = starts.into_iter().filter_map(at).filter(|place| place.kind != "country").collect();
    let built = found.iter().find(|place| place.kind == "facility");
    built.or(found.first()).map(|place| place.reference)
}
