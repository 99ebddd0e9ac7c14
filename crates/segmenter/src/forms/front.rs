//! A document whose own data stand before it, between lines of `---`.

use courant_model::{Document, Item, Passage};

use super::found;
use crate::{
    draft::unwrapped,
    fields::{field, moment},
    names::{NAMES, Names},
    paper::Paper,
    template::lower,
    zone::{self, Zone},
};

/// Data before a text are no longer than this, in lines.
const LONGEST: usize = 80;

/// The document as one item, if it opens with data that have a headline.
pub(crate) fn front(paper: &Paper<'_>, zone: Option<&Zone>) -> Option<Document> {
    let lines = &paper.lines;
    let fence = lines.first().filter(|line| line.text == "---" || line.text == "+++")?;
    let end = lines.iter().take(LONGEST).skip(1).position(|line| line.text == fence.text)? + 1;
    let mut item = Item {
        bytes: fence.start..lines.last()?.end,
        lines: (fence.number, lines.last()?.last),
        ..Item::default()
    };
    let mut ranks = [usize::MAX; 4];
    let mut at = 1;
    while at < end {
        let line = &lines[at];
        at += 1;
        let text = line.text.replacen(" = ", ": ", 1);
        let Some((name, value)) = field(&text) else { continue };
        let name = lower(name);
        let mut said = text[value..].trim().to_owned();
        let mut last = line;
        // A value that goes on in lines that are indented.
        while at < end && lines[at].indent > line.indent && !lines[at].text.starts_with("- ") {
            last = &lines[at];
            said = format!(
                "{} {}",
                said.trim_end_matches('\\').trim_end(),
                last.text.trim_start_matches(['\\', ' '])
            );
            at += 1;
        }
        let said = unquoted(&said);
        if said.is_empty() {
            continue;
        }
        let mut better = |part: usize, names: &[String]| {
            let rank = Names::rank(names, &name).filter(|rank| *rank < ranks[part]);
            rank.inspect(|rank| ranks[part] = *rank).is_some()
        };
        if better(0, &NAMES.headline) {
            item.headline = Passage {
                bytes: line.reading().bytes.start..last.reading().bytes.end,
                reads: Some(said.into()),
            };
        } else if better(1, &NAMES.date) {
            zone::date(&mut item, moment(&said).as_ref(), zone, None);
        } else if said.contains("://") && better(3, &NAMES.link) {
            item.link = Some(said);
        } else if better(2, &NAMES.source) {
            item.source = Some(said);
        }
    }
    if item.headline.is_empty() {
        return None;
    }
    let body: Vec<_> = lines[end + 1..].iter().collect();
    item.paragraphs = unwrapped(paper, &body);
    Some(found(paper, "front-matter", zone, vec![item]))
}

/// A value without its quotation marks; `\\_` is YAML's escape for a no-break space.
fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let inner = inner.or_else(|| text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')));
    inner
        .unwrap_or(text)
        .replace("\\_", "\u{a0}")
        .replace("\\\"", "\"")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
