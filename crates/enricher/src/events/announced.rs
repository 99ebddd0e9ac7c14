//! Gatherings that an item announces or recalls, by their dates.

use courant_model::{Event, Ref};

use super::{date_in, is_after, is_before, sentences::Sentence, sides};
use crate::{Notes, Reading, evidence, lexicon::Traits};

/// Not more than an analyst would read.
const MOST: usize = 6;

/// Each gathering of the text that has a date or is said to be planned, and
/// is not the main event; each once.
pub(super) fn announced(
    reading: &Reading<'_>,
    notes: &mut Notes,
    sentences: &[Sentence],
    main: &Event,
) -> Vec<Event> {
    let kinds = &reading.known().happening.announced;
    let lexicon = &reading.known().lexicon;
    let mut found: Vec<Event> = Vec::new();
    for sentence in sentences.iter().filter(|sentence| !sentence.headline) {
        let mut tokens = sentence.tokens.clone();
        // "the meeting" is the main event.
        let again = |token: usize, kind: usize| {
            kinds[kind].kind == main.kind && token > 0 && reading.has(token - 1, Traits::ARTICLE)
        };
        let told = tokens.find_map(|token| {
            let kind = lexicon.announced_by(&reading.tokens()[token])?;
            (!again(token, kind)).then_some((token, kind))
        });
        let Some((token, kind)) = told else { continue };
        let date = date_in(reading, notes, sentence);
        let planned = sentence
            .tokens
            .clone()
            .any(|index| reading.has(index, Traits::PLANNED) && index.abs_diff(token) < 12);
        if date.is_none() && !planned {
            continue;
        }
        let future = is_after(reading, date.as_deref()) || (planned && !is_before(reading, date.as_deref()));
        let event = Event {
            kind: kinds[kind].kind.clone(),
            plover: None,
            participants: Vec::new(),
            countries: Vec::new(),
            place: sides::place(reading, notes, Some(sentence)),
            date,
            future,
            trigger: Some(reading.span(reading.bytes(token..token + 1))),
        };
        let same =
            |other: &Event| other.kind == event.kind && (other.date == event.date || event.date.is_none());
        let is_main = event.kind == main.kind && event.date == main.date;
        if !is_main && !found.iter().any(same) && found.len() < MOST {
            let countries = states(reading, notes, sentence, event.place);
            let number = found.len() + 2;
            notes.because(|| evidence::announced(reading, number, token, &kinds[kind]));
            found.push(Event { countries, ..event });
        }
    }
    found
}

/// The states of the sentence, or that of its place.
fn states(reading: &Reading<'_>, notes: &Notes, sentence: &Sentence, place: Option<Ref>) -> Vec<String> {
    let located =
        notes.places.iter().find(|one| Some(one.reference) == place).and_then(|one| one.country.clone());
    if let Some(code) = located {
        return vec![code];
    }
    sides::states(reading, std::iter::once(sentence)).into_iter().collect()
}
