//! What a stretch of text looks like, whatever it says.

use crate::template::link;

/// What a captured stretch must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Anything that is not blank.
    Any,
    /// No small letter, and at least two capitals.
    Caps,
    /// Like a headline: begins like one, does not end like a sentence.
    Title,
    /// Ends like a sentence, or is as long as only text is.
    Sentence,
}

impl Shape {
    /// The word after the colon of a field; nothing for any.
    pub(crate) fn named(word: &str) -> Option<Shape> {
        Some(match word {
            "caps" => Shape::Caps,
            "title" => Shape::Title,
            "sentence" => Shape::Sentence,
            _ => return None,
        })
    }

    /// No stretch at the beginning of a text that is longer than this has the shape.
    pub(crate) fn reach(self, text: &str) -> usize {
        match self {
            Shape::Caps => first_small(text).unwrap_or(text.len()),
            Shape::Title => LONGEST.min(text.len()),
            Shape::Any | Shape::Sentence => text.len(),
        }
    }

    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Shape::Any => !text.is_empty(),
            Shape::Caps => is_caps(text),
            Shape::Title => is_title(text),
            Shape::Sentence => is_sentence(text),
        }
    }
}

/// No small letter but in parentheses or behind an apostrophe, and at least
/// two capitals; scripts without case have no capitals.
pub(crate) fn is_caps(text: &str) -> bool {
    let mut capitals = 0;
    let mut depth = 0_usize;
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if c.is_lowercase()
                && depth == 0
                && !matches!(before, '\'' | '’')
                && !before.is_ascii_digit() =>
            {
                return false;
            }
            c if c.is_uppercase() => capitals += 1,
            _ => {}
        }
        before = c;
    }
    capitals >= 2
}

/// The first small letter that [`is_caps`] does not let pass, whatever is in parentheses.
fn first_small(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = ' ';
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let small =
            c.is_lowercase() && depth == 0 && !matches!(before, '\'' | '’') && !before.is_ascii_digit();
        before = c;
        small.then_some(at)
    })
}

/// The longest headline, in bytes; longer lines are paragraphs.
const LONGEST: usize = 320;
/// The same in characters.
const LONGEST_CHARS: usize = 190;

/// Begins with a capital, a digit, a quotation mark or a letter without case;
/// has at least three words (or six characters of a script without spaces);
/// does not end like a sentence, and is no address.
pub(crate) fn is_title(text: &str) -> bool {
    if text.len() > LONGEST
        || ends_sentence(text)
        || text.ends_with([',', ';', ':', '-', '–', '—', '，', '：', '、'])
    {
        return false;
    }
    let mut chars = text.chars();
    let opens = match chars.next() {
        Some(
            '"' | '\'' | '“' | '‘' | '«' | '„' | '‹' | '「' | '『' | '【' | '《' | '[' | '(' | '$' | '€'
            | '£' | '#' | '¿' | '¡',
        ) => chars.next().is_some_and(|c| !c.is_lowercase()),
        Some(c) => {
            // `iPhone`, `e-mail`: names that begin small.
            let mut named = || chars.next().is_some_and(|next| next.is_uppercase() || next == '-');
            c.is_alphanumeric() && (!c.is_lowercase() || named())
        }
        None => false,
    };
    opens
        && (text.len() <= LONGEST_CHARS || text.chars().count() <= LONGEST_CHARS)
        && (text.split_whitespace().nth(2).is_some() || words(text) >= 3)
        && !text.contains("://")
        && link(text).is_none()
}

/// Words between white space; two characters of a script without spaces count as one.
pub(crate) fn words(text: &str) -> usize {
    let wide = if text.is_ascii() { 0 } else { text.chars().filter(|c| is_wide(*c)).count() };
    text.split_whitespace().count() + wide / 2
}

/// Han, kana and Thai: scripts that part no words.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}' | '\u{f900}'..='\u{faff}')
}

pub(crate) fn is_sentence(text: &str) -> bool {
    ends_sentence(text) || text.len() > LONGEST
}

/// Whether a text ends in a full stop, a question or exclamation mark of any
/// script, whatever quotation marks and brackets close behind it.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '」', '』', '“', '*', '_']);
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', ';'])
}

/// The same, but for the marks that headlines end in too.
pub(crate) fn ends_statement(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '」', '』', '“', '*', '_']);
    bare.ends_with(['.', '…', '。', '۔', '।']) && !bare.ends_with("...") || bare.ends_with("。”")
}
