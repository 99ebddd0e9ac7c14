//! Standard output, whose reader may go away.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Standard output without the line buffer in front of it: groups of records
/// come as they are.
#[derive(Debug, Default)]
pub(super) struct Output(Gone);

/// Whether the reader went away, as `head` does: no failure in a shell.
#[derive(Debug, Default, Clone)]
pub(super) struct Gone(Arc<AtomicBool>);

impl Output {
    pub(super) fn gone(&self) -> Gone {
        self.0.clone()
    }

    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
            self.0.0.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl Gone {
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = rustix::io::write(io::stdout(), bytes).map_err(io::Error::from);
        self.note(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
