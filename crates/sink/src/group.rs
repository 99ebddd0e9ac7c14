//! What is written with one sync, and where it is collected.

use std::{mem, sync::Arc};

use courant_flow::{BoxError, Inlet, Parcel, Receipt};
use courant_model::{Enriched, Fingerprint, Record, SightingId};
use tokio::task::coop::consume_budget;

/// Parcels in one group at the most. At 3 ms a sync, bulletins of one item
/// each still reach 80,000 records a second.
const PARCELS: usize = 256;

/// Bytes of text in one group, past which no parcel is added. With facts,
/// words and indexes that is up to 15 MB of an SQLite store, which still fits
/// into its cache.
const BYTES: usize = 2 << 20;

/// Parcels that are written together.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) payloads: Vec<Enriched>,
    receipts: Vec<Receipt>,
    records: usize,
    bytes: usize,
}

impl Group {
    fn push(&mut self, parcel: Parcel<Enriched>) {
        let (payload, receipt) = parcel.open();
        self.records += payload.records.len();
        self.bytes += payload.records.iter().map(|record| record.text.len()).sum::<usize>();
        self.payloads.push(payload);
        self.receipts.push(receipt);
    }

    fn is_full(&self, most: usize) -> bool {
        self.payloads.len() >= PARCELS || self.bytes >= BYTES || self.records >= most
    }

    pub(crate) fn len(&self) -> usize {
        self.receipts.len()
    }

    /// How many records there were when it was collected.
    pub(crate) fn records(&self) -> usize {
        self.records
    }

    /// Takes a record out of a parcel, so that all others can be written.
    pub(crate) fn withdraw(&mut self, parcel: usize, sighting: SightingId) -> Option<(Fingerprint, Record)> {
        let payload = self.payloads.get_mut(parcel)?;
        let at = payload.records.iter().position(|record| record.sighting == sighting)?;
        // Other sinks read the same records, and go on doing so.
        Some((payload.fingerprint, Arc::make_mut(&mut payload.records).remove(at)))
    }

    /// Settles one parcel, so that the others can be written.
    pub(crate) fn reject(&mut self, parcel: usize, reason: impl Into<BoxError>) {
        self.payloads.remove(parcel);
        self.receipts.remove(parcel).reject(reason);
    }

    /// All of it is durable.
    pub(crate) fn deliver(self) {
        self.receipts.into_iter().for_each(Receipt::deliver);
    }
}

/// The way into a store: an inlet, and the group that is being collected.
#[derive(Debug)]
pub(crate) struct Intake {
    inlet: Inlet<Enriched>,
    next: Group,
    /// Records past which no parcel is added.
    most: usize,
    /// Parcels that were let go.
    pub(crate) refused: usize,
    /// Whether the inlet is closed and empty.
    pub(crate) dry: bool,
}

impl Intake {
    /// With no more than `most` records in a group, or as one bulletin has.
    pub(crate) fn new(inlet: Inlet<Enriched>, most: Option<usize>) -> Intake {
        let most = most.unwrap_or(usize::MAX);
        Intake { inlet, next: Group::default(), most, refused: 0, dry: false }
    }

    /// The next group: one parcel, however long it takes, and whatever else
    /// waits already. So an idle line is written at once, and under load the
    /// groups grow by themselves. `None` at the end of the input.
    pub(crate) async fn next(&mut self) -> Option<Group> {
        if self.next.payloads.is_empty() {
            let first = self.inlet.recv().await.ok()?;
            self.next.push(first);
        }
        while !self.next.is_full(self.most)
            && let Ok(parcel) = self.inlet.try_recv()
        {
            self.next.push(parcel);
        }
        Some(mem::take(&mut self.next))
    }

    /// Collects the next group while the last one is being written; ends when
    /// it is full or the input is over. It may be dropped at any time.
    pub(crate) async fn collect(&mut self) {
        while !self.dry && !self.next.is_full(self.most) {
            match self.inlet.recv().await {
                Ok(parcel) => self.next.push(parcel),
                Err(_) => self.dry = true,
            }
        }
    }

    /// Lets go of everything that comes, and of what was collected, so that a
    /// store that is down does not hold the line; ends when the input does.
    /// It may be dropped at any time.
    pub(crate) async fn refuse(&mut self) {
        self.refused += mem::take(&mut self.next).len();
        while !self.dry {
            match self.inlet.recv().await {
                Ok(parcel) => drop(parcel),
                Err(_) => self.dry = true,
            }
            self.refused += usize::from(!self.dry);
            consume_budget().await;
        }
    }
}
