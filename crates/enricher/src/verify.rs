//! Whether every fact of a record stands where the record says.

mod edtf;
mod misplaced;
mod slices;

use courant_model::{Event, Record, Ref, Role};

pub use self::misplaced::Misplaced;
use self::{edtf::is_written, slices::Slices};

/// The first of the [`faults`] of a record, if it has any.
pub fn verify(record: &Record) -> Result<(), Misplaced> {
    faults(record).into_iter().next().map_or(Ok(()), Err)
}

/// Everything in a record that does not hold.
///
/// Every span is sliced, and what stands there compared with what the record
/// says: the source, dates, quotes and works are their slices; names stand at
/// one of their mentions; titles, acronyms, verbs and speakers are somewhere in
/// the text; no mention and no trigger is empty, cuts a word or
/// has white space at its edges. Headline and paragraphs make up the text.
/// Every reference leads to an entry of a kind that can be meant. States are
/// alpha-2 codes, sorted and each once, and days are in one of the forms of
/// EDTF that records have.
#[must_use]
pub fn faults(record: &Record) -> Vec<Misplaced> {
    let mut inquest = Inquest { record, text: Slices::of(&record.text), found: Vec::new() };
    inquest.shape();
    inquest.source();
    inquest.names();
    inquest.dates();
    inquest.speech();
    for event in &record.events {
        inquest.event(event);
    }
    inquest.found
}

/// A record, and what has been found wrong with it so far.
struct Inquest<'r> {
    record: &'r Record,
    text: Slices<'r>,
    found: Vec<Misplaced>,
}

impl Inquest<'_> {
    fn hold(&mut self, held: Result<(), Misplaced>) {
        self.found.extend(held.err());
    }

    /// The headline and the paragraphs, and that they are the whole text.
    fn shape(&mut self) {
        if self.record.schema != Record::SCHEMA {
            self.found.push(Misplaced::Version { found: self.record.schema.to_string() });
        }
        let outside = self.found.len();
        for (span, number) in self.record.paragraphs.iter().zip(1..) {
            self.hold(self.text.holds_something(&format!("paragraph {number}"), *span));
        }
        if self.found.len() == outside {
            self.hold(self.text.is_made_of(&self.record.headline, &self.record.paragraphs));
        }
    }

    fn source(&mut self) {
        let Some(source) = &self.record.source else { return };
        if let Some(span) = source.span {
            self.hold(self.text.reads("source", span, &source.name));
        }
        self.says("source", source.verb.as_deref());
        self.refers("source", source.organisation, |kind| matches!(kind, Ref::Organisation(_)));
    }

    fn names(&mut self) {
        let record = self.record;
        for (index, person) in record.people.iter().enumerate() {
            let field = person.reference.to_string();
            self.hold(numbered(&field, person.reference, Ref::Person(index + 1)));
            self.hold(self.text.mentions(&field, &person.name, &person.mentions));
            for Role { title, organisation, country, .. } in &person.roles {
                self.says(&field, Some(title));
                self.refers(&field, *organisation, |kind| matches!(kind, Ref::Organisation(_)));
                self.is_state(&field, country.as_deref());
            }
        }
        for (index, body) in record.organisations.iter().enumerate() {
            let field = body.reference.to_string();
            self.hold(numbered(&field, body.reference, Ref::Organisation(index + 1)));
            self.hold(self.text.mentions(&field, &body.name, &body.mentions));
            self.says(&field, body.acronym.as_deref());
            self.is_state(&field, body.country.as_deref());
        }
        for (index, place) in record.places.iter().enumerate() {
            let field = place.reference.to_string();
            self.hold(numbered(&field, place.reference, Ref::Place(index + 1)));
            self.hold(self.text.mentions(&field, &place.name, &place.mentions));
            self.is_state(&field, place.country.as_deref());
        }
        self.are_states("countries", &record.countries);
    }

    fn dates(&mut self) {
        for date in &self.record.dates {
            self.hold(self.text.reads("date", date.span, &date.text));
            self.is_day("date", Some(&date.value));
        }
    }

    fn speech(&mut self) {
        for quote in &self.record.quotes {
            self.hold(self.text.reads("quote", quote.span, &quote.text));
            self.refers("quote", quote.speaker, is_somebody);
            self.says("quote", quote.speaker_text.as_deref());
            self.says("quote", quote.cue.as_deref());
        }
        for work in &self.record.works {
            self.hold(self.text.reads("work", work.span, &work.name));
        }
    }

    fn event(&mut self, event: &Event) {
        for (index, one) in event.participants.iter().enumerate() {
            self.refers("event", Some(*one), is_somebody);
            if event.participants[..index].contains(one) {
                self.found.push(Misplaced::Repeated { field: "event".to_owned(), reference: *one });
            }
        }
        self.refers("event", event.place, |kind| matches!(kind, Ref::Place(_)));
        self.are_states("countries of an event", &event.countries);
        self.is_day("event", event.date.as_deref());
        if let Some(span) = event.trigger {
            self.hold(self.text.is_whole("event", span).map(|_| ()));
        }
    }

    fn refers(&mut self, field: &str, reference: Option<Ref>, fits: impl Fn(Ref) -> bool) {
        let Some(reference) = reference else { return };
        let field = || field.to_owned();
        let (number, entries) = match reference {
            Ref::Person(number) => (number, self.record.people.len()),
            Ref::Organisation(number) => (number, self.record.organisations.len()),
            Ref::Place(number) => (number, self.record.places.len()),
        };
        if !(1..=entries).contains(&number) {
            self.found.push(Misplaced::Dangling { field: field(), reference });
        } else if !fits(reference) {
            self.found.push(Misplaced::Unfit { field: field(), reference });
        }
    }

    /// Whether words that have no place of their own are in the text.
    fn says(&mut self, field: &str, words: Option<&str>) {
        if let Some(words) = words.filter(|words| words.is_empty() || !self.record.text.contains(words)) {
            self.found.push(Misplaced::Unsaid { field: field.to_owned(), words: words.to_owned() });
        }
    }

    fn is_day(&mut self, field: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !is_written(value)) {
            self.found.push(Misplaced::Unwritten { field: field.to_owned(), value: value.to_owned() });
        }
    }

    fn is_state(&mut self, field: &str, code: Option<&str>) {
        let coded = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if let Some(code) = code.filter(|code| !coded(code)) {
            self.found.push(Misplaced::Uncoded { field: field.to_owned(), code: code.to_owned() });
        }
    }

    fn are_states(&mut self, field: &str, codes: &[String]) {
        for code in codes {
            self.is_state(field, Some(code));
        }
        if !codes.is_sorted_by(|one, next| one < next) {
            self.found.push(Misplaced::Unsorted { field: field.to_owned() });
        }
    }
}

/// Who can speak, and take part.
fn is_somebody(reference: Ref) -> bool {
    matches!(reference, Ref::Person(_) | Ref::Organisation(_))
}

fn numbered(field: &str, reference: Ref, expected: Ref) -> Result<(), Misplaced> {
    if reference == expected {
        return Ok(());
    }
    Err(Misplaced::Dangling { field: field.to_owned(), reference })
}
