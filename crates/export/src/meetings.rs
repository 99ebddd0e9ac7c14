//! Who met whom, when and where.

use courant_model::{Event, Record};

use crate::sides::{Side, sides};

/// Kinds of event at which two sides speak with each other.
const KINDS: [&str; 3] = ["meeting", "call", "visit"];

/// A meeting, a call or a visit that a record tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The record's id.
    pub id: String,
    /// When the item was published, as it says itself.
    pub published: Option<String>,
    /// The item's headline.
    pub headline: String,
    /// `meeting`, `call` or `visit`.
    pub kind: String,
    /// PLOVER 2.0 type.
    pub plover: Option<String>,
    /// Whether it was still to come.
    pub future: bool,
    /// When, in EDTF.
    pub date: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// In which state that is.
    pub place_country: Option<String>,
    /// Who met: first the side of the first participant whose side is known.
    pub sides: [Side; 2],
    /// Participants of further sides, and of none that is known.
    pub others: Vec<String>,
    /// The words that tell of it.
    pub trigger: Option<String>,
    /// Who reports.
    pub source: Option<String>,
}

/// The meetings of a record, in its order.
#[must_use]
pub fn meetings(record: &Record) -> Vec<Meeting> {
    let told = record.events.iter().filter(|event| KINDS.contains(&&*event.kind));
    told.map(|event| meeting(record, event)).collect()
}

fn meeting(record: &Record, event: &Event) -> Meeting {
    let place = event.place.and_then(|at| record.places.iter().find(|place| place.reference == at));
    let (sides, others) = sides(record, event);
    Meeting {
        id: record.id.to_string(),
        published: record.published.map(|published| published.to_string()),
        headline: record.headline.clone(),
        kind: event.kind.clone(),
        plover: event.plover.clone(),
        future: event.future,
        date: event.date.clone(),
        place: place.map(|place| place.name.clone()),
        place_country: place.and_then(|place| place.country.clone()),
        sides,
        others,
        trigger: event.trigger.and_then(|span| span.slice(&record.text)).map(str::to_owned),
        source: record.source.as_ref().map(|source| source.name.clone()),
    }
}
