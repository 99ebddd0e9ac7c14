//! A stage made of a plain function: in order, off the async runtime.

use std::{
    any::Any,
    fmt,
    future::pending,
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use async_channel::bounded;
use tokio::{sync::oneshot, task::spawn_blocking};
use tracing::Span;

use crate::{BoxError, Inlet, Outlet, Parcel, Refusal, Stage};

/// Runs `work` on each payload, on `workers` threads of its own.
///
/// Parcels leave in the order they came, whatever the number of workers. A
/// payload whose work fails or panics is rejected, and the stage goes on; one
/// that is [refused for now](Refusal::ForNow) is abandoned.
pub fn each<F>(workers: NonZeroUsize, work: F) -> Each<F> {
    Each { workers: workers.get(), work: Arc::new(work) }
}

/// See [`each`].
pub struct Each<F> {
    workers: usize,
    work: Arc<F>,
}

impl<F, In, Out, E> Stage<In, Out> for Each<F>
where
    F: Fn(In) -> Result<Out, E> + Send + Sync + 'static,
    In: Send + 'static,
    Out: Send + 'static,
    E: Into<Refusal>,
{
    /// Workers share one bench and race for what lies on it; a queue of
    /// tickets, drawn in the order of arrival, keeps the order of departure.
    async fn run(self, inlet: Inlet<In>, outlet: Outlet<Out>) -> Result<(), BoxError> {
        let ahead = AHEAD * self.workers;
        let (bench, waiting) = bounded::<(Parcel<In>, oneshot::Sender<Parcel<Out>>)>(ahead);
        let (queue, tickets) = bounded(ahead);

        for _ in 0..self.workers {
            let (waiting, work, span) = (waiting.clone(), Arc::clone(&self.work), Span::current());
            spawn_blocking(move || {
                let _entered = span.entered();
                while let Ok((parcel, ticket)) = waiting.recv_blocking() {
                    if let Some(parcel) = attempt(&*work, parcel) {
                        // A refusal means that the stage was stopped: the parcel comes back and is abandoned.
                        let _ = ticket.send(parcel);
                    }
                }
            });
        }
        drop(waiting);

        let deal = async move {
            while let Ok(parcel) = inlet.recv().await {
                let (done, ticket) = oneshot::channel();
                if queue.send(ticket).await.is_err() || bench.send((parcel, done)).await.is_err() {
                    break;
                }
            }
            drop((queue, bench));
            // The stage ends with the last ticket called, not the last one drawn.
            pending::<()>().await;
        };
        let gather = async move {
            while let Ok(ticket) = tickets.recv().await {
                if let Ok(parcel) = ticket.await
                    && outlet.send(parcel).await.is_err()
                {
                    break;
                }
            }
        };
        tokio::select! {
            () = gather => Ok(()),
            () = deal => unreachable!("dealing never completes"),
        }
    }
}

/// Parcels in hand per worker: enough that a worker seldom sleeps between two.
const AHEAD: usize = 4;

/// A refused payload leaves no parcel, at most a reason on the receipt.
fn attempt<In, Out, E: Into<Refusal>>(
    work: impl Fn(In) -> Result<Out, E>,
    parcel: Parcel<In>,
) -> Option<Parcel<Out>> {
    let (payload, receipt) = parcel.open();
    match catch_unwind(AssertUnwindSafe(|| work(payload))) {
        Ok(Ok(payload)) => return Some(Parcel::new(payload, receipt)),
        Ok(Err(refusal)) => match refusal.into() {
            Refusal::ForGood(reason) => receipt.reject(reason),
            Refusal::ForNow => drop(receipt),
        },
        Err(panic) => receipt.reject(format!("panicked: {}", said(&*panic))),
    }
    None
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

impl<F> fmt::Debug for Each<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each").field("workers", &self.workers).finish_non_exhaustive()
    }
}
