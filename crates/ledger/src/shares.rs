//! What each sink is still owed, on a receipt of its own.

use courant_flow::{Divide, Name, Outcome, Receipt, fail};
use courant_model::Enriched;

use crate::{
    SinkTerms,
    command::{Command, Wire},
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
    async fn divide(
        &mut self,
        payload: &Enriched,
        receipt: Receipt,
        branches: &[Name],
    ) -> Vec<Option<Receipt>> {
        let fingerprint = payload.fingerprint;
        let asked = self.wire.ask(|answer| Command::Owed { fingerprint, answer }).await;
        let (Ok(owed), Ok(())) = (asked, fail::point("shares.owed")) else {
            // The ledger is gone: the receipt is abandoned, and the line ends at the next question that is asked.
            return branches.iter().map(|_| None).collect();
        };
        let share = |branch: &Name| match self.sinks.iter().position(|terms| terms.name == *branch) {
            Some(sink) => owed[sink].then(|| self.share(payload, sink, &receipt)),
            None => Some(receipt.clone()),
        };
        let shares = branches.iter().map(share).collect();
        receipt.deliver();
        shares
    }
}

impl Shares {
    /// A receipt whose outcome is booked for this sink, and then counts for
    /// the file unless the sink is served as a favour only.
    fn share(&self, payload: &Enriched, sink: usize, whole: &Receipt) -> Receipt {
        let (wire, fingerprint) = (self.wire.clone(), payload.fingerprint);
        let part = self.sinks[sink].required.then(|| whole.clone());
        Receipt::new(move |outcome| {
            if let Outcome::Delivered = outcome {
                wire.tell(Command::Delivered { fingerprint, sink });
            }
            match (part, outcome) {
                (Some(part), Outcome::Delivered) => part.deliver(),
                (Some(part), Outcome::Rejected(reason)) => part.reject(reason),
                // Dropped, a part counts as abandoned.
                (Some(_) | None, _) => {}
            }
        })
    }
}
