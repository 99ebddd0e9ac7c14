//! One item: a text that no header parts.

use courant_model::{Flag, GapKind, Item};

use crate::{
    cut::Cut,
    draft::{joined, unwrapped},
    fields::moment,
    lead::lead,
    line::Line,
    paper::Paper,
    phrases,
    shape::{ends_sentence, is_caps, is_title, words},
    template::rule,
    zone::{self, Zone},
};

/// So many lines at the beginning may be a letterhead.
const HEAD: usize = 14;

/// Takes the whole text for one item.
pub(crate) fn article<'t>(paper: &Paper<'t>, zone: Option<&Zone>) -> Cut<'t> {
    let mut cut = Cut::begin(paper);
    // A press office ends its text with a mark; contacts and notices follow.
    let end =
        paper.lines.iter().rposition(|line| is_end(&line.text)).filter(|at| *at * 2 > paper.lines.len());
    let lines = &paper.lines[..end.map_or(paper.lines.len(), |at| at + 1)];
    if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
        let mut item = Item {
            bytes: first.start..last.end,
            lines: (first.number, last.last),
            flags: vec![Flag::NoHeader],
            ..Item::default()
        };
        let (at, count) = headline(lines);
        item.headline = joined(&lines[at..at + count]);
        let body: Vec<&Line<'_>> =
            lines[at + count..].iter().filter(|line| rule(&line.text) != Some(line.text.len())).collect();
        item.paragraphs = unwrapped(paper, &body);
        zone::date(&mut item, dated(paper, at + count).as_ref(), zone, paper.year);
        if let Some((line, lead)) = lines.iter().take(HEAD).find_map(|line| Some((line, lead(&line.text)?))) {
            item.source = lead.source.map(|range| line.text[range].to_owned());
        }
        cut.tiles.item(item);
    }
    cut.tiles.furniture(paper.text, paper.bytes.end);
    cut
}

/// `###`, `# # #`, `-30-`, `ENDS`: how press offices end a text.
fn is_end(text: &str) -> bool {
    let bare = text.trim_matches(['-', '#', '*', ' ', '\\', '.']);
    let marked =
        text.chars().filter(|c| matches!(c, '#' | '*')).count() >= 3 || text.matches('-').count() >= 2;
    text.len() <= 24
        && (bare.is_empty() && text.contains('#')
            || marked && bare.starts_with("30")
            || phrases::is_end(bare))
}

/// Where the headline is, and in how many lines.
///
/// The first line, unless a letterhead comes before it: then the last block of
/// a few short lines before the text, if that looks like a headline.
fn headline(lines: &[Line<'_>]) -> (usize, usize) {
    let letterhead = lines
        .iter()
        .take(HEAD)
        .any(|line| moment(&line.text).is_some() && line.text.len() < 90 && lead(&line.text).is_none());
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len().min(HEAD * 2) {
        let length = 1 + lines[at + 1..].iter().take_while(|line| line.blanks == 0).count();
        let block = &lines[at..at + length];
        let text: usize = block.iter().map(|line| line.text.len()).sum();
        // The first block that reads like text ends the head.
        if text > 200
            || block.last().is_some_and(|line| ends_sentence(&line.text)) && length > 1
            || lead(&lines[at].text).is_some()
        {
            break;
        }
        blocks.push((at, length));
        at += length;
    }
    if !letterhead || at == 0 {
        return (0, 1);
    }
    let fits = |(at, length): &(usize, usize)| {
        let block = &lines[*at..at + length];
        let whole: Vec<&str> = block.iter().map(|line| &*line.text).collect();
        let whole = whole.join(" ");
        *length <= 3
            && (is_title(&whole) || is_caps(&whole))
            && words(&whole) >= 4
            && moment(&whole).is_none()
    };
    blocks.iter().rev().copied().find(fits).unwrap_or((0, 1))
}

/// What a line of the head says of the day: a line of its own, or one that
/// ends in it.
fn dated(paper: &Paper<'_>, behind: usize) -> Option<crate::clock::Clock> {
    let head = paper.lines.iter().take(behind.max(4)).filter(|line| line.text.len() < 110);
    head.filter(|line| !ends_sentence(&line.text) || lead(&line.text).is_some()).find_map(|line| {
        let text = &*line.text;
        let starts = text
            .char_indices()
            .map(|(at, _)| at)
            .filter(|at| *at == 0 || !text[..*at].ends_with(char::is_alphanumeric));
        starts.take(40).find_map(|at| moment(&text[at..]).filter(|clock| clock.year.is_some()))
    })
}

/// Lays the whole text as furniture: there is nothing to be read in it.
pub(crate) fn nothing<'t>(paper: &Paper<'t>) -> Cut<'t> {
    let mut cut = Cut::begin(paper);
    if let (Some(first), Some(last)) = (paper.lines.first(), paper.lines.last()) {
        cut.tiles.gap(GapKind::Furniture, first.start..last.end);
    }
    cut.tiles.reach(paper.bytes.end);
    cut
}
