//! One text, cut once into words and marks.

use std::ops::Range;

use crate::knowledge::Words;

/// A word or a mark of punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its first byte in the text.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// The headline or the paragraph in which it stands, counted from 0.
    pub block: usize,
    /// What it looks like.
    pub class: Class,
    /// Whether a sentence begins with it.
    pub opens: bool,
    /// Whether it has a hyphen or the like inside.
    pub(crate) joined: bool,
    /// Whether it is in capitals and known only in small letters.
    pub(crate) folded: bool,
    /// Its number in the lexicon; 0 if it is not known.
    pub(crate) word: u32,
}

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A word in lower case, or in a script without cases.
    Lower,
    /// A word with a capital: `Astana`, `Co-operation`, `McDonald`.
    Capitalised,
    /// A word in capitals only: `UNEP`, `I`.
    Capitals,
    /// A capital with its full stop that stands for a given name: `Y.`, `Zh.`
    Initial,
    /// Starts with a digit: `15`, `39th`, `22-24`, `15.03.2026`.
    Number,
    /// A name of the internet's: `example.org`.
    Domain,
    /// An ending that is no part of the word before it: `’s`.
    Clitic,
    /// A mark of punctuation, each a token.
    Mark(char),
}

impl Token {
    /// Whether it is no mark.
    #[must_use]
    pub fn is_word(&self) -> bool {
        !matches!(self.class, Class::Mark(_) | Class::Clitic)
    }

    /// Whether it begins with a capital.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        matches!(self.class, Class::Capitalised | Class::Capitals | Class::Initial)
    }

    pub(crate) fn is_figure(&self) -> bool {
        self.class == Class::Number
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.class == Class::Mark(mark)
    }
}

/// Cuts each block of a text. White space is in no token, everything else in one.
pub(crate) fn cut(text: &str, blocks: &[Range<usize>], words: &Words) -> Vec<Token> {
    // English news has a token for each 5.3 bytes.
    let mut tokens = Vec::with_capacity(text.len() / 5);
    for (block, range) in blocks.iter().enumerate() {
        let mut at = range.start;
        let mut opens = true;
        while let Some(c) = first(text, at, range.end) {
            let start = at;
            if c.is_whitespace() {
                at += c.len_utf8();
                continue;
            }
            let mut token = Token {
                start,
                end: at,
                block,
                class: Class::Mark(c),
                opens: false,
                joined: false,
                folded: false,
                word: 0,
            };
            if is_letter(c) {
                let shape = word(&text[start..range.end], words);
                at = start + shape.length;
                let clitic = if shape.apostrophe { clitic(&text[start..at], words) } else { 0 };
                (token.end, token.class, token.joined, token.opens) =
                    (at - clitic, shape.class, shape.joined, opens);
                tokens.push(token);
                if clitic > 0 {
                    let (start, class) = (at - clitic, Class::Clitic);
                    tokens.push(Token { start, end: at, class, opens: false, joined: false, ..token });
                }
                opens = false;
            } else {
                at += c.len_utf8();
                token.end = at;
                tokens.push(token);
                opens |= matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？');
            }
        }
    }
    tokens
}

/// The character at `at`, which is before `end`.
fn first(text: &str, at: usize, end: usize) -> Option<char> {
    match text.as_bytes()[..end].get(at)? {
        byte if byte.is_ascii() => Some(char::from(*byte)),
        _ => text[at..end].chars().next(),
    }
}

/// Letters, digits, and the marks that are written over them.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
    }
}

/// The word at the head of a text.
struct Shape {
    length: usize,
    class: Class,
    joined: bool,
    apostrophe: bool,
}

fn word(rest: &str, words: &Words) -> Shape {
    // Most words are of plain letters, with nothing behind them that could belong to them.
    let plain = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if plain > 0
        && matches!(rest.as_bytes().get(plain), None | Some(b' ' | b',' | b'\n' | b'"' | b')' | b';' | b':'))
    {
        let colon = rest[plain..].starts_with(':');
        if !colon || !rest[plain + 1..].starts_with(is_letter) {
            let class = plain_class(&rest.as_bytes()[..plain]);
            return Shape { length: plain, class, joined: false, apostrophe: false };
        }
    }
    if let Some(length) = abbreviation(rest, words) {
        // "Dr.", but "p.m."
        let capital = rest.starts_with(char::is_uppercase);
        let class = if capital { Class::Capitalised } else { Class::Lower };
        return Shape { length, class, joined: false, apostrophe: false };
    }
    let (mut domain, mut joined, mut apostrophe) = (false, false, false);
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        if !is_letter(c) {
            let after = chars.peek().map(|(_, after)| *after).filter(|after| is_letter(*after));
            let Some(after) = after else {
                // `the states’` is cut behind the word.
                break;
            };
            let digits = before.is_ascii_digit() && after.is_ascii_digit();
            let host = c == '.' && before.is_ascii_lowercase() && after.is_ascii_lowercase();
            let joins = match c {
                '\'' | '’' | '-' | '\u{2011}' => true,
                '.' | ',' | ':' | '/' | '–' => digits || host,
                _ => false,
            };
            if !joins {
                break;
            }
            domain |= host;
            apostrophe |= matches!(c, '\'' | '’');
            joined |= matches!(c, '-' | '/' | '–');
        }
        before = c;
        end = at + c.len_utf8();
    }
    let shape = &rest[..end];
    let class = class(shape, domain);
    let initial = rest[end..].starts_with('.') && is_initial(shape, class, words);
    if initial {
        let length = initials(rest, end + 1, words);
        return Shape { length, class: Class::Initial, joined, apostrophe };
    }
    Shape { length: end, class, joined, apostrophe }
}

/// The end of initials that a hyphen joins: `J.-P.`
fn initials(rest: &str, end: usize, words: &Words) -> usize {
    let Some(next) = rest[end..].strip_prefix('-') else { return end };
    let length = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
    let shape = &next[..length];
    let initial = next[length..].starts_with('.') && is_initial(shape, class(shape, false), words);
    if initial { end + 1 + length + 1 } else { end }
}

/// The longest abbreviation at the head of `rest`. Looked up only where a
/// full stop follows the first letters.
fn abbreviation(rest: &str, words: &Words) -> Option<usize> {
    let first = rest.find(|c: char| !c.is_alphabetic())?;
    if !rest[first..].starts_with('.') {
        return None;
    }
    let run = rest.find(|c: char| !c.is_alphabetic() && c != '.').unwrap_or(rest.len());
    let mut stops = rest[..run].rmatch_indices('.').map(|(at, _)| at + 1);
    stops.find(|end| words.abbreviations.contains(&rest[..*end]))
}

fn is_initial(word: &str, class: Class, words: &Words) -> bool {
    match class {
        Class::Capitals => word.chars().count() == 1,
        Class::Capitalised => words.initials.contains(word),
        _ => false,
    }
}

fn class(word: &str, domain: bool) -> Class {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    match word.chars().next() {
        Some(c) if c.is_numeric() => Class::Number,
        _ if domain => Class::Domain,
        Some(c) if !c.is_uppercase() => Class::Lower,
        _ if letters.all(char::is_uppercase) => Class::Capitals,
        _ => Class::Capitalised,
    }
}

/// The class of a word of plain letters only.
fn plain_class(letters: &[u8]) -> Class {
    if letters[0].is_ascii_lowercase() {
        Class::Lower
    } else if letters.iter().all(u8::is_ascii_uppercase) {
        Class::Capitals
    } else {
        Class::Capitalised
    }
}

fn clitic(word: &str, words: &Words) -> usize {
    let ending = words.clitics.iter().find(|ending| word.ends_with(ending.as_str()));
    ending.map_or(0, String::len)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::knowledge::knowledge;

    #[expect(clippy::single_range_in_vec_init, reason = "one block")]
    fn tokens(text: &str) -> Vec<Token> {
        cut(text, &[0..text.len()], &knowledge().words)
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(text).iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_class(word: &str, expected: Class) {
        let classes: Vec<Class> = tokens(word).iter().map(|token| token.class).collect();
        assert_eq!(classes, [expected], "{word}");
    }

    #[test]
    fn words_keep_what_is_inside_them() {
        check("Orlov’s well-known view", &["Orlov", "’s", "well-known", "view"]);
        check("O'Neill, at example.org.", &["O'Neill", ",", "at", "example.org", "."]);
        check("on 22-24 May (2,5 %).", &["on", "22-24", "May", "(", "2,5", "%", ")", "."]);
        check("end.Then 15:30", &["end", ".", "Then", "15:30"]);
        check(
            "the states’ \"will\" – 2026–2030",
            &["the", "states", "’", "\"", "will", "\"", "–", "2026–2030"],
        );
    }

    #[test]
    fn full_stops_stay_with_initials_and_abbreviations() {
        check("Y.Orlov met Zh. Sadyk.", &["Y.", "Orlov", "met", "Zh.", "Sadyk", "."]);
        check("K.-Zh. Sadyk, a J.-", &["K.-Zh.", "Sadyk", ",", "a", "J.", "-"]);
        check("U.S. envoy Mr. Lee, J.K. Ray.", &["U.S.", "envoy", "Mr.", "Lee", ",", "J.", "K.", "Ray", "."]);
    }

    #[test]
    fn classes_tell_how_a_word_is_written() {
        check_class("Astana", Class::Capitalised);
        check_class("UNEP", Class::Capitals);
        check_class("Șerban", Class::Capitalised);
        check_class("al-Hadi", Class::Lower);
        check_class("39th", Class::Number);
        check_class("Sh.", Class::Initial);
        check_class("vesti.example", Class::Domain);
        check_class("新闻", Class::Lower);
    }

    #[test]
    fn sentences_open_behind_full_stops() {
        let text = "One met Y. Two. \"Three\" said no! four";
        let opening: Vec<&str> = tokens(text)
            .iter()
            .filter(|token| token.opens)
            .map(|token| &text[token.start..token.end])
            .collect();
        assert_eq!(opening, ["One", "Three", "four"]);
    }

    proptest! {
        #[test]
        fn everything_but_white_space_is_in_one_token(text in "[a-zA-Zé’'.,:0-9 \n–-]{0,80}") {
            let mut at = 0;
            for token in tokens(&text) {
                prop_assert!(token.end > token.start);
                prop_assert!(text[at..token.start].chars().all(char::is_whitespace));
                at = token.end;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
