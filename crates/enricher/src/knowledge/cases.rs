//! Languages whose words change with their case: what is told by an ending.

use std::collections::HashMap;

use serde::Deserialize;

/// The endings of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cases {
    /// What the language is written in.
    letters: String,
    endings: Vec<String>,
    adjectives: Vec<String>,
    genitive: Vec<String>,
    nouns: Vec<String>,
    families: Vec<String>,
    patronymics: Vec<String>,
    /// By what is left of a word, what is left of it in its other cases.
    irregular: HashMap<String, String>,
}

/// As many letters are left of a word whose ending is taken away.
const STEM: usize = 2;

impl Cases {
    /// Whether a word is written in the letters of the language.
    pub(crate) fn are_of(&self, word: &str) -> bool {
        word.starts_with(|c: char| !c.is_ascii() && self.letters.contains(c))
    }

    /// Whether two words may be one in two cases.
    pub(crate) fn join(&self, one: &str, other: &str) -> bool {
        one == other || self.stem(one) == self.stem(other)
    }

    /// A word in lower case without the longest of the endings that it has.
    pub(crate) fn stem(&self, word: &str) -> String {
        let mut stem = word.to_lowercase().replace('ё', "е");
        let fitting = self.endings.iter().filter(|ending| stem.ends_with(ending.as_str()));
        let rest = fitting
            .map(|ending| stem.len() - ending.len())
            .filter(|rest| stem[..*rest].chars().count() >= STEM)
            .min();
        stem.truncate(rest.unwrap_or(stem.len()));
        self.irregular.get(&stem).cloned().unwrap_or(stem)
    }

    pub(crate) fn is_adjective(&self, word: &str) -> bool {
        ends(word, &self.adjectives)
    }

    /// Whether an adjective is in the genitive.
    pub(crate) fn is_genitive(&self, word: &str) -> bool {
        ends(word, &self.genitive)
    }

    /// Whether a noun may be in the genitive.
    pub(crate) fn is_of(&self, word: &str) -> bool {
        ends(word, &self.nouns)
    }

    pub(crate) fn is_family(&self, word: &str) -> bool {
        ends(word, &self.families)
    }

    /// Whether it is a name after the father.
    pub(crate) fn is_patronymic(&self, word: &str) -> bool {
        ends(word, &self.patronymics)
    }
}

/// Whether a word has one of the endings, and a stem before it.
fn ends(word: &str, endings: &[String]) -> bool {
    let stem = |ending: &String| word.strip_suffix(ending.as_str()).map_or(0, |stem| stem.chars().count());
    endings.iter().any(|ending| stem(ending) >= STEM)
}

/// Given names of one declension.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declension {
    /// The nominative first.
    endings: Vec<String>,
    /// Between spaces.
    stems: String,
}

/// Given names that change with their case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    names: Vec<Declension>,
}

impl Given {
    /// All names in all cases, and whether it is the nominative.
    pub(super) fn forms(&self) -> impl Iterator<Item = (String, bool)> {
        self.names.iter().flat_map(|names| {
            names.stems.split_whitespace().flat_map(|stem| {
                let form = move |(case, ending): (usize, &String)| (format!("{stem}{ending}"), case == 0);
                names.endings.iter().enumerate().map(form)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::knowledge::knowledge;

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        assert_eq!(knowledge().cases[0].join(one, other), expected, "{one} {other}");
    }

    #[test]
    fn words_are_compared_without_their_case() {
        check("Орлов", "Орловым", true);
        check("Орлова", "Орловой", true);
        check("Сергей", "Сергеем", true);
        check("Дмитрий", "Дмитрию", true);
        check("Мария", "Марией", true);
        check("Ада", "Адой", true);
        check("Раевский", "Раевского", true);
        check("МИНИСТЕРСТВО", "министерства", true);
        check("посол", "послом", true);
        check("Орлов", "Орлович", false);
        check("Ли", "Лю", false);
    }
}
