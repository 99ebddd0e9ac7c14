//! Lines of one make: the same marks between words and numbers, whatever these say.
//!
//! `a0123 r i BC-Grain 05-12 0456` and `a0124 f n BC-Ferry 05-12 0312` are. The
//! idea of taking a line's shape for what parts records is that of Datamaran
//! (Y. Gao, S. Huang, A. Parameswaran, SIGMOD 2018).

use std::collections::HashMap;

use super::{Proposals, ratio};
use crate::{
    look::Look,
    sketch::{Sketch, literal},
};

/// Layouts whose items open at lines of one make.
pub(crate) fn propose(looks: &[Look<'_>], out: &mut Proposals) {
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, look) in looks.iter().enumerate() {
        let fits = look.text.len() <= 90
            && !look.rule
            && !look.text.contains("://")
            && look.text.bytes().filter(u8::is_ascii_digit).count() >= 3;
        if fits && let Some(make) = make(look.text) {
            groups.entry(make).or_default().push(at);
        }
    }
    let mut groups: Vec<(String, Vec<usize>)> =
        groups.into_iter().filter(|(_, lines)| lines.len() >= 3).collect();
    groups.sort_by(|(a, x), (b, y)| y.len().cmp(&x.len()).then_with(|| a.cmp(b)));
    for (make, lines) in groups.into_iter().take(3) {
        let apart = lines.iter().filter(|at| looks[**at].blanks > 0).count();
        let evidence = 0.55 + 0.37 * ratio(apart, lines.len());
        let sketch = Sketch { kind: "shaped", evidence, header: vec![template(&make)], ..Sketch::default() };
        out.push(sketch);
    }
}

/// Words as `a`, numbers as `9`, marks as they are; `None` if there is too little of marks and numbers.
fn make(text: &str) -> Option<String> {
    let mut make = String::new();
    let mut chars = text.chars().peekable();
    let mut numbers = 0;
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            while chars.next_if(char::is_ascii_digit).is_some() {}
            make.push('9');
            numbers += 1;
        } else if c.is_alphabetic() {
            // Words that hang together by hyphens are one.
            while chars.next_if(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’')).is_some() {}
            if !make.ends_with("a ") && !make.ends_with('a') {
                make.push('a');
            }
        } else if c.is_whitespace() {
            if !make.ends_with(' ') {
                make.push(' ');
            }
        } else {
            make.push(c);
        }
    }
    let make = make.replace("a a", "a");
    (numbers >= 2 && make.len() <= 40).then_some(make)
}

/// The template of a make.
fn template(make: &str) -> String {
    let mut out = String::new();
    for c in make.trim().chars() {
        match c {
            'a' => out.push_str("{any}"),
            '9' => out.push_str("{number}"),
            c => out.push_str(&literal(&c.to_string())),
        }
    }
    // A field that is there twice is anything but the first time.
    let first = out.find("{number}").map_or(out.len(), |at| at + "{number}".len());
    let (head, tail) = out.split_at(first);
    format!("{head}{}", tail.replace("{number}", "{any}")).replace("{any}{any}", "{any}")
}
