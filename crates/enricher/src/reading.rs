//! The text of one item, cut and looked up once.

use std::{cell::OnceCell, ops::Range};

use courant_model::{CodePoints, Span};
use jiff::civil::Date;

use crate::{
    glossary::{Glossary, Meaning},
    knowledge::Knowledge,
    lexicon::{Hit, Hits, Traits},
    tokens::{Class, Token, cut},
};

/// One item as annotators see it.
///
/// All ranges are bytes of [`text`](Reading::text); what goes into the notes
/// is made of them by [`span`](Reading::span). Words are cut when the first
/// annotator asks for them, and kept for the next.
#[derive(Debug)]
pub struct Reading<'t> {
    text: &'t str,
    known: &'static Knowledge,
    /// What other items tell of short forms.
    glossary: Option<&'t Glossary>,
    published: Option<Date>,
    /// The headline if there is one, and the paragraphs.
    blocks: Vec<Range<usize>>,
    headed: bool,
    points: CodePoints<'t>,
    tokens: OnceCell<Vec<Token>>,
    hits: OnceCell<Hits>,
    /// By block.
    headings: OnceCell<Vec<Heading>>,
}

/// How the words of a block are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heading {
    /// As in a sentence.
    None,
    /// All words of some length have a capital, so that a capital tells nothing.
    Title,
    /// All letters are capitals.
    Capitals,
}

/// Annotators see so many bytes of a text, which is a hundred times what a
/// long news item has: what they do may grow faster than the text.
const ENOUGH: usize = 1 << 18;

/// A headline of more tokens is a text without one.
const LONGEST_HEADLINE: usize = 48;

impl<'t> Reading<'t> {
    /// Of a text in blocks, the first of which may be a headline.
    pub(crate) fn of_blocks(
        text: &'t str,
        blocks: Vec<Range<usize>>,
        headed: bool,
        published: Option<Date>,
        known: &'static Knowledge,
    ) -> Reading<'t> {
        let points = CodePoints::of(text);
        Reading {
            text,
            known,
            glossary: None,
            published,
            blocks,
            headed,
            points,
            tokens: OnceCell::new(),
            hits: OnceCell::new(),
            headings: OnceCell::new(),
        }
    }

    /// Of a text whose lines are paragraphs.
    pub(crate) fn of_text(text: &'t str, published: Option<Date>, known: &'static Knowledge) -> Reading<'t> {
        let mut at = 0;
        let mut blocks = Vec::new();
        for line in text.split_inclusive('\n') {
            blocks.push(at..at + line.trim_end().len());
            at += line.len();
        }
        Reading::of_blocks(text, blocks, false, published, known)
    }

    /// With what other items tell of short forms.
    pub(crate) fn with_glossary(self, glossary: &'t Glossary) -> Reading<'t> {
        Reading { glossary: Some(glossary), ..self }
    }

    /// What another item tells of a short form.
    pub(crate) fn told(&self, letters: &str) -> Option<Meaning> {
        self.glossary?.get(letters)
    }

    /// What is known beforehand.
    pub(crate) fn known(&self) -> &'static Knowledge {
        self.known
    }

    /// Headline and paragraphs, as the record will have them.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The day on which the item was published: the anchor of all its dates.
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        self.published
    }

    /// The paragraphs, without the headline.
    #[must_use]
    pub fn paragraphs(&self) -> &[Range<usize>] {
        &self.blocks[usize::from(self.headed)..]
    }

    /// Whether a token stands in the headline.
    #[must_use]
    pub fn in_headline(&self, token: &Token) -> bool {
        self.headed && token.block == 0
    }

    /// Whether annotators see only the beginning of the text.
    pub(crate) fn is_in_part(&self) -> bool {
        self.text.len() > ENOUGH
    }

    /// What annotators see of each block.
    fn seen(&self) -> Vec<Range<usize>> {
        let end = self.text.floor_char_boundary(ENOUGH);
        // No word is cut, where words stand apart.
        let gap = || self.text[..end].rfind(char::is_whitespace).unwrap_or(end);
        let end = if self.is_in_part() { gap() } else { end };
        self.blocks.iter().map(|block| block.start.min(end)..block.end.min(end)).collect()
    }

    /// Words and marks, in the order of the text.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| {
            let mut tokens = cut(self.text, &self.seen(), &self.known.words);
            self.known.lexicon.look_up(self.text, &mut tokens);
            tokens
        })
    }

    /// A token as written.
    #[must_use]
    pub fn word(&self, token: &Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    /// The code points of a byte range of the text.
    #[must_use]
    pub fn span(&self, bytes: Range<usize>) -> Span {
        self.points.span(bytes)
    }

    /// How the words around a token are written.
    pub(crate) fn heading(&self, index: usize) -> Heading {
        let headings = self.headings.get_or_init(|| {
            let mut headings = Vec::new();
            for block in self.tokens().chunk_by(|one, other| one.block == other.block) {
                headings.resize(block[0].block, Heading::None);
                headings.push(heading(block));
            }
            headings
        });
        self.tokens().get(index).map_or(Heading::None, |token| headings[token.block])
    }

    /// How many tokens the headline has; none if it is as long as a text.
    pub(crate) fn headline(&self) -> usize {
        let tokens = self
            .tokens()
            .iter()
            .take(LONGEST_HEADLINE + 1)
            .take_while(|token| self.in_headline(token))
            .count();
        if tokens > LONGEST_HEADLINE { 0 } else { tokens }
    }

    /// What the lexicon knows of, in the order of the text and without overlap.
    pub(crate) fn hits(&self) -> &[Hit] {
        &self.found().outer
    }

    /// Those that begin in a range of tokens.
    pub(crate) fn hits_in(&self, tokens: Range<usize>) -> &[Hit] {
        &self.hits()[self.hit_from(tokens.start)..self.hit_from(tokens.end)]
    }

    /// The same, inside the names of bodies that are known.
    pub(crate) fn inner_hits(&self) -> &[Hit] {
        &self.found().inner
    }

    fn found(&self) -> &Hits {
        self.hits.get_or_init(|| self.known.lexicon.find(self.text, self.tokens()))
    }

    /// The bytes of a range of tokens; empty ranges have none.
    pub(crate) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        match &self.tokens()[tokens] {
            [] => 0..0,
            [first, .., last] => first.start..last.end,
            [only] => only.start..only.end,
        }
    }

    /// A range of tokens as written.
    pub(crate) fn words(&self, tokens: Range<usize>) -> &'t str {
        &self.text[self.bytes(tokens)]
    }

    /// Whether the token is known to have a trait; past the end none is.
    pub(crate) fn has(&self, index: usize, traits: Traits) -> bool {
        self.tokens().get(index).is_some_and(|token| self.known.lexicon.traits(token).has(traits))
    }

    /// Whether the last part of a joined word is one that bodies are named by: `Vice-Ministers`.
    pub(crate) fn ends_bodily(&self, index: usize) -> bool {
        let last = self.at(index).rsplit('-').next().unwrap_or_default();
        self.known.lexicon.traits_of(last).has(Traits::BODILY)
    }

    /// Whether a joined word begins with a particle and goes on with a capital: `al-Hadi`.
    pub(crate) fn joins_a_name(&self, word: &str) -> bool {
        word.split_once('-').is_some_and(|(particle, name)| {
            self.known.lexicon.traits_of(particle).has(Traits::PARTICLE)
                && name.starts_with(char::is_uppercase)
        })
    }

    /// The token's text, or nothing past the end.
    pub(crate) fn at(&self, index: usize) -> &'t str {
        self.tokens().get(index).map_or("", |token| self.word(token))
    }

    /// The number of the first hit that begins at this token or behind it.
    pub(crate) fn hit_from(&self, index: usize) -> usize {
        self.found().from(index)
    }

    /// The hit that this token is a part of.
    pub(crate) fn hit_over(&self, index: usize) -> Option<&Hit> {
        self.found().over(index)
    }

    /// The hit that begins at this token.
    pub(crate) fn hit_at(&self, index: usize) -> Option<&Hit> {
        self.found().at(index)
    }
}

/// How words are written: all of them in capitals, where there are at least
/// three; or those of more than four letters with one, where there are at least
/// five. A full stop ends sentences and no headings.
fn heading(block: &[Token]) -> Heading {
    let words = || block.iter().filter(|token| token.is_word() && !token.is_figure());
    let long = || words().filter(|token| token.end - token.start > 4);
    let stops = block.last().is_some_and(|last| last.is_mark('.'));
    if words().nth(2).is_some()
        && words().all(|token| matches!(token.class, Class::Capitals | Class::Initial))
    {
        Heading::Capitals
    } else if !stops && long().nth(4).is_some() && long().all(|token| token.class != Class::Lower) {
        Heading::Title
    } else {
        Heading::None
    }
}
