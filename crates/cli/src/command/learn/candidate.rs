//! A layout that was learnt from one document, tried on all of them.

use std::{cmp::Ordering, sync::Arc};

use courant::{
    model::{Bulletin, Flag},
    segmenter::{Bid, Error, Explanation, Layout, LayoutError, Segmenter},
};

use crate::verdict::taken;

#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) layout: Layout,
    pub(super) sheet: String,
    /// The bid by which it was taken when it was learnt.
    pub(super) bid: Bid,
    /// Day and month could be told apart by assumption only.
    pub(super) assumed: bool,
    /// The bulletin and the document that it was learnt from.
    pub(super) from: (usize, usize),
    /// What came of it in each bulletin.
    pub(super) trials: Vec<Trial>,
}

/// A layout at work on a bulletin for which nothing is declared.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// Items in documents that are cut by it.
    pub(super) items: usize,
    /// The sum of its bids, taken or not.
    score: f32,
    /// What is taken in its place, with how many items it finds there itself.
    pub(super) instead: Option<(String, usize)>,
}

impl Candidate {
    /// What was learnt from a document, if anything was, under a name of the
    /// user's or its own.
    pub(super) fn of(
        explanation: &Explanation,
        from: (usize, usize),
        name: Option<&str>,
    ) -> Result<Option<Candidate>, LayoutError> {
        let Explanation { document, bids, sheet } = explanation;
        let (Some(sheet), Some(bid)) = (sheet, taken(bids, document)) else { return Ok(None) };
        let sheet = match name {
            Some(name) => renamed(sheet, name),
            None => sheet.clone(),
        };
        let layout = Layout::parse("the learnt layout", &sheet)?;
        let assumed = document.items.iter().any(|item| item.flags.contains(&Flag::DateOrderAssumed));
        Ok(Some(Candidate { layout, sheet, bid: *bid, assumed, from, trials: Vec::new() }))
    }

    /// Tries it on all bulletins, as if it lay among the user's layouts.
    pub(super) fn try_on(&mut self, bulletins: &[Bulletin], segmenter: &Segmenter) -> Result<(), Error> {
        let segmenter = segmenter.clone().with(self.layout.clone());
        for bulletin in bulletins {
            let mut trial = Trial::default();
            for Explanation { document, bids, .. } in segmenter.explain(bulletin)? {
                let own = bids.iter().find(|(name, _)| name == self.layout.name()).map(|(_, bid)| bid);
                trial.score += own.map_or(0.0, |bid| bid.score);
                if document.layout == self.layout.name() {
                    trial.items += document.items.len();
                } else if let Some(bid) = own {
                    trial.instead.get_or_insert((document.layout, bid.items));
                }
            }
            self.trials.push(trial);
        }
        Ok(())
    }

    /// In how many bulletins it finds items that are taken, then by what it bids.
    pub(super) fn order(&self, other: &Candidate) -> Ordering {
        let good = |candidate: &Candidate| candidate.trials.iter().filter(|trial| trial.items > 0).count();
        let score = |candidate: &Candidate| candidate.trials.iter().map(|trial| trial.score).sum::<f32>();
        good(self).cmp(&good(other)).then(score(self).total_cmp(&score(other)))
    }

    /// What the layout finds where it is declared: the document that it was
    /// learnt from.
    pub(super) fn declared(
        &self,
        bulletins: &[Bulletin],
        segmenter: &Segmenter,
    ) -> Result<Explanation, Error> {
        let (file, at) = self.from;
        let mut bulletin = bulletins[file].clone();
        Arc::make_mut(&mut bulletin.declared).layout = Some(self.layout.name().to_owned());
        Ok(segmenter.clone().with(self.layout.clone()).explain(&bulletin)?.swap_remove(at))
    }
}

/// A sheet under another name.
fn renamed(sheet: &str, name: &str) -> String {
    let quoted = toml::Value::String(name.to_owned());
    let line =
        |line: &str| if line.starts_with("name = ") { format!("name = {quoted}\n") } else { line.to_owned() };
    sheet.split_inclusive('\n').map(line).collect()
}
