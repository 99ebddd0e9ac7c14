//! How much one file may take.

/// How much of memory and time one file may take.
///
/// A file above a limit is refused as a whole: half a bulletin would look
/// like a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// `reader.max_file`: the longest file that is read, in bytes; 64 MiB by default.
    pub max_file: u64,
    /// `reader.max_text`: the longest content that a compressed file or an archive may hold, in bytes; 256 MiB
    /// by default.
    ///
    /// It is measured before the charset is decoded, which can make it three times as long.
    pub max_text: u64,
    /// `reader.max_ratio`: how many times longer than the file its content may be; 200 by default.
    ///
    /// The first MiB of content is free, as short texts of one repeated line are packed well.
    pub max_ratio: u64,
    /// `reader.max_members`: how many members an archive may have, directories and links among them; 10,000 by
    /// default.
    pub max_members: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_file: 64 * MIB, max_text: 256 * MIB, max_ratio: 200, max_members: 10_000 }
    }
}

pub(crate) const MIB: u64 = 1024 * 1024;
