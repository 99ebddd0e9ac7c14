//! The identity of a file: the hash of all its bytes.

use std::{fmt, str::FromStr};

/// The BLAKE3 hash of a whole raw file.
///
/// Bulletins share boilerplate, so a hash of their first kilobyte says
/// nothing, and a name or an inode says less.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Hashes the raw bytes of a file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(*blake3::hash(bytes).as_bytes())
    }

    /// The 32 bytes of the hash, as the ledger keeps them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Fingerprint {
    fn from(bytes: [u8; 32]) -> Fingerprint {
        Fingerprint(bytes)
    }
}

/// `blake3:` and 64 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "blake3:{}", blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Fingerprint {
    type Err = blake3::HexError;

    fn from_str(text: &str) -> Result<Fingerprint, blake3::HexError> {
        let hash: blake3::Hash = text.strip_prefix("blake3:").unwrap_or(text).parse()?;
        Ok(Fingerprint(*hash.as_bytes()))
    }
}
