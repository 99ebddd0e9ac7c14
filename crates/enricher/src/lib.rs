//! Item to record: what a news item says, each fact with its place in the
//! item's text.
//!
//! An [`Enricher`] is a row of [`Annotator`]s. Each of them looks at a
//! [`Reading`], which is the text of one item with its words cut and looked
//! up *once*, and adds to the [`Notes`] that those before it have left: names
//! first, then who says what, then what happened. The notes and what the
//! segmenter knows become a [`Record`](courant_model::Record).
//!
//! ```
//! use courant_enricher::{Enricher, verify};
//! use courant_model::{Bulletin, Document, Item, Segmented};
//!
//! let text = "05.03.2026\n\
//!     Talks Held in Tallinn\n\
//!     Minister of Trade of Kenya Amina Otieno will visit Estonia on 9 March, Baltic Herald reports.\n";
//! let place = |part: &str| text.find(part).map(|at| at..at + part.len()).expect("a part of the text");
//! let item = Item {
//!     bytes: 0..text.len(),
//!     lines: (1, 3),
//!     published: "2026-03-05".parse().ok(),
//!     headline: place("Talks Held in Tallinn").into(),
//!     paragraphs: vec![place(text.lines().nth(2).expect("three lines")).into()],
//!     ..Item::default()
//! };
//! let document = Document { layout: "doc".to_owned(), items: vec![item], ..Document::default() };
//! let bulletin = Bulletin::from_text("march.txt", text);
//! let segmented = Segmented { bulletin: bulletin.into(), documents: vec![document] };
//!
//! let enriched = Enricher::standard().enrich(segmented);
//! let record = &enriched.records[0];
//! assert_eq!(record.source.as_ref().map(|source| source.name.as_str()), Some("Baltic Herald"));
//! assert_eq!(record.people[0].name, "Amina Otieno");
//! assert_eq!(record.people[0].roles[0].title, "Minister of Trade of Kenya");
//! assert_eq!(record.countries, ["EE", "KE"]);
//! assert_eq!(record.dates[0].value, "2026-03-09");
//! assert_eq!(record.events[0].kind, "meeting");
//! assert_eq!(verify(record), Ok(()));
//! ```
//!
//! The crate is pure: the same item gives the same record, byte for byte, on
//! whatever thread. It prefers silence to a wrong fact. What it knows of
//! languages, states and titles is data, in the folder `data`, and so are
//! [`Names`] of one's own.

mod enricher;
mod glossary;

mod annotator;
mod attempt;
mod knowledge;
mod lexicon;
mod reading;
mod tokens;

mod cast;
mod entities;
mod governed;
mod names;
mod organisations;
mod people;
mod places;

mod dates;
mod figures;
mod language;
mod source;

mod events;
mod keywords;
mod quotes;
mod subjects;

mod evidence;
mod verify;

pub use crate::{
    annotator::{Annotator, Entity, EntityKind, Notes},
    enricher::Enricher,
    evidence::{Evidence, Explained, Fact},
    knowledge::{Mistake, Names, Table},
    reading::Reading,
    tokens::{Class, Token},
    verify::{Misplaced, faults, verify},
};
