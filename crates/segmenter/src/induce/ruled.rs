//! Items with rules between them, or under their headlines.

use std::collections::HashMap;

use super::Proposals;
use crate::{
    look::Look,
    sketch::{Sketch, literal},
};

/// Layouts whose items stand between rules, or other lines without words.
pub(crate) fn propose(looks: &[Look<'_>], out: &mut Proposals) {
    let rules: Vec<usize> =
        looks.iter().enumerate().filter(|(_, look)| look.rule).map(|(at, _)| at).collect();
    let under = |at: &&usize| {
        let at = **at;
        at > 0
            && looks[at].blanks == 0
            && !looks[at - 1].rule
            && looks[at - 1].blanks > 0
            && looks[at - 1].text.chars().count() < 110
    };
    let underlined = rules.iter().filter(under).count();
    if underlined >= 2 {
        let mut header = vec!["{headline}\n{rule}".to_owned()];
        let doubled = rules
            .iter()
            .filter(|at| {
                **at > 1
                    && looks[**at].blanks == 0
                    && looks[**at - 1].blanks == 0
                    && looks[**at - 2].blanks > 0
                    && !looks[**at - 1].rule
                    && !looks[**at - 2].rule
            })
            .count();
        if doubled > 0 {
            header.insert(0, "{headline:title}\n{headline}\n{rule}".to_owned());
        }
        let marks: Vec<char> =
            rules.iter().filter(under).filter_map(|at| looks[*at].text.chars().next()).collect();
        let most = marks
            .iter()
            .max_by_key(|mark| marks.iter().filter(|other| other == mark).count())
            .copied()
            .unwrap_or('=');
        // Other marks are of other levels.
        let line = literal(&most.to_string().repeat(3));
        let exact: Vec<String> =
            header.iter().map(|header| header.replace("{rule}", &format!("{line}{{any}}"))).collect();
        if marks.iter().any(|mark| *mark != most) {
            out.push(Sketch {
                kind: "underlined",
                evidence: 0.85,
                header: exact,
                blank: 1,
                ..Sketch::default()
            });
        }
        out.push(Sketch { kind: "underlined", evidence: 0.85, header, blank: 1, ..Sketch::default() });
    }
    // Rules of one mark, whatever their length.
    let mut kinds: HashMap<char, usize> = HashMap::new();
    for at in &rules {
        if let Some(mark) = looks[*at].text.chars().next() {
            *kinds.entry(mark).or_default() += 1;
        }
    }
    if rules.len() >= 2 && underlined * 2 <= rules.len() {
        separated(&["{rule}".to_owned()], 0.8, out);
        let mut kinds: Vec<(char, usize)> = kinds.into_iter().filter(|(_, count)| *count >= 2).collect();
        kinds.sort_by_key(|(mark, count)| (std::cmp::Reverse(*count), *mark));
        if kinds.len() > 1 || kinds.first().is_some_and(|(_, count)| *count < rules.len()) {
            let (mark, _) = kinds.first().copied().unwrap_or(('=', 0));
            separated(&[format!("{}{{any}}", literal(&mark.to_string().repeat(3)))], 0.75, out);
        }
    }
    // Other lines that come again and say nothing: `$$`, `--0--`, `###`, `Enditem`, `* *`.
    for mark in repeated(looks) {
        let words = mark.chars().any(char::is_alphabetic);
        let template = literal(mark);
        if words || mark.contains(|c: char| c.is_ascii_digit()) {
            let sketch = Sketch {
                kind: "ended",
                evidence: 0.8,
                header: vec!["{headline}".to_owned()],
                end: vec![template],
                separated: true,
                ..Sketch::default()
            };
            out.push(sketch);
        } else if !looks.iter().any(|look| look.rule && look.text == mark) {
            separated(&[template], 0.8, out);
        }
    }
}

fn separated(marks: &[String], evidence: f32, out: &mut Proposals) {
    let sketch = Sketch {
        kind: "separated",
        evidence,
        header: vec!["{headline}".to_owned()],
        separator: marks.to_vec(),
        separated: true,
        ..Sketch::default()
    };
    out.push(sketch);
}

/// Short lines that come again and are no sentence, the most frequent first.
pub(crate) fn repeated<'p>(looks: &[Look<'p>]) -> Vec<&'p str> {
    let mut counts: HashMap<&'p str, usize> = HashMap::new();
    for look in looks.iter().filter(|look| look.text.len() <= 24 && look.text.chars().count() <= 16) {
        *counts.entry(look.text).or_default() += 1;
    }
    let mut repeated: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count >= 2).collect();
    repeated.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
    repeated.into_iter().map(|(text, _)| text).take(3).collect()
}
