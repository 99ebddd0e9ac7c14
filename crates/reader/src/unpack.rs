//! Compressed files, and the bombs among them.

use std::io::{self, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use zstd::stream::read::Decoder as ZstdDecoder;

use crate::{DecodeError, Limits, allowance::Allowance};

/// The content of a compressed file; of any other the file as it is, not copied.
pub(crate) fn unpack(raw: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, DecodeError> {
    match Format::of(&raw) {
        Some(format) => Unpacking::new(format, &raw, limits).run(),
        None => Ok(raw),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Bzip2,
    Gzip,
    Xz,
    Zstd,
}

impl Format {
    /// RFC 1952, 2.3.1; RFC 8878, 3.1.1; the .xz file format, 2.1.1.1. Bzip2
    /// begins with a level and the digits of π, or of its root if nothing is in it.
    fn of(raw: &[u8]) -> Option<Format> {
        match raw {
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Some(Format::Bzip2),
            [0x1f, 0x8b, ..] => Some(Format::Gzip),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Format::Xz),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Format::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Bzip2 => "bzip2",
            Format::Gzip => "gzip",
            Format::Xz => "xz",
            Format::Zstd => "zstd",
        }
    }
}

/// A file that is being unpacked.
struct Unpacking<'r> {
    format: Format,
    raw: &'r [u8],
    allowance: Allowance<'r>,
    content: Vec<u8>,
}

impl<'r> Unpacking<'r> {
    fn new(format: Format, raw: &'r [u8], limits: &'r Limits) -> Unpacking<'r> {
        let allowance = Allowance::new(format.name(), raw.len(), limits);
        Unpacking { format, raw, allowance, content: Vec::new() }
    }

    fn run(mut self) -> Result<Vec<u8>, DecodeError> {
        match self.format {
            Format::Bzip2 => self.streams(BzDecoder::new, BzDecoder::into_inner)?,
            Format::Gzip => self.streams(GzDecoder::new, GzDecoder::into_inner)?,
            Format::Xz => self.streams(|rest| XzReader::new(rest, false), XzReader::into_inner)?,
            Format::Zstd => self.frames()?,
        }
        Ok(self.content)
    }

    /// Unpacks one stream behind the other, up to the end or to padding.
    fn streams<R: Read>(
        &mut self,
        open: impl Fn(&'r [u8]) -> R,
        close: impl Fn(R) -> &'r [u8],
    ) -> Result<(), DecodeError> {
        let mut rest = self.raw;
        while rest.iter().any(|byte| *byte != 0) {
            if Format::of(rest) != Some(self.format) {
                let what = format!("no {} data, and no padding", self.format.name());
                return Err(self.damaged(rest, io::Error::new(io::ErrorKind::InvalidData, what)));
            }
            let mut stream = open(rest);
            let poured = self.allowance.pour(&mut stream, &mut self.content);
            rest = close(stream);
            poured.map_err(|source| self.damaged(rest, source))?;
            self.allowance.check()?;
        }
        Ok(())
    }

    /// Zstd knows its frames, and those to skip, better than a loop would.
    fn frames(&mut self) -> Result<(), DecodeError> {
        let mut frames =
            ZstdDecoder::with_buffer(self.raw).map_err(|source| self.damaged(self.raw, source))?;
        let poured = self.allowance.pour(&mut frames, &mut self.content);
        poured.map_err(|source| self.damaged(frames.get_ref(), source))?;
        self.allowance.check()
    }

    fn damaged(&self, rest: &[u8], source: io::Error) -> DecodeError {
        let length = self.raw.len();
        DecodeError::Damaged { format: self.format.name(), offset: length - rest.len(), length, source }
    }
}
