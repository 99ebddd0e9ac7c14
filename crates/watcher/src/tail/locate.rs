//! Where a file is: under one of its names, or under any.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use courant_model::Stamp;

/// What a file is known by, whatever it is called: its inode and its device.
pub(crate) fn place(stamp: Stamp) -> (u64, u64) {
    (stamp.inode, stamp.device)
}

/// Opens the file by one of its names or, if it has none of them any more,
/// by its inode, whatever it is called: rotation gives it a name that no
/// glob needs to include.
pub(crate) fn find(
    inbox: &Path,
    paths: &[PathBuf],
    wanted: (u64, u64),
) -> io::Result<Option<(PathBuf, File, Stamp)>> {
    for path in paths {
        if let Some((file, stamp)) = open(path)?
            && place(stamp) == wanted
        {
            return Ok(Some((path.clone(), file, stamp)));
        }
    }
    search(inbox, |path, stamp| {
        if place(stamp) != wanted {
            return Ok(None);
        }
        Ok(open(path)?.filter(|(_, stamp)| place(*stamp) == wanted))
    })
}

/// Looks at all regular files below a directory until one is what is looked for.
pub(crate) fn search(
    inbox: &Path,
    wanted: impl Fn(&Path, Stamp) -> io::Result<Option<(File, Stamp)>>,
) -> io::Result<Option<(PathBuf, File, Stamp)>> {
    let mut ahead = vec![inbox.to_owned()];
    while let Some(directory) = ahead.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            // Only what is certain to be gone may be given up.
            Err(error) if directory != inbox && is_gone(&error) => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                Err(error) if is_gone(&error) => continue,
                Err(error) => return Err(error),
            };
            let path = entry.path();
            if metadata.is_dir() {
                ahead.push(path);
            } else if metadata.is_file()
                && let Some((file, stamp)) = wanted(&path, Stamp::of(&metadata))?
            {
                return Ok(Some((path, file, stamp)));
            }
        }
    }
    Ok(None)
}

/// Opens a regular file without following a link or waiting at a pipe.
pub(crate) fn open(path: &Path) -> io::Result<Option<(File, Stamp)>> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use rustix::fs::OFlags;

        let careful = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(careful.bits().cast_signed());
    }
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if is_gone(&error) => return Ok(None),
        Err(error) => return Err(error),
    }
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if is_gone(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    Ok(metadata.is_file().then(|| (file, Stamp::of(&metadata))))
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
