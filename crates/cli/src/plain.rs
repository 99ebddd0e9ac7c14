//! What a bulletin holds, worked out without a line: no channels, no ledger.

use std::{fs, path::Path, sync::Arc};

use courant::{
    enricher::Enricher,
    model::{Arrival, Cut, Declared, Fingerprint, SightingId, Stamp},
    reader::{self, Limits},
    segmenter::{self, Segmenter},
};

use crate::{config::Settings, fault::Fault, line};

/// The stages that compute, as plain functions. Annotators have no part in
/// what an item is, so none are here.
#[derive(Debug)]
pub(crate) struct Plain {
    limits: Limits,
    segmenter: Segmenter,
    enricher: Enricher,
}

/// What a bulletin holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) items: Vec<Appearance>,
}

/// An item of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Appearance {
    pub(crate) sighting: SightingId,
    pub(crate) headline: String,
    /// Where it begins in the decoded text.
    pub(crate) begins: usize,
}

/// Why a bulletin has no items that could be told: what the line would put it into quarantine for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("cannot look at it")]
    Look(#[from] std::io::Error),
    #[error(transparent)]
    Read(#[from] reader::Error),
    #[error(transparent)]
    Cut(#[from] segmenter::Error),
}

impl Plain {
    pub(crate) fn of(settings: &Settings) -> Result<Plain, Fault> {
        Ok(Plain {
            limits: settings.limits,
            segmenter: line::segmenter(settings)?,
            enricher: line::enricher(&Settings { annotators: false, ..settings.clone() })?,
        })
    }

    /// Reads a file, or a cut of it, and finds its items.
    pub(crate) fn contents(
        &self,
        path: &Path,
        declared: &Arc<Declared>,
        cut: Option<Cut>,
    ) -> Result<Contents, Refused> {
        let stamp = Stamp::of(&fs::metadata(path)?);
        let arrival = Arrival { path: path.to_owned(), declared: Arc::clone(declared), stamp, cut };
        let (bulletin, _) = reader::read(arrival, &self.limits)?;
        let enriched = self.enricher.enrich(self.segmenter.segment(bulletin)?);
        let items = enriched.records.iter().map(|record| Appearance {
            sighting: record.sighting,
            headline: record.headline.clone(),
            begins: record.position.bytes.0,
        });
        Ok(Contents { fingerprint: enriched.fingerprint, items: items.collect() })
    }
}
