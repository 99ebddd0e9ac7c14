//! How titles, bodies, occasions and places are named in a language.

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use super::forms::{self, forms};
use crate::lexicon::{Lexicon, Traits};

/// The title grammar of one language, or of several.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Titles {
    /// Whether a body stands behind a title in the genitive.
    governs: bool,
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
#[expect(clippy::struct_excessive_bools, reason = "as the sheets have them")]
pub(crate) struct Title {
    #[serde(deserialize_with = "forms::words")]
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
    /// Whether a family name may follow alone where it has no capital, too.
    #[serde(default)]
    pub(crate) lower: bool,
    /// Whether its language governs.
    #[serde(default)]
    pub(crate) governs: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    #[serde(deserialize_with = "forms::words")]
    pub(crate) words: Vec<String>,
}

impl List {
    pub(super) fn append(&mut self, mut other: List) {
        self.words.append(&mut other.words);
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Links {
    words: Vec<String>,
    articles: Vec<String>,
    joins: Vec<String>,
    serving: Vec<String>,
    towards: Vec<String>,
    never: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Places {
    before: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Names {
    particles: Vec<String>,
    family: Vec<String>,
    first: Vec<String>,
}

impl Titles {
    /// Takes over the titles of one more language.
    pub(crate) fn append(&mut self, other: Titles) {
        let governs = other.governs;
        self.title.extend(
            other.title.into_iter().map(|title| Title { governs: governs || title.governs, ..title }),
        );
        self.before.append(other.before);
        self.pronouns.append(other.pronouns);
        self.links.words.extend(other.links.words);
        self.links.articles.extend(other.links.articles);
        self.links.joins.extend(other.links.joins);
        self.links.serving.extend(other.links.serving);
        self.links.towards.extend(other.links.towards);
        self.links.never.extend(other.links.never);
        self.places.before.extend(other.places.before);
        self.names.particles.extend(other.names.particles);
        self.names.family.extend(other.names.family);
        self.names.first.extend(other.names.first);
        self.given.predicates.extend(other.given.predicates);
        self.given.naming.extend(other.given.naming);
        self.given.indefinite.extend(other.given.indefinite);
        self.given.owning.extend(other.given.owning);
    }

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
            (&self.links.towards, Traits::TOWARDS),
            (&self.links.never, Traits::WEEKDAY),
            (&self.places.before, Traits::LOCATING),
            (&self.names.particles, Traits::PARTICLE),
            (&self.names.family, Traits::BEFORE_FAMILY),
            (&self.names.first, Traits::FAMILY_FIRST),
        ];
        for (words, traits) in lists {
            for word in words {
                lexicon.mark(word, traits);
            }
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Given {
    predicates: Vec<String>,
    naming: Vec<String>,
    indefinite: Vec<String>,
    owning: Vec<String>,
}

/// The body grammar of one language, or of several.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bodies {
    /// Whether what a body is of stands behind its head in the genitive.
    #[serde(default)]
    governs: bool,
    pub(crate) head: Vec<Head>,
    /// By kind, what stands before a name of that kind: `the newspaper` Turkistan.
    pub(crate) introduces: HashMap<String, Vec<String>>,
    outside: List,
    inside: List,
    /// What stands inside a name in the genitive.
    #[serde(skip)]
    governed: List,
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
#[expect(clippy::struct_excessive_bools, reason = "as the sheets have them")]
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
    /// Whether its language governs.
    #[serde(skip)]
    governs: bool,
}

/// Names of events and documents.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Occasions {
    #[serde(deserialize_with = "forms::words")]
    words: Vec<String>,
    #[serde(deserialize_with = "forms::words")]
    small: Vec<String>,
    #[serde(deserialize_with = "forms::words")]
    between: Vec<String>,
    pub(crate) links: HashSet<String>,
}

/// Names of places by what they are.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terrain {
    words: Vec<String>,
    #[serde(deserialize_with = "forms::words")]
    small: Vec<String>,
    pub(crate) links: HashSet<String>,
    leads: Vec<String>,
    pub(crate) facilities: HashSet<String>,
}

impl Bodies {
    /// Takes over the bodies of one more language.
    pub(crate) fn append(&mut self, other: Bodies) {
        let governs = other.governs;
        self.head.extend(other.head.into_iter().map(|head| Head { governs, ..head }));
        for (kind, words) in other.introduces {
            self.introduces.entry(kind).or_default().extend(words);
        }
        if governs {
            self.governed.append(List { words: other.inside.words.clone() });
        }
        self.outside.append(other.outside);
        self.inside.append(other.inside);
        self.weak.append(other.weak);
        self.letters.append(other.letters);
        self.endings.append(other.endings);
        self.words.append(other.words);
        self.occasions.words.extend(other.occasions.words);
        self.occasions.small.extend(other.occasions.small);
        self.occasions.between.extend(other.occasions.between);
        self.occasions.links.extend(other.occasions.links);
        self.terrain.words.extend(other.terrain.words);
        self.terrain.small.extend(other.terrain.small);
        self.terrain.links.extend(other.terrain.links);
        self.terrain.leads.extend(other.terrain.leads);
        self.terrain.facilities.extend(other.terrain.facilities);
    }

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
            (&self.governed.words, Traits::GENITIVE),
        ];
        for (words, traits) in lists {
            for word in words {
                lexicon.mark(word, traits);
            }
        }
        self.introduces.values().flatten().for_each(|word| lexicon.mark(word, Traits::INTRODUCING));
        for (index, head) in self.head.iter().enumerate() {
            for written in &head.words {
                let forms = forms(written);
                for word in &forms {
                    lexicon.mark(word, Traits::HEAD | Traits::BODILY);
                    lexicon.head(word, index);
                }
                if head.governs {
                    govern(lexicon, &forms, index);
                }
            }
            for word in &head.small {
                lexicon.mark(word, Traits::SMALL_HEAD);
                lexicon.head(word, index);
            }
        }
    }
}

/// A head that governs is one without a capital, too.
fn govern(lexicon: &mut Lexicon, forms: &[String], index: usize) {
    lexicon.decline(forms);
    for word in forms {
        lexicon.mark(word, Traits::GOVERNING);
        let small = super::uncapitalised(word);
        lexicon.mark(&small, Traits::GOVERNING | Traits::HEAD | Traits::BODILY);
        lexicon.head(&small, index);
    }
    lexicon.decline(&forms.iter().map(|word| super::uncapitalised(word)).collect::<Vec<_>>());
}

/// The verbs of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verbs {
    #[serde(deserialize_with = "forms::words")]
    saying: Vec<String>,
    between: Vec<String>,
    #[serde(deserialize_with = "forms::words")]
    personal: Vec<String>,
}

impl Verbs {
    pub(crate) fn mark(&self, lexicon: &mut Lexicon) {
        self.saying.iter().for_each(|word| lexicon.mark(word, Traits::SAYING));
        self.between.iter().for_each(|word| lexicon.mark(word, Traits::BEFORE_VERB));
        self.personal.iter().for_each(|word| lexicon.mark(word, Traits::PERSONAL));
    }
}
