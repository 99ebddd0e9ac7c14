//! Why a fact is in the notes: the rule and the entry of the data that made it.
//!
//! Annotators say so with [`Notes::because`] where they note a fact. In the
//! ordinary run nobody listens, and nothing is made; [`Enricher::explain`]
//! runs the same annotators once more, and listens.
//!
//! [`Enricher::explain`]: crate::Enricher::explain

mod bodies;
mod dates;
mod explain;
mod happening;
mod people;
mod places;
mod speech;
mod topics;

use std::{fmt, ops::Range};

use courant_model::{Record, Ref, Span};

pub(crate) use self::{
    bodies::organisations,
    dates::{Anchor, date},
    happening::{announced, event},
    people::people,
    places::{countries, places},
    speech::{quotes, source},
    topics::subjects,
};
use crate::{Notes, Reading};

/// What a record says now, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The record, with the facts that are found in its text now. What is
    /// not found in a text (identity, story, bulletin) is as it was.
    pub record: Record,
    /// What made the facts, in the order in which they were noted.
    pub evidence: Vec<Evidence>,
}

/// What made a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The fact.
    pub fact: Fact,
    /// The place in the text that is explained; of a name, one of its mentions.
    pub span: Option<Span>,
    /// The rule, in a few words.
    pub rule: &'static str,
    /// The words of the text by which the rule goes, as written.
    pub words: Option<String>,
    /// The entry of the data: a file under the crate's folder, and what it is found by.
    pub entry: Option<String>,
}

/// A fact of a record. Those in lists are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is described where the record has it")]
pub enum Fact {
    Language,
    Source,
    /// A person, an organisation or a place.
    Entity(Ref),
    /// Of a person, a role.
    Role(Ref, usize),
    Country(usize),
    Date(usize),
    Quote(usize),
    Event(usize),
    Subject(usize),
    Work(usize),
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Language => f.write_str("language"),
            Fact::Source => f.write_str("source"),
            Fact::Entity(reference) => reference.fmt(f),
            Fact::Role(person, number) => write!(f, "{person} role {number}"),
            Fact::Country(number) => write!(f, "country {number}"),
            Fact::Date(number) => write!(f, "date {number}"),
            Fact::Quote(number) => write!(f, "quote {number}"),
            Fact::Event(number) => write!(f, "event {number}"),
            Fact::Subject(number) => write!(f, "subject {number}"),
            Fact::Work(number) => write!(f, "work {number}"),
        }
    }
}

impl Evidence {
    /// A rule that goes by nothing else.
    pub(crate) fn rule(fact: Fact, span: impl Into<Option<Span>>, rule: &'static str) -> Evidence {
        Evidence { fact, span: span.into(), rule, words: None, entry: None }
    }

    /// The same, by words of the text.
    pub(crate) fn by(self, words: impl Into<String>) -> Evidence {
        Evidence { words: Some(words.into()), ..self }
    }

    /// The same, by an entry of the data.
    pub(crate) fn from(self, file: &str, name: &str) -> Evidence {
        Evidence { entry: Some(format!("data/{file}: {name}")), ..self }
    }
}

impl Notes {
    /// Says why a fact is noted. In the ordinary run this is nothing: what
    /// makes the evidence is not called.
    pub fn because(&mut self, evidence: impl FnOnce() -> Evidence) {
        if let Some(heard) = &mut self.evidence {
            heard.push(evidence());
        }
    }

    /// Whether anybody wants to know why.
    pub(crate) fn is_asked(&self) -> bool {
        self.evidence.is_some()
    }
}

/// The languages of the lists that there are several of, in their order.
const TONGUES: [&str; 2] = ["en", "ru"];

/// A file of the language in this place of such a list.
fn file(tongue: usize, name: &str) -> String {
    format!("{}/{name}", TONGUES.get(tongue).unwrap_or(&"?"))
}

fn span_of(reading: &Reading<'_>, tokens: Range<usize>) -> Span {
    reading.span(reading.bytes(tokens))
}
