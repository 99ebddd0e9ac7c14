//! The three shapes of a task on the line: it fills an outlet, empties an
//! inlet, or does both.

use std::borrow::Cow;

use async_channel::{Receiver, Sender};

use crate::Parcel;

/// What ends a line, or the reason why a payload was rejected.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Where parcels come from. It is a `Stream` as well, so that the combinators
/// of `tokio-stream` apply.
pub type Inlet<T> = Receiver<Parcel<T>>;

/// Where parcels go.
pub type Outlet<T> = Sender<Parcel<T>>;

/// What a task is called in spans, gauges and errors.
pub type Name = Cow<'static, str>;

/// Makes parcels, and fills an outlet with them.
///
/// It ends by itself when it has run dry, or is stopped from outside at any
/// `await`; what it holds at that moment is abandoned.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no source of `{Out}`",
    label = "not a source of `{Out}`",
    note = "a source is an `async fn(Outlet<{Out}>) -> Result<(), BoxError>`, or a type with `impl Source<{Out}>`",
    note = "a function that makes more than one type of parcel, or returns another error, does not match: \
            compare its outlet and its result"
)]
pub trait Source<Out>: Send + 'static {
    /// Runs until it is dry or nobody listens any more.
    fn run(self, outlet: Outlet<Out>) -> impl Future<Output = Result<(), BoxError>> + Send;
}

/// Empties an inlet into an outlet.
///
/// It ends when the inlet is closed and empty, or when the outlet is closed;
/// neither is an error. An error that it returns is the end of the whole line.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no stage from `{In}` to `{Out}`",
    label = "not a stage from `{In}` to `{Out}`",
    note = "a stage is an `async fn(Inlet<{In}>, Outlet<{Out}>) -> Result<(), BoxError>`, \
            or a type with `impl Stage<{In}, {Out}>`",
    note = "a plain function of one payload becomes a stage by `each(workers, function)`; \
            it takes `{In}` by value and returns `Result<{Out}, impl Into<Refusal>>`, which any error is"
)]
pub trait Stage<In, Out>: Send + 'static {
    /// Runs until the inlet is empty for good or the outlet is closed.
    fn run(self, inlet: Inlet<In>, outlet: Outlet<Out>) -> impl Future<Output = Result<(), BoxError>> + Send;
}

/// Empties an inlet, and settles every receipt.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no sink for `{In}`",
    label = "not a sink for `{In}`",
    note = "a sink is an `async fn(Inlet<{In}>) -> Result<(), BoxError>`, or a type with `impl Sink<{In}>`"
)]
pub trait Sink<In>: Send + 'static {
    /// Runs until the inlet is empty for good.
    fn run(self, inlet: Inlet<In>) -> impl Future<Output = Result<(), BoxError>> + Send;
}

impl<F, Fut, Out> Source<Out> for F
where
    F: FnOnce(Outlet<Out>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), BoxError>> + Send,
{
    fn run(self, outlet: Outlet<Out>) -> impl Future<Output = Result<(), BoxError>> + Send {
        self(outlet)
    }
}

impl<F, Fut, In, Out> Stage<In, Out> for F
where
    F: FnOnce(Inlet<In>, Outlet<Out>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), BoxError>> + Send,
{
    fn run(self, inlet: Inlet<In>, outlet: Outlet<Out>) -> impl Future<Output = Result<(), BoxError>> + Send {
        self(inlet, outlet)
    }
}

impl<F, Fut, In> Sink<In> for F
where
    F: FnOnce(Inlet<In>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), BoxError>> + Send,
{
    fn run(self, inlet: Inlet<In>) -> impl Future<Output = Result<(), BoxError>> + Send {
        self(inlet)
    }
}
