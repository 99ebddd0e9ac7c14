//! A stretch of a file that grows, from an arrival to a bulletin.

use std::{fs::File, io, io::Seek as _};

use courant_model::{Arrival, Bulletin, Cut, OnLink, Stamp};

use crate::{Decoded, Error, Limits, decode, file};

/// Reads the bytes that the cut was decided on, whatever has been written
/// behind them meanwhile.
///
/// The cut's fingerprint says whether they are still there. A file that was
/// replaced, emptied or written anew is [`Error::Changed`], as if it had
/// changed while it was read.
pub(crate) fn read(arrival: Arrival, cut: Cut, limits: &Limits) -> Result<Bulletin, Error> {
    let Arrival { path, declared, stamp, .. } = arrival;
    let opened = file::open(&path, OnLink::Ignore).and_then(|file| Ok((Stamp::of(&file.metadata()?), file)));
    let (seen, mut file) = opened.map_err(|source| Error::of(path.clone(), source))?;
    if (seen.inode, seen.device) != (stamp.inode, stamp.device) {
        return Err(Error::Changed { path });
    }
    let raw = stretch(&mut file, cut).map_err(|source| Error::of(path.clone(), source))?;
    if Cut::of(cut.generation, cut.from, &raw) != cut {
        return Err(Error::Changed { path });
    }
    match decode(raw, declared.charset.as_deref(), limits) {
        Ok(Decoded { text, charset, flags, members, .. }) => Ok(Bulletin {
            path,
            declared,
            stamp,
            fingerprint: cut.fingerprint,
            bytes: cut.bytes(),
            charset,
            text,
            flags,
            members,
        }),
        Err(source) => Err(Error::Content { path, source }),
    }
}

fn stretch(file: &mut File, cut: Cut) -> io::Result<Vec<u8>> {
    file.seek(io::SeekFrom::Start(cut.from))?;
    let mut raw = file::contents(file, cut.bytes())?;
    // A byte beyond is read to notice growth, which is no surprise here.
    raw.truncate(usize::try_from(cut.bytes()).unwrap_or(usize::MAX));
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use super::*;

    #[test]
    fn the_bytes_that_were_decided_on_or_none() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("wire.log");
        fs::write(&path, "first\nsecond\nthird\n").expect("written");
        let stamp = Stamp::of(&fs::metadata(&path).expect("it is there"));
        let cut = Cut::of(3, 6, b"second\n");
        let arrival = Arrival { path: path.clone(), declared: Arc::default(), stamp, cut: Some(cut) };
        let attempt = || crate::read(arrival.clone(), &Limits::default()).map(|(bulletin, _)| bulletin);

        let bulletin = attempt().expect("it is there");
        assert_eq!(
            (bulletin.text.as_str(), bulletin.bytes, bulletin.fingerprint),
            ("second\n", 7, cut.fingerprint)
        );
        fs::write(&path, "first\nsecond\nthird\nfourth\n").expect("written in place");
        assert_eq!(attempt().expect("it grew behind the cut").text, "second\n");

        let changed =
            format!("`{}` changed while it was read: offer it again when it is whole", path.display());
        for other in ["first\nsecund\nthird\n", "first\nsec", ""] {
            fs::write(&path, other).expect("written in place");
            assert_eq!(attempt().expect_err(other).to_string(), changed);
        }
        fs::write(directory.path().join("aside"), "first\nsecond\n").expect("written");
        fs::rename(directory.path().join("aside"), &path).expect("renamed");
        assert_eq!(attempt().expect_err("another file").to_string(), changed);
    }
}
