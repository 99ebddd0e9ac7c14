//! All words that are known beforehand, found in one pass over the text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::{
    knowledge::{Calendar, Locality, State, Titles},
    tokens::Token,
};

/// One automaton over the names of states and places, months, titles and
/// days counted from today.
#[derive(Debug)]
pub(crate) struct Lexicon {
    automaton: AhoCorasick,
    /// By pattern.
    senses: Vec<Sense>,
}

/// What a known word means. Numbers are places in the lists of
/// [`Knowledge`](crate::knowledge::Knowledge).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// A state by its name.
    State(usize, Doubt),
    /// A state by an adjective or its people.
    Adjective(usize),
    /// A place other than a state.
    Locality(usize, Doubt),
    Month(i8),
    /// Of a calendar, a phrase.
    Relative(usize, usize),
    Title(usize, Letters),
}

/// Whether a name is always meant as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    None,
    /// It is a person's name as well.
    Person,
    /// It is something else as often.
    Other,
}

/// How a title is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    Capital,
    Small,
}

/// A known word in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The first token that it touches, and the one behind the last.
    pub(crate) tokens: (usize, usize),
    /// Whether it begins and ends where tokens do.
    pub(crate) whole: bool,
    pub(crate) sense: Sense,
}

impl Lexicon {
    pub(crate) fn new(
        states: &[State],
        localities: &[Locality],
        calendars: &[Calendar],
        titles: &Titles,
    ) -> Lexicon {
        let mut entries = Entries::default();
        for (index, state) in states.iter().enumerate() {
            for name in &state.names {
                let (name, doubt) = doubt(name);
                entries.name(name, doubt, Sense::State(index, doubt));
            }
            for adjective in &state.adjectives {
                let stem = adjective.strip_suffix("(s)");
                entries.name(stem.unwrap_or(adjective), Doubt::None, Sense::Adjective(index));
                if let Some(stem) = stem {
                    entries.name(&format!("{stem}s"), Doubt::None, Sense::Adjective(index));
                }
            }
        }
        for (index, place) in localities.iter().enumerate() {
            for name in &place.names {
                let (name, doubt) = doubt(name);
                entries.name(name, doubt, Sense::Locality(index, doubt));
            }
        }
        for (number, calendar) in calendars.iter().enumerate() {
            // In the order of the alphabet: a hash map has none, and the automaton should be the same each time.
            let mut months: Vec<(&String, &i8)> = calendar.months.iter().collect();
            months.sort();
            for (word, month) in months {
                entries.add(word.clone(), Sense::Month(*month));
            }
            for (index, relative) in calendar.relative.iter().enumerate() {
                for phrase in &relative.phrases {
                    entries.add(phrase.clone(), Sense::Relative(number, index));
                }
            }
        }
        for (index, title) in titles.title.iter().enumerate() {
            for words in &title.words {
                entries.add(words.clone(), Sense::Title(index, Letters::Capital));
                let small = words.to_lowercase();
                if title.office && !words.ends_with('.') && small != *words {
                    entries.add(small, Sense::Title(index, Letters::Small));
                }
            }
        }
        entries.into_lexicon()
    }

    /// Everything known in the blocks of a text, in order, without overlap,
    /// the longest of those that begin at one place.
    ///
    /// A line feed inside a block reads as a space.
    pub(crate) fn find(&self, text: &str, blocks: &[Range<usize>], tokens: &[Token]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut token = 0;
        for range in blocks {
            let block = &text[range.clone()];
            let unwrapped = block.contains('\n').then(|| block.replace('\n', " "));
            let block = unwrapped.as_deref().unwrap_or(block);
            for found in self.automaton.find_iter(block) {
                if !stands_alone(block, found.range()) {
                    continue;
                }
                let (start, end) = (range.start + found.start(), range.start + found.end());
                while tokens.get(token).is_some_and(|token| token.end <= start) {
                    token += 1;
                }
                let touched = tokens[token..].iter().take_while(|token| token.start < end).count();
                let behind = token + touched;
                let edges = (tokens[token].start, tokens[behind - 1].end);
                let sense = self.senses[found.pattern()];
                hits.push(Hit { start, end, tokens: (token, behind), whole: edges == (start, end), sense });
            }
        }
        hits
    }
}

/// Whether neither a letter nor a digit touches a place. A dollar sign makes
/// a currency of a state's short name.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(|c| c.is_alphanumeric() || c == '$')
}

/// The marks of doubt before a name in the tables.
fn doubt(name: &str) -> (&str, Doubt) {
    let marked = |mark, doubt| name.strip_prefix(mark).map(|name| (name, doubt));
    marked('~', Doubt::Person).or_else(|| marked('?', Doubt::Other)).unwrap_or((name, Doubt::None))
}

#[derive(Default)]
struct Entries {
    words: Vec<String>,
    senses: Vec<Sense>,
}

impl Entries {
    fn add(&mut self, word: String, sense: Sense) {
        self.words.push(word);
        self.senses.push(sense);
    }

    /// A name, with both apostrophes, and in capitals where it stays a name:
    /// short words do not, and what is often something else does even less.
    fn name(&mut self, name: &str, doubt: Doubt, sense: Sense) {
        let mut spellings = vec![name.to_owned()];
        if name.contains('\'') {
            spellings.push(name.replace('\'', "’"));
        }
        let capitals = name.to_uppercase();
        if doubt != Doubt::Other && name.len() > 3 && !spellings.contains(&capitals) {
            spellings.push(capitals);
        }
        for spelling in spellings {
            self.add(spelling, sense);
        }
    }

    fn into_lexicon(self) -> Lexicon {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&self.words)
            .expect("a few thousand words are no limit");
        Lexicon { automaton, senses: self.senses }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Reading, knowledge::knowledge};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let reading = Reading::of_text(text, None);
        let found: Vec<&str> = reading.hits().iter().map(|hit| &text[hit.start..hit.end]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_word_wins() {
        check(
            "Equatorial Guinea and Guinea-Bissau, not Guinea",
            &["Equatorial Guinea", "Guinea-Bissau", "Guinea"],
        );
        check("the Deputy Prime Minister", &["Deputy Prime Minister"]);
        check("Nigerian, Nigerien", &["Nigerian", "Nigerien"]);
    }

    #[test]
    fn words_stand_alone() {
        check("Omanization, subChad", &[]);
        check("US$5 to the US, Kazakh-Armenian talks", &["US", "Kazakh", "Armenian"]);
        check("KENYA’S MALI", &["KENYA", "MALI"]);
    }

    #[test]
    fn lines_may_break_inside_words_but_paragraphs_not() {
        let text = "Costa\nRica\nCosta\nRica";
        let blocks = vec![0..10, 11..16, 17..21];
        let reading = Reading::of_blocks(text, blocks, false, None);
        let places: Vec<(usize, usize)> = reading.hits().iter().map(|hit| (hit.start, hit.end)).collect();
        assert_eq!(places, [(0, 10)]);
    }

    #[test]
    fn no_word_has_two_senses() {
        let known = knowledge();
        let mut seen = std::collections::HashSet::new();
        let names = known.states.iter().flat_map(|state| state.names.iter().chain(&state.adjectives));
        let places = known.localities.iter().flat_map(|place| &place.names);
        let titles = known.titles.title.iter().flat_map(|title| &title.words).map(String::as_str);
        let words = names.chain(places).map(|name| doubt(name).0).chain(titles);
        for word in words {
            assert!(seen.insert(word), "{word} stands in the tables twice");
        }
    }
}
