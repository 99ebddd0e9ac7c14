//! The file at whose end records are written.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use courant_flow::fail;
use courant_model::{Record, Stamp};
use jiff::{Timestamp, civil::Date, tz::Offset};
use tracing::warn;

use crate::{
    Error, Rotation,
    error::Fault,
    lines::Line,
    segments::{Segments, sync_directory},
};

/// The current file, open and locked. It consists of whole lines, all synced.
#[derive(Debug)]
pub(crate) struct Tail {
    file: File,
    /// Bytes that are synced.
    pub(crate) length: u64,
    /// Whether there may be something behind them, from a write that failed.
    torn: bool,
    /// The UTC day of the last write.
    day: Date,
}

impl Tail {
    /// Opens the file, makes it where there is none, and cuts off what the
    /// last crash tore.
    pub(crate) fn open(segments: &Segments) -> Result<Tail, Fault> {
        let path = segments.current();
        let io = |source| Fault::opening(path, source);
        fs::create_dir_all(segments.directory()).map_err(io)?;
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(true).open(path).map_err(io)?;
        lock(&file, path)?;
        let metadata = file.metadata().map_err(io)?;
        if !metadata.is_file() {
            return Err(Fault::Lasting(Error::Foreign { path: path.to_owned() }));
        }
        let torn_only = begins_well(&file, path)?;
        let length = repair(&file, path, metadata.len(), torn_only).map_err(io)?;
        // What an earlier process wrote and did not live to sync is about to be taken for granted.
        file.sync_data().map_err(io)?;
        sync_directory(segments.directory()).map_err(io)?;
        let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        let day = modified.map_or_else(today, utc_day);
        Ok(Tail { file, length, torn: false, day })
    }

    /// Renames the current file and opens the one after it.
    ///
    /// It may fail between the two and be called again: then the file is
    /// renamed already, and the name that it got must not be given twice.
    pub(crate) fn rotate(segments: &Segments, segment: u64) -> Result<Tail, Fault> {
        let (path, aside) = (segments.current(), segments.rotated(segment));
        let rename = || {
            if aside.try_exists()? {
                return Ok(());
            }
            fail::point("jsonl.rotate")?;
            fs::rename(path, &aside)?;
            fail::point("jsonl.renamed")
        };
        match rename() {
            // Somebody took it away: there is nothing left to rename.
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {}
            renamed => renamed.map_err(|source| Fault::writing(path, source))?,
        }
        Tail::open(segments).map_err(|fault| match fault {
            // The store was open: people may repair what keeps it from going on.
            Fault::Lasting(error) => Fault::Passing(error),
            fault => fault,
        })
    }

    /// Whether the file still lies under the store's name. What is written to one that was deleted or moved
    /// would be synced, and gone.
    pub(crate) fn lies_at(&self, path: &Path) -> io::Result<bool> {
        let place = |metadata: &fs::Metadata| {
            let stamp = Stamp::of(metadata);
            (stamp.inode, stamp.device)
        };
        match fs::metadata(path) {
            Ok(there) => Ok(place(&there) == place(&self.file.metadata()?)),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether so many bytes more belong into the next file.
    pub(crate) fn is_over(&self, rotation: Rotation, more: usize) -> bool {
        let too_long = |size| self.length.saturating_add(more as u64) > size;
        self.length > 0 && (rotation.size.is_some_and(too_long) || rotation.daily && today() > self.day)
    }

    /// Writes whole lines and syncs them; if that fails they are cut off again.
    ///
    /// They are cut off although a failed sync may have written them: the
    /// system may count pages as clean that never reached the disk, so a sync
    /// that is only called again would succeed and mean nothing.
    pub(crate) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.torn {
            self.file.set_len(self.length)?;
        }
        let written = write(&self.file, lines);
        self.torn = written.is_err() && self.file.set_len(self.length).is_err();
        written?;
        self.length += lines.len() as u64;
        self.day = today();
        Ok(())
    }
}

fn write(mut file: &File, lines: &[u8]) -> io::Result<()> {
    fail::point("jsonl.write")?;
    file.write_all(lines)?;
    fail::point("jsonl.written")?;
    file.sync_data()?;
    fail::point("jsonl.synced")
}

/// Two writers would tear each other's lines. The lock goes with the file,
/// also when the process dies.
fn lock(file: &File, path: &Path) -> Result<(), Fault> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(Fault::Lasting(Error::Held { path: path.to_owned() })),
        Err(TryLockError::Error(source)) => Err(Fault::opening(path, source)),
    }
}

/// Checks by its first line that the file is one of ours, before anything is
/// cut off. Says whether there is no whole line at all.
fn begins_well(mut file: &File, path: &Path) -> Result<bool, Fault> {
    let io = |source| Fault::opening(path, source);
    let mut first = Vec::new();
    file.rewind().map_err(io)?;
    BufReader::new(file).read_until(b'\n', &mut first).map_err(io)?;
    let Some((begin, end)) = first.first().zip(first.last()) else {
        return Ok(false);
    };
    let error = match serde_json::from_slice::<Line>(&first) {
        Ok(line) if line.schema == Record::SCHEMA => return Ok(false),
        Ok(line) => {
            Error::Version { path: path.to_owned(), found: line.schema, known: Record::SCHEMA.to_owned() }
        }
        // The very first write was torn; some file systems leave zeros.
        Err(_) if *end != b'\n' && matches!(begin, b'{' | 0) => return Ok(true),
        Err(_) => Error::Foreign { path: path.to_owned() },
    };
    Err(Fault::Lasting(error))
}

/// Ends the file at the end of a line, and returns its length.
fn repair(mut file: &File, path: &Path, length: u64, torn_only: bool) -> io::Result<u64> {
    let whole = if torn_only { 0 } else { whole_lines(file, length)? };
    if whole == length {
        return Ok(length);
    }
    file.seek(SeekFrom::Start(whole))?;
    if serde_json::from_reader::<_, Line>(BufReader::new(file)).is_ok() {
        // Only the line feed is missing: an object is not whole before its last byte.
        file.write_all(b"\n")?;
        return Ok(length + 1);
    }
    file.set_len(whole)?;
    warn!(sink = "jsonl", path = %path.display(), bytes = length - whole, "sink.repaired");
    Ok(whole)
}

/// How many bytes there are up to the last line feed, looking from the end.
fn whole_lines(mut file: &File, length: u64) -> io::Result<u64> {
    let mut block = Vec::new();
    let mut end = length;
    while end > 0 {
        let start = end.saturating_sub(64 * 1024);
        block.clear();
        file.seek(SeekFrom::Start(start))?;
        file.take(end - start).read_to_end(&mut block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn today() -> Date {
    utc_day(Timestamp::now())
}

fn utc_day(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

#[cfg(test)]
mod tests {
    use std::mem;

    use super::*;

    #[test]
    fn what_a_failed_write_left_is_cut_off_before_the_next() {
        let directory = tempfile::tempdir().unwrap();
        let segments = Segments::new(directory.path().join("items.jsonl"));
        let mut tail = Tail::open(&segments).unwrap();
        tail.append(b"first\n").unwrap();
        // A file that is open for reading only can be neither written nor cut.
        let file = mem::replace(&mut tail.file, File::open(segments.current()).unwrap());
        tail.append(b"second\n").unwrap_err();
        (&file).write_all(b"sec").unwrap();
        tail.file = file;
        tail.append(b"third\n").unwrap();
        assert_eq!(fs::read_to_string(segments.current()).unwrap(), "first\nthird\n");
        assert_eq!(tail.length, 12);
    }
}
