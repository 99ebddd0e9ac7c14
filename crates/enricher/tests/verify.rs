//! Whatever is done to a good record is found.

use courant_enricher::{Enricher, Misplaced, faults, verify};
use courant_model::{Bulletin, Document, Item, Passage, Record, Ref, Segmented, Span};
use proptest::{prelude::*, sample::Index};

const TEXT: &str = "Minister Otieno Meets the Press in Tallinn\n\
    Minister of Trade of Kenya Amina Otieno met Prime Minister of Estonia Mart Lund on 9 March in Tallinn.\n\
    “The ferries will be back before the spring,” Amina Otieno said at the meeting in Tallinn, which is to go on in May 2026.\n\
    The sides signed “Ferries for Lakes”, the Ministry of Trade of Kenya reports.";

/// Of [`TEXT`], with something in every field that has to hold.
fn good() -> Record {
    let mut at = 0;
    let mut lines = TEXT.split_inclusive('\n').map(|line| {
        at += line.len();
        at - line.len()..at - line.len() + line.trim_end().len()
    });
    let item = Item {
        bytes: 0..TEXT.len(),
        lines: (1, 4),
        published: "2026-02-20T09:30:00+05:00".parse().ok(),
        headline: lines.next().expect("a headline").into(),
        paragraphs: lines.map(Passage::from).collect(),
        ..Item::default()
    };
    let document = Document { layout: "plain".to_owned(), items: vec![item], ..Document::default() };
    let bulletin = Bulletin::from_text("february.txt", TEXT);
    let segmented = Segmented { bulletin: bulletin.into(), documents: vec![document] };
    let record = Enricher::standard().enrich(segmented).records[0].clone();
    assert_eq!(faults(&record), []);
    record
}

fn spans(record: &mut Record) -> Vec<&mut Span> {
    let people = record.people.iter_mut().flat_map(|one| &mut one.mentions);
    let bodies = record.organisations.iter_mut().flat_map(|one| &mut one.mentions);
    let places = record.places.iter_mut().flat_map(|one| &mut one.mentions);
    let said = record.dates.iter_mut().map(|one| &mut one.span);
    let said = said.chain(record.quotes.iter_mut().map(|one| &mut one.span));
    let said = said.chain(record.works.iter_mut().map(|one| &mut one.span));
    let said = said.chain(record.events.iter_mut().filter_map(|one| one.trigger.as_mut()));
    let said = said.chain(record.source.iter_mut().filter_map(|one| one.span.as_mut()));
    people.chain(bodies).chain(places).chain(said).chain(&mut record.paragraphs).collect()
}

fn references(record: &mut Record) -> Vec<&mut Ref> {
    let roles = record.people.iter_mut().flat_map(|one| &mut one.roles);
    let refs = roles.filter_map(|role| role.organisation.as_mut());
    let refs = refs.chain(record.source.iter_mut().filter_map(|one| one.organisation.as_mut()));
    let refs = refs.chain(record.quotes.iter_mut().filter_map(|one| one.speaker.as_mut()));
    refs.chain(record.events.iter_mut().flat_map(|one| one.participants.iter_mut().chain(&mut one.place)))
        .collect()
}

fn days(record: &mut Record) -> Vec<&mut String> {
    let dates = record.dates.iter_mut().map(|one| &mut one.value);
    dates.chain(record.events.iter_mut().filter_map(|one| one.date.as_mut())).collect()
}

/// What the record says that its text says too.
fn words(record: &mut Record) -> Vec<&mut String> {
    let people = record.people.iter_mut().map(|one| &mut one.name);
    let bodies = record.organisations.iter_mut().map(|one| &mut one.name);
    let places = record.places.iter_mut().map(|one| &mut one.name);
    let said = record.dates.iter_mut().map(|one| &mut one.text);
    let said = said.chain(record.quotes.iter_mut().map(|one| &mut one.text));
    let said = said.chain(record.works.iter_mut().map(|one| &mut one.name));
    let said = said.chain(record.source.iter_mut().map(|one| &mut one.name));
    people.chain(bodies).chain(places).chain(said).chain([&mut record.headline]).collect()
}

/// The same of what has no place of its own.
fn asides(record: &mut Record) -> Vec<&mut String> {
    let titles = record.people.iter_mut().flat_map(|one| &mut one.roles).map(|role| &mut role.title);
    let quotes = record.quotes.iter_mut().flat_map(|one| [&mut one.speaker_text, &mut one.cue]);
    let verbs = record.source.iter_mut().map(|one| &mut one.verb);
    titles.chain(quotes.chain(verbs).flatten()).collect()
}

fn numbers(record: &mut Record) -> Vec<&mut Ref> {
    let people = record.people.iter_mut().map(|one| &mut one.reference);
    let bodies = record.organisations.iter_mut().map(|one| &mut one.reference);
    people.chain(bodies).chain(record.places.iter_mut().map(|one| &mut one.reference)).collect()
}

/// Something that befalls one entry of a record.
#[derive(Debug, Clone, Copy)]
enum Harm {
    Later,
    Sooner,
    Shorter,
    Longer,
    Emptied,
    PastTheEnd,
    Astray,
    OfAnotherKind,
    Renumbered,
    NoDay,
    Reworded,
    Retold,
    TextGrew,
    TextShrank,
    ParagraphGone,
    StateTwice,
    StateSmall,
    AnotherVersion,
}

use Harm::{
    AnotherVersion, Astray, Emptied, Later, Longer, NoDay, OfAnotherKind, ParagraphGone, PastTheEnd,
    Renumbered, Retold, Reworded, Shorter, Sooner, StateSmall, StateTwice, TextGrew, TextShrank,
};

const HARMS: [Harm; 18] = [
    Later,
    Sooner,
    Shorter,
    Longer,
    Emptied,
    PastTheEnd,
    Astray,
    OfAnotherKind,
    Renumbered,
    NoDay,
    Reworded,
    Retold,
    TextGrew,
    TextShrank,
    ParagraphGone,
    StateTwice,
    StateSmall,
    AnotherVersion,
];

/// One of a list, which has something in it.
fn pick<T>(mut all: Vec<T>, which: Index) -> T {
    let index = which.index(all.len());
    all.swap_remove(index)
}

fn harm(record: &mut Record, harm: Harm, which: Index) {
    let characters = record.text.chars().count();
    match harm {
        Later => {
            let span = pick(spans(record), which);
            *span = (span.start + 1, span.end + 1).into();
        }
        Sooner => {
            let span = pick(spans(record), which);
            *span = (span.start.saturating_sub(1), span.end - 1).into();
        }
        Shorter => pick(spans(record), which).start += 1,
        Longer => pick(spans(record), which).end += 2,
        Emptied => {
            let span = pick(spans(record), which);
            span.end = span.start;
        }
        PastTheEnd => pick(spans(record), which).end = characters + 1,
        Astray => {
            let reference = pick(references(record), which);
            *reference = match *reference {
                Ref::Person(number) => Ref::Person(number + 40),
                Ref::Organisation(_) => Ref::Organisation(0),
                Ref::Place(number) => Ref::Place(number + 40),
            };
        }
        OfAnotherKind => {
            let reference = pick(references(record), which);
            *reference = match *reference {
                Ref::Place(_) => Ref::Person(1),
                _ => Ref::Place(1),
            };
        }
        Renumbered => {
            let reference = pick(numbers(record), which);
            *reference = match *reference {
                Ref::Person(number) => Ref::Person(number + 1),
                Ref::Organisation(number) => Ref::Organisation(number + 1),
                Ref::Place(number) => Ref::Place(number + 1),
            };
        }
        NoDay => {
            let day = pick(days(record), which);
            let at = which.index(day.len());
            day.replace_range(at..=at, "q");
        }
        Reworded => pick(words(record), which).push('e'),
        Retold => pick(asides(record), which).push('q'),
        TextGrew => {
            let edges: Vec<usize> = record.text.char_indices().map(|(at, _)| at).collect();
            record.text.insert(pick(edges, which), 'e');
        }
        TextShrank => {
            let edges: Vec<usize> = record.text.char_indices().map(|(at, _)| at).collect();
            record.text.remove(pick(edges, which));
        }
        ParagraphGone => {
            record.paragraphs.remove(which.index(record.paragraphs.len()));
        }
        StateTwice => {
            let code = record.countries[which.index(record.countries.len())].clone();
            record.countries.push(code);
        }
        StateSmall => {
            let index = which.index(record.countries.len());
            record.countries[index].make_ascii_lowercase();
        }
        AnotherVersion => record.schema = "courant/0".into(),
    }
}

proptest! {
    #[test]
    fn no_harm_goes_unseen(which: Index, kind in proptest::sample::select(&HARMS[..])) {
        let mut record = good();
        harm(&mut record, kind, which);
        prop_assert!(verify(&record).is_err(), "{:#?}", record);
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Record), expected: &[&str]) {
    let mut record = good();
    change(&mut record);
    let found: Vec<String> = faults(&record).iter().map(Misplaced::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_fault_says_what_is_there_and_what_should_be() {
    check(
        |record| {
            record.dates[0].value = "9 March".to_owned();
            record.dates[0].span.start += 1;
            record.countries[0] = "ee".to_owned();
        },
        &[
            "countries has `ee`, which is no alpha-2 code",
            "countries are not sorted, or one is there twice",
            "date at [127, 133] reads ` March`, not `9 March`",
            "date has the value `9 March`, not a day, month, year or two of them in EDTF",
        ],
    );
    check(
        |record| record.people[0].mentions[0] = (8, 14).into(),
        &["p1 at [8, 14] reads ` Otien`, with white space at an edge"],
    );
    check(
        |record| record.people[0].mentions[0] = (9, 14).into(),
        &["p1 at [9, 14] reads `Otien`, which is a piece of a word"],
    );
    check(|record| record.paragraphs.swap(0, 1), &["the start of paragraph 1 is at 146, not at 43"]);
    check(|record| record.text.push('.'), &["the end of the text is at 346, not at 345"]);
    check(
        |record| record.text.replace_range(42..43, " "),
        &["the break before paragraph 1 at [42, 43] reads ` `, not `\n`"],
    );
    check(|record| record.headline.clear(), &["the start of paragraph 1 is at 43, not at 0"]);
    check(
        |record| record.quotes[0].speaker = Some(Ref::Place(1)),
        &["quote refers to l1, which is of another kind"],
    );
    check(
        |record| record.events[0].participants = vec![Ref::Person(1), Ref::Person(1)],
        &["event has p1 twice"],
    );
    check(|record| record.schema = "courant/2".into(), &["schema is `courant/2`, not `courant/1`"]);
}
