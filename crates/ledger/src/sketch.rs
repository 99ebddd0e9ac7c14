//! What is left of a text when only likeness matters.
//!
//! Two texts are as alike as the sets of their shingles are: runs of three
//! words, compared by the share that both have of all that there are
//! (Jaccard; Broder, "On the resemblance and containment of documents",
//! 1997). The least of all hash values agrees in two sets with just that
//! probability. One hash is enough for many such values if it also throws
//! each shingle into one of 64 bins, and the least is taken in each bin (Li,
//! Owen, Zhang, "One permutation hashing", 2012); and one byte of each is
//! enough (Li, König, "b-bit minwise hashing", 2010): two that differ agree
//! in it once in 255 times. The error of the estimate is 0.06 at the most
//! where a text fills all bins, as it does from some 250 words on.

use std::sync::LazyLock;

/// Bins of a sketch.
const BINS: usize = 64;

/// Bins that are looked up together.
const BAND: usize = 3;

/// Keys of a sketch.
pub(crate) const BANDS: usize = BINS / BAND;

/// The least hash of the shingles in each bin, of which a byte is kept; 0 is
/// an empty bin.
///
/// Sketches are kept in the ledger, so a text must have the same one for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sketch([u8; BINS]);

impl Sketch {
    /// Of the words of a text, whatever their case and whatever stands
    /// between them. One pass, and nothing is allocated.
    pub(crate) fn of(text: &str) -> Sketch {
        let letters = &**LETTERS;
        let mut shingles = Shingles::default();
        for c in text.chars() {
            match usize::try_from(u32::from(c)).ok().and_then(|at| letters.get(at)) {
                Some(0) => shingles.space(),
                Some(letter) => shingles.letter((*letter).into()),
                None if !c.is_alphanumeric() => shingles.space(),
                None if is_word(c) => {
                    shingles.space();
                    shingles.letter(c.into());
                    shingles.space();
                }
                None => shingles.letter(lower(c)),
            }
        }
        shingles.space();
        // The order among the least is that of the high bytes, so the low one is free of it.
        let byte = |least: u64| if least == EMPTY { 0 } else { least.to_le_bytes()[0].max(1) };
        Sketch(shingles.least.map(byte))
    }

    /// Bins that are not empty: with so few shingles nearly as many as there are of them.
    pub(crate) fn filled(&self) -> usize {
        self.0.iter().filter(|byte| **byte != 0).count()
    }

    /// The estimated share, in percent, that two texts have of all that they have.
    pub(crate) fn likeness(&self, other: &Sketch) -> u8 {
        let (mut same, mut filled) = (0_u16, 0_u16);
        for (one, other) in self.0.iter().zip(&other.0) {
            filled += u16::from(one | other != 0);
            same += u16::from(one == other && *one != 0);
        }
        let percent = (200 * same + filled).checked_div(2 * filled).unwrap_or(0);
        u8::try_from(percent).unwrap_or(100)
    }

    /// Keys of which two texts share at least one with the probability
    /// `1 - (1 - j³)²¹` if a share `j` of all their shingles is in both. That
    /// is 0.99999 for 0.75, and 0.44 for 0.3: those are told apart by a look.
    ///
    /// An empty bin borrows from the next one that is not (Shrivastava, Li,
    /// "Densifying one permutation hashing", 2014), with the distance.
    pub(crate) fn bands(&self) -> [u32; BANDS] {
        let mut dense = [(0, 0); BINS];
        let mut next = (0, 0_u8);
        // Twice around: the last bins borrow from the first.
        for at in (0..BINS).rev().chain((0..BINS).rev()) {
            let byte = self.0[at];
            next = if byte == 0 { (next.0, next.1.saturating_add(1)) } else { (byte, 0) };
            dense[at] = next;
        }
        let mut seed = 0_u64;
        let (bands, _) = dense.as_chunks::<BAND>();
        let mut keys = [0; BANDS];
        for (key, bins) in keys.iter_mut().zip(bands) {
            seed = seed.wrapping_add(ODD);
            let mixed = bins.iter().fold(seed, |hash, (byte, distance)| {
                (hash ^ u64::from(u16::from_le_bytes([*byte, *distance]))).wrapping_mul(PRIME)
            });
            let [.., a, b, c, d] = finish(mixed).to_le_bytes();
            *key = u32::from_le_bytes([a, b, c, d]);
        }
        keys
    }

    /// As the ledger keeps it.
    pub(crate) fn as_bytes(&self) -> &[u8; BINS] {
        &self.0
    }
}

impl From<[u8; BINS]> for Sketch {
    fn from(bytes: [u8; BINS]) -> Sketch {
        Sketch(bytes)
    }
}

/// In the place of the least where there is none. That a shingle has this
/// very hash is as likely as any other.
const EMPTY: u64 = u64::MAX;

/// Of the 64-bit FNV-1a hash.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// 2⁶⁴ by the golden ratio.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The shingles of a text, as its letters come.
struct Shingles {
    /// The word that has begun.
    word: u64,
    /// The two before it, if there are two.
    before: [Option<u64>; 2],
    least: [u64; BINS],
}

impl Default for Shingles {
    fn default() -> Shingles {
        Shingles { word: OFFSET, before: [None; 2], least: [EMPTY; BINS] }
    }
}

impl Shingles {
    fn letter(&mut self, letter: u32) {
        self.word = (self.word ^ u64::from(letter)).wrapping_mul(PRIME);
    }

    /// Ends the word, if one has begun.
    fn space(&mut self) {
        if self.word == OFFSET {
            return;
        }
        let word = std::mem::replace(&mut self.word, OFFSET);
        if let [Some(first), Some(second)] = self.before {
            let shingle = finish(first.wrapping_mul(ODD) ^ second.rotate_left(21).wrapping_mul(PRIME) ^ word);
            let least = &mut self.least[usize::from(shingle.to_be_bytes()[0] >> 2)];
            *least = shingle.min(*least);
        }
        self.before = [self.before[1], Some(word)];
    }
}

/// What each character below U+3000 is in a word, 0 where it ends one: nearly
/// all alphabets are there, and the tables of Unicode are ten times slower.
static LETTERS: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let letter = |c: char| if c.is_alphanumeric() { u16::try_from(lower(c)).unwrap_or(1) } else { 0 };
    (0..0x3000).map(|code| char::from_u32(code).map_or(0, letter)).collect()
});

/// The lower case, or the first of several characters that are.
fn lower(c: char) -> u32 {
    c.to_lowercase().next().unwrap_or(c).into()
}

/// Whether a character is a word by itself: those of scripts that put no
/// spaces between words (CJK ideographs, kana).
fn is_word(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Makes every bit depend on every other (the last step of `MurmurHash3`, 64 bits).
fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests;
