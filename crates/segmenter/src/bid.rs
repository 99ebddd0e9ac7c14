//! What a layout bids for a document: how well the items look that it finds.

use crate::{
    cut::Cut,
    induce::ratio,
    lead::lead,
    look::Look,
    paper::Paper,
    shape::{ends_statement, is_caps, is_title, words},
    template::{link, rule},
};

/// What a layout bids for a document: a score from 0 to 1, and what it is made
/// of, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bid {
    /// The score; the best one is taken, if it is good enough.
    pub score: f32,
    /// What speaks for the kind of layout, before it was tried.
    pub evidence: f32,
    /// The share of the text that is in items.
    pub claimed: f32,
    /// How many headlines look like headlines.
    pub headlines: f32,
    /// How alike the items are in having a text or none, and in size.
    pub regular: f32,
    /// The share of the items that have a day, if their days are in sequence.
    pub dated: f32,
    /// How many items the layout finds.
    pub items: usize,
}

/// Judges a cut.
pub(crate) fn bid(cut: &Cut<'_>, paper: &Paper<'_>, looks: &[Look<'_>], evidence: f32) -> Bid {
    let items = &cut.tiles.items;
    if items.is_empty() {
        return Bid::default();
    }
    let count = items.len();
    let whole: usize = paper.lines.iter().map(|line| line.text.len()).sum();
    let inside: usize = items.iter().map(|item| item.bytes.len()).sum();
    let claimed = ratio(inside.min(whole), whole);

    let mut headlines = 0.0;
    let mut led = 0;
    for item in items {
        headlines += headline(item.headline.read(paper.text));
        led += usize::from(item.paragraphs.first().is_some_and(|text| lead(text.read(paper.text)).is_some()));
    }
    let headlines = headlines / ratio(count, 1);

    let bodies = items.iter().filter(|item| !item.paragraphs.is_empty()).count();
    let with_text = ratio(bodies, count);
    let uniform = with_text.max(1.0 - with_text);
    let mut sizes: Vec<usize> = items.iter().map(|item| item.bytes.len()).collect();
    sizes.sort_unstable();
    let median = sizes[count / 2].max(1);
    // An item that is far longer than the others swallowed some.
    let largest = ratio(sizes[count - 1], inside);
    let even = if count < 3 { 0.8 } else { (1.0 - (largest - 3.0 / ratio(count, 1)).max(0.0)).max(0.0) };
    let tiny = ratio(sizes.iter().filter(|size| **size * 12 < median).count(), count);
    let regular = (uniform * 0.6 + even * 0.4 - tiny * 0.3).clamp(0.0, 1.0);

    let days: Vec<_> = items.iter().filter_map(|item| item.published).map(|when| when.date()).collect();
    let dated = if days.len() * 2 >= count && days.len() >= 2 {
        let down = days.windows(2).filter(|pair| pair[0] >= pair[1]).count();
        let up = days.windows(2).filter(|pair| pair[0] <= pair[1]).count();
        ratio(days.len(), count) * ratio(down.max(up), days.len() - 1)
    } else {
        0.0
    };

    // Days alone in a line that no item opens at: a layout that sees them is better.
    let alone = looks.iter().filter(|look| {
        look.when.as_ref().is_some_and(|when| {
            when.date.as_ref().is_some_and(|date| date.clock.year.is_some())
                && when.end - when.start + 12 > look.text.len()
        })
    });
    let missed = alone.count().saturating_sub(days.len() + usize::from(count > 2));
    let missed = ratio(missed, count.max(3)).min(1.0);

    // Items that end in what looks like a headline: that of the next one.
    let tail = |item: &&courant_model::Item| {
        let mut texts = item.paragraphs.iter().rev().map(|text| text.read(paper.text)).peekable();
        let ruled = texts.next_if(|text| rule(text) == Some(text.len())).is_some();
        let title = |text: &str| {
            is_title(text) && !text.starts_with(['(', '['])
                || ruled && text.len() < 100 && !ends_statement(text)
        };
        texts.next().is_some_and(title) && texts.next().is_some()
    };
    let tails = ratio(items[..count - 1].iter().filter(tail).count(), (count - 1).max(1));
    let tails = if tails > 0.4 { tails } else { 0.0 };

    let bodiless = if with_text < 0.5 { 0.8 } else { 1.0 };
    let few = few(count);
    let agreed = 1.0 - (1.0 - evidence) * (1.0 - 0.3 * dated) * (1.0 - 0.3 * ratio(led, count));
    let quality = 0.30 * claimed + 0.40 * headlines + 0.30 * regular;
    let score =
        agreed * (0.25 + 0.75 * quality) * few * bodiless * (1.0 - 0.35 * missed) * (1.0 - 0.3 * tails);
    Bid { score, evidence, claimed, headlines, regular, dated, items: count }
}

/// How much so few items say of a layout that is not known otherwise.
pub(crate) fn few(items: usize) -> f32 {
    match items {
        1 => 0.6,
        2 => 0.85,
        3 => 0.95,
        _ => 1.0,
    }
}

/// Whether a headline still has its number before it: `3) …`, `[4] …`.
fn counted(text: &str) -> bool {
    let body = text.strip_prefix(['[', '(']).unwrap_or(text);
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits) && (body[digits..].starts_with([')', ']']) || body[digits..].starts_with(". "))
}

/// How much a headline looks like one.
fn headline(text: &str) -> f32 {
    let length = text.chars().count();
    if length == 0 || rule(text) == Some(text.len()) || link(text) == Some(text.len()) {
        0.0
    } else if text.starts_with(['#', '*', '=']) || counted(text) {
        0.55
    } else if length > 300 {
        0.15
    } else if ends_statement(text) {
        if length > 150 { 0.25 } else { 0.45 }
    } else if is_title(text) || is_caps(text) && words(text) >= 2 {
        if length > 160 { 0.7 } else { 1.0 }
    } else if text.starts_with(char::is_lowercase) {
        0.4
    } else if length < 3 {
        0.2
    } else {
        0.75
    }
}
