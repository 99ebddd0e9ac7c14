//! States and other places, by name; and the states that are referred to.

use std::collections::BTreeSet;

use courant_model::{Place, Ref, Span};

use crate::{
    Notes, Reading,
    lexicon::{Doubt, Hit, Sense, Traits},
    names::{Names, Terrain},
    tokens::{Class, Token},
};

/// Notes the places named, and the codes of all states referred to by their
/// name or an adjective. A capital may stand for its state or just be where
/// something happens: it counts for no state.
pub(crate) fn places(reading: &Reading<'_>, names: &Names, notes: &mut Notes) {
    let hits: Vec<&Hit> = standing(reading, names, notes);
    let evidence: BTreeSet<&str> = hits
        .iter()
        .filter(|hit| doubt(hit) != Doubt::Other)
        .filter_map(|hit| country(reading, hit))
        .collect();

    let mut countries = BTreeSet::new();
    let mut known: Vec<Named<'_>> = Vec::new();
    for hit in hits {
        let code = country(reading, hit);
        let proven = || code.is_some_and(|code| evidence.contains(code));
        if doubt(hit) == Doubt::Other && !proven() && !in_a_list(reading, hit) {
            continue;
        }
        if let Sense::State(..) | Sense::Adjective(_) = hit.sense {
            countries.extend(code);
        }
        if let Some(kind) = kind(reading, hit) {
            let same = |place: &&mut Named<'_>| place.is(hit.sense);
            match known.iter_mut().find(same) {
                Some(place) => place.hits.push(hit),
                None => known.push(Named { kind, code, hits: vec![hit] }),
            }
        }
    }
    notes.countries = countries.into_iter().map(str::to_owned).collect();
    let known = known.into_iter().map(|place| place.record(reading));
    let mut places: Vec<Place> = known.chain(terrains(reading, &names.terrains, notes)).collect();
    places.sort_by_key(|place| place.mentions.first().copied());
    for (index, place) in places.iter_mut().enumerate() {
        place.reference = Ref::Place(index + 1);
    }
    notes.places = places;
}

/// Places that are named by what they are, each once.
fn terrains(reading: &Reading<'_>, terrains: &[Terrain], notes: &Notes) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for terrain in terrains {
        let name = reading.words(terrain.tokens.clone());
        let span = reading.span(reading.bytes(terrain.tokens.clone()));
        let overlaps = |name: &Span| name.start < span.end && span.start < name.end;
        if notes.people.iter().any(|person| person.mentions.iter().any(overlaps)) {
            continue;
        }
        match places.iter_mut().find(|place| place.name == name) {
            Some(place) => place.mentions.push(span),
            None => places.push(Place {
                reference: Ref::Place(0),
                name: name.to_owned(),
                kind: terrain.kind.to_owned(),
                country: None,
                mentions: vec![span],
            }),
        }
    }
    places
}

/// A place and everywhere it is named.
struct Named<'r> {
    kind: &'static str,
    code: Option<&'static str>,
    hits: Vec<&'r Hit>,
}

impl Named<'_> {
    fn is(&self, sense: Sense) -> bool {
        match (self.hits[0].sense, sense) {
            (Sense::State(one, _), Sense::State(other, _))
            | (Sense::Locality(one, _), Sense::Locality(other, _)) => one == other,
            _ => false,
        }
    }

    /// The fullest form is the longest one, written like a name rather than
    /// in capitals where there is both.
    fn record(self, reading: &Reading<'_>) -> Place {
        let text = reading.text();
        let forms = self.hits.iter().map(|hit| &text[hit.start..hit.end]);
        let mixed = |form: &str| form.chars().any(char::is_lowercase);
        let nominative = |hit: &Hit| reading.has(hit.tokens.0, Traits::NOMINATIVE);
        let rank = |hit: &Hit, form: &str| (mixed(form), nominative(hit), form.len());
        let named = self.hits.iter().zip(forms).rev().max_by_key(|(hit, form)| rank(hit, form));
        let fullest = named.map_or("", |(_, form)| form);
        Place {
            reference: Ref::Place(0),
            name: fullest.to_owned(),
            kind: self.kind.to_owned(),
            country: self.code.map(str::to_owned),
            mentions: self.hits.iter().map(|hit| reading.span(hit.start..hit.end)).collect(),
        }
    }
}

/// The known places of the text that are no part of a person's name. A state
/// in a body's name is named all the same: `Bank of Kenya`. Any other place is
/// only where something leads to it: `Office at Nairobi`.
fn standing<'r>(reading: &'r Reading<'_>, names: &Names, notes: &Notes) -> Vec<&'r Hit> {
    let people: BTreeSet<Span> =
        notes.people.iter().flat_map(|person| person.mentions.iter().copied()).collect();
    let in_a_person = |hit: &Hit| {
        let span = reading.span(hit.start..hit.end);
        people.iter().any(|name| name.start < span.end && span.start < name.end)
    };
    let others = names
        .bodies
        .iter()
        .map(|body| &body.tokens)
        .chain(names.terrains.iter().map(|terrain| &terrain.tokens));
    let others: Vec<_> = others.chain(&names.occasions).collect();
    let in_a_name = |index: usize| others.iter().any(|tokens| tokens.contains(&index));
    let stands = |hit: &&Hit| {
        let located = hit.tokens.0.checked_sub(1).is_some_and(|before| reading.has(before, Traits::LOCATING));
        let place = match hit.sense {
            Sense::State(_, Doubt::None) | Sense::Adjective(_) => true,
            Sense::Locality(_, Doubt::Person) => located && !beside_a_name(reading, hit),
            Sense::Locality(place, _) if in_a_name(hit.tokens.0) => {
                located
                    && reading.known().localities[place].kind == "city"
                    && !reading.has(hit.tokens.0 - 1, Traits::SERVING)
            }
            Sense::State(..) | Sense::Locality(..) => !beside_a_name(reading, hit),
            Sense::Month(_) | Sense::Weekday(_) | Sense::Relative(..) | Sense::Title(..) | Sense::Body(_) => {
                false
            }
        };
        place && !in_a_person(hit)
    };
    let mut hits: Vec<&Hit> = reading.hits().iter().chain(reading.inner_hits()).filter(stands).collect();
    hits.sort_by_key(|hit| hit.start);
    hits
}

/// Whether a capitalised word touches the hit that may be the rest of a
/// longer name: `Chad Miller`, `Ruth Jordan`, `Oslo Economic Forum`.
fn beside_a_name(reading: &Reading<'_>, hit: &Hit) -> bool {
    let (from, behind) = hit.tokens;
    let tokens = reading.tokens();
    let Token { block, class, .. } = tokens[from];
    let may_name = |index: usize| {
        let token = &tokens[index];
        token.block == block
            && (matches!(token.class, Class::Capitalised | Class::Initial)
                || (class, token.class) == CAPITALS)
            && !reading.has(index, Traits::FUNCTION)
            && !reading.has(index, Traits::BEFORE_TITLE)
            && reading.hit_over(index).is_none()
    };
    // A genitive is of what stands before it: "мэр Москвы Ада Лунд".
    let ends = reading.has(from, Traits::GENITIVE);
    (from > 0 && may_name(from - 1)) || (!ends && behind < tokens.len() && may_name(behind))
}

/// In a line of capitals all names look alike.
const CAPITALS: (Class, Class) = (Class::Capitals, Class::Capitals);

/// Whether the hit stands in a list of states: beside a comma or an `and`,
/// and the next name of a state.
fn in_a_list(reading: &Reading<'_>, hit: &Hit) -> bool {
    let hits = reading.hits();
    let here = reading.hit_from(hit.tokens.0);
    let before = here.checked_sub(1).and_then(|index| hits.get(index));
    let joined = |one: &Hit, other: &Hit| {
        let between = one.tokens.1..other.tokens.0;
        let mut words = between.clone();
        let sure = |hit: &Hit| matches!(hit.sense, Sense::State(_, Doubt::None | Doubt::Person));
        (sure(one) || sure(other))
            && (1..=2).contains(&between.len())
            && words.all(|index| reading.tokens()[index].is_mark(',') || reading.has(index, Traits::JOIN))
    };
    before.is_some_and(|before| joined(before, hit))
        || hits.get(here + 1).is_some_and(|next| joined(hit, next))
}

fn doubt(hit: &Hit) -> Doubt {
    match hit.sense {
        Sense::State(_, doubt) | Sense::Locality(_, doubt) => doubt,
        _ => Doubt::None,
    }
}

fn country(reading: &Reading<'_>, hit: &Hit) -> Option<&'static str> {
    let known = reading.known();
    match hit.sense {
        Sense::State(state, _) | Sense::Adjective(state) => Some(known.states[state].code),
        Sense::Locality(place, _) => known.localities[place].country,
        Sense::Month(_) | Sense::Weekday(_) | Sense::Relative(..) | Sense::Title(..) | Sense::Body(_) => None,
    }
}

fn kind(reading: &Reading<'_>, hit: &Hit) -> Option<&'static str> {
    match hit.sense {
        Sense::State(..) => Some("country"),
        Sense::Locality(place, _) => {
            Some(reading.known().localities[place].kind).filter(|kind| *kind != "none")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Countries by code, then places as `name kind code: mention, …`.
    #[track_caller]
    fn check(text: &str, countries: &[&str], expected: &[&str]) {
        let mut notes = Notes::default();
        let reading = Reading::of_text(text, None, crate::knowledge::knowledge());
        crate::entities::entities(&reading, &mut notes);
        let said = |place: &Place| {
            let mentions: Vec<&str> =
                place.mentions.iter().map(|span| span.slice(text).expect("inside the text")).collect();
            let code = place.country.as_deref().unwrap_or("-");
            format!("{} {} {code}: {}", place.name, place.kind, mentions.join(", "))
        };
        assert_eq!(notes.countries, countries, "{text}");
        assert_eq!(notes.places.iter().map(said).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn states_are_named_and_referred_to() {
        check(
            "The U.S. and the United States, Kenya’s neighbours, the Dutch side, Kazakh-Armenian talks",
            &["AM", "KE", "KZ", "NL", "US"],
            &["United States country US: U.S., United States", "Kenya country KE: Kenya"],
        );
        check("the Ministry of Lakes of Kenya", &["KE"], &["Kenya country KE: Kenya"]);
        check("KENYA and Kenya", &["KE"], &["Kenya country KE: KENYA, Kenya"]);
    }

    #[test]
    fn a_city_is_named_but_stands_for_no_state() {
        check("in Tallinn and the Hague", &[], &["Tallinn city EE: Tallinn", "Hague city NL: Hague"]);
        check("the Tallinn River Forum in Central Asia", &[], &["Central Asia region -: Central Asia"]);
    }

    #[test]
    fn what_looks_like_a_state_is_none() {
        check("Latin American and New Mexico news", &[], &["New Mexico region US: New Mexico"]);
        check("in the Gulf of Guinea", &[], &["Gulf of Guinea other -: Gulf of Guinea"]);
        check("Ruth Jordan and Chad Miller", &[], &[]);
        check("President Chad Miller in Jordan", &["JO"], &["Jordan country JO: Jordan"]);
    }

    #[test]
    fn a_doubtful_name_needs_evidence() {
        check("a farm in Georgia", &[], &[]);
        check("Georgian farms in Georgia", &["GE"], &["Georgia country GE: Georgia"]);
        check("in Tbilisi, Georgia", &["GE"], &["Tbilisi city GE: Tbilisi", "Georgia country GE: Georgia"]);
        check(
            "Armenia and Georgia",
            &["AM", "GE"],
            &["Armenia country AM: Armenia", "Georgia country GE: Georgia"],
        );
        check("Atlanta, Georgia, and Jersey cows", &[], &["Atlanta city US: Atlanta"]);
    }
}
