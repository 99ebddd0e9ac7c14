//! An item for people: its text with every fact underlined, and what made each.

use std::{collections::HashSet, fmt::Write as _, ops::Range};

use courant::{
    enricher::{Evidence, Explained, Fact},
    model::{Record, Ref, Span},
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    claims::{Claim, claims},
    underline::{Line, Mark, lines},
};
use crate::{
    facts::word,
    log::terminal,
    screen::{Ink, Screen},
};

/// Rows go to a String, which takes everything.
const TAKES: &str = "a String takes everything";

/// Columns of a file or a pipe.
const USUAL: usize = 100;

/// In how narrow a terminal lines are still cut.
const NARROW: usize = 32;

/// The page of a record, and of what is found in its text now.
pub(super) fn facts(record: &Record, explained: &Explained, screen: Screen) -> String {
    let width = screen.width.unwrap_or(USUAL).max(NARROW);
    let told = Told::all(record, explained);
    let mut page = Page { out: String::new(), screen, width };
    page.head(record);
    if told.iter().any(|one| one.differs.is_some()) || record.keywords != explained.record.keywords {
        page.line(Ink::Red, OTHERWISE);
    }
    page.out.push('\n');
    page.text(record, &told);
    page.foot(record, explained, &told);
    page.out
}

/// A fact with what made it.
struct Told<'e> {
    claim: Claim,
    /// Where it is underlined.
    place: Option<Range<usize>>,
    evidence: Option<&'e Evidence>,
    /// How that which is stored and that which is found now are not the same.
    differs: Option<String>,
}

impl<'e> Told<'e> {
    /// What is stored, and what is found besides, in the order of the text.
    fn all(record: &Record, explained: &'e Explained) -> Vec<Told<'e>> {
        let (stored, now) = (claims(record), claims(&explained.record));
        let mut told: Vec<Told<'e>> = Vec::new();
        for claim in &stored {
            let same = now.iter().find(|found| found.is_like(claim));
            let differs = match same {
                None => Some("stored, and not found now".to_owned()),
                Some(found) if found.said != claim.said => Some(format!("found now: {}", found.said)),
                Some(_) => None,
            };
            let evidence = same.and_then(|found| found.evidence(&explained.evidence));
            told.push(Told::new(record, claim.clone(), evidence, differs));
        }
        for found in now.iter().filter(|found| !stored.iter().any(|claim| claim.is_like(found))) {
            let evidence = found.evidence(&explained.evidence);
            let differs = Some("found now, and not stored".to_owned());
            told.push(Told::new(record, found.clone(), evidence, differs));
        }
        told.sort_by_key(|one| one.place.as_ref().map(|place| (place.start, usize::MAX - place.end)));
        told
    }

    fn new(
        record: &Record,
        claim: Claim,
        evidence: Option<&'e Evidence>,
        differs: Option<String>,
    ) -> Told<'e> {
        let place = claim.span.or_else(|| evidence?.span);
        // A state is underlined where it is no place of its own.
        let named = |claim: &Claim| {
            matches!(claim.fact, Fact::Country(_))
                && record.places.iter().any(|one| one.mentions.iter().any(|span| Some(*span) == place))
        };
        let place = place.filter(|_| !named(&claim)).and_then(|span| seen(&record.text, span));
        Told { claim, place, evidence, differs }
    }

    fn ink(&self) -> Ink {
        match self.claim.fact {
            _ if self.differs.is_some() => Ink::Red,
            Fact::Entity(Ref::Person(_)) | Fact::Role(..) => Ink::Green,
            Fact::Entity(_) | Fact::Country(_) => Ink::Cyan,
            _ => Ink::Plain,
        }
    }

    /// `person Ada Lund: title before the name, “President” (data/en/titles.toml: president)`
    fn text(&self) -> String {
        let mut text = self.claim.said.clone();
        if let Some(evidence) = self.evidence {
            let colon = if text.is_empty() { "" } else { ": " };
            write!(text, "{colon}{}", evidence.rule).expect(TAKES);
            if let Some(words) = &evidence.words {
                write!(text, ", “{words}”").expect(TAKES);
            }
            if let Some(entry) = &evidence.entry {
                write!(text, " ({entry})").expect(TAKES);
            }
        }
        if let Some(differs) = &self.differs {
            write!(text, " [{differs}]").expect(TAKES);
        }
        text
    }
}

/// What makes a mention, wherever it is.
fn made(evidence: &Evidence) -> (Fact, &str, Option<&str>, Option<&str>) {
    (evidence.fact, evidence.rule, evidence.words.as_deref(), evidence.entry.as_deref())
}

/// The place, from its first letter on; none where nothing can be seen of it.
fn seen(text: &str, span: Span) -> Option<Range<usize>> {
    let slice = span.slice(text)?;
    let blanks = slice.chars().take_while(|c| c.is_whitespace()).count();
    Some(span.start + blanks..span.end).filter(|place| !place.is_empty())
}

struct Page {
    out: String,
    screen: Screen,
    width: usize,
}

impl Page {
    fn line(&mut self, ink: Ink, text: &str) {
        let text = self.screen.paint(ink, text);
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// A name and what belongs to it, in as many lines as it takes.
    fn entry(&mut self, indent: usize, ink: Ink, name: &str, text: &str) {
        let name = terminal(name);
        let column = indent + name.width().max(NAME) + 1;
        let width = self.width.saturating_sub(column).max(NARROW / 2);
        for (number, Line { text, .. }) in lines(text, &[], width, self.screen).into_iter().enumerate() {
            if number == 0 {
                let pad = " ".repeat(column - indent - name.width());
                let name = self.screen.paint(ink, &name).into_owned();
                writeln!(self.out, "{}{name}{pad}{text}", " ".repeat(indent)).expect(TAKES);
            } else {
                writeln!(self.out, "{}{text}", " ".repeat(column)).expect(TAKES);
            }
        }
    }

    fn head(&mut self, record: &Record) {
        self.line(Ink::Bold, &record.id.to_string());
        self.entry(0, Ink::Plain, "revision", &format!("{}, {}", record.revision, record.status.as_str()));
        let member = record.bulletin.member.as_ref().map(|member| format!(", {member}")).unwrap_or_default();
        let ((first, last), position) = (record.position.lines, &record.position);
        let place = format!("item {} of {}, lines {first}-{last}", position.ordinal, position.of);
        self.entry(0, Ink::Plain, "bulletin", &format!("{}{member}, {place}", record.bulletin.path));
        let published = record.published.map_or_else(|| "not known".to_owned(), |when| when.to_string());
        self.entry(0, Ink::Plain, "published", &published);
        if !record.flags.is_empty() {
            let flags: Vec<String> = record.flags.iter().map(|flag| word(*flag)).collect();
            self.entry(0, Ink::Plain, "flags", &flags.join(", "));
        }
    }

    fn text(&mut self, record: &Record, told: &[Told<'_>]) {
        let placed: Vec<&Told<'_>> = told.iter().filter(|one| one.place.is_some()).collect();
        let marks: Vec<Mark> = placed
            .iter()
            .filter_map(|one| {
                Some(Mark { span: one.place.clone()?, label: terminal(&one.claim.label), ink: one.ink() })
            })
            .collect();
        let mut apart = false;
        // A name that is made again by the same rule is only underlined.
        let mut told_once = HashSet::new();
        for (number, Line { text, rows, begun }) in
            lines(&record.text, &marks, self.width, self.screen).into_iter().enumerate()
        {
            if std::mem::take(&mut apart) {
                self.out.push('\n');
            }
            self.line(if number == 0 { Ink::Bold } else { Ink::Plain }, &text);
            for row in rows {
                self.out.push_str(&row);
                self.out.push('\n');
            }
            for mark in begun {
                let one = placed[mark];
                let new = one.evidence.is_none_or(|evidence| !told_once.contains(&made(evidence)));
                if new || !one.claim.said.is_empty() || one.differs.is_some() {
                    self.entry(4, one.ink(), &one.claim.label, &one.text());
                    told_once.extend(one.evidence.map(made));
                    apart = true;
                }
            }
        }
    }

    /// The facts without a place.
    fn foot(&mut self, record: &Record, explained: &Explained, told: &[Told<'_>]) {
        self.out.push('\n');
        for one in
            told.iter().filter(|one| one.place.is_none() && !matches!(one.claim.fact, Fact::Country(_)))
        {
            self.entry(0, one.ink(), &one.claim.label, &one.text());
        }
        self.list("countries", &record.countries, &explained.record.countries);
        self.list("keywords", &record.keywords, &explained.record.keywords);
    }

    fn list(&mut self, name: &str, stored: &[String], now: &[String]) {
        let mut text = stored.join(", ");
        if stored != now {
            write!(text, " [found now: {}]", now.join(", ")).expect(TAKES);
        }
        if !text.is_empty() {
            self.entry(0, Ink::Plain, name, &text);
        }
    }
}

/// What is said of a record whose facts are not those that are found now.
const OTHERWISE: &str =
    "what is found now is not what is stored: the record was made by another version, or by other annotators";

/// How wide names are.
const NAME: usize = 9;
