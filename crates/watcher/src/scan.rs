//! Looks at directories and files, without opening a file.

use std::{
    collections::HashMap,
    fs::{self, Metadata},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::Instant,
};

use courant_model::{OnLink, Stamp};

use crate::{
    bounds::{Bounds, Shut},
    ripen::Sign,
    wake::Ears,
};

/// Which directory lies under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    device: u64,
    inode: u64,
}

impl Place {
    pub(crate) fn of(metadata: &Metadata) -> Place {
        let Stamp { device, inode, .. } = Stamp::of(metadata);
        Place { device, inode }
    }
}

/// What was found in one go.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
    pub(crate) files: Vec<Seen>,
    /// Paths that were asked for and are not there, or are no files any more.
    pub(crate) gone: Vec<PathBuf>,
    /// What is there and not taken.
    pub(crate) shut: Vec<(PathBuf, Shut)>,
    /// What could not be looked at.
    pub(crate) faults: Vec<(PathBuf, io::Error)>,
    /// Why not every directory could be listened to, if so.
    pub(crate) deaf: Option<String>,
}

/// A regular file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) path: PathBuf,
    pub(crate) stamp: Stamp,
    /// What events told of it before.
    pub(crate) sign: Option<Sign>,
}

impl Survey {
    fn begin() -> Survey {
        let now = Instant::now();
        Survey {
            began: now,
            ended: now,
            files: Vec::new(),
            gone: Vec::new(),
            shut: Vec::new(),
            faults: Vec::new(),
            deaf: None,
        }
    }

    fn end(mut self) -> Survey {
        self.ended = Instant::now();
        self
    }
}

/// Looks at everything within `bounds`.
pub(crate) fn everything(bounds: &Bounds, mut ears: Option<&mut Ears>) -> Survey {
    let mut survey = Survey::begin();
    if let Some(ears) = &mut ears {
        ears.round();
    }
    walk(bounds, &bounds.directory, ears, Ears::listen, &mut survey);
    survey.end()
}

/// Looks at some paths; where one of them is a directory, at everything below it.
pub(crate) fn some(
    hints: HashMap<PathBuf, Option<Sign>>,
    bounds: &Bounds,
    mut ears: Option<&mut Ears>,
) -> Survey {
    let mut survey = Survey::begin();
    for (path, sign) in hints {
        match look(bounds, &path) {
            Ok(metadata) if metadata.is_dir() => {
                if bounds.recursive {
                    walk(bounds, &path, ears.as_deref_mut(), Ears::listen_afresh, &mut survey);
                }
                // A file may have lain there before.
                survey.gone.push(path);
            }
            Ok(metadata) if metadata.is_file() && bounds.shut_file(&path).is_none() => {
                survey.files.push(Seen { path, stamp: Stamp::of(&metadata), sign });
            }
            Ok(_) => survey.gone.push(path),
            Err(error) if is_gone(&error) => survey.gone.push(path),
            Err(error) => survey.faults.push((path, error)),
        }
    }
    survey.end()
}

/// Listens to each directory before it reads it, so that whatever comes
/// later is heard.
fn walk(
    bounds: &Bounds,
    from: &Path,
    mut ears: Option<&mut Ears>,
    listen: impl Fn(&mut Ears, &Path, Place) -> Result<(), String>,
    survey: &mut Survey,
) {
    let mut ahead = vec![from.to_owned()];
    while let Some(directory) = ahead.pop() {
        if let Some(ears) = &mut ears
            && let Ok(metadata) = fs::metadata(&directory)
            && survey.deaf.is_none()
        {
            survey.deaf = listen(ears, &directory, Place::of(&metadata)).err();
        }
        if let Err(error) = read(bounds, &directory, &mut ahead, survey)
            && (directory == bounds.directory || !is_gone(&error))
        {
            survey.faults.push((directory, error));
        }
    }
}

fn read(bounds: &Bounds, directory: &Path, ahead: &mut Vec<PathBuf>, survey: &mut Survey) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        if kind.is_dir() {
            match bounds.shut(&path) {
                None if bounds.recursive => ahead.push(path),
                None => {}
                Some(shut) => survey.shut.push((path, shut)),
            }
            continue;
        }
        if let Some(shut) = bounds.shut_file(&path) {
            survey.shut.push((path, shut));
            continue;
        }
        let looked = if kind.is_symlink() { look(bounds, &path) } else { entry.metadata() };
        match looked {
            Ok(metadata) if metadata.is_symlink() => survey.shut.push((path, Shut::Link)),
            Ok(metadata) if !metadata.is_file() => survey.shut.push((path, Shut::Special)),
            Ok(metadata) => survey.files.push(Seen { path, stamp: Stamp::of(&metadata), sign: None }),
            Err(error) if is_gone(&error) => {}
            Err(error) => survey.faults.push((path, error)),
        }
    }
    Ok(())
}

/// Looks at a path; where links are followed, at the file that one leads to.
/// A link to anything else stays a link: two that lead to each other's
/// directories would have no end.
fn look(bounds: &Bounds, path: &Path) -> io::Result<Metadata> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_symlink() || bounds.links == OnLink::Ignore {
        return Ok(metadata);
    }
    match fs::metadata(path) {
        Ok(target) if target.is_file() => Ok(target),
        Ok(_) | Err(_) => Ok(metadata),
    }
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
