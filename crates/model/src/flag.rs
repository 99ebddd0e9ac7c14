//! Repairs and doubts, in one closed vocabulary.

use serde::{Deserialize, Serialize};

/// Something that a reader of the record should know before trusting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Flag {
    /// The charset was neither declared nor certain; it was guessed from the bytes.
    CharsetGuessed,
    /// Some bytes were no text in the charset; each stands as U+FFFD.
    CharactersReplaced,
    /// No header was found: the whole text was taken as one item.
    NoHeader,
    /// The header's wall-clock time occurs twice or never in its time zone.
    TimeAmbiguous,
    /// The header has a time of day, and nothing says in which time zone.
    ZoneUnknown,
    /// The header has a day and a month; the year is taken from elsewhere in the bulletin.
    YearAssumed,
    /// The bulletin is far from what its inbox used to bring.
    LayoutDrift,
    /// A date in the text does not exist in the calendar.
    DateImpossible,
    /// Day and month could be told apart by assumption only.
    DateOrderAssumed,
    /// A quotation had lost its opening or closing mark.
    QuoteRepaired,
    /// The text is longer than news items are; names and facts were looked for in its beginning only.
    ReadInPart,
}
