//! How events are told in a language.

use serde::Deserialize;

use super::{forms, naming::List};
use crate::lexicon::{Lexicon, Traits};

/// The words that tell of events.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Happening {
    pub(crate) event: Vec<Sign>,
    pub(crate) announced: Vec<Announced>,
    planned: List,
    apart: List,
    floor: List,
    lists: List,
}

/// What tells a kind of event.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sign {
    /// As the record names it.
    pub(crate) kind: String,
    /// PLOVER 2.0.
    #[serde(rename = "type")]
    pub(crate) plover: Option<String>,
    /// How surely its words tell it.
    pub(crate) weight: u32,
    /// Whether all who are named where it is told take part in it.
    #[serde(default)]
    pub(crate) shared: bool,
    /// Whether its words tell it only right behind who stands at the head of the sentence.
    #[serde(default)]
    pub(crate) headed: bool,
    #[serde(deserialize_with = "forms::words")]
    words: Vec<String>,
}

/// What an item may announce.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Announced {
    pub(crate) kind: String,
    #[serde(deserialize_with = "forms::words")]
    words: Vec<String>,
}

impl Happening {
    /// Takes over the words of one more language. A kind that is there
    /// with the same weight gets more words.
    pub(crate) fn append(&mut self, other: Happening) {
        for kind in other.event {
            let same = |known: &&mut Sign| known.kind == kind.kind && known.weight == kind.weight;
            match self.event.iter_mut().find(same) {
                Some(known) => known.words.extend(kind.words),
                None => self.event.push(kind),
            }
        }
        for kind in other.announced {
            match self.announced.iter_mut().find(|known| known.kind == kind.kind) {
                Some(known) => known.words.extend(kind.words),
                None => self.announced.push(kind),
            }
        }
        self.planned.append(other.planned);
        self.apart.append(other.apart);
        self.floor.append(other.floor);
        self.lists.append(other.lists);
    }

    pub(crate) fn mark(&self, lexicon: &mut Lexicon) {
        let lists = [
            (&self.planned, Traits::PLANNED),
            (&self.apart, Traits::APART),
            (&self.floor, Traits::FLOOR),
            (&self.lists, Traits::LISTING),
        ];
        for (list, traits) in lists {
            for word in &list.words {
                lexicon.mark(word, traits);
                lexicon.mark(&super::capitalised(word), traits);
            }
        }
        for (index, kind) in self.event.iter().enumerate() {
            for word in kind.words.iter().flat_map(|word| [word.clone(), super::capitalised(word)]) {
                lexicon.tell(&word, index);
            }
        }
        for (index, kind) in self.announced.iter().enumerate() {
            for word in kind.words.iter().flat_map(|word| [word.clone(), super::capitalised(word)]) {
                lexicon.announce(&word, index);
            }
        }
    }
}
