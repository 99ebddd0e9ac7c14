//! Names of events, documents and prizes; and of places by what they are.

use std::ops::Range;

use super::{Terrain, page::Page};
use crate::{
    lexicon::{Sense, Traits},
    reading::Heading,
};

impl Page<'_> {
    /// `the 2026 Baltic Summit`, `1997 Kenyan general election`, `Treaty of Oslo`
    pub(super) fn occasion(&self, start: usize) -> Option<Range<usize>> {
        let tokens = self.reading.tokens();
        let figures =
            (start..tokens.len().min(start + 2)).take_while(|index| tokens[*index].is_figure()).count();
        let first = start + figures;
        if self.has(first, Traits::FUNCTION)
            || self.heading(start) != Heading::None
            || !self.is_capital(start, first)
        {
            return self.figure_only(start, first);
        }
        let run = self.run(first);
        if let Some(end) = self.small_occasion(first, run) {
            return Some(start..end);
        }
        let last = (first..run).rev().find(|index| self.has(*index, Traits::OCCASION))?;
        if (last + 1..run).any(|index| self.has(index, Traits::HEAD)) || self.is_title(first) {
            return None;
        }
        let end = self.occasion_led(last + 1);
        (end > last + 1 || last > start).then_some(start..end)
    }

    /// `2026 election`
    fn figure_only(&self, start: usize, first: usize) -> Option<Range<usize>> {
        if first == start {
            return None;
        }
        self.small_occasion(first, first).filter(|_| self.here(start, first)).map(|end| start..end)
    }

    fn small_occasion(&self, first: usize, run: usize) -> Option<usize> {
        let mut at = run;
        while self.here(first, at) && self.has(at, Traits::BETWEEN) && at - run < 2 {
            at += 1;
        }
        (self.here(first, at) && self.has(at, Traits::SMALL_OCCASION)).then(|| self.occasion_led(at + 1))
    }

    /// The end of what an occasion is of.
    fn occasion_led(&self, end: usize) -> usize {
        let links = &self.reading.known().naming.occasions.links;
        let start = end + 1 + usize::from(self.has(end + 1, Traits::ARTICLE));
        if !links.contains(self.reading.at(end)) || !self.is_capital(end - 1, start) || self.is_title(start) {
            return end;
        }
        match self.state(start) {
            Some((_, behind)) => behind,
            None if self.has(end, Traits::SERVING) => self.run(start).max(end),
            None => end,
        }
    }

    /// `of Lyra`, where Lyra is no state.
    fn is_of_a_name(&self, link: usize) -> bool {
        let named = self.here(link - 1, link + 1) && self.is_capital(link - 1, link + 1);
        let links = &self.reading.known().naming.terrain.links;
        links.contains(self.reading.at(link))
            && named
            && self.state(link + 1).is_none()
            && !self.is_title(link + 1)
    }

    /// Whether the word is of something built.
    pub(super) fn is_facility(&self, index: usize) -> bool {
        self.reading.known().naming.terrain.facilities.contains(self.reading.at(index))
    }

    /// `Lyra County`, `Lake Lyra`
    pub(super) fn terrain(&self, start: usize) -> Option<Terrain> {
        let known = self
            .reading
            .hit_at(start)
            .is_some_and(|hit| matches!(hit.sense, Sense::Locality(..)) && hit.tokens.1 > start + 1);
        if known
            || self.has(start, Traits::FUNCTION)
            || !self.is_capital(start, start)
            || self.is_title(start)
        {
            return None;
        }
        let run = self.run(start);
        let kind = |index: usize| if self.is_facility(index) { "facility" } else { "region" };
        if self.heading(start) == Heading::None {
            if self.has(start, Traits::TERRAIN_LEAD)
                && run > start + 1
                && !self.has(start + 1, Traits::BODILY)
            {
                return Some(Terrain { tokens: start..run, word: start, kind: kind(start) });
            }
            if self.has(start, Traits::TERRAIN) && run == start + 1 && self.is_of_a_name(run) {
                let tokens = start..self.run(run + 1);
                return Some(Terrain { tokens, word: start, kind: kind(start) });
            }
            if let Some(last) = (start + 1..run).rev().find(|index| self.has(*index, Traits::TERRAIN)) {
                return Some(Terrain { tokens: start..last + 1, word: last, kind: kind(last) });
            }
        }
        let small = run > start
            && self.here(start, run)
            && self.has(run, Traits::SMALL_TERRAIN)
            && self.reading.hit_over(start).is_none();
        (small && !self.has(start, Traits::BODILY) && self.heading(start) == Heading::None).then(|| Terrain {
            tokens: start..run + 1,
            word: run,
            kind: kind(run),
        })
    }
}
