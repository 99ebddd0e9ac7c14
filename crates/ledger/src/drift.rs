//! Whether a bulletin is far from what its inbox used to bring.
//!
//! A scraper that meets a new page design still brings text, and something is
//! still cut from it: the records look sound one by one. Only beside the ones
//! before does the bulletin give itself away: one item where there were nine,
//! half of the page left over, another layout.
//!
//! **The rule.** A number is far outside if its distance from the median is
//! more than [`CUTOFF`] times the median absolute deviation (MAD), and more
//! than a floor of its own, for where all are alike the deviation is zero.
//! Median and MAD hold as long as less than half of what they are taken from
//! is spoilt. The cutoff is the modified z-score of 3.5 after Iglewicz and
//! Hoaglin, *How to Detect and Handle Outliers* (ASQC, 1993). Numbers of items
//! are compared by their logarithms: what counts is how many times more or
//! less. A layout is outside where [`MOST`] of the others have one other.
//!
//! **What comes often is usual**, however far out it is: an inbox that brings
//! a short digest each Friday has two ways, and one whose site was rebuilt
//! gets a new one. So nothing is outside that is like three others, and like
//! one in eight. Below [`ENOUGH`] bulletins nothing is usual yet.

use std::fmt;

use crate::measures::Measures;

/// Bulletins that make a history.
const ENOUGH: usize = 8;

/// Median absolute deviations: a modified z-score of 3.5, where 0.6745 is
/// what makes the MAD of a normal distribution its standard deviation.
const CUTOFF: f64 = 3.5 / 0.6745;

/// A number of items is not far off below three times as many, or as few.
const TIMES: f64 = 3.0;

/// Shares and confidence are not far off within so many percent.
const PERCENT: f64 = 20.0;

/// The percentage of bulletins that one layout must have before another is strange.
const MOST: usize = 80;

/// Why a bulletin is far from the ones before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drift {
    /// Each measure that is outside, its value, and what is usual.
    pub(crate) reason: String,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unlike what this inbox used to bring: {}", self.reason)
    }
}

impl std::error::Error for Drift {}

/// Holds a bulletin against those before it. The order of these does not matter.
pub(crate) fn drift(history: &[Measures], now: &Measures) -> Option<Drift> {
    if history.len() < ENOUGH {
        return None;
    }
    let outside =
        [items(history, now), furniture(history, now), layout(history, now), confidence(history, now)];
    let reason = outside.into_iter().flatten().collect::<Vec<_>>().join("; ");
    (!reason.is_empty()).then_some(Drift { reason })
}

fn items(history: &[Measures], now: &Measures) -> Option<String> {
    // One more than there are, so that none has a logarithm, and few are near to none.
    let scale = |measures: &Measures| (f64::from(measures.items) + 1.0).ln();
    let known: Vec<f64> = history.iter().map(scale).collect();
    side(&known, scale(now), TIMES.ln())?;
    let word = if now.items == 1 { "item" } else { "items" };
    Some(format!("{} {word}, usually {}", now.items, usual(history.iter().map(|known| known.items))))
}

fn furniture(history: &[Measures], now: &Measures) -> Option<String> {
    let known: Vec<f64> = history.iter().map(|known| f64::from(known.furniture)).collect();
    let above = side(&known, now.furniture.into(), PERCENT)? == Side::Above;
    let usual = usual(history.iter().map(|known| known.furniture.into()));
    above.then(|| format!("{} % of the text in no item, usually {usual} %", now.furniture))
}

fn layout(history: &[Measures], now: &Measures) -> Option<String> {
    let count = |way: &str| history.iter().filter(|known| way_of(&known.layout) == way).count();
    if is_often(count(way_of(&now.layout)), history.len()) {
        return None;
    }
    let usual = history.iter().map(|known| way_of(&known.layout)).max_by_key(|way| count(way))?;
    let most = count(usual) * 100 >= history.len() * MOST;
    most.then(|| format!("layout {}, usually {usual}", now.layout))
}

fn confidence(history: &[Measures], now: &Measures) -> Option<String> {
    let known: Vec<u8> = history.iter().filter_map(|known| known.confidence).collect();
    let now = now.confidence.filter(|_| known.len() >= ENOUGH)?;
    let numbers: Vec<f64> = known.iter().copied().map(f64::from).collect();
    let below = side(&numbers, now.into(), PERCENT)? == Side::Below;
    below.then(|| format!("confidence {now} %, usually {} %", usual(known.into_iter().map(u32::from))))
}

/// What two layouts have in common that say the same of a page: one that was
/// thought up for it is named `induced:KIND`, and what may follow behind one
/// more colon differs from page to page.
fn way_of(layout: &str) -> &str {
    let Some(induced) = layout.strip_prefix("induced:") else { return layout };
    match induced.split_once(':') {
        Some((_, detail)) => &layout[..layout.len() - detail.len() - 1],
        None => layout,
    }
}

/// The side on which a number is far outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Above,
    Below,
}

fn side(known: &[f64], now: f64, floor: f64) -> Option<Side> {
    let middle = median(known.to_vec());
    let deviation = median(known.iter().map(|number| (number - middle).abs()).collect());
    let near = known.iter().filter(|number| (**number - now).abs() <= floor / 2.0).count();
    if (now - middle).abs() <= floor.max(CUTOFF * deviation) || is_often(near, known.len()) {
        return None;
    }
    Some(if now > middle { Side::Above } else { Side::Below })
}

/// Whether what was there so many times is one of the inbox's ways.
fn is_often(times: usize, of: usize) -> bool {
    times >= 3 && times * 8 >= of
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    if numbers.len() % 2 == 1 { numbers[half] } else { f64::midpoint(numbers[half - 1], numbers[half]) }
}

/// Where the middle half of them lies, in words.
fn usual(known: impl Iterator<Item = u32>) -> String {
    let mut known: Vec<u32> = known.collect();
    known.sort_unstable();
    let quarter = known.len() / 4;
    match (known[quarter], known[known.len() - 1 - quarter]) {
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low} to {high}"),
    }
}

#[cfg(test)]
mod tests;
