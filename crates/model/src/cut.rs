//! A stretch of a file that grows.

use crate::Fingerprint;

/// Some bytes of a file that grows, which go down the line as a bulletin of their own.
///
/// A file that grows has one **generation** after another: it is replaced, or
/// emptied and begun anew. The cuts of one generation follow each other
/// without a hole and without an overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// The ledger's number for the generation.
    pub generation: u64,
    /// The first byte of it, counted from the beginning of the file.
    pub from: u64,
    /// The byte behind its last one.
    pub to: u64,
    /// What it is: the same bytes at another place are another cut.
    pub fingerprint: Fingerprint,
}

impl Cut {
    /// The cut that these bytes are, if they begin at `from`.
    ///
    /// The hash is of a kind of its own, so that no cut is taken for a file.
    /// A log may say the same twice: so the place is part of the hash.
    #[must_use]
    pub fn of(generation: u64, from: u64, bytes: &[u8]) -> Cut {
        let mut hasher = blake3::Hasher::new_derive_key("courant 2026 cut v1");
        hasher.update(&generation.to_le_bytes());
        hasher.update(&from.to_le_bytes());
        hasher.update(bytes);
        let to = from.saturating_add(bytes.len() as u64);
        Cut { generation, from, to, fingerprint: Fingerprint::from(*hasher.finalize().as_bytes()) }
    }

    /// Its length in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.to.saturating_sub(self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generation_place_and_bytes_make_a_cut() {
        let cut = Cut::of(1, 0, b"a line\n");
        assert_eq!((cut.generation, cut.from, cut.to, cut.bytes()), (1, 0, 7, 7));
        // It is on disks: for ever the same.
        assert_eq!(
            cut.fingerprint.to_string(),
            "blake3:7da0ebd8548f4f2ce50c7ee7924ba93a80c137361aa23fc93b53419c8b7490cb"
        );
        for other in [Cut::of(2, 0, b"a line\n"), Cut::of(1, 7, b"a line\n"), Cut::of(1, 0, b"a lime\n")] {
            assert_ne!(other.fingerprint, cut.fingerprint);
        }
        assert_ne!(cut.fingerprint, Fingerprint::of(b"a line\n"));
    }
}
