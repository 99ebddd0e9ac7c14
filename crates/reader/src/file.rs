//! Files, and how they are looked at: the only lines that touch a disk.

use std::{
    fs::{self, File, FileType, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

use courant_model::OnLink;

/// Opens what was a regular file a moment ago.
///
/// It may have been replaced since. So a link is not followed unless that is
/// wanted, and a pipe without a writer opens at once instead of holding the
/// thread for ever.
#[cfg(unix)]
pub(crate) fn open(path: &Path, links: OnLink) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    let mut careful = OFlags::NONBLOCK | OFlags::NOCTTY;
    careful.set(OFlags::NOFOLLOW, links == OnLink::Ignore);
    OpenOptions::new().read(true).custom_flags(careful.bits().cast_signed()).open(path)
}

/// Elsewhere the look before and the look after must do.
#[cfg(not(unix))]
pub(crate) fn open(path: &Path, _links: OnLink) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Reads the whole of a file that had `size` bytes, and no more than one
/// byte beyond: that it grew is enough to know.
pub(crate) fn contents(file: &File, size: u64) -> io::Result<Vec<u8>> {
    let mut contents = Vec::new();
    // Reserved at once, so that the file is read into one allocation; and so
    // that a lack of memory is this file's trouble and not the program's end.
    contents.try_reserve_exact(usize::try_from(size).map_err(|_| io::ErrorKind::OutOfMemory)?)?;
    file.take(size.saturating_add(1)).read_to_end(&mut contents)?;
    Ok(contents)
}

/// What lies at a path.
pub(crate) fn look(path: &Path, links: OnLink) -> io::Result<fs::Metadata> {
    match links {
        OnLink::Ignore => fs::symlink_metadata(path),
        OnLink::Follow => fs::metadata(path),
    }
}

/// What a file that is not regular is, with an article.
pub(crate) fn kind(file: FileType) -> &'static str {
    if file.is_symlink() {
        "a symbolic link"
    } else if file.is_dir() {
        "a directory"
    } else {
        "a pipe, a socket or a device"
    }
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    #[test]
    fn what_took_a_files_place_is_opened_at_once_or_not_at_all() {
        let directory = tempfile::tempdir().expect("a directory");
        let (pipe, link) = (directory.path().join("pipe"), directory.path().join("link"));
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR, 0).expect("a pipe");
        std::os::unix::fs::symlink("elsewhere", &link).expect("a link");

        let opened = open(&pipe, OnLink::Follow).expect("nobody writes to it, and nobody waits");
        assert_eq!(kind(opened.metadata().expect("it is open").file_type()), "a pipe, a socket or a device");
        let refused = open(&link, OnLink::Ignore).expect_err("a link is not followed");
        assert_eq!(refused.raw_os_error(), Some(rustix::io::Errno::LOOP.raw_os_error()));
    }

    #[test]
    fn one_byte_too_many_is_enough() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("growing.txt");
        fs::write(&path, "0123456789").expect("written");
        let file = open(&path, OnLink::Ignore).expect("it is there");
        assert_eq!(contents(&file, 4).expect("read"), b"01234");
    }
}
