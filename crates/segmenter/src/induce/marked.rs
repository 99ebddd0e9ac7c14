//! Lines that open with a mark: `###`, `*`, `o`, `== … ==`, `**…**`.

use std::collections::HashMap;

use super::{Proposals, dated};
use crate::{
    look::Look,
    sketch::{Sketch, literal},
};

/// Layouts whose items open at lines with the same marks around them.
pub(crate) fn propose(looks: &[Look<'_>], out: &mut Proposals) {
    let mut groups: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, look) in looks.iter().enumerate().filter(|(_, look)| !look.rule && !look.link) {
        if let Some(marks) = marks(look.text) {
            groups.entry(marks).or_default().push(at);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().filter(|(_, lines)| lines.len() >= 2).collect();
    groups.sort_by_key(|((open, close), lines)| (std::cmp::Reverse(lines.len()), *open, *close));
    let days = dated::days(looks);
    for ((open, close), lines) in groups.into_iter().take(6) {
        let strong = open.chars().count() > 1 || !close.is_empty() || open.starts_with(['#', '=', ';']);
        let mark = |inner: &str| {
            let gap = |lines: &[usize], at: usize| looks[lines[at]].text[open.len()..].starts_with(' ');
            let spaced = (0..lines.len()).filter(|at| gap(&lines, *at)).count();
            let close_gap = if !close.is_empty()
                && looks[lines[0]].text[..looks[lines[0]].text.len() - close.len()].ends_with(' ')
            {
                " "
            } else {
                ""
            };
            let space = if spaced * 2 > lines.len() { " " } else { "" };
            let mut all = vec![format!("{}{space}{inner}{close_gap}{}", literal(open), literal(close))];
            if spaced != 0 && spaced != lines.len() {
                let other = if space.is_empty() { " " } else { "" };
                all.push(format!("{}{other}{inner}{close_gap}{}", literal(open), literal(close)));
            }
            all
        };
        let blank = lines.iter().map(|at| looks[*at].blanks).min().unwrap_or(0).min(2);
        let evidence = if strong { 0.85 } else { 0.7 };
        let mut sketch =
            Sketch { kind: "marked", evidence, header: mark("{headline}"), blank, ..Sketch::default() };
        // Of Markdown's headings the higher ones part groups of items.
        if open.chars().all(|c| c == '#' || c == '=') {
            let c = &open[..1];
            sketch.separator = (1..open.len()).map(|n| format!("{} {{any}}", c.repeat(n))).collect();
        }
        if !days.is_empty() && lines.len() > days.len() {
            let inside = lines.iter().filter(|at| looks[**at].when.is_some()).count();
            if inside * 2 < lines.len() {
                out.push(Sketch { day: days.clone(), ..sketch.clone() });
            }
        }
        out.push(sketch);
    }
    run_ins(looks, out);
}

/// The marks around a line's text: three or more alike behind it, or any before it.
fn marks(text: &str) -> Option<(&str, &str)> {
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let quote = |c: char| {
        matches!(
            c,
            '"' | '\''
                | '“'
                | '”'
                | '‘'
                | '’'
                | '«'
                | '»'
                | '„'
                | '('
                | ')'
                | '['
                | ']'
                | '<'
                | '>'
                | '$'
                | '.'
                | ','
                | '?'
                | '!'
                | '@'
                | '&'
                | '—'
                | '–'
                | '/'
                | '{'
                | '}'
                | '…'
                | '「'
                | '『'
                | '【'
                | '《'
                | '（'
                | '¿'
                | '¡'
                | '%'
                | '`'
        )
    };
    let first = text.chars().next()?;
    let open = if is_mark(first) && !quote(first) {
        let end = text.find(|c: char| c != first).unwrap_or(text.len());
        &text[..end]
    } else if text.starts_with("o ") {
        &text[..1]
    } else {
        return None;
    };
    let inner = &text[open.len()..];
    if inner.trim().is_empty() || open.len() > 12 || first == '-' && open.len() > 1 {
        return None;
    }
    // A run-in head closes within the line: it is no mark of the whole line.
    let closed = inner.trim_end();
    let tail = closed.len() - closed.trim_end_matches(first).len();
    let close = if tail > 0 && first != '-' && first != '+' {
        &text[text.trim_end().len() - tail..text.trim_end().len()]
    } else {
        ""
    };
    if close.is_empty() && matches!(first, '*' | '_') && inner.contains(open) && !inner.starts_with(' ') {
        return None;
    }
    Some((open, close))
}

/// Paragraphs that begin with their own head: `**Head.** Text`, `HEAD. Text`.
fn run_ins(looks: &[Look<'_>], out: &mut Proposals) {
    for mark in ["**", "__", "*", "_"] {
        let heads = looks.iter().filter(|look| {
            look.text.strip_prefix(mark).filter(|rest| !rest.starts_with(['*', '_', ' '])).is_some_and(
                |rest| {
                    rest.find(mark)
                        .is_some_and(|end| (4..160).contains(&end) && rest.len() > end + mark.len() + 20)
                },
            )
        });
        let heads: Vec<&Look<'_>> = heads.collect();
        if heads.len() < 2 {
            continue;
        }
        let header = [".", ":", "!", "?", ""].map(|stop| match stop {
            "." | ":" => format!("{mark}{{headline}}{stop}{mark} {{text}}"),
            _ => format!("{mark}{{headline}}{mark}{{text}}"),
        });
        let mut header: Vec<String> = header.to_vec();
        header.insert(2, format!("{mark}{{headline}}{mark}. {{text}}"));
        header.dedup();
        out.push(Sketch { kind: "run-in", evidence: 0.85, header, ..Sketch::default() });
    }
    let capital = |look: &&Look<'_>| {
        !look.caps
            && look.text.split_once(". ").is_some_and(|(head, text)| {
                crate::shape::is_caps(head)
                    && crate::shape::words(head) >= 2
                    && head.len() < 200
                    && !text.is_empty()
            })
    };
    let heads: Vec<&Look<'_>> = looks.iter().filter(capital).collect();
    if heads.len() >= 2 {
        let header =
            vec!["{headline:caps}. {text}".to_owned(), "{headline:caps}\n{headline:caps}. {text}".to_owned()];
        out.push(Sketch { kind: "run-in-capitals", evidence: 0.85, header, ..Sketch::default() });
    }
}
