//! Names of one's own, in the form of the shipped data.

use std::{collections::BTreeMap, ops::Range};

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{
    naming::Titles,
    tables::{self, Declined, Known, Locality},
};
use crate::subjects::{Worded, Words, topic_keys};

/// Names that are known beside those that come with the crate, and before them.
///
/// Each of its tables is written as the one of that name in the crate's folder `data`.
#[derive(Debug, Default)]
pub struct Names {
    pub(super) bodies: Vec<Known>,
    pub(super) places: Vec<Locality>,
    pub(super) given: Vec<&'static str>,
    pub(super) titles: Titles,
    pub(super) subjects: Worded,
    pub(super) declined: Declined,
}

/// What names can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Bodies: kind, state, names.
    Bodies,
    /// Cities and regions: kind, state, names.
    Places,
    /// Given names, between spaces.
    Given,
    /// Words that lead to a name.
    Titles,
    /// Words that tell a topic.
    Subjects,
}

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Mistake {
    /// In bytes of the table.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Kinds of bodies, as the record has them.
const BODIES: [&str; 12] = [
    "ministry",
    "government",
    "parliament",
    "embassy",
    "party",
    "agency",
    "igo",
    "ngo",
    "university",
    "company",
    "media",
    "other",
];

/// Kinds of places; `none` keeps words that look like a place's name from being one.
const PLACES: [&str; 4] = ["city", "region", "other", "none"];

impl Table {
    /// All tables.
    pub const ALL: [Table; 5] = [Table::Bodies, Table::Places, Table::Given, Table::Titles, Table::Subjects];

    /// The name of the file that holds it.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Table::Bodies => "bodies.tsv",
            Table::Places => "places.tsv",
            Table::Given => "given.txt",
            Table::Titles => "titles.toml",
            Table::Subjects => "subjects.toml",
        }
    }
}

impl Names {
    /// Adds a table. Where something is wrong with it, nothing is added.
    pub fn read(&mut self, table: Table, text: &str) -> Result<(), Vec<Mistake>> {
        // Names are referred to from all records' makers as long as the program runs, as the shipped ones are.
        let text: &'static str = String::leak(text.to_owned());
        match table {
            Table::Bodies => {
                check_rows(text, &BODIES)?;
                self.bodies.extend(tables::declined_bodies(text, &mut self.declined));
            }
            Table::Places => {
                check_rows(text, &PLACES)?;
                self.places.extend(tables::declined_localities("places.tsv", text, &mut self.declined));
            }
            Table::Given => {
                check_given(text)?;
                self.given.extend(tables::list(text));
            }
            Table::Titles => self.titles.append(parse(text)?),
            Table::Subjects => {
                let worded: BTreeMap<Spanned<String>, Words> = parse(text)?;
                check_topics(worded.keys())?;
                self.subjects.extend(worded.into_iter().map(|(key, words)| (key.into_inner(), words)));
            }
        }
        Ok(())
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Vec<Mistake>> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().trim_end().to_owned();
        vec![Mistake { span: error.span().unwrap_or(0..0), message, help: None }]
    })
}

fn check_rows(text: &'static str, kinds: &[&str]) -> Result<(), Vec<Mistake>> {
    let mistakes: Vec<Mistake> =
        tables::lines(text).filter_map(|(at, line)| check_row(at, line, kinds)).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// What is wrong with the line that begins at a byte.
fn check_row(at: usize, line: &str, kinds: &[&str]) -> Option<Mistake> {
    let mistake = |within: Range<usize>, message: String, help: String| {
        Some(Mistake { span: at + within.start..at + within.end, message, help: Some(help) })
    };
    let columns: Vec<&str> = line.split('\t').collect();
    let [kind, code, names] = columns[..] else {
        return mistake(
            0..line.len(),
            format!("a line has three columns, and this one has {}", columns.len()),
            "write kind, code of the state (it may be empty) and names, with a tab between each two"
                .to_owned(),
        );
    };
    if !kinds.contains(&kind) {
        return mistake(
            0..kind.len(),
            format!("there is no kind `{kind}` here"),
            format!("it is one of {}", kinds.join(", ")),
        );
    }
    let coded = kind.len() + 1;
    if !code.is_empty() && !tables::codes().any(|known| known == code) {
        return mistake(
            coded..coded + code.len(),
            format!("there is no state `{code}`"),
            "write the two capitals of ISO 3166-1, or nothing".to_owned(),
        );
    }
    if names.split(['|', '=']).any(|name| name.trim() != name || name.is_empty()) {
        return mistake(
            coded + code.len() + 1..line.len(),
            "a name is empty, or has a space before or behind it".to_owned(),
            "write bars between two names, equals signs between the forms of one, and no spaces around them"
                .to_owned(),
        );
    }
    None
}

fn check_given(text: &'static str) -> Result<(), Vec<Mistake>> {
    let words = tables::lines(text).flat_map(|(at, line)| {
        let starts = line.match_indices(|c: char| !c.is_whitespace()).map(|(start, _)| start);
        let first = starts.filter(|start| line[..*start].chars().next_back().is_none_or(char::is_whitespace));
        first.map(move |start| (at + start, line[start..].split_whitespace().next().unwrap_or_default()))
    });
    let small = words.filter(|(_, word)| !word.starts_with(char::is_uppercase));
    let mistake = |(at, word): (usize, &str)| Mistake {
        span: at..at + word.len(),
        message: format!("`{word}` has no capital"),
        help: Some(
            "given names are told by their letters: write them as they are written in a text".to_owned(),
        ),
    };
    let mistakes: Vec<Mistake> = small.map(mistake).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

fn check_topics<'k>(keys: impl Iterator<Item = &'k Spanned<String>>) -> Result<(), Vec<Mistake>> {
    let known = topic_keys();
    let unknown = keys.filter(|key| !known.contains(key.as_ref()));
    let mistake = |key: &Spanned<String>| Mistake {
        span: key.span(),
        message: format!("there is no topic `{}`", key.as_ref()),
        help: Some(format!("the topics are {}", known.join(", "))),
    };
    let mistakes: Vec<Mistake> = unknown.map(mistake).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mistakes as `the words: what is wrong`.
    #[track_caller]
    fn check(table: Table, text: &str, expected: &[&str]) {
        let mistakes = Names::default().read(table, text).err().unwrap_or_default();
        let said = |mistake: &Mistake| format!("{}: {mistake}", &text[mistake.span.clone()]);
        assert_eq!(mistakes.iter().map(said).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn rows_are_checked_column_by_column() {
        check(Table::Bodies, "# a remark\nagency\tNO\tLyra Pilots=LP|Northern Ferries\n\n", &[]);
        check(
            Table::Bodies,
            "club\tNO\tLyra\nagency\tXX\tLyra\nagency\tNO\tLyra| LP\nagency Lyra\nmedia\t\t\n",
            &[
                "club: there is no kind `club` here",
                "XX: there is no state `XX`",
                "Lyra| LP: a name is empty, or has a space before or behind it",
                "agency Lyra: a line has three columns, and this one has 1",
                ": a name is empty, or has a space before or behind it",
            ],
        );
        check(
            Table::Places,
            "city\tNO\tЛир(а/ы/е/у/ой)\nriver\t\tSava\n",
            &["river: there is no kind `river` here"],
        );
    }

    #[test]
    fn words_and_sheets_are_checked() {
        check(
            Table::Given,
            "Adaline # Ole\nber Grit",
            &["#: `#` has no capital", "ber: `ber` has no capital"],
        );
        check(Table::Titles, "[[title]]\nwords = [\"Harbour Master\"]\n", &[]);
        check(
            Table::Titles,
            "[[title]]\nword = []\n",
            &[
                "word: unknown field `word`, expected one of `words`, `rank`, `alone`, `royal`, `office`, `state`, `stands_for`, `lower`, `governs`",
            ],
        );
        check(
            Table::Subjects,
            "[transport]\nsure = [\"pilotage\"]\n[ships]\nfair = []\n",
            &["ships: there is no topic `ships`"],
        );
    }
}
