//! What a document is written in, and how that becomes lines or items.

mod entries;
mod front;
mod html;
mod json;
mod mail;
mod rows;

pub(crate) use self::{
    entries::entries,
    front::front,
    html::{page, strip},
    json::json,
    mail::{letter, mailbox},
    rows::rows,
};

use courant_model::{Document, Item, Passage};

use crate::{line::starts, paper::Paper, tiles::Tiles, zone::Zone};

/// The window in which a document shows what it is written in, in bytes.
const HEAD: usize = 4096;

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// A page of HTML.
    Html,
    /// Elements of XML or SGML that come again: feeds, collections.
    Entries,
    /// An object of JSON a line.
    Json,
}

/// Tells by how a document begins.
pub(crate) fn form(text: &str) -> Form {
    let head = text[..text.floor_char_boundary(HEAD)]
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if head.starts_with('{') && json::begins(head) {
        return Form::Json;
    }
    if !head.starts_with('<') {
        return Form::Plain;
    }
    let lower = head.to_ascii_lowercase();
    if lower.starts_with("<!doctype html")
        || lower.contains("<html") && !lower.contains("<rss") && !lower.contains("<feed")
    {
        return Form::Html;
    }
    if lower.starts_with("<?xml")
        || lower.starts_with("<rss")
        || lower.starts_with("<feed")
        || lower.starts_with("<!doctype")
        || lower.starts_with("<rdf")
    {
        return Form::Entries;
    }
    if ["<body", "<div", "<head", "<article", "<main", "<p>", "<h1"].iter().any(|tag| lower.starts_with(tag))
    {
        return Form::Html;
    }
    // Any other element: a collection, perhaps.
    if lower[1..].starts_with(|c: char| c.is_ascii_alphabetic()) && lower.contains("</") {
        Form::Entries
    } else {
        Form::Plain
    }
}

/// A document of items that were found by their names, whose times are read in `zone`.
pub(crate) fn found(paper: &Paper<'_>, layout: &str, zone: Option<&Zone>, items: Vec<Item>) -> Document {
    let mut tiles = Tiles::begin(paper);
    let mut at = paper.bytes.start;
    for item in items {
        // Elements that overlap are read once.
        if item.bytes.start < at || item.bytes.end > paper.bytes.end {
            continue;
        }
        tiles.furniture(paper.text, item.bytes.start);
        at = item.bytes.end;
        tiles.item(item);
    }
    tiles.furniture(paper.text, paper.bytes.end);
    let empty = tiles.items.is_empty().then(|| "entries without a headline or a text".to_owned());
    Document {
        layout: layout.to_owned(),
        confidence: Some(100),
        crawled: paper.crawled,
        timezone: zone.map(|zone| zone.name().to_owned()),
        items: tiles.items,
        gaps: tiles.gaps,
        empty,
        ..Document::default()
    }
}

/// Takes the first sentence of the text for the headline, where nothing else
/// is one: nothing is made up.
pub(crate) fn headed_by_text(item: &mut Item, text: &str) {
    let Some(first) = item.paragraphs.first_mut() else { return };
    let reads = first.read(text).to_owned();
    let end = reads.find(". ").map_or(reads.len(), |at| at + 1);
    item.headline = Passage { bytes: first.bytes.clone(), reads: Some(reads[..end].into()) };
    let left = reads[end..].trim();
    if left.is_empty() {
        item.paragraphs.remove(0);
    } else {
        first.reads = Some(left.into());
    }
}

/// Lines of a document by their numbers, for those who only know bytes.
#[derive(Debug)]
pub(crate) struct Numbers {
    /// The number of the first line.
    first: usize,
    /// Where the lines begin, but for the first.
    starts: Vec<usize>,
}

impl Numbers {
    pub(crate) fn of(paper: &Paper<'_>) -> Numbers {
        let own = &paper.text[paper.bytes.clone()];
        Numbers { first: paper.first, starts: starts(own).map(|start| paper.bytes.start + start).collect() }
    }

    /// The same of a text that is no part of a bulletin.
    pub(crate) fn apart(text: &str) -> Numbers {
        Numbers { first: 1, starts: starts(text).collect() }
    }

    /// The number of the line in which a byte stands.
    pub(crate) fn at(&self, byte: usize) -> usize {
        self.first + self.starts.partition_point(|start| *start <= byte)
    }

    /// First and last line of a stretch.
    pub(crate) fn of_range(&self, bytes: &std::ops::Range<usize>) -> (usize, usize) {
        (self.at(bytes.start), self.at(bytes.end.saturating_sub(1).max(bytes.start)))
    }
}
