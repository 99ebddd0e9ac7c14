//! Whether every fact of a record stands where the record says.

use courant_model::{Record, Ref, Span};

/// Slices every span of a record and compares what it finds with what the
/// record says; and looks up every reference.
///
/// It stops at the first fault.
pub fn verify(record: &Record) -> Result<(), Misplaced> {
    let text = Text(&record.text);
    for (index, span) in record.paragraphs.iter().enumerate() {
        text.holds_something(&format!("paragraph {}", index + 1), *span)?;
    }
    if let Some(source) = &record.source {
        source.span.map_or(Ok(()), |span| text.reads("source", span, &source.name))?;
        source.organisation.map_or(Ok(()), |body| refers(record, "source", body))?;
    }
    for (index, person) in record.people.iter().enumerate() {
        let field = person.reference.to_string();
        numbered(&field, person.reference, Ref::Person(index + 1))?;
        text.mentions(&field, &person.name, &person.mentions)?;
        for role in &person.roles {
            role.organisation.map_or(Ok(()), |body| refers(record, &field, body))?;
        }
    }
    for (index, body) in record.organisations.iter().enumerate() {
        let field = body.reference.to_string();
        numbered(&field, body.reference, Ref::Organisation(index + 1))?;
        text.mentions(&field, &body.name, &body.mentions)?;
    }
    for (index, place) in record.places.iter().enumerate() {
        let field = place.reference.to_string();
        numbered(&field, place.reference, Ref::Place(index + 1))?;
        text.mentions(&field, &place.name, &place.mentions)?;
    }
    if !record.countries.is_sorted_by(|one, next| one < next) {
        return Err(Misplaced::Unsorted { field: "countries".to_owned() });
    }
    for date in &record.dates {
        text.reads("date", date.span, &date.text)?;
    }
    for quote in &record.quotes {
        text.reads("quote", quote.span, &quote.text)?;
        quote.speaker.map_or(Ok(()), |speaker| refers(record, "quote", speaker))?;
    }
    for event in &record.events {
        for reference in event.participants.iter().chain(&event.place) {
            refers(record, "event", *reference)?;
        }
        event.trigger.map_or(Ok(()), |span| text.holds_something("event", span))?;
    }
    record.works.iter().try_for_each(|work| text.reads("work", work.span, &work.name))
}

/// A fact that is not where the record says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    /// A span is empty or ends behind the text.
    #[error("{field} at [{}, {}] holds no text", span.start, span.end)]
    Outside {
        /// What the span is of.
        field: String,
        /// The span.
        span: Span,
    },
    /// A span holds other words.
    #[error("{field} at [{}, {}] reads `{found}`, not `{said}`", span.start, span.end)]
    Different {
        /// What the span is of.
        field: String,
        /// The span.
        span: Span,
        /// What stands there.
        found: String,
        /// What the record says.
        said: String,
    },
    /// A name stands at none of its own mentions.
    #[error("{field} is mentioned nowhere as `{name}`")]
    Unmentioned {
        /// Whose name it is.
        field: String,
        /// The name.
        name: String,
    },
    /// A reference leads nowhere, or is not the number of its own entry.
    #[error("{field} refers to {reference}, which is not there")]
    Dangling {
        /// What refers.
        field: String,
        /// To what.
        reference: Ref,
    },
    /// A list that must be sorted and without repetition is not.
    #[error("{field} are not sorted, or one is there twice")]
    Unsorted {
        /// The list.
        field: String,
    },
}

struct Text<'r>(&'r str);

impl Text<'_> {
    fn slice(&self, field: &str, span: Span) -> Result<&str, Misplaced> {
        let slice = span.slice(self.0).filter(|slice| !slice.is_empty());
        slice.ok_or_else(|| Misplaced::Outside { field: field.to_owned(), span })
    }

    fn holds_something(&self, field: &str, span: Span) -> Result<(), Misplaced> {
        self.slice(field, span).map(|_| ())
    }

    fn reads(&self, field: &str, span: Span, said: &str) -> Result<(), Misplaced> {
        let found = self.slice(field, span)?;
        if found == said {
            return Ok(());
        }
        let (field, found, said) = (field.to_owned(), found.to_owned(), said.to_owned());
        Err(Misplaced::Different { field, span, found, said })
    }

    fn mentions(&self, field: &str, name: &str, mentions: &[Span]) -> Result<(), Misplaced> {
        let mut mentioned = false;
        for span in mentions {
            mentioned |= self.slice(field, *span)? == name;
        }
        let unmentioned = || Misplaced::Unmentioned { field: field.to_owned(), name: name.to_owned() };
        if mentioned { Ok(()) } else { Err(unmentioned()) }
    }
}

fn refers(record: &Record, field: &str, reference: Ref) -> Result<(), Misplaced> {
    let (number, entries) = match reference {
        Ref::Person(number) => (number, record.people.len()),
        Ref::Organisation(number) => (number, record.organisations.len()),
        Ref::Place(number) => (number, record.places.len()),
    };
    if (1..=entries).contains(&number) { Ok(()) } else { Err(dangling(field, reference)) }
}

fn numbered(field: &str, reference: Ref, expected: Ref) -> Result<(), Misplaced> {
    if reference == expected { Ok(()) } else { Err(dangling(field, reference)) }
}

fn dangling(field: &str, reference: Ref) -> Misplaced {
    Misplaced::Dangling { field: field.to_owned(), reference }
}
