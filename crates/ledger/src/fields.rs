//! Which fields of an item may change, and how two revisions are told apart.

use courant_model::{Field, Record};

/// In the order of their digests, and of their bits in [`Changes`]: that is
/// how both are kept, so nothing here may ever change its place.
const FIELDS: [Field; 4] = [Field::Headline, Field::Text, Field::Published, Field::Source];

/// A digest of each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fields([[u8; 8]; FIELDS.len()]);

/// The fields that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Changes(u8);

impl Fields {
    /// Of what the record says of the item itself; `body` is its text below the headline.
    pub(crate) fn of(record: &Record, body: &str) -> Fields {
        let published = record.published.map(|published| published.to_string()).unwrap_or_default();
        let source = record.source.as_ref().map_or("", |source| &source.name);
        Fields([&record.headline, body, &published, source].map(digest))
    }

    /// What is said of a revision whose fields are these, behind one that had
    /// those. Of one that a ledger of an older version booked only the text
    /// is known to differ.
    pub(crate) fn since(&self, before: Option<&Fields>) -> Changes {
        let Some(before) = before else { return Changes::of(&[Field::Text]) };
        let pairs = FIELDS.iter().zip(self.0.iter().zip(&before.0));
        let differing: Vec<Field> =
            pairs.filter(|(_, (now, then))| now != then).map(|pair| *pair.0).collect();
        Changes::of(&differing)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }
}

impl From<[u8; 32]> for Fields {
    fn from(bytes: [u8; 32]) -> Fields {
        let (digests, _) = bytes.as_chunks();
        Fields(std::array::from_fn(|nth| digests[nth]))
    }
}

impl Changes {
    pub(crate) fn of(fields: &[Field]) -> Changes {
        let bits = FIELDS.iter().zip([1, 2, 4, 8]);
        Changes(bits.filter(|(field, _)| fields.contains(field)).map(|(_, bit)| bit).sum())
    }

    pub(crate) fn fields(self) -> Vec<Field> {
        let bits = FIELDS.iter().zip([1, 2, 4, 8]);
        bits.filter(|(_, bit)| self.0 & bit != 0).map(|(field, _)| *field).collect()
    }

    /// As the ledger keeps it.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }
}

impl From<u8> for Changes {
    fn from(bits: u8) -> Changes {
        Changes(bits)
    }
}

/// The first bytes of a BLAKE3 hash.
pub(crate) fn digest<const N: usize>(text: &str) -> [u8; N] {
    let mut digest = [0; N];
    blake3::Hasher::new().update(text.as_bytes()).finalize_xof().fill(&mut digest);
    digest
}
