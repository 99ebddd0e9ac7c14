//! One number for all the memory that may be on its way.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::{BoxError, Inlet, Outlet, Stage};

/// A number of bytes that may be in flight at once.
///
/// Each payload draws its weight at the way in, and the receipt gives it back
/// when it settles, wherever that is. A payload that is heavier than the
/// whole budget passes when it is alone, so nothing is too big to pass.
#[derive(Clone)]
pub struct Budget(Arc<Purse>);

struct Purse {
    capacity: u64,
    out: Mutex<u64>,
    returned: Notify,
}

/// Bytes drawn from a [`Budget`]; given back when it is dropped.
#[must_use = "a dropped draw is given back at once"]
pub struct Draw {
    purse: Arc<Purse>,
    bytes: u64,
}

impl Budget {
    /// A budget of so many bytes.
    #[must_use]
    pub fn new(bytes: u64) -> Budget {
        Budget(Arc::new(Purse { capacity: bytes, out: Mutex::new(0), returned: Notify::new() }))
    }

    /// Bytes that are out.
    #[must_use]
    pub fn out(&self) -> u64 {
        *self.0.out()
    }

    /// Draws `bytes`, once they are there or nothing else is out.
    pub async fn draw(&self, bytes: u64) -> Draw {
        loop {
            // Registered before the look, so that a return between the two is heard.
            let returned = self.0.returned.notified();
            {
                let mut out = self.0.out();
                let after = out.saturating_add(bytes);
                if *out == 0 || after <= self.0.capacity {
                    *out = after;
                    return Draw { purse: Arc::clone(&self.0), bytes };
                }
            }
            returned.await;
        }
    }

    /// Draws `bytes` without waiting, for what turned out heavier than it looked.
    ///
    /// To wait here could stop the line for ever: all that could be given
    /// back may be waiting likewise. The next [`draw`](Budget::draw) waits
    /// the longer.
    pub fn overdraw(&self, bytes: u64) -> Draw {
        let mut out = self.0.out();
        *out = out.saturating_add(bytes);
        Draw { purse: Arc::clone(&self.0), bytes }
    }

    /// A stage that draws the weight of each payload and lets it pass.
    pub fn toll<F>(&self, weigh: F) -> Toll<F> {
        Toll { budget: self.clone(), weigh, waits: true }
    }

    /// A stage that charges what a payload turned out to weigh above its
    /// toll, without waiting.
    pub fn surcharge<F>(&self, weigh: F) -> Toll<F> {
        Toll { budget: self.clone(), weigh, waits: false }
    }
}

impl Purse {
    fn out(&self) -> MutexGuard<'_, u64> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Draw {
    fn drop(&mut self) {
        *self.purse.out() -= self.bytes;
        self.purse.returned.notify_one();
    }
}

/// See [`Budget::toll`] and [`Budget::surcharge`].
pub struct Toll<F> {
    budget: Budget,
    weigh: F,
    waits: bool,
}

impl<F, T> Stage<T, T> for Toll<F>
where
    F: Fn(&T) -> u64 + Send + 'static,
    T: Send + 'static,
{
    async fn run(self, inlet: Inlet<T>, outlet: Outlet<T>) -> Result<(), BoxError> {
        while let Ok(parcel) = inlet.recv().await {
            match (self.weigh)(&parcel.payload) {
                0 => {}
                bytes if self.waits => parcel.receipt.hold(self.budget.draw(bytes).await),
                bytes => parcel.receipt.hold(self.budget.overdraw(bytes)),
            }
            if outlet.send(parcel).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("capacity", &self.0.capacity).field("out", &self.out()).finish()
    }
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Draw").field(&self.bytes).finish()
    }
}

impl<F> fmt::Debug for Toll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Toll")
            .field("budget", &self.budget)
            .field("waits", &self.waits)
            .finish_non_exhaustive()
    }
}
