//! An explanation for people: a page of lines.

use std::fmt::Write as _;

use courant::{
    model::{Bulletin, Document, Flag, Item},
    segmenter::{Bid, Explanation},
};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    desk::shown,
    facts::word,
    log::terminal,
    rows::{Lines, Row},
    screen::{Ink, Screen},
    verdict::{fates, parts, percent, verdict},
};

/// Rows go to a String, which takes everything.
const TAKES: &str = "a String takes everything";

pub(super) fn page(bulletin: &Bulletin, explanations: &[Explanation], screen: Screen) -> String {
    let lines = Lines::of(&bulletin.text);
    let mut page =
        Page { out: String::new(), screen, bulletin, digits: lines.count().to_string().len().max(4) };
    let head = format!(
        "{}: {} bytes, {}, {} lines",
        shown(&bulletin.path),
        bulletin.bytes,
        bulletin.charset,
        lines.count()
    );
    page.line(Ink::Bold, &head);
    page.flags(&bulletin.flags);
    for (explanation, ordinal) in explanations.iter().zip(1..) {
        if explanations.len() > 1 || explanation.document.member.is_some() {
            let member = explanation.document.member.as_deref().map(|name| format!(": {}", terminal(name)));
            page.out.push('\n');
            page.line(Ink::Bold, &format!("document {ordinal}{}", member.unwrap_or_default()));
        }
        page.document(explanation);
        page.rows(&explanation.document, &lines.rows(&explanation.document, &bulletin.text));
    }
    page.out
}

struct Page<'b> {
    out: String,
    screen: Screen,
    bulletin: &'b Bulletin,
    /// How wide line numbers are.
    digits: usize,
}

impl Page<'_> {
    fn line(&mut self, ink: Ink, text: &str) {
        let text = self.screen.paint(ink, text);
        self.out.push_str(&text);
        self.out.push('\n');
    }

    fn fact(&mut self, name: &str, text: &str) {
        writeln!(self.out, "{name:<10} {text}").expect(TAKES);
    }

    fn flags(&mut self, flags: &[Flag]) {
        if !flags.is_empty() {
            self.fact("flags", &words(flags));
        }
    }

    fn document(&mut self, explanation: &Explanation) {
        let document = &explanation.document;
        self.fact("layout", &verdict(explanation, &self.bulletin.declared));
        if let Some(day) = document.crawled {
            self.fact("crawled", &day.to_string());
        }
        if let Some(zone) = &document.timezone {
            self.fact("time zone", &terminal(zone));
        }
        let items = match &document.empty {
            Some(reason) => format!("none: {reason}"),
            None => document.items.len().to_string(),
        };
        self.fact("items", &items);
        self.bids(explanation);
    }

    /// A table of the layouts that bid, with what each bid is made of.
    fn bids(&mut self, explanation: &Explanation) {
        let bids = &explanation.bids;
        let wide = bids.iter().map(|(name, _)| name.len()).max();
        let Some(wide) = wide.map(|wide| wide.max("bids by".len())) else { return };
        let head = parts(&Bid::default()).map(|(part, _)| part).join("  ");
        self.out.push('\n');
        self.line(Ink::Faint, &format!("{:<wide$}  score  items  {head}", "bids by"));
        for ((name, bid), fate) in bids.iter().zip(fates(explanation)) {
            let made =
                parts(bid).map(|(part, share)| format!("{:>wide$}", percent(share), wide = part.len()));
            let row = format!(
                "{name:<wide$}  {:>5}  {:>5}  {}  {fate}",
                percent(bid.score),
                bid.items,
                made.join("  ")
            );
            self.line(if fate == "taken" { Ink::Green } else { Ink::Plain }, &row);
        }
    }

    fn rows(&mut self, document: &Document, rows: &[Row<'_>]) {
        let mut within = None;
        self.out.push('\n');
        for row in rows {
            if row.item != within {
                if let Some(ordinal) = row.item {
                    self.item(ordinal, &document.items[ordinal - 1]);
                }
                within = row.item;
            }
            self.row(row);
        }
    }

    fn item(&mut self, ordinal: usize, item: &Item) {
        let mut text = format!("item {ordinal}: ");
        text.push_str(
            &item.published.map_or_else(|| "no time".to_owned(), |published| published.to_string()),
        );
        if let Some(views) = item.views {
            write!(text, ", {views} views").expect(TAKES);
        }
        if let Some(source) = &item.source {
            write!(text, ", source {}", terminal(source)).expect(TAKES);
        }
        if let Some(link) = &item.link {
            write!(text, ", link {}", terminal(link)).expect(TAKES);
        }
        if !item.flags.is_empty() {
            write!(text, ", flags {}", words(&item.flags)).expect(TAKES);
        }
        let text = self.screen.fit(&text, 0);
        self.line(Ink::Bold, &text);
    }

    fn row(&mut self, row: &Row<'_>) {
        let bar = if row.item.is_some() { "│" } else { " " };
        let ink = match row.kind {
            "header" => Ink::Cyan,
            "headline" => Ink::Green,
            "text" => Ink::Plain,
            _ => Ink::Faint,
        };
        let lead = format!("{:>digits$} {bar} {:<9}  ", row.line, row.kind, digits = self.digits);
        let text = self.screen.fit(row.text.trim_end(), lead.width());
        let row = format!("{lead}{text}");
        self.line(ink, row.trim_end());
    }
}

fn words(flags: &[Flag]) -> String {
    flags.iter().map(|flag| word(*flag)).collect::<Vec<_>>().join(", ")
}
