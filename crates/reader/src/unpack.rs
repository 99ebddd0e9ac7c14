//! Compressed files, and the bombs among them.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

use crate::{DecodeError, Limits, limits::MIB};

/// The content of a compressed file; of any other the file as it is, not copied.
pub(crate) fn unpack(raw: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, DecodeError> {
    match Format::of(&raw) {
        Some(format) => Unpacking::new(format, &raw, limits).run(),
        None => Ok(raw),
    }
}

#[derive(Clone, Copy)]
enum Format {
    Gzip,
    Zstd,
}

impl Format {
    /// RFC 1952, 2.3.1; RFC 8878, 3.1.1.
    fn of(raw: &[u8]) -> Option<Format> {
        match raw {
            [0x1f, 0x8b, ..] => Some(Format::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Format::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Gzip => "gzip",
            Format::Zstd => "zstd",
        }
    }
}

/// A file that is being unpacked.
struct Unpacking<'r> {
    format: Format,
    raw: &'r [u8],
    limits: &'r Limits,
    /// Bytes of content that neither limit forbids: known before the first is
    /// unpacked, so that no more than one byte beyond ever is.
    allowed: u64,
    content: Vec<u8>,
}

impl<'r> Unpacking<'r> {
    fn new(format: Format, raw: &'r [u8], limits: &'r Limits) -> Unpacking<'r> {
        let dense = length(raw).saturating_mul(limits.max_ratio).max(MIB);
        let allowed = dense.min(limits.max_text);
        Unpacking { format, raw, limits, allowed, content: Vec::new() }
    }

    fn run(mut self) -> Result<Vec<u8>, DecodeError> {
        match self.format {
            Format::Gzip => self.gunzip()?,
            Format::Zstd => self.unzstd()?,
        }
        Ok(self.content)
    }

    fn gunzip(&mut self) -> Result<(), DecodeError> {
        let mut rest = self.raw;
        while rest.iter().any(|byte| *byte != 0) {
            let Some(Format::Gzip) = Format::of(rest) else {
                let stray = io::Error::new(io::ErrorKind::InvalidData, "no gzip member, and no padding");
                return Err(self.damaged(rest, stray));
            };
            let mut member = GzDecoder::new(rest);
            let poured = self.pour(&mut member);
            rest = member.into_inner();
            poured.map_err(|source| self.damaged(rest, source))?;
            self.check()?;
        }
        Ok(())
    }

    fn unzstd(&mut self) -> Result<(), DecodeError> {
        let mut frames =
            ZstdDecoder::with_buffer(self.raw).map_err(|source| self.damaged(self.raw, source))?;
        let poured = self.pour(&mut frames);
        poured.map_err(|source| self.damaged(frames.get_ref(), source))?;
        self.check()
    }

    /// Unpacks to the end, or to the first byte that is not allowed.
    fn pour(&mut self, content: &mut impl Read) -> io::Result<usize> {
        let room = self.allowed.saturating_sub(length(&self.content)).saturating_add(1);
        content.take(room).read_to_end(&mut self.content)
    }

    fn check(&self) -> Result<(), DecodeError> {
        let (format, packed, unpacked) = (self.format.name(), self.raw.len(), length(&self.content));
        if unpacked <= self.allowed {
            Ok(())
        } else if unpacked > self.limits.max_text {
            Err(DecodeError::TooLong { format, packed, limit: self.limits.max_text })
        } else {
            Err(DecodeError::TooDense {
                format,
                packed,
                unpacked: self.allowed,
                limit: self.limits.max_ratio,
            })
        }
    }

    fn damaged(&self, rest: &[u8], source: io::Error) -> DecodeError {
        let length = self.raw.len();
        DecodeError::Damaged { format: self.format.name(), offset: length - rest.len(), length, source }
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
