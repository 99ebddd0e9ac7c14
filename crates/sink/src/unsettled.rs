//! The sightings in a JSON Lines store that may be offered again.
//!
//! Everything behind the ledger's mark may be, and so the mark could not move
//! past a line that a crash left there until that line's bulletin has come
//! again; if the ledger had booked it, it never will. So what stood behind
//! the mark at a start is written down in a file of its own, and the mark is
//! free. The file only grows, by what one crash leaves: a ledger that falls
//! back in a power cut, to whatever mark it had, finds it complete.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use courant_flow::fail;
use courant_ledger::Mark;
use courant_model::SightingId;

use crate::{
    lines::Line,
    segments::{Segments, sync_directory},
};

/// The first line of the file beside the store.
const HEAD: &str = "courant-unsettled/1";

/// What the file beside the store is called, behind the name of the store.
const SUFFIX: &str = ".unsettled";

/// Adds the sightings of all lines from `mark` on, in files that were rotated
/// away and in the current one, which is `segment`. Lines that are no records
/// are counted and passed over.
pub(crate) fn behind(
    mark: Mark,
    segments: &Segments,
    segment: u64,
    sightings: &mut HashSet<SightingId>,
) -> io::Result<u64> {
    let rotated = segments.list()?.into_iter().map(|number| (number, segments.rotated(number)));
    let mut strange = 0;
    for (number, path) in rotated.chain([(segment, segments.current().to_owned())]) {
        if number >= mark.segment {
            let offset = if number == mark.segment { mark.offset } else { 0 };
            strange += read(&path, offset, sightings)?;
        }
    }
    Ok(strange)
}

fn read(path: &Path, offset: u64, sightings: &mut HashSet<SightingId>) -> io::Result<u64> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut lines = BufReader::with_capacity(256 * 1024, file);
    let mut line = Vec::new();
    let mut strange = 0;
    while lines.read_until(b'\n', &mut line)? > 0 {
        match serde_json::from_slice::<Line>(&line) {
            Ok(line) => drop(sightings.insert(line.sighting)),
            Err(_) => strange += 1,
        }
        line.clear();
    }
    Ok(strange)
}

/// What was written down at earlier starts; nothing if there is no such file.
pub(crate) fn load(segments: &Segments) -> io::Result<HashSet<SightingId>> {
    let text = match fs::read_to_string(segments.beside(SUFFIX)) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(HashSet::new()),
        text => text?,
    };
    let strange = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("`{SUFFIX}` file: {what}"));
    let mut lines = text.lines();
    match lines.next() {
        Some(HEAD) => {}
        other => return Err(strange(other.unwrap_or("empty"))),
    }
    lines.map(|line| line.parse().map_err(|_| strange(line))).collect()
}

/// Writes them down: aside, synced, renamed, and the name synced.
pub(crate) fn save(segments: &Segments, sightings: &HashSet<SightingId>) -> io::Result<()> {
    let (path, aside) = (segments.beside(SUFFIX), segments.beside(".unsettled.new"));
    fail::point("unsettled.write")?;
    let mut lines = BufWriter::new(File::create(&aside)?);
    writeln!(lines, "{HEAD}")?;
    for sighting in sightings {
        writeln!(lines, "{sighting}")?;
    }
    lines.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fail::point("unsettled.written")?;
    fs::rename(&aside, &path)?;
    fail::point("unsettled.renamed")?;
    sync_directory(segments.directory())
}
