//! schema.org, as JSON-LD.

use courant_model::{Event, Organisation, Person, Place, Quote, Record, Ref};
use serde_json::{Value, json};

use crate::{
    lean::{address, body, lean},
    ninjs::topic_uri,
};

/// What schema.org calls a kind of body, where it has a word of its own.
const BODIES: [(&str, &str); 10] = [
    ("ministry", "GovernmentOrganization"),
    ("government", "GovernmentOrganization"),
    ("parliament", "GovernmentOrganization"),
    ("embassy", "GovernmentOrganization"),
    ("agency", "GovernmentOrganization"),
    ("ngo", "NGO"),
    ("company", "Corporation"),
    ("media", "NewsMediaOrganization"),
    ("party", "PoliticalParty"),
    ("university", "CollegeOrUniversity"),
];

/// And a kind of place.
const PLACES: [(&str, &str); 3] =
    [("country", "Country"), ("city", "City"), ("region", "AdministrativeArea")];

fn word(words: &[(&str, &'static str)], kind: &str, otherwise: &'static str) -> &'static str {
    words.iter().find(|(known, _)| *known == kind).map_or(otherwise, |(_, word)| word)
}

/// The record as a `NewsArticle`.
///
/// Entities have names of their own below the article's (`urn:courant:…#p1`),
/// by which quotations, offices and events refer to them. Spans are left out.
#[must_use]
pub fn json_ld(record: &Record) -> Value {
    lean(json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": record.id.to_string(),
        "identifier": record.id.to_string(),
        "version": record.revision,
        "url": address(record),
        "headline": record.headline,
        "articleBody": Some(body(record)).filter(|text| !text.is_empty()),
        "datePublished": record.published.map(|published| published.to_string()),
        "inLanguage": record.language,
        "sourceOrganization": source(record),
        "about": about(record),
        "mentions": mentions(record),
        "keywords": record.keywords,
        "hasPart": record.quotes.iter().map(|quote| quotation(record, quote)).collect::<Vec<_>>(),
        "interactionStatistic": record.views.map(|views| json!({
            "@type": "InteractionCounter",
            "interactionType": {"@type": "ViewAction"},
            "userInteractionCount": views,
        })),
        "isPartOf": record.story.as_ref().map(|story| json!({
            "@type": "CreativeWork",
            "identifier": story.id,
        })),
    }))
}

/// The name of an entity outside of its record.
fn name(record: &Record, reference: Ref) -> String {
    format!("{}#{reference}", record.id)
}

fn link(record: &Record, reference: Ref) -> Value {
    json!({"@id": name(record, reference)})
}

fn source(record: &Record) -> Option<Value> {
    let source = record.source.as_ref()?;
    Some(match source.organisation {
        Some(body) => link(record, body),
        None => json!({"@type": "Organization", "name": source.name}),
    })
}

/// Topics, states, and what happened.
fn about(record: &Record) -> Vec<Value> {
    let topics = record.subjects.iter().map(|subject| {
        json!({
            "@type": "DefinedTerm",
            "@id": topic_uri(subject),
            "name": subject.name,
            "termCode": subject.code,
        })
    });
    let states = record.countries.iter().map(|code| json!({"@type": "Country", "identifier": code}));
    let events = record.events.iter().map(|event| happening(record, event));
    topics.chain(states).chain(events).collect()
}

fn happening(record: &Record, event: &Event) -> Value {
    let (start, end) = event.date.as_deref().map(days).unwrap_or_default();
    json!({
        "@type": "Event",
        "name": event.kind,
        "keywords": event.plover,
        "description": event.trigger.and_then(|span| span.slice(&record.text)),
        "startDate": start,
        "endDate": end,
        "eventStatus": event.future.then_some("https://schema.org/EventScheduled"),
        "location": event.place.map(|place| link(record, place)),
        "attendee": event.participants.iter().map(|part| link(record, *part)).collect::<Vec<_>>(),
    })
}

/// First and last day of an EDTF value, as far as they are dates of ISO 8601.
fn days(edtf: &str) -> (Option<&str>, Option<&str>) {
    match edtf.split_once('/') {
        Some((first, last)) => (plain(first), plain(last)),
        None => (plain(edtf), None),
    }
}

/// A year, a month or a day without any of EDTF's doubts, and none of its seasons, which look like months.
fn plain(date: &str) -> Option<&str> {
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = date.split('-');
    let dated = parts.next().is_some_and(|year| digits(year, 4))
        && parts.next().is_none_or(|month| digits(month, 2) && month <= "12")
        && parts.next().is_none_or(|day| digits(day, 2))
        && parts.next().is_none();
    dated.then_some(date)
}

fn mentions(record: &Record) -> Vec<Value> {
    let people = record.people.iter().map(|person| human(record, person));
    let bodies = record.organisations.iter().map(|body| organisation(record, body));
    let places = record.places.iter().map(|place| location(record, place));
    let works = record.works.iter().map(|work| json!({"@type": "CreativeWork", "name": work.name}));
    people.chain(bodies).chain(places).chain(works).collect()
}

fn human(record: &Record, person: &Person) -> Value {
    let offices: Vec<_> = person.roles.iter().map(|role| &role.title).collect();
    let bodies = person.roles.iter().filter_map(|role| role.organisation);
    json!({
        "@type": "Person",
        "@id": name(record, person.reference),
        "name": person.name,
        "givenName": person.given,
        "familyName": person.family,
        "jobTitle": offices,
        "worksFor": bodies.map(|body| link(record, body)).collect::<Vec<_>>(),
    })
}

fn organisation(record: &Record, body: &Organisation) -> Value {
    // An embassy lies elsewhere than in its state.
    let country = body.country.as_ref().filter(|_| body.kind != "embassy");
    json!({
        "@type": word(&BODIES, &body.kind, "Organization"),
        "@id": name(record, body.reference),
        "name": body.name,
        "alternateName": body.acronym,
        "address": country.map(|code| postal(code)),
    })
}

fn location(record: &Record, place: &Place) -> Value {
    json!({
        "@type": word(&PLACES, &place.kind, "Place"),
        "@id": name(record, place.reference),
        "name": place.name,
        "address": place.country.as_ref().map(|code| postal(code)),
    })
}

fn postal(country: &str) -> Value {
    json!({"@type": "PostalAddress", "addressCountry": country})
}

fn quotation(record: &Record, quote: &Quote) -> Value {
    json!({
        "@type": "Quotation",
        "text": quote.text,
        "spokenByCharacter": quote.speaker.map(|speaker| link(record, speaker)),
        "creditText": quote.speaker_text.as_ref().filter(|_| quote.speaker.is_none()),
    })
}
