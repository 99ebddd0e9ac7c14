//! The standard line, without its ends.

use std::{num::NonZeroUsize, sync::Arc};

use courant_enricher::Enricher;
use courant_flow::{Budget, Pipeline, Source};
use courant_ledger::{Ledger, Sight};
use courant_model::{Arrival, Bulletin, Declared, Enriched};
use courant_reader::{Limits, Reader};
use courant_segmenter::Segmenter;

use crate::complete::complete;

/// What the standard line is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// How much a file may hold.
    pub limits: Limits,
    /// The layouts.
    pub segmenter: Segmenter,
    /// The annotators.
    pub enricher: Enricher,
    /// Bytes read and not yet settled.
    pub budget: Budget,
    /// Threads for each stage that computes.
    pub workers: NonZeroUsize,
    /// How many days the items of one story may be apart; 0 for no stories.
    pub story_window: u16,
}

impl Default for Parts {
    /// Everything that comes with Courant, 16 MiB of budget, a thread a core,
    /// stories within a week.
    fn default() -> Parts {
        Parts {
            limits: Limits::default(),
            segmenter: Segmenter::standard(),
            enricher: Enricher::standard(),
            budget: Budget::new(16 << 20),
            workers: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            story_window: Sight::WINDOW,
        }
    }
}

impl Parts {
    /// From files to records: what comes twice is processed twice.
    pub fn line(self, source: impl Source<Arrival>) -> Pipeline<Enriched> {
        let read = self.read(source);
        self.cut(read)
    }

    /// From files to records, each content once, what is unlike the bulletins
    /// before it told, each record marked as new, unchanged or revised, and
    /// with its story. To be ended in a fork by [`Ledger::shares`].
    pub fn line_with(self, ledger: &Ledger, source: impl Source<Arrival>) -> Pipeline<Enriched> {
        self.read(source)
            .then("admit", ledger.admit())
            .then("segment", self.segmenter.stage(self.workers))
            .then("compare", ledger.compare())
            .then("enrich", self.enricher.stage(self.workers))
            .then("sight", ledger.sight().window(self.story_window))
    }

    /// How much of a file that grows is complete by these layouts: for
    /// [`Watcher::completing`](courant_watcher::Watcher::completing).
    pub fn complete(&self) -> impl Fn(&Arc<Declared>, &[u8]) -> usize + Send + Sync + use<> {
        let (segmenter, limits) = (self.segmenter.clone(), self.limits);
        move |declared, lines| complete(&segmenter, &limits, declared, lines)
    }

    /// The first half: from files to their texts, within the budget.
    pub fn read(&self, source: impl Source<Arrival>) -> Pipeline<Bulletin> {
        Pipeline::source("watch", source)
            .then("toll", self.budget.toll(Arrival::bytes))
            .then("read", Reader::new(self.limits).stage(self.workers))
            .then("surcharge", self.budget.surcharge(above))
    }

    /// The second half: from texts to records.
    pub fn cut(self, line: Pipeline<Bulletin>) -> Pipeline<Enriched> {
        line.then("segment", self.segmenter.stage(self.workers))
            .then("enrich", self.enricher.stage(self.workers))
    }
}

/// What a text weighs above the file that it was read from.
fn above(bulletin: &Bulletin) -> u64 {
    (bulletin.text.len() as u64).saturating_sub(bulletin.bytes)
}
