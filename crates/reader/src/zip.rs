//! ZIP archives: what their directory says is in them.

use std::io;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use crate::{DecodeError, Limits, allowance::Allowance, archive::Joined, package};

/// APPNOTE, 4.3.7; and 4.3.16, of an archive without members.
pub(crate) fn is_zip(content: &[u8]) -> bool {
    matches!(content, [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..])
}

/// What the archive is, if it is one document.
pub(crate) fn package(content: &[u8]) -> Option<&'static str> {
    package::of(&ZipArchive::from_slice(content).ok()?)
}

/// Unpacks one member after the other.
///
/// Members may share their bytes: what counts is what all of them unpack to.
pub(crate) fn walk(raw: &[u8], limits: &Limits, joined: &mut Joined) -> Result<(), DecodeError> {
    let archive = ZipArchive::from_slice(raw)
        .map_err(|error| damaged(raw, error.eocd_offset().unwrap_or(u64::MAX), error))?;
    if let Some(what) = package::of(&archive) {
        return Err(DecodeError::NotText { what });
    }
    let mut unpacking = Unpacking { archive: &archive, allowance: Allowance::new("zip", raw.len(), limits) };
    let mut entries = archive.entries();
    let directory = archive.directory_offset();
    while let Some(entry) = entries.next_entry().map_err(|error| damaged(raw, directory, error))? {
        joined.count()?;
        if entry.is_dir() || entry.mode().is_symlink() {
            continue;
        }
        let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        match unsupported(&entry) {
            Some(what) => joined.skip(name, DecodeError::NotText { what }),
            None => joined.add(name, unpacking.content(&entry)?),
        }
    }
    Ok(())
}

fn unsupported(entry: &ZipFileHeaderRecord<'_>) -> Option<&'static str> {
    let method = entry.compression_method();
    if entry.flags().is_encrypted() || method == CompressionMethod::AES {
        Some("an encrypted file in a ZIP archive")
    } else if method == CompressionMethod::STORE || method == CompressionMethod::DEFLATE {
        None
    } else {
        Some("a file in a ZIP archive that is packed otherwise than by Deflate")
    }
}

struct Unpacking<'r> {
    archive: &'r ZipSliceArchive<&'r [u8]>,
    allowance: Allowance<'r>,
}

impl Unpacking<'_> {
    /// The content of a member, if its length and checksum are as the directory says.
    fn content(&mut self, entry: &ZipFileHeaderRecord<'_>) -> Result<Vec<u8>, DecodeError> {
        let raw: &[u8] = self.archive.get_ref();
        let place = entry.local_header_offset();
        let member = self.archive.get_entry(entry.wayfinder()).map_err(|error| damaged(raw, place, error))?;
        let mut content = Vec::new();
        let poured = if entry.compression_method() == CompressionMethod::STORE {
            self.allowance.pour(&mut member.verifying_reader(member.data()), &mut content)
        } else {
            let inflated = DeflateDecoder::new(member.data());
            self.allowance.pour(&mut member.verifying_reader(inflated), &mut content)
        };
        self.allowance.check()?;
        poured.map_err(|error| damaged(raw, place, error))?;
        Ok(content)
    }
}

fn damaged(
    raw: &[u8],
    place: u64,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> DecodeError {
    let length = raw.len();
    let offset = usize::try_from(place).unwrap_or(length).min(length);
    let source = io::Error::new(io::ErrorKind::InvalidData, source);
    DecodeError::Damaged { format: "zip", offset, length, source }
}
