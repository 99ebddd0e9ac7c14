//! Several inboxes as one source.

use std::{future::poll_fn, pin::Pin, sync::Arc, task::Poll};

use courant_flow::{BoxError, Outlet, Source};
use courant_ledger::Gate;
use courant_model::{Arrival, Declared};

use crate::{
    Error, Inbox, Mode, bounds::Bounds, completeness::Completeness, inbox::check_apart, tail::Tail,
    watch::Watch,
};

/// Offers each whole file of its inboxes, and each complete piece of those
/// that grow, for as long as somebody listens.
///
/// Files of one inbox that are whole at the same time are offered by
/// modification time and name; inboxes take turns. A full outlet stops the
/// offers and not the watching. Dropped, it takes its threads with it.
///
/// What it tells in the log are the events `inbox.watching`, `inbox.missing`,
/// `inbox.back`, `inbox.polling`, `inbox.rescan`, `file.seen`,
/// `file.settling`, `file.ready`, `file.vanished`, `file.excluded` and
/// `file.unreadable`; of files that grow also `tail.cut`, `tail.rotated`,
/// `tail.truncated`, `tail.ended` and `tail.lost`.
#[derive(Debug)]
pub struct Watcher {
    inboxes: Vec<Inbox>,
    gate: Gate,
    complete: Completeness,
}

impl Watcher {
    /// Watches these inboxes, as soon as it is run.
    ///
    /// Fails if one inbox lies in another, or if a glob is none. A directory
    /// that is missing is waited for.
    pub fn new(inboxes: Vec<Inbox>, gate: Gate) -> Result<Watcher, Error> {
        check_apart(&inboxes)?;
        inboxes.iter().try_for_each(|inbox| Bounds::new(inbox).map(drop))?;
        Ok(Watcher { inboxes, gate, complete: Completeness::default() })
    }

    /// How much of a file that grows is complete.
    ///
    /// `complete` gets what was declared of the inbox and whole lines that
    /// were not taken yet. It says how many bytes of them, up to the end of a
    /// line, are items to which nothing can be added; 0 if none. It may
    /// compute for as long as it likes. Without it each line counts as
    /// complete.
    #[must_use]
    pub fn completing(
        self,
        complete: impl Fn(&Arc<Declared>, &[u8]) -> usize + Send + Sync + 'static,
    ) -> Watcher {
        Watcher { complete: Completeness::new(complete), ..self }
    }
}

/// An inbox of either kind, at work.
type Watching = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

impl Source<Arrival> for Watcher {
    /// Inboxes are watched side by side in this one task: a file system that
    /// hangs holds up its own inbox only.
    async fn run(self, outlet: Outlet<Arrival>) -> Result<(), BoxError> {
        let mut watches: Vec<Watching> = Vec::new();
        for inbox in self.inboxes {
            let (gate, outlet) = (self.gate.clone(), outlet.clone());
            watches.push(match inbox.mode {
                Mode::Drop => Box::pin(Watch::new(inbox, gate)?.run(outlet)),
                Mode::Tail(tailing) => {
                    Box::pin(Tail::new(inbox, tailing, self.complete.clone(), gate)?.run(outlet))
                }
            });
        }
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
