//! The record: what a store keeps of one item in one bulletin.
//!
//! Field names follow IPTC ninjs 3.1 in their spelling, schema.org where it
//! has a term, EDTF (ISO 8601-2) for dates, BCP 47 for languages and
//! ISO 3166-1 alpha-2 for countries. Unknown is `null`; a list that is empty
//! is written as such.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{Fingerprint, Flag, ItemId, Published, SightingId, Span};

/// One news item of one bulletin, with everything that was found in it.
///
/// All spans are code points of `text`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// The version of this shape: [`Record::SCHEMA`].
    pub schema: Cow<'static, str>,
    /// The item, the same wherever it appears.
    pub id: ItemId,
    /// This appearance of it.
    pub sighting: SightingId,
    /// 1 for the first text seen under `id`, 2 for the next distinct one.
    pub revision: u32,
    /// What this installation had seen of the item before.
    pub status: Status,
    /// What a revised item has otherwise than in the revision before; nothing in all others.
    #[serde(default)]
    pub changed: Vec<Field>,
    /// The file that it stood in.
    pub bulletin: BulletinNote,
    /// Where in the file.
    pub position: Position,
    /// When it was published, by its header.
    pub published: Option<Published>,
    /// IANA name of the zone that gave the offset.
    pub timezone: Option<String>,
    /// Page views printed in the header when the page was crawled (schema.org `InteractionCounter`).
    pub views: Option<u64>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The headline as written.
    pub headline: String,
    /// The headline and the paragraphs, joined by line feeds.
    pub text: String,
    /// The paragraphs' places in `text`.
    pub paragraphs: Vec<Span>,
    /// Who reports, by the attribution clause.
    pub source: Option<Source>,
    /// Where the item itself is to be found, where the bulletin gives an address.
    pub link: Option<String>,
    /// Persons named.
    pub people: Vec<Person>,
    /// Bodies named.
    pub organisations: Vec<Organisation>,
    /// Places named.
    pub places: Vec<Place>,
    /// Alpha-2 codes of all states referred to, sorted.
    pub countries: Vec<String>,
    /// Calendar expressions.
    pub dates: Vec<DateMention>,
    /// Direct speech.
    pub quotes: Vec<Quote>,
    /// What happened, the main event first.
    pub events: Vec<Event>,
    /// IPTC Media Topics.
    pub subjects: Vec<Subject>,
    /// Best first.
    pub keywords: Vec<String>,
    /// Programmes, agreements and documents named.
    pub works: Vec<Work>,
    /// The cluster of near-duplicates it belongs to.
    pub story: Option<Story>,
    /// Repairs and doubts.
    pub flags: Vec<Flag>,
}

impl Record {
    /// The version of the record's shape. Fields may be added within it,
    /// never renamed or retyped.
    pub const SCHEMA: &'static str = "courant/1";
}

/// What this installation had seen of an item before this sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing.
    New,
    /// The same text.
    Unchanged,
    /// Another text.
    Revised,
}

impl Status {
    /// The word that stands in the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Unchanged => "unchanged",
            Status::Revised => "revised",
        }
    }
}

/// A field that may differ between two revisions of an item. View counters,
/// and whatever else depends on the sighting, make no revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline.
    Headline,
    /// What stands below the headline.
    Text,
    /// The same minute or day, written otherwise: the offset or the seconds.
    Published,
    /// The same name, written otherwise.
    Source,
}

/// The file that an item stood in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BulletinNote {
    /// Where the file lay; bytes that are not UTF-8 are replaced.
    pub path: String,
    /// The hash of the raw file.
    #[serde(with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Blake3"))]
    pub fingerprint: Fingerprint,
    /// RFC 3339 date on which the bulletin says it was fetched.
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub crawled: Option<jiff::civil::Date>,
    /// The layout by which it was cut.
    pub layout: String,
    /// How sure it is that the layout is right, in percent; `null` where it was declared.
    pub confidence: Option<u8>,
    /// The member of an archive that it stood in.
    pub member: Option<String>,
    /// WHATWG name of the charset.
    pub charset: Cow<'static, str>,
    /// Length of the raw file.
    pub bytes: u64,
}

/// Where in the decoded bulletin an item stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// Counted from 1.
    pub ordinal: usize,
    /// How many items the bulletin has.
    pub of: usize,
    /// Half-open, in bytes of the decoded text.
    pub bytes: (usize, usize),
    /// Counted from 1, both included.
    pub lines: (usize, usize),
}

/// Who reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// As written, without the verb.
    pub name: String,
    /// The verb of the attribution clause, as written; `null` where the header names the source.
    pub verb: Option<String>,
    /// The place of the name; `null` where the header names the source.
    pub span: Option<Span>,
    /// The body of that name among the record's organisations.
    pub organisation: Option<Ref>,
}

/// A person named in the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    /// How the rest of the record refers to the person.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The fullest form in the item, as written.
    pub name: String,
    /// Given names or initials.
    pub given: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// Offices that the item gives the person.
    pub roles: Vec<Role>,
    /// Every place of a form of the name, without titles.
    pub mentions: Vec<Span>,
}

/// An office as the item words it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Role {
    /// As written, with body and country.
    pub title: String,
    /// The rank, from the titles' data: `minister`, `ambassador`.
    pub rank: Option<String>,
    /// The body in which the office is held.
    pub organisation: Option<Ref>,
    /// The state that the office serves.
    pub country: Option<String>,
}

/// A body named in the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Organisation {
    /// How the rest of the record refers to the body.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The fullest form in the item, as written.
    pub name: String,
    /// The short form, where the item has one.
    pub acronym: Option<String>,
    /// `ministry`, `government`, `parliament`, `embassy`, `igo`, `ngo`, `company`, `media`, `party`,
    /// `university`, `agency` or `other`.
    pub kind: String,
    /// The state that it belongs to.
    pub country: Option<String>,
    /// Every place of a form of the name.
    pub mentions: Vec<Span>,
}

/// A place named in the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// How the rest of the record refers to the place.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The fullest form in the item, as written.
    pub name: String,
    /// `country`, `city`, `region`, `facility` or `other`.
    pub kind: String,
    /// The state that it lies in, or is.
    pub country: Option<String>,
    /// Every place of a form of the name.
    pub mentions: Vec<Span>,
}

/// A calendar expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DateMention {
    /// As written.
    pub text: String,
    /// EDTF, anchored at the item's own date.
    pub value: String,
    /// Its place.
    pub span: Span,
}

/// Direct speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// The words said, without marks.
    pub text: String,
    /// Their place.
    pub span: Span,
    /// Who said them, if the item tells without doubt.
    pub speaker: Option<Ref>,
    /// The speaker as written near the quote.
    pub speaker_text: Option<String>,
    /// The verb of saying.
    pub cue: Option<String>,
    /// Whether a lost mark was put back.
    pub repaired: bool,
}

/// Something that happened or is announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// `meeting`, `call`, `visit`, `briefing`, `conference`, `signing`, `appointment`, `statement`,
    /// `ceremony`, `telegram`, `exhibition` or `other`.
    pub kind: String,
    /// PLOVER 2.0 type, such as `CONSULT`.
    #[serde(rename = "type")]
    pub plover: Option<String>,
    /// Persons and bodies of all sides, each once.
    pub participants: Vec<Ref>,
    /// Alpha-2 codes of the sides.
    pub countries: Vec<String>,
    /// Where.
    pub place: Option<Ref>,
    /// When, in EDTF.
    pub date: Option<String>,
    /// Whether it was still to come when the item was published.
    pub future: bool,
    /// The words that tell of it.
    pub trigger: Option<Span>,
}

/// A subject from the IPTC Media Topics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subject {
    /// `medtop:` and eight digits.
    pub code: String,
    /// The topic's English name.
    pub name: String,
    /// 0 to 100.
    pub confidence: u8,
}

/// A named programme, agreement or document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Work {
    /// As written, without marks.
    pub name: String,
    /// Its place.
    pub span: Span,
}

/// A cluster of near-duplicates. An item that is like none before it begins one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Story {
    /// The cluster: `urn:courant:story:` and the digits of its first item.
    pub id: String,
    /// Its first item.
    pub first: ItemId,
    /// To the first item, 0 to 1: the estimated share of what both have in all that they have.
    pub similarity: f32,
}

impl Story {
    /// The story that an item began, as it is seen from another one.
    #[must_use]
    pub fn of(first: ItemId, similarity: f32) -> Story {
        let digits = u128::from_be_bytes(first.to_bytes());
        Story { id: format!("urn:courant:story:{digits:032x}"), first, similarity }
    }
}

/// How a record refers to one of its own entities: `p1`, `o2`, `l3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ref {
    /// A person, counted from 1.
    Person(usize),
    /// An organisation, counted from 1.
    Organisation(usize),
    /// A place, counted from 1.
    Place(usize),
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ref::Person(n) => write!(f, "p{n}"),
            Ref::Organisation(n) => write!(f, "o{n}"),
            Ref::Place(n) => write!(f, "l{n}"),
        }
    }
}

impl FromStr for Ref {
    type Err = String;

    fn from_str(text: &str) -> Result<Ref, String> {
        let refuse = || format!("not a reference: `{text}`");
        let (letter, number) = text.split_at_checked(1).ok_or_else(refuse)?;
        let number = number.parse().map_err(|_| refuse())?;
        match letter {
            "p" => Ok(Ref::Person(number)),
            "o" => Ok(Ref::Organisation(number)),
            "l" => Ok(Ref::Place(number)),
            _ => Err(refuse()),
        }
    }
}

impl Serialize for Ref {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ref {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ref, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A value that JSON writes by its `Display` and reads by its `FromStr`.
mod as_text {
    use super::{Deserialize, Deserializer, Fingerprint, Serializer};
    use serde::de::Error as _;

    pub(super) fn serialize<S: Serializer>(value: &Fingerprint, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fingerprint, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
