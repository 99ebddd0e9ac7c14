//! Stages joined by bounded channels, each in a task of its own.

use tokio::task::AbortHandle;

use crate::{BoxError, Fork, Inlet, Name, Outlet, Running, Sink, Source, Stage, running::Tasks};

/// Parcels between two stages. Enough to hide a hiccup; memory is bounded by
/// the [`Budget`](crate::Budget), in bytes.
const CAPACITY: usize = 16;

/// A line under construction: its tasks so far, and the open end.
#[derive(Debug)]
#[must_use = "a line without a sink is dropped, and its tasks with it"]
pub struct Pipeline<T> {
    pub(crate) tasks: Tasks,
    pub(crate) source: AbortHandle,
    pub(crate) end: Inlet<T>,
}

impl<T: Send + 'static> Pipeline<T> {
    /// Begins a line.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime: stages start as soon as they are named.
    pub fn source(name: impl Into<Name>, source: impl Source<T>) -> Pipeline<T> {
        let mut tasks = Tasks::default();
        let (outlet, end) = channel();
        let source = tasks.spawn(name.into(), source.run(outlet));
        Pipeline { tasks, source, end }
    }

    /// Adds a stage behind the others.
    pub fn then<U: Send + 'static>(mut self, name: impl Into<Name>, stage: impl Stage<T, U>) -> Pipeline<U> {
        let (outlet, end) = channel();
        let name = name.into();
        self.tasks.gauge(&name, &self.end);
        self.tasks.spawn(name, stage.run(self.end, outlet));
        Pipeline { tasks: self.tasks, source: self.source, end }
    }

    /// Ends the line in one sink.
    pub fn sink(mut self, name: impl Into<Name>, sink: impl Sink<T>) -> Running {
        let name = name.into();
        self.tasks.gauge(&name, &self.end);
        self.tasks.spawn(name, sink.run(self.end));
        Running::new(self.tasks, self.source)
    }

    /// Ends the line in several sinks side by side; `divide` says which of
    /// them shall have a payload, and on what receipt.
    pub fn fork<D>(self, name: impl Into<Name>, divide: D) -> Fork<T, D> {
        Fork::new(self, name.into(), divide)
    }
}

fn channel<T>() -> (Outlet<T>, Inlet<T>) {
    async_channel::bounded(CAPACITY)
}

/// What every task of a line returns.
pub(crate) type Ended = Result<(), BoxError>;
