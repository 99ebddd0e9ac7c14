//! Why a name is a place's, and a state is referred to.

use courant_model::{Ref, Span};

use super::{Evidence, Fact, span_of};
use crate::{
    Notes, Reading,
    lexicon::{Doubt, Hit, Sense},
    names::Terrain,
};

/// Says why each mention of a place is one.
pub(crate) fn places(reading: &Reading<'_>, terrains: &[Terrain], notes: &mut Notes) {
    if !notes.is_asked() {
        return;
    }
    let mentions: Vec<(Ref, Span)> = notes
        .places
        .iter()
        .flat_map(|place| place.mentions.iter().map(|span| (place.reference, *span)))
        .collect();
    for (reference, span) in mentions {
        let fact = Fact::Entity(reference);
        let hit = hits(reading).find(|hit| reading.span(hit.start..hit.end) == span);
        notes.because(|| match hit {
            Some(hit) => known(reading, fact, span, hit),
            None => by_terrain(reading, fact, span, terrains),
        });
    }
}

/// Says of each state which words referred to it first.
pub(crate) fn countries(reading: &Reading<'_>, notes: &mut Notes) {
    if !notes.is_asked() {
        return;
    }
    let people: Vec<Span> = notes.people.iter().flat_map(|person| person.mentions.iter().copied()).collect();
    let places: Vec<Span> = notes.places.iter().flat_map(|place| place.mentions.iter().copied()).collect();
    for (code, number) in notes.countries.clone().iter().zip(1..) {
        let told = |hit: &&Hit| {
            let span = reading.span(hit.start..hit.end);
            match hit.sense {
                Sense::State(state, _) => {
                    reading.known().states[state].code == code && places.contains(&span)
                }
                Sense::Adjective(state) => {
                    reading.known().states[state].code == code
                        && !people.iter().any(|name| name.start < span.end && span.start < name.end)
                }
                _ => false,
            }
        };
        let Some(hit) = hits(reading).filter(told).min_by_key(|hit| hit.start) else { continue };
        notes.because(|| {
            let rule = match hit.sense {
                Sense::Adjective(_) => "adjective or people of the state",
                _ => "name of the state",
            };
            let span = reading.span(hit.start..hit.end);
            Evidence::rule(Fact::Country(number), span, rule)
                .by(&reading.text()[hit.start..hit.end])
                .from("countries.tsv", code)
        });
    }
}

fn hits<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = &'r Hit> {
    reading.hits().iter().chain(reading.inner_hits())
}

fn known(reading: &Reading<'_>, fact: Fact, span: Span, hit: &Hit) -> Evidence {
    let known = reading.known();
    let because = |rule| Evidence::rule(fact, span, rule);
    match hit.sense {
        Sense::State(state, doubt) => {
            let rule = match doubt {
                Doubt::None => "name of a state",
                Doubt::Person => "name of a state, and no other name beside it",
                Doubt::Other => "name of a state, of which the item speaks elsewhere",
            };
            because(rule).from("countries.tsv", known.states[state].code)
        }
        Sense::Locality(place, _) => {
            let place = &known.localities[place];
            let name = place.names.first().map_or("", |name| name.trim_start_matches(['~', '?']));
            because("known by name").from(place.table, name)
        }
        _ => because("known by name"),
    }
}

fn by_terrain(reading: &Reading<'_>, fact: Fact, span: Span, terrains: &[Terrain]) -> Evidence {
    let because = |rule| Evidence::rule(fact, span, rule);
    let terrain = terrains.iter().find(|terrain| span_of(reading, terrain.tokens.clone()) == span);
    let Some(terrain) = terrain else { return because("named by what it is") };
    let word = reading.at(terrain.word);
    if terrain.tokens.contains(&terrain.word) {
        return because("named by what it is").by(word).from("en/bodies.toml", "terrain");
    }
    because("known as nothing else, and behind a word that leads to places")
        .by(word)
        .from("en/titles.toml", "places")
}
