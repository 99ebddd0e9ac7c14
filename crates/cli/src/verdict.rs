//! Why a document was cut by the layout that it was cut by, in words.

use courant::{
    model::{Declared, Document},
    segmenter::{Bid, Explanation},
};

/// By which layout, and why by this one.
pub(crate) fn verdict(explanation: &Explanation, declared: &Declared) -> String {
    let Explanation { document, bids, sheet } = explanation;
    let layout = &document.layout;
    match (&declared.layout, document.confidence) {
        (Some(said), _) if said == layout => format!("{layout}, as it is declared"),
        (Some(said), _) => format!("{layout}: the declared layout `{said}` finds no item here"),
        (None, Some(sure)) if sheet.is_some() => format!("{layout}, learnt from this text, {sure} % sure"),
        (None, Some(_)) if bids.is_empty() => format!("{layout}, by its form: no layout is asked"),
        (None, Some(sure)) => format!("{layout}, {sure} % sure"),
        (None, None) => match bids.first() {
            Some((best, bid)) if document.empty.is_none() => {
                format!("{layout}: the best bid, {} by `{best}`, is not enough", percent(bid.score))
            }
            _ => format!("{layout}: no layout finds an item"),
        },
    }
}

/// What became of each bid: of several by one name, the best was taken.
pub(crate) fn fates(explanation: &Explanation) -> Vec<&'static str> {
    let Explanation { document, bids, .. } = explanation;
    let taken = bids.iter().position(|(name, _)| *name == document.layout);
    let fate = |at| match taken {
        Some(taken) if at == taken => "taken",
        Some(_) => "bids less",
        None => "not enough",
    };
    (0..bids.len()).map(fate).collect()
}

/// The bid by which the document's layout was taken.
pub(crate) fn taken<'e>(bids: &'e [(String, Bid)], document: &Document) -> Option<&'e Bid> {
    bids.iter().find(|(name, _)| *name == document.layout).map(|(_, bid)| bid)
}

/// What a bid is made of, by name.
pub(crate) fn parts(bid: &Bid) -> [(&'static str, f32); 5] {
    [
        ("evidence", bid.evidence),
        ("claimed", bid.claimed),
        ("headlines", bid.headlines),
        ("regular", bid.regular),
        ("dated", bid.dated),
    ]
}

/// A share as it is read.
pub(crate) fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}
