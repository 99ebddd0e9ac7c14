//! Each content once, whatever it is called.

use courant_flow::{BoxError, Inlet, Outlet, Stage, fail};
use courant_model::Bulletin;
use tracing::info;

use crate::command::{Admission, Candidate, Command, Wire};

/// A stage that lets a bulletin pass if some sink is owed it, and settles it
/// on the spot if the same bytes came in before.
#[derive(Debug, Clone)]
pub struct Admit(pub(crate) Wire);

impl Stage<Bulletin, Bulletin> for Admit {
    async fn run(self, inlet: Inlet<Bulletin>, outlet: Outlet<Bulletin>) -> Result<(), BoxError> {
        while let Ok(parcel) = inlet.recv().await {
            fail::point_for("admit", parcel.payload.path.display())?;
            let candidate = Candidate::of(&parcel.payload);
            match self.0.ask(|answer| Command::Admit { candidate, answer }).await? {
                Admission::Owed => {
                    fail::point("admit.owed")?;
                    if outlet.send(parcel).await.is_err() {
                        break;
                    }
                }
                Admission::Duplicate { of } => {
                    let (bulletin, receipt) = parcel.open();
                    info!(
                        file = %bulletin.path.display(),
                        inbox = bulletin.declared.inbox,
                        fingerprint = %bulletin.fingerprint,
                        of = %of.display(),
                        "file.duplicate"
                    );
                    receipt.deliver();
                }
            }
        }
        Ok(())
    }
}
