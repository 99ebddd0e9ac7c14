//! Rows of fields with marks between them (RFC 4180), one a line: a day, a
//! headline, and what else there is.

use courant_model::{Document, Item, Passage};

use super::found;
use crate::{
    fields::moment,
    line::Line,
    names::{NAMES, Names},
    paper::Paper,
    zone::{self, Zone},
};

/// Which column is what.
#[derive(Debug, Default, Clone, Copy)]
struct Columns {
    headline: Option<usize>,
    date: Option<usize>,
    text: Option<usize>,
    source: Option<usize>,
    link: Option<usize>,
}

/// The names of all columns are no longer than this, in bytes.
const LONGEST: usize = 4096;

/// The document's rows as items, if they are called like news or begin with a day.
pub(crate) fn rows(paper: &Paper<'_>, zone: Option<&Zone>) -> Option<Document> {
    let lines: Vec<&Line<'_>> = paper.lines.iter().filter(|line| !line.text.starts_with('#')).collect();
    let first = lines.first()?;
    let (mark, named) = [',', '\t', ';', '|'].into_iter().find_map(|mark| {
        // A row of names is short, and most texts have no such mark at all.
        let named = first.text.len() <= LONGEST && first.text.contains(mark);
        let named = named.then(|| self::named(&cells(&first.text, mark))).flatten();
        let dated = || {
            let sample = lines.iter().take(40);
            let opens = |text: &str| {
                text.starts_with(|c: char| c.is_ascii_digit() || c == '"') && text.contains(mark)
            };
            let fits = sample.clone().filter(|line| opens(&line.text)).filter(|line| {
                let cells = cells(&line.text, mark);
                cells.len() >= 2
                    && cells[0].len() <= 25
                    && cells[0].starts_with(|c: char| c.is_ascii_digit())
                    && moment(&cells[0]).is_some()
                    && cells[1].chars().filter(|c| c.is_alphabetic()).count() >= 3
            });
            lines.len() >= 3 && fits.count() * 10 >= sample.count() * 8
        };
        // A space behind the comma is prose: `March 3, 2025`.
        let tight = mark != ',' || !first.text.contains(", ") || named.is_some();
        (tight && (named.is_some() || dated())).then_some((mark, named))
    })?;
    let columns =
        named.unwrap_or(Columns { date: Some(0), headline: Some(1), text: Some(2), ..Columns::default() });
    let rows = &lines[usize::from(named.is_some())..];
    let items: Vec<Item> = rows
        .iter()
        .map(|line| item(line, mark, columns, zone))
        .filter(|item| !item.headline.is_empty())
        .collect();
    (items.len() >= 2 && items.len() * 2 > rows.len()).then(|| found(paper, "rows", zone, items))
}

/// The columns by their names in a first row.
fn named(cells: &[String]) -> Option<Columns> {
    let is_name = |cell: &String| {
        !cell.is_empty()
            && cell.len() < 40
            && cell.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | ' ' | '-' | '.'))
    };
    if cells.len() < 2 || !cells.iter().all(is_name) {
        return None;
    }
    let mut columns = Columns::default();
    for (at, cell) in cells.iter().enumerate() {
        let is = |names: &[String]| {
            Names::rank(names, cell).is_some()
                || cell.split(['_', ' ', '-', '.']).any(|word| Names::rank(names, word).is_some())
        };
        let column = if is(&NAMES.headline) {
            &mut columns.headline
        } else if is(&NAMES.date) {
            &mut columns.date
        } else if is(&NAMES.link) {
            &mut columns.link
        } else if is(&NAMES.text) {
            &mut columns.text
        } else if is(&NAMES.source) {
            &mut columns.source
        } else {
            continue;
        };
        column.get_or_insert(at);
    }
    columns.headline.map(|_| columns)
}

fn item(line: &Line<'_>, mark: char, columns: Columns, zone: Option<&Zone>) -> Item {
    let cells = cells(&line.text, mark);
    let cell = |column: Option<usize>| {
        column.and_then(|at| cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    let passage = |text: &str| Passage { bytes: line.reading().bytes, reads: Some(text.into()) };
    let mut item = Item {
        bytes: line.start..line.end,
        lines: (line.number, line.last),
        headline: cell(columns.headline).map(passage).unwrap_or_default(),
        paragraphs: cell(columns.text).map(passage).into_iter().collect(),
        source: cell(columns.source).map(str::to_owned),
        link: cell(columns.link).filter(|link| link.contains("://")).map(str::to_owned),
        ..Item::default()
    };
    zone::date(&mut item, cell(columns.date).and_then(moment).as_ref(), zone, None);
    item
}

/// The fields of a row; one in quotation marks may hold the mark.
fn cells(row: &str, mark: char) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            c if c == mark && !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}
