//! Why a record says what it says, by the public door.

use std::ops::Range;

use courant_enricher::{Enricher, Evidence, Explained, Fact};
use courant_model::{Bulletin, Document, Item, Passage, Record, Segmented, Span};
use proptest::prelude::*;

/// The record of a text whose first line is a headline.
fn record(text: &str) -> Record {
    let mut at = 0;
    let mut lines: Vec<Range<usize>> = Vec::new();
    for line in text.split_inclusive('\n') {
        lines.push(at..at + line.trim_end_matches(['\r', '\n']).len());
        at += line.len();
    }
    let item = Item {
        bytes: 0..text.len(),
        lines: (1, lines.len()),
        published: "2026-02-20T09:30:00+05:00".parse().ok(),
        headline: lines.first().cloned().unwrap_or(0..0).into(),
        paragraphs: lines.into_iter().skip(1).filter(|line| !line.is_empty()).map(Passage::from).collect(),
        ..Item::default()
    };
    let document = Document { layout: "plain".to_owned(), items: vec![item], ..Document::default() };
    let bulletin = Bulletin::from_text("february.txt", text);
    let segmented = Segmented { bulletin: bulletin.into(), documents: vec![document] };
    Enricher::standard().enrich(segmented).records[0].clone()
}

/// A piece of evidence as `fact [words]: rule “words” (entry)`.
fn said(text: &str, evidence: &Evidence) -> String {
    let place = evidence.span.map(|span| format!(" [{}]", span.slice(text).expect("inside the text")));
    let words = evidence.words.as_ref().map(|words| format!(" “{words}”"));
    let entry = evidence.entry.as_ref().map(|entry| format!(" ({entry})"));
    let [place, words, entry] = [place, words, entry].map(Option::unwrap_or_default);
    format!("{}{place}: {}{words}{entry}", evidence.fact, evidence.rule)
}

/// What is said of facts of some kinds.
#[track_caller]
fn check(text: &str, of: impl Fn(Fact) -> bool, expected: &[&str]) {
    let Explained { record, evidence } = Enricher::standard().explain(&record(text));
    let said = evidence.iter().filter(|one| of(one.fact)).map(|one| said(&record.text, one));
    assert_eq!(said.collect::<Vec<_>>(), expected);
}

#[test]
fn persons_are_told_by_titles_and_followed() {
    check(
        "Talks\nMinister of Trade of Kenya Amina Otieno left. A. Otieno will be back, as Otieno said.",
        |fact| matches!(fact, Fact::Entity(courant_model::Ref::Person(_)) | Fact::Role(..)),
        &[
            "p1 [Amina Otieno]: title before the name “Minister of Trade of Kenya” (data/en/titles.toml: minister)",
            "p1 [A. Otieno]: initials before a family name “A.”",
            "p1 [Otieno]: another form of a name that is told elsewhere",
            "p1 role 1 [Minister of Trade of Kenya]: title beside the name “Minister” (data/en/titles.toml: minister)",
        ],
    );
}

#[test]
fn bodies_are_told_by_their_heads_and_places_by_tables() {
    check(
        "Talks\nThe Ministry of Lakes of Kenya and the World Bank met in Tallinn, Baltic Herald reports.",
        |fact| matches!(fact, Fact::Entity(_) | Fact::Source | Fact::Country(_)),
        &[
            "source [Baltic Herald]: its verb closes a paragraph “reports” (data/en/attribution.toml: closing)",
            "o1 [Ministry of Lakes of Kenya]: head, and a link behind it “Ministry of” (data/en/bodies.toml: ministry)",
            "o2 [World Bank]: known by name (data/bodies.tsv: World Bank)",
            "o3 [Baltic Herald]: head “Herald” (data/en/bodies.toml: media)",
            "l1 [Kenya]: name of a state (data/countries.tsv: KE)",
            "l2 [Tallinn]: known by name (data/countries.tsv: Tallinn)",
            "country 1 [Kenya]: name of the state “Kenya” (data/countries.tsv: KE)",
        ],
    );
}

#[test]
fn dates_are_told_by_the_rule_that_gives_the_year() {
    check(
        "Talks\nThey met on 3 March and in May 2025, yesterday, and since 5 June 2024, or 2026-01-02.",
        |fact| matches!(fact, Fact::Date(_)),
        &[
            "date 1 [3 March]: day and month without a year, nearest to the day of the item “March” (data/en/dates.toml: months)",
            "date 2 [May 2025]: month and year “May” (data/en/dates.toml: months)",
            "date 3 [yesterday]: counted from the day of the item “yesterday” (data/en/dates.toml: relative)",
            "date 4 [5 June 2024]: day, month and year “June” (data/en/dates.toml: months)",
            "date 5 [2026-01-02]: date in figures",
        ],
    );
}

#[test]
fn speech_and_events_are_told_by_their_words() {
    check(
        "Talks\nThe ferry will be back by the spring,” President Ada Lund noted. The meeting was held in Oslo.",
        |fact| matches!(fact, Fact::Quote(_)),
        &[
            "quote 1 [The ferry will be back by the spring]: lost opening mark put back; a verb of saying behind it “noted” (data/en/verbs.toml: saying)",
        ],
    );
    check(
        "A Meeting on Ferries\nThe meeting was held in Oslo by all of the sides.",
        |fact| matches!(fact, Fact::Event(_)),
        &["event 1 [meeting]: trigger “meeting” (data/en/events.toml: meeting, weight 5)"],
    );
}

#[test]
fn an_older_record_is_told_what_is_found_now() {
    let now = record("Talks\nPresident Ada Lund left for Kenya.");
    let mut old = now.clone();
    old.people.clear();
    old.countries = vec!["EE".to_owned()];
    assert_eq!(Enricher::standard().explain(&old).record, now);
}

#[test]
fn a_record_that_is_out_of_joint_is_explained_all_the_same() {
    let mut old = record("Talks\nPresident Ada Lund left for Kenya.");
    old.paragraphs = vec![(9, 4).into(), (0, 400).into()];
    old.headline = "Ferries".to_owned();
    let people = Enricher::standard().explain(&old).record.people;
    assert_eq!(people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Ada Lund"]);
}

/// Every place of a fact, and the facts that have no place.
fn facts(record: &Record) -> Vec<(Fact, Option<Span>)> {
    let mut facts: Vec<(Fact, Option<Span>)> = Vec::new();
    let people = record.people.iter().map(|one| (one.reference, &one.mentions));
    let bodies = record.organisations.iter().map(|one| (one.reference, &one.mentions));
    let places = record.places.iter().map(|one| (one.reference, &one.mentions));
    for (reference, mentions) in people.chain(bodies).chain(places) {
        facts.extend(mentions.iter().map(|span| (Fact::Entity(reference), Some(*span))));
    }
    facts.extend(record.source.iter().map(|source| (Fact::Source, source.span)));
    facts.extend(record.language.iter().map(|_| (Fact::Language, None)));
    let dates = record.dates.iter().zip(1..);
    facts.extend(dates.map(|(date, number)| (Fact::Date(number), Some(date.span))));
    let quotes = record.quotes.iter().zip(1..);
    facts.extend(quotes.map(|(quote, number)| (Fact::Quote(number), Some(quote.span))));
    let works = record.works.iter().zip(1..);
    facts.extend(works.map(|(work, number)| (Fact::Work(number), Some(work.span))));
    let events = record.events.iter().zip(1..);
    facts.extend(events.map(|(event, number)| (Fact::Event(number), event.trigger)));
    facts.extend((1..=record.subjects.len()).map(|number| (Fact::Subject(number), None)));
    facts
}

const PIECES: &[&str] = &[
    "Minister of Trade of Kenya Amos Otieno",
    "President Ada Lund’s plan",
    "the Foundation of Lyra (LF)",
    "the Ambassador of Norway to Georgia, Zh.Odongo,",
    "Mr. Otieno and A. Lund",
    "Chad, Jordan and the U.S.",
    "the Kenyan government and the newspaper Lyra",
    "on March 15, 2026",
    "December 30 – January 2",
    "this year, in 2027, on Monday",
    "a meeting was held in Lyra County",
    "“Ferries for Lakes”",
    "“we will be back soon,” he said",
    "11 марта 2026 года, сообщает Лира.",
    ", Baltic Herald reports.",
    "’s",
    "”",
    "\n",
    ".",
];

proptest! {
    #[test]
    fn every_fact_has_its_evidence(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
        let record = record(&pieces.join(" "));
        let explained = Enricher::standard().explain(&record);
        prop_assert_eq!(&explained.record, &record);
        for (fact, span) in facts(&record) {
            prop_assert!(
                explained.evidence.iter().any(|one| one.fact == fact && one.span == span),
                "{} at {:?} of {:?}", fact, span, record.text
            );
        }
    }
}
