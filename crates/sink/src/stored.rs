//! What stores hold, for those who read them.

mod database;
mod lines;

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use courant_model::{Fingerprint, ItemId, Record, SightingId};

use self::{database::Held, lines::Written};
use crate::{Error, segments::Segments};

/// Of each item in some stores its newest revision, once.
///
/// Where a revision was met in several bulletins it is the sighting that was
/// stored last; of a database, which keeps the first one, the record with the
/// views of the newest crawl. They come in the order in which they were stored.
///
/// Stores may be written meanwhile: what comes after the first look at them
/// is left out, and so is a last line that is not whole yet, which is told in
/// the log as `sink.torn` (`path`, `bytes`).
///
/// Records are read one at a time. A database by itself takes no memory
/// besides; of JSON Lines, ids are kept, up to 100 bytes for each item.
///
/// ```no_run
/// use courant_sink::{Error, Stored};
///
/// Stored::json_lines("items.jsonl")?.each(|record| {
///     println!("{} {}", record.id, record.headline);
///     Ok::<(), Error>(())
/// })?;
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Stored(Vec<Origin>);

#[derive(Debug)]
enum Origin {
    Written(Written),
    Held(Held),
}

/// What stands in one place of a store.
#[derive(Debug)]
pub struct Kept<'s> {
    /// The store's file.
    pub path: &'s Path,
    /// The line of it, or the `item` of its tables.
    pub number: u64,
    /// The record; or why there is none, which is said by [`Error::NoRecord`].
    pub record: Result<Record, Error>,
}

/// A sighting as it stands in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighted {
    /// Which one.
    pub sighting: SightingId,
    /// Its bulletin.
    pub fingerprint: Fingerprint,
    /// Where the bulletin lay.
    pub path: String,
    /// The headline of its item.
    pub headline: String,
}

/// The records of an origin that are wanted, by their places in it from 0, ascending.
type Places = Vec<u64>;

impl Stored {
    /// What a [`JsonLines`](crate::JsonLines) sink has written, with the
    /// files that were rotated away and are still there.
    pub fn json_lines(path: impl Into<PathBuf>) -> Result<Stored, Error> {
        let segments = Segments::new(path.into());
        // The current file first: one that is rotated away now is read twice, and none is missed.
        let current = File::open(segments.current());
        let opening = |source| Error::Open { path: segments.current().to_owned(), source };
        let older = segments.list().map_err(opening)?;
        let mut origins: Vec<_> =
            older.into_iter().map(|segment| Written::at(segments.rotated(segment))).collect();
        match current {
            Ok(file) => origins.push(Written::open(segments.current().to_owned(), file)),
            // Rotation has a moment at which there is none.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !origins.is_empty() => {}
            Err(source) => return Err(opening(source)),
        }
        Ok(Stored(origins.into_iter().map(Origin::Written).collect()))
    }

    /// What an [`Sqlite`](crate::Sqlite) sink has written.
    pub fn sqlite(path: impl Into<PathBuf>) -> Result<Stored, Error> {
        Ok(Stored(vec![Origin::Held(Held::open(path.into())?)]))
    }

    /// The records in a file of either kind, which its first bytes tell.
    pub fn file(path: impl Into<PathBuf>) -> Result<Stored, Error> {
        let path = path.into();
        let opening = |source| Error::Open { path: path.clone(), source };
        let mut file = File::open(&path).map_err(opening)?;
        let mut first = Vec::new();
        (&mut file).take(database::MAGIC.len() as u64).read_to_end(&mut first).map_err(opening)?;
        if first == database::MAGIC { Stored::sqlite(path) } else { Ok(Stored::lines(path, file)) }
    }

    /// JSON Lines in a file that is open, and can be read twice; the name is for messages.
    #[must_use]
    pub fn lines(name: impl Into<PathBuf>, file: File) -> Stored {
        Stored(vec![Origin::Written(Written::open(name.into(), file))])
    }

    /// These, and the others after them.
    #[must_use]
    pub fn and(mut self, others: Stored) -> Stored {
        self.0.extend(others.0);
        self
    }

    /// Hands over one record after the other, until one is refused.
    ///
    /// That each line looks like a record is known before the first one comes.
    pub fn each<E: From<Error>>(self, mut take: impl FnMut(Record) -> Result<(), E>) -> Result<(), E> {
        if let [Origin::Held(held)] = &self.0[..] {
            return held.records(None, &mut take);
        }
        self.each_of(|_| true, take)
    }

    /// The same, of the items that are wanted. Nothing is read of the records of others.
    pub fn each_of<E: From<Error>>(
        mut self,
        wanted: impl Fn(ItemId) -> bool,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let newest = self.newest(wanted)?;
        for (origin, places) in self.0.iter_mut().zip(newest) {
            match origin {
                Origin::Written(written) => written.records(&places, &mut take)?,
                Origin::Held(held) => held.records(Some(&places), &mut take)?,
            }
        }
        Ok(())
    }

    /// Hands over all that the stores hold, each line and each row, also what
    /// is no record, until one is refused. It takes no memory besides.
    pub fn every<E: From<Error>>(self, mut take: impl FnMut(Kept<'_>) -> Result<(), E>) -> Result<(), E> {
        self.0.iter().try_for_each(|origin| match origin {
            Origin::Written(written) => written.every(&mut take),
            Origin::Held(held) => held.every(&mut take),
        })
    }

    /// Hands over all sightings that the stores hold, as often as they hold
    /// them, until one is refused. What is no record is left out.
    pub fn sightings<E: From<Error>>(self, mut take: impl FnMut(Sighted) -> Result<(), E>) -> Result<(), E> {
        self.0.iter().try_for_each(|origin| match origin {
            Origin::Written(written) => written.sightings(&mut take),
            Origin::Held(held) => held.sightings(&mut take),
        })
    }

    /// How many of the files that a [`JsonLines`](crate::JsonLines) sink has
    /// rotated away before this segment are not there any more.
    pub fn carried_off(path: impl Into<PathBuf>, segment: u64) -> Result<u64, Error> {
        let segments = Segments::new(path.into());
        let there = segments
            .list()
            .map_err(|source| Error::Open { path: segments.current().to_owned(), source })?
            .into_iter()
            .filter(|number| (1..segment).contains(number));
        Ok(segment.saturating_sub(1).saturating_sub(there.count() as u64))
    }

    /// Where the newest revisions of the wanted items stand, for each origin.
    fn newest(&mut self, wanted: impl Fn(ItemId) -> bool) -> Result<Vec<Places>, Error> {
        let mut newest: HashMap<ItemId, (u32, usize, u64)> = HashMap::new();
        for (number, origin) in self.0.iter_mut().enumerate() {
            let mut place = 0;
            let mut note = |id, revision| {
                if wanted(id) {
                    let found = (revision, number, place);
                    let best = newest.entry(id).or_insert(found);
                    // All of it counts, so that of one revision the last one is kept.
                    *best = found.max(*best);
                }
                place += 1;
            };
            match origin {
                Origin::Written(written) => written.headings(&mut note)?,
                Origin::Held(held) => held.headings(&mut note)?,
            }
        }
        let mut places = vec![Vec::new(); self.0.len()];
        for (_, origin, place) in newest.into_values() {
            places[origin].push(place);
        }
        for places in &mut places {
            places.sort_unstable();
        }
        Ok(places)
    }
}
