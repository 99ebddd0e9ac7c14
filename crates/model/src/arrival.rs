//! A file that lies in a directory, before anyone has read it.

use std::{fs::Metadata, path::PathBuf, sync::Arc};

use crate::Cut;

/// A file that is whole, or a stretch of one that grows, and waits to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Where the file lies.
    pub path: PathBuf,
    /// What the operator said of every file that comes in by this door.
    pub declared: Arc<Declared>,
    /// What a look at the file said, before it was opened.
    pub stamp: Stamp,
    /// The stretch of it that is meant; the whole file where there is none.
    pub cut: Option<Cut>,
}

impl Arrival {
    /// How many bytes are to be read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.cut.map_or(self.stamp.size, |cut| cut.bytes())
    }
}

/// What is said of an inbox once, and holds for each of its files.
///
/// `None` means that nothing was said, and that the stage concerned finds out
/// by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// The inbox's name, as it stands in logs and in the ledger.
    pub inbox: String,
    /// A WHATWG label such as `windows-1251`, for files that are not UTF-8.
    pub charset: Option<String>,
    /// The name of the layout of all bulletins in this inbox.
    pub layout: Option<String>,
    /// An IANA time zone that overrides the layout's.
    pub timezone: Option<String>,
    /// What is done with a bulletin that is unlike the ones before it.
    pub drift: OnDrift,
    /// What is done with a symbolic link.
    pub links: OnLink,
}

/// What is done with a symbolic link in an inbox. Whoever may drop files could
/// drop one that leads to a file which only the program may read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnLink {
    /// Nothing: it is no file.
    #[default]
    Ignore,
    /// If it leads to a file, it is taken for that file. One that leads to a directory is not followed.
    Follow,
}

/// What is done with a bulletin that is far from what its inbox used to bring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnDrift {
    /// It is told, and its items go on with [`Flag::LayoutDrift`](crate::Flag::LayoutDrift).
    #[default]
    Flag,
    /// It is told, and the bulletin waits in quarantine for somebody to let it through.
    Hold,
    /// Nothing.
    Ignore,
}

/// What a file system says of a file without opening it.
///
/// Two equal stamps of a path mean that its contents need not be read again.
/// It is a cache and never an identity: that is the
/// [`Fingerprint`](crate::Fingerprint).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// Length in bytes.
    pub size: u64,
    /// Time of the last change of the contents, in nanoseconds since 1970.
    pub modified: i64,
    /// Inode number; file systems reuse it within seconds.
    pub inode: u64,
    /// Device number.
    pub device: u64,
}

impl Stamp {
    /// Reads the stamp off what the file system said.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Stamp {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let modified =
                metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec());
            Stamp { size: metadata.len(), modified, inode: metadata.ino(), device: metadata.dev() }
        }
        #[cfg(not(unix))]
        {
            let modified = metadata
                .modified()
                .ok()
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
                .and_then(|age| i64::try_from(age.as_nanos()).ok())
                .unwrap_or_default();
            Stamp { size: metadata.len(), modified, inode: 0, device: 0 }
        }
    }
}
