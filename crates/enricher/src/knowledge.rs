//! What is known of languages, states and titles: the files under `data`,
//! read once.

mod cases;
mod forms;
mod happening;
mod naming;
mod own;
mod tables;

use std::{collections::BTreeMap, sync::LazyLock};

use foldhash::{HashMap, HashSet};
use serde::{Deserialize, de::DeserializeOwned};

use self::naming::Verbs;
pub use self::own::{Mistake, Names, Table};
use self::tables::{given_names, languages, localities, plain_words, short_names, states};
pub(crate) use self::{
    cases::Cases,
    happening::{Announced, Happening, Sign},
    naming::{Bodies, Head, Title, Titles},
    tables::{Known, Locality, State, Tongue},
};
use crate::{
    keywords::Lists,
    lexicon::{Lexicon, Traits},
    subjects::{ANY, Topics},
};

/// All shipped data, read when the first item asks for it.
pub(crate) fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::with(Names::default()));
    &KNOWLEDGE
}

#[derive(Debug)]
pub(crate) struct Knowledge {
    pub(crate) words: Words,
    pub(crate) titles: Titles,
    pub(crate) naming: Bodies,
    pub(crate) happening: Happening,
    pub(crate) calendars: Vec<Calendar>,
    /// Of the languages that have them.
    pub(crate) cases: Vec<Cases>,
    pub(crate) attributions: Vec<Attribution>,
    pub(crate) languages: Vec<Tongue>,
    pub(crate) states: Vec<State>,
    pub(crate) localities: Vec<Locality>,
    pub(crate) bodies: Vec<Known>,
    /// By a short form of a given name, what it may be short for.
    pub(crate) short_names: HashMap<&'static str, Vec<&'static str>>,
    pub(crate) lexicon: Lexicon,
    pub(crate) topics: Topics,
    pub(crate) blanks: Lists,
}

/// How texts fall into words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) abbreviations: HashSet<String>,
    pub(crate) initials: HashSet<String>,
    pub(crate) clitics: Vec<String>,
    /// In lower case.
    function: Vec<String>,
    /// By the tag of a language, words that tell it.
    pub(crate) tells: BTreeMap<String, HashSet<String>>,
}

impl Words {
    /// Function words in all three cases that a word is written in.
    fn mark(&self, lexicon: &mut Lexicon) {
        for word in &self.function {
            lexicon.mark(word, Traits::FUNCTION);
            lexicon.mark(&capitalised(word), Traits::FUNCTION);
            lexicon.mark(&word.to_uppercase(), Traits::FUNCTION);
        }
        self.tells.values().flatten().for_each(|word| lexicon.mark(word, Traits::TELLING));
    }
}

/// The calendar words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Calendar {
    pub(crate) months: HashMap<String, i8>,
    /// 1 is Monday.
    pub(crate) weekdays: HashMap<String, i8>,
    pub(crate) next: HashSet<String>,
    pub(crate) also_words: HashSet<String>,
    pub(crate) ordinals: HashSet<String>,
    pub(crate) before_year: HashSet<String>,
    pub(crate) after_year: HashSet<String>,
    pub(crate) year_words: HashSet<String>,
    pub(crate) counts: HashSet<String>,
    pub(crate) spans: Vec<(String, String)>,
    #[serde(default)]
    pub(crate) relative: Vec<Relative>,
}

/// A day, month or year counted from that of the item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Relative {
    pub(crate) phrases: Vec<String>,
    pub(crate) unit: Unit,
    pub(crate) offset: i16,
    #[serde(default)]
    pub(crate) not_after: HashSet<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unit {
    Day,
    Month,
    Year,
}

/// The attribution clauses of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attribution {
    pub(crate) closing: Vec<String>,
    pub(crate) doubtful: Vec<String>,
    pub(crate) middle: Vec<String>,
    pub(crate) opening: Vec<String>,
    pub(crate) cuts: Vec<String>,
    pub(crate) articles: Vec<String>,
    pub(crate) connectives: HashSet<String>,
    pub(crate) heads: HashSet<String>,
    pub(crate) persons: HashSet<String>,
}

impl Knowledge {
    /// The cases of the language that a word is written in, if it has any.
    pub(crate) fn cases_of(&self, word: &str) -> Option<&Cases> {
        self.cases.iter().find(|cases| cases.are_of(word))
    }

    /// The shipped data, and names of one's own before them.
    pub(crate) fn with(own: Names) -> Knowledge {
        let Names { mut titles, mut declined, .. } = own;
        titles.append(parse(include_str!("../data/en/titles.toml")));
        titles.append(parse(include_str!("../data/ru/titles.toml")));
        let mut naming: Bodies = parse(include_str!("../data/en/bodies.toml"));
        naming.append(parse(include_str!("../data/ru/bodies.toml")));
        let mut happening: Happening = parse(include_str!("../data/en/events.toml"));
        happening.append(parse(include_str!("../data/ru/events.toml")));
        let calendars =
            vec![parse(include_str!("../data/en/dates.toml")), parse(include_str!("../data/ru/dates.toml"))];
        let (mut states, capitals) = states();
        let mut places = own.places;
        places.extend(capitals);
        places.extend(localities("places.tsv", include_str!("../data/places.tsv")));
        places.extend(localities("cities.tsv", include_str!("../data/cities.tsv")));
        tables::name_states(&mut states, include_str!("../data/ru/countries.tsv"), &mut declined);
        places.extend(tables::declined_localities(
            "ru/places.tsv",
            include_str!("../data/ru/places.tsv"),
            &mut declined,
        ));
        let mut bodies = own.bodies;
        bodies.extend(tables::bodies(include_str!("../data/bodies.tsv")));
        bodies.extend(tables::declined_bodies(include_str!("../data/ru/bodies.tsv"), &mut declined));
        let words: Words = parse(include_str!("../data/words.toml"));
        let mut lexicon = Lexicon::new(&words, &states, &places, &bodies, &calendars, &titles);
        words.mark(&mut lexicon);
        titles.mark(&mut lexicon);
        naming.mark(&mut lexicon);
        happening.mark(&mut lexicon);
        declined.mark(&mut lexicon);
        parse::<Verbs>(include_str!("../data/en/verbs.toml")).mark(&mut lexicon);
        parse::<Verbs>(include_str!("../data/ru/verbs.toml")).mark(&mut lexicon);
        given_names().chain(own.given).for_each(|name| lexicon.mark(name, Traits::GIVEN));
        for (name, nominative) in parse::<cases::Given>(include_str!("../data/ru/given.toml")).forms() {
            lexicon.mark(&name, if nominative { Traits::GIVEN | Traits::NOMINATIVE } else { Traits::GIVEN });
        }
        plain_words().for_each(|word| lexicon.mark(&capitalised(word), Traits::PLAIN));
        Knowledge {
            words,
            attributions: vec![
                parse(include_str!("../data/en/attribution.toml")),
                parse(include_str!("../data/ru/attribution.toml")),
            ],
            languages: languages(),
            titles,
            naming,
            happening,
            calendars,
            cases: vec![parse(include_str!("../data/ru/cases.toml"))],
            states,
            localities: places,
            bodies,
            short_names: short_names(),
            lexicon,
            topics: Topics::new(
                parse(include_str!("../data/topics.toml")),
                [
                    ("en", parse(include_str!("../data/en/subjects.toml"))),
                    ("ru", parse(include_str!("../data/ru/subjects.toml"))),
                ]
                .into_iter()
                .chain(Some((ANY, own.subjects)).filter(|(_, worded)| !worded.is_empty())),
            ),
            blanks: Lists::new(
                parse(include_str!("../data/keywords.toml")),
                [
                    ("en", parse(include_str!("../data/en/keywords.toml"))),
                    ("ru", parse(include_str!("../data/ru/keywords.toml"))),
                ],
            ),
        }
    }
}

fn capitalised(word: &str) -> String {
    let first = word.chars().next().map_or(0, char::len_utf8);
    word[..first].to_uppercase() + &word[first..]
}

fn uncapitalised(word: &str) -> String {
    let first = word.chars().next().map_or(0, char::len_utf8);
    word[..first].to_lowercase() + &word[first..]
}

fn parse<T: DeserializeOwned>(data: &str) -> T {
    toml::from_str(data).expect("the shipped data are well formed: a test reads them")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_data_are_read() {
        let known = knowledge();
        assert_eq!(known.calendars.len(), 2);
        assert!(known.calendars.iter().all(|calendar| {
            let months: BTreeSet<i8> = calendar.months.values().copied().collect();
            months == (1..=12).collect()
        }));
    }

    #[test]
    fn there_are_the_249_states_of_the_standard_each_with_a_name() {
        let states = &knowledge().states;
        let codes: BTreeSet<&str> = states.iter().map(|state| state.code).collect();
        assert_eq!((states.len(), codes.len()), (249, 249));
        for state in states {
            assert!(state.code.len() == 2 && state.code.chars().all(|c| c.is_ascii_uppercase()), "{state:?}");
            assert!(!state.names.is_empty(), "{state:?}");
        }
    }

    #[test]
    fn places_lie_in_states_and_have_a_kind() {
        let known = knowledge();
        for place in &known.localities {
            assert!(["city", "region", "other", "none"].contains(&place.kind), "{place:?}");
            let code = place.country;
            assert!(code.is_none_or(|code| known.states.iter().any(|state| state.code == code)), "{place:?}");
        }
    }

    #[test]
    fn every_language_that_can_be_told_has_a_tag() {
        for lang in whatlang::Lang::all() {
            assert!(knowledge().languages.iter().any(|tongue| tongue.code == lang.code()), "{lang:?}");
        }
    }
}
