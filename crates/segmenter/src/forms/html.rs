//! Pages of HTML: blocks of text with their places, and articles among them.

use std::ops::Range;

use courant_model::{Document, Item, Passage};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::{Numbers, found};
use crate::{
    clock::Clock,
    fields::moment,
    paper::Paper,
    phrases,
    shape::ends_sentence,
    zone::{self, Zone},
};

/// A stretch of text between tags that part it from others.
#[derive(Debug, Clone)]
struct Block {
    text: String,
    bytes: Range<usize>,
    /// 1 to 6 for a heading.
    heading: Option<u8>,
    /// Whether it is an item of a list.
    listed: bool,
    /// How many of its bytes are links.
    linked: usize,
    /// Which of the page's articles it is in.
    article: Option<usize>,
    /// What a `<time>` in it says.
    time: Option<Clock>,
    link: Option<String>,
}

/// A page as it was read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    blocks: Vec<Block>,
    articles: usize,
    /// The day in the page's own data.
    dated: Option<Clock>,
}

/// Elements that hold no text of an article.
const SKIPPED: [&[u8]; 17] = [
    b"script",
    b"style",
    b"noscript",
    b"nav",
    b"aside",
    b"form",
    b"button",
    b"select",
    b"svg",
    b"iframe",
    b"template",
    b"figcaption",
    b"head",
    b"footer",
    b"object",
    b"textarea",
    b"dialog",
];
/// Elements that stand in a line of text.
const INLINE: [&[u8]; 26] = [
    b"a", b"b", b"i", b"em", b"strong", b"span", b"u", b"s", b"small", b"sub", b"sup", b"abbr", b"cite",
    b"q", b"code", b"mark", b"time", b"font", b"img", b"wbr", b"ins", b"del", b"label", b"bdi", b"acronym",
    b"big",
];
const VOID: [&[u8]; 9] = [b"br", b"hr", b"img", b"input", b"meta", b"link", b"wbr", b"source", b"area"];

/// Reads a page; places are bytes of `html`, moved by `base`.
pub(crate) fn page(html: &str, base: usize) -> Page {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader { base, ..Reader::default() };
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        reader.token(token);
    }
    reader.flush();
    reader.page
}

/// The text of a piece of HTML, a paragraph each.
pub(crate) fn strip(html: &str) -> Vec<String> {
    page(html, 0).blocks.into_iter().map(|block| block.text).collect()
}

#[derive(Debug, Default)]
struct Reader {
    page: Page,
    base: usize,
    text: String,
    start: Option<usize>,
    end: usize,
    heading: Option<u8>,
    listed: bool,
    linked: usize,
    in_link: usize,
    href: Option<String>,
    time: Option<Clock>,
    /// Open articles, the innermost last.
    articles: Vec<usize>,
    /// The element that is skipped, and how deep its like is nested.
    skipping: Option<(Vec<u8>, usize)>,
}

impl Reader {
    fn token(&mut self, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => self.open(&tag),
            Token::EndTag(tag) => {
                let name: &[u8] = &tag.name;
                if let Some((skipped, depth)) = &mut self.skipping {
                    if *skipped == name {
                        *depth -= 1;
                        if *depth == 0 {
                            self.skipping = None;
                        }
                    }
                    return;
                }
                if name == b"a" {
                    self.in_link = self.in_link.saturating_sub(1);
                }
                if !INLINE.contains(&name) {
                    self.end = tag.span.end;
                    self.flush();
                }
                if name == b"article" {
                    self.articles.pop();
                }
            }
            Token::String(text) if self.skipping.is_none() => {
                let said = String::from_utf8_lossy(&text.value);
                if !said.trim().is_empty() {
                    let lead = said.len() - said.trim_start().len();
                    self.start.get_or_insert(text.span.start + lead);
                    self.end = text.span.end
                        - (said.len() - said.trim_end().len()).min(text.span.end - text.span.start);
                    if self.in_link > 0 {
                        self.linked += said.trim().len();
                    }
                }
                self.text.push_str(&said);
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &StartTag<usize>) {
        let name: &[u8] = &tag.name;
        let attribute = |wanted: &str| {
            tag.attributes
                .get(wanted.as_bytes())
                .map(|value| String::from_utf8_lossy(&value.value).into_owned())
        };
        if name == b"meta" {
            let key = attribute("property")
                .or_else(|| attribute("name"))
                .or_else(|| attribute("itemprop"))
                .unwrap_or_default();
            if self.page.dated.is_none()
                && ["published_time", "datePublished", "pubdate", "dc.date"]
                    .iter()
                    .any(|word| key.contains(word))
            {
                self.page.dated = attribute("content").as_deref().and_then(moment);
            }
            return;
        }
        if let Some((skipped, depth)) = &mut self.skipping {
            if *skipped == name && !tag.self_closing {
                *depth += 1;
            }
            return;
        }
        let classes = [attribute("class"), attribute("id"), attribute("role")];
        let named = classes.into_iter().flatten().any(|names| phrases::is_skipped(&names));
        let header = name == b"header" && self.articles.is_empty();
        if (SKIPPED.contains(&name) || header || named)
            && !VOID.contains(&name)
            && name != b"body"
            && name != b"html"
            && !tag.self_closing
            && name != b"article"
            && name != b"main"
        {
            self.flush();
            self.skipping = Some((name.to_vec(), 1));
            return;
        }
        if !INLINE.contains(&name) {
            self.flush();
        }
        match name {
            b"article" => {
                self.articles.push(self.page.articles);
                self.page.articles += 1;
            }
            b"li" => self.listed = true,
            b"a" => {
                self.in_link += 1;
                if self.href.is_none() {
                    self.href = attribute("href").filter(|href| href.contains("://"));
                }
            }
            b"time" => {
                let said = attribute("datetime").as_deref().and_then(moment);
                self.time = self.time.take().or(said);
            }
            [b'h', level @ b'1'..=b'6'] => self.heading = Some(level - b'0'),
            _ => {}
        }
    }

    /// Ends a block.
    fn flush(&mut self) {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(start) = self.start.take()
            && !text.is_empty()
        {
            let end = self.end.max(start);
            self.page.blocks.push(Block {
                text,
                bytes: self.base + start..self.base + end,
                heading: self.heading,
                listed: self.listed,
                linked: self.linked,
                article: self.articles.first().copied(),
                time: self.time.take(),
                link: self.href.take(),
            });
            self.listed = false;
        }
        self.text.clear();
        self.heading = None;
        self.linked = 0;
        self.href = None;
    }
}

impl Page {
    /// The page's articles as items, if it has any that have a heading.
    pub(crate) fn articles(
        &self,
        paper: &Paper<'_>,
        numbers: &Numbers,
        zone: Option<&Zone>,
    ) -> Option<Document> {
        let mut articles: Vec<Vec<&Block>> = vec![Vec::new(); self.articles];
        for block in &self.blocks {
            if let Some(article) = block.article {
                articles[article].push(block);
            }
        }
        let dated = (self.articles == 1).then_some(self.dated.as_ref()).flatten();
        let mut items: Vec<Item> =
            articles.iter().filter_map(|blocks| item(blocks, paper, numbers, zone, dated)).collect();
        if items.is_empty() {
            items.extend(self.single(paper, numbers, zone));
        }
        let layout = if items.len() == 1 { "article" } else { "html-articles" };
        (!items.is_empty()).then(|| found(paper, layout, zone, items))
    }

    /// The one article of a page that marks none: from its only first heading
    /// on, if there are paragraphs enough behind it.
    fn single(&self, paper: &Paper<'_>, numbers: &Numbers, zone: Option<&Zone>) -> Option<Item> {
        let mut tops = self.blocks.iter().enumerate().filter(|(_, block)| block.heading == Some(1));
        let (at, _) = tops.next()?;
        if tops.next().is_some() {
            return None;
        }
        let blocks: Vec<&Block> =
            self.blocks[at..].iter().filter(|block| block.linked * 2 < block.text.len()).collect();
        let long = blocks.iter().filter(|block| ends_sentence(&block.text) && block.text.len() > 80).count();
        let last = blocks.iter().rposition(|block| ends_sentence(&block.text))?;
        (long >= 2).then(|| item(&blocks[..=last], paper, numbers, zone, self.dated.as_ref()))?
    }

    /// The page as lines: headings with the marks of Markdown before them.
    pub(crate) fn lines<'t>(self, numbers: &Numbers) -> Vec<crate::line::Line<'t>> {
        let mut before: Option<bool> = None;
        let line = |block: Block| {
            let (number, last) = numbers.of_range(&block.bytes);
            let marked = match (block.heading, block.listed) {
                (Some(level), _) => format!("{} {}", "#".repeat(usize::from(level)), block.text),
                (None, true) => format!("* {}", block.text),
                (None, false) => block.text,
            };
            let heading = block.heading.is_some();
            let blanks = usize::from(heading || before == Some(true));
            before = Some(heading);
            crate::line::Line {
                number,
                last,
                start: block.bytes.start,
                end: block.bytes.end,
                at: block.bytes.start,
                text: std::borrow::Cow::Owned(marked),
                blanks,
                indent: 0,
            }
        };
        self.blocks.into_iter().map(line).collect()
    }
}

/// An item of these blocks: from its heading on, or from the time before it.
fn item(
    blocks: &[&Block],
    paper: &Paper<'_>,
    numbers: &Numbers,
    zone: Option<&Zone>,
    dated: Option<&Clock>,
) -> Option<Item> {
    let at = blocks.iter().position(|block| block.heading.is_some())?;
    let said = |block: &&Block| {
        block.time.clone().or_else(|| if block.text.len() < 60 { moment(&block.text) } else { None })
    };
    let first = if at > 0 && said(&blocks[at - 1]).is_some() { at - 1 } else { at };
    let last = blocks.last()?;
    let bytes = blocks[first].bytes.start..last.bytes.end;
    let clock = blocks[first..].iter().take(5).find_map(said).or_else(|| dated.cloned());
    let mut item = Item {
        lines: numbers.of_range(&bytes),
        bytes,
        headline: passage(blocks[at]),
        link: blocks[at].link.clone(),
        ..Item::default()
    };
    // A line that only says when is no text, in whatever words: `yesterday`.
    let is_day =
        |block: &Block| block.text.len() < 60 && !ends_sentence(&block.text) && said(&block).is_some();
    item.paragraphs =
        blocks[at + 1..].iter().filter(|block| !is_day(block)).map(|block| passage(block)).collect();
    zone::date(&mut item, clock.as_ref(), zone, paper.year);
    Some(item)
}

fn passage(block: &Block) -> Passage {
    Passage { bytes: block.bytes.clone(), reads: Some(block.text.as_str().into()) }
}
