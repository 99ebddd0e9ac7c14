//! From segmented bulletins to records.

use std::{convert::Infallible, fmt, iter, num::NonZeroUsize, ops::Range, sync::Arc};

use courant_flow::{Stage, each};
use courant_model::{
    Bulletin, BulletinNote, Document, Enriched, Flag, Item, ItemId, Position, Record, Refused, Segmented,
    SightingId, Source, Status, Tiles,
};

use crate::{
    Annotator, Entity, Notes, Reading,
    attempt::{LONGEST, attempt},
    dates::dates,
    entities::entities,
    events::events,
    glossary::{Glossary, may_define},
    keywords::keywords,
    knowledge::{Knowledge, Names, knowledge},
    language::language,
    quotes::quotes,
    source::source,
    subjects::subjects,
};

/// Makes records of items, with the annotators that it was given.
///
/// A clone shares them.
#[derive(Clone)]
pub struct Enricher {
    annotators: Arc<Vec<Arc<dyn Annotator>>>,
    longest: usize,
    pub(crate) known: &'static Knowledge,
}

impl Enricher {
    /// All annotators of this crate: language, people, places and countries,
    /// dates, subjects, keywords.
    #[must_use]
    pub fn standard() -> Enricher {
        // Quotes and events ask who is named where; keywords come after all names.
        Enricher::plain()
            .with(language)
            .with(entities)
            .with(dates)
            .with(quotes)
            .with(events)
            .with(subjects)
            .with(keywords)
    }

    /// No annotators: identity, text, paragraphs, and the source, which is a
    /// part of the identity.
    #[must_use]
    pub fn plain() -> Enricher {
        Enricher { annotators: Arc::default(), longest: LONGEST, known: knowledge() }
    }

    /// The same, with names of one's own, which are known before those that
    /// come with the crate.
    ///
    /// They stay in memory as long as the program runs: make one enricher of
    /// them, and clone it.
    ///
    /// ```
    /// use courant_enricher::{Enricher, EntityKind, Names, Table};
    ///
    /// let mut names = Names::default();
    /// names.read(Table::Bodies, "agency\tNO\tLyra Pilots\n")?;
    /// let enricher = Enricher::standard().knowing(names);
    /// assert_eq!(enricher.annotate("Ice, Lyra Pilots said")[0].kind, EntityKind::Organisation);
    /// # Ok::<(), Vec<courant_enricher::Mistake>>(())
    /// ```
    #[must_use]
    pub fn knowing(self, names: Names) -> Enricher {
        // Readings, persons and bodies refer to what is known by plain references, without counting them
        // for each item; so a set of names is leaked, as the shipped data live in a static.
        Enricher { known: Box::leak(Box::new(Knowledge::with(names))), ..self }
    }

    /// The same, with another limit to the bytes of an item's text than 8 MiB.
    #[must_use]
    pub fn longest(self, bytes: usize) -> Enricher {
        Enricher { longest: bytes, ..self }
    }

    /// The same, with one more annotator behind the others.
    ///
    /// ```
    /// use courant_enricher::{Enricher, Notes, Reading};
    ///
    /// fn shouting(reading: &Reading<'_>, notes: &mut Notes) {
    ///     let words = reading.tokens().iter().filter(|token| token.is_word());
    ///     let loud = words.map(|token| reading.word(token)).filter(|word| word.ends_with("OP"));
    ///     notes.keywords.extend(loud.map(str::to_owned));
    /// }
    /// let enricher = Enricher::plain().with(shouting);
    /// # let _ = enricher;
    /// ```
    #[must_use]
    pub fn with(mut self, annotator: impl Annotator) -> Enricher {
        Arc::make_mut(&mut self.annotators).push(Arc::new(annotator));
        self
    }

    /// The records of a bulletin, one an item, in the order of the text.
    ///
    /// Revision and status are those of an item never seen before. An item
    /// that is too long, or that makes an annotator panic, has no record and
    /// is among the refused; the others have theirs.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a bulletin goes in and its records come out: the text is let go"
    )]
    pub fn enrich(&self, segmented: Segmented) -> Enriched {
        let (mut records, mut refused) = (Vec::new(), Vec::new());
        for attempted in self.records(&segmented) {
            match attempted {
                Ok(record) => records.push(record),
                Err(item) => refused.push(*item),
            }
        }
        Enriched {
            path: segmented.bulletin.path.clone(),
            fingerprint: segmented.bulletin.fingerprint,
            bytes: segmented.bulletin.bytes,
            records: Arc::new(records),
            empty: segmented.empty().map(str::to_owned),
            refused: Arc::new(refused),
            tiles: Arc::new(Tiles::of(&segmented)),
        }
    }

    /// Items that may define short forms come first, and what they tell the
    /// others know. One of them that uses what another one tells is read again.
    fn records(&self, segmented: &Segmented) -> Vec<Result<Record, Box<Refused>>> {
        let bulletin = &*segmented.bulletin;
        let documents = segmented.documents.iter();
        let items: Vec<(&Document, &Item)> =
            documents.flat_map(|document| iter::repeat(document).zip(&document.items)).collect();
        let record = |index: usize, glossary: &Glossary| {
            let (document, item) = items[index];
            let (ordinal, bytes) = (index + 1, (item.bytes.start, item.bytes.end));
            let position = Position { ordinal, of: items.len(), bytes, lines: item.lines };
            let make = || self.record(bulletin, document, item, position, glossary);
            attempt(bulletin, item, ordinal, self.longest, make)
        };
        let defining = |item: &Item| {
            let text = bulletin.text.get(item.bytes.clone()).unwrap_or_default();
            items.len() > 1 && !self.annotators.is_empty() && may_define(text)
        };
        let none = Glossary::default();
        let first: Vec<Option<Result<Record, _>>> = items
            .iter()
            .enumerate()
            .map(|(index, (_, item))| defining(item).then(|| record(index, &none)))
            .collect();
        let glossary = Glossary::of(self.known, first.iter().flatten().flatten());
        let again =
            |first: &Result<Record, _>| first.as_ref().is_ok_and(|record| glossary.tells_more_than(record));
        first
            .into_iter()
            .enumerate()
            .map(|(index, first)| {
                first.filter(|first| !again(first)).unwrap_or_else(|| record(index, &glossary))
            })
            .collect()
    }

    /// The names in any text, in order and without overlap. Each line of it
    /// is read as a paragraph, and none as a headline.
    #[must_use]
    pub fn annotate(&self, text: &str) -> Vec<Entity> {
        self.notes(&Reading::of_text(text, None, self.known), Notes::default()).entities()
    }

    /// The stage of a line, with so many threads of its own. No payload is
    /// rejected.
    #[must_use]
    pub fn stage(self, workers: NonZeroUsize) -> impl Stage<Segmented, Enriched> {
        each(workers, move |segmented: Segmented| {
            let bulletin = Arc::clone(&segmented.bulletin);
            let enriched = self.enrich(segmented);
            tell(&bulletin, &enriched);
            Ok::<_, Infallible>(enriched)
        })
    }

    /// The notes, with what all annotators add to them.
    pub(crate) fn notes(&self, reading: &Reading<'_>, mut notes: Notes) -> Notes {
        source(reading, &mut notes);
        for annotator in &*self.annotators {
            annotator.annotate(reading, &mut notes);
        }
        if !self.annotators.is_empty() && reading.is_in_part() {
            notes.flags.push(Flag::ReadInPart);
        }
        notes
    }

    fn record(
        &self,
        bulletin: &Bulletin,
        document: &Document,
        item: &Item,
        position: Position,
        glossary: &Glossary,
    ) -> Record {
        let headline = item.headline.read(&bulletin.text);
        let member = bulletin.members.iter().find(|member| member.bytes.contains(&item.bytes.start));
        let (text, blocks) = compose(bulletin, item, headline);
        let published = item.published.map(|when| when.date());
        let reading = Reading::of_blocks(&text, blocks, !headline.is_empty(), published, self.known);
        let reading = reading.with_glossary(glossary);
        let paragraphs = reading.paragraphs().iter().map(|range| reading.span(range.clone())).collect();
        let mut notes = self.notes(&reading, Notes::default());
        let named = |name: &String| Source { name: name.clone(), verb: None, span: None, organisation: None };
        notes.source = notes.source.or_else(|| item.source.as_ref().map(named));

        let name = notes.source.as_ref().map(|source| source.name.as_str());
        let id = ItemId::of(item.published.as_ref(), called(headline, &text), name);
        Record {
            schema: Record::SCHEMA.into(),
            id,
            sighting: SightingId::of(id, &bulletin.fingerprint, position.ordinal),
            revision: 1,
            status: Status::New,
            changed: Vec::new(),
            bulletin: BulletinNote {
                path: bulletin.path.to_string_lossy().into_owned(),
                fingerprint: bulletin.fingerprint,
                crawled: document.crawled,
                layout: document.layout.clone(),
                confidence: document.confidence,
                member: document.member.clone(),
                charset: member.map_or(bulletin.charset, |member| member.charset).into(),
                bytes: bulletin.bytes,
            },
            position,
            published: item.published,
            timezone: document.timezone.clone(),
            views: item.views,
            language: notes.language,
            headline: headline.to_owned(),
            paragraphs,
            source: notes.source,
            link: item.link.clone(),
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
            story: None,
            flags: flags([
                &bulletin.flags,
                member.map_or(&[], |member| &member.flags),
                &item.flags,
                &notes.flags,
            ]),
            text,
        }
    }
}

/// The headline and the paragraphs, joined by line feeds, and the place of each.
fn compose(bulletin: &Bulletin, item: &Item, headline: &str) -> (String, Vec<Range<usize>>) {
    let length: usize = item.paragraphs.iter().map(|passage| passage.read(&bulletin.text).len() + 1).sum();
    let mut text = String::with_capacity(headline.len() + length);
    let mut blocks = Vec::with_capacity(item.paragraphs.len() + 1);
    let paragraphs = item.paragraphs.iter().map(|passage| passage.read(&bulletin.text));
    for block in iter::once(headline).chain(paragraphs).filter(|block| !block.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        blocks.push(text.len()..text.len() + block.len());
        text.push_str(block);
    }
    (text, blocks)
}

/// What identifies an item beside its date and source: the headline, or the
/// first 200 characters where there is none.
fn called<'t>(headline: &'t str, text: &'t str) -> &'t str {
    if !headline.is_empty() {
        return headline;
    }
    text.char_indices().nth(200).map_or(text, |(end, _)| &text[..end])
}

/// Each flag once, in the order in which they were raised.
fn flags(raised: [&[Flag]; 4]) -> Vec<Flag> {
    let mut flags = Vec::new();
    for flag in raised.into_iter().flatten() {
        if !flags.contains(flag) {
            flags.push(*flag);
        }
    }
    flags
}

impl fmt::Debug for Enricher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enricher").field("annotators", &self.annotators.len()).finish_non_exhaustive()
    }
}

fn tell(bulletin: &Bulletin, enriched: &Enriched) {
    tracing::debug!(
        file = %bulletin.path.display(),
        inbox = %bulletin.declared.inbox,
        fingerprint = %bulletin.fingerprint,
        items = enriched.records.len(),
        "file.enriched"
    );
}
