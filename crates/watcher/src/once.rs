//! Named files and directories, offered once.

use std::{collections::BTreeMap, fs, io, path::PathBuf, sync::Arc};

use courant_flow::{Outlet, Parcel, Receipt, Source};
use courant_model::{Arrival, Declared, Stamp};
use tokio::task::spawn_blocking;

use crate::{Error, Inbox, bounds::Bounds, scan};

/// A list of files that lie there now, to be offered as they are.
///
/// Nobody waits for a file to be whole: whoever names it says so.
#[derive(Debug)]
pub struct Once {
    /// The files, by path; each once.
    pub found: Vec<Found>,
    /// What was named and is not there, and what could not be looked at.
    pub faults: Vec<Fault>,
    declared: Arc<Declared>,
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path, as it was named or below a directory that was.
    pub path: PathBuf,
    /// The look at it.
    pub stamp: Stamp,
}

/// A path that could not be looked at.
#[derive(Debug, thiserror::Error)]
#[error("cannot take `{path}`", path = path.display())]
pub struct Fault {
    /// The path.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl Once {
    /// Lists what `paths` name: files, and everything in directories that
    /// `terms` would take in if the inbox lay there.
    ///
    /// Of the terms count the declaration, the globs and whether directories
    /// in directories are meant. A file that is named itself is taken
    /// whatever it is called, and through a link. Blocks for as long as the
    /// listing takes. Fails if a directory is named and a glob is none.
    pub fn plan(paths: &[PathBuf], terms: &Inbox) -> Result<Once, Error> {
        let mut found = BTreeMap::new();
        let mut faults = Vec::new();
        for path in paths {
            match fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => {
                    let bounds = Bounds::new(&Inbox { directory: path.clone(), ..terms.clone() })?;
                    let survey = scan::everything(&bounds, None);
                    found.extend(survey.files.into_iter().map(|seen| (seen.path, seen.stamp)));
                    faults.extend(survey.faults);
                }
                Ok(metadata) if metadata.is_file() => {
                    found.insert(path.clone(), Stamp::of(&metadata));
                }
                Ok(_) => faults.push((
                    path.clone(),
                    io::Error::new(io::ErrorKind::InvalidInput, "neither a file nor a directory"),
                )),
                Err(error) => faults.push((path.clone(), error)),
            }
        }
        Ok(Once {
            found: found.into_iter().map(|(path, stamp)| Found { path, stamp }).collect(),
            faults: faults.into_iter().map(|(path, source)| Fault { path, source }).collect(),
            declared: Arc::clone(&terms.declared),
        })
    }

    /// Offers the files in turn, each on a receipt that `receipt` issues, and ends.
    pub fn source(
        self,
        mut receipt: impl FnMut(&Arrival) -> Receipt + Send + 'static,
    ) -> impl Source<Arrival> {
        move |outlet: Outlet<Arrival>| async move {
            let mut found = self.found.into_iter().peekable();
            while found.peek().is_some() {
                let some: Vec<_> = found.by_ref().take(AT_ONCE).collect();
                for Found { path, stamp } in
                    spawn_blocking(|| some.into_iter().map(fresh).collect::<Vec<_>>()).await?
                {
                    let arrival = Arrival { path, declared: Arc::clone(&self.declared), stamp, cut: None };
                    let receipt = receipt(&arrival);
                    if outlet.send(Parcel::new(arrival, receipt)).await.is_err() {
                        return Ok(());
                    }
                }
            }
            Ok(())
        }
    }
}

/// Files that are looked at anew in one go, off the runtime: few enough that
/// the look is not old when the last of them is offered.
const AT_ONCE: usize = 64;

/// The list may be old by now. What has vanished goes down the line
/// nevertheless: whoever opens it says so on the receipt.
fn fresh(found: Found) -> Found {
    let stamp = fs::metadata(&found.path).map_or(found.stamp, |metadata| Stamp::of(&metadata));
    Found { stamp, ..found }
}
