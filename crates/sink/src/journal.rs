//! JSON Lines as a store: it has no keys, so it is its own log.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use courant_flow::fail;
use courant_ledger::Mark;
use courant_model::{Enriched, SightingId};
use tracing::{info, warn};

use crate::{
    Rotation, error::Fault, lines::put_line, persist::Store, segments::Segments, tail::Tail, unsettled,
};

/// Who knows what is settled.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Memory {
    /// Nobody else: the store remembers everything that it holds.
    Own,
    /// The ledger, up to its mark, if it has one yet.
    Ledger(Option<Mark>),
}

/// An append-only file of records, and what it has of those that may be
/// offered again.
#[derive(Debug)]
pub(crate) struct Journal {
    segments: Segments,
    rotation: Rotation,
    memory: Memory,
    open: Option<Open>,
    buffer: Vec<u8>,
}

#[derive(Debug)]
struct Open {
    tail: Tail,
    /// Of the tail.
    segment: u64,
    known: HashSet<SightingId>,
}

impl Journal {
    pub(crate) fn new(path: PathBuf, rotation: Rotation, memory: Memory) -> Journal {
        Journal { segments: Segments::new(path), rotation, memory, open: None, buffer: Vec::new() }
    }

    fn open(&self) -> Result<Open, Fault> {
        let segments = &self.segments;
        let tail = Tail::open(segments)?;
        let io = |source| Fault::opening(segments.current(), source);
        let mark = match self.memory {
            Memory::Own => Mark::default(),
            Memory::Ledger(mark) => mark.unwrap_or_default(),
        };
        let last = segments.list().map_err(io)?.last().copied().unwrap_or(0);
        // Files that were rotated may have been carried off since; their numbers are not used again.
        let segment = mark.segment.max(last + 1);
        let (known, strange) = self.recall(mark, segment, &tail)?;
        info!(sink = Journal::KIND, path = %segments.current().display(), segment, known = known.len(), strange, "sink.open");
        Ok(Open { tail, segment, known })
    }

    /// Whether what is open is still the store. If not, that is told, and a new file is begun.
    fn is_in_place(&self, open: &Open) -> Result<bool, Fault> {
        let path = self.segments.current();
        let there = open.tail.lies_at(path).map_err(|source| Fault::writing(path, source))?;
        if !there {
            warn!(sink = Journal::KIND, path = %path.display(), "sink.gone");
        }
        Ok(there)
    }

    /// The sightings that may be offered again, and a count of lines that are no records.
    fn recall(&self, mark: Mark, segment: u64, tail: &Tail) -> Result<(HashSet<SightingId>, u64), Fault> {
        let segments = &self.segments;
        let io = |source| Fault::opening(segments.current(), source);
        let Memory::Ledger(_) = self.memory else {
            let mut known = HashSet::new();
            let strange = unsettled::behind(mark, segments, segment, &mut known).map_err(io)?;
            return Ok((known, strange));
        };
        let noted = unsettled::load(segments).map_err(io)?;
        let shrunk = mark.segment == segment && mark.offset > tail.length;
        if shrunk {
            let (length, mark) = (tail.length, mark.offset);
            warn!(sink = Journal::KIND, path = %segments.current().display(), length, mark, "sink.shrunk");
        }
        // What is read from the beginning is known by itself, and notes may tell of lines that are gone.
        let (from, mut known) = if shrunk || mark == Mark::default() {
            (Mark::default(), HashSet::new())
        } else {
            (mark, noted.clone())
        };
        let strange = unsettled::behind(from, segments, segment, &mut known).map_err(io)?;
        if known != noted {
            unsettled::save(segments, &known).map_err(io)?;
        }
        Ok((known, strange))
    }
}

impl Store for Journal {
    const KIND: &'static str = "jsonl";

    fn look_anew(&mut self) {
        self.open = None;
        if let Memory::Ledger(mark) = &mut self.memory {
            *mark = None;
        }
    }

    fn path(&self) -> &Path {
        self.segments.current()
    }

    fn write(&mut self, group: &[Enriched]) -> Result<(), Fault> {
        let opened = match self.open.take() {
            Some(open) if self.is_in_place(&open)? => open,
            _ => self.open()?,
        };
        let Open { tail, segment, known } = self.open.insert(opened);
        self.buffer.clear();
        let mut fresh = HashSet::new();
        for (parcel, payload) in group.iter().enumerate() {
            for record in payload.records.iter() {
                if !known.contains(&record.sighting) && fresh.insert(record.sighting) {
                    put_line(&mut self.buffer, record).map_err(|reason| Fault::Unfit {
                        parcel,
                        sighting: record.sighting,
                        reason,
                    })?;
                }
            }
        }
        if self.buffer.is_empty() {
            return Ok(());
        }
        if tail.is_over(self.rotation, self.buffer.len()) {
            let length = tail.length;
            *tail = Tail::rotate(&self.segments, *segment)?;
            let (path, to) = (self.segments.current().display(), self.segments.rotated(*segment));
            info!(sink = Journal::KIND, %path, to = %to.display(), bytes = length, "sink.rotated");
            *segment += 1;
            fail::point("jsonl.rotated").map_err(|source| Fault::writing(self.segments.current(), source))?;
        }
        let path = self.segments.current();
        tail.append(&self.buffer).map_err(|source| Fault::writing(path, source))?;
        if let Memory::Own = self.memory {
            known.extend(fresh);
        }
        Ok(())
    }

    fn mark(&self) -> Option<Mark> {
        self.open.as_ref().map(|open| Mark { segment: open.segment, offset: open.tail.length })
    }
}
