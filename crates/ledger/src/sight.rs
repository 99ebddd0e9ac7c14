//! Tells new items from those that were seen before.

use std::sync::Arc;

use courant_flow::{BoxError, Inlet, Outlet, Stage};
use courant_model::{Enriched, Record};

use crate::command::{Command, Sighting, Wire};

/// A stage that fills in `status` and `revision` of every record.
///
/// A sighting that the ledger knows gets the answer that it got the first
/// time, so a redelivered record is the same record.
#[derive(Debug, Clone)]
pub struct Sight(pub(crate) Wire);

impl Stage<Enriched, Enriched> for Sight {
    async fn run(self, inlet: Inlet<Enriched>, outlet: Outlet<Enriched>) -> Result<(), BoxError> {
        while let Ok(mut parcel) = inlet.recv().await {
            let fingerprint = parcel.payload.fingerprint;
            let sightings = parcel.payload.records.iter().map(sighting).collect();
            let known = self.0.ask(|answer| Command::Sight { fingerprint, sightings, answer }).await?;
            // Nobody else holds the records yet, so nothing is copied here.
            for (record, known) in Arc::make_mut(&mut parcel.payload.records).iter_mut().zip(known) {
                record.status = known.status;
                record.revision = known.revision;
            }
            if outlet.send(parcel).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

fn sighting(record: &Record) -> Sighting {
    let mut digest = [0; 16];
    blake3::Hasher::new().update(record.text.as_bytes()).finalize_xof().fill(&mut digest);
    Sighting {
        item: record.id,
        id: record.sighting,
        ordinal: record.position.ordinal,
        views: record.views,
        digest,
    }
}
