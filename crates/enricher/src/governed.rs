//! What a title or a body is of, in languages that need no link for it: a run
//! of words in the genitive, as in `министр лесов Республики Кения`.

use std::ops::Range;

use crate::{
    Reading,
    lexicon::{Sense, Traits},
    tokens::Class,
};

/// More adjectives do not stand in a row.
const ADJECTIVES: usize = 3;

/// How many tokens stand between the marks of a body's name.
const QUOTED: usize = 10;

/// The genitives from a token on, with those that `and` adds. It may be empty.
pub(crate) fn run(reading: &Reading<'_>, start: usize) -> Range<usize> {
    let mut end = start;
    while let Some(behind) = part(reading, start, end)
        .or_else(|| joined(reading, start, end))
        .or_else(|| apposed(reading, start, end))
    {
        end = behind;
    }
    start..end
}

/// The first state of a run.
pub(crate) fn state(reading: &Reading<'_>, run: Range<usize>) -> Option<&'static str> {
    run.filter_map(|index| reading.hit_at(index)).find_map(|hit| match hit.sense {
        Sense::State(state, _) => Some(reading.known().states[state].code),
        _ => None,
    })
}

/// The end of a genitive that begins at a token: a word, a name, or adjectives before one.
pub(crate) fn part(reading: &Reading<'_>, anchor: usize, index: usize) -> Option<usize> {
    let adjectives =
        (index..index + ADJECTIVES).take_while(|index| is_adjective(reading, anchor, *index)).count();
    noun(reading, anchor, index).or_else(|| {
        let nouns = |adjectives| noun(reading, anchor, index + adjectives);
        // What stands behind an adjective in the genitive is in the genitive, too.
        let any = || {
            (adjectives > 0 && is_plain(reading, anchor, index + adjectives))
                .then_some(index + adjectives + 1)
        };
        (1..=adjectives).find_map(nouns).or_else(any)
    })
}

/// Whether a token is a word without a capital, and no function word.
fn is_plain(reading: &Reading<'_>, anchor: usize, index: usize) -> bool {
    let tokens = reading.tokens();
    let token = tokens.get(index).filter(|token| token.block == tokens[anchor].block);
    token.is_some_and(|token| token.class == Class::Lower)
        && !reading.has(index, Traits::FUNCTION | Traits::SAYING | Traits::LINK)
}

fn noun(reading: &Reading<'_>, anchor: usize, index: usize) -> Option<usize> {
    let token = reading.tokens().get(index).filter(|token| token.block == reading.tokens()[anchor].block)?;
    if reading.has(index, Traits::GENITIVE) {
        return Some(reading.hit_at(index).filter(|hit| hit.whole).map_or(index + 1, |hit| hit.tokens.1));
    }
    let letters = token.class == Class::Capitals && reading.word(token).chars().count() > 1;
    if letters && !reading.has(index, Traits::NO_BODY | Traits::FUNCTION) {
        return Some(index + 1);
    }
    let headed = index > anchor.max(1) - 1 && index > 0 && reading.has(index - 1, Traits::GOVERNING);
    quoted(reading, index).filter(|_| headed).map(|quoted| quoted.end + 1)
}

/// Whether a token is an adjective in the genitive, and no given name that looks like one.
fn is_adjective(reading: &Reading<'_>, anchor: usize, index: usize) -> bool {
    let tokens = reading.tokens();
    let Some(token) = tokens.get(index).filter(|token| token.block == tokens[anchor].block) else {
        return false;
    };
    let word = reading.word(token);
    token.is_word()
        && !reading.has(index, Traits::GIVEN | Traits::FUNCTION)
        && reading.known().cases_of(word).is_some_and(|cases| cases.is_genitive(word))
}

/// A state that is named behind what it calls itself: `Республики Кения`.
fn apposed(reading: &Reading<'_>, start: usize, index: usize) -> Option<usize> {
    let before = index.checked_sub(1).filter(|before| *before >= start)?;
    let token = &reading.tokens()[before];
    let called = token.is_capital() && reading.has(before, Traits::SMALL);
    let hit =
        reading.hit_at(index).filter(|hit| called && token.block == reading.tokens()[hit.tokens.0].block)?;
    matches!(hit.sense, Sense::State(..)).then_some(hit.tokens.1)
}

/// `и` and a word without a capital, or adjectives before one.
fn joined(reading: &Reading<'_>, start: usize, index: usize) -> Option<usize> {
    let token = reading.tokens().get(index + 1).filter(|_| index > start)?;
    let small = token.class == Class::Lower && !reading.has(index + 1, Traits::HEAD);
    let free = reading.hit_at(index + 1).is_none();
    let joins = reading.has(index, Traits::JOIN) || reading.tokens()[index].is_mark(',');
    if !(joins && small && free) {
        return None;
    }
    let end = part(reading, start, index + 1)?;
    // A comma goes on with a list, which needs its `and`.
    let listed = || reading.has(end, Traits::JOIN) && joined(reading, start, end).is_some();
    (reading.has(index, Traits::JOIN) || listed()).then_some(end)
}

/// What stands between the marks that open at a token.
pub(crate) fn quoted(reading: &Reading<'_>, open: usize) -> Option<Range<usize>> {
    let tokens = reading.tokens();
    let mark = tokens.get(open)?;
    let straight = mark.is_mark('"');
    if !straight && !mark.is_mark('«') && !mark.is_mark('“') {
        return None;
    }
    let mut depth = 1;
    for index in open + 1..tokens.len().min(open + QUOTED) {
        let token = &tokens[index];
        if token.block != mark.block {
            return None;
        }
        depth += i32::from(!straight && (token.is_mark('«') || token.is_mark('“')));
        depth -= i32::from(straight && token.is_mark('"') || token.is_mark('»') || token.is_mark('”'));
        if depth == 0 {
            let named = index > open + 1 && tokens[open + 1].is_capital();
            return named.then_some(open + 1..index);
        }
    }
    None
}

/// Where a person's name begins, if a place that is not known stands before it in the genitive:
/// `Норфолка Ада Лунд`.
pub(crate) fn skip(reading: &Reading<'_>, index: usize) -> usize {
    let word = reading.at(index);
    let capital = reading.tokens().get(index).is_some_and(|token| token.class == Class::Capitalised);
    let placed = capital
        && !reading.has(index, Traits::GIVEN)
        && reading.has(index + 1, Traits::NOMINATIVE)
        && reading.has(index + 1, Traits::GIVEN)
        && reading.known().cases_of(word).is_some_and(|cases| cases.is_of(word));
    index + usize::from(placed)
}
