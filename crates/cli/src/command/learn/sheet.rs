//! A learnt layout as it is printed: a sheet, and comments that judge it.

use std::fmt::Write as _;

use courant::{
    model::{Bulletin, Document, Flag, GapKind},
    segmenter::{Error, Segmenter},
};

use super::candidate::{Candidate, Trial};
use crate::{
    desk::shown,
    rows::Lines,
    screen::{Screen, cut},
    verdict::{parts, percent},
};

/// The width of comments where there is no terminal.
const WIDTH: usize = 100;

/// Comments go to a String, which takes everything.
const TAKES: &str = "a String takes everything";

pub(super) fn sheet(
    best: &Candidate,
    bulletins: &[Bulletin],
    segmenter: &Segmenter,
    screen: Screen,
) -> Result<String, Error> {
    let bulletin = &bulletins[best.from.0];
    let document = best.declared(bulletins, segmenter)?.document;
    let lines = Lines::of(&bulletin.text);
    let mut page = Page { out: String::new(), width: screen.width.unwrap_or(WIDTH) };
    let made: Vec<String> =
        parts(&best.bid).iter().map(|(part, share)| format!("{part} {}", percent(*share))).collect();
    page.line(&format!(
        "Learnt from {}, score {}: {}.",
        shown(&bulletin.path),
        percent(best.bid.score),
        made.join(", ")
    ));
    if document.items.iter().any(|item| item.flags.contains(&Flag::ZoneUnknown)) {
        page.line("Its times are of no zone; a line such as timezone = \"Europe/Lisbon\" gives them one.");
    }
    if best.assumed {
        page.line("Which number is the day and which the month was assumed: look at the days below.");
    }
    page.items(&document, &bulletin.text);
    page.leaves(&document, &lines, &bulletin.text);
    page.files(best, bulletins);
    page.out.push('\n');
    page.out.push_str(&best.sheet);
    Ok(page.out)
}

struct Page {
    out: String,
    width: usize,
}

impl Page {
    fn line(&mut self, text: &str) {
        writeln!(self.out, "{}", format!("# {text}").trim_end()).expect(TAKES);
    }

    /// A row of a table, whose last column is text from outside.
    fn row(&mut self, lines: (usize, usize), what: &str, wide: usize, text: &str) {
        let (first, last) = lines;
        let lines = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let lead = format!("{lines:<11}  {what:<wide$}  ");
        let text = cut(text.trim(), self.width.saturating_sub(lead.chars().count() + 2).max(20));
        self.line(&format!("{lead}{text}"));
    }

    fn items(&mut self, document: &Document, text: &str) {
        let times: Vec<String> = document
            .items
            .iter()
            .map(|item| item.published.map_or_else(|| "-".to_owned(), |published| published.to_string()))
            .collect();
        let wide = times.iter().map(String::len).chain(["published".len()]).max().unwrap_or_default();
        self.line("");
        let count = document.items.len();
        self.line(&format!("It finds {count} {}:", if count == 1 { "item" } else { "items" }));
        self.line(&format!("{:<11}  {:<wide$}  headline", "lines", "published"));
        for (item, time) in document.items.iter().zip(&times) {
            self.row(item.lines, time, wide, item.headline.read(text));
        }
    }

    fn leaves(&mut self, document: &Document, lines: &Lines, text: &str) {
        let (separators, left): (Vec<_>, Vec<_>) = document
            .gaps
            .iter()
            .filter(|gap| gap.kind != GapKind::Blank)
            .partition(|gap| gap.kind == GapKind::Separator);
        self.line("");
        let count = separators.len();
        let ruled = if count == 1 { "1 separator".to_owned() } else { format!("{count} separators") };
        self.line(&match (count, left.is_empty()) {
            (0, true) => "It leaves nothing.".to_owned(),
            (0, false) => "It leaves:".to_owned(),
            (_, true) => format!("It leaves {ruled}."),
            (_, false) => format!("It leaves {ruled}, and:"),
        });
        for gap in left {
            let stretch = text.get(gap.bytes.clone()).unwrap_or_default().trim_start();
            let begins = stretch.lines().next().unwrap_or_default();
            self.row(lines.of_range(&gap.bytes), gap.kind.as_str(), "furniture".len(), begins);
        }
    }

    /// What comes of it in each file, if there are several, or if something
    /// else is taken there.
    fn files(&mut self, best: &Candidate, bulletins: &[Bulletin]) {
        if bulletins.len() == 1 && best.trials[0].instead.is_none() {
            return;
        }
        self.line("");
        self.line("In each file, where no layout is declared:");
        for (trial, bulletin) in best.trials.iter().zip(bulletins) {
            self.line(&format!("{}: {}", shown(&bulletin.path), told(trial)));
        }
    }
}

fn told(trial: &Trial) -> String {
    let plural = |count: usize| if count == 1 { "1 item".to_owned() } else { format!("{count} items") };
    match (&trial.instead, trial.items) {
        (Some((other, items)), _) => format!("{}, but `{other}` is taken: declare it", plural(*items)),
        (None, 0) => "nothing".to_owned(),
        (None, items) => plural(items),
    }
}
