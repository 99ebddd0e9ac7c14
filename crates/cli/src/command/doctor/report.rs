//! What is said of a trial: to people, to programs, and to a document.

use std::{collections::BTreeMap, fmt::Write as _};

use courant::POINTS;
use serde_json::json;

use super::outcome::{Count, Outcome};
use crate::log::terminal;

/// Losses that are shown one by one.
const SHOWN: usize = 20;

pub(super) fn lines(outcome: &Outcome) -> String {
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").expect("a String takes everything");
    let width = outcome.mishaps.keys().map(String::len).max().unwrap_or(0).max(8);
    for (mishap, times) in &outcome.mishaps {
        line(format!("{mishap:<width$}{times:>8}"));
    }
    line(String::new());
    line(format!(
        "{:<width$}{:>8}{:>8}{:>8}{:>8}{:>8}",
        "sink", "expected", "stored", "lost", "doubled", "strange"
    ));
    for count in &outcome.sinks {
        let Count { sink, stored, lost, doubled, strange } = count;
        let (lost, doubled, strange) = (lost.len(), doubled.len(), strange.len());
        let sink = terminal(sink);
        line(format!("{sink:<width$}{:>8}{stored:>8}{lost:>8}{doubled:>8}{strange:>8}", outcome.expected));
    }
    line(String::new());
    for count in &outcome.sinks {
        let shown = |due: &super::expected::Due| {
            format!("{}: {}", terminal(&due.path.to_string_lossy()), terminal(&due.headline))
        };
        for due in count.lost.iter().take(SHOWN) {
            line(format!("lost by {}: {}", count.sink, shown(due)));
        }
        for due in count.doubled.iter().take(SHOWN) {
            line(format!("doubled by {}: {}", count.sink, shown(due)));
        }
        for stranger in count.strange.iter().take(SHOWN) {
            line(format!("strange in {}: {}", count.sink, terminal(stranger)));
        }
    }
    for wrong in &outcome.wrong {
        line(terminal(wrong));
    }
    line(told(outcome));
    text
}

/// All in one sentence.
fn told(outcome: &Outcome) -> String {
    let Outcome { seed, seconds, starts, dropped, invented, refused, .. } = outcome;
    let bulletins = if *invented { "made-up bulletins" } else { "bulletins" };
    let times: u32 = outcome.mishaps.values().sum();
    let verdict =
        if outcome.is_well() { "nothing was lost, and nothing was doubled" } else { "something is wrong" };
    format!(
        "{times} mishaps and {starts} starts in {seconds} s, {dropped} {bulletins} ({refused} that cannot be read), seed {seed}: {verdict}"
    )
}

pub(super) fn object(outcome: &Outcome) -> String {
    let sinks: Vec<_> = outcome
        .sinks
        .iter()
        .map(|count| {
            json!({
                "sink": count.sink, "expected": outcome.expected, "stored": count.stored, "lost": count.lost.len(),
                "doubled": count.doubled.len(), "strange": count.strange.len(),
            })
        })
        .collect();
    let object = json!({
        "seed": outcome.seed,
        "seconds": outcome.seconds,
        "mishaps": outcome.mishaps,
        "starts": outcome.starts,
        "dropped": outcome.dropped,
        "invented": outcome.invented,
        "expected": outcome.expected,
        "refused": outcome.refused,
        "sinks": sinks,
        "wrong": outcome.wrong,
        "well": outcome.is_well(),
    });
    format!("{object}\n")
}

/// A row for each kind of mishap. What was lost cannot be laid at one
/// mishap's door: so the rows have a number only where it is none.
pub(super) fn markdown(outcome: &Outcome) -> String {
    let sum = |of: fn(&Count) -> usize| outcome.sinks.iter().map(of).sum::<usize>();
    let (lost, doubled) = (sum(|count| count.lost.len()), sum(|count| count.doubled.len()));
    let each = |total: usize| if total == 0 { "0" } else { "?" };
    let mut text = String::from("| event | how often | items lost | items doubled |\n|---|---:|---:|---:|\n");
    let mut row = |what: &str, times: u32, lost: &str, doubled: &str| {
        writeln!(text, "| {what} | {times} | {lost} | {doubled} |").expect("a String takes everything");
    };
    for (what, (times, places)) in kinds(outcome) {
        let what = if places == 0 { what } else { format!("{what} at {places} of {} places", POINTS.len()) };
        row(&what, times, each(lost), each(doubled));
    }
    let times = outcome.mishaps.values().sum();
    row("**all**", times, &format!("**{lost}**"), &format!("**{doubled}**"));
    text.push('\n');
    text.extend(outcome.wrong.iter().map(|wrong| format!("{}\n\n", terminal(wrong))));
    text + &told(outcome) + "\n"
}

/// The mishaps of one kind together: how often, and at how many places.
fn kinds(outcome: &Outcome) -> BTreeMap<String, (u32, usize)> {
    let mut kinds: BTreeMap<String, (u32, usize)> = BTreeMap::new();
    for (mishap, times) in &outcome.mishaps {
        let (kind, place) = match mishap.rsplit_once(" at ") {
            Some((kind, point)) if POINTS.contains(&point) => (kind, 1),
            _ => (mishap.as_str(), 0),
        };
        let sum = kinds.entry(kind.to_owned()).or_default();
        *sum = (sum.0 + times, sum.1 + place);
    }
    kinds
}
