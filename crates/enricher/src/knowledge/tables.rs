//! The tables: languages, states, and other places.

use super::forms::forms;
use crate::lexicon::{Lexicon, Traits};

/// A language.
#[derive(Debug)]
pub(crate) struct Tongue {
    pub(crate) code: &'static str,
    pub(crate) tag: &'static str,
    /// Letters that no other language has.
    pub(crate) letters: &'static str,
}

use foldhash::HashMap;

/// A state or territory.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) code: &'static str,
    pub(crate) names: Vec<String>,
    pub(crate) adjectives: Vec<String>,
}

/// A place other than a state; `none` is its kind if it only looks like one.
#[derive(Debug)]
pub(crate) struct Locality {
    pub(crate) kind: &'static str,
    pub(crate) country: Option<&'static str>,
    pub(crate) names: Vec<String>,
    /// The file that has it.
    pub(crate) table: &'static str,
}

/// A body known by name.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) kind: &'static str,
    pub(crate) country: Option<&'static str>,
    /// The fullest first, the short form last.
    pub(crate) names: Vec<String>,
}

/// The lines of a table, without remarks.
fn rows(table: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t'))
}

fn alternatives(column: Option<&'static str>, mark: char) -> Vec<&'static str> {
    column.unwrap_or_default().split(mark).filter(|word| !word.is_empty()).collect()
}

/// Names that are read from a table, in all their cases.
#[derive(Debug, Default)]
pub(super) struct Declined {
    forms: Vec<Vec<String>>,
    /// Bodies' names of one word, which no person is called by.
    bodies: Vec<String>,
}

impl Declined {
    /// All forms of the names of a column; their cases are kept.
    fn read(&mut self, names: &[&str]) -> Vec<String> {
        let mut read = Vec::new();
        for name in names {
            let forms = forms(name);
            read.extend_from_slice(&forms);
            if is_declined(name) {
                self.forms.push(forms);
            }
        }
        read
    }

    pub(super) fn mark(&self, lexicon: &mut Lexicon) {
        self.bodies.iter().for_each(|word| lexicon.mark(word, Traits::BODILY));
        self.forms.iter().for_each(|forms| lexicon.decline(forms));
    }
}

/// Whether a name is of a language that has cases: all that are known are written in other letters than English.
fn is_declined(name: &str) -> bool {
    name.trim_start_matches(['~', '?']).starts_with(|c: char| !c.is_ascii())
}

/// The codes of all states.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    rows(include_str!("../../data/countries.tsv")).filter_map(|mut row| row.next())
}

/// The lines of a table that are no remarks, each with its first byte.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = (usize, &'static str)> {
    let mut at = 0;
    let lines = table.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    });
    lines.filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
}

pub(super) fn states() -> (Vec<State>, Vec<Locality>) {
    rows(include_str!("../../data/countries.tsv"))
        .map(|mut row| {
            let code = row.next().unwrap_or_default();
            let [names, adjectives, capitals] =
                [(); 3].map(|()| alternatives(row.next(), '|').into_iter().map(str::to_owned).collect());
            let capital =
                Locality { kind: "city", country: Some(code), names: capitals, table: "countries.tsv" };
            (State { code, names, adjectives }, capital)
        })
        .unzip()
}

/// Names of the states in one more language. Adjectives are without a capital there.
pub(super) fn name_states(states: &mut [State], table: &'static str, declined: &mut Declined) {
    for mut row in rows(table) {
        let code = row.next().unwrap_or_default();
        let [names, adjectives] = [(); 2].map(|()| alternatives(row.next(), '|'));
        let Some(state) = states.iter_mut().find(|state| state.code == code) else { continue };
        state.names.extend(declined.read(&names));
        for form in adjectives.into_iter().flat_map(forms) {
            state.adjectives.push(super::capitalised(&form));
            state.adjectives.push(form);
        }
    }
}

pub(super) fn localities(file: &'static str, table: &'static str) -> impl Iterator<Item = Locality> {
    let mut places = Vec::new();
    for (kind, country, names) in named(table) {
        let names = names.into_iter().map(str::to_owned).collect();
        places.push(Locality { kind, country, names, table: file });
    }
    places.into_iter()
}

/// Places in one more language.
pub(super) fn declined_localities(
    file: &'static str,
    table: &'static str,
    declined: &mut Declined,
) -> Vec<Locality> {
    let place =
        |(kind, country, names): Row| Locality { kind, country, names: declined.read(&names), table: file };
    named(table).map(place).collect()
}

pub(super) fn bodies(table: &'static str) -> impl Iterator<Item = Known> {
    named(table).map(|(kind, country, names)| {
        let names = names.into_iter().map(str::to_owned).collect();
        Known { kind, country, names }
    })
}

/// Bodies in one more language, in which they need no capital.
pub(super) fn declined_bodies(table: &'static str, declined: &mut Declined) -> Vec<Known> {
    let body = |(kind, country, names): Row| {
        let mut names = declined.read(&names);
        let phrase = |name: &&String| name.contains(' ') && is_declined(name);
        let phrases: Vec<String> = names.iter().filter(phrase).cloned().collect();
        names.extend(
            phrases.iter().map(|name| super::uncapitalised(name)).filter(|name| !phrases.contains(name)),
        );
        declined.bodies.extend(names.iter().filter(|name| !name.contains(' ') && is_declined(name)).cloned());
        Known { kind, country, names }
    };
    named(table).map(body).collect()
}

/// Kind, state and names.
type Row = (&'static str, Option<&'static str>, Vec<&'static str>);

/// The places or bodies of a table, of which several stand in one line.
fn named(table: &'static str) -> impl Iterator<Item = Row> {
    rows(table).flat_map(|mut row| {
        let kind = row.next().unwrap_or_default();
        let country = row.next().filter(|code| !code.is_empty());
        let each = alternatives(row.next(), '|').into_iter();
        each.map(move |names| (kind, country, alternatives(Some(names), '=')))
    })
}

pub(super) fn given_names() -> impl Iterator<Item = &'static str> {
    list(include_str!("../../data/given.txt"))
}

pub(super) fn plain_words() -> impl Iterator<Item = &'static str> {
    list(include_str!("../../data/en/plain.txt"))
}

/// The words of a list, without remarks.
pub(super) fn list(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

pub(super) fn short_names() -> HashMap<&'static str, Vec<&'static str>> {
    let rows = rows(include_str!("../../data/short_names.tsv"));
    rows.map(|mut row| (row.next().unwrap_or_default(), alternatives(row.next(), '|'))).collect()
}

pub(super) fn languages() -> Vec<Tongue> {
    rows(include_str!("../../data/languages.tsv"))
        .map(|mut row| {
            let [code, tag, letters] = [(); 3].map(|()| row.next().unwrap_or_default());
            Tongue { code, tag, letters }
        })
        .collect()
}
