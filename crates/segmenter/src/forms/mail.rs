//! Messages of mail and of news (RFC 5322, RFC 2045): their own headers are
//! stamps, their text part is what is cut.

use std::{borrow::Cow, ops::Range};

use courant_model::{Document, Gap, GapKind, Item, Passage};
use mail_parser::{Encoding, Message, MessageParser, MessagePart, PartType};

use super::{Numbers, found, page};
use crate::{
    draft::unwrapped,
    fields::{field, moment, without_address},
    line::{Line, Lines},
    paper::Paper,
    phrases,
    template::lower,
    zone::{self, Zone},
};

/// What a message's header says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letter {
    subject: Option<String>,
    from: Option<String>,
    sent: Option<crate::clock::Clock>,
    /// The header, from its first line to the blank one.
    head: Range<usize>,
}

impl Letter {
    /// The message as an item: its subject is the headline.
    pub(crate) fn item(&self, paper: &Paper<'_>, zone: Option<&Zone>) -> Document {
        let numbers = Numbers::of(paper);
        let end = paper.lines.last().map_or(self.head.end, |line| line.end.max(self.head.end));
        let mut item = Item { bytes: self.head.start..end, source: self.from.clone(), ..Item::default() };
        item.lines = numbers.of_range(&item.bytes);
        let lines: Vec<&Line<'_>> = paper.lines.iter().collect();
        let (subject, body) = match &self.subject {
            Some(subject) => {
                (Passage { bytes: self.head.clone(), reads: Some(subject.as_str().into()) }, &lines[..])
            }
            None => (
                lines.first().map(|line| line.reading()).unwrap_or_default(),
                lines.get(1..).unwrap_or_default(),
            ),
        };
        item.headline = subject;
        item.paragraphs = unwrapped(paper, body);
        zone::date(&mut item, self.sent.as_ref(), zone, None);
        let whole = Paper::of(paper.text, paper.bytes.clone(), Vec::new());
        found(&whole, "mail", zone, vec![item])
    }
}

/// The messages of a mailbox (RFC 4155), by where they are; one for any other text.
pub(crate) fn mailbox(text: &str, bytes: Range<usize>) -> Vec<Range<usize>> {
    let inner = &text[bytes.clone()];
    if !inner.trim_start().starts_with("From ") {
        return vec![bytes];
    }
    let mut starts = Vec::new();
    let mut blank = true;
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        let next = &inner[at + line.len()..];
        if blank && line.starts_with("From ") && field(next.lines().next().unwrap_or_default()).is_some() {
            starts.push(bytes.start + at);
        }
        blank = line.trim().is_empty();
        at += line.len();
    }
    match starts.first_mut() {
        Some(first) => *first = bytes.start,
        None => return vec![bytes],
    }
    let ends = starts[1..].iter().copied().chain([bytes.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Takes a message's header off a document that is one, and its text part for
/// the document's lines.
pub(crate) fn letter(paper: &mut Paper<'_>) -> Option<Letter> {
    let text = paper.text;
    let head = head(&text[paper.bytes.clone()])?;
    let head = paper.bytes.start + head.start..paper.bytes.start + head.end;
    let envelope =
        text[head.start..].starts_with("From ").then(|| text[head.start..].find('\n').unwrap_or(0) + 1);
    let start = head.start + envelope.unwrap_or(0);
    let message = MessageParser::default().parse(&text.as_bytes()[start..paper.bytes.end])?;
    let header = &text[start..head.end];
    let sent = raw_header(header, "date").and_then(|date| moment(&date));
    let letter = Letter {
        subject: message.subject().map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" ")),
        from: raw_header(header, "from").map(|from| without_address(&from)),
        sent,
        head: head.clone(),
    };
    let (lines, from) = body(&message, paper, start)?;
    paper.before.push(Gap { kind: GapKind::Stamp, bytes: head.clone() });
    if from > head.end {
        paper.before.push(Gap { kind: GapKind::Stamp, bytes: head.end..from });
    }
    paper.year =
        letter.sent.as_ref().and_then(|clock| clock.year).or_else(|| year_of_id(header)).or_else(|| {
            // The text of a reply quotes the id that it answers.
            let quoted = &text[head.end..text.floor_char_boundary((head.end + 500).min(paper.bytes.end))];
            year_of_id(quoted)
        });
    paper.relay(lines);
    Some(letter)
}

/// The header at the beginning of a text: lines with names that mail has, up to the first blank line.
fn head(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start_matches(['\n', '\r', ' ']).len();
    let (mut known, mut named, mut at) = (0, false, start);
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        if line.trim().is_empty() {
            break;
        }
        let folded = line.starts_with([' ', '\t']);
        let envelope = number == 0 && line.starts_with("From ");
        if !folded && !envelope {
            let (name, _) = field(line.trim_end())?;
            let name = lower(name);
            known += usize::from(phrases::is_of_mail(&name));
            named |= name == "from" || name == "subject";
        }
        at += line.len();
    }
    (known >= 2 && named).then_some(start..at)
}

fn raw_header(header: &str, wanted: &str) -> Option<String> {
    let mut lines = header.lines();
    let line = lines.find(|line| field(line).is_some_and(|(name, _)| name.eq_ignore_ascii_case(wanted)))?;
    let (_, value) = field(line)?;
    Some(line[value..].trim().to_owned())
}

/// The year in an id such as `<9305240240.AA07039@…>`, which sendmail made of
/// the time.
fn year_of_id(text: &str) -> Option<i16> {
    text.match_indices('<').find_map(|(at, _)| {
        let id = &text[at + 1..];
        let digits = id.bytes().take_while(u8::is_ascii_digit).count();
        let fits = digits == 10 && id[digits..].starts_with(".AA");
        let number = |range: Range<usize>| id.get(range)?.parse::<i8>().ok();
        let (month, day, hour) = (number(2..4)?, number(4..6)?, number(6..8)?);
        let dated = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24;
        if fits && dated { crate::clock::year(&id[..2]) } else { None }
    })
}

/// The lines of the text part, and where they begin.
fn body(message: &Message<'_>, paper: &Paper<'_>, base: usize) -> Option<(Vec<Line<'static>>, usize)> {
    let part = message.text_body.first().and_then(|id| message.part(*id))?;
    let (text, bytes) = (paper.text, &paper.bytes);
    let numbers = Numbers::of(paper);
    let place = |offset: u32| base + usize::try_from(offset).unwrap_or(usize::MAX);
    let range = place(part.offset_body).min(bytes.end)..place(part.offset_end).min(bytes.end);
    let raw = text.get(range.clone())?;
    let lines = match (&part.body, part.encoding) {
        (PartType::Html(html), encoding) => {
            let html: &str = if encoding == Encoding::None { raw } else { html };
            let lines = page(html, 0).lines(&Numbers::apart(html));
            placed(lines, &Map::of(part, raw, html, range.start), text, &numbers)
        }
        (PartType::Text(_), Encoding::None) => {
            let lines = Lines::of(raw).map(|line| Line {
                start: line.start + range.start,
                end: line.end + range.start,
                at: line.at + range.start,
                text: Cow::Owned(line.text.into_owned()),
                ..line
            });
            let first = numbers.at(range.start) - 1;
            lines.map(|line| Line { number: line.number + first, last: line.last + first, ..line }).collect()
        }
        (PartType::Text(decoded), _) => {
            let lines = Lines::of(decoded)
                .map(|line| Line { text: Cow::Owned(line.text.into_owned()), ..line })
                .collect();
            placed(lines, &Map::of(part, raw, decoded, range.start), text, &numbers)
        }
        _ => Vec::new(),
    };
    Some((lines, range.start))
}

/// From bytes of the decoded part to bytes of the bulletin.
struct Map(Vec<(usize, usize)>);

impl Map {
    fn of(part: &MessagePart<'_>, raw: &str, decoded: &str, base: usize) -> Map {
        let mut anchors = vec![(0, base)];
        if part.encoding == Encoding::QuotedPrintable {
            // Each line of the decoded text is one or more of the raw: those before the last end in `=`.
            let mut lines = decoded.split_inclusive('\n');
            let (mut inner, mut outer) = (0, base);
            for line in raw.split_inclusive('\n') {
                outer += line.len();
                if !line.trim_end_matches(['\r', '\n', ' ']).ends_with('=') {
                    inner += lines.next().map_or(0, str::len);
                    anchors.push((inner, outer));
                }
            }
        }
        anchors.push((decoded.len(), base + raw.len()));
        Map(anchors)
    }

    /// In proportion between two places that are known.
    fn place(&self, inner: usize) -> usize {
        let next = self.0.partition_point(|(from, _)| *from <= inner).min(self.0.len() - 1);
        let ((a, x), (b, y)) = (self.0[next.saturating_sub(1)], self.0[next]);
        if b <= a { y } else { x + (inner.saturating_sub(a)) * (y - x) / (b - a) }
    }
}

fn placed(lines: Vec<Line<'static>>, map: &Map, text: &str, numbers: &Numbers) -> Vec<Line<'static>> {
    let place = |inner: usize| text.floor_char_boundary(map.place(inner));
    let mut reached = 0;
    let lines = lines.into_iter().map(|line| {
        let start = place(line.start).max(reached);
        let end = place(line.end).max(start);
        reached = end;
        Line {
            number: numbers.at(start),
            last: numbers.at(end.saturating_sub(1).max(start)),
            start,
            end,
            at: start,
            ..line
        }
    });
    lines.filter(|line| line.end > line.start).collect()
}
