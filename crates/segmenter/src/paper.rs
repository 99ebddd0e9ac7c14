//! A document laid out for cutting: its lines, and what holds for all of it.

use std::ops::Range;

use courant_model::{Gap, GapKind};
use jiff::civil::Date;

use crate::{clock::digits, line::Line, shape::ends_sentence, spot::date_at, template::Template};

/// A document laid out for cutting.
#[derive(Debug)]
pub(crate) struct Paper<'t> {
    /// The bulletin's whole text, in which all places are.
    pub(crate) text: &'t str,
    /// The document's part of it.
    pub(crate) bytes: Range<usize>,
    /// The number of the line in which it begins.
    pub(crate) first: usize,
    /// What stands before the lines: stamps, and headers of mail.
    pub(crate) before: Vec<Gap>,
    pub(crate) lines: Vec<Line<'t>>,
    /// The day of the crawl, where a stamp says it.
    pub(crate) crawled: Option<Date>,
    /// The year of days that do not say it.
    pub(crate) year: Option<i16>,
    /// Whether paragraphs are broken into lines of one width.
    pub(crate) wrapped: bool,
    /// That width, in characters.
    pub(crate) width: usize,
}

/// So many lines may be a masthead.
const HEAD: usize = 12;

/// A text from each of its words on.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        let opens = c.is_alphanumeric() && !before.is_alphanumeric();
        before = c;
        opens.then(|| &text[at..])
    })
}

fn year_alone(text: &str) -> Option<i16> {
    let (digits, rest) = digits(text, 5);
    let fits = digits.len() == 4
        && (digits.starts_with("19") || digits.starts_with("20"))
        && !rest.starts_with(char::is_alphanumeric);
    fits.then(|| digits.parse().ok())?
}

/// So many lines tell whether a text is wrapped.
const LOOK: usize = 400;

impl<'t> Paper<'t> {
    /// A document of these lines.
    pub(crate) fn of(text: &'t str, bytes: Range<usize>, lines: Vec<Line<'t>>) -> Paper<'t> {
        let (wrapped, width) = wrapping(&lines);
        Paper {
            text,
            bytes,
            first: lines.first().map_or(1, |line| line.number - line.blanks),
            before: Vec::new(),
            lines,
            crawled: None,
            year: None,
            wrapped,
            width,
        }
    }

    /// The same document without the lines from this one on.
    pub(crate) fn until(&self, line: usize) -> Paper<'t> {
        let lines = self.lines[..line].to_vec();
        let end = self.lines.get(line).map_or(self.bytes.end, |line| line.start);
        Paper { bytes: self.bytes.start..end, lines, before: self.before.clone(), ..*self }
    }

    /// The year that the document says of itself: in its first lines, or by its crawl.
    pub(crate) fn find_year(&mut self) {
        if self.year.is_some() {
            return;
        }
        let head = self.lines.iter().take(HEAD).filter(|line| line.text.len() < 120);
        let said = head.flat_map(|line| words(&line.text)).find_map(|text| date_at(text, 0)?.clock.year);
        self.year = said.or(self.crawled.map(Date::year));
        if self.year.is_none() {
            // `Week 14, 2025`, `© 2025`: a year alone in a short line at either end.
            let ends = self.lines.iter().take(HEAD).chain(self.lines.iter().rev().take(4));
            self.year = ends
                .filter(|line| line.text.len() < 90)
                .flat_map(|line| words(&line.text))
                .find_map(year_alone);
        }
    }

    /// Lays other lines in place of its own.
    pub(crate) fn relay(&mut self, lines: Vec<Line<'t>>) {
        (self.wrapped, self.width) = wrapping(&lines);
        self.lines = lines;
    }

    /// Takes a stamp off the first line, if that opens with one.
    pub(crate) fn take_stamp<'l>(&mut self, stamps: impl IntoIterator<Item = &'l Template>) {
        let Some(line) = self.lines.first() else { return };
        let Some((day, rest)) = stamps.into_iter().find_map(|stamp| stamp.day(&line.text)) else { return };
        let from = line.text.len() - rest.len();
        let line = self.lines.remove(0);
        let (start, end) = (line.start, line.end);
        let left = line.behind(from);
        let stamp = start..left.as_ref().map_or(end, |line| line.start);
        self.before.push(Gap { kind: GapKind::Stamp, bytes: stamp });
        self.crawled = Some(day);
        if let Some(line) = left {
            self.lines.insert(0, line);
        }
    }
}

/// Whether lines break where the page ends rather than where a paragraph
/// does: most that go on in the next line end in mid-sentence, and are about
/// as long as each other.
fn wrapping(lines: &[Line<'_>]) -> (bool, usize) {
    let (mut broken, mut whole, mut width) = (0_usize, 0_usize, 0_usize);
    for pair in lines.iter().take(LOOK).collect::<Vec<_>>().windows(2) {
        let [line, next] = pair else { continue };
        let length = if line.text.len() < 120 {
            line.text.chars().count() + line.indent.min(16)
        } else {
            line.text.len()
        };
        if next.blanks > 0 || length < 40 {
            continue;
        }
        if length > 100 {
            whole += 1;
            continue;
        }
        width = width.max(length);
        if ends_sentence(&line.text) {
            whole += 1;
        } else if next
            .text
            .starts_with(|c: char| c.is_lowercase() || c.is_alphanumeric() || c == '"' || c == '(')
        {
            broken += 1;
        }
    }
    (broken >= 3 && broken * 2 > whole * 3, width)
}
