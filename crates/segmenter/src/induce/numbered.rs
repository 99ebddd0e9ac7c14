//! Headlines that are counted: `1. …`, `2) …`, `[3] …`, `IV. …`.

use super::Proposals;
use crate::{
    look::Look,
    sketch::{Sketch, literal},
};

/// How a number is written before a headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    open: &'static str,
    close: &'static str,
    roman: bool,
}

const STYLES: [(&str, &str); 7] =
    [("[", "]"), ("(", ")"), ("#", ""), ("", ")"), ("", "."), ("", ":"), ("", "、")];

/// Layouts whose items are counted from one line to the next.
pub(crate) fn propose(looks: &[Look<'_>], out: &mut Proposals) {
    for (open, close) in STYLES {
        for roman in [false, true] {
            let style = Style { open, close, roman };
            let counted: Vec<(usize, u32, usize)> = looks
                .iter()
                .enumerate()
                .filter_map(|(at, look)| counted(style, look).map(|(n, end)| (at, n, end)))
                .collect();
            if counted.len() < 2 {
                continue;
            }
            let chain = chain(&counted);
            if chain.len() < 2 {
                continue;
            }
            let lines: Vec<usize> = chain.iter().map(|(at, ..)| *at).collect();
            let blank = lines.iter().map(|at| looks[*at].blanks).min().unwrap_or(0).min(3);
            let share = super::ratio(chain.len(), chain.last().map_or(1, |(_, n, _)| *n as usize));
            let number = format!("{}{{number}}{}", literal(open), literal(close));
            // What is the same behind the number and at the end of each line is decoration.
            let (before, behind) = decoration(looks, &chain);
            let mut header = vec![format!("{number}{before}{{headline}}{behind}")];
            if before == " " {
                header.push(format!("{number}{{headline}}{behind}"));
            }
            let evidence = 0.6 + 0.25 * share.min(1.0);
            out.push(Sketch { kind: "numbered", evidence, header, blank, ..Sketch::default() });
        }
    }
}

/// The number at the beginning of a line, and where what it counts begins.
fn counted(style: Style, look: &Look<'_>) -> Option<(u32, usize)> {
    let rest = look.text.strip_prefix(style.open)?;
    let length = if style.roman {
        rest.bytes().take_while(|b| b"IVXLC".contains(b)).count()
    } else {
        rest.bytes().take(4).take_while(u8::is_ascii_digit).count()
    };
    let (number, behind) = rest.split_at_checked(length).filter(|_| length > 0)?;
    let behind = behind.strip_prefix(style.close)?;
    if style.open.is_empty()
        && style.close == "."
        && !behind.starts_with([' ', '\t', '\u{a0}'])
        && !behind.starts_with(char::is_uppercase)
    {
        return None;
    }
    let value = if style.roman { roman(number)? } else { number.parse().ok().filter(|n| *n < 1000)? };
    (!behind.trim().is_empty() && !behind.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| (value, look.text.len() - behind.len()))
}

fn roman(text: &str) -> Option<u32> {
    let value = |digit: u8| match digit {
        b'I' => 1,
        b'V' => 5,
        b'X' => 10,
        b'L' => 50,
        _ => 100,
    };
    let values: Vec<i32> = text.bytes().map(value).collect();
    let next = values.iter().skip(1).chain([&0]);
    // A digit before a greater one is taken off.
    let total: i32 =
        values.iter().zip(next).map(|(this, next)| if next > this { -this } else { *this }).sum();
    u32::try_from(total).ok().filter(|number| (1..200).contains(number))
}

/// The run of numbers that counts up and has text between its lines: a list of
/// contents has none, and comes before it.
fn chain(counted: &[(usize, u32, usize)]) -> Vec<(usize, u32, usize)> {
    let mut chains: Vec<Vec<(usize, u32, usize)>> = Vec::new();
    for entry in counted {
        match chains.iter_mut().rev().find(|chain| {
            let last = chain[chain.len() - 1];
            entry.1 == last.1 + 1 || entry.1 == last.1 + 2
        }) {
            Some(chain) => chain.push(*entry),
            None if entry.1 <= 1 => chains.push(vec![*entry]),
            None => {}
        }
    }
    let spread = |chain: &Vec<(usize, u32, usize)>| {
        let (first, last) = (chain[0].0, chain[chain.len() - 1].0);
        // Lines between one and the next: contents have next to none.
        let between = (last - first).saturating_sub(chain.len() - 1);
        (chain.len() >= 2 && between >= chain.len() / 2, chain.len(), between)
    };
    chains.into_iter().max_by_key(spread).filter(|chain| spread(chain).0).unwrap_or_default()
}

/// What stands behind every number and at the end of every line alike.
fn decoration(looks: &[Look<'_>], chain: &[(usize, u32, usize)]) -> (String, String) {
    let heads: Vec<&str> = chain.iter().map(|(at, _, end)| &looks[*at].text[*end..]).collect();
    let is_mark = |c: char| matches!(c, '*' | '=' | '-' | '#' | '~' | '_' | '+' | ':' | '.');
    let marks = heads
        .iter()
        .map(|head| head.trim_start().chars().take_while(|c| is_mark(*c)).count())
        .min()
        .unwrap_or(0);
    let spaced = heads.iter().filter(|head| head.starts_with(char::is_whitespace)).count() * 2 > heads.len();
    let space = if spaced { " " } else { "" };
    if marks < 2 {
        return (space.to_owned(), String::new());
    }
    let open: String = heads[0].trim_start().chars().take(marks).collect();
    let closes =
        heads.iter().map(|head| head.chars().rev().take_while(|c| is_mark(*c)).count()).min().unwrap_or(0);
    let close = if closes > 2 { " {rule}" } else { "" };
    (format!("{space}{} ", literal(&open)), close.to_owned())
}
