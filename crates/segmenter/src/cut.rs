//! Cutting a text at its headers, or not at all.

use std::ops::Range;

use courant_model::{Flag, GapKind, Item};
use jiff::civil::Date;

use crate::{
    layout::Layout,
    line::{Line, Lines},
    template::Template,
    tiles::{Tiles, extend, opened, write},
    zone::{Zone, published},
};

/// A text that has been cut.
#[derive(Debug)]
pub(crate) struct Cut {
    pub(crate) tiles: Tiles,
    pub(crate) crawled: Option<Date>,
    /// Whether there was a header.
    headers: bool,
    /// Whether there was text before the first header, or without any.
    preamble: bool,
}

/// What is open while the lines go by.
enum Open {
    Item(Item),
    Preamble(Range<usize>),
}

impl Cut {
    /// Cuts at the headers of `layout`, whose times are read in `zone`.
    pub(crate) fn at_headers(text: &str, layout: &Layout, zone: Option<&Zone>) -> Cut {
        let (mut cut, lines) = Cut::begin(text, layout.stamps());
        let mut open = None;
        for line in lines {
            if let Some(dateline) = layout.header(line.text) {
                cut.headers = true;
                cut.close(open.take());
                let (when, doubt) = published(&dateline, zone);
                open = Some(Open::Item(Item {
                    published: Some(when),
                    views: dateline.views,
                    flags: doubt.into_iter().collect(),
                    ..opened(&line)
                }));
                continue;
            }
            match open.get_or_insert(Open::Preamble(line.start..line.end)) {
                Open::Preamble(bytes) => bytes.end = line.end,
                Open::Item(item) => {
                    extend(item, &line);
                    if !layout.is_furniture(line.text) {
                        write(item, &line);
                    }
                }
            }
        }
        cut.close(open);
        cut.tiles.reach(text.len());
        cut
    }

    /// Takes the whole text for one item, but for a stamp.
    pub(crate) fn article<'l>(text: &str, stamps: impl IntoIterator<Item = &'l Template>) -> Cut {
        let (mut cut, lines) = Cut::begin(text, stamps);
        let mut open: Option<Item> = None;
        for line in lines {
            let item = open.get_or_insert_with(|| Item { flags: vec![Flag::NoHeader], ..opened(&line) });
            extend(item, &line);
            write(item, &line);
        }
        cut.close(open.map(Open::Item));
        cut.tiles.reach(text.len());
        cut
    }

    /// Whether this way of cutting makes sense of the text. Headers without
    /// headlines do so only if there is nothing else: a bulletin without news,
    /// or one that was cut off, is not to become an article about a date.
    pub(crate) fn fits(&self) -> bool {
        !self.tiles.items.is_empty() || self.headers && !self.preamble
    }

    /// Why there are no items, where there are none.
    pub(crate) fn empty(&self) -> Option<&'static str> {
        match self {
            Cut { tiles, .. } if !tiles.items.is_empty() => None,
            Cut { headers: true, .. } => Some("headers with no headline behind them"),
            Cut { crawled: Some(_), .. } => Some("nothing but a stamp"),
            Cut { .. } => Some("nothing but white space"),
        }
    }

    /// Lays a stamp, if the first line that is not blank opens with one, and
    /// gives the lines behind it.
    fn begin<'t, 'l>(
        text: &'t str,
        stamps: impl IntoIterator<Item = &'l Template>,
    ) -> (Cut, impl Iterator<Item = Line<'t>>) {
        let mut cut = Cut { tiles: Tiles::default(), crawled: None, headers: false, preamble: false };
        let mut lines = Lines::of(text);
        let mut first = lines.next();
        if let Some(line) = first
            && let Some((day, rest)) = stamps.into_iter().find_map(|stamp| stamp.day(line.text))
        {
            first = line.behind(rest);
            cut.crawled = Some(day);
            cut.tiles.gap(GapKind::Stamp, line.start..first.map_or(line.end, |line| line.start));
        }
        (cut, first.into_iter().chain(lines))
    }

    fn close(&mut self, open: Option<Open>) {
        match open {
            Some(Open::Item(item)) => self.tiles.item(item),
            Some(Open::Preamble(bytes)) => {
                self.preamble = true;
                self.tiles.gap(GapKind::Furniture, bytes);
            }
            None => {}
        }
    }
}
