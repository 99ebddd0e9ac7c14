//! How much a packed file may still bring to light.

use std::io::{self, Read};

use crate::{DecodeError, Limits, limits::MIB};

/// What one file may unpack to, and what of that is spent.
pub(crate) struct Allowance<'l> {
    format: &'static str,
    packed: usize,
    limits: &'l Limits,
    /// Bytes of content that neither limit forbids: known before the first is
    /// unpacked, so that no more than one byte beyond ever is.
    allowed: u64,
    spent: u64,
}

impl<'l> Allowance<'l> {
    /// For a file of this format, which has `packed` bytes.
    pub(crate) fn new(format: &'static str, packed: usize, limits: &'l Limits) -> Allowance<'l> {
        let dense = length(packed).saturating_mul(limits.max_ratio).max(MIB);
        Allowance { format, packed, limits, allowed: dense.min(limits.max_text), spent: 0 }
    }

    /// Unpacks to the end, or to the first byte that is not allowed.
    pub(crate) fn pour(&mut self, from: &mut impl Read, into: &mut Vec<u8>) -> io::Result<()> {
        let (before, room) = (into.len(), self.allowed.saturating_sub(self.spent).saturating_add(1));
        let poured = from.take(room).read_to_end(into);
        self.spend(into.len() - before);
        poured.map(drop)
    }

    /// Counts what needed no unpacking.
    pub(crate) fn spend(&mut self, bytes: usize) {
        self.spent = self.spent.saturating_add(length(bytes));
    }

    /// Whether all that was spent was allowed.
    pub(crate) fn check(&self) -> Result<(), DecodeError> {
        let Allowance { format, packed, .. } = *self;
        if self.spent <= self.allowed {
            Ok(())
        } else if self.spent > self.limits.max_text {
            Err(DecodeError::TooLong { format, packed, limit: self.limits.max_text })
        } else {
            let limit = self.limits.max_ratio;
            Err(DecodeError::TooDense { format, packed, unpacked: self.allowed, limit })
        }
    }
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
