//! The clause of saying: `– the Minister noted`, `she said`, `He said: …`.

use std::ops::Range;

use courant_model::Ref;

use super::marks::Marked;
use crate::{
    Notes, Reading,
    cast::{Appearance, By},
    lexicon::Traits,
};

/// Who said it, and by which verb.
pub(super) struct Clause {
    pub(super) speaker: Option<Ref>,
    pub(super) speaker_text: Option<String>,
    pub(super) cue: String,
}

/// How far a clause reaches, in tokens. The longest titles have about thirty.
const REACH: usize = 40;

/// The clause behind the words, or the one before them.
pub(super) fn of(
    reading: &Reading<'_>,
    notes: &Notes,
    marked: &Marked,
    block: &Range<usize>,
) -> Option<Clause> {
    let behind = if marked.unclosed { None } else { behind(reading, notes, marked.tokens.end + 1, block) };
    let before = || if marked.repaired { None } else { before(reading, notes, marked, block) };
    behind.or_else(before)
}

/// From the closing mark to the end of the sentence, or the next mark.
fn behind(reading: &Reading<'_>, notes: &Notes, from: usize, block: &Range<usize>) -> Option<Clause> {
    let tokens = reading.tokens();
    // Words that end with a full stop are not followed by their clause, unless a dash leads to it.
    let stopped =
        from.checked_sub(2).is_some_and(|last| ['.', '…'].iter().any(|stop| tokens[last].is_mark(*stop)));
    let dashed = (from..block.end.min(from + 2))
        .any(|index| ['-', '–', '—'].iter().any(|dash| tokens[index].is_mark(*dash)));
    if stopped && !dashed {
        return None;
    }
    let ends = |index: &usize| {
        let token = &tokens[*index];
        ['.', '!', '?', ';', ':'].iter().any(|stop| token.is_mark(*stop)) || super::marks::is_mark(token)
    };
    let end = (from..block.end.min(from + REACH)).find(ends).unwrap_or(block.end.min(from + REACH));
    let start = (from..end).find(|index| tokens[*index].is_word())?;
    // Nothing but the marks of the clause may stand before its first word.
    let verb = (start..end).find(|index| is_saying(reading, *index))?;
    let said = |one: &&Appearance| !one.tokens.contains(&verb);
    let near = notes.cast.within(start..end).iter().filter(said);
    // `the Minister noted`, `noted the Minister`; and no verb far behind something else.
    let fits = |one: &Appearance| {
        let (head, tail) = (one.tokens.start, one.tokens.end);
        let article = usize::from(reading.has(start, Traits::ARTICLE));
        (head <= start + article + 1 && verb >= tail && verb - tail < 8)
            || (verb <= start + 1 && head >= verb && head - verb < 4)
    };
    // Of those that stand before the verb the nearest is its subject; a person rather than a body.
    let distance = |one: &&Appearance| {
        let body = !matches!(one.who, Some(Ref::Person(_)) | None);
        (verb.abs_diff(one.tokens.end).min(verb.abs_diff(one.tokens.start)), body)
    };
    let speaker = near.filter(|one| fits(one)).min_by_key(distance);
    match speaker {
        Some(one) => Some(clause(reading, one, verb)),
        // "… ," said a resident: somebody, but nobody known.
        None if verb - start < 6 => Some(unknown(reading, start, end, verb)),
        None => None,
    }
}

/// The sentence before the opening mark, up to it.
fn before(reading: &Reading<'_>, notes: &Notes, marked: &Marked, block: &Range<usize>) -> Option<Clause> {
    let tokens = reading.tokens();
    let mark = marked.tokens.start.saturating_sub(1);
    let start = (block.start..mark).rev().find(|index| tokens[*index].opens).unwrap_or(block.start);
    let last = mark.checked_sub(1)?;
    let led = [':', ','].iter().any(|lead| tokens[last].is_mark(*lead));
    let verbs = || (start..mark).rev().filter(|index| is_saying(reading, *index));
    let people = notes.cast.within(start..mark);
    // The subject stands right before the verb, or an adverb between.
    let subject =
        |verb: usize| people.iter().rev().find(|one| one.tokens.end <= verb && verb - one.tokens.end < 2);
    if let Some((one, verb)) = verbs().find_map(|verb| Some((subject(verb)?, verb))) {
        let long = marked.tokens.len() > 5;
        return (led || mark - verb < 3 && long).then(|| clause(reading, one, verb));
    }
    let verb = verbs().next().filter(|verb| led && mark - verb < 4)?;
    match people.iter().rev().find(|one| one.tokens.end <= verb) {
        Some(one) => Some(clause(reading, one, verb)),
        None => Some(unknown(reading, start, verb, verb)),
    }
}

fn is_saying(reading: &Reading<'_>, index: usize) -> bool {
    reading.tokens()[index].word != 0 && reading.has(index, Traits::SAYING)
}

fn clause(reading: &Reading<'_>, one: &Appearance, verb: usize) -> Clause {
    let article = one
        .tokens
        .start
        .checked_sub(1)
        .filter(|before| one.by == By::Title && reading.has(*before, Traits::ARTICLE));
    let tokens = article.unwrap_or(one.tokens.start)..one.tokens.end;
    Clause {
        speaker: one.who,
        speaker_text: Some(reading.words(tokens).to_owned()),
        cue: reading.at(verb).to_owned(),
    }
}

fn unknown(reading: &Reading<'_>, start: usize, end: usize, verb: usize) -> Clause {
    // A sentence may be nothing but its verb: `Noted: “…”`.
    let words = if verb > start { start..verb } else { verb + 1..end.max(verb + 1) };
    let text = Some(reading.words(words).to_owned()).filter(|text| !text.is_empty());
    Clause { speaker: None, speaker_text: text, cue: reading.at(verb).to_owned() }
}
