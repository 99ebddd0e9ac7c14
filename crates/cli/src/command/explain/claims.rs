//! What a record says, fact by fact.

use courant::{
    enricher::{Evidence, Fact},
    model::{Event, Organisation, Person, Place, Quote, Record, Ref, Role, Source, Span},
};

/// One fact of a record, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) fact: Fact,
    /// The place, where it has one.
    pub(super) span: Option<Span>,
    /// By what it is called under a line.
    pub(super) label: String,
    /// What is said of it.
    pub(super) said: String,
    /// What tells it from others of its kind that have no place.
    key: String,
}

impl Claim {
    fn at(fact: Fact, span: impl Into<Option<Span>>, label: impl Into<String>, said: String) -> Claim {
        Claim { fact, span: span.into(), label: label.into(), said, key: String::new() }
    }

    /// Whether both are of one thing, whatever is said of it: references and
    /// numbers may be others where something is missing before it.
    pub(super) fn is_like(&self, other: &Claim) -> bool {
        kind(self.fact) == kind(other.fact) && self.span == other.span && self.key == other.key
    }

    /// What made it.
    pub(super) fn evidence<'e>(&self, evidence: &'e [Evidence]) -> Option<&'e Evidence> {
        let mut own = evidence.iter().filter(|one| one.fact == self.fact);
        own.clone().find(|one| one.span == self.span).or_else(|| own.next().filter(|_| self.span.is_none()))
    }
}

fn kind(fact: Fact) -> u8 {
    match fact {
        Fact::Language => 0,
        Fact::Source => 1,
        Fact::Entity(Ref::Person(_)) => 2,
        Fact::Entity(Ref::Organisation(_)) => 3,
        Fact::Entity(Ref::Place(_)) => 4,
        Fact::Role(..) => 5,
        Fact::Country(_) => 6,
        Fact::Date(_) => 7,
        Fact::Quote(_) => 8,
        Fact::Event(_) => 9,
        Fact::Subject(_) => 10,
        Fact::Work(_) => 11,
    }
}

/// Everything that a record says, but for what is no fact of its text, and keywords.
pub(super) fn claims(record: &Record) -> Vec<Claim> {
    let mut claims = Vec::new();
    claims.extend(
        record.language.iter().map(|tag| Claim {
            key: tag.clone(),
            ..Claim::at(Fact::Language, None, "language", tag.clone())
        }),
    );
    claims.extend(record.source.as_ref().map(|source| of_source(record, source)));
    for person in &record.people {
        let fact = Fact::Entity(person.reference);
        claims.extend(mentions(fact, person.reference, &person.mentions, &of_person(person)));
        claims
            .extend(person.roles.iter().zip(1..).map(|(role, number)| of_role(record, person, role, number)));
    }
    for body in &record.organisations {
        let said = of_body(body);
        claims.extend(mentions(Fact::Entity(body.reference), body.reference, &body.mentions, &said));
    }
    for place in &record.places {
        let said = of_place(place);
        claims.extend(mentions(Fact::Entity(place.reference), place.reference, &place.mentions, &said));
    }
    claims.extend(record.countries.iter().zip(1..).map(|(code, number)| Claim {
        key: code.clone(),
        ..Claim::at(Fact::Country(number), None, code.as_str(), format!("refers to {code}"))
    }));
    let dates = record.dates.iter().zip(1..);
    claims.extend(
        dates.map(|(date, number)| Claim::at(Fact::Date(number), date.span, "date", date.value.clone())),
    );
    let quotes = record.quotes.iter().zip(1..);
    claims.extend(
        quotes.map(|(quote, number)| {
            Claim::at(Fact::Quote(number), quote.span, "quote", of_quote(record, quote))
        }),
    );
    let works = record.works.iter().zip(1..);
    claims.extend(
        works.map(|(work, number)| Claim::at(Fact::Work(number), work.span, "work", work.name.clone())),
    );
    let events = record.events.iter().zip(1..);
    claims.extend(events.map(|(event, number)| Claim {
        key: if event.trigger.is_some() { String::new() } else { event.kind.clone() },
        ..Claim::at(Fact::Event(number), event.trigger, "event", of_event(record, event))
    }));
    let subjects = record.subjects.iter().zip(1..);
    claims.extend(subjects.map(|(subject, number)| Claim {
        key: subject.code.clone(),
        ..Claim::at(
            Fact::Subject(number),
            None,
            "subject",
            format!("{}, {} %", subject.name, subject.confidence),
        )
    }));
    claims
}

/// The first mention says what the others are of.
fn mentions(fact: Fact, reference: Ref, mentions: &[Span], said: &str) -> Vec<Claim> {
    let mention =
        |(span, said): (&Span, &str)| Claim::at(fact, *span, reference.to_string(), said.to_owned());
    let said = [said].into_iter().chain(std::iter::repeat(""));
    mentions.iter().zip(said).map(mention).collect()
}

fn of_source(record: &Record, source: &Source) -> Claim {
    let body = source.organisation.map(|body| name(record, body)).filter(|name| *name != source.name);
    let body = body.map(|name| format!(", {name}")).unwrap_or_default();
    Claim::at(Fact::Source, source.span, "source", format!("{}{body}", source.name))
}

fn of_person(person: &Person) -> String {
    let part = |word: &str, part: &Option<String>| part.as_ref().map(|part| format!(", {word} {part}"));
    let parts = [part("given", &person.given), part("family", &person.family)];
    parts.into_iter().flatten().fold(format!("person {}", person.name), |said, part| said + &part)
}

fn of_role(record: &Record, person: &Person, role: &Role, number: usize) -> Claim {
    let mut said = format!("role of {}", person.name);
    let body = role.organisation.map(|body| format!("in {}", name(record, body)));
    for part in [role.rank.clone(), body, role.country.clone()].into_iter().flatten() {
        said = said + ", " + &part;
    }
    let key = format!("{} of {}", role.title, person.name);
    let label = format!("{} role", person.reference);
    Claim { key, ..Claim::at(Fact::Role(person.reference, number), None, label, said) }
}

fn of_body(body: &Organisation) -> String {
    let parts = [body.acronym.clone(), body.country.clone()];
    parts.into_iter().flatten().fold(format!("{} {}", body.kind, body.name), |said, part| said + ", " + &part)
}

fn of_place(place: &Place) -> String {
    let country = place.country.as_ref().map(|code| format!(", {code}")).unwrap_or_default();
    format!("{} {}{country}", place.kind, place.name)
}

fn of_quote(record: &Record, quote: &Quote) -> String {
    let speaker = quote.speaker.map(|who| name(record, who));
    let named = speaker.or_else(|| quote.speaker_text.clone());
    let said = named.map_or_else(|| "nobody is named".to_owned(), |who| format!("said by {who}"));
    if quote.repaired { said + ", repaired" } else { said }
}

fn of_event(record: &Record, event: &Event) -> String {
    let names = |refs: &[Ref]| refs.iter().map(|one| name(record, *one)).collect::<Vec<_>>().join(", ");
    let mut said = event.kind.clone();
    let plover = event.plover.as_ref().map(|plover| format!(", {plover}"));
    let with = Some(names(&event.participants)).filter(|who| !who.is_empty()).map(|who| format!(" of {who}"));
    let states =
        Some(event.countries.join(" ")).filter(|codes| !codes.is_empty()).map(|codes| format!(", {codes}"));
    let place = event.place.map(|place| format!(", at {}", name(record, place)));
    let date = event.date.as_ref().map(|date| format!(", {date}"));
    let future = event.future.then(|| ", still to come".to_owned());
    for part in [with, plover, states, place, date, future].into_iter().flatten() {
        said += &part;
    }
    said
}

/// What a reference leads to, by name; or the reference, if it leads nowhere.
fn name(record: &Record, reference: Ref) -> String {
    let name = match reference {
        Ref::Person(number) => entry(&record.people, number).map(|one| &one.name),
        Ref::Organisation(number) => entry(&record.organisations, number).map(|one| &one.name),
        Ref::Place(number) => entry(&record.places, number).map(|one| &one.name),
    };
    name.cloned().unwrap_or_else(|| reference.to_string())
}

fn entry<T>(entries: &[T], number: usize) -> Option<&T> {
    entries.get(number.checked_sub(1)?)
}
