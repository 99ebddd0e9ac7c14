//! The documents of a bulletin, and how each is cut.

use courant_model::{Document, Flag};

use crate::{
    article::{article, nothing},
    bid::{Bid, bid, few},
    cut::Cut,
    induce::{CERTAIN, Learnt, induce, ratio},
    layout::{ARTICLE, Layout},
    look::look,
    opening::opening,
    paper::Paper,
    phrases,
    template::Template,
    zone::Zone,
};

/// What was decided for a document.
#[derive(Debug)]
pub(crate) struct Decision<'l, 't> {
    pub(crate) by: By<'l, 't>,
    /// What each known layout bid that found anything, and each that was learnt.
    pub(crate) bids: Vec<(String, Bid)>,
}

/// By what a document is cut.
#[derive(Debug)]
pub(crate) enum By<'l, 't> {
    /// A layout that was known.
    Known(&'l Layout, u8, Cut<'t>),
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
/// So many lines at the beginning show whether a layout comes into question.
const SAMPLE: usize = 120;
/// A learnt layout that bids as much is taken.
const LEARNT: f32 = 0.62;

/// The share of a document that must stand behind the first day for a known layout to be sure of it.
const CLAIMED: f32 = 0.34;
/// A layout of the user's own that bids as much is taken before all others.
const OWN: f32 = 0.3;

/// Decides by what a document is cut that nothing was declared of.
pub(crate) fn decide<'l, 't>(
    layouts: &'l [Layout],
    own: usize,
    paper: &Paper<'t>,
    declared: Option<&Zone>,
) -> Decision<'l, 't> {
    let mut bids = Vec::new();
    let mut best: Option<(&Layout, f32, Cut<'_>)> = None;
    let mut rivals = Vec::new();
    for (index, layout) in layouts.iter().enumerate() {
        if index == own
            && let Some((layout, score, cut)) = best.take_if(|(_, score, _)| *score >= OWN)
        {
            return Decision { by: By::Known(layout, percent(score), cut), bids };
        }
        if index >= own && !says_more(layout) {
            rivals.push((index, layout));
            continue;
        }
        if index >= own && !claims(layout, paper) {
            continue;
        }
        let mut cut = Cut::by(layout, paper, declared.or(layout.zone.as_ref()));
        if !cut.fits() {
            continue;
        }
        cut.list_contents(layout);
        let bid = known(layout, &cut, paper);
        if bid.score >= CERTAIN && bid.dated > 0.0 {
            bids.push((layout.name.clone(), bid));
            return Decision { by: By::Known(layout, percent(bid.score), cut), bids };
        }
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
    let mut learnt = induce(paper, || {
        let rivals = rivals.into_iter().filter(|(_, layout)| claims(layout, paper));
        rivals.map(|(index, layout)| (index, layout, evidence(layout))).collect()
    });
    bids.extend(learnt.iter().map(|learnt| (learnt.layout.name.clone(), learnt.bid)));
    let top = learnt.first().map_or(0.0, |learnt| learnt.bid.score);
    if let Some((layout, score, cut)) = best.filter(|(_, score, _)| *score >= KNOWN && *score >= top) {
        return Decision { by: By::Known(layout, percent(score), cut), bids };
    }
    // Of layouts that bid alike the one that has a name is taken.
    let named = learnt.iter().find_map(|learnt| {
        let index = learnt.known.filter(|_| learnt.bid.score >= KNOWN && learnt.bid.score >= top)?;
        Some((&layouts[index], learnt.bid.score))
    });
    let by = match named {
        Some((layout, score)) => {
            let mut cut = Cut::by(layout, paper, declared.or(layout.zone.as_ref()));
            cut.list_contents(layout);
            By::Known(layout, percent(score), cut)
        }
        None if top >= LEARNT => By::Learnt(Box::new(learnt.swap_remove(0))),
        None => By::Article,
    };
    Decision { by, bids }
}

/// What speaks for a kind of layout before it is tried.
fn evidence(layout: &Layout) -> f32 {
    if says_more(layout) {
        0.95
    } else if layout.headers.blocks().iter().flatten().any(Template::has_lead) {
        0.9
    } else {
        0.85
    }
}

fn known(layout: &Layout, cut: &Cut<'_>, paper: &Paper<'_>) -> Bid {
    let dated = layout.headers.blocks().iter().flatten().any(Template::is_dated);
    let looks = if dated { Vec::new() } else { look(&paper.lines) };
    let mut bid = bid(cut, paper, &looks, evidence(layout));
    // A layout that is known needs no second item to be seen.
    if bid.items > 1 || dated || !layout.fields.is_empty() {
        bid.score /= few(bid.items);
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

/// Whether a layout's items open with more than words and marks: a day, an hour
/// under a day, names of fields, headlines of one make, letters that are always the same.
fn says_more(layout: &Layout) -> bool {
    let own = |line: &Template| line.is_dated() || line.has_letters();
    let opens = layout.headers.blocks().iter().flatten().any(own);
    opens || !layout.fields.is_empty() || !layout.days.is_empty() || !layout.headlines.is_empty()
}

/// Whether one of a layout's headers begins in the first lines of a document; two, if it is one of words only.
fn claims(layout: &Layout, paper: &Paper<'_>) -> bool {
    let wanted = if says_more(layout) { 1 } else { 2 };
    let lines = &paper.lines[..paper.lines.len().min(SAMPLE)];
    let opens = (0..lines.len()).filter(|at| {
        (lines[*at].blanks >= layout.blank || *at == 0) && opening(layout, &paper.lines, *at).is_some()
    });
    opens.take(wanted).count() == wanted
}

/// Whether headers rule the document: from near its beginning on, or several from its middle on.
fn is_whole(cut: &Cut<'_>, paper: &Paper<'_>) -> bool {
    let Some(first) = cut.first else { return false };
    let top = paper.lines.iter().take(3).any(|line| line.start == first);
    let below = ratio(paper.bytes.end - first, paper.bytes.len());
    top || cut.headers >= 2 && below >= CLAIMED
}

pub(crate) fn percent(score: f32) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is clamped to a percentage"
    )]
    let percent = (score * 100.0).round().clamp(0.0, 100.0) as u8;
    percent
}

/// Cuts a document as was decided.
pub(crate) fn cut(by: By<'_, '_>, paper: &Paper<'_>, declared: Option<&Zone>) -> Document {
    let mut document =
        Document { timezone: declared.map(|zone| zone.name().to_owned()), ..Document::default() };
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
            cut.list_contents(&learnt.layout);
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
