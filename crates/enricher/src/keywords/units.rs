//! A text as a row of words and whole names.

use std::mem;

use courant_model::Span;

use super::vocabulary::{Vocabulary, Word};
use crate::{Class, Notes, Reading, Token};

/// So much of a text is read: far more than a news item has, and behind it no
/// keyword would come up that has not come up before.
const ENOUGH: usize = 20_000;

/// The row, and what is said of each word that stands in it.
#[derive(Debug, Default)]
pub(crate) struct Units<'t> {
    pub(crate) list: Vec<Unit>,
    /// By their numbers.
    pub(crate) words: Vec<Word<'t>>,
    pub(crate) sentences: usize,
}

/// A word, or a name of several, at its place.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) word: usize,
    /// Counted from 0.
    pub(crate) sentence: usize,
    /// Its first token, and the one behind it.
    pub(crate) tokens: (usize, usize),
    /// Whether nothing stands between it and the one before.
    pub(crate) joined: bool,
    /// Whether it has capitals that neither a headline nor a full stop gave it.
    pub(crate) loud: bool,
    /// Whether it is written as it would be inside a sentence.
    pub(crate) plain: bool,
}

/// A mention of a name, or of the source, which is no keyword.
struct Mention<'n> {
    span: Span,
    name: Option<&'n str>,
}

impl<'t> Units<'t> {
    pub(crate) fn of(reading: &Reading<'t>, notes: &Notes) -> Units<'t> {
        let mut units = Units::default();
        let count = reading.tokens().len().min(ENOUGH);
        let mut vocabulary = Vocabulary::new(reading, notes.language.as_deref(), count);
        units.list.reserve(count);
        let mentions = mentions(notes);
        let mut mentions = mentions.iter().peekable();
        let ascii = reading.text().is_ascii();
        let (mut at, mut points) = (0, 0);
        let mut joined = false;
        let mut block = 0;
        for (index, token) in reading.tokens().iter().enumerate().take(ENOUGH) {
            if token.opens || token.block != block {
                block = token.block;
                joined = false;
                units.sentences += usize::from(!units.list.is_empty());
            }
            if mentions.peek().is_some() {
                let between = &reading.text()[at..token.start];
                points += if ascii || between.is_ascii() { between.len() } else { between.chars().count() };
                at = token.start;
                while mentions.next_if(|mention| mention.span.end <= points).is_some() {}
            }
            if let Some(mention) = mentions.peek().filter(|mention| mention.span.start <= points) {
                joined = false;
                let Some(name) = mention.name else { continue };
                let word = vocabulary.name(name);
                // Tokens of one mention follow each other and have one word; so would a name said twice in a row.
                match units.list.last_mut().filter(|last| last.word == word && last.tokens.1 == index) {
                    Some(last) if points > mention.span.start => last.tokens.1 = index + 1,
                    _ => units.push(word, reading, token, index, false),
                }
                continue;
            }
            match token.class {
                Class::Lower | Class::Capitalised | Class::Capitals => {
                    let word = vocabulary.word(reading, index);
                    units.push(word, reading, token, index, mem::replace(&mut joined, true));
                }
                Class::Clitic => {}
                Class::Initial | Class::Number | Class::Domain | Class::Mark(_) => joined = false,
            }
        }
        units.sentences += 1;
        units.words = vocabulary.words;
        units.calm();
        units
    }

    /// In a text in capitals they say nothing.
    fn calm(&mut self) {
        if 2 * self.list.iter().filter(|unit| unit.loud).count() > self.list.len() {
            self.list.iter_mut().for_each(|unit| unit.loud = false);
        }
    }

    fn push(&mut self, word: usize, reading: &Reading<'_>, token: &Token, index: usize, joined: bool) {
        let plain = !token.opens && !reading.in_headline(token);
        let loud = plain && token.is_capital();
        let tokens = (index, index + 1);
        self.list.push(Unit { word, sentence: self.sentences, tokens, joined, loud, plain });
    }

    /// The unit right before one, with nothing between.
    pub(crate) fn before(&self, unit: usize) -> Option<usize> {
        unit.checked_sub(1).filter(|_| self.list[unit].joined)
    }

    /// The unit right behind one.
    pub(crate) fn behind(&self, unit: usize) -> Option<usize> {
        Some(unit + 1).filter(|behind| self.list.get(*behind).is_some_and(|behind| behind.joined))
    }

    /// Whether units are no piece of a longer name: none that has capitals
    /// goes on in one that has.
    pub(crate) fn whole(&self, first: usize, last: usize) -> bool {
        let goes_on = |edge: usize, next: Option<usize>| {
            self.list[edge].loud && next.is_some_and(|next| self.list[next].loud)
        };
        !goes_on(first, self.before(first)) && !goes_on(last, self.behind(last))
    }
}

/// All mentions in the order of the text; where two overlap, the longer one
/// that begins first.
fn mentions(notes: &Notes) -> Vec<Mention<'_>> {
    let people = notes.people.iter().map(|person| (&person.name, &person.mentions));
    let bodies = notes.organisations.iter().map(|body| (&body.name, &body.mentions));
    let places = notes.places.iter().map(|place| (&place.name, &place.mentions));
    let named = people.chain(bodies).chain(places).flat_map(|(name, spans)| {
        spans.iter().map(move |span| Mention { span: *span, name: Some(name.as_str()) })
    });
    let source = notes.source.iter().filter_map(|source| source.span);
    let mut mentions: Vec<Mention<'_>> =
        source.map(|span| Mention { span, name: None }).chain(named).collect();
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    let mut end = 0;
    mentions.retain(|mention| {
        mention.span.start >= end && mention.span.end > mention.span.start && {
            end = mention.span.end;
            true
        }
    });
    mentions
}
