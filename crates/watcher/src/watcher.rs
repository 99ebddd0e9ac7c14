//! Several inboxes as one source.

use std::{future::poll_fn, iter::repeat, task::Poll};

use courant_flow::{BoxError, Outlet, Source};
use courant_ledger::Gate;
use courant_model::Arrival;

use crate::{Error, Inbox, inbox::check_apart, watch::Watch};

/// Offers each whole file of its inboxes, for as long as somebody listens.
///
/// Files of one inbox that are whole at the same time are offered by
/// modification time and name; inboxes take turns. A full outlet stops the
/// offers and not the watching. Dropped, it takes its threads with it.
///
/// What it tells in the log are the events `inbox.watching`, `inbox.missing`,
/// `inbox.back`, `inbox.polling`, `inbox.rescan`, `file.seen`,
/// `file.settling`, `file.ready`, `file.vanished`, `file.excluded` and
/// `file.unreadable`.
#[derive(Debug)]
pub struct Watcher {
    watches: Vec<Watch>,
}

impl Watcher {
    /// Watches these inboxes, as soon as it is run.
    ///
    /// Fails if one inbox lies in another, or if a glob is none. A directory
    /// that is missing is waited for.
    pub fn new(inboxes: Vec<Inbox>, gate: Gate) -> Result<Watcher, Error> {
        check_apart(&inboxes)?;
        let watches = inboxes.into_iter().zip(repeat(gate)).map(|(inbox, gate)| Watch::new(inbox, gate));
        Ok(Watcher { watches: watches.collect::<Result<_, _>>()? })
    }
}

impl Source<Arrival> for Watcher {
    /// Inboxes are watched side by side in this one task: a file system that
    /// hangs holds up its own inbox only.
    async fn run(self, outlet: Outlet<Arrival>) -> Result<(), BoxError> {
        let mut watches: Vec<_> =
            self.watches.into_iter().map(|watch| Box::pin(watch.run(outlet.clone()))).collect();
        drop(outlet);
        poll_fn(|task| {
            let mut failure = None;
            watches.retain_mut(|watch| match watch.as_mut().poll(task) {
                Poll::Pending => true,
                Poll::Ready(ended) => {
                    failure = failure.take().or(ended.err());
                    false
                }
            });
            match failure {
                Some(failure) => Poll::Ready(Err(failure)),
                None if watches.is_empty() => Poll::Ready(Ok(())),
                None => Poll::Pending,
            }
        })
        .await
    }
}
