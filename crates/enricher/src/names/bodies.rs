//! Bodies by their heads: `Lyra Bank`, `Ministry of Lakes of Kenya (MLK)`.

use std::ops::Range;

use super::page::Page;
use crate::{
    glossary::Meaning,
    knowledge::Head,
    lexicon::{Sense, Traits},
    people::names::Name,
    reading::Heading,
    tokens::Class,
};

/// A body as it is named in one place.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) tokens: Range<usize>,
    /// The token of the short form that stands behind the name in brackets.
    pub(crate) acronym: Option<usize>,
    pub(crate) kind: &'static str,
    /// The state that it is of.
    pub(crate) country: Option<&'static str>,
    /// Its place in the table of bodies known by name.
    pub(crate) known: Option<usize>,
    /// What tells that it is one.
    pub(crate) ground: Ground,
}

/// What tells that a name is a body's. Words are given by their tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// The table of bodies.
    Known,
    /// A word that says what kind of body it is.
    Head(usize),
    /// A word before it that says the same: `the newspaper`.
    Introduced(usize),
    /// The same before an address of the internet's.
    Domain(usize),
    /// Its first letters stand in brackets behind it.
    Initials,
    /// It is a short form, and nothing else.
    Letters,
    /// It is a short form that another item of the bulletin tells.
    Told,
}

impl Body {
    pub(super) fn plain(tokens: Range<usize>, kind: &'static str, ground: Ground) -> Body {
        Body { tokens, acronym: None, kind, country: None, known: None, ground }
    }
}

impl Page<'_> {
    /// The body whose name begins at a token.
    pub(super) fn body(&self, start: usize) -> Option<Body> {
        if self.is_domain(start) {
            let said = start.checked_sub(1).is_some_and(|before| self.has(before, Traits::INTRODUCING));
            return said.then(|| Body::plain(start..start + 1, "media", Ground::Domain(start - 1)));
        }
        if let Some(body) = self.governed(start) {
            return Some(body);
        }
        let known = self.known(start);
        let grown = self.grown(start).or_else(|| self.introduced(start));
        let longer = |body: &Body| known.as_ref().is_none_or(|known| body.tokens.end > known.tokens.end);
        let body = match grown.filter(longer) {
            Some(body) => body,
            None => known.or_else(|| self.letters(start))?,
        };
        Some(Body { acronym: self.bracket(body.tokens.end), ..body })
    }

    /// A name of the table; of two in a row the second is a part of the first:
    /// `OSCE ODIHR`.
    pub(super) fn known(&self, start: usize) -> Option<Body> {
        let (Sense::Body(index), end) = self.sense(start)? else { return None };
        let second = self
            .sense(end)
            .filter(|_| self.is_capital(start, end) && self.heading(start) != Heading::Capitals);
        let (index, end) = match second {
            Some((Sense::Body(second), behind)) => (second, behind),
            _ => (index, end),
        };
        let body = &self.reading.known().bodies[index];
        Some(Body {
            tokens: start..end,
            acronym: None,
            kind: body.kind,
            country: body.country,
            known: Some(index),
            ground: Ground::Known,
        })
    }

    /// A run of capitals with a head in it, and what the head leads to.
    fn grown(&self, start: usize) -> Option<Body> {
        let opens_badly =
            self.has(start, Traits::FUNCTION | Traits::OUTSIDE | Traits::WEEKDAY) || self.is_title(start);
        if opens_badly || !self.is_capital(start, start) {
            return None;
        }
        let run = self.joined(start);
        let last = (start..run).rev().find(|index| self.has(*index, Traits::HEAD));
        let Some((at, head)) = last.and_then(|at| Some((at, self.head(at)?))) else {
            return self.small(start, run).or_else(|| self.defined(start, run));
        };
        if self.heading(start) != Heading::None && (start..at).any(|index| !self.may_modify(index)) {
            return None;
        }
        let mut end = at + 1;
        if head.leads && at == start {
            end = run;
        }
        while end < run
            && self.has(end, Traits::BODILY)
            && !self.has(end, Traits::OCCASION)
            && self.state(end).is_none()
        {
            end += 1;
        }
        let named = end > at + 1 || at > start;
        let (end, country) = self.led(head, end, named);
        let linked = end > run.min(at + 1) && end > at + 1;
        let alone = head.kind == "parliament" && self.is_led_to(start);
        if !(named || linked || alone) || (head.needs && !linked && at == start) {
            return None;
        }
        let country = country.or_else(|| self.adjective(start, at));
        Some(Body { country, ..Body::plain(start..end, &head.kind, Ground::Head(at)) })
    }

    /// A run that goes on behind an `and`: `Coast Mining and Harbour Company`.
    fn joined(&self, start: usize) -> usize {
        let run = self.run(start);
        let headed = |from: usize, to: usize| (from..to).any(|index| self.has(index, Traits::HEAD));
        let may_join = |index: usize| {
            !self.is_placed(index)
                && !self.is_acronym(index)
                && !self.has(index, Traits::GIVEN)
                && !self.is_known_body(index)
        };
        if run == start || headed(start, run) || !self.has(run, Traits::JOIN) || !may_join(run - 1) {
            return run;
        }
        let one = run == start + 1;
        if !self.is_capital(start, run + 1) || !may_join(run + 1) || one && !self.has(start, Traits::BODILY) {
            return run;
        }
        let next = self.run(run + 1);
        let person =
            (start..run).any(|index| self.has(index, Traits::GIVEN) && !self.has(index, Traits::BODILY));
        if next > run + 2 && headed(run + 2, next) && !person { next } else { run }
    }

    /// Whether an article or a link stands before, or nothing.
    fn is_led_to(&self, start: usize) -> bool {
        let opens = self.reading.tokens()[start].opens;
        opens
            || start
                .checked_sub(1)
                .is_some_and(|before| self.has(before, Traits::ARTICLE | Traits::LINK | Traits::JOIN))
    }

    /// In a heading only such words are taken along: the others may be anything.
    fn may_modify(&self, index: usize) -> bool {
        self.has(index, Traits::BODILY) || self.reading.hit_over(index).is_some() || self.is_acronym(index)
    }

    /// The state in whose adjective or name a body's name begins.
    fn adjective(&self, start: usize, head: usize) -> Option<&'static str> {
        let hit = self.reading.hit_at(start).filter(|hit| hit.tokens.1 <= head)?;
        match hit.sense {
            Sense::State(state, _) | Sense::Adjective(state) => Some(self.reading.known().states[state].code),
            _ => None,
        }
    }

    /// Follows the links behind a head: the end of the name, and its state.
    fn led(&self, first: &'static Head, from: usize, named: bool) -> (usize, Option<&'static str>) {
        let (mut head, mut end, mut country) = (first, from, None);
        while self.here(from - 1, end + 1) && self.links(first, head, end) {
            let start = end + 1 + usize::from(self.has(end + 1, Traits::ARTICLE));
            let of = self.has(end, Traits::SERVING);
            if let Some((code, behind)) = self.state(start) {
                let fits = of || first.kind == "embassy" || !self.has(end, Traits::TOWARDS);
                if !fits {
                    break;
                }
                country = country.or(Some(code).filter(|_| of));
                end = behind;
                // "Center for Kenya and Norway"
                if !of
                    && self.has(end, Traits::JOIN)
                    && let Some((_, behind)) = self.state(end + 1)
                {
                    end = behind;
                }
                // "Bank of Kenya Foundation"
                while self.is_capital(from - 1, end) && self.has(end, Traits::HEAD) {
                    end += 1;
                }
                continue;
            }
            // "Department of the Ministry of Lakes" are two.
            let whole = of && (named || end > from) && self.is_known_body(start)
                || self.is_headed(start)
                || of && first.kind == "agency" && self.is_whole(start);
            let found = self.complement(head, from - 1, start).filter(|_| !whole);
            let Some((behind, inner)) = found else { break };
            head = inner.unwrap_or(head);
            end = behind;
        }
        (end, country)
    }

    /// Whether a complete body begins with its head at a token.
    fn is_headed(&self, index: usize) -> bool {
        let head = self.head(index).filter(|_| self.has(index, Traits::HEAD));
        head.is_some_and(|head| matches!(head.kind.as_str(), "ministry" | "parliament" | "embassy"))
            && self.run(index) == index + 1
            && self.has(index + 1, Traits::SERVING)
    }

    /// Whether a run ends in the head of a body that has parts of its own:
    /// `Board of the Lyra Bank` are two.
    fn is_whole(&self, start: usize) -> bool {
        let run = self.run(start);
        let head = (run > start + 1)
            .then(|| self.head(run - 1))
            .flatten()
            .filter(|_| self.has(run - 1, Traits::HEAD));
        head.is_some_and(|head| matches!(head.kind.as_str(), "company" | "university" | "ministry" | "igo"))
    }

    fn links(&self, first: &Head, head: &Head, index: usize) -> bool {
        let word = self.reading.at(index);
        first.links.contains(word) || head.links.contains(word)
    }

    /// What a link leads to: its end, and the head in it.
    fn complement(&self, head: &Head, anchor: usize, start: usize) -> Option<(usize, Option<&'static Head>)> {
        if let Some((Sense::Title(..), end)) = self.sense(start).filter(|_| self.is_capital(anchor, start)) {
            return Some((end, None));
        }
        let run = self.run(start);
        if run == start
            || self.claim_at(start).is_some()
            || self.has(start, Traits::WEEKDAY)
            || self.is_month(start)
        {
            return None;
        }
        let mut end = self.edge(start, run);
        if end == run {
            end = self.listed(head, anchor, end);
            while self.has(end, Traits::JOIN) && self.continues(anchor, end + 1) {
                end = self.edge(end + 1, self.run(end + 1));
            }
            // "for Central Asia and Kenya"
            if self.is_placed(end - 1)
                && self.has(end, Traits::JOIN)
                && let Some((_, behind)) = self.state(end + 1)
            {
                end = behind;
            }
        }
        let inner = (start..end)
            .rev()
            .find(|index| self.has(*index, Traits::HEAD))
            .and_then(|index| self.head(index));
        Some((end, inner))
    }

    fn is_month(&self, index: usize) -> bool {
        matches!(self.sense(index), Some((Sense::Month(_) | Sense::Weekday(_) | Sense::Relative(..), _)))
    }

    /// Whether the words behind `and` go on with a body's name.
    fn continues(&self, anchor: usize, index: usize) -> bool {
        let other = self.is_title(index)
            || self.has(index, Traits::BEFORE_TITLE | Traits::GIVEN) && !self.has(index, Traits::BODILY)
            || self.is_placed(index)
            || self.is_known_body(index) && !self.has(index, Traits::BODILY)
            || self.is_acronym(index)
            || self.has(index, Traits::HEAD) && self.run(index) == index + 1;
        self.is_capital(anchor, index) && !other && !self.has(index, Traits::FUNCTION)
    }

    /// `Trade, Industry and Tourism`: the end of the list, which needs an `and`.
    fn listed(&self, head: &Head, anchor: usize, end: usize) -> usize {
        if !matches!(head.kind.as_str(), "ministry" | "agency" | "university") {
            return end;
        }
        let mut at = end;
        while self.is_mark(at, ',') && self.continues(anchor, at + 1) && self.run(at + 1) - at <= 4 {
            at = self.run(at + 1);
        }
        if at > end && self.has(at, Traits::JOIN) && self.continues(anchor, at + 1) { at } else { end }
    }

    /// Where a person's name begins inside a run: behind a word that bodies
    /// are named by, or behind a state.
    fn edge(&self, start: usize, run: usize) -> usize {
        let reading = self.reading;
        let name_from = |at: usize| {
            Name::at(reading, at).is_some_and(|name| !name.is_single() && name.tokens().end == run)
        };
        (start + 1..run)
            .find(|at| {
                let behind = self.has(at - 1, Traits::BODILY) || self.has(*at, Traits::GIVEN);
                let state = reading.hit_over(at - 1).is_some_and(|hit| hit.tokens.1 == *at);
                let bodily = self.has(*at, Traits::BODILY);
                (behind || state) && !bodily && name_from(*at)
                    || state && !bodily && reading.tokens()[*at].class == Class::Capitalised
            })
            .unwrap_or(run)
    }

    /// `Green party`, `Kazakh government`
    fn small(&self, start: usize, run: usize) -> Option<Body> {
        let here = self.here(start, run) && self.has(run, Traits::SMALL_HEAD) && run > start;
        let head = self.head(run).filter(|_| here)?;
        let stately = self.reading.hit_at(start).is_some_and(|hit| hit.tokens.1 == run);
        let known =
            stately || (start..run).any(|index| self.has(index, Traits::GIVEN) || self.is_acronym(index));
        let fits = if known { head.national && stately } else { self.heading(start) == Heading::None };
        let plural = self.reading.tokens()[run].class == Class::Lower;
        (fits && plural).then(|| Body {
            country: self.adjective(start, run),
            ..Body::plain(start..run + 1, &head.kind, Ground::Head(run))
        })
    }

    /// `Left Ecology Freedom (LEF)`: capitals whose first letters stand behind them.
    fn defined(&self, start: usize, run: usize) -> Option<Body> {
        let acronym = self.bracket(run).filter(|_| run > start + 1)?;
        let mut letters = self.reading.at(acronym).chars().filter(|c| c.is_uppercase());
        let initials = (start..run).filter_map(|index| self.reading.at(index).chars().next());
        initials.eq(&mut letters).then(|| Body::plain(start..run, "other", Ground::Initials))
    }

    /// `the newspaper Turkistan`
    fn introduced(&self, start: usize) -> Option<Body> {
        let before = start
            .checked_sub(1)
            .filter(|before| self.here(start, *before) && self.has(*before, Traits::INTRODUCING))?;
        let run = self.run(start);
        let word = self.reading.at(before);
        let kinds = &self.reading.known().naming.introduces;
        let (kind, _) = kinds.iter().find(|(_, words)| words.iter().any(|known| known == word))?;
        (run > start && self.heading(start) == Heading::None && !self.has(start, Traits::FUNCTION))
            .then(|| Body::plain(start..run, kind, Ground::Introduced(before)))
    }

    /// Short forms in a row, of which nothing else is known.
    fn letters(&self, start: usize) -> Option<Body> {
        let alone = |index: usize| {
            self.is_acronym(index) && self.here(start, index) && self.reading.hit_over(index).is_none()
        };
        let end = start + (start..self.reading.tokens().len()).take_while(|index| alone(*index)).count();
        let known = |index: usize| matches!(self.sense(index), Some((Sense::Body(_), _)));
        let end = if end > start && known(end) && self.is_acronym(end) { end + 1 } else { end };
        let told = (end == start + 1).then(|| self.reading.told(self.reading.at(start))).flatten();
        if let Some(Meaning { kind, country }) = told {
            return Some(Body { country, ..Body::plain(start..end, kind, Ground::Told) });
        }
        (end > start).then(|| Body::plain(start..end, "other", Ground::Letters))
    }

    /// The short form in brackets behind a name.
    pub(super) fn bracket(&self, end: usize) -> Option<usize> {
        let tokens = self.reading.tokens();
        let letters = tokens.get(end + 1).filter(|_| self.is_mark(end, '(') && self.is_mark(end + 2, ')'))?;
        let shaped = self.reading.word(letters).chars().filter(|c| c.is_uppercase()).count() > 1;
        (shaped && letters.is_capital()).then_some(end + 1)
    }
}
