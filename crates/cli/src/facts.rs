//! What was found in a bulletin, as it is written for programs and for files
//! that are compared.

use courant::model::{self, Bulletin, Flag};
use serde::{Deserialize, Serialize};

/// A document of a bulletin.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// The member of an archive that it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) member: Option<String>,
    pub(crate) layout: String,
    /// Why there are no items, where there are none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) empty: Option<String>,
    /// What holds for every item.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) flags: Vec<Flag>,
    pub(crate) items: Vec<Item>,
}

/// An item; its headline comes first, so that a difference shows whose it is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    pub(crate) headline: String,
    /// First and last line of the bulletin, counted from 1.
    pub(crate) lines: (usize, usize),
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) views: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) link: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) flags: Vec<Flag>,
    pub(crate) paragraphs: Vec<String>,
}

impl Document {
    pub(crate) fn of(document: &model::Document, bulletin: &Bulletin) -> Document {
        let member = bulletin.members.iter().find(|member| Some(&member.name) == document.member.as_ref());
        let own = member.map_or(&[][..], |member| &member.flags);
        Document {
            member: document.member.clone(),
            layout: document.layout.clone(),
            empty: document.empty.clone(),
            flags: bulletin.flags.iter().chain(own).copied().collect(),
            items: document.items.iter().map(|item| Item::of(item, &bulletin.text)).collect(),
        }
    }
}

impl Item {
    fn of(item: &model::Item, text: &str) -> Item {
        Item {
            headline: item.headline.read(text).to_owned(),
            lines: item.lines,
            published: item.published.map(|published| published.to_string()),
            views: item.views,
            source: item.source.clone(),
            link: item.link.clone(),
            flags: item.flags.clone(),
            paragraphs: item.paragraphs.iter().map(|paragraph| paragraph.read(text).to_owned()).collect(),
        }
    }
}

/// The word by which a flag is shown.
pub(crate) fn word(flag: Flag) -> String {
    match serde_json::to_value(flag) {
        Ok(serde_json::Value::String(word)) => word,
        _ => unreachable!("a flag is a word"),
    }
}
