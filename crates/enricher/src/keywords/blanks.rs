//! Words that are no keywords.

use foldhash::HashMap;
use serde::Deserialize;

use super::vocabulary::Kind;
use crate::{
    Reading,
    subjects::{Terms, forms},
};

/// What is known of languages for the sake of keywords.
#[derive(Debug)]
pub(crate) struct Lists {
    pub(crate) unparted: Vec<String>,
    pub(crate) tongues: Vec<List>,
}

/// The words of one language that are none.
#[derive(Debug)]
pub(crate) struct List {
    /// BCP 47.
    tag: &'static str,
    /// Whole words, in lower case.
    whole: HashMap<String, Kind>,
    /// Those that are given by their stems, and what each is.
    stems: Option<Terms>,
    kinds: Vec<Kind>,
}

/// The file of all languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct General {
    unparted: Vec<String>,
}

/// A language's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Blank {
    function: Vec<String>,
    colourless: Vec<String>,
    partial: Vec<String>,
}

impl Lists {
    pub(crate) fn new(general: General, blank: impl IntoIterator<Item = (&'static str, Blank)>) -> Lists {
        let tongues = blank.into_iter().map(|(tag, Blank { function, colourless, partial })| {
            let lists =
                [(function, Kind::Function), (colourless, Kind::Colourless), (partial, Kind::Partial)];
            let words =
                || lists.iter().flat_map(|(words, kind)| words.iter().map(|word| (word.as_str(), *kind)));
            let is_stem = |word: &str| word.ends_with('*');
            let whole = words().filter(|(word, _)| !is_stem(word));
            let whole = whole.flat_map(|(word, kind)| forms(word).into_iter().map(move |form| (form, kind)));
            let stems = || words().filter(|(word, _)| is_stem(word));
            List {
                tag,
                // The first list that has a word has it.
                whole: whole.collect::<Vec<_>>().into_iter().rev().collect(),
                stems: stems().next().map(|_| Terms::new(stems().map(|(word, _)| word))),
                kinds: stems().map(|(_, kind)| kind).collect(),
            }
        });
        Lists { unparted: general.unparted, tongues: tongues.collect() }
    }
}

/// The lists that hold for an item.
#[derive(Debug)]
pub(crate) struct Blanks(Vec<&'static List>);

/// Without a list, shorter words are function words.
const SHORT: usize = 4;

/// No word is shorter or longer than this.
const WORD: std::ops::RangeInclusive<usize> = 2..=32;

impl Blanks {
    /// Those of its language; where it is not known, all.
    pub(crate) fn of(reading: &Reading<'_>, language: Option<&str>) -> Blanks {
        let lists = reading.known().blanks.tongues.iter();
        Blanks(lists.filter(|list| language.is_none_or(|language| language == list.tag)).collect())
    }

    /// Of the word at a token, which is `letters` in lower case.
    pub(crate) fn kind(&self, reading: &Reading<'_>, index: usize, letters: &str) -> Kind {
        let length = if letters.is_ascii() { letters.len() } else { letters.chars().count() };
        if !WORD.contains(&length) {
            return Kind::Colourless;
        }
        let listed = self.0.iter().find_map(|list| {
            list.whole.get(letters).copied().or_else(|| {
                let (terms, _) = list.stems.as_ref()?.at(reading, index)?;
                terms.first().map(|term| list.kinds[*term])
            })
        });
        let short = self.0.is_empty() && length < SHORT;
        listed.unwrap_or(if short { Kind::Function } else { Kind::Telling })
    }
}
