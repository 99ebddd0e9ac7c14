//! All words that are known beforehand, found in one pass over the tokens.

mod traits;

use std::collections::{HashMap, hash_map::Entry};

use foldhash::fast::FixedState;

pub(crate) use self::traits::Traits;
use crate::{
    knowledge::{Calendar, Known, Locality, State, Titles, Words},
    tokens::{Class, Token, cut},
};

/// One automaton over words: each known word has a number, and each known
/// phrase is a path of such numbers. The names of states, places and bodies,
/// months, titles and days counted from today are the paths; traits belong
/// to single words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    numbers: HashMap<Box<str>, u32, FixedState>,
    /// By number.
    words: Vec<Word>,
    /// From a node by a word to the next.
    steps: HashMap<(u32, u32), u32, FixedState>,
    /// By node.
    senses: Vec<Option<Sense>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Word {
    traits: Traits,
    /// The node of the phrases that begin with it; 0 is none.
    node: u32,
    /// One more than the place of the head that it is; 0 is none.
    head: u16,
    /// The same of the kind of event that it tells of, and that it announces.
    told: u8,
    announced: u8,
}

/// What a known phrase means. Numbers are places in the lists of
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
    /// 1 is Monday.
    Weekday(i8),
    /// Of a calendar, a phrase.
    Relative(usize, usize),
    Title(usize, Letters),
    /// A body by its name or acronym.
    Body(usize),
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

/// A known phrase in the text.
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

/// The known phrases of a text.
#[derive(Debug)]
pub(crate) struct Hits {
    /// In order, without overlap, the longest of those that begin at one place.
    pub(crate) outer: Vec<Hit>,
    /// Those inside the names of known bodies, in order.
    pub(crate) inner: Vec<Hit>,
    /// For each token, and the place behind the last, the number of the first
    /// outer one that begins there or behind it.
    from: Vec<u32>,
}

impl Hits {
    /// The number of the first outer hit that begins at a token or behind it.
    pub(crate) fn from(&self, token: usize) -> usize {
        self.from.get(token).map_or(self.outer.len(), |number| *number as usize)
    }

    /// The outer hit that begins at a token.
    pub(crate) fn at(&self, token: usize) -> Option<&Hit> {
        self.outer.get(self.from(token)).filter(|hit| hit.tokens.0 == token)
    }

    /// The outer hit that a token is a part of.
    pub(crate) fn over(&self, token: usize) -> Option<&Hit> {
        let before = || self.outer.get(self.from(token).checked_sub(1)?);
        self.at(token).or_else(|| before().filter(|hit| hit.tokens.1 > token))
    }
}

impl Lexicon {
    pub(crate) fn new(
        words: &Words,
        states: &[State],
        localities: &[Locality],
        bodies: &[Known],
        calendars: &[Calendar],
        titles: &Titles,
    ) -> Lexicon {
        let mut lexicon = Lexicon {
            numbers: HashMap::default(),
            words: vec![Word::default()],
            steps: HashMap::default(),
            senses: vec![None],
        };
        let mut add = |phrase: &str, sense| lexicon.add(phrase, sense, words);
        for (index, state) in states.iter().enumerate() {
            for name in &state.names {
                let (name, doubt) = doubt(name);
                add(name, Sense::State(index, doubt));
            }
            for adjective in &state.adjectives {
                let stem = adjective.strip_suffix("(s)");
                add(stem.unwrap_or(adjective.as_str()), Sense::Adjective(index));
                if let Some(stem) = stem {
                    add(&format!("{stem}s"), Sense::Adjective(index));
                }
            }
        }
        for (index, place) in localities.iter().enumerate() {
            for name in &place.names {
                let (name, doubt) = doubt(name);
                add(name, Sense::Locality(index, doubt));
            }
        }
        for (index, body) in bodies.iter().enumerate() {
            body.names.iter().for_each(|name| add(name, Sense::Body(index)));
        }
        for (number, calendar) in calendars.iter().enumerate() {
            for (word, month) in &calendar.months {
                add(word, Sense::Month(*month));
            }
            for (word, day) in &calendar.weekdays {
                add(word, Sense::Weekday(*day));
            }
            for (index, relative) in calendar.relative.iter().enumerate() {
                relative.phrases.iter().for_each(|phrase| add(phrase, Sense::Relative(number, index)));
            }
        }
        for (index, title) in titles.title.iter().enumerate() {
            for words in &title.words {
                add(words, Sense::Title(index, Letters::Capital));
                let small = words.to_lowercase();
                if title.office && !words.ends_with('.') && small != *words {
                    add(&small, Sense::Title(index, Letters::Small));
                }
            }
        }
        lexicon
    }

    /// Gives a word a trait. Words are spelled with straight apostrophes.
    pub(crate) fn mark(&mut self, word: &str, traits: Traits) {
        let number = self.number(word);
        self.words[number as usize].traits |= traits;
    }

    /// Marks the cases of a name, of which the nominative is the first and the
    /// genitive the second; a single form is both.
    pub(crate) fn decline(&mut self, forms: &[String]) {
        let mut case = |form: Option<&String>, traits| {
            if let Some(word) = form.and_then(|form| form.trim_start_matches(['~', '?']).split(' ').next()) {
                self.mark(word, traits);
            }
        };
        case(forms.first(), Traits::NOMINATIVE);
        case(forms.get(1).or(forms.first()), Traits::GENITIVE);
    }

    /// Says which head a word is.
    pub(crate) fn head(&mut self, word: &str, index: usize) {
        let number = self.number(word);
        let head = &mut self.words[number as usize].head;
        if *head == 0 {
            *head = u16::try_from(index + 1).expect("fewer heads than a language has words");
        }
    }

    /// Says which kind of event a word tells of.
    pub(crate) fn tell(&mut self, word: &str, index: usize) {
        let number = self.number(word);
        self.words[number as usize].told = u8::try_from(index + 1).expect("a handful of kinds");
    }

    /// Says which kind of event a word announces.
    pub(crate) fn announce(&mut self, word: &str, index: usize) {
        let number = self.number(word);
        self.words[number as usize].announced = u8::try_from(index + 1).expect("a handful of kinds");
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).expect("fewer words than a language has");
        self.numbers.insert(word.into(), number);
        self.words.push(Word::default());
        number
    }

    fn add(&mut self, phrase: &str, sense: Sense, words: &Words) {
        if phrase.contains('\'') {
            self.path(&phrase.replace('\'', "’"), sense, words);
        }
        self.path(phrase, sense, words);
    }

    #[expect(clippy::single_range_in_vec_init, reason = "one block")]
    fn path(&mut self, phrase: &str, sense: Sense, words: &Words) {
        let mut node = 0;
        for token in cut(phrase, &[0..phrase.len()], words) {
            let number = self.number(&phrase[token.start..token.end]);
            let next = u32::try_from(self.senses.len()).expect("fewer phrases than a language has");
            let taken = if node == 0 {
                let first = &mut self.words[number as usize].node;
                if *first == 0 {
                    *first = next;
                }
                *first
            } else {
                match self.steps.entry((node, number)) {
                    Entry::Occupied(step) => *step.get(),
                    Entry::Vacant(step) => *step.insert(next),
                }
            };
            if taken == next {
                self.senses.push(None);
            }
            node = taken;
        }
        // The first table that names a phrase has it: states come before places, and both before bodies.
        self.senses[node as usize].get_or_insert(sense);
    }

    /// Looks up each token. A word in capitals that is not known so is read
    /// as if it had one capital only: in a heading all words look alike.
    pub(crate) fn look_up(&self, text: &str, tokens: &mut [Token]) {
        let mut spelled = String::new();
        for token in tokens {
            let word = &text[token.start..token.end];
            match token.class {
                Class::Number | Class::Clitic => continue,
                Class::Mark(mark) if !matches!(mark, '&' | ',' | '(' | ')') => continue,
                _ => {}
            }
            token.word = self.numbers.get(word).copied().unwrap_or(0);
            if token.word == 0 && token.class == Class::Capitals && word.len() > 3 {
                spelled.clear();
                let mut letters = word.chars();
                spelled.extend(letters.next());
                spelled.extend(letters.flat_map(char::to_lowercase));
                token.word = self.numbers.get(spelled.as_str()).copied().unwrap_or(0);
                token.folded = token.word != 0;
            }
        }
    }

    pub(crate) fn traits(&self, token: &Token) -> Traits {
        self.words[token.word as usize].traits
    }

    pub(crate) fn traits_of(&self, word: &str) -> Traits {
        self.numbers.get(word).map_or(Traits::default(), |number| self.words[*number as usize].traits)
    }

    /// Which head of [`Bodies`](crate::knowledge::Bodies) a token is.
    pub(crate) fn head_of(&self, token: &Token) -> Option<usize> {
        usize::from(self.words[token.word as usize].head).checked_sub(1)
    }

    /// Which kind of event of [`Happening`](crate::knowledge::Happening) a token tells of.
    pub(crate) fn told_by(&self, token: &Token) -> Option<usize> {
        usize::from(self.words[token.word as usize].told).checked_sub(1)
    }

    pub(crate) fn announced_by(&self, token: &Token) -> Option<usize> {
        usize::from(self.words[token.word as usize].announced).checked_sub(1)
    }

    /// Everything known among the tokens of a text.
    pub(crate) fn find(&self, text: &str, tokens: &[Token]) -> Hits {
        let mut hits = Hits {
            outer: Vec::with_capacity(tokens.len() / 4),
            inner: Vec::new(),
            from: Vec::with_capacity(tokens.len() + 1),
        };
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            if let Some((end, sense)) = self.longest(tokens, index) {
                let hit = |(start, end): (usize, usize), sense| {
                    let (first, last) = (tokens[start].start, tokens[end - 1].end);
                    Hit { start: first, end: last, tokens: (start, end), whole: true, sense }
                };
                hits.outer.push(hit((index, end), sense));
                if matches!(sense, Sense::Body(_)) {
                    let parts = (index + 1..end).filter_map(|part| Some((part, self.longest(tokens, part)?)));
                    let inside = parts.filter(|(_, (part_end, _))| *part_end <= end);
                    hits.inner.extend(inside.map(|(part, (part_end, sense))| hit((part, part_end), sense)));
                }
                index = end;
                continue;
            }
            if token.word == 0 && token.joined {
                self.find_parts(text, token, index, &mut hits.outer);
            }
            index += 1;
        }
        let mut number = 0;
        for (index, hit) in hits.outer.iter().enumerate() {
            let index = u32::try_from(index).expect("fewer phrases than a text has letters");
            hits.from.resize(hits.from.len().max(hit.tokens.0 + 1), index);
            number = index + 1;
        }
        hits.from.resize(tokens.len() + 1, number);
        hits
    }

    /// The longest phrase that begins at a token, and the token behind it. A
    /// dollar sign makes a currency of a state's short name.
    fn longest(&self, tokens: &[Token], start: usize) -> Option<(usize, Sense)> {
        let token = &tokens[start];
        let mut node = self.words[token.word as usize].node;
        let mut end = start + 1;
        let mut found = None;
        while node != 0 {
            let sense = self.senses[node as usize].filter(|sense| !(token.folded && is_doubtful(*sense)));
            found = sense.map(|sense| (end, sense)).or(found);
            let Some(next) = tokens.get(end).filter(|next| next.word != 0 && next.block == token.block)
            else {
                break;
            };
            node = self.steps.get(&(node, next.word)).copied().unwrap_or(0);
            end += 1;
        }
        let (end, sense) = found?;
        let dollars = tokens
            .get(end)
            .is_some_and(|next| next.class == Class::Mark('$') && next.start == tokens[end - 1].end);
        (!dollars).then_some((end, sense))
    }

    /// The states in `Kazakh-Armenian`.
    fn find_parts(&self, text: &str, token: &Token, index: usize, hits: &mut Vec<Hit>) {
        let mut start = token.start;
        for part in text[token.start..token.end].split_inclusive(['-', '–', '/']) {
            let word = part.trim_end_matches(['-', '–', '/']);
            let node = self.numbers.get(word).map_or(0, |number| self.words[*number as usize].node);
            if let Some(sense) = self.senses[node as usize] {
                let end = start + word.len();
                hits.push(Hit { start, end, tokens: (index, index + 1), whole: false, sense });
            }
            start += part.len();
        }
    }
}

fn is_doubtful(sense: Sense) -> bool {
    matches!(sense, Sense::State(_, Doubt::Other) | Sense::Locality(_, Doubt::Other))
}

/// The marks of doubt before a name in the tables.
fn doubt(name: &str) -> (&str, Doubt) {
    let marked = |mark, doubt| name.strip_prefix(mark).map(|name| (name, doubt));
    marked('~', Doubt::Person).or_else(|| marked('?', Doubt::Other)).unwrap_or((name, Doubt::None))
}

#[cfg(test)]
mod tests {
    use crate::{Reading, knowledge::knowledge};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let reading = Reading::of_text(text, None, crate::knowledge::knowledge());
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
        let reading = Reading::of_blocks(text, blocks, false, None, crate::knowledge::knowledge());
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
