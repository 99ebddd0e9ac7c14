//! What the parts of an item are called, wherever they are called by name.

use std::sync::LazyLock;

use serde::Deserialize;

/// Names in lower case, the best first.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Names {
    pub(crate) headline: Vec<String>,
    pub(crate) date: Vec<String>,
    pub(crate) source: Vec<String>,
    pub(crate) link: Vec<String>,
    pub(crate) text: Vec<String>,
    pub(crate) item: Vec<String>,
}

pub(crate) static NAMES: LazyLock<Names> =
    LazyLock::new(|| toml::from_str(include_str!("../data/names.toml")).expect("the names are well written"));

impl Names {
    /// These names, and those that are known for the parts that these leave out.
    pub(crate) fn completed(mut self) -> Names {
        let known = &*NAMES;
        let lists = [
            (&mut self.headline, &known.headline),
            (&mut self.date, &known.date),
            (&mut self.source, &known.source),
            (&mut self.link, &known.link),
            (&mut self.text, &known.text),
        ];
        for (own, known) in lists {
            if own.is_empty() {
                own.clone_from(known);
            }
        }
        self
    }

    /// How good a name is for a part; 0 is best.
    pub(crate) fn rank(names: &[String], name: &str) -> Option<usize> {
        names.iter().position(|known| {
            known.eq_ignore_ascii_case(name) || !known.is_ascii() && *known == name.to_lowercase()
        })
    }

    /// Whether it is the name of any part.
    pub(crate) fn knows(&self, name: &str) -> bool {
        [&self.headline, &self.date, &self.source, &self.link, &self.text]
            .into_iter()
            .any(|names| Names::rank(names, name).is_some())
    }
}
