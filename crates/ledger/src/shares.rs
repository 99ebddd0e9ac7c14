//! What each sink is still owed, on a receipt of its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

use courant_flow::{Divide, Handed, Name, Outcome, Parcel, Receipt, fail};
use courant_model::{Enriched, Fingerprint, Record};
use tracing::warn;

use crate::{
    SinkTerms,
    command::{Command, Hand, Owing, Wire},
    error::chain,
};

/// Divides a bulletin among the sinks that have not got it yet.
///
/// A branch is the sink that the ledger was opened with under the same name.
/// A branch of another name gets everything, and nothing is booked for it.
#[derive(Debug, Clone)]
pub struct Shares {
    pub(crate) wire: Wire,
    pub(crate) sinks: Vec<SinkTerms>,
    pub(crate) recalls: Vec<Arc<AtomicI64>>,
}

impl Divide<Enriched> for Shares {
    async fn divide(&mut self, parcel: Parcel<Enriched>, branches: &[Name]) -> Vec<Option<Handed<Enriched>>> {
        let (payload, receipt) = parcel.open();
        let fingerprint = payload.fingerprint;
        let asked = self.wire.ask(|answer| Command::Owed { fingerprint, answer }).await;
        let (Ok(owed), Ok(())) = (asked, fail::point("shares.owed")) else {
            // The ledger is gone: the receipt is abandoned, and the line ends at the next question that is asked.
            return branches.iter().map(|_| None).collect();
        };
        let share = |branch: &Name| match self.sinks.iter().position(|terms| terms.name == *branch) {
            Some(sink) => self.share(&payload, sink, &owed[sink], &receipt),
            None => Some(Handed::Due(Parcel::new(payload.clone(), receipt.clone()))),
        };
        let shares = branches.iter().map(share).collect();
        receipt.deliver();
        shares
    }
}

impl Shares {
    /// On a receipt whose outcome is booked for this sink, and then counts for
    /// the file unless the sink is served as a favour only.
    fn share(
        &self,
        payload: &Enriched,
        sink: usize,
        owing: &Owing,
        whole: &Receipt,
    ) -> Option<Handed<Enriched>> {
        // Before it gets anything that it may have already: the channel keeps the order.
        self.recalls[sink].store(owing.recalled, Ordering::Release);
        let payload = owing.part(payload)?;
        let (wire, fingerprint, stretches) =
            (self.wire.clone(), payload.fingerprint, owing.stretches.clone());
        let unwound = Unwound { wire: self.wire.clone(), fingerprint };
        let delivered = move || wire.tell(Command::Delivered { fingerprint, sink, stretches });
        if self.sinks[sink].required {
            let part = whole.clone();
            let receipt = Receipt::new(move |outcome| match outcome {
                Outcome::Delivered => {
                    delivered();
                    part.deliver();
                }
                Outcome::Rejected(reason) => part.reject(reason),
                // Dropped, a part counts as abandoned.
                Outcome::Abandoned => unwound.tell(),
            });
            return Some(Handed::Due(Parcel::new(payload, receipt)));
        }
        let (name, path, items) =
            (self.sinks[sink].name.clone(), payload.path.clone(), payload.records.len());
        let receipt = Receipt::new(move |outcome| {
            let reason = match outcome {
                Outcome::Delivered => return delivered(),
                Outcome::Rejected(reason) => chain(&reason),
                Outcome::Abandoned => {
                    unwound.tell();
                    "it takes nothing at present, or not so much".to_owned()
                }
            };
            warn!(sink = %name, file = %path.display(), %fingerprint, items, reason, "sink.missed");
        });
        Some(Handed::Favour(Parcel::new(payload, receipt)))
    }
}

/// Says which content a panicking thread had in its hands.
struct Unwound {
    wire: Wire,
    fingerprint: Fingerprint,
}

impl Unwound {
    fn tell(&self) {
        if thread::panicking() {
            self.wire.tell(Command::Unwound(Hand::Content(self.fingerprint)));
        }
    }
}

impl Owing {
    /// As much of a bulletin as is owed: by the places of its items and not by
    /// their numbers, for another layout may have cut it meanwhile.
    fn part(&self, bulletin: &Enriched) -> Option<Enriched> {
        if self.whole {
            return Some(bulletin.clone());
        }
        if self.stretches.is_empty() {
            return None;
        }
        let owed = |record: &&Record| {
            let (from, to) = record.position.bytes;
            let overlaps = |(begins, ends): &(i64, i64)| before(from, *ends) && !before(to, begins + 1);
            self.stretches.iter().any(overlaps)
        };
        let records = bulletin.records.iter().filter(owed).cloned().collect();
        Some(Enriched { records: Arc::new(records), ..bulletin.clone() })
    }
}

/// Whether a place is before another one.
fn before(place: usize, other: i64) -> bool {
    i64::try_from(place).is_ok_and(|place| place < other)
}
