//! Records as they stand in JSON Lines.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufRead as _, BufReader, Seek as _},
    path::PathBuf,
};

use courant_model::{ItemId, Record, SightingId};
use serde::Deserialize;
use tracing::warn;

use super::{Kept, Sighted};
use crate::Error;

/// A file of records.
#[derive(Debug)]
pub(super) struct Written {
    path: PathBuf,
    /// Open where another one may get its name meanwhile.
    file: Option<File>,
}

/// As much of a line as tells which one is the newest.
#[derive(Debug, Deserialize)]
struct Heading<'l> {
    #[serde(borrow)]
    schema: Cow<'l, str>,
    id: ItemId,
    revision: u32,
}

/// As much of a line as tells which sighting it is, and of what.
#[derive(Debug, Deserialize)]
struct Appearance {
    sighting: SightingId,
    headline: String,
    bulletin: Whence,
}

#[derive(Debug, Deserialize)]
struct Whence {
    path: String,
    fingerprint: String,
}

impl Written {
    pub(super) fn at(path: PathBuf) -> Written {
        Written { path, file: None }
    }

    pub(super) fn open(path: PathBuf, file: File) -> Written {
        Written { path, file: Some(file) }
    }

    /// Tells of every line whose it is.
    pub(super) fn headings(&self, note: &mut dyn FnMut(ItemId, u32)) -> Result<(), Error> {
        self.walk(|number, line| {
            let heading: Heading<'_> = match serde_json::from_slice(line) {
                Ok(heading) => heading,
                Err(_) if !line.ends_with(b"\n") => {
                    self.tell_torn(line);
                    return Ok(false);
                }
                Err(source) => return Err(Error::NoRecord { path: self.path.clone(), number, source }),
            };
            if heading.schema != Record::SCHEMA {
                let (path, found) = (self.path.clone(), heading.schema.into_owned());
                return Err(Error::Version { path, found, known: Record::SCHEMA.to_owned() });
            }
            note(heading.id, heading.revision);
            Ok(true)
        })
    }

    /// Hands over the records at these places.
    pub(super) fn records<E: From<Error>>(
        &self,
        places: &[u64],
        take: &mut impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut wanted = places.iter().copied();
        let Some(mut next) = wanted.next() else { return Ok(()) };
        let mut place = 0;
        self.walk(|number, line| {
            if place == next {
                let record = serde_json::from_slice(line).map_err(|source| Error::NoRecord {
                    path: self.path.clone(),
                    number,
                    source,
                })?;
                take(record)?;
                match wanted.next() {
                    Some(place) => next = place,
                    None => return Ok(false),
                }
            }
            place += 1;
            Ok(true)
        })
    }

    /// Hands over what every line holds.
    pub(super) fn every<E: From<Error>>(
        &self,
        take: &mut impl FnMut(Kept<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.walk(|number, line| {
            let record = match serde_json::from_slice(line) {
                Err(_) if !line.ends_with(b"\n") => {
                    self.tell_torn(line);
                    return Ok(false);
                }
                read => read.map_err(|source| Error::NoRecord { path: self.path.clone(), number, source }),
            };
            take(Kept { path: &self.path, number, record })?;
            Ok(true)
        })
    }

    /// Hands over the sightings of all lines that are records.
    pub(super) fn sightings<E: From<Error>>(
        &self,
        take: &mut impl FnMut(Sighted) -> Result<(), E>,
    ) -> Result<(), E> {
        self.walk(|_, line| {
            if let Ok(Appearance { sighting, headline, bulletin }) = serde_json::from_slice(line) {
                let Whence { path, fingerprint } = bulletin;
                if let Ok(fingerprint) = fingerprint.parse() {
                    take(Sighted { sighting, fingerprint, path, headline })?;
                }
            }
            Ok(true)
        })
    }

    /// An object is not whole before its last byte, and a line is written with its line feed.
    fn tell_torn(&self, line: &[u8]) {
        warn!(sink = "jsonl", path = %self.path.display(), bytes = line.len(), "sink.torn");
    }

    /// Shows all lines that are not blank, with their numbers from 1, until
    /// `show` has seen enough.
    fn walk<E: From<Error>>(&self, mut show: impl FnMut(u64, &[u8]) -> Result<bool, E>) -> Result<(), E> {
        let file = match &self.file {
            Some(file) => file.try_clone(),
            None => File::open(&self.path),
        };
        let opening = |source| Error::Open { path: self.path.clone(), source };
        let mut file = file.map_err(opening)?;
        file.rewind().map_err(opening)?;
        let mut lines = BufReader::with_capacity(64 * 1024, file);
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let read = lines
                .read_until(b'\n', &mut line)
                .map_err(|source| Error::Read { path: self.path.clone(), source })?;
            if read == 0 || !line.trim_ascii().is_empty() && !show(number, &line)? {
                break;
            }
        }
        Ok(())
    }
}
