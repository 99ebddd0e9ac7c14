//! One file, from an arrival to a bulletin.

use std::path::Path;

use courant_model::{Arrival, Bulletin, Fingerprint, OnLink, Stamp};

use crate::{Decoded, Error, Limits, Skipped, cut, decode, file};

/// Reads and decodes a file that is what it was when it arrived.
///
/// It is looked at before, while and after it is read; the bulletin is of the
/// file that the arrival's stamp describes, or there is none. Of an arrival
/// that is a cut, those bytes are read that the cut is made of, or none. It
/// blocks.
///
/// With the bulletin come the files that were left out of it: none, unless it
/// is an archive.
///
/// See [`Error::may_pass`] for the errors that are not the file's fault.
pub fn read(arrival: Arrival, limits: &Limits) -> Result<(Bulletin, Vec<Skipped>), Error> {
    if let Some(cut) = arrival.cut {
        return Ok((cut::read(arrival, cut, limits)?, Vec::new()));
    }
    let raw = contents(&arrival, limits)?;
    let Arrival { path, declared, stamp, .. } = arrival;
    let fingerprint = Fingerprint::of(&raw);
    match decode(raw, declared.charset.as_deref(), limits) {
        Ok(Decoded { text, charset, flags, replaced: _, members, skipped }) => {
            let bytes = stamp.size;
            let bulletin =
                Bulletin { path, declared, stamp, fingerprint, bytes, charset, text, flags, members };
            Ok((bulletin, skipped))
        }
        Err(source) => Err(Error::Content { path, source }),
    }
}

/// The bytes of the file, if they are `stamp.size` bytes of a file that was
/// never seen to differ from its stamp.
fn contents(arrival: &Arrival, limits: &Limits) -> Result<Vec<u8>, Error> {
    let Arrival { path, stamp, .. } = arrival;
    let links = arrival.declared.links;
    let trouble = |source| Error::of(path.clone(), source);
    let changed = || Error::Changed { path: path.clone() };

    unchanged(path, *stamp, links)?;
    if stamp.size > limits.max_file {
        return Err(Error::TooLarge { path: path.clone(), size: stamp.size, limit: limits.max_file });
    }
    let file = file::open(path, links).map_err(trouble)?;
    if Stamp::of(&file.metadata().map_err(trouble)?) != *stamp {
        return Err(changed());
    }
    let raw = file::contents(&file, stamp.size).map_err(trouble)?;
    if u64::try_from(raw.len()) != Ok(stamp.size) || Stamp::of(&file.metadata().map_err(trouble)?) != *stamp {
        return Err(changed());
    }
    unchanged(path, *stamp, links)?;
    Ok(raw)
}

/// Looks at the path: a regular file with this stamp is there, or else it is an error.
fn unchanged(path: &Path, stamp: Stamp, links: OnLink) -> Result<(), Error> {
    let seen = file::look(path, links).map_err(|source| Error::of(path.to_owned(), source))?;
    if !seen.is_file() {
        return Err(Error::NotRegular { path: path.to_owned(), kind: file::kind(seen.file_type()) });
    }
    if Stamp::of(&seen) != stamp {
        return Err(Error::Changed { path: path.to_owned() });
    }
    Ok(())
}
