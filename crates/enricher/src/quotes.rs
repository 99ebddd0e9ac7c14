//! Direct speech: the words between marks, who said them, and by which verb.
//!
//! A mark may have been lost in the page. It is put back by two rules, and
//! the quote flagged: a closing mark that nothing opened, with a clause of
//! saying behind it, closes what the paragraph began with; an opening mark
//! that nothing closes runs to the end of its paragraph, if a clause of
//! saying leads to it. What stands between marks without a clause of saying
//! is no speech: it names a work, or is said with reserve.

mod clause;
mod marks;

use std::ops::Range;

use courant_model::{Flag, Quote, Ref, Work};

use self::{clause::Clause, marks::Marked};
use crate::{Notes, Reading, evidence, lexicon::Traits};

/// Notes quotes and the works that are named between marks.
pub(crate) fn quotes(reading: &Reading<'_>, notes: &mut Notes) {
    let tokens = reading.tokens();
    let mut page = Page { reading, notes, open: Vec::new(), begun: None, last: None };
    let mut start = 0;
    for block in tokens.chunk_by(|one, other| one.block == other.block) {
        let range = start..start + block.len();
        start = range.end;
        let spoken = marks::spoken(reading, &range);
        if !spoken.is_empty() {
            page.read(range, spoken);
        } else if block.iter().any(marks::is_mark) {
            page.read(range.clone(), marks::marked(reading, range));
        }
    }
    evidence::quotes(notes);
}

/// What a paragraph has to know of those before it.
struct Page<'r> {
    reading: &'r Reading<'r>,
    notes: &'r mut Notes,
    /// Quotes of which the next paragraph may tell the speaker.
    open: Vec<usize>,
    /// The first token of words that no mark has closed yet.
    begun: Option<usize>,
    last: Option<Said>,
}

/// How many tokens a quote may run on without a mark.
const LONGEST: usize = 1_500;

impl Page<'_> {
    fn read(&mut self, block: Range<usize>, stretches: Vec<Marked>) {
        let reading = self.reading;
        let mut spoken: Option<Said> = None;
        for mut marked in stretches {
            let begun =
                self.begun.take().filter(|begun| marked.repaired && marked.tokens.end - begun < LONGEST);
            if let Some(begun) = begun {
                marked = Marked { tokens: begun..marked.tokens.end, repaired: false, unclosed: false };
            }
            let first = marked.tokens.start == block.start + 1;
            let clause = clause::of(reading, self.notes, &marked, &block);
            let same = || spoken.clone().filter(|_| marked.begins_sentence(reading, &block));
            // A second stretch in one paragraph is of the same speaker, if it begins its sentence.
            match clause.map(Said::from).or_else(same) {
                Some(said) if is_speech(reading, &marked) => {
                    for quote in self.open.drain(..) {
                        said.sign(&mut self.notes.quotes[quote]);
                    }
                    note(reading, self.notes, &marked, Some(&said));
                    self.last = Some(said.clone());
                    spoken = Some(said);
                }
                // A paragraph that opens and does not close goes on in one of the next.
                None if marked.unclosed && first && !self.goes_on(&block) => {
                    self.begun = Some(marked.tokens.start);
                }
                None if first && (marked.unclosed || !self.open.is_empty()) => {
                    self.open.push(self.notes.quotes.len());
                    note(reading, self.notes, &marked, None);
                    if !marked.unclosed {
                        self.close();
                    }
                }
                _ if !marks::is_mark(&reading.tokens()[marked.tokens.start.saturating_sub(1)]) => {}
                _ if is_body(reading, self.notes, &marked) => {}
                _ => work(reading, self.notes, &marked),
            }
        }
    }

    /// Whether the next paragraph begins with a mark.
    fn goes_on(&self, block: &Range<usize>) -> bool {
        self.reading.tokens().get(block.end).is_some_and(marks::is_mark)
    }

    /// Closed, and nobody said to speak: whoever spoke last.
    fn close(&mut self) {
        for quote in self.open.drain(..) {
            if let Some(said) = &self.last {
                said.sign(&mut self.notes.quotes[quote]);
            }
        }
    }
}

/// By whom and how a quote was said.
#[derive(Clone)]
struct Said {
    speaker: Option<Ref>,
    speaker_text: Option<String>,
    cue: String,
}

impl From<Clause> for Said {
    fn from(clause: Clause) -> Said {
        Said { speaker: clause.speaker, speaker_text: clause.speaker_text, cue: clause.cue }
    }
}

impl Said {
    fn sign(&self, quote: &mut Quote) {
        quote.speaker = self.speaker;
        quote.speaker_text.clone_from(&self.speaker_text);
        quote.cue = Some(self.cue.clone());
    }
}

/// Three words or more; less is a word said with reserve.
fn is_speech(reading: &Reading<'_>, marked: &Marked) -> bool {
    reading.tokens()[marked.tokens.clone()].iter().filter(|token| token.is_word()).count() > 2
}

fn note(reading: &Reading<'_>, notes: &mut Notes, marked: &Marked, said: Option<&Said>) {
    let tokens = trimmed(reading, marked.tokens.clone());
    if tokens.is_empty() {
        return;
    }
    if marked.repaired && !notes.flags.contains(&Flag::QuoteRepaired) {
        notes.flags.push(Flag::QuoteRepaired);
    }
    let bytes = reading.bytes(tokens);
    let mut quote = Quote {
        text: reading.text()[bytes.clone()].to_owned(),
        span: reading.span(bytes),
        speaker: None,
        speaker_text: None,
        cue: None,
        repaired: marked.repaired,
    };
    if let Some(said) = said {
        said.sign(&mut quote);
    }
    notes.quotes.push(quote);
}

/// Without the comma that belongs to the clause of saying.
fn trimmed(reading: &Reading<'_>, mut tokens: Range<usize>) -> Range<usize> {
    while tokens.end > tokens.start && reading.tokens()[tokens.end - 1].is_mark(',') {
        tokens.end -= 1;
    }
    tokens
}

/// Whether a body is called so, of which the word before the marks says what it is.
fn is_body(reading: &Reading<'_>, notes: &Notes, marked: &Marked) -> bool {
    let before = marked.tokens.start.checked_sub(2);
    let said = before.is_some_and(|before| reading.has(before, Traits::GOVERNING));
    let span = reading.span(reading.bytes(marked.tokens.clone()));
    said && notes.organisations.iter().any(|body| body.mentions.contains(&span))
}

/// A name between marks: it begins with a capital and has more words with one
/// than without, or is at most three words long.
fn work(reading: &Reading<'_>, notes: &mut Notes, marked: &Marked) {
    let mut tokens = trimmed(reading, marked.tokens.clone());
    if tokens.len() > 1 && reading.tokens()[tokens.end - 1].is_mark('.') {
        tokens.end -= 1;
    }
    let words: Vec<usize> = tokens.clone().filter(|index| reading.tokens()[*index].is_word()).collect();
    let capitals = words.iter().filter(|index| reading.tokens()[**index].is_capital()).count();
    let small = words
        .iter()
        .filter(|index| {
            !reading.tokens()[**index].is_capital() && !reading.has(**index, Traits::FUNCTION | Traits::LINK)
        })
        .count();
    let begins = words.first().is_some_and(|first| reading.tokens()[*first].is_capital());
    if marked.repaired || !begins || words.len() > 12 || (capitals <= small && words.len() > 3) {
        return;
    }
    let bytes = reading.bytes(tokens);
    notes.works.push(Work { name: reading.text()[bytes.clone()].to_owned(), span: reading.span(bytes) });
}

#[cfg(test)]
mod tests;
