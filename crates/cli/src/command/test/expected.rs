//! What is expected of a bulletin, in the file beside it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use courant::model::Segmented;
use serde::{Deserialize, Serialize};

use crate::facts::Document;

/// What the name of a bulletin is followed by.
pub(super) const SUFFIX: &str = ".expected.json";

/// The version of the file that this program writes and reads.
const VERSION: u32 = 1;

/// Everything that is compared: how sure a layout is, and what it bids, is not.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expected {
    version: u32,
    documents: Vec<Document>,
}

/// The one thing that is read of a file of any version.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("cannot use `{path}`", path = path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("cannot understand `{path}`", path = path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error(
        "`{path}` is of version {version}, and this program reads {VERSION}: write it anew with --accept",
        path = path.display()
    )]
    Version { path: PathBuf, version: u32 },
}

impl Expected {
    /// What was found, as it would be expected.
    pub(super) fn of(segmented: &Segmented) -> Expected {
        let bulletin = &segmented.bulletin;
        let documents = segmented.documents.iter().map(|document| Document::of(document, bulletin)).collect();
        Expected { version: VERSION, documents }
    }

    /// What is expected of a bulletin; `None` if nobody has said.
    pub(super) fn read(bulletin: &Path) -> Result<Option<Expected>, Error> {
        let path = beside(bulletin);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Io { path, source }),
        };
        let wrong = |source| Error::Json { path: path.clone(), source };
        let Version { version } = serde_json::from_str(&text).map_err(wrong)?;
        if version != VERSION {
            return Err(Error::Version { path, version });
        }
        serde_json::from_str(&text).map(Some).map_err(wrong)
    }

    /// Writes it beside its bulletin, and tells where that is.
    pub(super) fn write(&self, bulletin: &Path) -> Result<PathBuf, Error> {
        let path = beside(bulletin);
        let written = self.text().map_err(io::Error::from).and_then(|text| fs::write(&path, text));
        match written {
            Ok(()) => Ok(path),
            Err(source) => Err(Error::Io { path, source }),
        }
    }

    /// The file's text: a value a line, always in the same order.
    pub(super) fn text(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

fn beside(bulletin: &Path) -> PathBuf {
    let mut name = bulletin.as_os_str().to_owned();
    name.push(SUFFIX);
    name.into()
}
