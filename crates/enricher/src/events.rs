//! What happened, by the words that tell of it: the item's main event first,
//! then those that it announces.
//!
//! The main event is told by the headline and the first two sentences. A
//! meeting is one event, with everybody who was there; whose plans were
//! spoken of was not. Kinds are those of the record, types those of PLOVER
//! 2.0 (Open Event Data Alliance, 2023), whose auxiliary mode `future` is the
//! field of that name.

mod announced;
mod sentences;
mod sides;

use std::cmp::Ordering;

use courant_model::{Event, Ref};

use self::sentences::{Sentence, sentences};
use crate::{Notes, Reading, evidence, knowledge::Sign, lexicon::Traits};

/// Notes the main event and those that are announced.
pub(crate) fn events(reading: &Reading<'_>, notes: &mut Notes) {
    let mut sentences = sentences(reading);
    // What somebody says of events is not what the item tells.
    sentences.retain(|sentence| {
        let start = reading.tokens()[sentence.tokens.start].start;
        let point = reading.span(start..start).start;
        !notes.quotes.iter().any(|quote| quote.span.start <= point && point < quote.span.end)
    });
    let Some(main) = main(reading, notes, &sentences) else { return };
    let announced = announced::announced(reading, notes, &sentences, &main);
    notes.events.push(main);
    notes.events.extend(announced);
}

/// How many sentences of the text tell the main event.
const LEAD: usize = 2;

/// A word that tells of an event.
struct Trigger {
    kind: usize,
    token: usize,
}

fn main(reading: &Reading<'_>, notes: &mut Notes, sentences: &[Sentence]) -> Option<Event> {
    let kinds = &reading.known().happening.event;
    let headline = sentences.iter().take_while(|sentence| sentence.headline);
    let heads = headline.clone().count();
    let lead = &sentences[heads..sentences.len().min(heads + LEAD)];
    if lead.is_empty() && heads == 0 {
        return None;
    }
    let mut scores = vec![0_u32; kinds.len()];
    let mut first: Vec<Option<usize>> = vec![None; kinds.len()];
    for sentence in headline {
        for trigger in triggers(reading, sentence) {
            scores[trigger.kind] += kinds[trigger.kind].weight * 2;
        }
    }
    for (place, sentence) in lead.iter().enumerate() {
        for trigger in triggers(reading, sentence) {
            let kind = &kinds[trigger.kind];
            if kind.headed && !is_headed(notes, sentence, trigger.token, kind.shared) {
                continue;
            }
            let seen = first[trigger.kind].is_some();
            first[trigger.kind].get_or_insert(trigger.token);
            // The second time it says no more; the second sentence says less.
            scores[trigger.kind] +=
                if seen { 1 } else { kinds[trigger.kind].weight * if place == 0 { 2 } else { 1 } };
        }
    }
    // Two lists of words may tell one kind.
    for one in 0..kinds.len() {
        let first_of_kind = kinds.iter().position(|kind| kind.kind == kinds[one].kind).unwrap_or(one);
        if first_of_kind != one {
            scores[first_of_kind] += scores[one];
            scores[one] = 0;
            first[first_of_kind] = first[first_of_kind].or(first[one]);
        }
    }
    let best = (0..kinds.len()).rev().max_by_key(|kind| scores[*kind]).filter(|kind| scores[*kind] > 0);
    let trigger = best.and_then(|kind| {
        let headlined = || {
            sentences[..heads]
                .iter()
                .flat_map(|sentence| triggers(reading, sentence))
                .find(|one| one.kind == kind)
        };
        first[kind].or_else(|| headlined().map(|one| one.token))
    });
    let kind = best.map(|best| &kinds[best]);
    notes.because(|| evidence::event(reading, trigger, kind));
    Some(told(reading, notes, sentences, heads, kind, trigger))
}

/// The main event with its sides, its place and its day.
fn told(
    reading: &Reading<'_>,
    notes: &Notes,
    sentences: &[Sentence],
    heads: usize,
    kind: Option<&Sign>,
    trigger: Option<usize>,
) -> Event {
    let body = &sentences[heads..];
    let scene = body
        .iter()
        .position(|sentence| trigger.is_some_and(|token| sentence.tokens.contains(&token)))
        .unwrap_or(0);
    let scene = body.get(scene);
    let participants = match kind {
        Some(kind) if kind.shared => sides::all(reading, notes, body, scene, kind),
        Some(kind) if kind.kind == "statement" => sides::speaker(reading, notes, body),
        Some(_) | None => sides::subject(notes, scene),
    };
    let countries = sides::countries(reading, notes, &participants, sentences, heads);
    let place =
        sides::place(reading, notes, scene).or_else(|| sides::place(reading, notes, sentences.first()));
    let date = scene.and_then(|scene| date_in(reading, notes, scene));
    let future =
        trigger.is_some_and(|token| is_planned(reading, token)) || is_after(reading, date.as_deref());
    Event {
        kind: kind.map_or("other", |kind| &kind.kind).to_owned(),
        plover: kind.and_then(|kind| kind.plover.clone()),
        participants,
        countries,
        place,
        date,
        future,
        trigger: trigger.map(|token| reading.span(reading.bytes(token..token + 1))),
    }
}

fn triggers<'r>(reading: &'r Reading<'_>, sentence: &Sentence) -> impl Iterator<Item = Trigger> + 'r {
    let lexicon = &reading.known().lexicon;
    let tokens = sentence.tokens.clone();
    // A capital within a sentence may be anything's: "his Telegram channel".
    let headline = sentence.headline;
    let plain = move |token: &usize| {
        headline
            || !reading.tokens()[*token].is_capital()
            || reading.tokens()[*token].opens
            || reading.has(*token, Traits::OCCASION)
    };
    tokens
        .filter(plain)
        .filter_map(move |token| Some(Trigger { kind: lexicon.told_by(&reading.tokens()[token])?, token }))
}

/// Whether who acts stands at the head of the sentence and right before the
/// verb; and, if it takes `two`, somebody behind it.
fn is_headed(notes: &Notes, sentence: &Sentence, verb: usize, two: bool) -> bool {
    let people = notes.cast.within(sentence.tokens.clone());
    let heads = people
        .iter()
        .find(|one| one.tokens.end <= verb)
        .is_some_and(|one| one.tokens.start - sentence.tokens.start < 3 && verb - one.tokens.end < 4);
    let other = people.iter().any(|one| one.tokens.start > verb && matches!(one.who, Some(Ref::Person(_))));
    heads && (other || !two)
}

/// Whether a word before it says that it is still to come.
fn is_planned(reading: &Reading<'_>, token: usize) -> bool {
    let block = reading.tokens()[token].block;
    let before = (token.saturating_sub(4)..token).rev();
    before
        .take_while(|index| reading.tokens()[*index].block == block && !reading.tokens()[index + 1].opens)
        .any(|index| reading.has(index, Traits::PLANNED))
}

/// The first day, month or year of a sentence.
fn date_in(reading: &Reading<'_>, notes: &Notes, sentence: &Sentence) -> Option<String> {
    let span = reading.span(reading.bytes(sentence.tokens.clone()));
    let inside =
        |date: &&courant_model::DateMention| span.start <= date.span.start && date.span.end <= span.end;
    notes.dates.iter().find(inside).map(|date| date.value.clone())
}

/// Whether a date in EDTF begins after the day of the item.
fn is_after(reading: &Reading<'_>, date: Option<&str>) -> bool {
    compare(reading, date, |date| date.split('/').next()).is_some_and(Ordering::is_gt)
}

/// Whether a date in EDTF ends before the day of the item.
fn is_before(reading: &Reading<'_>, date: Option<&str>) -> bool {
    compare(reading, date, |date| date.split('/').next_back()).is_some_and(Ordering::is_lt)
}

/// How one end of a date lies to the day of the item, as far as it is told: the
/// year of that day lies neither before nor after it.
fn compare<'d>(
    reading: &Reading<'_>,
    date: Option<&'d str>,
    end: impl Fn(&'d str) -> Option<&'d str>,
) -> Option<Ordering> {
    let published = reading.published()?.to_string();
    let end = date.and_then(end).filter(|end| !end.starts_with('X'))?;
    Some(end.cmp(published.get(..end.len())?))
}

/// Everybody once.
fn once(mut refs: Vec<Ref>) -> Vec<Ref> {
    let mut seen = Vec::new();
    refs.retain(|one| {
        let new = !seen.contains(one);
        if new {
            seen.push(*one);
        }
        new
    });
    refs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dates::dates, entities::entities, knowledge::knowledge};

    /// Events as `kind, people, states, place, date`, with a `>` before those to come.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let reading = Reading::of_text(text, "2026-01-10".parse().ok(), knowledge());
        let mut notes = Notes::default();
        entities(&reading, &mut notes);
        dates(&reading, &mut notes);
        events(&reading, &mut notes);
        let said = |event: &Event| {
            let people = notes.people.iter().filter(|person| event.participants.contains(&person.reference));
            let people: Vec<&str> = people.map(|person| person.name.as_str()).collect();
            let place = notes.places.iter().find(|place| Some(place.reference) == event.place);
            let place = place.map_or("-", |place| &place.name);
            let (future, date) = (if event.future { ">" } else { "" }, event.date.as_deref().unwrap_or("-"));
            format!(
                "{future}{}; {}; {}; {place}; {date}",
                event.kind,
                people.join(", "),
                event.countries.join(" ")
            )
        };
        let found: Vec<String> = notes.events.iter().map(said).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_meeting_has_all_its_sides_once() {
        check(
            "Minister of Lakes of Kenya Amos Otieno held a meeting with Minister of Ports of Norway Ada Lund in Tallinn on 8 January. The initiatives of President of Kenya Eve Mwangi were praised.",
            &["meeting; Amos Otieno, Ada Lund; KE NO; Tallinn; 2026-01-08"],
        );
    }

    #[test]
    fn who_takes_the_floor_takes_part() {
        check(
            "President of Kenya Eve Mwangi opened a summit in Tallinn. Minister of Ports of Norway Ada Lund presented a plan.",
            &["conference; Eve Mwangi, Ada Lund; KE NO; Tallinn; -"],
        );
    }

    #[test]
    fn what_is_announced_stands_behind_the_main_event() {
        check(
            "Minister of Lakes of Kenya Amos Otieno met Ada Lund. The parties discussed the Lake Summit, which will be held in Tallinn on 3-4 April 2026.",
            &[
                "meeting; Amos Otieno, Ada Lund; KE; -; -",
                ">conference; ; EE; Tallinn; 2026-04-03/2026-04-04",
            ],
        );
    }

    #[test]
    fn an_event_may_be_all_to_come() {
        check(
            "Minister of Lakes of Kenya Amos Otieno will visit Estonia on 3 February.",
            &[">visit; Amos Otieno; KE; -; 2026-02-03"],
        );
    }

    #[test]
    fn calls_telegrams_signings_and_statements_are_told_apart() {
        check(
            "President of Kenya Eve Mwangi had a telephone conversation with Ada Lund.",
            &["call; Eve Mwangi, Ada Lund; KE; -; -"],
        );
        check(
            "President of Kenya Eve Mwangi sent a telegram to Ada Lund.",
            &["telegram; Eve Mwangi, Ada Lund; KE; -; -"],
        );
        check("Kenya and Norway signed a treaty on lakes in Oslo.", &["signing; ; KE NO; Oslo; -"]);
        check(
            "President of Kenya Eve Mwangi said that the lake is clean.",
            &["statement; Eve Mwangi; KE; -; -"],
        );
        check("Ice broke on the lake near Tallinn, police said.", &["other; ; ; Tallinn; -"]);
    }
}
