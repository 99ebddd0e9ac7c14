//! Bodies of languages whose heads govern: `министерство лесов Кении`,
//! `Лирийский банк`, `партия «Лира»`.

use super::{Body, Ground, page::Page};
use crate::{
    governed,
    knowledge::Head,
    lexicon::{Sense, Traits},
    tokens::Class,
};

/// How many adjectives may stand before a head.
const BEFORE: usize = 3;

/// A head, or a name of the table that stands for one.
struct Core {
    end: usize,
    ground: Ground,
    kind: &'static str,
    country: Option<&'static str>,
    known: Option<usize>,
    head: Option<&'static Head>,
}

impl Page<'_> {
    /// The body whose name begins at a token with a head that governs, with a
    /// name of the table, or with adjectives before a head.
    pub(super) fn governed(&self, start: usize) -> Option<Body> {
        self.reading.known().cases_of(self.reading.at(start))?;
        let core = self.core(start)?;
        let mut run = governed::run(self.reading, core.end);
        if let Some(quoted) = governed::quoted(self.reading, run.start).filter(|_| core.head.is_some()) {
            return Some(Body::plain(quoted, core.kind, core.ground));
        }
        if let Some(head) = core.head {
            run.end = self.apart(head, run.clone());
            run.end = self.led_on(head, run.end);
        } else if core.kind != "ministry" {
            // Every state has one of these, and the others have their name to themselves.
            run.end = run.start;
        }
        let country = core.country.or_else(|| governed::state(self.reading, run.clone()));
        let acronym = self.bracket(run.end);
        let body = Body {
            known: core.known,
            acronym,
            country,
            ..Body::plain(start..run.end, core.kind, core.ground)
        };
        self.is_named(&core, &body).then_some(body)
    }

    fn core(&self, start: usize) -> Option<Core> {
        if let Some(body) = self.known(start) {
            let Body { kind, country, known, tokens, .. } = body;
            let ground = Ground::Known;
            return Some(Core { end: tokens.end, ground, kind, country, known, head: None });
        }
        let is_before = |index: &usize| {
            let word = self.reading.at(*index);
            let adjective = self.reading.known().cases_of(word).is_some_and(|cases| cases.is_adjective(word));
            let first = *index > start || self.is_capital(start, start);
            first
                && adjective
                && self.here(start, *index)
                && !self.has(*index, Traits::HEAD | Traits::FUNCTION)
        };
        let at = start + (start..start + BEFORE).take_while(is_before).count();
        let head = self.head(at).filter(|_| self.here(start, at) && self.has(at, Traits::GOVERNING))?;
        let country = self.reading.hit_at(start).filter(|_| at > start).and_then(|hit| match hit.sense {
            Sense::Adjective(state) => Some(self.reading.known().states[state].code),
            _ => None,
        });
        let ground = Ground::Head(at);
        Some(Core { end: at + 1, ground, kind: &head.kind, country, known: None, head: Some(head) })
    }

    /// Where another body begins in a run: the department of a ministry is not the ministry.
    fn apart(&self, head: &Head, run: std::ops::Range<usize>) -> usize {
        let national = |index: &usize| {
            let other = self.head(*index).filter(|_| self.has(*index, Traits::GOVERNING));
            self.is_known_body(*index) || other.is_some_and(|other| other.national)
        };
        run.clone().skip(1).find(national).filter(|_| !head.national).unwrap_or(run.end)
    }

    /// The end of what a head's links lead to: `по делам женщин`, `в Кении`.
    fn led_on(&self, head: &Head, mut end: usize) -> usize {
        while head.links.contains(self.reading.at(end)) && self.here(end - 1, end + 1) {
            let placed = self.state(end + 1).map(|(_, behind)| behind);
            let small = || self.has(end + 1, Traits::SMALL).then_some(end + 2);
            let letters = || self.is_acronym(end + 1).then_some(end + 2);
            let capital =
                || (head.kind == "university").then(|| self.run(end + 1)).filter(|run| *run > end + 1);
            let Some(behind) = placed.or_else(small).or_else(letters).or_else(capital) else { break };
            end = governed::run(self.reading, behind).end;
        }
        end
    }

    /// Whether the words name one body: a head alone does not, nor do plain
    /// words behind one that has no capital of its own.
    fn is_named(&self, core: &Core, body: &Body) -> bool {
        let Some(head) = core.head else { return true };
        let tokens = self.reading.tokens();
        let first = &tokens[body.tokens.start];
        let own = first.is_capital() && !first.opens;
        let more = body.tokens.len() > 1;
        let capital = body.tokens.clone().skip(1).any(|index| tokens[index].is_capital());
        let ministry = head.kind == "ministry" && tokens[body.tokens.start].class != Class::Mark('«');
        more && (own || capital || ministry) || own && head.kind == "parliament"
    }
}
