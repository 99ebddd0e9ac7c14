//! Records as JSON Lines to any writer, for pipes and people.

use std::{
    fmt,
    io::{self, Write},
    path::Path,
};

use courant_flow::{BoxError, Inlet, Sink};
use courant_model::{Enriched, Record, SightingId};
use serde::Deserialize;

use crate::{
    Error, Rate,
    error::Fault,
    persist::{Store, persist},
};

/// A sink that writes each record as a line of JSON, and flushes after each
/// group.
///
/// Nothing can be read back from a pipe, so there is no recovery: what was
/// written is delivered, and what is offered again is written again. A reader
/// that goes away ends the sink in an ordinary way, as in a shell; any other
/// failure ends the line.
///
/// ```no_run
/// let sink = courant_sink::lines(std::io::stdout());
/// # let _: courant_sink::Lines<_> = sink;
/// ```
pub fn lines<W: Write + Send + 'static>(writer: W) -> Lines<W> {
    Lines { writer, buffer: Vec::new(), rate: None }
}

/// See [`lines`].
pub struct Lines<W> {
    writer: W,
    buffer: Vec<u8>,
    rate: Option<Rate>,
}

impl<W> Lines<W> {
    /// Writes no more than so much in a while.
    #[must_use]
    pub fn rate(mut self, rate: impl Into<Option<Rate>>) -> Lines<W> {
        self.rate = rate.into();
        self
    }
}

impl<W: Write + Send + 'static> Sink<Enriched> for Lines<W> {
    async fn run(self, inlet: Inlet<Enriched>) -> Result<(), BoxError> {
        let rate = self.rate;
        match persist(self, inlet, None, rate).await {
            Err(Error::Output { source }) if source.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            ended => Ok(ended?),
        }
    }
}

impl<W: Write + Send + 'static> Store for Lines<W> {
    const KIND: &'static str = "lines";

    fn path(&self) -> &Path {
        Path::new("-")
    }

    fn write(&mut self, group: &[Enriched]) -> Result<(), Fault> {
        self.buffer.clear();
        for (parcel, payload) in group.iter().enumerate() {
            for record in payload.records.iter() {
                put_line(&mut self.buffer, record).map_err(|reason| Fault::Unfit {
                    parcel,
                    sighting: record.sighting,
                    reason,
                })?;
            }
        }
        let written = self.writer.write_all(&self.buffer).and_then(|()| self.writer.flush());
        written.map_err(|source| Fault::Lasting(Error::Output { source }))
    }
}

/// Appends a record and a line feed. JSON escapes all line feeds within.
pub(crate) fn put_line(buffer: &mut Vec<u8>, record: &Record) -> Result<(), Error> {
    serde_json::to_writer(&mut *buffer, record)
        .map_err(|source| Error::Unfit { sighting: record.sighting, source: source.into() })?;
    buffer.push(b'\n');
    Ok(())
}

/// As much of a line as is needed to know it again.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) schema: String,
    pub(crate) sighting: SightingId,
}

impl<W> fmt::Debug for Lines<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}
