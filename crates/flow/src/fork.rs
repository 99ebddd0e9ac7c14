//! The end of a line with more than one sink.

use std::fmt;

use crate::{BoxError, Inlet, Name, Outlet, Parcel, Pipeline, Receipt, Running, Sink, pipeline::channel};

/// Decides which branches shall have a payload, and on what receipts.
pub trait Divide<T>: Send + 'static {
    /// For each branch in turn a receipt, or `None` where the branch shall
    /// not have the payload. The receipt that came in is to be settled by the
    /// receipts that go out, or here if there are none.
    fn divide(
        &mut self,
        payload: &T,
        receipt: Receipt,
        branches: &[Name],
    ) -> impl Future<Output = Vec<Option<Receipt>>> + Send;
}

/// Gives every payload to every branch, on shares of its own receipt.
#[derive(Debug, Clone, Copy, Default)]
pub struct Everyone;

impl<T: Sync> Divide<T> for Everyone {
    async fn divide(&mut self, _payload: &T, receipt: Receipt, branches: &[Name]) -> Vec<Option<Receipt>> {
        let shares = branches.iter().map(|_| Some(receipt.clone())).collect();
        receipt.deliver();
        shares
    }
}

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
    T: Clone + Send + Sync + 'static,
    D: Divide<T>,
{
    /// Adds a sink beside the others.
    pub fn branch(mut self, name: impl Into<Name>, sink: impl Sink<T>) -> Fork<T, D> {
        let (outlet, inlet) = channel();
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
async fn hand_out<T: Clone + Send + Sync, D: Divide<T>>(
    inlet: Inlet<T>,
    mut divide: D,
    names: Vec<Name>,
    outlets: Vec<Outlet<T>>,
) -> Result<(), BoxError> {
    while let Ok(parcel) = inlet.recv().await {
        let (payload, receipt) = parcel.open();
        let receipts = divide.divide(&payload, receipt, &names).await;
        for (outlet, receipt) in outlets.iter().zip(receipts) {
            if let Some(receipt) = receipt {
                let _ = outlet.send(Parcel::new(payload.clone(), receipt)).await;
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
