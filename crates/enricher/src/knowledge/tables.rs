//! The tables: languages, states, and other places.

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
    pub(crate) names: Vec<&'static str>,
    pub(crate) adjectives: Vec<&'static str>,
}

/// A place other than a state; `none` is its kind if it only looks like one.
#[derive(Debug)]
pub(crate) struct Locality {
    pub(crate) kind: &'static str,
    pub(crate) country: Option<&'static str>,
    pub(crate) names: Vec<&'static str>,
    /// The file that has it.
    pub(crate) table: &'static str,
}

/// A body known by name.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) kind: &'static str,
    pub(crate) country: Option<&'static str>,
    /// The fullest first, the short form last.
    pub(crate) names: Vec<&'static str>,
}

/// The lines of a table, without remarks.
fn rows(table: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t'))
}

fn alternatives(column: Option<&'static str>, mark: char) -> Vec<&'static str> {
    column.unwrap_or_default().split(mark).filter(|word| !word.is_empty()).collect()
}

pub(super) fn states() -> (Vec<State>, Vec<Locality>) {
    rows(include_str!("../../data/countries.tsv"))
        .map(|mut row| {
            let code = row.next().unwrap_or_default();
            let [names, adjectives, capitals] = [(); 3].map(|()| alternatives(row.next(), '|'));
            let table = "countries.tsv";
            let capital = Locality { kind: "city", country: Some(code), names: capitals, table };
            (State { code, names, adjectives }, capital)
        })
        .unzip()
}

pub(super) fn localities() -> impl Iterator<Item = Locality> {
    let tables = [
        ("places.tsv", include_str!("../../data/places.tsv")),
        ("cities.tsv", include_str!("../../data/cities.tsv")),
    ];
    let rows = tables.into_iter().flat_map(|(table, text)| rows(text).map(move |row| (table, row)));
    rows.flat_map(|(table, mut row)| {
        let kind = row.next().unwrap_or_default();
        let country = row.next().filter(|code| !code.is_empty());
        let places = alternatives(row.next(), '|').into_iter();
        places.map(move |names| Locality { kind, country, names: alternatives(Some(names), '='), table })
    })
}

pub(super) fn bodies() -> Vec<Known> {
    let rows = rows(include_str!("../../data/bodies.tsv"));
    rows.flat_map(|mut row| {
        let kind = row.next().unwrap_or_default();
        let country = row.next().filter(|code| !code.is_empty());
        let bodies = alternatives(row.next(), '|').into_iter();
        bodies.map(move |names| Known { kind, country, names: alternatives(Some(names), '=') })
    })
    .collect()
}

pub(super) fn given_names() -> impl Iterator<Item = &'static str> {
    list(include_str!("../../data/given.txt"))
}

pub(super) fn plain_words() -> impl Iterator<Item = &'static str> {
    list(include_str!("../../data/en/plain.txt"))
}

/// The words of a list, without remarks.
fn list(words: &'static str) -> impl Iterator<Item = &'static str> {
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
