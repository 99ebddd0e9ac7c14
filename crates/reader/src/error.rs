//! Why a file did not become a bulletin.

use std::{io, path::PathBuf};

/// Why a file did not become a bulletin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Between the watcher's look and the end of reading the file became another.
    #[error("`{path}` changed while it was read: offer it again when it is whole", path = path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// There is no such file any more.
    #[error("`{path}` was gone before it was read", path = path.display())]
    Vanished {
        /// Where it was.
        path: PathBuf,
    },
    /// A link, a directory, a pipe or a device.
    #[error("`{path}` is {kind}: only regular files are read, put the file itself there", path = path.display())]
    NotRegular {
        /// Where it lies.
        path: PathBuf,
        /// What it is, with an article.
        kind: &'static str,
    },
    /// The file is longer than may be read.
    #[error(
        "`{path}` has {size} bytes and {limit} are allowed: raise `reader.max_file` to read it",
        path = path.display()
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length in bytes.
        size: u64,
        /// What is allowed.
        limit: u64,
    },
    /// The file may not be read by this process.
    #[error("not allowed to read `{path}`: correct its permissions, and offer it again", path = path.display())]
    Denied {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be read, now or at all.
    #[error("cannot read `{path}`", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file was read, and is no text.
    #[error("cannot take `{path}` as text", path = path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: DecodeError,
    },
}

impl Error {
    /// What the system said of a path, by what it means for the file.
    pub(crate) fn of(path: PathBuf, source: io::Error) -> Error {
        match source.kind() {
            // A directory on the way that is none any more has taken the file with it.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::Vanished { path },
            io::ErrorKind::PermissionDenied => Error::Denied { path, source },
            _ => Error::Io { path, source },
        }
    }

    /// Whether the same path may be read well at another time, though nothing
    /// is done about it.
    ///
    /// True for a file that changed or vanished, and for the system's errors:
    /// too many open files, too little memory, or a network drive that is away
    /// and says EIO or ESTALE. A disk that is broken says EIO as well; then the
    /// file is tried for ever, which is seen, rather than given up.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Error::Changed { .. } | Error::Vanished { .. } => true,
            Error::Io { source, .. } => !matches!(
                source.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidFilename | io::ErrorKind::Unsupported
            ),
            Error::NotRegular { .. }
            | Error::TooLarge { .. }
            | Error::Denied { .. }
            | Error::Content { .. } => false,
        }
    }
}

/// Why bytes did not become text.
///
/// Offsets count from 0.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// What was declared names no charset.
    #[error(
        "declared charset `{label}` is unknown: correct `charset` of the inbox to a WHATWG label such as `windows-1251`"
    )]
    UnknownCharset {
        /// As declared.
        label: String,
    },
    /// Compressed data or an archive are damaged or end too early.
    #[error("damaged {format} data near byte {offset} of {length}: fetch the file again")]
    Damaged {
        /// The compression, or the kind of archive.
        format: &'static str,
        /// The first byte of the file that was not understood, or one shortly before or behind it; of a ZIP
        /// archive, where the member begins. In a compressed tar archive it counts in what was unpacked.
        offset: usize,
        /// Length of the file in bytes, or of what was unpacked.
        length: usize,
        /// What is wrong.
        source: io::Error,
    },
    /// The content of a compressed file or of an archive is longer than it may be.
    #[error(
        "{packed} bytes of {format} data unpack to more than the {limit} bytes allowed: \
         raise `reader.max_text` to take them"
    )]
    TooLong {
        /// The compression, or the kind of archive.
        format: &'static str,
        /// Length of the file in bytes.
        packed: usize,
        /// What is allowed.
        limit: u64,
    },
    /// The content of a compressed file or of an archive is so much longer than the file that it looks like a bomb.
    #[error(
        "{packed} bytes of {format} data unpack to more than {unpacked} bytes, and {limit} times as much is \
         allowed: raise `reader.max_ratio` if this is no bomb"
    )]
    TooDense {
        /// The compression, or the kind of archive.
        format: &'static str,
        /// Length of the file in bytes.
        packed: usize,
        /// Bytes of content when unpacking was stopped.
        unpacked: u64,
        /// The ratio allowed.
        limit: u64,
    },
    /// An archive has more members than it may.
    #[error(
        "a {format} archive of more than {limit} members: raise `reader.max_members` to take it, or split it"
    )]
    TooManyMembers {
        /// The kind of archive.
        format: &'static str,
        /// What is allowed.
        limit: u64,
    },
    /// A known format that is no text.
    #[error("not supported: {what}; extract its text, and put that in")]
    NotText {
        /// What it is, with an article.
        what: &'static str,
    },
    /// An unknown format that is no text.
    #[error(
        "binary, not text: byte 0x{byte:02x} at offset {offset}, and {controls} control characters in {length} \
         bytes; a UTF-16 text needs a byte order mark or a declared charset"
    )]
    Binary {
        /// The first control character that no text has, or the first NUL where that decided.
        byte: u8,
        /// Its place in the unpacked content; for UTF-16 in its text as UTF-8.
        offset: usize,
        /// How many there are.
        controls: usize,
        /// Length of what was looked at.
        length: usize,
    },
}

#[cfg(test)]
mod tests {
    use io::ErrorKind;

    use super::*;

    #[track_caller]
    fn check(kind: ErrorKind, text: &str, may_pass: bool) {
        let error = Error::of(PathBuf::from("in/a.txt"), kind.into());
        assert_eq!((error.to_string().as_str(), error.may_pass()), (text, may_pass));
    }

    #[test]
    fn what_the_system_says_is_sorted_by_what_helps() {
        check(ErrorKind::NotFound, "`in/a.txt` was gone before it was read", true);
        check(ErrorKind::NotADirectory, "`in/a.txt` was gone before it was read", true);
        check(ErrorKind::OutOfMemory, "cannot read `in/a.txt`", true);
        check(ErrorKind::StaleNetworkFileHandle, "cannot read `in/a.txt`", true);
        check(ErrorKind::InvalidFilename, "cannot read `in/a.txt`", false);
        check(
            ErrorKind::PermissionDenied,
            "not allowed to read `in/a.txt`: correct its permissions, and offer it again",
            false,
        );
        let too_many_files = Error::of(PathBuf::from("in/a.txt"), io::Error::from_raw_os_error(24));
        assert!(too_many_files.may_pass(), "EMFILE");
    }
}
