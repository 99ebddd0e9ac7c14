//! Who sat on which side of the table.

use courant_model::{Event, Record, Ref};

/// The participants of one country, or of one international body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side {
    /// ISO 3166-1 alpha-2; `None` for an international body.
    pub country: Option<String>,
    /// Who came.
    pub people: Vec<Delegate>,
    /// Bodies that took part, and those in which the people hold their offices, each once.
    pub organisations: Vec<String>,
}

/// A person at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegate {
    /// The fullest form in the item.
    pub name: String,
    /// Offices as written.
    pub offices: Vec<String>,
    /// Their ranks, where they are known.
    pub ranks: Vec<String>,
}

/// For whom somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Party<'r> {
    Country(&'r str),
    Body(Ref),
}

/// The first two sides, in the order in which they are named, and the names of
/// those who belong to none of them.
pub(crate) fn sides(record: &Record, event: &Event) -> ([Side; 2], Vec<String>) {
    let mut parties: Vec<Party<'_>> = Vec::with_capacity(2);
    let mut sides = [Side::default(), Side::default()];
    let mut others = Vec::new();
    for participant in &event.participants {
        let party = party(record, *participant);
        match party.and_then(|party| seat(&mut parties, party)) {
            Some(seat) => sides[seat].admit(record, *participant),
            None => others.push(name(record, *participant)),
        }
    }
    // A side of which nobody is named is a side all the same.
    for country in &event.countries {
        seat(&mut parties, Party::Country(country));
    }
    for (side, party) in sides.iter_mut().zip(parties) {
        if let Party::Country(country) = party {
            side.country = Some(country.to_owned());
        }
    }
    (sides, others)
}

/// Which side a party is: one that it has already, or the next one as long as there is room.
fn seat<'r>(parties: &mut Vec<Party<'r>>, party: Party<'r>) -> Option<usize> {
    let known = parties.iter().position(|known| *known == party);
    known.or_else(|| {
        (parties.len() < 2).then(|| {
            parties.push(party);
            parties.len() - 1
        })
    })
}

/// For whom a participant comes, if the record tells.
fn party(record: &Record, participant: Ref) -> Option<Party<'_>> {
    match participant {
        Ref::Person(_) => {
            let person = record.people.iter().find(|person| person.reference == participant)?;
            person.roles.iter().find_map(|role| match &role.country {
                Some(country) => Some(Party::Country(country)),
                None => body(record, role.organisation?),
            })
        }
        Ref::Organisation(_) => body(record, participant),
        Ref::Place(_) => {
            let place = record.places.iter().find(|place| place.reference == participant)?;
            place.country.as_deref().filter(|_| place.kind == "country").map(Party::Country)
        }
    }
}

/// For whom a body acts: its state, or itself.
fn body(record: &Record, reference: Ref) -> Option<Party<'_>> {
    let body = record.organisations.iter().find(|body| body.reference == reference)?;
    // An international body may lie in a state, and does not act for it.
    let country = body.country.as_deref().filter(|_| body.kind != "igo");
    Some(country.map_or(Party::Body(reference), Party::Country))
}

impl Side {
    fn admit(&mut self, record: &Record, participant: Ref) {
        if let Some(person) = record.people.iter().find(|person| person.reference == participant) {
            self.people.push(Delegate {
                name: person.name.clone(),
                offices: person.roles.iter().map(|role| role.title.clone()).collect(),
                ranks: person.roles.iter().filter_map(|role| role.rank.clone()).collect(),
            });
            for body in person.roles.iter().filter_map(|role| role.organisation) {
                self.enrol(record, body);
            }
        }
        self.enrol(record, participant);
    }

    fn enrol(&mut self, record: &Record, reference: Ref) {
        if let Some(body) = record.organisations.iter().find(|body| body.reference == reference)
            && !self.organisations.contains(&body.name)
        {
            self.organisations.push(body.name.clone());
        }
    }
}

/// How a participant is called; by the reference, if it leads nowhere.
fn name(record: &Record, reference: Ref) -> String {
    let people = record.people.iter().map(|person| (person.reference, &person.name));
    let bodies = record.organisations.iter().map(|body| (body.reference, &body.name));
    let places = record.places.iter().map(|place| (place.reference, &place.name));
    let found = people.chain(bodies).chain(places).find(|(known, _)| *known == reference);
    found.map_or_else(|| reference.to_string(), |(_, name)| name.clone())
}
