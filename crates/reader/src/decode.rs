//! Bytes to text, and how sure of it we are.

use courant_model::Flag;
use encoding_rs::{Encoding, UTF_8};

use crate::{DecodeError, Limits, binary, charset, unpack::unpack};

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// WHATWG name of the charset that it was decoded from.
    pub charset: &'static str,
    /// [`Flag::CharsetGuessed`] and [`Flag::CharactersReplaced`], if so.
    pub flags: Vec<Flag>,
    /// How many places were no text in the charset; each stands as one U+FFFD.
    pub replaced: usize,
}

/// Turns the bytes of a file into text.
///
/// The declared charset is a WHATWG label; a wrong one is an error even if
/// the bytes are UTF-8, so that it shows with the first file. UTF-8 is checked
/// in place: the text is `raw` itself, not copied.
pub fn decode(raw: Vec<u8>, declared_charset: Option<&str>, limits: &Limits) -> Result<Decoded, DecodeError> {
    let mut declared = declared_charset.map(charset::named).transpose()?;
    let mut content = unpack(raw, limits)?;
    binary::refuse_signatures(&content)?;

    if let Some((marked, length)) = Encoding::for_bom(&content) {
        if charset::is_wide(marked) {
            return wide(marked, &content[length..]);
        }
        content.drain(..length);
        declared = Some(UTF_8);
    }
    let bytes = match String::from_utf8(content) {
        Ok(text) if declared.is_some_and(|declared| charset::hides_in_utf8(declared, &text)) => {
            text.into_bytes()
        }
        Ok(text) => {
            binary::refuse_controls(text.as_bytes())?;
            return Ok(Decoded { text, charset: UTF_8.name(), flags: Vec::new(), replaced: 0 });
        }
        Err(error) => error.into_bytes(),
    };
    if let Some(declared) = declared.filter(|declared| charset::is_wide(declared)) {
        return wide(declared, &bytes);
    }
    binary::refuse_nul(&bytes)?;
    Ok(match declared {
        Some(declared) => transcribed(declared, &bytes, Vec::new()),
        None => transcribed(charset::guess(&bytes), &bytes, vec![Flag::CharsetGuessed]),
    })
}

/// UTF-16 is full of NULs: only its text shows whether it is one.
fn wide(charset: &'static Encoding, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let decoded = transcribed(charset, bytes, Vec::new());
    binary::refuse_controls(decoded.text.as_bytes())?;
    Ok(decoded)
}

fn transcribed(charset: &'static Encoding, bytes: &[u8], mut flags: Vec<Flag>) -> Decoded {
    let (text, replaced) = charset::transcribe(charset, bytes);
    if replaced > 0 {
        flags.push(Flag::CharactersReplaced);
    }
    Decoded { text, charset: charset.name(), flags, replaced }
}
