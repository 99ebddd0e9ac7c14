//! The annotators once more over the text of a record, with somebody to listen.

use std::ops::Range;

use courant_model::{Record, Source, Span};

use super::{Evidence, Explained, Fact};
use crate::{Enricher, Notes, Reading, glossary::Glossary};

impl Enricher {
    /// What is found in the text of a record now, and why.
    ///
    /// Of a record that this version made with the same annotators, the
    /// facts are those that it has.
    ///
    /// ```
    /// use courant_enricher::{Enricher, Fact};
    /// # use courant_model::{Bulletin, Document, Item, Segmented};
    /// # let text = "05.03.2026\nTalks\nThe delegation of Kenya arrived.\n";
    /// # let item = Item {
    /// #     bytes: 0..text.len(),
    /// #     headline: (11..16).into(),
    /// #     paragraphs: vec![(17..49).into()],
    /// #     ..Item::default()
    /// # };
    /// # let document = Document { items: vec![item], ..Document::default() };
    /// # let bulletin = Bulletin::from_text("march.txt", text).into();
    /// # let segmented = Segmented { bulletin, documents: vec![document] };
    /// # let records = Enricher::standard().enrich(segmented).records;
    ///
    /// let explained = Enricher::standard().explain(&records[0]);
    /// assert_eq!(explained.record, records[0]);
    /// let place = explained.evidence.iter().find(|one| matches!(one.fact, Fact::Entity(_)));
    /// assert_eq!(place.and_then(|one| one.entry.as_deref()), Some("data/countries.tsv: KE"));
    /// ```
    #[must_use]
    pub fn explain(&self, record: &Record) -> Explained {
        let published = record.published.map(|when| when.date());
        let headed = !record.headline.is_empty();
        let glossary = Glossary::behind(self.known, record);
        let reading = Reading::of_blocks(&record.text, blocks(record), headed, published, self.known);
        let reading = reading.with_glossary(&glossary);
        let asked = Notes { evidence: Some(Vec::new()), ..Notes::default() };
        let mut notes = self.notes(&reading, asked);
        let evidence = notes.evidence.take().unwrap_or_default();
        explained(record, notes, evidence)
    }
}

/// The headline and the paragraphs in bytes; or the lines, where a record does
/// not say rightly where they are.
fn blocks(record: &Record) -> Vec<Range<usize>> {
    let text = record.text.as_str();
    let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let bytes = |span: &Span| {
        let (start, end) = (*edges.get(span.start)?, *edges.get(span.end)?);
        (start <= end).then_some(start..end)
    };
    let headline = Some(0..record.headline.len()).filter(|headline| !headline.is_empty());
    let headed = headline.is_none() || text.starts_with(record.headline.as_str());
    let paragraphs: Option<Vec<Range<usize>>> = record.paragraphs.iter().map(bytes).collect();
    let blocks: Vec<Range<usize>> =
        headline.into_iter().chain(paragraphs.iter().flatten().cloned()).collect();
    let apart = blocks.windows(2).all(|pair| pair[0].end <= pair[1].start);
    if headed && apart && paragraphs.is_some() {
        return blocks;
    }
    let mut at = 0;
    let line = |line: &str| {
        at += line.len();
        at - line.len()..at - line.len() + line.trim_end_matches('\n').len()
    };
    text.split_inclusive('\n').map(line).collect()
}

fn explained(record: &Record, notes: Notes, mut evidence: Vec<Evidence>) -> Explained {
    let of_header = |source: &&Source| source.span.is_none();
    let header = || record.source.as_ref().filter(of_header).cloned();
    let source = notes.source.or_else(header);
    if source.as_ref().is_some_and(|source| source.span.is_none()) {
        evidence.push(Evidence::rule(Fact::Source, None, "the header of the item names it"));
    }
    let mut flags = record.flags.clone();
    flags.extend(notes.flags.iter().filter(|flag| !record.flags.contains(flag)));
    let record = Record {
        language: notes.language,
        source,
        people: notes.people,
        organisations: notes.organisations,
        places: notes.places,
        countries: notes.countries,
        dates: notes.dates,
        quotes: notes.quotes,
        events: notes.events,
        subjects: notes.subjects,
        keywords: notes.keywords,
        works: notes.works,
        flags,
        ..record.clone()
    };
    Explained { record, evidence }
}
