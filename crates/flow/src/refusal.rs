//! A function's no: for good, or for now.

use crate::BoxError;

/// Why a function of [`each`](crate::each()) hands nothing on.
///
/// Any error is a refusal for good, so that a function with no other kind
/// returns its errors as they are.
#[derive(Debug)]
pub enum Refusal {
    /// The payload can never be delivered, for the reason given: it is rejected.
    ForGood(BoxError),
    /// The payload may pass when it is offered again: it is abandoned.
    ForNow,
}

impl<E: Into<BoxError>> From<E> for Refusal {
    fn from(reason: E) -> Refusal {
        Refusal::ForGood(reason.into())
    }
}
