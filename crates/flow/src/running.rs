//! A line at work, and its end.

use std::{collections::HashMap, fmt, future::poll_fn, pin::pin};

use async_channel::WeakReceiver;
use tokio::task::{self, AbortHandle, JoinError, JoinSet};
use tracing::Instrument as _;

use crate::{BoxError, Inlet, Name, Parcel, fail, pipeline::Ended};

/// The tasks of a line, by name.
#[derive(Default)]
pub(crate) struct Tasks {
    set: JoinSet<Ended>,
    names: HashMap<task::Id, Name>,
    gauges: Gauges,
}

impl Tasks {
    /// The one place where a line's tasks are born: each in a span with its
    /// name, which every event inside it carries.
    pub(crate) fn spawn(
        &mut self,
        name: Name,
        task: impl Future<Output = Ended> + Send + 'static,
    ) -> AbortHandle {
        let span = tracing::info_span!("stage", name = %name);
        let handle = self.set.spawn(frail(name.clone(), task).instrument(span));
        self.names.insert(handle.id(), name);
        handle
    }

    pub(crate) fn gauge<T: Send + 'static>(&mut self, name: &Name, inlet: &Inlet<T>) {
        self.gauges.0.push(Gauge { stage: name.clone(), queue: Box::new(inlet.downgrade()) });
    }
}

/// A task with the [point](fail::point_for) `stage[NAME]`, passed each time
/// that it is polled: so any stage can be made to fail at any of its waits.
async fn frail(name: Name, task: impl Future<Output = Ended>) -> Ended {
    let mut task = pin!(task);
    poll_fn(|context| {
        fail::point_for("stage", &name).map_err(BoxError::from)?;
        task.as_mut().poll(context)
    })
    .await
}

/// How full the inlets of a line are.
///
/// It does not keep the line alive: an inlet that is gone, or whose input has
/// ended, reads as empty.
#[derive(Default)]
pub struct Gauges(Vec<Gauge>);

struct Gauge {
    stage: Name,
    queue: Box<dyn Queue>,
}

/// What waits before one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depth {
    /// The stage that will take it.
    pub stage: Name,
    /// Parcels that wait.
    pub waiting: usize,
}

trait Queue: Send + Sync {
    fn len(&self) -> usize;
}

impl<T: Send> Queue for WeakReceiver<Parcel<T>> {
    fn len(&self) -> usize {
        self.upgrade().map_or(0, |inlet| inlet.len())
    }
}

impl Gauges {
    /// Reads all gauges, in the order of the line.
    #[must_use]
    pub fn read(&self) -> Vec<Depth> {
        self.0.iter().map(|gauge| Depth { stage: gauge.stage.clone(), waiting: gauge.queue.len() }).collect()
    }
}

/// A line at work. Dropped, it stops at once and abandons what it holds.
#[derive(Debug)]
#[must_use = "a line that is not waited for is dropped, and stops"]
pub struct Running {
    tasks: Tasks,
    source: AbortHandle,
    cause: Option<Error>,
}

impl Running {
    pub(crate) fn new(tasks: Tasks, source: AbortHandle) -> Running {
        Running { tasks, source, cause: None }
    }

    /// Runs `task` with the line; its failure is the line's failure, and the
    /// line is not at its end before the task is.
    pub fn beside(
        mut self,
        name: impl Into<Name>,
        task: impl Future<Output = Result<(), BoxError>> + Send + 'static,
    ) -> Running {
        self.tasks.spawn(name.into(), task);
        self
    }

    /// Hands over the gauges of the line's inlets.
    pub fn gauges(&mut self) -> Gauges {
        std::mem::take(&mut self.tasks.gauges)
    }

    /// Waits for the source to run dry, and for the line behind it.
    ///
    /// A failed task ends the source; what is past the failure is still
    /// delivered. The first failure is the one reported: later ones are its
    /// echoes.
    pub async fn join(mut self) -> Result<(), Error> {
        self.drain().await;
        self.cause.map_or(Ok(()), Err)
    }

    /// Like [`join`](Running::join), and takes in no more once `stop` resolves.
    pub async fn until(mut self, stop: impl Future) -> Result<(), Error> {
        tokio::select! {
            () = self.drain() => (),
            _ = stop => self.source.abort(),
        }
        self.join().await
    }

    async fn drain(&mut self) {
        while let Some(joined) = self.tasks.set.join_next_with_id().await {
            let (id, cause) = match joined {
                Ok((_, Ok(()))) => continue,
                Ok((id, Err(source))) => (id, Failure::Returned(source)),
                Err(stopped) if stopped.is_cancelled() => continue,
                Err(panic) => (panic.id(), Failure::Panicked(panic)),
            };
            self.source.abort();
            let stage = self.tasks.names.get(&id).cloned().unwrap_or_default();
            self.cause.get_or_insert(match cause {
                Failure::Returned(source) => Error::Failed { stage, source },
                Failure::Panicked(source) => Error::Panicked { stage, source },
            });
        }
    }
}

enum Failure {
    Returned(BoxError),
    Panicked(JoinError),
}

/// Why a line came to its end before its source ran dry.
#[derive(Debug)]
pub enum Error {
    /// A stage gave up.
    Failed {
        /// Its name in the line.
        stage: Name,
        /// What it said.
        source: BoxError,
    },
    /// A stage panicked; payloads that make [`each`](crate::each()) panic do not end the line.
    Panicked {
        /// Its name in the line.
        stage: Name,
        /// The panic.
        source: JoinError,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Failed { stage, .. } => write!(f, "stage `{stage}` failed"),
            Error::Panicked { stage, .. } => write!(f, "stage `{stage}` panicked"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Failed { source, .. } => Some(source.as_ref()),
            Error::Panicked { source, .. } => Some(source),
        }
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names.values()).finish()
    }
}

impl fmt::Debug for Gauges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.read()).finish()
    }
}
