//! What the stores must hold, worked out by reading the files without a daemon.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::PathBuf,
};

use courant::{
    ledger::{self, Audit},
    model::{Fingerprint, SightingId},
    watcher::Once,
};

use crate::{
    config::{InboxMode, Settings},
    fault::Fault,
    line,
    plain::{Contents, Plain},
};

/// An item that must be in every store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) path: PathBuf,
    pub(super) headline: String,
}

/// Everything that the files in the inboxes hold.
#[derive(Debug, Default)]
pub(super) struct Expected {
    pub(super) sightings: HashMap<SightingId, Due>,
    pub(super) bulletins: BTreeSet<Fingerprint>,
    /// Files that no line could take.
    pub(super) refused: BTreeSet<PathBuf>,
    /// What is wrong with the cuts of files that grow.
    pub(super) holes: Vec<String>,
}

impl Expected {
    /// Of whole files, whatever the ledger says of them.
    pub(super) fn of_files(settings: &Settings, plain: &Plain) -> Result<Expected, Fault> {
        let mut expected = Expected::default();
        for inbox in settings.inboxes.iter().filter(|inbox| inbox.mode == InboxMode::Drop) {
            let terms = line::inbox(inbox, &settings.limits)?;
            for found in Once::plan(std::slice::from_ref(&terms.directory), &terms)?.found {
                match plain.contents(&found.path, &inbox.declared, None) {
                    Ok(contents) => expected.add(&found.path, contents),
                    Err(_) => drop(expected.refused.insert(found.path)),
                }
            }
        }
        Ok(expected)
    }

    /// Adds what is in files that grow. How they are cut was nobody's to
    /// know before; but the cuts of each must tile it, and hold what they hold.
    pub(super) fn add_cuts(&mut self, settings: &Settings, plain: &Plain) -> Result<(), Fault> {
        let mut ends: BTreeMap<PathBuf, u64> = BTreeMap::new();
        for came in cuts(settings)? {
            let Some(cut) = came.cut else { continue };
            let end = ends.entry(came.path.clone()).or_insert(0);
            if *end != cut.from {
                let (path, from) = (came.path.display(), cut.from);
                self.holes.push(format!("{path}: a cut begins at {from}, the one before it ends at {end}"));
            }
            *end = cut.to;
            let inbox =
                settings.inboxes.iter().find(|inbox| Some(&inbox.declared.inbox) == came.inbox.as_ref());
            let Some(inbox) = inbox else { continue };
            match plain.contents(&came.path, &inbox.declared, Some(cut)) {
                Ok(contents) => self.add(&came.path, contents),
                Err(_) => drop(self.refused.insert(came.path)),
            }
        }
        for (path, end) in ends {
            let length = fs::metadata(&path)?.len();
            if length != end {
                self.holes.push(format!("{}: {end} of {length} bytes were taken", path.display()));
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &std::path::Path, contents: Contents) {
        self.bulletins.insert(contents.fingerprint);
        for item in contents.items {
            self.sightings.insert(item.sighting, Due { path: path.to_owned(), headline: item.headline });
        }
    }
}

/// All cuts that were made; none where nothing was ever run.
pub(super) fn cuts(settings: &Settings) -> Result<Vec<ledger::Came>, Fault> {
    if settings.inboxes.iter().all(|inbox| inbox.mode == InboxMode::Drop) {
        return Ok(Vec::new());
    }
    Ok(Audit::open(&settings.ledger())?.cuts()?)
}
