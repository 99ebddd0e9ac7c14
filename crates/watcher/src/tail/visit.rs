//! A look into a file that grows: whether it is still the same one, where it
//! lies now, and what has come.
//!
//! All of it blocks.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use courant_model::{Cut, Fingerprint, Stamp};

use super::{
    locate::{find, open, place, search},
    stretch::{Calm, Next, Reach, next},
};

/// Bytes at the beginning and before the position that must be the same as
/// before. A log hardly has as many at the same places twice.
const SEAM: u64 = 1024;

/// Bytes that are looked at first; more if no item in them is complete. So a
/// file that has grown long unseen is taken in pieces of about this size.
const WINDOW: u64 = 1 << 20;

/// Up to this length an item that is not complete is looked through whenever a line has come.
const SHORT: u64 = 64 << 10;

/// What is known of a file before the look.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) generation: u64,
    /// Where it was seen last, and where it was said to be since.
    pub(crate) paths: Vec<PathBuf>,
    /// Its inode and its device.
    pub(crate) place: (u64, u64),
    pub(crate) born: i64,
    pub(crate) position: u64,
    pub(crate) seam: Fingerprint,
    /// Its length at the last look.
    pub(crate) size: Option<u64>,
    /// Whether it is [`Calm`], if its length is still the same.
    pub(crate) calm: Calm,
    /// The name that its writer knows.
    pub(crate) name: PathBuf,
    /// How much was unread when no item in it was complete.
    pub(crate) judged: u64,
}

impl Known {
    /// Whether so many bytes of lines are worth a look for complete items.
    ///
    /// An item that goes on and on is looked through when it has become a
    /// sixteenth longer, or each line of it would cost as much as all before.
    fn pays(&self, reach: Reach, lines: u64) -> bool {
        let more = lines.saturating_sub(self.judged);
        match reach {
            Reach::End => more > 0 && (lines < SHORT || more > self.judged / 16),
            Reach::Within => more > 0,
            Reach::Limit => true,
        }
    }
}

/// What the look found.
#[derive(Debug)]
pub(crate) enum Found {
    /// It is nowhere in the inbox.
    Gone,
    /// Another file lies at its inode.
    Replaced { path: PathBuf, stamp: Stamp },
    /// It was emptied or written anew, so that its position means nothing.
    Emptied { path: PathBuf, stamp: Stamp },
    /// It goes on.
    There {
        path: PathBuf,
        stamp: Stamp,
        piece: Option<Piece>,
        unread: u64,
        /// See [`Known::judged`].
        judged: u64,
    },
}

/// A file that begins as another one did.
#[derive(Debug)]
pub(crate) struct Copy {
    pub(crate) path: PathBuf,
    pub(crate) stamp: Stamp,
    pub(crate) born: i64,
}

/// The next cut.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) cut: Cut,
    /// The seam behind it.
    pub(crate) seam: Fingerprint,
    /// When the file was made.
    pub(crate) born: i64,
    /// Whether it is taken only because there is too much of it.
    pub(crate) forced: bool,
}

/// The seam of a file of which nothing has been taken: there is nothing that it could differ in.
pub(crate) fn no_seam() -> Fingerprint {
    Fingerprint::of(b"")
}

/// When a file was made, in nanoseconds since 1970; 0 where the file system does not tell.
fn born(file: &File) -> io::Result<i64> {
    let made = file.metadata()?.created().ok();
    let age = made.and_then(|made| made.duration_since(UNIX_EPOCH).ok());
    Ok(age.and_then(|age| i64::try_from(age.as_nanos()).ok()).unwrap_or(0))
}

/// Looks for a file below `inbox` and into it. A cut has `longest` bytes at the most.
pub(crate) fn visit(
    inbox: &Path,
    known: &Known,
    longest: u64,
    complete: impl Fn(&[u8]) -> usize,
) -> io::Result<Found> {
    let Some((path, mut file, stamp)) = find(inbox, &known.paths, known.place)? else {
        return Ok(Found::Gone);
    };
    let born = born(&file)?;
    if known.born != 0 && known.born != born {
        return Ok(Found::Replaced { path, stamp });
    }
    if !joins(&mut file, stamp.size, known)? {
        return Ok(Found::Emptied { path, stamp });
    }
    let mut window = WINDOW.min(longest);
    let mut judged = known.judged;
    loop {
        let bytes = read(&mut file, known.position, window)?;
        let unread = length(&bytes);
        let reach = match unread < window {
            true => Reach::End,
            false if window < longest => Reach::Within,
            false => Reach::Limit,
        };
        let seen = known.position + unread;
        let calm = match known.size {
            _ if succeeded(known, &path) => Calm::Over,
            Some(size) if size == seen => known.calm,
            _ => Calm::Grows,
        };
        let judge = |lines: &[u8]| {
            if !known.pays(reach, length(lines)) {
                return 0;
            }
            judged = judged.max(length(lines));
            complete(lines)
        };
        let (taken, forced) = match next(&bytes, reach, calm, judge) {
            Next::Widen => {
                window = window.saturating_mul(4).min(longest);
                continue;
            }
            Next::Wait => (0, false),
            Next::Take(taken) => (taken, false),
            Next::Force(taken) => (taken, true),
        };
        let stamp = Stamp { size: stamp.size.max(seen), ..stamp };
        let piece = if taken > 0 {
            let cut = Cut::of(known.generation, known.position, &bytes[..taken]);
            let seam = seam(&mut file, cut.to)?;
            // Emptied, and written anew while it was looked into.
            if !joins(&mut file, cut.to, known)? {
                return Ok(Found::Emptied { path, stamp });
            }
            Some(Piece { cut, seam, born, forced })
        } else {
            None
        };
        return Ok(Found::There { path, stamp, piece, unread, judged });
    }
}

/// Where the bytes of a cut lie now: in the file itself or, if that was
/// emptied, in a copy of it.
pub(crate) fn still(inbox: &Path, known: &Known, cut: &Cut) -> io::Result<Option<(PathBuf, Stamp)>> {
    let has = |file: &mut File| {
        let bytes = read(file, cut.from, cut.bytes())?;
        Ok::<_, io::Error>(Cut::of(cut.generation, cut.from, &bytes) == *cut)
    };
    if let Some((path, mut file, stamp)) = find(inbox, &known.paths, known.place)?
        && has(&mut file)?
    {
        return Ok(Some((path, stamp)));
    }
    let found = search(inbox, |path, stamp| {
        let candidate = if stamp.size < cut.to { None } else { open(path)? };
        let Some((mut file, stamp)) = candidate else { return Ok(None) };
        Ok(has(&mut file)?.then_some((file, stamp)))
    })?;
    Ok(found.map(|(path, _, stamp)| (path, stamp)))
}

/// Where a copy lies of what an emptied file was, as those make that copy a
/// log and empty it: a file that begins as the one that is known did, up to
/// the position. What is followed is a file of its own, however it begins.
pub(crate) fn find_copy(
    inbox: &Path,
    known: &Known,
    followed: &HashSet<(u64, u64)>,
) -> io::Result<Option<Copy>> {
    if known.position < SEAM {
        // Files of one kind may well begin alike.
        return Ok(None);
    }
    let found = search(inbox, |path, stamp| {
        let excluded = |stamp| place(stamp) == known.place || followed.contains(&place(stamp));
        if excluded(stamp) || stamp.size < known.position {
            return Ok(None);
        }
        let Some((mut file, stamp)) = open(path)?.filter(|(_, stamp)| !excluded(*stamp)) else {
            return Ok(None);
        };
        Ok(joins(&mut file, stamp.size, known)?.then_some((file, stamp)))
    })?;
    let Some((path, file, stamp)) = found else { return Ok(None) };
    Ok(Some(Copy { path, stamp, born: born(&file)? }))
}

/// Whether the file is as it was when it was taken up to the position.
fn joins(file: &mut File, size: u64, known: &Known) -> io::Result<bool> {
    Ok(size >= known.position && seam(file, known.position)? == known.seam)
}

/// What a file is known again by: its first bytes, and the last ones before a position.
fn seam(file: &mut File, position: u64) -> io::Result<Fingerprint> {
    let some = position.min(SEAM);
    let mut bytes = read(file, 0, some)?;
    bytes.extend(read(file, position - some, some)?);
    Ok(Fingerprint::of(&bytes))
}

/// Whether its writer goes on in another file under the name that it had.
fn succeeded(known: &Known, path: &Path) -> bool {
    let goes_on = |there: &fs::Metadata| {
        let there = Stamp::of(there);
        place(there) != known.place && there.size > 0
    };
    known.name != path && fs::symlink_metadata(&known.name).is_ok_and(|there| goes_on(&there))
}

fn read(file: &mut File, from: u64, bytes: u64) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(bytes).read_to_end(&mut read)?;
    Ok(read)
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
