//! The documents of a bulletin, and how each is cut.

use courant_model::{Document, Flag};

use crate::{
    article::{article, nothing},
    bid::{Bid, bid},
    cut::Cut,
    induce::{Learnt, induce, ratio},
    layout::{ARTICLE, Layout},
    look::look,
    paper::Paper,
    phrases,
    zone::Zone,
};

/// What was decided for a document.
#[derive(Debug)]
pub(crate) struct Decision<'l> {
    pub(crate) by: By<'l>,
    /// What each known layout bid that found anything, and each that was learnt.
    pub(crate) bids: Vec<(String, Bid)>,
}

/// By what a document is cut.
#[derive(Debug)]
pub(crate) enum By<'l> {
    /// A layout that was known.
    Known(&'l Layout, u8, Cut),
    /// One that was learnt from the document.
    Learnt(Box<Learnt>),
    /// It is one item.
    Article,
    /// It has none, for this reason.
    Nothing(&'static str),
}

/// A known layout that bids as much is taken, and nothing is learnt.
const SURE: f32 = 0.8;
/// A known layout that bids as much is taken, if what is learnt bids less.
const KNOWN: f32 = 0.6;
/// A learnt layout that bids as much is taken.
const LEARNT: f32 = 0.62;

/// The share of a document that must stand behind the first day for a known layout to be sure of it.
const CLAIMED: f32 = 0.34;
/// A layout of the user's own that bids as much is taken before all others.
const OWN: f32 = 0.3;

/// Decides by what a document is cut that nothing was declared of.
pub(crate) fn decide<'l>(layouts: &'l [Layout], own: usize, paper: &Paper<'_>, declared: Option<&Zone>) -> Decision<'l> {
    let mut bids = Vec::new();
    let mut best: Option<(&Layout, f32, Cut)> = None;
    for (index, layout) in layouts.iter().enumerate() {
        if index == own
            && let Some((layout, score, cut)) = best.take_if(|(_, score, _)| *score >= OWN)
        {
            return Decision { by: By::Known(layout, percent(score), cut), bids };
        }
        let cut = Cut::by(layout, paper, declared.or(layout.zone.as_ref()));
        if !cut.fits() {
            continue;
        }
        let bid = known(layout, &cut, paper);
        if best.as_ref().is_none_or(|(_, score, _)| bid.score > *score) {
            best = Some((layout, bid.score, cut));
        }
        bids.push((layout.name.clone(), bid));
    }
    let enough = if own == layouts.len() { OWN } else { SURE };
    if let Some((layout, score, cut)) = best.take_if(|(_, score, _)| *score >= enough) {
        return Decision { by: By::Known(layout, percent(score), cut), bids };
    }
    if let Some(reason) = phrases::barren(paper) {
        return Decision { by: By::Nothing(reason), bids };
    }
    let mut learnt = induce(paper);
    bids.extend(learnt.iter().map(|learnt| (learnt.layout.name.clone(), learnt.bid)));
    let rival = learnt.first().map_or(0.0, |learnt| learnt.bid.score);
    let by = if let Some((layout, score, cut)) = best.filter(|(_, score, _)| *score >= KNOWN && *score >= rival) {
        By::Known(layout, percent(score), cut)
    } else if !learnt.is_empty() && learnt[0].bid.score >= LEARNT {
        By::Learnt(Box::new(learnt.swap_remove(0)))
    } else {
        By::Article
    };
    Decision { by, bids }
}

fn known(layout: &Layout, cut: &Cut, paper: &Paper<'_>) -> Bid {
    let dated = layout.headers.blocks().iter().flatten().any(|line| line.is_dated());
    let looks = if dated { Vec::new() } else { look(&paper.lines) };
    let mut bid = bid(cut, paper, &looks, if dated || !layout.fields.is_empty() { 0.95 } else { 0.85 });
    if cut.tiles.items.len() == 1 && (dated || !layout.fields.is_empty()) {
        // A layout that is known needs no second item to be seen.
        bid.score /= 0.65;
    }
    if dated && is_whole(cut, paper) {
        // Whole lines that say the day as this layout has it are no accident, whatever stands below them.
        bid.score = bid.score.max(SURE);
    }
    if dated && cut.tiles.items.is_empty() {
        // Headers and nothing else: a bulletin without news.
        bid.score = 1.0;
    }
    bid
}

/// Whether headers rule the document: from near its beginning on, or several from its middle on.
fn is_whole(cut: &Cut, paper: &Paper<'_>) -> bool {
    let Some(first) = cut.first else { return false };
    let top = paper.lines.iter().take(3).any(|line| line.start == first);
    let below = ratio(paper.bytes.end - first, paper.bytes.len());
    top || cut.headers >= 2 && below >= CLAIMED
}

pub(crate) fn percent(score: f32) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to a percentage")]
    let percent = (score * 100.0).round().clamp(0.0, 100.0) as u8;
    percent
}

/// Cuts a document as was decided.
pub(crate) fn cut(by: By<'_>, paper: &Paper<'_>, declared: Option<&Zone>) -> Document {
    let mut document = Document { timezone: declared.map(|zone| zone.name().to_owned()), ..Document::default() };
    let cut = match by {
        By::Known(layout, confidence, cut) => {
            let zone = declared.or(layout.zone.as_ref());
            document.layout.clone_from(&layout.name);
            document.confidence = Some(confidence);
            document.timezone = zone.map(|zone| zone.name().to_owned());
            cut
        }
        By::Learnt(learnt) => {
            document.layout.clone_from(&learnt.layout.name);
            document.confidence = Some(percent(learnt.bid.score));
            let footer = phrases::footer(&paper.lines);
            let mut cut = Cut::by(&learnt.layout, &paper.until(footer), declared);
            if let (Some(first), Some(last)) = (paper.lines.get(footer), paper.lines.last()) {
                cut.tiles.gap(courant_model::GapKind::Furniture, first.start..last.end);
            }
            cut.tiles.reach(paper.bytes.end);
            if learnt.sketch.assumed {
                cut.tiles.items.iter_mut().for_each(|item| item.flags.push(Flag::DateOrderAssumed));
            }
            cut.list_contents();
            cut
        }
        By::Article => {
            ARTICLE.clone_into(&mut document.layout);
            article(paper, declared)
        }
        By::Nothing(reason) => {
            ARTICLE.clone_into(&mut document.layout);
            document.empty = Some(reason.to_owned());
            nothing(paper)
        }
    };
    document.crawled = cut.crawled;
    document.empty = document.empty.or_else(|| cut.empty().map(str::to_owned));
    document.items = cut.tiles.items;
    document.gaps = cut.tiles.gaps;
    document
}
