//! The end of a line with more than one sink.

use std::fmt;

use crate::{BoxError, Inlet, Name, Outlet, Parcel, Pipeline, Running, Sink};

/// Decides which branches shall have a payload, and on what receipts.
pub trait Divide<T>: Send + 'static {
    /// For each branch in turn what it is handed, or `None` where it shall not
    /// have the payload. The receipt that came in is to be settled by the
    /// receipts that go out, or here if there are none.
    fn divide(
        &mut self,
        parcel: Parcel<T>,
        branches: &[Name],
    ) -> impl Future<Output = Vec<Option<Handed<T>>>> + Send;
}

/// What one branch is handed, and how long the others wait for it.
#[derive(Debug)]
pub enum Handed<T> {
    /// It shall have it: a branch without room is waited for.
    Due(Parcel<T>),
    /// It may have it: a branch without room is passed by, and the parcel dropped.
    Favour(Parcel<T>),
}

/// Gives every payload to every branch, on shares of its own receipt.
#[derive(Debug, Clone, Copy, Default)]
pub struct Everyone;

impl<T: Clone + Send + Sync> Divide<T> for Everyone {
    async fn divide(&mut self, parcel: Parcel<T>, branches: &[Name]) -> Vec<Option<Handed<T>>> {
        let (payload, receipt) = parcel.open();
        let share = |_| Some(Handed::Due(Parcel::new(payload.clone(), receipt.clone())));
        let shares = branches.iter().map(share).collect();
        receipt.deliver();
        shares
    }
}

/// Parcels before one branch. A branch that is slower than the others holds
/// them only when so many wait for it, or when the budget is spent: what
/// waits weighs on the [`Budget`](crate::Budget), so bytes are bounded there.
const CAPACITY: usize = 1024;

/// Parcels before one branch that are favours. No budget counts them once
/// the others are done.
const FAVOURS: usize = 16;

/// A line whose sinks are being named.
#[must_use = "a fork that does not run is dropped, and the line with it"]
pub struct Fork<T, D> {
    line: Pipeline<T>,
    name: Name,
    divide: D,
    names: Vec<Name>,
    outlets: Vec<Outlet<T>>,
}

impl<T, D> Fork<T, D> {
    pub(crate) fn new(line: Pipeline<T>, name: Name, divide: D) -> Fork<T, D> {
        Fork { line, name, divide, names: Vec::new(), outlets: Vec::new() }
    }
}

impl<T, D> Fork<T, D>
where
    T: Send + 'static,
    D: Divide<T>,
{
    /// Adds a sink beside the others.
    pub fn branch(mut self, name: impl Into<Name>, sink: impl Sink<T>) -> Fork<T, D> {
        let (outlet, inlet) = async_channel::bounded(CAPACITY);
        let name = name.into();
        self.line.tasks.gauge(&name, &inlet);
        self.line.tasks.spawn(name.clone(), sink.run(inlet));
        self.names.push(name);
        self.outlets.push(outlet);
        self
    }

    /// Starts to hand out.
    pub fn run(self) -> Running {
        let Pipeline { mut tasks, source, end } = self.line;
        tasks.gauge(&self.name, &end);
        tasks.spawn(self.name, hand_out(end, self.divide, self.names, self.outlets));
        Running::new(tasks, source)
    }
}

/// A branch that is gone does not stop the others: what it is owed is
/// abandoned, and its end is reported by its own task.
async fn hand_out<T: Send, D: Divide<T>>(
    inlet: Inlet<T>,
    mut divide: D,
    names: Vec<Name>,
    outlets: Vec<Outlet<T>>,
) -> Result<(), BoxError> {
    while let Ok(parcel) = inlet.recv().await {
        let handed = divide.divide(parcel, &names).await;
        for (outlet, handed) in outlets.iter().zip(handed) {
            match handed {
                Some(Handed::Due(parcel)) => drop(outlet.send(parcel).await),
                // Its receipt says that it was abandoned, and whoever issued it tells.
                Some(Handed::Favour(parcel)) if outlet.len() >= FAVOURS => drop(parcel),
                Some(Handed::Favour(parcel)) => drop(outlet.try_send(parcel)),
                None => {}
            }
        }
        if outlets.iter().all(Outlet::is_closed) {
            break;
        }
    }
    Ok(())
}

impl<T, D> fmt::Debug for Fork<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fork")
            .field("name", &self.name)
            .field("branches", &self.names)
            .finish_non_exhaustive()
    }
}
