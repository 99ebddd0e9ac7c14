//! Persons, bodies and places: who and what the item names.

use courant_model::{Ref, Span};

use crate::{
    Notes, Reading,
    cast::Cast,
    evidence,
    lexicon::{Doubt, Sense},
    names::names,
    organisations::organisations,
    people::{self, Identity},
    places::places,
};

/// Notes everything that has a name, and which offices are held in which bodies.
pub(crate) fn entities(reading: &Reading<'_>, notes: &mut Notes) {
    let titled = people::titled(reading);
    let claimed: Vec<_> = titled.iter().map(|binding| binding.name).collect();
    let found = names(reading, &claimed);
    let mut identities = people::identities(reading, &titled, &found.people);
    serve(reading, &mut identities);
    let bodies = organisations(reading, &found.bodies, notes);
    let (cast, given) = Cast::of(reading, &identities, &bodies);
    for (who, office) in given {
        if let Ref::Person(number) = who {
            identities[number - 1].offices.push(office);
        }
    }
    people::note(reading, &identities, notes);
    places(reading, &found, notes);
    let spans = found.occasions.iter().map(|tokens| reading.span(reading.bytes(tokens.clone())));
    notes.occasions = spans.collect();
    employ(reading, &identities, notes);
    evidence::people(reading, &titled, &found.people, &identities, notes);
    evidence::organisations(reading, &bodies, notes);
    evidence::places(reading, &found.terrains, notes);
    evidence::countries(reading, notes);
    notes.cast = cast;
}

/// An office of a state that is not named is one of the state of which the
/// item speaks most, if there is one.
fn serve(reading: &Reading<'_>, identities: &mut [Identity]) {
    if !identities.iter().flat_map(|identity| &identity.offices).any(|office| office.stateless) {
        return;
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for hit in reading.hits() {
        // A city says less than the state itself.
        let (code, weight) = match hit.sense {
            Sense::State(state, Doubt::None) | Sense::Adjective(state) => {
                (reading.known().states[state].code, 3)
            }
            Sense::Locality(place, Doubt::None) => match reading.known().localities[place].country {
                Some(code) => (code, 1),
                None => continue,
            },
            _ => continue,
        };
        match counts.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += weight,
            None => counts.push((code, weight)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let [(most, count), rest @ ..] = &counts[..] else { return };
    if rest.first().is_some_and(|(_, second)| second == count) {
        return;
    }
    for identity in identities {
        let stately = identity.offices.iter().any(|office| office.country.is_some());
        for office in identity.offices.iter_mut().filter(|office| office.stateless && !stately) {
            office.country = Some(most);
        }
    }
}

/// Says of each role in which body it is held: the first that its title names.
fn employ(reading: &Reading<'_>, identities: &[Identity], notes: &mut Notes) {
    for (person, identity) in notes.people.iter_mut().zip(identities) {
        for role in &mut person.roles {
            let office =
                identity.offices.iter().find(|office| reading.words(office.tokens.clone()) == role.title);
            let Some(office) = office else { continue };
            let span = reading.span(reading.bytes(office.tokens.clone()));
            role.organisation =
                body_in(span, notes.organisations.iter().map(|body| (body.reference, &body.mentions[..])));
            let body = notes.organisations.iter().find(|body| Some(body.reference) == role.organisation);
            role.country = role.country.take().or_else(|| body?.country.clone());
        }
    }
}

fn body_in<'n>(span: Span, bodies: impl Iterator<Item = (Ref, &'n [Span])>) -> Option<Ref> {
    let mentions = bodies.flat_map(|(body, mentions)| mentions.iter().map(move |mention| (*mention, body)));
    let inside = mentions.filter(|(mention, _)| span.start <= mention.start && mention.end <= span.end);
    inside.min_by_key(|(mention, _)| mention.start).map(|(_, body)| body)
}
