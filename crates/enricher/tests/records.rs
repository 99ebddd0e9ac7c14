//! From segmented text to records, by the public door.

use std::{num::NonZeroUsize, ops::Range};

use courant_enricher::{Enricher, Entity, EntityKind, Misplaced, Notes, Reading, verify};
use courant_flow::Stage;
use courant_model::{
    Bulletin, Document, Enriched, Flag, Item, ItemId, Organisation, Passage, Record, Ref, Segmented,
    SightingId, Source, Status,
};
use proptest::prelude::*;

/// Texts whose first line is a headline and whose other lines are paragraphs.
fn segmented(texts: &[&str]) -> Segmented {
    let mut text = String::new();
    let mut items = Vec::new();
    for item in texts {
        let start = text.len();
        let mut lines: Vec<Range<usize>> = Vec::new();
        for line in item.lines() {
            lines.push(text.len()..text.len() + line.len());
            text.push_str(line);
            text.push('\n');
        }
        let headline = lines.first().cloned().unwrap_or(start..start);
        items.push(Item {
            bytes: start..text.len(),
            lines: (1, lines.len()),
            published: "2026-01-10T09:30:00+05:00".parse().ok(),
            views: Some(7),
            headline: headline.into(),
            paragraphs: lines
                .into_iter()
                .skip(1)
                .filter(|line| !line.is_empty())
                .map(Passage::from)
                .collect(),
            flags: vec![Flag::TimeAmbiguous],
            ..Item::default()
        });
    }
    let mut bulletin = Bulletin::from_text("in/january.txt", text);
    bulletin.flags = vec![Flag::CharsetGuessed];
    let document = Document {
        layout: "plain".to_owned(),
        crawled: "2026-01-12".parse().ok(),
        timezone: Some("Asia/Almaty".to_owned()),
        items,
        ..Document::default()
    };
    Segmented { bulletin: bulletin.into(), documents: vec![document] }
}

const TALKS: &str = "Talks on the River’s Future Held in Oslo\n\
    Minister of Lakes of Kenya Amos Otieno met Ada Lund, Director of the Lyra Foundation, Baltic Herald reports.\n\
    A.Otieno will be back on 30 February and in March 2026.";

fn record(enricher: &Enricher, text: &str) -> Record {
    enricher.enrich(segmented(&[text])).records[0].clone()
}

#[test]
fn a_record_says_where_it_comes_from() {
    let input = segmented(&[TALKS, "Ice Broke\nLate."]);
    let fingerprint = input.bulletin.fingerprint;
    let Enriched { path, bytes, records, empty, .. } = Enricher::plain().enrich(input.clone());
    assert_eq!((path, bytes, empty), (input.bulletin.path.clone(), input.bulletin.bytes, None));

    let [talks, ice] = &records[..] else { panic!("two items, two records") };
    assert_eq!(talks.text, TALKS);
    assert_eq!(talks.headline, "Talks on the River’s Future Held in Oslo");
    let published = input.documents[0].items[0].published;
    assert_eq!(talks.id, ItemId::of(published.as_ref(), &talks.headline, Some("Baltic Herald")));
    assert_eq!(talks.sighting, SightingId::of(talks.id, &fingerprint, 1));
    assert_eq!((talks.revision, talks.status), (1, Status::New));
    assert_eq!((talks.views, talks.published), (Some(7), published));
    assert_eq!(talks.timezone.as_deref(), Some("Asia/Almaty"));
    assert_eq!(talks.bulletin.path, "in/january.txt");
    assert_eq!(talks.bulletin.crawled, "2026-01-12".parse().ok());
    assert_eq!(talks.flags, [Flag::CharsetGuessed, Flag::TimeAmbiguous]);
    assert_eq!((ice.position.ordinal, ice.position.of), (2, 2));
    assert_eq!(
        ice.position.bytes,
        (input.documents[0].items[1].bytes.start, input.documents[0].items[1].bytes.end)
    );
    assert_eq!(ice.source, None);
}

#[test]
fn paragraphs_are_counted_in_code_points() {
    let record = record(&Enricher::plain(), "Ice – é\nfirst’s\nsecond");
    let spans: Vec<(usize, usize)> = record.paragraphs.iter().map(|span| (*span).into()).collect();
    assert_eq!(spans, [(8, 15), (16, 22)]);
}

#[test]
fn all_annotators_leave_the_identity_alone() {
    let (plain, standard) = (record(&Enricher::plain(), TALKS), record(&Enricher::standard(), TALKS));
    let unlinked = standard.source.clone().map(|source| Source { organisation: None, ..source });
    assert_eq!((plain.id, &plain.source, &plain.text), (standard.id, &unlinked, &standard.text));
    assert_eq!((plain.people.len(), plain.countries.len(), plain.language), (0, 0, None));
    assert_eq!(standard.language.as_deref(), Some("en"));
    assert_eq!(standard.countries, ["KE"]);
    let names: Vec<&str> = standard.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Amos Otieno", "Ada Lund"]);
    let dates: Vec<&str> = standard.dates.iter().map(|date| date.value.as_str()).collect();
    assert_eq!(dates, ["2026-03"]);
    assert_eq!(standard.flags, [Flag::CharsetGuessed, Flag::TimeAmbiguous, Flag::DateImpossible]);
}

#[test]
fn an_item_without_a_headline_is_known_by_its_beginning() {
    let mut input = segmented(&["\nIce broke on the Sava."]);
    input.documents[0].items[0].headline = Passage::default();
    let enriched = Enricher::plain().enrich(input.clone());
    let expected = ItemId::of(input.documents[0].items[0].published.as_ref(), "Ice broke on the Sava.", None);
    assert_eq!(
        (enriched.records[0].id, enriched.records[0].text.as_str()),
        (expected, "Ice broke on the Sava.")
    );
}

#[test]
fn an_empty_bulletin_says_why() {
    let mut input = segmented(&[]);
    input.documents[0].empty = Some("furniture only".to_owned());
    let enriched = Enricher::standard().enrich(input);
    assert_eq!((enriched.records.len(), enriched.empty.as_deref()), (0, Some("furniture only")));
}

#[test]
fn names_come_in_order_and_apart() {
    let text = "In Kenya, President Ada Lund.\nPresident Chad Otieno left.";
    let found: Vec<(EntityKind, &str)> = Enricher::standard()
        .annotate(text)
        .iter()
        .map(|Entity { kind, span }| (*kind, span.slice(text).expect("inside the text")))
        .collect();
    let expected =
        [(EntityKind::Place, "Kenya"), (EntityKind::Person, "Ada Lund"), (EntityKind::Person, "Chad Otieno")];
    assert_eq!(found, expected);
}

/// The bodies of each item, as `name (acronym), kind, state`.
#[track_caller]
fn check_bodies(texts: &[&str], expected: &[&[&str]]) {
    let enricher = Enricher::standard();
    let records = enricher.enrich(segmented(texts)).records;
    let said = |body: &Organisation| {
        let acronym = body.acronym.as_deref().unwrap_or("-");
        format!("{} ({acronym}), {}, {}", body.name, body.kind, body.country.as_deref().unwrap_or("-"))
    };
    let found: Vec<Vec<String>> =
        records.iter().map(|record| record.organisations.iter().map(said).collect()).collect();
    assert_eq!(found, expected);
    for record in &*records {
        assert_eq!(enricher.explain(record).record, *record, "it is explained as it was made");
    }
}

#[test]
fn short_forms_are_remembered_across_a_bulletin() {
    const USE: &str = "Ice Late\nThe KLA said that the ice is late.";
    const DEFINITION: &str = "Lakes Open\nThe Kenyan Lakes Agency (KLA) opened the lakes.";
    let (used, defined) = ("KLA (KLA), agency, KE", "Kenyan Lakes Agency (KLA), agency, KE");
    check_bodies(&[USE], &[&["KLA (KLA), other, -"]]);
    check_bodies(&[USE, DEFINITION, USE], &[&[used], &[defined], &[used]]);
    // Two meanings are none.
    let other = "Ice (II)\nThe Norwegian Lights University (KLA) is closed.";
    check_bodies(
        &[USE, DEFINITION, other],
        &[&["KLA (KLA), other, -"], &[defined], &["Norwegian Lights University (KLA), university, NO"]],
    );
    // One that defines something itself uses what another one defines.
    let both = "Ports (PO)\nThe KLA met the Baltic Ports Agency (BPA).";
    check_bodies(&[DEFINITION, both], &[&[defined], &[used, "Baltic Ports Agency (BPA), agency, -"]]);
}

#[test]
fn an_annotator_of_ones_own_sees_what_was_found_before() {
    fn count(reading: &Reading<'_>, notes: &mut Notes) {
        notes.keywords.push(format!("{} of {}", notes.people.len(), reading.tokens().len()));
    }
    let enricher = Enricher::standard().with(count);
    let keywords = record(&enricher, "Ice\nPresident Ada Lund left.").keywords;
    assert_eq!(keywords, ["Ada Lund", "Ice", "1 of 6"]);
}

#[test]
fn an_enricher_is_a_stage() {
    fn stage(_: impl Stage<Segmented, Enriched>) {}
    stage(Enricher::standard().stage(NonZeroUsize::MIN));
}

#[track_caller]
fn check_verify(change: impl FnOnce(&mut Record), expected: &str) {
    let mut record = record(&Enricher::standard(), TALKS);
    assert_eq!(verify(&record), Ok(()));
    change(&mut record);
    let fault: Misplaced = verify(&record).expect_err("the record was spoiled");
    assert_eq!(fault.to_string(), expected);
}

#[test]
fn what_is_misplaced_is_found() {
    check_verify(|record| record.paragraphs[0] = (9, 9).into(), "paragraph 1 at [9, 9] holds no text");
    check_verify(|record| record.text.truncate(60), "paragraph 1 at [41, 149] holds no text");
    check_verify(
        |record| record.dates[0].text = "May 2026".to_owned(),
        "date at [194, 204] reads `March 2026`, not `May 2026`",
    );
    check_verify(|record| record.people[1].mentions.clear(), "p2 is mentioned nowhere as `Ada Lund`");
    check_verify(|record| record.people.swap(0, 1), "p2 refers to p2, which is not there");
    check_verify(
        |record| record.countries = ["US", "KE"].map(str::to_owned).into(),
        "countries are not sorted, or one is there twice",
    );
    check_verify(
        |record| record.source.as_mut().expect("it has one").organisation = Some(Ref::Organisation(9)),
        "source refers to o9, which is not there",
    );
    check_verify(
        |record| {
            let Source { name, span, .. } = record.source.clone().expect("it has one");
            let reference = Ref::Organisation(record.organisations.len() + 1);
            let (acronym, country, kind) = (None, None, "media".to_owned());
            let span = span.expect("it is in the text");
            let mentions = vec![(span.start, span.end - " Herald".len()).into()];
            record.organisations.push(Organisation { reference, name, acronym, kind, country, mentions });
        },
        "o3 is mentioned nowhere as `Baltic Herald`",
    );
}

/// Pieces of which the property test makes items: whole sentences, and what
/// trips those who count bytes or trust commas.
const PIECES: &[&str] = &[
    "Minister of Trade of Kenya Amos Otieno",
    "President Ada Lund’s plan",
    "Ada Lund, Director of the Lyra Foundation (LF),",
    "King Omar bin Isa Al Noor of Bahrain",
    "the Ambassador of Norway to Georgia, Zh.Odongo,",
    "Mr. Otieno and A. Lund",
    "Chad, Jordan and the U.S.",
    "in Côte d’Ivoire and Türkiye",
    "on March 15, 2026",
    "by 30 February",
    "from 2026 to 2030",
    "December 30 – January 2",
    "this year, in 2027",
    "11 марта 2026 года, сообщает Лира.",
    ", Baltic Herald reports.",
    ", Ministry of Lakes, Rivers and Ice reports.",
    "Șerban’s “ice” – 冰 😀",
    "Of of the The, and (",
    "President of the Head of the Minister",
    "\n",
    " ",
    "’s",
    "-",
    ".",
];

fn pieces() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 0..24).prop_flat_map(|pieces| {
        let glue = proptest::sample::select(vec![" ", "", "\n", ", "]);
        glue.prop_map(move |glue| pieces.join(glue))
    })
}

proptest! {
    #[test]
    fn every_fact_stands_where_the_record_says(text in prop_oneof![pieces(), any::<String>()]) {
        let enricher = Enricher::standard();
        let record = record(&enricher, &text);
        prop_assert_eq!(verify(&record), Ok(()));
        prop_assert_eq!(&record, &self::record(&enricher, &text));
    }

    #[test]
    fn names_never_overlap(text in prop_oneof![pieces(), any::<String>()]) {
        let found = Enricher::standard().annotate(&text);
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        prop_assert!(found.iter().all(|entity| entity.span.slice(&text).is_some_and(|name| !name.is_empty())));
    }
}

#[test]
fn of_a_text_without_end_the_beginning_is_read() {
    let long = format!(
        "Ice Broke\nPresident Ada Lund spoke. {}President Eve Otieno left.",
        "Ice broke é. ".repeat(30_000)
    );
    let record = record(&Enricher::standard(), &long);
    let names: Vec<&str> = record.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Ada Lund"]);
    assert!(record.flags.contains(&Flag::ReadInPart));
    assert_eq!(record.text, long);
}

/// What is said of the only item that is refused, and the headlines of the others.
#[track_caller]
fn check_refused(enricher: &Enricher, items: &[&str], expected: &str, others: &[&str]) {
    let Enriched { records, refused, .. } = enricher.enrich(segmented(items));
    let headlines: Vec<&str> = records.iter().map(|record| record.headline.as_str()).collect();
    assert_eq!(headlines, others);
    let [item] = &refused[..] else { panic!("one is refused: {refused:?}") };
    let place = &item.place;
    let said =
        format!("{} {:?} {}:{}: {}", item.ordinal, item.headline, place.line, place.column, item.reason);
    assert_eq!(said, expected);
}

fn picky(reading: &Reading<'_>, _notes: &mut Notes) {
    assert!(!reading.text().contains("Ice"), "ice is not for me");
}

#[test]
fn an_item_that_cannot_be_taken_costs_no_other() {
    let endless = format!("Ice Broke\nLate.\n{}\nThe end.", "x".repeat(1000));
    check_refused(
        &Enricher::standard().longest(500),
        &[TALKS, &endless, "Rain\nFell."],
        "2 \"Ice Broke\" 3:1: an item of 1026 bytes, and 500 are the most; its longest line has 1001 of them",
        &["Talks on the River’s Future Held in Oslo", "Rain"],
    );
    check_refused(
        &Enricher::standard().with(picky),
        &[TALKS, "Ice Broke\nLate.", "Rain\nFell."],
        "2 \"Ice Broke\" 1:1: panicked: ice is not for me",
        &["Talks on the River’s Future Held in Oslo", "Rain"],
    );
}
