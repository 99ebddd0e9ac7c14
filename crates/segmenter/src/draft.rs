//! An item while its lines go by.

use std::mem;

use courant_model::{Item, Passage};

use crate::{
    edges,
    layout::Layout,
    lead::lead,
    line::Line,
    opening::{Opening, read},
    paper::Paper,
    shape::{ends_sentence, is_caps, words},
    template::{link, rule},
    zone::{self, Zone},
};

/// An item that is open.
#[derive(Debug)]
pub(crate) struct Draft {
    item: Item,
    opening: Opening,
    /// Its text, a line each.
    body: Vec<Body>,
    /// Whether a mark of its end was seen.
    pub(crate) ended: bool,
}

#[derive(Debug)]
struct Body {
    passage: Passage,
    blanks: usize,
    indent: usize,
}

impl Draft {
    /// Opens an item at line `at`, whose header says this.
    pub(crate) fn open(opening: Opening, lines: &[Line<'_>], at: usize) -> Draft {
        let (first, last) = (&lines[at], &lines[at + opening.lines - 1]);
        let item = Item { bytes: first.start..last.end, lines: (first.number, last.last), ..Item::default() };
        let mut draft = Draft { item, opening, body: Vec::new(), ended: false };
        draft.item.headline =
            draft.opening.headline.take().unwrap_or(Passage::written(first.start..first.start));
        if let Some(text) = draft.opening.text.take() {
            draft.body.push(Body { passage: text, blanks: 1, indent: last.indent });
        }
        draft
    }

    pub(crate) fn bytes(&self) -> std::ops::Range<usize> {
        self.item.bytes.clone()
    }

    pub(crate) fn has_headline(&self) -> bool {
        !self.item.headline.is_empty()
    }

    pub(crate) fn has_text(&self) -> bool {
        !self.body.is_empty()
    }

    /// Makes the item reach to the end of this line.
    pub(crate) fn extend(&mut self, line: &Line<'_>) {
        self.item.bytes.end = line.end;
        self.item.lines.1 = line.last;
    }

    /// Takes a line as what the layout says of lines within items; gives how
    /// many lines that were, none if it says nothing.
    pub(crate) fn take(&mut self, layout: &Layout, lines: &[Line<'_>], at: usize) -> usize {
        if !layout.headlines.is_empty() && !self.has_headline() {
            for block in layout.headlines.blocks() {
                if let Some(found) = read(block, lines, at).filter(|found| found.headline.is_some()) {
                    self.item.headline = found.headline.expect("it was looked for");
                    self.extend(&lines[at + found.lines - 1]);
                    return found.lines;
                }
            }
            if let Some((passage, count)) = over_lines(layout, lines, at) {
                self.item.headline = passage;
                self.extend(&lines[at + count - 1]);
                return count;
            }
        }
        if self.opening.clock.day == 0
            && let Some(found) = layout.dates.read(&lines[at].text)
        {
            self.opening.clock.adopt(&found.clock);
            self.opening.views = self.opening.views.or(found.views);
            self.extend(&lines[at]);
            return 1;
        }
        0
    }

    /// Adds a line of text; the first is the headline, if there is none yet
    /// and no line of another shape is to be it. Gives how many lines it took.
    pub(crate) fn write(&mut self, layout: &Layout, lines: &[Line<'_>], at: usize) -> usize {
        self.extend(&lines[at]);
        if self.has_headline() || !layout.headlines.is_empty() || self.has_text() {
            self.push(lines[at].reading(), &lines[at]);
            return 1;
        }
        let count = title_lines(lines, at);
        self.item.headline = joined(&lines[at..at + count]);
        self.extend(&lines[at + count - 1]);
        count
    }

    /// Adds a part of a line.
    pub(crate) fn push(&mut self, passage: Passage, line: &Line<'_>) {
        self.body.push(Body { passage, blanks: line.blanks, indent: line.indent });
    }

    /// Adds the lines behind the header to its headline that are a part of it;
    /// gives how many they are.
    pub(crate) fn wrapped_headline(&mut self, lines: &[Line<'_>], next: usize) -> usize {
        let Some(line) = lines.get(next) else { return 0 };
        if !self.has_headline() || self.has_text() || line.blanks > 0 || next == 0 {
            return 0;
        }
        let head = &lines[next - 1];
        let count = continuation(head, lines, next);
        for line in &lines[next..next + count] {
            let headline = &mut self.item.headline;
            let reads = headline.reads.take().map_or_else(
                || {
                    // What was written so far stands at the end of the line before.
                    let from = headline.bytes.start.saturating_sub(head.at);
                    head.text.get(from..).unwrap_or(&head.text).to_owned()
                },
                String::from,
            );
            headline.reads = Some(format!("{reads} {}", line.text).into());
            headline.bytes.end = line.reading().bytes.end;
            self.extend(line);
        }
        count
    }

    /// The item, when its last line has gone by.
    pub(crate) fn close(mut self, paper: &Paper<'_>, zone: Option<&Zone>) -> Item {
        if !self.has_headline() && !self.body.is_empty() {
            // Nothing had the shape of a headline: the first line of the text is it.
            self.item.headline = self.body.remove(0).passage;
        }
        if self.opening.clock.day == 0
            && let Some((clock, left)) = edges::dated(self.item.headline.read(paper.text))
        {
            self.opening.clock = clock;
            let headline = &mut self.item.headline;
            match headline.reads.take() {
                Some(text) => headline.reads = Some(text[left].into()),
                None => headline.bytes = headline.bytes.start + left.start..headline.bytes.start + left.end,
            }
        }
        if self.opening.clock.day == 0 || self.opening.source.is_none() {
            self.adopt_lead(paper);
        }
        zone::date(&mut self.item, Some(&self.opening.clock), zone, paper.year);
        self.item.views = self.opening.views;
        self.item.source = self.opening.source.take();
        self.item.link = self.opening.link.take();
        self.item.paragraphs = if paper.wrapped {
            unwrap(paper, self.body)
        } else {
            self.body.into_iter().map(|line| line.passage).collect()
        };
        self.item
    }

    /// What a wire wrote before the text, where the header does not say it.
    fn adopt_lead(&mut self, paper: &Paper<'_>) {
        let mut text = self.body.iter().take(3).map(|line| line.passage.read(paper.text));
        let Some((text, lead)) = text.find_map(|text| Some((text, lead(text)?))) else { return };
        self.opening.clock.adopt(&lead.clock);
        self.opening.source =
            self.opening.source.take().or_else(|| lead.source.map(|range| text[range].to_owned()));
    }

    /// The day that lines before the item have said.
    pub(crate) fn dated(&mut self, day: Option<&crate::clock::Clock>) {
        if let Some(day) = day {
            self.opening.clock.adopt(day);
        }
    }
}

/// A headline that its template finds in two or three lines taken as one.
fn over_lines(layout: &Layout, lines: &[Line<'_>], at: usize) -> Option<(Passage, usize)> {
    let mut whole = lines[at].text.to_string();
    for count in 2..=4 {
        let line = lines.get(at + count - 1).filter(|line| line.blanks == 0)?;
        whole.push(' ');
        whole.push_str(&line.text);
        let found = layout.headlines.blocks().iter().find_map(|block| match block.as_slice() {
            [template] => template.read(&whole)?.headline,
            _ => None,
        });
        if let Some(range) = found {
            let bytes = lines[at].reading().bytes.start..line.reading().bytes.end;
            return Some((Passage { bytes, reads: Some(whole[range].into()) }, count));
        }
    }
    None
}

/// How many lines from `at` on are one headline: more than one only if they
/// stand together between blank lines, and none ends like a sentence.
fn title_lines(lines: &[Line<'_>], at: usize) -> usize {
    1 + continuation(&lines[at], lines, at + 1)
}

/// How many lines from `next` on carry on the headline that ends in `head`.
fn continuation(head: &Line<'_>, lines: &[Line<'_>], next: usize) -> usize {
    if ends_sentence(&head.text) || head.text.chars().count() < 40 {
        return 0;
    }
    let caps = is_caps(&head.text);
    let mut count = 0;
    for line in lines.iter().skip(next).take(3) {
        if line.blanks > 0 {
            break;
        }
        if link(&line.text).is_some() || rule(&line.text).is_some() {
            return 0;
        }
        if ends_sentence(&line.text) && !line.text.ends_with('?')
            || line.text.len() > 160
            || caps && !is_caps(&line.text)
        {
            return if caps { count } else { 0 };
        }
        count += 1;
    }
    let followed = lines.get(next + count).is_some_and(|line| line.blanks > 0);
    let short = || lines.get(next).is_none_or(|line| words(&line.text) <= 12);
    match count {
        1 | 2 if followed && short() => count,
        1 | 2 if caps => count,
        _ => 0,
    }
}

pub(crate) fn joined(lines: &[Line<'_>]) -> Passage {
    match lines {
        [line] => line.reading(),
        lines => {
            let texts: Vec<&str> = lines.iter().map(|line| &*line.text).collect();
            let (first, last) = (lines[0].reading().bytes, lines[lines.len() - 1].reading().bytes);
            Passage { bytes: first.start..last.end, reads: Some(texts.join(" ").into()) }
        }
    }
}

/// The paragraphs of these lines.
pub(crate) fn unwrapped(paper: &Paper<'_>, lines: &[&Line<'_>]) -> Vec<Passage> {
    if !paper.wrapped {
        return lines.iter().map(|line| line.reading()).collect();
    }
    let body =
        lines.iter().map(|line| Body { passage: line.reading(), blanks: line.blanks, indent: line.indent });
    unwrap(paper, body.collect())
}

/// Puts lines together that were parted only because a page is so wide.
fn unwrap(paper: &Paper<'_>, body: Vec<Body>) -> Vec<Passage> {
    let mut paragraphs: Vec<Passage> = Vec::new();
    // How the last of them reads, once it is of several lines: it is put there when it is whole.
    let mut reads = String::new();
    let mut before: Option<(usize, usize, bool)> = None;
    let is_rule = |text: &str| rule(text) == Some(text.len());
    for line in body {
        let text = line.passage.read(paper.text);
        let length = text.chars().count();
        let listed =
            text.starts_with(['*', '•', '·', '>', '|']) || text.starts_with("- ") || text.starts_with("o ");
        let goes_on = before.is_some_and(|(indent, width, ended)| {
            let deeper = line.indent > indent + 1;
            let short = width < paper.width * 3 / 5;
            let opens = listed || is_rule(text) || ended && (deeper || short);
            line.blanks == 0 && !opens
        });
        before = Some((line.indent, length, ends_sentence(text))).filter(|_| !is_rule(text));
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on => {
                if reads.is_empty() {
                    reads.push_str(paragraph.read(paper.text));
                }
                // A word that was parted stays as it is written: `multi-` may be a part of a word with a hyphen.
                if !reads.ends_with('-') {
                    reads.push(' ');
                }
                reads.push_str(text);
                paragraph.bytes.end = line.passage.bytes.end;
            }
            last => {
                if let Some(paragraph) = last.filter(|_| !reads.is_empty()) {
                    paragraph.reads = Some(mem::take(&mut reads).into());
                }
                paragraphs.push(line.passage);
            }
        }
    }
    if let Some(paragraph) = paragraphs.last_mut().filter(|_| !reads.is_empty()) {
        paragraph.reads = Some(reads.into());
    }
    paragraphs
}
