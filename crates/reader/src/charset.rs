//! Bytes in one charset or another.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::DecodeError;

/// How many whole characters outside of ASCII a broken one needs as witnesses
/// that the text is UTF-8.
///
/// In other charsets such sequences come about by chance, and seldom: in
/// windows-1251 it takes a capital letter with a sign or a Ukrainian letter
/// behind it.
const WITNESSES: usize = 8;

/// How many letters are needed to see UTF-16 in them. A shorter text with NULs
/// in it may be anything.
const LEAST: usize = 4;

/// Whether an inbox may declare this charset: whether it is a WHATWG label
/// that is known here.
#[must_use]
pub fn knows_charset(label: &str) -> bool {
    named(label).is_ok()
}

/// Whether a line feed is one byte in this charset, and that byte nothing
/// else: whether a file that is cut behind one is two texts.
///
/// False for UTF-16, and for ISO-2022-JP, where what a line means hangs on
/// the lines before it.
#[must_use]
pub fn keeps_lines(label: &str) -> bool {
    named(label).is_ok_and(Encoding::is_ascii_compatible)
}

/// Bytes from the first one outside of ASCII that are looked at for a guess.
/// The detector weighs 27 candidates side by side: 5 MB/s in a development build.
const SAMPLE: usize = 1024 * 1024;

/// The charset of a WHATWG label.
///
/// The labels that browsers decode to one U+FFFD for safety, such as
/// `iso-2022-kr`, are not known here.
pub(crate) fn named(label: &str) -> Result<&'static Encoding, DecodeError> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .ok_or_else(|| DecodeError::UnknownCharset { label: label.to_owned() })
}

/// What charset the bytes are in, if they are text, not ASCII and not UTF-8.
pub(crate) fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_broken_utf8(bytes) {
        return UTF_8;
    }
    // ISO-2022-JP is ASCII to look at, and does not come here.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let ascii = Encoding::ascii_valid_up_to(bytes);
    let end = bytes.len().min(ascii.saturating_add(SAMPLE));
    detector.feed(&bytes[..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= broken.saturating_mul(WITNESSES)
}

/// UTF-16 without a mark, if it surely is.
///
/// Of [`LEAST`] characters or more, 9 in 10 are of an alphabet, Latin to
/// Arabic: their upper byte is a control character, and no text in another
/// charset is half of those. 1 in 10 is ASCII, as letters, spaces or line ends
/// are and numbers in two bytes are not. None is half a character. Of Chinese
/// or Japanese nothing is said.
pub(crate) fn unmarked(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() || pairs.len() < LEAST {
        return None;
    }
    let orders: [(_, Order); 2] = [(UTF_16LE, u16::from_le_bytes), (UTF_16BE, u16::from_be_bytes)];
    // The beginning alone turns down what is no UTF-16, which is nearly everything.
    let begin = &pairs[..pairs.len().min(64)];
    let (charset, unit) = orders.into_iter().find(|(_, unit)| is_alphabetic(begin, *unit))?;
    let is_whole = || char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).all(|c| c.is_ok());
    (is_alphabetic(pairs, unit) && is_whole()).then_some(charset)
}

type Order = fn([u8; 2]) -> u16;

fn is_alphabetic(pairs: &[[u8; 2]], unit: Order) -> bool {
    let (mut ascii, mut letters) = (0_usize, 0_usize);
    for pair in pairs {
        let unit = unit(*pair);
        let is_ascii = matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e);
        ascii += usize::from(is_ascii);
        letters += usize::from(is_ascii || matches!(unit, 0xa0..=0x06ff));
    }
    let tenths = |count: usize| count.saturating_mul(10) / pairs.len().max(1);
    tenths(letters) >= 9 && tenths(ascii) >= 1
}

/// Whether a text in this charset has NULs.
pub(crate) fn is_wide(charset: &'static Encoding) -> bool {
    charset == UTF_16LE || charset == UTF_16BE
}

/// Whether what looks like UTF-8 is in this charset all the same: UTF-16 has
/// NULs, ISO-2022-JP escapes; of all others ASCII is a part, and UTF-8 no
/// accident.
pub(crate) fn hides_in_utf8(charset: &'static Encoding, text: &str) -> bool {
    let sign = if is_wide(charset) { '\0' } else { '\x1b' };
    !charset.is_ascii_compatible() && text.contains(sign)
}

/// Decodes, and counts the places that are no text: each becomes one U+FFFD.
pub(crate) fn transcribe(charset: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let mut decoder = charset.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let (mut rest, mut replaced) = (bytes, 0);
    loop {
        let (result, taken) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[taken..];
        match result {
            DecoderResult::InputEmpty => return (text, replaced),
            // At least what the longest character needs, lest the loop stand still.
            DecoderResult::OutputFull => text.reserve(rest.len().max(16)),
            DecoderResult::Malformed(..) => {
                text.push(char::REPLACEMENT_CHARACTER);
                replaced += 1;
            }
        }
    }
}
