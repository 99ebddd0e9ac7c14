//! What each sink is still owed, on a receipt of its own.

use courant_flow::{Divide, Handed, Name, Outcome, Parcel, Receipt};
use courant_model::Enriched;
use tracing::warn;

use crate::{
    SinkTerms,
    command::{Command, Wire},
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
}

impl Divide<Enriched> for Shares {
    async fn divide(&mut self, parcel: Parcel<Enriched>, branches: &[Name]) -> Vec<Option<Handed<Enriched>>> {
        let (payload, receipt) = parcel.open();
        let fingerprint = payload.fingerprint;
        let Ok(owed) = self.wire.ask(|answer| Command::Owed { fingerprint, answer }).await else {
            // The ledger is gone: the receipt is abandoned, and the line ends at the next question that is asked.
            return branches.iter().map(|_| None).collect();
        };
        let share = |branch: &Name| match self.sinks.iter().position(|terms| terms.name == *branch) {
            Some(sink) => owed[sink].then(|| self.share(&payload, sink, &receipt)),
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
    fn share(&self, payload: &Enriched, sink: usize, whole: &Receipt) -> Handed<Enriched> {
        let (wire, fingerprint) = (self.wire.clone(), payload.fingerprint);
        if self.sinks[sink].required {
            let part = whole.clone();
            let receipt = Receipt::new(move |outcome| match outcome {
                Outcome::Delivered => {
                    wire.tell(Command::Delivered { fingerprint, sink });
                    part.deliver();
                }
                Outcome::Rejected(reason) => part.reject(reason),
                // Dropped, a part counts as abandoned.
                Outcome::Abandoned => {}
            });
            return Handed::Due(Parcel::new(payload.clone(), receipt));
        }
        let (name, path, items) =
            (self.sinks[sink].name.clone(), payload.path.clone(), payload.records.len());
        let receipt = Receipt::new(move |outcome| {
            let reason = match outcome {
                Outcome::Delivered => return wire.tell(Command::Delivered { fingerprint, sink }),
                Outcome::Rejected(reason) => chain(&reason),
                Outcome::Abandoned => "it takes nothing at present, or not so much".to_owned(),
            };
            warn!(sink = %name, file = %path.display(), %fingerprint, items, reason, "sink.missed");
        });
        Handed::Favour(Parcel::new(payload.clone(), receipt))
    }
}
