//! Titles with the body and the state that they name.

use std::ops::Range;

use crate::{
    Reading, governed,
    knowledge::Title,
    lexicon::{Hit, Letters, Sense, Traits},
    people::names::{Name, is_body, is_function, same_block},
    tokens::Class,
};

/// A title as the item words it.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    /// From the words before the rank to the end of the body.
    pub(crate) tokens: Range<usize>,
    pub(crate) title: &'static Title,
    /// The state that is served, by an adjective before the title or behind `of`.
    pub(crate) country: Option<&'static str>,
    /// Whether a body or a state is named.
    pub(crate) affiliated: bool,
    /// Whether it is one of a state, and nothing says of which.
    pub(crate) stateless: bool,
    /// Where a person's name can begin; none if the body's name may have run into it.
    pub(crate) name: Option<usize>,
    letters: Letters,
}

impl Office {
    /// Reads the title whose rank is this hit. It begins at the token `floor`
    /// or behind it.
    pub(crate) fn read(reading: &Reading<'_>, hit: &Hit, floor: usize) -> Option<Office> {
        let Sense::Title(number, letters) = hit.sense else { return None };
        if !hit.whole {
            return None;
        }
        if is_part_of_the_next(reading, hit) {
            return None;
        }
        let title = &reading.known().titles.title[number];
        let (start, before) = before(reading, hit.tokens.0, floor, title);
        let body = Body::read(reading, hit.tokens.1, title);
        Some(Office {
            tokens: start..body.end,
            title,
            country: before.or(body.country),
            affiliated: start < hit.tokens.0 || body.end > hit.tokens.1,
            stateless: title.state
                && before.or(body.country).is_none()
                && !of_a_body(reading, start..body.end, hit),
            name: body.name,
            letters,
        })
    }

    /// Whether a family name alone may follow: `Minister Lund`, but not `the minister Lund`.
    pub(crate) fn takes_a_family_name(&self) -> bool {
        self.title.alone && (self.letters == Letters::Capital || self.title.lower)
    }
}

/// Whether the title only leads to another one: `Deputy Energy Minister`.
fn is_part_of_the_next(reading: &Reading<'_>, hit: &Hit) -> bool {
    let (start, end) = hit.tokens;
    if !reading.has(start, Traits::BEFORE_TITLE) || end != start + 1 {
        return false;
    }
    let between =
        (end..end + 3).take_while(|index| same_block(reading, start, *index) && is_before(reading, *index));
    let next = end + between.count();
    let title = |index: usize| reading.hit_at(index).is_some_and(|hit| matches!(hit.sense, Sense::Title(..)));
    (end..=next).any(|index| same_block(reading, start, index) && title(index))
}

/// Whether a title names a body and not just what it deals with: `of the World
/// Bank`, but not `of Trade`.
fn of_a_body(reading: &Reading<'_>, office: Range<usize>, hit: &Hit) -> bool {
    let bodily = |index: usize| {
        reading.has(index, Traits::HEAD)
            || matches!(reading.hit_at(index).map(|hit| hit.sense), Some(Sense::Body(_)))
    };
    office.clone().any(|index| {
        !(hit.tokens.0..hit.tokens.1).contains(&index)
            && (bodily(index) || reading.tokens()[index].class == Class::Capitals)
    })
}

/// Where a title begins with the words before its rank, and the state among them:
/// `Kenyan Foreign` Minister, `UN` Secretary-General.
fn before(reading: &Reading<'_>, rank: usize, floor: usize, title: &Title) -> (usize, Option<&'static str>) {
    let known = reading.known();
    let mut start = rank;
    let mut country = None;
    while let Some(left) =
        start.checked_sub(1).filter(|left| *left >= floor && same_block(reading, *left, rank))
    {
        match reading.hit_over(left).filter(|hit| hit.tokens.1 == start && hit.whole) {
            // A body stands behind such a title, and what is before it is something else.
            Some(Hit { sense: Sense::State(..) | Sense::Body(_), .. }) if title.governs => break,
            Some(Hit {
                tokens, sense: sense @ (Sense::State(state, _) | Sense::Adjective(state)), ..
            }) if country.is_none()
                && (matches!(sense, Sense::Adjective(_)) || !ends_a_name(reading, tokens.0)) =>
            {
                country = Some(known.states[*state].code);
                start = tokens.0;
            }
            Some(Hit { tokens, sense: Sense::Body(_), .. }) => start = tokens.0,
            Some(Hit { tokens, sense: Sense::Title(..), .. })
                if reading.has(tokens.0, Traits::BEFORE_TITLE) =>
            {
                start = tokens.0;
            }
            None if title.governs && !reading.has(left, Traits::BEFORE_TITLE) => break,
            None if is_before(reading, left) => start = left,
            None => match owner(reading, left, floor) {
                Some((owner, state)) => {
                    country = country.or(state);
                    start = owner;
                    break;
                }
                None => break,
            },
            _ => break,
        }
    }
    (start, country)
}

/// Whether a capitalised word stands before a state's name, so that it may be
/// the end of a body's: `Lyra Kenya chairman`.
fn ends_a_name(reading: &Reading<'_>, state: usize) -> bool {
    let before = state.checked_sub(1).filter(|before| same_block(reading, *before, state));
    before.is_some_and(|before| reading.tokens()[before].is_capital() && !is_function(reading, before))
}

/// Where the body or state begins that has the title: `Kenyan Lakes
/// Ministry’s` envoy, `Kenya’s` envoy.
fn owner(reading: &Reading<'_>, clitic: usize, floor: usize) -> Option<(usize, Option<&'static str>)> {
    let head = clitic
        .checked_sub(1)
        .filter(|head| *head >= floor && reading.tokens()[clitic].class == Class::Clitic)?;
    let capital = |index: &usize| {
        *index >= floor
            && same_block(reading, *index, clitic)
            && reading.tokens()[*index].is_capital()
            && !is_function(reading, *index)
    };
    let start = (0..=head).rev().take_while(capital).last()?;
    let hit = reading.hit_over(head).filter(|hit| hit.tokens == (start, head + 1));
    let state = hit.and_then(|hit| match hit.sense {
        Sense::State(state, _) => Some(reading.known().states[state].code),
        _ => None,
    });
    let person = (start..=head).any(|index| reading.has(index, Traits::GIVEN));
    (!person).then_some((start, state))
}

/// Whether a word belongs to the title behind it: `Deputy`, a body's acronym,
/// or the last word of a body's name, `University`.
fn is_before(reading: &Reading<'_>, index: usize) -> bool {
    let bodily = reading.has(index, Traits::HEAD)
        && reading.tokens()[index].is_capital()
        && !reading.tokens()[index].opens;
    let acronym = reading.tokens()[index].class == Class::Capitals && !is_function(reading, index);
    acronym || bodily || reading.has(index, Traits::BEFORE_TITLE)
}

/// What follows a rank: links and capitalised runs, up to the name of the person.
struct Body {
    end: usize,
    country: Option<&'static str>,
    name: Option<usize>,
}

impl Body {
    fn read(reading: &Reading<'_>, rank_end: usize, title: &Title) -> Body {
        let mut body = Body { end: rank_end, country: None, name: Some(rank_end) };
        loop {
            if title.governs {
                body.govern(reading);
            }
            let Some(run) = run_behind_link(reading, body.end, title) else { break };
            if body.country.is_none() && reading.has(body.end, Traits::SERVING) {
                body.country = served(reading, run.start);
            }
            let mut last = Edge { at: run.start, title: false };
            for edge in run.clone().filter_map(|index| edge(reading, index)).filter(|edge| edge.at <= run.end)
            {
                if !edge.title && begins_a_name(reading, edge.at, run.end) {
                    return Body { end: edge.at, name: Some(edge.at), ..body };
                }
                last = edge;
            }
            body.end = run.end;
            // Behind another's title stands that other's name.
            body.name = (last.at == run.end && !last.title).then_some(run.end);
        }
        body
    }

    /// Takes along what stands in the genitive.
    fn govern(&mut self, reading: &Reading<'_>) {
        let run = governed::run(reading, self.end);
        if !run.is_empty() && same_block(reading, self.end - 1, self.end) {
            self.country = self.country.or_else(|| governed::state(reading, run.clone()));
            self.end = governed::skip(reading, run.end);
            self.name = Some(self.end);
        }
    }
}

/// The words behind a link: `of the World River Fund (WRF)` gives `World River Fund (WRF)`.
fn run_behind_link(reading: &Reading<'_>, link: usize, title: &Title) -> Option<Range<usize>> {
    let here = |index: usize| same_block(reading, link - 1, index);
    let is_link = |index: usize| here(index) && reading.has(index, Traits::LINK);
    if !is_link(link) {
        return None;
    }
    let start = link + 1 + usize::from(reading.has(link + 1, Traits::ARTICLE));
    let small = |index: &usize| here(*index) && reading.has(*index, Traits::SMALL);
    let capitals = start + (start..reading.tokens().len()).take_while(small).count();
    let mut end = capitals;
    loop {
        if here(end) && is_part(reading, start, end) {
            end += 1;
        } else if let Some(behind) = bracket(reading, end).filter(|_| end > capitals) {
            end = behind;
        } else if end > capitals && here(end + 1) && joins(reading, end) && is_part(reading, start, end + 1) {
            end += 2;
        } else if let Some(behind) = list(reading, start, end).filter(|_| end > capitals) {
            end = behind;
        } else {
            break;
        }
    }
    let complete = end > capitals || (end > start && (is_link(end) || title.governs));
    (complete && !reading.has(start, Traits::WEEKDAY)).then_some(start..end)
}

/// The end of what a comma goes on with up to an `and`, and the word behind
/// it: `Water, Agriculture and Industry`. Without the `and` a comma ends a body.
fn list(reading: &Reading<'_>, start: usize, comma: usize) -> Option<usize> {
    let here = |index: usize| same_block(reading, start, index);
    let word = |index: usize| {
        here(index)
            && is_part(reading, start, index)
            && !reading.has(index, Traits::GIVEN)
            && !is_title(reading, index)
    };
    let mut at = comma;
    while here(at) && reading.tokens()[at].is_mark(',') && word(at + 1) && at - comma < 16 {
        at += 1;
        while word(at) {
            at += 1;
        }
    }
    (at > comma
        && here(at)
        && reading.has(at, Traits::JOIN)
        && word(at + 1)
        && !leads_to_a_title(reading, at + 1))
    .then_some(at + 2)
}

/// Capitalised words, acronyms, initials and domains. A title is the next
/// person's, unless the link leads to it.
fn is_part(reading: &Reading<'_>, start: usize, index: usize) -> bool {
    let token = &reading.tokens()[index];
    (token.is_capital() || token.class == Class::Domain) && (index == start || !is_title(reading, index))
}

fn is_title(reading: &Reading<'_>, index: usize) -> bool {
    reading.hit_at(index).is_some_and(|hit| hit.whole && matches!(hit.sense, Sense::Title(..)))
}

/// Whether a word and the next make a title: `Deputy Minister`.
fn leads_to_a_title(reading: &Reading<'_>, index: usize) -> bool {
    reading.has(index, Traits::BEFORE_TITLE) && (is_title(reading, index + 1) || is_title(reading, index))
}

/// `and` or `’s` inside a body's name.
fn joins(reading: &Reading<'_>, index: usize) -> bool {
    let join = reading.has(index, Traits::JOIN) && !leads_to_a_title(reading, index + 1);
    join || reading.tokens()[index].class == Class::Clitic
}

/// The end of `(ACRONYM)`.
fn bracket(reading: &Reading<'_>, index: usize) -> Option<usize> {
    let [open, acronym, close] = reading.tokens().get(index..index + 3)? else { return None };
    (open.is_mark('(') && acronym.class == Class::Capitals && close.is_mark(')')).then_some(index + 3)
}

/// A place in a body behind which a person's name can begin.
struct Edge {
    at: usize,
    /// Whether it is another title that stands before it.
    title: bool,
}

/// The edge behind a token, if the token closes the name of a body.
fn edge(reading: &Reading<'_>, index: usize) -> Option<Edge> {
    if let Some(hit) = reading.hit_at(index).filter(|hit| hit.whole) {
        match hit.sense {
            Sense::State(..) | Sense::Locality(..) => return Some(Edge { at: hit.tokens.1, title: false }),
            Sense::Title(..) => return Some(Edge { at: hit.tokens.1, title: true }),
            _ => {}
        }
    }
    let token = &reading.tokens()[index];
    let small = reading.has(index, Traits::SMALL);
    // The last of "Energy and Minerals" closes the list.
    let listed = index > 0 && reading.has(index - 1, Traits::JOIN) && !reading.has(index, Traits::GIVEN);
    let closes =
        is_body(reading, index) || small || listed || token.is_mark(')') || token.class == Class::Domain;
    closes.then_some(Edge { at: index + 1, title: false })
}

/// Whether a full name begins here and reaches the end of the run, or a word
/// that joins something else to it.
fn begins_a_name(reading: &Reading<'_>, at: usize, end: usize) -> bool {
    let joined = at > 0 && reading.has(at - 1, Traits::JOIN) && !reading.has(at, Traits::GIVEN);
    Name::at(reading, at).filter(|_| !joined).is_some_and(|name| {
        let behind = name.tokens().end;
        at < end && !name.is_single() && (behind >= end || reading.has(behind, Traits::JOIN))
    })
}

/// The state at the head of a run.
fn served(reading: &Reading<'_>, start: usize) -> Option<&'static str> {
    match reading.hit_at(start)?.sense {
        Sense::State(state, _) => Some(reading.known().states[state].code),
        _ => None,
    }
}
