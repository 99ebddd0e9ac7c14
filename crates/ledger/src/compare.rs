//! Finds the bulletin that is unlike those before it, before its records are
//! trusted.

use std::sync::Arc;

use courant_flow::{BoxError, Inlet, Outlet, Stage};
use courant_model::{Flag, Segmented};
use tracing::warn;

use crate::{
    command::{Command, Look, Verdict, Wire},
    drift::Drift,
    measures::Measures,
};

/// A stage that holds each bulletin against the last ones of its inbox, and
/// tells the one that is far outside as the event `layout.drift`.
///
/// What follows is for the inbox to [declare](courant_model::OnDrift). A
/// bulletin that went through is one of the last ones for the next, flagged or
/// not; one that is held in quarantine is so only when somebody lets it
/// through. The ledger remembers what it said: a redelivered bulletin has the
/// flag that it had the first time, and counts once.
#[derive(Debug, Clone)]
pub struct Compare(pub(crate) Wire);

impl Stage<Segmented, Segmented> for Compare {
    async fn run(self, inlet: Inlet<Segmented>, outlet: Outlet<Segmented>) -> Result<(), BoxError> {
        while let Ok(mut parcel) = inlet.recv().await {
            let look = Box::new(look(&parcel.payload));
            match self.0.ask(|answer| Command::Compare { look, answer }).await? {
                Verdict::Usual => {}
                Verdict::Flag(drift) => {
                    tell(&parcel.payload, &drift);
                    // Nobody else holds the bulletin yet, so nothing is copied here.
                    Arc::make_mut(&mut parcel.payload.bulletin).flags.push(Flag::LayoutDrift);
                }
                Verdict::Hold(drift) => {
                    tell(&parcel.payload, &drift);
                    parcel.receipt.reject(drift);
                    continue;
                }
            }
            if outlet.send(parcel).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

fn look(segmented: &Segmented) -> Look {
    let declared = &segmented.bulletin.declared;
    Look {
        inbox: declared.inbox.clone(),
        fingerprint: segmented.bulletin.fingerprint,
        measures: Measures::of(segmented),
        on_drift: declared.drift,
    }
}

fn tell(segmented: &Segmented, drift: &Drift) {
    let bulletin = &segmented.bulletin;
    warn!(
        file = %bulletin.path.display(),
        inbox = bulletin.declared.inbox,
        fingerprint = %bulletin.fingerprint,
        layout = segmented.main().map(|document| &*document.layout),
        items = segmented.items().count(),
        reason = drift.reason,
        "layout.drift"
    );
}
