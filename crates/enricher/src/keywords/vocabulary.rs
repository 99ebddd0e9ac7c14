//! The words of a text, each with a number.

use std::{borrow::Cow, hash::BuildHasher as _};

use foldhash::{HashMap, HashMapExt as _, fast::FixedState};

use super::blanks::Blanks;
use crate::{Class, Reading};

/// Numbers words and names in the order in which they come up.
pub(crate) struct Vocabulary<'t> {
    /// By their numbers.
    pub(crate) words: Vec<Word<'t>>,
    /// By the hash of the letters. Two words of one text with one hash of 64 bits would
    /// be taken for one word, the same in each run.
    numbers: HashMap<u64, usize>,
    names: HashMap<String, usize>,
    blanks: Blanks,
    buffer: String,
}

/// A word in whatever case, or a name.
#[derive(Debug)]
pub(crate) struct Word<'t> {
    /// In lower case; a name as the notes have it.
    pub(crate) letters: Cow<'t, str>,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// May stand anywhere in a keyword, or alone.
    Telling,
    /// May stand anywhere in a keyword beside one that is telling.
    Partial,
    /// May stand inside.
    Function,
    /// Stands in none.
    Colourless,
    /// Of a person, a body or a place: stands alone.
    Name,
}

impl<'t> Vocabulary<'t> {
    /// For so many tokens of a language.
    pub(crate) fn new(reading: &Reading<'_>, language: Option<&str>, tokens: usize) -> Vocabulary<'t> {
        // Of the words of a news item every second one is new.
        Vocabulary {
            words: Vec::with_capacity(tokens / 2),
            numbers: HashMap::with_capacity(tokens / 2),
            names: HashMap::new(),
            blanks: Blanks::of(reading, language),
            buffer: String::new(),
        }
    }

    /// The number of the word at a token.
    pub(crate) fn word(&mut self, reading: &Reading<'t>, index: usize) -> usize {
        let written = reading.at(index);
        let plain = reading.tokens()[index].class == Class::Lower;
        let letters = if plain { written } else { lower(written, &mut self.buffer) };
        let hash = FixedState::default().hash_one(letters);
        if let Some(word) = self.numbers.get(&hash) {
            return *word;
        }
        let letters =
            if letters == written { Cow::Borrowed(written) } else { Cow::Owned(letters.to_owned()) };
        let kind = self.blanks.kind(reading, index, &letters);
        self.numbers.insert(hash, self.words.len());
        self.words.push(Word { letters, kind });
        self.words.len() - 1
    }

    /// The number of a name.
    pub(crate) fn name(&mut self, name: &str) -> usize {
        if let Some(word) = self.names.get(name) {
            return *word;
        }
        self.names.insert(name.to_owned(), self.words.len());
        self.words.push(Word { letters: name.to_owned().into(), kind: Kind::Name });
        self.words.len() - 1
    }
}

/// A word in lower case; what has no capitals is not copied.
fn lower<'b>(word: &'b str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
        return buffer;
    }
    if !word.contains(char::is_uppercase) {
        return word;
    }
    buffer.extend(word.chars().flat_map(char::to_lowercase));
    buffer
}
