//! Tells new items from those that were seen before, and the stories apart.

use std::sync::Arc;

use courant_flow::{BoxError, Inlet, Outlet, Stage};
use courant_model::{Enriched, ItemId, Record, Story};
use jiff::civil::{Date, date};

use crate::{
    command::{Body, Command, Known, Page, Sighting, Wire},
    fields::{Fields, digest},
    sketch::Sketch,
};

/// A stage that fills in `status`, `revision`, `changed` and `story` of every
/// record, and gives an item whose headline was reworded the `id` that it had
/// before.
///
/// A sighting that the ledger knows gets the answer that it got the first
/// time, so a redelivered record is the same record.
#[derive(Debug, Clone)]
pub struct Sight {
    pub(crate) wire: Wire,
    pub(crate) window: u16,
}

/// Bins of a sketch that a text must fill to prove anything: it takes some 15
/// words. "Read the full story" stands below many headlines.
const ENOUGH: usize = 12;

impl Sight {
    /// How many days, one way or the other, near-duplicates may be apart if
    /// nobody says otherwise.
    pub const WINDOW: u16 = 7;

    /// The same, with another window for stories; 0 for no stories at all.
    #[must_use]
    pub fn window(self, days: u16) -> Sight {
        Sight { window: days, ..self }
    }
}

impl Stage<Enriched, Enriched> for Sight {
    async fn run(self, inlet: Inlet<Enriched>, outlet: Outlet<Enriched>) -> Result<(), BoxError> {
        while let Ok(mut parcel) = inlet.recv().await {
            let page = Page {
                fingerprint: parcel.payload.fingerprint,
                sightings: parcel.payload.records.iter().map(sighting).collect(),
                refused: Arc::clone(&parcel.payload.refused),
                tiles: Arc::clone(&parcel.payload.tiles),
                window: self.window,
            };
            let known = self.wire.ask(|answer| Command::Sight { page, answer }).await?;
            // Nobody else holds the records yet, so nothing is copied here.
            for (record, known) in Arc::make_mut(&mut parcel.payload.records).iter_mut().zip(known) {
                tell(record, known);
            }
            if outlet.send(parcel).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// The sighting keeps its id whatever item it is of. A store swallows by it
/// what is delivered again, and must do so also if the ledger has lost what
/// it knew of the item, and knows it by its other headline now.
fn tell(record: &mut Record, known: Known) {
    record.id = known.item;
    record.status = known.status;
    record.revision = known.revision;
    record.changed = known.changes.fields();
    record.story = known.story.map(|(first, percent)| Story::of(first, f32::from(percent) / 100.0));
}

pub(crate) fn sighting(record: &Record) -> Sighting {
    let body = below(record);
    Sighting {
        item: record.id,
        id: record.sighting,
        ordinal: record.position.ordinal,
        member: record.bulletin.member.clone(),
        views: record.views,
        digest: digest(&record.text),
        fields: Fields::of(record, body),
        body: comparable(record, body),
    }
}

/// The text below the headline.
fn below(record: &Record) -> &str {
    let text = record.text.as_str();
    text.strip_prefix(record.headline.as_str()).unwrap_or(text).trim_start_matches('\n')
}

fn comparable(record: &Record, body: &str) -> Option<Body> {
    let published = record.published?;
    let sketch = Sketch::of(body);
    if sketch.filled() < ENOUGH {
        return None;
    }
    let day = day(published.date());
    // What is left of an item's identity without its headline.
    let source = record.source.as_ref().map(|source| source.name.as_str());
    let id = ItemId::of(Some(&published), "", source).to_bytes();
    let (quarters, _) = id.as_chunks();
    let place = (i64::from(day) << 32) | i64::from(u32::from_be_bytes(quarters[0]));
    Some(Body { place, day, sketch })
}

/// Counted from 1970.
fn day(on: Date) -> i32 {
    let days = on.duration_since(date(1970, 1, 1)).as_hours() / 24;
    i32::try_from(days).expect("the calendar has some four million days")
}
