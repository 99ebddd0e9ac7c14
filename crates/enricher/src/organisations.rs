//! Bodies: which names are of one body.

use std::hash::{BuildHasher as _, Hasher as _};

use courant_model::{Organisation, Ref, Span};
use foldhash::fast::FixedState;

use crate::{
    Notes, Reading,
    lexicon::{Sense, Traits},
    names::Body,
    tokens::Class,
};

/// Notes the bodies, each with all forms of its name, and says which of them
/// is the source. Gives each name with the body that it is of.
pub(crate) fn organisations<'b>(
    reading: &Reading<'_>,
    bodies: &'b [Body],
    notes: &mut Notes,
) -> Vec<(Ref, &'b Body)> {
    let mut known: Vec<Named<'b>> = Vec::new();
    let (letters, full): (Vec<&Body>, Vec<&Body>) = bodies.iter().partition(|body| is_letters(reading, body));
    for body in full {
        let key = key(reading, body);
        match known.iter_mut().find(|named| named.key == key || named.is_known(body)) {
            Some(named) => named.add(reading, body),
            None => known.push(Named::of(reading, body, key)),
        }
    }
    for body in letters {
        let word = reading.words(body.tokens.clone());
        let same = |named: &Named| {
            named.acronym.is_some_and(|token| reading.at(token) == word)
                || named.is_known(body)
                || named.key == key(reading, body)
                || named.initials == word
        };
        match known.iter_mut().find(|named| same(named)) {
            Some(named) => named.add(reading, body),
            None => known.push(Named::of(reading, body, key(reading, body))),
        }
    }
    for named in &mut known {
        named.mentions.sort_unstable();
        named.mentions.dedup();
    }
    known.sort_by_key(|named| named.mentions.first().copied());
    notes.organisations = known
        .iter()
        .enumerate()
        .map(|(index, named)| named.record(reading, Ref::Organisation(index + 1)))
        .collect();
    name_source(notes);
    let names = |(index, named): (usize, &Named<'b>)| {
        let reference = Ref::Organisation(index + 1);
        named.bodies.iter().map(|body| (reference, *body)).collect::<Vec<_>>()
    };
    known.iter().enumerate().flat_map(names).collect()
}

/// A body and everywhere it is named.
struct Named<'b> {
    key: u64,
    known: Option<usize>,
    kind: &'static str,
    country: Option<&'static str>,
    /// The first letters of its words that have a capital.
    initials: String,
    acronym: Option<usize>,
    /// In bytes.
    mentions: Vec<(usize, usize)>,
    bodies: Vec<&'b Body>,
}

impl<'b> Named<'b> {
    fn of(reading: &Reading<'_>, body: &'b Body, key: u64) -> Named<'b> {
        let capitals = body.tokens.clone().filter(|index| reading.tokens()[*index].is_capital());
        let initials = capitals.filter_map(|index| reading.at(index).chars().next()).collect();
        let Body { known, kind, country, .. } = *body;
        let mut named = Named {
            key,
            known,
            kind,
            country,
            initials,
            acronym: None,
            mentions: Vec::new(),
            bodies: Vec::new(),
        };
        named.add(reading, body);
        named
    }

    /// Whether both are one body of the table: a ministry that every state has
    /// is one only within a state.
    fn is_known(&self, body: &Body) -> bool {
        let apart = self.country.is_some() && body.country.is_some() && self.country != body.country;
        body.known.is_some() && self.known == body.known && !apart
    }

    fn add(&mut self, reading: &Reading<'_>, body: &'b Body) {
        self.bodies.push(body);
        let bytes = |tokens| {
            let bytes = reading.bytes(tokens);
            (bytes.start, bytes.end)
        };
        self.mentions.push(bytes(body.tokens.clone()));
        self.mentions.extend(body.acronym.map(|acronym| bytes(acronym..acronym + 1)));
        let letters = is_letters(reading, body).then_some(body.tokens.start);
        self.acronym = self.acronym.or(body.acronym).or(letters);
        self.country = self.country.or(body.country);
        self.known = self.known.or(body.known);
    }

    /// The fullest form is the longest.
    fn record(&self, reading: &Reading<'_>, reference: Ref) -> Organisation {
        let text = reading.text();
        let forms = self.mentions.iter().map(|(start, end)| &text[*start..*end]);
        let mixed = |form: &str| form.chars().any(char::is_lowercase);
        let nominative = |form: &str| {
            let first = form.split(' ').next().unwrap_or_default();
            reading.known().lexicon.traits_of(first).has(Traits::NOMINATIVE)
        };
        let words = |form: &str| {
            let declined = reading.known().cases_of(form).is_some();
            if declined { form.split(' ').count() } else { 0 }
        };
        let rank = |form: &&str| (mixed(form), words(form), nominative(form), form.len());
        let name = forms.rev().max_by_key(rank).unwrap_or_default();
        let span = |(start, end): &(usize, usize)| reading.span(*start..*end);
        Organisation {
            reference,
            name: name.to_owned(),
            acronym: self.acronym.map(|token| reading.at(token).to_owned()),
            kind: self.kind.to_owned(),
            country: self.country.map(str::to_owned),
            mentions: self.mentions.iter().map(span).collect(),
        }
    }
}

fn is_letters(reading: &Reading<'_>, body: &Body) -> bool {
    body.tokens.len() == 1 && {
        let word = reading.at(body.tokens.start);
        word.chars().count() <= 7
            && word.chars().filter(|c| c.is_uppercase()).count() > 1
            && !word.contains('.')
    }
}

/// The words that tell a body from others, in whatever order: `Kazakh Foreign
/// Ministry` is the `Ministry of Foreign Affairs of Kazakhstan`.
fn key(reading: &Reading<'_>, body: &Body) -> u64 {
    let states = &reading.known().states;
    let mut key = 0_u64;
    let mut index = body.tokens.start;
    while index < body.tokens.end {
        let (code, end) = match reading.hit_at(index).map(|hit| (hit.sense, hit.tokens.1)) {
            Some((Sense::State(state, _) | Sense::Adjective(state), end)) => (Some(states[state].code), end),
            _ => (None, index + 1),
        };
        let said = !reading.has(index, Traits::WEAK | Traits::FUNCTION | Traits::LINK | Traits::JOIN)
            && !matches!(reading.tokens()[index].class, Class::Mark(_) | Class::Clitic);
        if code.is_some() || said {
            let word = reading.at(index);
            let stem =
                reading.known().cases_of(word).filter(|_| code.is_none()).map(|cases| cases.stem(word));
            let plain = || code.unwrap_or_else(|| singular(word));
            key = key.wrapping_add(stem.map_or_else(|| hash(plain()), |stem| hash(&stem)));
        }
        index = end;
    }
    key
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 4).unwrap_or(word)
}

fn hash(word: &str) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    word.chars().flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(c.into()));
    hasher.finish()
}

/// The source is a body: one that is named there, or one of its own.
fn name_source(notes: &mut Notes) {
    let Some(source) = &mut notes.source else { return };
    let Some(span) = source.span else { return };
    let inside = |mention: &&Span| mention.start <= span.start && span.end <= mention.end;
    let named = notes.organisations.iter().find(|body| body.mentions.iter().any(|mention| inside(&mention)));
    if let Some(body) = named {
        source.organisation = Some(body.reference);
        return;
    }
    let whole = |mention: &Span| mention.start < span.end && span.start < mention.end;
    let partly = notes.organisations.iter().any(|body| body.mentions.iter().any(whole));
    if partly || source.name.starts_with(|c: char| c.is_lowercase() && !source.name.contains('.')) {
        return;
    }
    let same =
        notes.organisations.iter_mut().find(|body| body.name.to_lowercase() == source.name.to_lowercase());
    if let Some(body) = same {
        body.mentions.push(span);
        source.organisation = Some(body.reference);
        return;
    }
    let reference = Ref::Organisation(notes.organisations.len() + 1);
    source.organisation = Some(reference);
    notes.organisations.push(Organisation {
        reference,
        name: source.name.clone(),
        acronym: None,
        kind: "media".to_owned(),
        country: None,
        mentions: vec![span],
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::entities;

    /// Bodies as `name (acronym) kind code: mention, …`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut notes = Notes::default();
        let reading = Reading::of_text(text, None, crate::knowledge::knowledge());
        crate::source::source(&reading, &mut notes);
        entities(&reading, &mut notes);
        let said = |body: &Organisation| {
            let mentions: Vec<&str> =
                body.mentions.iter().map(|span| span.slice(text).expect("inside the text")).collect();
            let acronym = body.acronym.as_ref().map_or(String::new(), |acronym| format!(" ({acronym})"));
            let code = body.country.as_deref().unwrap_or("-");
            format!("{}{acronym} {} {code}: {}", body.name, body.kind, mentions.join(", "))
        };
        assert_eq!(notes.organisations.iter().map(said).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_body_is_told_by_its_head() {
        check("the Lyra River Bank opened", &["Lyra River Bank company -: Lyra River Bank"]);
        check(
            "the Ministry of Lakes and Harbours of the Republic of Kenya informs",
            &[
                "Ministry of Lakes and Harbours of the Republic of Kenya ministry KE: Ministry of Lakes and Harbours of the Republic of Kenya",
            ],
        );
        check(
            "the Embassy of Kenya in Estonia",
            &["Embassy of Kenya in Estonia embassy KE: Embassy of Kenya in Estonia"],
        );
        check("voters of the Lyra party", &["Lyra party party -: Lyra party"]);
        check("the ministry, the parties and the Board", &[]);
        check("A Green Meeting on Trade", &[]);
    }

    #[test]
    fn bodies_of_bodies_are_two() {
        check(
            "head of the Lakes Department of the Ministry of Trade of Kenya Amos Otieno spoke about water",
            &[
                "Lakes Department agency -: Lakes Department",
                "Ministry of Trade of Kenya ministry KE: Ministry of Trade of Kenya",
            ],
        );
    }

    #[test]
    fn a_short_form_is_one_with_what_it_stands_for() {
        check(
            "the World River Fund (WRF) met. WRF spoke, as did the CIS.",
            &["World River Fund (WRF) igo -: World River Fund, WRF, WRF", "CIS (CIS) igo -: CIS"],
        );
        check(
            "the Northern Harbour Company met. Later NHC spoke.",
            &["Northern Harbour Company (NHC) company -: Northern Harbour Company, NHC"],
        );
    }

    #[test]
    fn one_body_may_be_worded_in_several_ways() {
        check(
            "the Ministry of Foreign Affairs of Kenya and the Kenyan Foreign Ministry",
            &[
                "Ministry of Foreign Affairs of Kenya ministry KE: Ministry of Foreign Affairs of Kenya, Kenyan Foreign Ministry",
            ],
        );
    }

    #[test]
    fn the_source_is_a_body() {
        check("Ice broke on the lake, Baltic Herald reports.", &["Baltic Herald media -: Baltic Herald"]);
        check("Ice broke on the lake, lyra.example reports.", &["lyra.example media -: lyra.example"]);
    }

    #[test]
    fn summits_and_treaties_are_no_bodies() {
        check("at the African Union Summit and in the Treaty of Oslo", &[]);
        check("the 2019 Kenyan general election", &[]);
    }
}
