//! Learning a layout from the document itself.
//!
//! Independent heuristics each propose layouts: lines that say a day, marks,
//! numbers that count up, rules, capitals, leads of wires, blank lines, the
//! shape of headlines. The document is cut by each, and the cuts are judged by
//! what a bulletin's items have in common. Taking the record boundary on which
//! independent heuristics agree follows D. W. Embley, Y. Jiang and Y.-K. Ng,
//! “Record-boundary discovery in Web documents”, SIGMOD 1999.

pub(crate) mod dated;
mod marked;
mod numbered;
mod plain;
mod ruled;
mod shaped;

use std::collections::HashMap;

use crate::{
    bid::{Bid, bid},
    cut::Cut,
    layout::Layout,
    line::Line,
    look::{Look, look},
    paper::Paper,
    phrases,
    sketch::Sketch,
};

/// Layouts that come into question.
#[derive(Debug, Default)]
pub(crate) struct Proposals(Vec<Sketch>);

impl Proposals {
    fn push(&mut self, sketch: Sketch) {
        if !self.0.contains(&sketch) {
            self.0.push(sketch);
        }
    }
}

/// A layout that was learnt.
#[derive(Debug)]
pub(crate) struct Learnt {
    pub(crate) sketch: Sketch,
    pub(crate) layout: Layout,
    pub(crate) bid: Bid,
    /// Which of the known layouts it is, if it was not learnt.
    pub(crate) known: Option<usize>,
    /// Where each item begins, and where its text does.
    starts: Vec<(usize, Option<usize>)>,
}

/// The kind of a layout that was not learnt.
const KNOWN: &str = "known";
/// So many lines are enough to learn from.
const SAMPLE: usize = 1200;
/// And so many bytes: lines may be endless.
const SAMPLE_BYTES: usize = 1024 * 1024;

/// A layout whose days bid as much needs no rivals.
pub(crate) const CERTAIN: f32 = 0.9;

/// All layouts that were proposed, with what they bid, the best first.
///
/// Where lines that say a day make a bid that is certain nobody else is asked.
/// Else layouts that are known take part, those that know no more than words:
/// their numbers, and what speaks for them.
pub(crate) fn induce<'l>(
    paper: &Paper<'_>,
    known: impl FnOnce() -> Vec<(usize, &'l Layout, f32)>,
) -> Vec<Learnt> {
    let footer = phrases::footer(&paper.lines);
    let lines = &paper.lines[..footer.min(SAMPLE)];
    let first = lines.first().map_or(0, |line| line.start);
    let lines = &lines[..lines.partition_point(|line| line.end - first <= SAMPLE_BYTES)];
    if lines.len() < 2 {
        return Vec::new();
    }
    let sample = paper.part(lines);
    let looks = look(lines);
    let furniture = phrases::furniture(lines);
    let refine = |proposals: Proposals| -> Vec<Learnt> {
        proposals.0.into_iter().filter_map(|sketch| refined(sketch, &furniture, &sample, &looks)).collect()
    };
    let best_first = |learnt: &mut Vec<Learnt>| learnt.sort_by(|a, b| b.bid.score.total_cmp(&a.bid.score));
    let mut proposals = Proposals::default();
    dated::propose(&looks, &mut proposals);
    let mut learnt = completed(refine(proposals));
    best_first(&mut learnt);
    if learnt
        .first()
        .is_some_and(|best| best.bid.score >= CERTAIN && best.bid.dated >= 0.99 && best.bid.items >= 4)
    {
        return learnt;
    }
    let mut proposals = Proposals::default();
    marked::propose(&looks, &mut proposals);
    numbered::propose(&looks, &mut proposals);
    ruled::propose(&looks, &mut proposals);
    shaped::propose(&looks, &mut proposals);
    plain::propose(&looks, &mut proposals);
    learnt.extend(refine(proposals));
    for (index, layout, evidence) in known() {
        let sketch = Sketch { kind: KNOWN, evidence, ..Sketch::default() };
        let cut = Cut::by(layout, &sample, None);
        if let Some(found) = weighed(sketch, layout.clone(), cut, &sample, &looks) {
            learnt.push(Learnt { known: Some(index), ..found });
        }
    }
    let mut learnt = completed(parted(learnt, &sample, &looks));
    best_first(&mut learnt);
    learnt
}

/// Tells items from the sections that they stand in: where most of what one
/// layout finds opens, right behind its headline, with what another finds, it
/// finds the titles of sections. It bids less then, and parts the other's items.
fn parted(mut learnt: Vec<Learnt>, sample: &Paper<'_>, looks: &[Look<'_>]) -> Vec<Learnt> {
    let sections: Vec<(usize, usize)> = (0..learnt.len())
        .flat_map(|outer| (0..learnt.len()).map(move |inner| (outer, inner)))
        .filter(|(outer, inner)| outer != inner && is_section(&learnt[*outer], &learnt[*inner]))
        .collect();
    let bids: Vec<f32> = learnt.iter().map(|learnt| learnt.bid.score).collect();
    let mut outers = Vec::new();
    for (outer, inner) in sections {
        let marked = matches!(
            learnt[outer].sketch.kind,
            "marked" | "numbered" | "capitals" | "underlined" | "dated" | "dated-below" | KNOWN
        );
        if bids[inner] < 0.45 || !marked {
            continue;
        }
        let titles: Vec<String> =
            learnt[outer].sketch.header.iter().filter(|header| !header.contains('\n')).cloned().collect();
        let mut sketch = learnt[inner].sketch.clone();
        for title in titles {
            let mark = title
                .replace("{headline:caps}", "{headline}")
                .replace("{headline:title}", "{headline}")
                .replace("{headline}", "{any}");
            if mark != "{any}"
                && !mark.contains("{text}")
                && !mark.contains("{date")
                && !sketch.separator.contains(&mark)
            {
                sketch.separator.push(mark);
            }
        }
        outers.push(outer);
        if learnt[inner].known.is_none()
            && let Some(better) =
                judged(sketch, sample, looks).filter(|better| better.bid.items + 1 >= learnt[inner].bid.items)
        {
            learnt[inner] = better;
        }
        // What speaks for the sections speaks for what they hold.
        learnt[inner].bid.score = learnt[inner].bid.score.max(bids[outer] * 0.9);
    }
    for outer in outers {
        learnt[outer].bid.score = learnt[outer].bid.score.min(bids[outer] * 0.75);
    }
    learnt
}

/// Where one layout finds all that another finds, and a few items more that
/// look as good, it is the better one: some items lack what the other asks for.
fn completed(mut learnt: Vec<Learnt>) -> Vec<Learnt> {
    for narrow in 0..learnt.len() {
        for wide in 0..learnt.len() {
            let (a, b) = (&learnt[narrow], &learnt[wide]);
            let more = b.bid.items > a.bid.items && b.bid.items * 100 <= a.bid.items * 135;
            let good = b.bid.headlines >= 0.93
                && b.bid.regular >= 0.9
                && (b.sketch.kind == a.sketch.kind || a.known.is_some());
            let all = || {
                a.starts
                    .iter()
                    .all(|(start, _)| b.starts.binary_search_by_key(start, |(start, _)| *start).is_ok())
            };
            if more && good && a.bid.score > b.bid.score && all() {
                learnt[wide].bid.score = a.bid.score + 0.001;
            }
        }
    }
    learnt
}

fn is_section(outer: &Learnt, inner: &Learnt) -> bool {
    if inner.bid.items <= outer.bid.items || outer.starts.len() < 2 {
        return false;
    }
    let opens = outer.starts.iter().filter(|(start, text)| {
        let next = inner.starts.partition_point(|(begin, _)| begin <= start);
        inner.starts.get(next).is_some_and(|(begin, _)| text.is_some_and(|text| *begin <= text))
            && inner.starts.binary_search_by_key(start, |(begin, _)| *begin).is_err()
    });
    opens.count() * 10 >= outer.starts.len() * 6
}

fn judged(sketch: Sketch, sample: &Paper<'_>, looks: &[Look<'_>]) -> Option<Learnt> {
    let layout = sketch.layout()?;
    let cut = Cut::by(&layout, sample, None);
    weighed(sketch, layout, cut, sample, looks)
}

fn weighed(
    sketch: Sketch,
    layout: Layout,
    mut cut: Cut<'_>,
    sample: &Paper<'_>,
    looks: &[Look<'_>],
) -> Option<Learnt> {
    cut.list_contents(&layout);
    let bid = bid(&cut, sample, looks, sketch.evidence);
    let starts = cut
        .tiles
        .items
        .iter()
        .map(|item| (item.bytes.start, item.paragraphs.first().map(|text| text.bytes.start)));
    let starts = starts.collect();
    (cut.tiles.items.len() >= 2).then_some(Learnt { sketch, layout, bid, starts, known: None })
}

/// The same layout, judged, with what can only be seen in its items: days
/// behind the headlines, marks at the ends, furniture.
fn refined(
    mut sketch: Sketch,
    furniture: &[String],
    sample: &Paper<'_>,
    looks: &[Look<'_>],
) -> Option<Learnt> {
    sketch.furniture = furniture.to_vec();
    let thought = (sketch.date.clone(), sketch.end.clone(), sketch.separator.clone());
    let layout = sketch.layout()?;
    let cut = Cut::by(&layout, sample, None);
    let items = &cut.tiles.items;
    if items.len() < 2 {
        return None;
    }
    if items.iter().filter(|item| item.published.is_some()).count() * 2 < items.len() {
        let index: HashMap<usize, usize> =
            sample.lines.iter().enumerate().map(|(at, line)| (line.at, at)).collect();
        let below = items.iter().filter_map(|item| {
            let body =
                item.paragraphs.iter().take(2).filter_map(|passage| index.get(&passage.bytes.start).copied());
            body.into_iter().find(|at| {
                looks[*at].when.as_ref().is_some_and(|when| when.date.is_some())
                    && looks[*at].text.len() < 100
            })
        });
        let below: Vec<usize> = below.collect();
        if below.len() >= 2 && below.len() * 5 >= items.len() * 2 {
            sketch.date = dated::alone(looks, &below);
        }
    }
    // Rules before the next header part the items.
    let ruled = items
        .iter()
        .filter(|item| item.paragraphs.last().is_some_and(|text| is_rule(text.read(sample.text))))
        .count();
    if ruled * 2 >= items.len() && sketch.separator.is_empty() && sketch.kind != "underlined" {
        sketch.separator.push("{rule}".to_owned());
    }
    // Marks at the end of items: `--0--`, `-30-`, `Enditem`.
    let mut marks: HashMap<&str, usize> = HashMap::new();
    for item in items {
        let last = item.paragraphs.last().map(|passage| passage.read(sample.text)).unwrap_or_default();
        if let Some(mark) = end_mark(last) {
            *marks.entry(mark).or_default() += 1;
        }
    }
    let total: usize = marks.values().sum();
    if total * 2 >= items.len() && sketch.end.is_empty() {
        let mut marks: Vec<(&str, usize)> = marks.into_iter().filter(|(_, count)| *count >= 2).collect();
        marks.sort_by_key(|(mark, count)| (std::cmp::Reverse(*count), *mark));
        sketch.end = marks.into_iter().take(4).map(|(mark, _)| crate::sketch::literal(mark)).collect();
    }
    // Most are as they were, and need not be cut again.
    let same = (&sketch.date, &sketch.end, &sketch.separator) == (&thought.0, &thought.1, &thought.2);
    if same { weighed(sketch, layout, cut, sample, looks) } else { judged(sketch, sample, looks) }
}

fn is_rule(text: &str) -> bool {
    crate::template::rule(text) == Some(text.len())
}

/// The last word of a text, if it is a mark rather than a word.
fn end_mark(text: &str) -> Option<&str> {
    let start = text
        .rfind(|c: char| c.is_whitespace() || matches!(c, '.' | '"' | '”'))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let word = &text[start..];
    let marks = word.chars().filter(|c| !c.is_alphanumeric()).count();
    let framed = word.len() >= 3
        && word.len() <= 12
        && marks >= 2
        && word.starts_with(['-', '#', '*', '=', '/', '+', '_'])
        && word.ends_with(['-', '#', '*', '=', '/', '+', '_']);
    (framed || phrases::is_end(word)).then_some(word)
}

/// How many letters two templates begin with alike.
fn common(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// One number as a share of another.
pub(crate) fn ratio(part: usize, whole: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of lines are far below the precision of a float")]
    let share = part as f32 / whole.max(1) as f32;
    share
}

impl<'t> Paper<'t> {
    /// The same document with some of its lines.
    fn part(&self, lines: &[Line<'t>]) -> Paper<'t> {
        let end = lines.last().map_or(self.bytes.end, |line| line.end);
        let mut part = Paper::of(self.text, self.bytes.start..end, lines.to_vec());
        part.year = self.year;
        part.before.clone_from(&self.before);
        part
    }
}
