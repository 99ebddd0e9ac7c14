//! One file by hand: read and cut as in the line, with what came of it at once.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use courant::{
    model::{Arrival, Bulletin, Declared, Stamp},
    reader::{self, Skipped},
    segmenter::Segmenter,
};

use crate::{
    arguments::Own,
    config::{self, Settings},
    fault::{Fault, chain},
    line,
    log::terminal,
};

/// What is needed to read a bulletin, and to find its items.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) settings: Settings,
    pub(crate) segmenter: Segmenter,
    pub(crate) declared: Arc<Declared>,
}

impl Desk {
    /// The user's layouts before those that come with the program, and what
    /// is declared of the first inbox.
    pub(crate) fn of(own: &Own) -> Result<Desk, Fault> {
        let mut settings = config::load(own.config.as_deref())?;
        if let Some(layouts) = &own.layouts {
            settings.layouts = Some(layouts.clone());
        }
        let desk = Desk {
            segmenter: line::segmenter(&settings)?,
            declared: Arc::clone(&settings.inboxes[0].declared),
            settings,
        };
        if let Some(layout) = &desk.declared.layout {
            desk.known(layout)?;
        }
        Ok(desk)
    }

    /// The same, as if this layout, or none, was declared.
    pub(crate) fn declaring(mut self, layout: Option<&str>) -> Result<Desk, Fault> {
        if let Some(layout) = layout {
            self.known(layout)?;
        }
        Arc::make_mut(&mut self.declared).layout = layout.map(str::to_owned);
        Ok(self)
    }

    fn known(&self, layout: &str) -> Result<(), Fault> {
        let names: Vec<_> = self.segmenter.layouts().iter().map(courant::segmenter::Layout::name).collect();
        if layout == "article" || names.contains(&layout) {
            return Ok(());
        }
        Err(Fault::Missing(format!("there is no layout `{layout}`; there are {}, article", names.join(", "))))
    }

    /// Reads a file under the limits of the line, and tells of an archive's
    /// members that are left out. A link that is named is followed.
    pub(crate) fn read(&self, named: &Path) -> Result<(Bulletin, Vec<Skipped>), Unread> {
        let trouble = |source| Unread::Named { path: named.to_owned(), source };
        let path = if named.is_symlink() { named.canonicalize().map_err(trouble)? } else { named.to_owned() };
        let stamp = Stamp::of(&fs::metadata(&path).map_err(trouble)?);
        let read = reader::read(
            Arrival { path, declared: Arc::clone(&self.declared), stamp, cut: None },
            &self.settings.limits,
        )?;
        for Skipped { name, reason } in &read.1 {
            eprintln!("courant: {}: {} is left out: {}", shown(named), terminal(name), terminal(reason));
        }
        Ok(read)
    }

    /// [`read`](Desk::read) that tells what is wrong on standard error.
    pub(crate) fn read_or_tell(&self, path: &Path) -> Option<(Bulletin, Vec<Skipped>)> {
        self.read(path).map_err(|error| eprintln!("courant: {}", chain(&error))).ok()
    }
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    #[error("cannot take `{path}`", path = path.display())]
    Named { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Read(#[from] reader::Error),
}

/// A path as it may be printed.
pub(crate) fn shown(path: &Path) -> String {
    terminal(&path.to_string_lossy())
}
