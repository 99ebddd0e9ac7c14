//! What single words are good for in a name, a title or a sentence.

use std::ops::{BitOr, BitOrAssign};

/// A set of properties of one word, as its letters are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traits(u64);

impl Traits {
    /// It is no name: `the`, `about`.
    pub(crate) const FUNCTION: Traits = Traits(1);
    pub(crate) const ARTICLE: Traits = Traits(1 << 1);
    /// Leads from a title or a body to what it is of: `of`, `for`.
    pub(crate) const LINK: Traits = Traits(1 << 2);
    /// Leads to the state that is served: `of`.
    pub(crate) const SERVING: Traits = Traits(1 << 3);
    /// `and`
    pub(crate) const JOIN: Traits = Traits(1 << 4);
    /// A day, that no title is of.
    pub(crate) const WEEKDAY: Traits = Traits(1 << 5);
    /// Stands before places: `in`.
    pub(crate) const LOCATING: Traits = Traits(1 << 6);
    /// A word before a title that belongs to it: `Deputy`.
    pub(crate) const BEFORE_TITLE: Traits = Traits(1 << 7);
    /// A part of a name in lower case: `bin`.
    pub(crate) const PARTICLE: Traits = Traits(1 << 8);
    /// A family name may begin with it: `van`, `Al`.
    pub(crate) const BEFORE_FAMILY: Traits = Traits(1 << 9);
    /// A family name that stands before the given name.
    pub(crate) const FAMILY_FIRST: Traits = Traits(1 << 10);
    /// A given name.
    pub(crate) const GIVEN: Traits = Traits(1 << 11);
    /// A word that bodies, documents and events, and no persons, are named by.
    pub(crate) const BODILY: Traits = Traits(1 << 12);
    /// Stands before bodies' names, and is no part of them.
    pub(crate) const OUTSIDE: Traits = Traits(1 << 13);
    /// The word that says what kind of body it is: `Ministry`.
    pub(crate) const HEAD: Traits = Traits(1 << 14);
    /// Such a word in lower case behind a name: Lyra `party`.
    pub(crate) const SMALL_HEAD: Traits = Traits(1 << 15);
    /// Letters that stand for no body: `GDP`.
    pub(crate) const NO_BODY: Traits = Traits(1 << 16);
    /// Says what kind of place it is: `River`.
    pub(crate) const TERRAIN: Traits = Traits(1 << 17);
    /// The same in lower case behind a name: Lyra `county`.
    pub(crate) const SMALL_TERRAIN: Traits = Traits(1 << 18);
    /// The same before a name: `Lake`.
    pub(crate) const TERRAIN_LEAD: Traits = Traits(1 << 19);
    /// Says that the name is of an event or a document: `Treaty`.
    pub(crate) const OCCASION: Traits = Traits(1 << 20);
    /// The same in lower case behind a name: `election`.
    pub(crate) const SMALL_OCCASION: Traits = Traits(1 << 21);
    /// May stand before it: general `election`.
    pub(crate) const BETWEEN: Traits = Traits(1 << 22);
    /// A verb of saying.
    pub(crate) const SAYING: Traits = Traits(1 << 23);
    /// What people do and bodies seldom: `was`, `born`.
    pub(crate) const PERSONAL: Traits = Traits(1 << 24);
    /// `he`, `she`
    pub(crate) const PRONOUN: Traits = Traits(1 << 25);
    /// A word before a body's name that says what it is: `the newspaper`.
    pub(crate) const INTRODUCING: Traits = Traits(1 << 26);

    /// Stands inside a body's name in lower case: `independent`.
    pub(crate) const SMALL: Traits = Traits(1 << 27);

    /// Says nothing of which body it is: `Affairs`.
    pub(crate) const WEAK: Traits = Traits(1 << 28);

    /// Stands between a name and its verb: `later`.
    pub(crate) const BEFORE_VERB: Traits = Traits(1 << 29);

    /// A common word that has a capital here.
    pub(crate) const PLAIN: Traits = Traits(1 << 30);

    /// Says that something is still to come: `scheduled`.
    pub(crate) const PLANNED: Traits = Traits(1 << 31);
    /// What is someone's, and not they: `initiatives` of.
    pub(crate) const APART: Traits = Traits(1 << 32);
    /// What those do who take part: `presented`.
    pub(crate) const FLOOR: Traits = Traits(1 << 33);
    /// Lists those who take part: `attended` by.
    pub(crate) const LISTING: Traits = Traits(1 << 34);

    /// Leads from a person to an office: `became`, `as`.
    pub(crate) const PREDICATING: Traits = Traits(1 << 35);
    /// Gives the one who stands behind it an office: `designated`.
    pub(crate) const NAMING: Traits = Traits(1 << 36);
    /// `a`
    pub(crate) const INDEFINITE: Traits = Traits(1 << 37);

    /// Tells its language where it is frequent.
    pub(crate) const TELLING: Traits = Traits(1 << 38);

    /// `his`, `its`
    pub(crate) const OWNING: Traits = Traits(1 << 39);
    /// In the genitive: what a title or a body is of, where a language needs no link.
    pub(crate) const GENITIVE: Traits = Traits(1 << 40);
    /// In the nominative, of languages that have cases.
    pub(crate) const NOMINATIVE: Traits = Traits(1 << 41);
    /// A head that governs the genitive, with or without a capital.
    pub(crate) const GOVERNING: Traits = Traits(1 << 42);
    /// Leads to where somebody is sent and not to what a body is of: `to`.
    pub(crate) const TOWARDS: Traits = Traits(1 << 43);

    pub(crate) fn has(self, one: Traits) -> bool {
        self.0 & one.0 != 0
    }
}

impl BitOr for Traits {
    type Output = Traits;

    fn bitor(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }
}

impl BitOrAssign for Traits {
    fn bitor_assign(&mut self, other: Traits) {
        *self = *self | other;
    }
}
