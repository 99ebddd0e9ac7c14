//! Tar archives: one header with its file behind the other.

use std::io::{self, ErrorKind::UnexpectedEof};

use ::tar::{Archive, EntryType};

use crate::{DecodeError, Limits, allowance::Allowance, archive::Joined};

/// A header, and the unit in which files are padded.
const BLOCK: usize = 512;

/// POSIX.1-1988, and GNU, which came before it was done. Tar archives from
/// before these are not known for what they are.
pub(crate) fn is_tar(content: &[u8]) -> bool {
    let magic = content.get(257..265);
    magic.is_some_and(|magic| magic.starts_with(b"ustar\0") || magic == b"ustar  \0")
}

/// Takes one member after the other. Nothing is unpacked: a member lies in
/// the archive as it is.
pub(crate) fn walk(content: &[u8], limits: &Limits, joined: &mut Joined) -> Result<(), DecodeError> {
    let mut allowance = Allowance::new("tar", content.len(), limits);
    let mut archive = Archive::new(content);
    let mut behind = 0;
    for entry in archive.entries().map_err(|source| damaged(content, behind, source))? {
        let entry = entry.map_err(|source| damaged(content, behind, source))?;
        joined.count()?;
        let begin = position(entry.raw_file_position());
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind == EntryType::GNUSparse {
            // Its length is not what it takes up here.
            behind = begin;
            joined.skip(name, DecodeError::NotText { what: "a sparse file in a tar archive" });
            continue;
        }
        behind = begin.saturating_add(position(entry.size()));
        let is_file = matches!(kind, EntryType::Regular | EntryType::Continuous);
        // Before there was a type for directories, they had this name.
        if is_file && !name.ends_with('/') {
            let file = content.get(begin..behind).ok_or_else(|| {
                let source = io::Error::new(UnexpectedEof, "the archive ends within a file");
                damaged(content, begin, source)
            })?;
            allowance.spend(file.len());
            allowance.check()?;
            joined.add(name, file.to_vec());
        }
    }
    // An archive that was cut between two files looks whole but for this.
    let read = content.len() - archive.into_inner().len();
    let last = content[..read].last_chunk::<BLOCK>();
    if last.is_none_or(|block| block.iter().any(|byte| *byte != 0)) {
        let source = io::Error::new(UnexpectedEof, "the archive has no end mark");
        return Err(damaged(content, read, source));
    }
    Ok(())
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn damaged(content: &[u8], offset: usize, source: io::Error) -> DecodeError {
    let length = content.len();
    DecodeError::Damaged { format: "tar", offset: offset.min(length), length, source }
}
