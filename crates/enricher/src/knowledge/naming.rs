//! How titles, bodies, occasions and places are named in a language.

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use crate::lexicon::{Lexicon, Traits};

/// The title grammar of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Titles {
    pub(crate) title: Vec<Title>,
    before: List,
    links: Links,
    places: Places,
    names: Names,
    pronouns: List,
    given: Given,
}

/// Words that open a title.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Title {
    pub(crate) words: Vec<String>,
    pub(crate) rank: Option<String>,
    /// Whether a family name may follow alone.
    #[serde(default)]
    pub(crate) alone: bool,
    /// Whether the state may stand behind the name.
    #[serde(default)]
    pub(crate) royal: bool,
    /// Whether it is an office, and no mere form of address.
    #[serde(default = "yes")]
    pub(crate) office: bool,
    /// Whether it is one of a state, so that without a state it is of the one that the item is about.
    #[serde(default)]
    pub(crate) state: bool,
    /// The ranks whose holder it may stand for: `the Head of State`.
    #[serde(default)]
    pub(crate) stands_for: Vec<String>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Links {
    words: Vec<String>,
    articles: Vec<String>,
    joins: Vec<String>,
    serving: Vec<String>,
    never: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    before: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    particles: Vec<String>,
    family: Vec<String>,
    first: Vec<String>,
}

impl Titles {
    pub(crate) fn mark(&self, lexicon: &mut Lexicon) {
        let lists = [
            (&self.before.words, Traits::BEFORE_TITLE),
            (&self.given.predicates, Traits::PREDICATING),
            (&self.given.naming, Traits::NAMING),
            (&self.given.indefinite, Traits::INDEFINITE),
            (&self.given.owning, Traits::OWNING),
            (&self.pronouns.words, Traits::PRONOUN),
            (&self.links.words, Traits::LINK),
            (&self.links.articles, Traits::ARTICLE),
            (&self.links.joins, Traits::JOIN),
            (&self.links.serving, Traits::SERVING),
            (&self.links.never, Traits::WEEKDAY),
            (&self.places.before, Traits::LOCATING),
            (&self.names.particles, Traits::PARTICLE),
            (&self.names.family, Traits::BEFORE_FAMILY),
            (&self.names.first, Traits::FAMILY_FIRST),
        ];
        for (words, traits) in lists {
            words.iter().for_each(|word| lexicon.mark(word, traits));
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    predicates: Vec<String>,
    naming: Vec<String>,
    indefinite: Vec<String>,
    owning: Vec<String>,
}

/// The body grammar of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bodies {
    pub(crate) head: Vec<Head>,
    /// By kind, what stands before a name of that kind: `the newspaper` Turkistan.
    pub(crate) introduces: HashMap<String, Vec<String>>,
    outside: List,
    inside: List,
    weak: List,
    letters: List,
    pub(crate) endings: List,
    words: List,
    pub(crate) occasions: Occasions,
    pub(crate) terrain: Terrain,
}

/// What kind of body the words `words` make of a name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) kind: String,
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) small: Vec<String>,
    pub(crate) links: HashSet<String>,
    /// Whether the rest of the name may stand right behind.
    #[serde(default)]
    pub(crate) leads: bool,
    /// Whether a name without a link is none.
    #[serde(default)]
    pub(crate) needs: bool,
    /// Whether a state's adjective and the head in lower case name a body.
    #[serde(default)]
    pub(crate) national: bool,
}

/// Names of events and documents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Occasions {
    words: Vec<String>,
    small: Vec<String>,
    between: Vec<String>,
    pub(crate) links: HashSet<String>,
}

/// Names of places by what they are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terrain {
    words: Vec<String>,
    small: Vec<String>,
    pub(crate) links: HashSet<String>,
    leads: Vec<String>,
    pub(crate) facilities: HashSet<String>,
}

impl Bodies {
    pub(crate) fn mark(&self, lexicon: &mut Lexicon) {
        let lists = [
            (&self.outside.words, Traits::OUTSIDE),
            (&self.inside.words, Traits::SMALL),
            (&self.weak.words, Traits::WEAK),
            (&self.letters.words, Traits::NO_BODY),
            (&self.words.words, Traits::BODILY),
            (&self.occasions.words, Traits::OCCASION | Traits::BODILY),
            (&self.occasions.small, Traits::SMALL_OCCASION),
            (&self.occasions.between, Traits::BETWEEN),
            (&self.terrain.words, Traits::TERRAIN | Traits::BODILY),
            (&self.terrain.small, Traits::SMALL_TERRAIN),
            (&self.terrain.leads, Traits::TERRAIN_LEAD),
        ];
        for (words, traits) in lists {
            words.iter().for_each(|word| lexicon.mark(word, traits));
        }
        self.introduces.values().flatten().for_each(|word| lexicon.mark(word, Traits::INTRODUCING));
        for (index, head) in self.head.iter().enumerate() {
            for word in &head.words {
                lexicon.mark(word, Traits::HEAD | Traits::BODILY);
                lexicon.head(word, index);
            }
            for word in &head.small {
                lexicon.mark(word, Traits::SMALL_HEAD);
                lexicon.head(word, index);
            }
        }
    }
}

/// The verbs of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verbs {
    saying: Vec<String>,
    between: Vec<String>,
    personal: Vec<String>,
}

impl Verbs {
    pub(crate) fn mark(&self, lexicon: &mut Lexicon) {
        self.saying.iter().for_each(|word| lexicon.mark(word, Traits::SAYING));
        self.between.iter().for_each(|word| lexicon.mark(word, Traits::BEFORE_VERB));
        self.personal.iter().for_each(|word| lexicon.mark(word, Traits::PERSONAL));
    }
}
