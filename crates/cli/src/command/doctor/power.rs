//! A power cut, as far as one can be made up.
//!
//! A kill leaves everything that was written, for the system lives on. Of a
//! power cut two things are left out of that, each allowed by what was synced
//! and what was not: the last line of JSON Lines, which was not synced yet
//! where the program died, is torn anywhere; and the ledger, which does not
//! sync its commits, is again what it was before the program started. The
//! latter not where files grow: there it does.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::dice::Dice;
use crate::config::{InboxMode, Settings, SinkKind};

/// The ledger as it was.
#[derive(Debug)]
pub(super) struct Before {
    /// Each file of it, and where it was put aside, if it was there.
    files: Vec<(PathBuf, Option<PathBuf>)>,
}

impl Before {
    /// Puts it aside; `None` where it would not fall back.
    pub(super) fn note(settings: &Settings, aside: &Path) -> io::Result<Option<Before>> {
        if settings.inboxes.iter().any(|inbox| inbox.mode == InboxMode::Tail) {
            return Ok(None);
        }
        let mut files = Vec::new();
        for suffix in ["", "-wal", "-shm"] {
            let mut path = settings.ledger().into_os_string();
            path.push(suffix);
            let (path, kept) = (PathBuf::from(path), aside.join(format!("ledger{suffix}")));
            let there = path.try_exists()?;
            if there {
                fs::copy(&path, &kept)?;
            }
            files.push((path, there.then_some(kept)));
        }
        Ok(Some(Before { files }))
    }

    /// Puts it back.
    pub(super) fn fall_back(self) -> io::Result<()> {
        for (path, kept) in self.files {
            match kept {
                Some(kept) => drop(fs::copy(kept, path)?),
                None if path.try_exists()? => fs::remove_file(path)?,
                None => {}
            }
        }
        Ok(())
    }
}

/// Tears the last line of JSON Lines that were written and not synced. Says
/// whether there was one: of several such stores nobody knows which it was.
pub(super) fn tear(settings: &Settings, dice: &mut Dice) -> io::Result<bool> {
    let lines = settings.sinks.iter().filter_map(|sink| match &sink.kind {
        SinkKind::JsonLines { path, .. } => Some(path),
        SinkKind::Sqlite { .. } | SinkKind::Stdout => None,
    });
    let [path] = lines.collect::<Vec<_>>()[..] else { return Ok(false) };
    let bytes = fs::read(path)?;
    let Some((_, before)) = bytes.split_last() else { return Ok(false) };
    let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let left = line + dice.pick(bytes.len() - line);
    OpenOptions::new().write(true).open(path)?.set_len(left as u64)?;
    Ok(true)
}
