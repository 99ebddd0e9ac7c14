//! What is known of topics: their codes, and the words that tell them.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::terms::Terms;
use crate::{Reading, lexicon::Traits};

/// All topics, in the order of the data, and the words of each language.
#[derive(Debug)]
pub(crate) struct Topics {
    pub(crate) list: Vec<Topic>,
    pub(crate) tongues: Vec<Tongue>,
}

/// A topic of the IPTC's vocabulary.
#[derive(Debug)]
pub(crate) struct Topic {
    pub(crate) code: String,
    pub(crate) name: String,
    /// The nearest broader one that the list has.
    pub(crate) parent: Option<usize>,
}

/// The telling words of one language.
#[derive(Debug)]
pub(crate) struct Tongue {
    /// BCP 47, or [`ANY`].
    pub(crate) tag: &'static str,
    pub(crate) terms: Terms,
    /// What each of the terms tells.
    pub(crate) clues: Vec<Clue>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Clue {
    pub(crate) topic: usize,
    pub(crate) weight: u64,
}

/// The file of topics.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    topic: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    code: String,
    name: String,
    parent: Option<String>,
}

/// A language's file, by the keys of the topics.
pub(crate) type Worded = BTreeMap<String, Words>;

/// Words that tell a topic, by how sure they are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    #[serde(default)]
    sure: Vec<String>,
    #[serde(default)]
    fair: Vec<String>,
    #[serde(default)]
    hint: Vec<String>,
}

/// The tag of words that are looked for in items of all languages.
pub(crate) const ANY: &str = "";

/// The keys of all topics.
pub(crate) fn keys() -> Vec<String> {
    let listed: Listed =
        toml::from_str(include_str!("../../data/topics.toml")).expect("the shipped data are well formed");
    listed.topic.into_iter().map(|entry| entry.key).collect()
}

/// Of a `sure`, a `fair` word and a `hint`: one of the first outweighs a
/// handful of the last.
const WEIGHTS: [u64; 3] = [5, 2, 1];

impl Topics {
    pub(crate) fn new(listed: Listed, worded: impl IntoIterator<Item = (&'static str, Worded)>) -> Topics {
        let keys: HashMap<String, usize> =
            listed.topic.iter().enumerate().map(|(index, entry)| (entry.key.clone(), index)).collect();
        let list = listed.topic.into_iter().map(|entry| Topic {
            code: entry.code,
            name: entry.name,
            parent: entry.parent.map(|parent| keys[&parent]),
        });
        let tongues = worded.into_iter().map(|(tag, worded)| Tongue::new(tag, &worded, &keys));
        Topics { list: list.collect(), tongues: tongues.collect() }
    }
}

impl Tongue {
    fn new(tag: &'static str, worded: &Worded, keys: &HashMap<String, usize>) -> Tongue {
        let mut phrases = Vec::new();
        let mut clues = Vec::new();
        for (key, words) in worded {
            let topic = keys[key];
            for (words, weight) in [&words.sure, &words.fair, &words.hint].into_iter().zip(WEIGHTS) {
                phrases.extend(words.iter().map(String::as_str));
                clues.extend(words.iter().map(|_| Clue { topic, weight }));
            }
        }
        Tongue { tag, terms: Terms::new(phrases), clues }
    }

    /// The words of a text that tell a topic, as they stand there.
    pub(crate) fn telling<'t>(&self, reading: &Reading<'t>, of: impl Fn(usize) -> bool) -> Vec<&'t str> {
        let mut words = Vec::new();
        let mut behind = 0;
        for index in 0..reading.tokens().len() {
            let says_nothing = !reading.tokens()[index].is_word() || reading.has(index, Traits::FUNCTION);
            if index < behind || says_nothing {
                continue;
            }
            if let Some((clues, end)) = self.terms.at(reading, index) {
                if clues.iter().any(|clue| of(self.clues[*clue].topic)) {
                    words.push(reading.words(index..end));
                }
                behind = end;
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::knowledge::knowledge;

    #[test]
    fn codes_and_names_are_those_of_the_vocabulary_by_their_form_and_there_once() {
        let topics = &knowledge().topics;
        let codes: BTreeSet<&str> = topics.list.iter().map(|topic| topic.code.as_str()).collect();
        assert_eq!(codes.len(), topics.list.len());
        for Topic { code, name, .. } in &topics.list {
            let digits = code.strip_prefix("medtop:").unwrap_or_default();
            assert!(digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
            assert!(!name.is_empty(), "{code}");
        }
    }

    #[test]
    fn every_language_has_words_for_every_topic() {
        let topics = &knowledge().topics;
        for tongue in &topics.tongues {
            for (index, topic) in topics.list.iter().enumerate() {
                let clues = tongue.clues.iter().filter(|clue| clue.topic == index);
                assert!(clues.count() > 8, "{} {}", tongue.tag, topic.name);
            }
        }
    }

    #[test]
    fn no_phrase_stands_twice_under_one_topic() {
        for data in [include_str!("../../data/en/subjects.toml"), include_str!("../../data/ru/subjects.toml")]
        {
            let worded: Worded = toml::from_str(data).unwrap();
            for (key, Words { sure, fair, hint }) in worded {
                let mut seen = BTreeSet::new();
                for phrase in sure.iter().chain(&fair).chain(&hint) {
                    assert!(seen.insert(phrase) && *phrase == phrase.to_lowercase(), "{key}: {phrase}");
                }
            }
        }
    }
}
