//! Which appearances are of the same item.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use unicode_normalization::UnicodeNormalization as _;

use crate::{Fingerprint, Published};

/// The item itself, the same in whatever bulletin it appears.
///
/// Written `urn:courant:` and 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(u128);

impl ItemId {
    /// Derives the id from what does not change between crawls: the minute
    /// (or day) of publication, the headline and the source, the last two
    /// [folded](fold). View counters and file names have no part in it.
    #[must_use]
    pub fn of(published: Option<&Published>, headline: &str, source: Option<&str>) -> ItemId {
        let mut hasher = blake3::Hasher::new_derive_key("courant 2026 item id v1");
        let mut part = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        part(&published.map(|when| minute(*when)).unwrap_or_default());
        part(&fold(headline));
        part(&fold(source.unwrap_or_default()));
        ItemId(first_half(&hasher))
    }

    /// The 16 bytes of the id, as stores with binary keys keep them.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl From<[u8; 16]> for ItemId {
    /// Of the bytes that [`to_bytes`](ItemId::to_bytes) gave.
    fn from(bytes: [u8; 16]) -> ItemId {
        ItemId(u128::from_be_bytes(bytes))
    }
}

/// One appearance of an item: in this bulletin, at this place.
///
/// Written as 32 hexadecimal digits. Redelivery writes the same sighting, so
/// a store that has it already can swallow it. That holds whatever is known
/// of the item: it is derived from the id that the item's own header gives,
/// also where the record has the id of an item that it is a revision of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SightingId(u128);

impl SightingId {
    /// Derives the id from the item, the bulletin's contents and the item's
    /// place in it, counted from 1.
    #[must_use]
    pub fn of(item: ItemId, bulletin: &Fingerprint, ordinal: usize) -> SightingId {
        let mut hasher = blake3::Hasher::new_derive_key("courant 2026 sighting v1");
        hasher.update(&item.to_bytes());
        hasher.update(bulletin.as_bytes());
        hasher.update(&(ordinal as u64).to_le_bytes());
        SightingId(first_half(&hasher))
    }

    /// The 16 bytes of the id, as stores with binary keys keep them.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl From<[u8; 16]> for SightingId {
    /// Of the bytes that [`to_bytes`](SightingId::to_bytes) gave.
    fn from(bytes: [u8; 16]) -> SightingId {
        SightingId(u128::from_be_bytes(bytes))
    }
}

fn minute(published: Published) -> String {
    match published {
        Published::On(date) => date.to_string(),
        // Not an instant: the clock's own minute, marked so that no instant is like it.
        Published::Local(time) => format!("{} {:02}:{:02}", time.date(), time.hour(), time.minute()),
        Published::At(time, offset) => {
            // The instant, so that a corrected time zone database does not rename what has an offset of its own.
            let seconds = offset.to_timestamp(time).map_or(0, jiff::Timestamp::as_second);
            (seconds / 60).to_string()
        }
    }
}

fn first_half(hasher: &blake3::Hasher) -> u128 {
    let mut half = [0; 16];
    hasher.finalize_xof().fill(&mut half);
    u128::from_be_bytes(half)
}

/// Case, compatibility forms, quotation marks, dashes and white space made
/// alike: what two scrapes of one page disagree about.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut put = |c: char| {
        let c = match c {
            '’' | '‘' | '`' | '‛' => '\'',
            '“' | '”' | '„' | '«' | '»' | '‟' => '"',
            '‐' | '‑' | '–' | '—' | '−' => '-',
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => return,
            c => c,
        };
        if c.is_whitespace() {
            gap = true;
            return;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else {
            folded.extend(c.to_lowercase());
        }
    };
    // Typographic marks have no compatibility form: most headlines need not be normalised.
    let plain = |c: char| c.is_ascii() || matches!(c, '’' | '‘' | '“' | '”' | '„' | '«' | '»' | '–' | '—');
    if text.chars().all(plain) {
        text.chars().for_each(&mut put);
    } else {
        text.nfkc().for_each(&mut put);
    }
    folded
}

macro_rules! written {
    ($id:ident, $prefix:literal) => {
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{:032x}"), self.0)
            }
        }

        impl FromStr for $id {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<$id, std::num::ParseIntError> {
                let digits = text.strip_prefix($prefix).unwrap_or(text);
                u128::from_str_radix(digits, 16).map($id)
            }
        }

        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$id, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

written!(ItemId, "urn:courant:");
written!(SightingId, "");

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_fold(text: &str, expected: &str) {
        assert_eq!(fold(text), expected);
        assert_eq!(fold(expected), expected, "folding twice changes nothing");
    }

    #[test]
    fn what_scrapes_disagree_about_is_folded() {
        check_fold("  Children’s \u{a0} Rights ", "children's rights");
        check_fold("«Vesti» — ﬁve\u{200b}teen", "\"vesti\" - fiveteen");
        check_fold("ASTANA\t-\nALMATY", "astana - almaty");
        check_fold("", "");
    }

    #[test]
    fn ids_are_stable_for_ever() {
        let published = "2026-02-20T22:09:00+05:00".parse().ok();
        let id = ItemId::of(published.as_ref(), "A headline", Some("A source"));
        assert_eq!(id.to_string(), "urn:courant:58f0d44187ad895830c5be885e5f224b");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(ItemId::from(id.to_bytes()), id);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(ItemId::of(None, "ab", Some("c")), ItemId::of(None, "a", Some("bc")));
    }
}
