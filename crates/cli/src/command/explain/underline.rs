//! A text in lines of some width, with rows of underlines below each.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::{
    log::terminal,
    screen::{Ink, Screen},
};

/// A place that is underlined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// In code points of the text.
    pub(super) span: Range<usize>,
    /// What stands at the head of its underline.
    pub(super) label: String,
    pub(super) ink: Ink,
}

/// A line of the text as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) rows: Vec<String>,
    /// The numbers of the marks that begin in it, in order.
    pub(super) begun: Vec<usize>,
}

/// A character, made harmless.
struct Cell {
    shown: String,
    width: usize,
    blank: bool,
}

/// Cuts a text at its line feeds, and where it is wider than `width`; marks
/// are in the order of their places.
pub(super) fn lines(text: &str, marks: &[Mark], width: usize, screen: Screen) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for paragraph in text.split('\n') {
        let cells: Vec<Cell> = paragraph.chars().map(Cell::of).collect();
        for part in parts(&cells, width) {
            let shown = Shown { cells: &cells[part.clone()], first: at + part.start };
            lines.push(shown.line(marks, screen));
        }
        at += cells.len() + 1;
    }
    lines
}

impl Cell {
    fn of(c: char) -> Cell {
        let mut buffer = [0; 4];
        let shown = terminal(c.encode_utf8(&mut buffer));
        let width = if shown.chars().count() == 1 { c.width().unwrap_or(0) } else { shown.width() };
        Cell { shown, width, blank: c.is_whitespace() }
    }
}

/// Stretches of no more than so many columns, which end behind a blank where there is one.
fn parts(cells: &[Cell], width: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut used, mut blank) = (0, 0, None);
    for (index, cell) in cells.iter().enumerate() {
        if used + cell.width > width && !cell.blank && index > start {
            let end = blank.unwrap_or(index);
            parts.push(start..end);
            (start, blank) = (end, None);
            used = cells[start..index].iter().map(|cell| cell.width).sum();
        }
        used += cell.width;
        if cell.blank {
            blank = Some(index + 1);
        }
    }
    parts.push(start..cells.len());
    parts
}

/// A part of a paragraph.
struct Shown<'c> {
    cells: &'c [Cell],
    /// Its first code point.
    first: usize,
}

/// An underline in its columns.
struct Stroke {
    columns: Range<usize>,
    text: String,
    ink: Ink,
}

impl Shown<'_> {
    fn line(&self, marks: &[Mark], screen: Screen) -> Line {
        let text: String = self.cells.iter().map(|cell| cell.shown.as_str()).collect();
        let mut rows: Vec<Vec<Stroke>> = Vec::new();
        let mut begun = Vec::new();
        for (number, mark) in marks.iter().enumerate() {
            let Some(stroke) = self.stroke(mark) else { continue };
            if self.has(mark.span.start) {
                begun.push(number);
            }
            let free = |row: &&mut Vec<Stroke>| {
                row.last().is_none_or(|last: &Stroke| last.columns.end <= stroke.columns.start)
            };
            match rows.iter_mut().find(free) {
                Some(row) => row.push(stroke),
                None => rows.push(vec![stroke]),
            }
        }
        Line {
            text: text.trim_end().to_owned(),
            rows: rows.iter().map(|row| drawn(row, screen)).collect(),
            begun,
        }
    }

    fn has(&self, point: usize) -> bool {
        (self.first..self.first + self.cells.len()).contains(&point)
    }

    /// What is underlined of a mark here, with its label if it begins here.
    fn stroke(&self, mark: &Mark) -> Option<Stroke> {
        let blanks = self.cells.iter().rev().take_while(|cell| cell.blank).count();
        let last = self.first + self.cells.len() - blanks;
        let points = mark.span.start.max(self.first)..mark.span.end.min(last);
        if points.is_empty() {
            return None;
        }
        let width = |cells: &[Cell]| cells.iter().map(|cell| cell.width).sum::<usize>();
        let from = width(&self.cells[..points.start - self.first]);
        let wide = width(&self.cells[points.start - self.first..points.end - self.first]);
        let label = if self.has(mark.span.start) { mark.label.as_str() } else { "" };
        let text = label.to_owned() + &"─".repeat(wide.saturating_sub(label.width()));
        // A label that is wider than its words must not run into the next one.
        let end = from + if label.width() > wide { label.width() + 1 } else { wide };
        Some(Stroke { columns: from..end, text, ink: mark.ink })
    }
}

fn drawn(row: &[Stroke], screen: Screen) -> String {
    let mut out = String::new();
    let mut column = 0;
    for stroke in row {
        out.push_str(&" ".repeat(stroke.columns.start - column));
        out.push_str(&screen.paint(stroke.ink, &stroke.text));
        column = stroke.columns.start + stroke.text.width();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines as they would be printed; marks by the words that they are under.
    #[track_caller]
    fn check(text: &str, width: usize, marks: &[(&str, &str)], expected: &[&str]) {
        let mark = |(label, words): &(&str, &str)| {
            let at = text.find(words).expect("words of the text");
            let start = text[..at].chars().count();
            Mark { span: start..start + words.chars().count(), label: (*label).to_owned(), ink: Ink::Cyan }
        };
        let marks: Vec<Mark> = marks.iter().map(mark).collect();
        let lines = lines(text, &marks, width, Screen { width: None, colours: false });
        let shown = lines.into_iter().flat_map(|line| [vec![line.text], line.rows].concat());
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_are_underlined_in_their_columns() {
        check("Ada met Lund", 40, &[("p1", "Ada"), ("p2", "Lund")], &["Ada met Lund", "p1─     p2──"]);
        check("港 is Ada", 40, &[("l1", "港"), ("p1", "Ada")], &["港 is Ada", "l1    p1─"]);
    }

    #[test]
    fn what_overlaps_has_rows_of_its_own() {
        check(
            "Chair of Lyra Bank",
            40,
            &[("role", "Chair of Lyra Bank"), ("o1", "Lyra Bank"), ("l1", "Lyra")],
            &["Chair of Lyra Bank", "role──────────────", "         o1───────", "         l1──"],
        );
        // A label that is too long for its words.
        check("A b", 40, &[("quote", "A"), ("o1", "b")], &["A b", "quote", "  o1"]);
    }

    #[test]
    fn long_lines_are_cut_at_blanks_and_so_are_their_underlines() {
        check(
            "the long name of a bank\nopened",
            10,
            &[("o1", "long name of a bank"), ("e", "opened")],
            &["the long", "    o1──", "name of a", "─────────", "bank", "────", "opened", "e─────"],
        );
        check("abcdefghijkl", 5, &[("x", "fg")], &["abcde", "fghij", "x─", "kl"]);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        check("a\u{1b}[2Jb c", 40, &[("x", "c")], &["a\\u{1b}[2Jb c", "            x"]);
        check("a\tb", 40, &[("x", "b")], &["a\\tb", "   x"]);
    }
}
