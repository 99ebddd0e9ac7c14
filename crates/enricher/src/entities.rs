//! Persons, bodies and places: who and what the item names.

use courant_model::{Ref, Span};

use crate::{
    Notes, Reading,
    cast::Cast,
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
    let identities = people::identities(reading, &titled, &found.people);
    people::note(reading, &identities, notes);
    let bodies = organisations(reading, &found.bodies, notes);
    places(reading, &found, notes);
    let spans = found.occasions.iter().map(|tokens| reading.span(reading.bytes(tokens.clone())));
    notes.occasions = spans.collect();
    employ(reading, &identities, notes);
    notes.cast = Cast::of(reading, &identities, &bodies);
}

/// Says of each role in which body it is held: the first that its title names.
fn employ(reading: &Reading<'_>, identities: &[Identity], notes: &mut Notes) {
    for (person, identity) in notes.people.iter_mut().zip(identities) {
        for role in &mut person.roles {
            let office = identity.offices.iter().find(|office| reading.words(office.tokens.clone()) == role.title);
            let Some(office) = office else { continue };
            let span = reading.span(reading.bytes(office.tokens.clone()));
            role.organisation = body_in(span, notes.organisations.iter().map(|body| (body.reference, &body.mentions[..])));
        }
    }
}

fn body_in<'n>(span: Span, bodies: impl Iterator<Item = (Ref, &'n [Span])>) -> Option<Ref> {
    let mentions = bodies.flat_map(|(body, mentions)| mentions.iter().map(move |mention| (*mention, body)));
    let inside = mentions.filter(|(mention, _)| span.start <= mention.start && mention.end <= span.end);
    inside.min_by_key(|(mention, _)| mention.start).map(|(_, body)| body)
}
