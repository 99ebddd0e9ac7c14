//! Words that are no keywords.

use serde::Deserialize;

use super::vocabulary::Kind;
use crate::{Reading, subjects::Terms};

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
    terms: Terms,
    /// What each of the terms is.
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
            List {
                tag,
                terms: Terms::new(words().map(|(word, _)| word)),
                kinds: words().map(|(_, kind)| kind).collect(),
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
        let length = letters.chars().count();
        if !WORD.contains(&length) {
            return Kind::Colourless;
        }
        let listed = self.0.iter().find_map(|list| {
            let (terms, _) = list.terms.at(reading, index)?;
            terms.first().map(|term| list.kinds[*term])
        });
        let short = self.0.is_empty() && length < SHORT;
        listed.unwrap_or(if short { Kind::Function } else { Kind::Telling })
    }
}
