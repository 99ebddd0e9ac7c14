//! Text from outside made harmless: file names and contents are not trusted.

use std::fmt::Write as _;

/// Whether a character could steer a terminal, begin a new line in some
/// viewer, or turn the order of what is shown (the controls of Unicode
/// Standard Annex 9).
pub(super) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// For people: what steers is shown as an escape.
pub(crate) fn terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// For programs: a JSON string in which nothing steers, so that it can be
/// printed on a terminal as well.
pub(super) fn json(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // All of these are in the Basic Multilingual Plane: four digits do.
            c if steers(c) => write!(out, "\\u{:04x}", u32::from(c)).expect("a String takes everything"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal_or_ends_a_line() {
        let evil = "a\u{1b}[2J\u{9b}31m\nevent\r\u{202e}txt.exe\u{2028}\u{7f}ж😀\"\\";
        for shown in [terminal(evil), {
            let mut out = String::new();
            json(evil, &mut out);
            out
        }] {
            assert!(!shown.chars().any(steers), "{shown}");
            assert!(shown.contains("ж😀"));
        }
        let mut out = String::new();
        json(evil, &mut out);
        let back: String = serde_json::from_str(&out).expect("it is JSON");
        assert_eq!(back, evil, "nothing is lost either");
    }
}
