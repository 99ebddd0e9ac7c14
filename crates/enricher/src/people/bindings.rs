//! Which titles belong to which names.

use crate::{
    Reading,
    lexicon::{Sense, Traits},
    people::{
        names::{Name, same_block},
        offices::Office,
    },
    reading::Heading,
    tokens::Token,
};

/// A name, and the titles that lead to it in one place of the text.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) name: Name,
    pub(crate) offices: Vec<Office>,
}

/// All bindings outside of headings. Where every word may have a capital,
/// nothing tells a name from a verb.
pub(crate) fn bindings(reading: &Reading<'_>) -> Vec<Binding> {
    let hits = reading.hits();
    let mut found: Vec<Binding> = Vec::new();
    let mut next = 0;
    while let Some(hit) = hits.get(next) {
        next += 1;
        if !matches!(hit.sense, Sense::Title(..)) || reading.heading(hit.tokens.0) != Heading::None {
            continue;
        }
        let Some(first) = Office::read(reading, hit, 0) else { continue };
        let mut offices = together(reading, first);
        if let Some(name) = name(reading, &offices, &found) {
            let end = offices.last().map_or(0, |office| office.tokens.end);
            next = reading.hit_from(end.max(name.tokens().end)).max(next);
            crown(reading, &mut offices, &name);
            match found.iter_mut().find(|binding| binding.name == name) {
                Some(binding) => binding.offices.append(&mut offices),
                None => found.push(Binding { name, offices }),
            }
        }
    }
    found
}

/// The titles that follow the first one without a name between: `Emir of
/// Qatar Sheikh`, `Ambassador to Kenya and Representative to the Union`.
fn together(reading: &Reading<'_>, first: Office) -> Vec<Office> {
    let begin_at = |at: usize| {
        let hits = &reading.hits()[reading.hit_from(at)..];
        // Not more than a few words stand before a rank.
        hits.iter()
            .take(3)
            .filter_map(|hit| Office::read(reading, hit, at))
            .find(|office| office.tokens.start == at)
    };
    let mut offices = vec![first];
    while let Some(last) = offices.last() {
        let end = last.tokens.end;
        let next = if reading.has(end, Traits::JOIN) {
            // Two states have two officials.
            let one_state = |next: &Office| {
                next.country.is_none() || last.country.is_none() || next.country == last.country
            };
            let article = usize::from(reading.has(end + 1, Traits::ARTICLE | Traits::INDEFINITE));
            begin_at(end + 1 + article).filter(one_state)
        } else if last.name == Some(end) {
            begin_at(end)
        } else {
            None
        };
        match next.filter(|next| same_block(reading, end - 1, next.tokens.start)) {
            Some(next) => offices.push(next),
            None => break,
        }
    }
    offices
}

/// The name that the titles lead to: right behind them; or between commas
/// behind or before them.
fn name(reading: &Reading<'_>, offices: &[Office], found: &[Binding]) -> Option<Name> {
    let (first, last) = (offices.first()?, offices.last()?);
    let end = last.tokens.end;
    let adjacent =
        last.name.filter(|at| same_block(reading, end - 1, *at)).and_then(|at| Name::at(reading, at));
    if let Some(name) = adjacent.filter(|name| !name.is_single() || last.takes_a_family_name()) {
        return Some(name);
    }
    let owned = first
        .tokens
        .start
        .checked_sub(1)
        .is_some_and(|left| reading.has(left, Traits::ARTICLE | Traits::INDEFINITE | Traits::OWNING));
    if !owned && !offices.iter().any(|office| office.affiliated) {
        return None;
    }
    let before = before(reading, first);
    let taken = before.is_some_and(|name| found.iter().any(|binding| binding.name == name));
    before.filter(|_| !taken).or_else(|| behind(reading, end)).or(before)
}

/// `Ada Lund, the Director of`
fn before(reading: &Reading<'_>, office: &Office) -> Option<Name> {
    let left = office.tokens.start.checked_sub(1)?;
    let article = usize::from(reading.has(left, Traits::ARTICLE | Traits::INDEFINITE));
    let comma = left.checked_sub(article).filter(|comma| is_comma(reading, *comma))?;
    if !same_block(reading, comma, office.tokens.start) {
        return None;
    }
    let name = Name::before(reading, comma).filter(|name| !name.is_single())?;
    let located =
        name.tokens().start.checked_sub(1).is_some_and(|index| reading.has(index, Traits::LOCATING));
    Some(name).filter(|_| !located)
}

/// `Director of the Lyra Foundation, Ada Lund,`
fn behind(reading: &Reading<'_>, end: usize) -> Option<Name> {
    if !is_comma(reading, end) {
        return None;
    }
    // "the President of the Board, Dr. Ada Lund,"
    let address = reading.hit_at(end + 1).filter(|hit| matches!(hit.sense, Sense::Title(..)));
    let start = address.map_or(end + 1, |hit| hit.tokens.1);
    let name =
        Name::at(reading, start).filter(|name| !name.is_single() && same_block(reading, end, start))?;
    let next =
        reading.tokens().get(name.tokens().end).filter(|_| same_block(reading, end, name.tokens().end));
    let closes = |token: &Token| [',', '.', ';', ')'].iter().any(|mark| token.is_mark(*mark));
    next.is_none_or(closes).then_some(name)
}

/// The state of `King Omar of Bahrain`, `Prime Minister Ada Lund of Kenya`.
fn crown(reading: &Reading<'_>, offices: &mut [Office], name: &Name) {
    let known = reading.known();
    let link = name.tokens().end;
    if !reading.has(link, Traits::SERVING) {
        return;
    }
    let article = usize::from(reading.has(link + 1, Traits::ARTICLE));
    if let Some(Sense::State(state, _)) = reading.hit_at(link + 1 + article).map(|hit| hit.sense) {
        for office in offices
            .iter_mut()
            .filter(|office| (office.title.royal || office.stateless) && office.country.is_none())
        {
            office.country = Some(known.states[state].code);
        }
    }
}

fn is_comma(reading: &Reading<'_>, index: usize) -> bool {
    reading.tokens().get(index).is_some_and(|token| token.is_mark(','))
}
