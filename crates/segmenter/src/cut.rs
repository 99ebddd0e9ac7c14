//! Cutting a document by a layout.

use std::ops::Range;

use courant_model::{Gap, GapKind, Item, Passage};
use jiff::civil::Date;

use crate::{
    clock::Clock, draft::Draft, layout::Layout, line::Line, opening::opening, paper::Paper, template::Piece,
    tiles::Tiles, zone::Zone,
};

/// A document that has been cut.
#[derive(Debug)]
pub(crate) struct Cut<'t> {
    text: &'t str,
    pub(crate) tiles: Tiles,
    pub(crate) crawled: Option<Date>,
    /// How many headers there were, with headlines behind them or not.
    pub(crate) headers: usize,
    /// Where the first of them begins.
    pub(crate) first: Option<usize>,
    /// Whether there was text before the first header, or without any.
    pub(crate) preamble: bool,
}

/// What is open while the lines go by.
enum Open {
    Item(Box<Draft>),
    /// Text of no item.
    Loose(Range<usize>),
}

/// Behind what the line stands that is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The beginning, a separator, the end of an item.
    Cut,
    Text,
}

impl<'t> Cut<'t> {
    /// Cuts at the headers of `layout`, whose times are read in `zone`.
    pub(crate) fn by(layout: &Layout, paper: &Paper<'t>, zone: Option<&Zone>) -> Cut<'t> {
        let mut cut = Cut::begin(paper);
        let lines = &*paper.lines;
        let mut last_header = None;
        let mut open: Option<Open> = None;
        let mut behind = Behind::Cut;
        let mut day: Option<Clock> = None;
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let text = &*line.text;
            if layout.separators.fill(text) {
                cut.close(open.take(), layout, paper, zone);
                cut.tiles.gap(GapKind::Separator, line.start..line.end);
                behind = Behind::Cut;
                at += 1;
                continue;
            }
            if !layout.days.is_empty()
                && let Some(found) = layout.days.read(text).filter(|found| found.clock.is_possible())
            {
                cut.close(open.take(), layout, paper, zone);
                cut.tiles.gap(GapKind::Furniture, line.start..line.end);
                day = Some(found.clock);
                behind = Behind::Cut;
                at += 1;
                continue;
            }
            if layout.furniture.fill(text) {
                match &mut open {
                    Some(Open::Item(draft)) => draft.extend(line),
                    Some(Open::Loose(bytes)) => bytes.end = line.end,
                    None => cut.tiles.gap(GapKind::Furniture, line.start..line.end),
                }
                at += 1;
                continue;
            }
            let apart = line.blanks >= layout.blank || behind == Behind::Cut;
            let may_open = apart && (!layout.separated || behind == Behind::Cut || cut.headers == 0);
            if may_open && let Some(found) = opening(layout, lines, at) {
                cut.close(open.take(), layout, paper, zone);
                cut.headers += 1;
                cut.first.get_or_insert(line.start);
                let next = at + found.lines;
                let mut draft = Draft::open(found, lines, at);
                draft.dated(day.as_ref());
                at = next + draft.wrapped_headline(lines, next);
                open = Some(Open::Item(Box::new(draft)));
                behind = Behind::Text;
                continue;
            }
            if cut.headers > 0
                && layout.footers.fill(text)
                && *last_header.get_or_insert_with(|| last_opening(layout, lines)) < at
            {
                cut.close(open.take(), layout, paper, zone);
                let end = lines[lines.len() - 1].end;
                cut.tiles.gap(GapKind::Furniture, line.start..end);
                break;
            }
            // Behind so many blank lines only a header goes on with the news.
            if layout.blank >= 2
                && line.blanks > layout.blank
                && matches!(&open, Some(Open::Item(draft)) if draft.has_headline())
            {
                cut.close(open.take(), layout, paper, zone);
            }
            match &mut open {
                Some(Open::Item(draft)) => {
                    if layout.ends.fill(text) {
                        draft.extend(line);
                        draft.ended = true;
                        cut.close(open.take(), layout, paper, zone);
                        behind = Behind::Cut;
                        at += 1;
                    } else if let Some(end) = layout.ends.close(text) {
                        draft.extend(line);
                        draft.push(line.passage(0..text[..end].trim_end().len()), line);
                        draft.ended = true;
                        cut.close(open.take(), layout, paper, zone);
                        behind = Behind::Cut;
                        at += 1;
                    } else {
                        let taken = draft.take(layout, lines, at);
                        at += if taken > 0 { taken } else { draft.write(layout, lines, at) };
                    }
                }
                Some(Open::Loose(bytes)) => {
                    bytes.end = line.end;
                    at += 1;
                }
                None => {
                    open = Some(Open::Loose(line.start..line.end));
                    at += 1;
                }
            }
            if open.is_some() {
                behind = Behind::Text;
            }
        }
        cut.close(open, layout, paper, zone);
        cut.tiles.reach(paper.bytes.end);
        cut
    }

    /// Why there are no items, where there are none.
    pub(crate) fn empty(&self) -> Option<&'static str> {
        match self {
            Cut { tiles, .. } if !tiles.items.is_empty() => None,
            Cut { headers: 1.., .. } => Some("headers with no headline behind them"),
            Cut { crawled: Some(_), .. } => Some("nothing but a stamp"),
            Cut { .. } => Some("nothing but white space"),
        }
    }

    /// Whether this way of cutting makes sense of the text. Headers without
    /// headlines do so only if there is nothing else: a bulletin without news,
    /// or one that was cut off, is not to become an article about a date.
    pub(crate) fn fits(&self) -> bool {
        !self.tiles.items.is_empty() || self.headers > 0 && !self.preamble
    }

    /// Takes headlines without a text, several before the first that has one,
    /// for what they are: a list of contents, and no items.
    ///
    /// So is a first item whose text is lines that would be headers themselves.
    pub(crate) fn list_contents(&mut self, layout: &Layout) {
        let items = &mut self.tiles.items;
        if items.len() >= 3 && is_list(&items[0], layout, self.text) {
            let first = items.remove(0);
            self.tiles.gaps.push(Gap { kind: GapKind::Contents, bytes: first.bytes });
            self.tiles.gaps.sort_by_key(|gap| gap.bytes.start);
            return;
        }
        let listed =
            items.iter().take_while(|item| item.paragraphs.is_empty() && item.published.is_none()).count();
        let told = items[listed..].iter().filter(|item| !item.paragraphs.is_empty()).count();
        if listed < 2 || listed * 10 > items.len() * 6 || told * 10 < (items.len() - listed) * 8 {
            return;
        }
        let list = items.drain(..listed).map(|item| Gap { kind: GapKind::Contents, bytes: item.bytes });
        self.tiles.gaps.extend(list);
        self.tiles.gaps.sort_by_key(|gap| gap.bytes.start);
    }

    /// Lays what stands before the lines.
    pub(crate) fn begin(paper: &Paper<'t>) -> Cut<'t> {
        let tiles = Tiles::begin(paper);
        Cut { text: paper.text, tiles, crawled: paper.crawled, headers: 0, first: None, preamble: false }
    }

    fn close(&mut self, open: Option<Open>, layout: &Layout, paper: &Paper<'_>, zone: Option<&Zone>) {
        match open {
            Some(Open::Item(draft)) if layout.closed && !draft.ended => {
                self.tiles.gap(GapKind::Furniture, draft.bytes());
            }
            Some(Open::Item(draft)) => self.tiles.item(draft.close(paper, zone)),
            Some(Open::Loose(bytes)) => {
                self.preamble |= self.headers == 0;
                self.tiles.gap(GapKind::Furniture, bytes);
            }
            None => {}
        }
    }
}

/// Whether an item's text is lines that a header of one line would fill.
fn is_list(item: &Item, layout: &Layout, text: &str) -> bool {
    let fills = |passage: &&Passage| {
        let line = passage.read(text);
        layout.headers.for_line(line).any(|block| block.len() == 1 && block[0].fills(line))
    };
    let any =
        layout.headers.blocks().iter().any(|block| matches!(block[0].0.as_slice(), [Piece::Capture(..)]));
    !any && item.published.is_none()
        && item.paragraphs.len() >= 2
        && item.paragraphs.iter().filter(fills).count() * 10 >= item.paragraphs.len() * 7
}

/// The last line at which a header begins.
fn last_opening(layout: &Layout, lines: &[Line<'_>]) -> usize {
    let opens = |at: &usize| lines[*at].blanks >= layout.blank && opening(layout, lines, *at).is_some();
    (0..lines.len()).rev().find(opens).unwrap_or_default()
}
