//! A payload on its way through the line, and the receipt that accounts for it.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{BoxError, Draw};

/// What became of everything that one receipt accounts for, mildest first.
#[derive(Debug)]
pub enum Outcome {
    /// Every part reached the sink.
    Delivered,
    /// Some part was refused for good; the first reason given.
    Rejected(BoxError),
    /// Some part was lost on the way, by a stop or a failure: offer it again.
    Abandoned,
}

/// A payload and the receipt that travels with it.
#[derive(Debug)]
#[must_use = "a dropped parcel is an abandoned one"]
pub struct Parcel<T> {
    /// What is carried.
    pub payload: T,
    /// The share in its delivery.
    pub receipt: Receipt,
}

impl<T> Parcel<T> {
    /// Joins a payload with the receipt that accounts for it.
    pub fn new(payload: T, receipt: Receipt) -> Parcel<T> {
        Parcel { payload, receipt }
    }

    /// Takes the parcel apart.
    pub fn open(self) -> (T, Receipt) {
        (self.payload, self.receipt)
    }

    /// Changes the payload and keeps the receipt.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Parcel<U> {
        Parcel { payload: f(self.payload), receipt: self.receipt }
    }
}

/// A share in the delivery of one payload.
///
/// Clone it when a payload is cut in parts. Settle every share with
/// [`deliver`](Receipt::deliver) or [`reject`](Receipt::reject); a share that
/// is dropped instead counts as abandoned. When the last share is gone, the
/// issuer hears the gravest [`Outcome`] of all, once.
#[must_use = "a dropped receipt is an abandoned one"]
pub struct Receipt {
    account: Arc<Account>,
    settled: bool,
}

struct Account(Mutex<Balance>);

struct Balance {
    outcome: Outcome,
    on_settled: Option<Box<dyn FnOnce(Outcome) + Send>>,
    /// Given back after the issuer has heard.
    drawn: Vec<Draw>,
}

impl Receipt {
    /// Opens an account; `on_settled` hears its outcome, once.
    ///
    /// It is called wherever the last share goes, so it must not block.
    pub fn new(on_settled: impl FnOnce(Outcome) + Send + 'static) -> Receipt {
        let balance = Balance {
            outcome: Outcome::Delivered,
            on_settled: Some(Box::new(on_settled)),
            drawn: Vec::new(),
        };
        Receipt { account: Arc::new(Account(Mutex::new(balance))), settled: false }
    }

    /// This part is where it should be.
    pub fn deliver(mut self) {
        self.settled = true;
    }

    /// This part can never be delivered, for the reason given.
    pub fn reject(mut self, reason: impl Into<BoxError>) {
        self.settled = true;
        let mut balance = self.account.balance();
        if let Outcome::Delivered = balance.outcome {
            balance.outcome = Outcome::Rejected(reason.into());
        }
    }

    /// Keeps a part of a [`Budget`](crate::Budget) until the account is settled.
    pub fn hold(&self, draw: Draw) {
        self.account.balance().drawn.push(draw);
    }
}

impl Clone for Receipt {
    fn clone(&self) -> Receipt {
        Receipt { account: Arc::clone(&self.account), settled: false }
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        if !self.settled {
            self.account.balance().outcome = Outcome::Abandoned;
        }
    }
}

impl Account {
    /// A balance is whole after every statement, so a panic elsewhere does not spoil it.
    fn balance(&self) -> MutexGuard<'_, Balance> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        let balance = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let outcome = mem::replace(&mut balance.outcome, Outcome::Abandoned);
        if let Some(on_settled) = balance.on_settled.take() {
            on_settled(outcome);
        }
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt").field("settled", &self.settled).finish_non_exhaustive()
    }
}
