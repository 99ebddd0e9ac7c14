//! Elements of XML or SGML that come again and have a headline: the entries of
//! RSS 0.9 to 2.0, of RDF and of Atom (RFC 4287), and of collections of texts.

use std::{collections::HashMap, ops::Range};

use courant_model::{Document, Item, Passage};
use quick_xml::{Reader, events::Event};

use super::{Numbers, found, headed_by_text, strip};
use crate::{
    draft::unwrapped,
    fields::moment,
    line::Lines,
    names::{NAMES, Names},
    paper::Paper,
    shape::ends_sentence,
    zone::{self, Zone},
};

/// Elements within elements; deeper ones are not looked into.
const DEEPEST: usize = 64;

/// An element that may be an item.
#[derive(Debug)]
struct Element {
    name: String,
    bytes: Range<usize>,
    /// What stands in its parts: which part, how good a name, where.
    parts: Vec<(Part, usize, Range<usize>)>,
    link: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Headline,
    Date,
    Source,
    Link,
    Text,
}

/// The document's entries as items, if it has any.
pub(crate) fn entries(paper: &Paper<'_>, zone: Option<&Zone>) -> Option<Document> {
    let elements = elements(&paper.text[paper.bytes.clone()], paper.bytes.start);
    // Of elements within elements those are items that are the most.
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for element in &elements {
        *counts.entry(&element.name).or_default() += 1;
    }
    let (most, _) = counts.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)))?;
    let numbers = Numbers::of(paper);
    let items: Vec<Item> = elements
        .iter()
        .filter(|element| element.name == most)
        .map(|element| item(element, paper, &numbers, zone))
        .collect();
    (!items.is_empty()).then(|| found(paper, "entries", zone, items))
}

/// All elements that are called like an item and have a headline or a text.
fn elements(text: &str, base: usize) -> Vec<Element> {
    // The reader passes a byte order mark over and does not count it.
    let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (text, base) = (unmarked, base + text.len() - unmarked.len());
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let place = |position: u64| usize::try_from(position).unwrap_or(text.len()).min(text.len());
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    let mut drafts: Vec<Element> = Vec::new();
    let mut done = Vec::new();
    let mut before = place(reader.buffer_position());
    loop {
        let event = reader.read_event();
        let after = place(reader.buffer_position());
        match event {
            Ok(Event::Start(tag)) => {
                let name = local(tag.name().as_ref());
                if open.len() < DEEPEST {
                    if Names::rank(&NAMES.item, &name).is_some() {
                        drafts.push(Element {
                            name: name.clone(),
                            bytes: base + before..base + after,
                            parts: Vec::new(),
                            link: None,
                        });
                    }
                    note_link(&name, &tag, &mut drafts);
                    open.push((name, before, after));
                }
            }
            Ok(Event::Empty(tag)) => note_link(&local(tag.name().as_ref()), &tag, &mut drafts),
            Ok(Event::End(tag)) => {
                let name = local(tag.name().as_ref());
                let Some(at) = open.iter().rposition(|(open, ..)| *open == name) else {
                    before = after;
                    continue;
                };
                let (_, start, content) = open[at].clone();
                open.truncate(at);
                let inner = base + content..base + before;
                let closes_item = drafts
                    .last()
                    .is_some_and(|draft| draft.name == name && draft.bytes.start == base + start);
                if closes_item {
                    if let Some(mut draft) = drafts.pop() {
                        draft.bytes.end = base + after;
                        if draft.parts.iter().any(|(part, ..)| matches!(part, Part::Headline | Part::Text)) {
                            done.push(draft);
                        }
                    }
                } else if let Some(draft) = drafts.last_mut()
                    && let Some((part, rank)) = part(&name)
                {
                    // A part within a part is a part of that: `<title>` in `<source>`.
                    let within =
                        open.iter().rev().take_while(|(open, ..)| *open != draft.name).any(|(outer, ..)| {
                            matches!(self::part(outer), Some((Part::Source | Part::Headline, _)))
                        });
                    if !within {
                        draft.parts.push((part, rank, inner));
                    }
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        before = after;
    }
    done.sort_by_key(|element| element.bytes.start);
    done
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_lowercase()
}

/// The address in an attribute, as Atom has it.
fn note_link(name: &str, tag: &quick_xml::events::BytesStart<'_>, drafts: &mut [Element]) {
    if name != "link" {
        return;
    }
    let Some(draft) = drafts.last_mut().filter(|draft| draft.link.is_none()) else { return };
    let value = |wanted: &str| {
        let mut attributes = tag.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == wanted)?;
        Some(found.value.replace("&amp;", "&"))
    };
    if value("rel").is_none_or(|rel| rel == "alternate") {
        draft.link = value("href");
    }
}

fn part(name: &str) -> Option<(Part, usize)> {
    let lists = [
        (Part::Headline, &NAMES.headline),
        (Part::Date, &NAMES.date),
        (Part::Text, &NAMES.text),
        (Part::Source, &NAMES.source),
        (Part::Link, &NAMES.link),
    ];
    lists.into_iter().find_map(|(part, names)| Some((part, Names::rank(names, name)?)))
}

fn item(element: &Element, paper: &Paper<'_>, numbers: &Numbers, zone: Option<&Zone>) -> Item {
    let best = |wanted: Part| {
        let parts = element
            .parts
            .iter()
            .filter(|(part, _, range)| *part == wanted && !paper.text[range.clone()].trim().is_empty());
        parts.min_by_key(|(_, rank, range)| (*rank, range.start)).map(|(.., range)| range.clone())
    };
    let bytes = whole_lines(paper.text, element.bytes.clone());
    let mut item = Item { lines: numbers.of_range(&bytes), bytes, ..Item::default() };
    if let Some(range) = best(Part::Text) {
        item.paragraphs = paragraphs(paper, range);
    }
    match best(Part::Headline) {
        Some(range) => {
            let reads = plain(&paper.text[range.clone()]).join(" ");
            item.headline = Passage { bytes: trimmed(paper.text, range), reads: Some(reads.into()) };
        }
        None => headed_by_text(&mut item, paper.text),
    }
    let said = |range: Range<usize>| plain(&paper.text[range]).join(" ");
    zone::date(&mut item, best(Part::Date).and_then(|range| moment(&said(range))).as_ref(), zone, None);
    item.source = best(Part::Source).map(said).filter(|source| !source.contains("://"));
    item.link =
        element.link.clone().or_else(|| best(Part::Link).map(said).filter(|link| link.contains("://")));
    // An entry without an author is by the site that it is on.
    item.source = item.source.take().or_else(|| item.link.as_deref().and_then(host).map(str::to_owned));
    item
}

fn host(link: &str) -> Option<&str> {
    let rest = link.split_once("://")?.1;
    let host = rest.split(['/', ':', '?', '#']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The text of an element, its escapes and mark-up resolved, a paragraph each.
fn plain(raw: &str) -> Vec<String> {
    let raw = raw.trim();
    let content = raw.strip_prefix("<![CDATA[").and_then(|inner| inner.strip_suffix("]]>"));
    match content {
        Some(html) => strip(html),
        // Escaped once for XML; what comes out may be HTML.
        None if raw.contains('<') => strip(raw),
        None => {
            let once = strip(raw).join("\n");
            // `<FEN>` is a word of the wires, `<p>` is a tag.
            let tagged = ["</", "<br", "<p>", "<img", "<a "].iter().any(|tag| once.contains(tag));
            if tagged || once.contains("&amp;") || once.contains("&#") {
                strip(&once)
            } else {
                vec![once].into_iter().filter(|text| !text.is_empty()).collect()
            }
        }
    }
}

fn paragraphs(paper: &Paper<'_>, range: Range<usize>) -> Vec<Passage> {
    let raw = &paper.text[range.clone()];
    let place = trimmed(paper.text, range.clone());
    if !raw.contains(['<', '&']) && raw.trim().contains('\n') {
        // Plain text with lines of its own.
        let lines: Vec<_> = Lines::of(raw)
            .map(|line| crate::line::Line {
                at: line.at + range.start,
                start: line.start + range.start,
                end: line.end + range.start,
                ..line
            })
            .collect();
        let inner = Paper::of(paper.text, range, lines);
        return unwrapped(&inner, &inner.lines.iter().collect::<Vec<_>>());
    }
    if !raw.contains("]]>") && !raw.contains("&lt;") && !raw.contains("<p") && raw.trim().contains('\n') {
        // Plain text with escapes in it: paragraphs begin where lines are indented.
        let mut paragraphs: Vec<String> = Vec::new();
        let mut ended = true;
        for line in raw.lines().filter(|line| !line.trim().is_empty()) {
            let text = strip(line).join(" ");
            if text.is_empty() {
                continue;
            }
            let opens = line.starts_with("   ") && ended;
            ended = ends_sentence(&text);
            match paragraphs.last_mut().filter(|_| !opens) {
                Some(last) => {
                    last.push(' ');
                    last.push_str(&text);
                }
                None => paragraphs.push(text),
            }
        }
        paragraphs.retain(|text| !text.trim().is_empty());
        return paragraphs
            .into_iter()
            .map(|text| Passage { bytes: place.clone(), reads: Some(text.into()) })
            .collect();
    }
    plain(raw).into_iter().map(|text| Passage { bytes: place.clone(), reads: Some(text.into()) }).collect()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + inner.len() - inner.trim_start().len();
    start..start + inner.trim().len()
}

/// The stretch with the white space on its lines, if nothing else is on them.
///
/// It looks no further than the white space goes: a line may hold all entries.
fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() && c != '\n';
    let before = text[..range.start].trim_end_matches(blank);
    let start = if before.is_empty() || before.ends_with('\n') { before.len() } else { range.start };
    let behind = text[range.end..].trim_start_matches(blank);
    let end = match behind.strip_prefix('\n') {
        Some(next) => text.len() - next.len(),
        None if behind.is_empty() => text.len(),
        None => range.end,
    };
    start..end
}
