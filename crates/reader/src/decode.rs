//! Bytes to text, and how sure of it we are.

use courant_model::{Flag, Member};
use encoding_rs::{Encoding, UTF_8};

use crate::{
    DecodeError, Limits, Skipped,
    archive::{self, Kind},
    binary, charset, label,
    unpack::unpack,
};

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark; of an archive, its members' texts one behind the other.
    pub text: String,
    /// WHATWG name of the charset that it was decoded from; of an archive, its first member's.
    pub charset: &'static str,
    /// [`Flag::CharsetGuessed`] and [`Flag::CharactersReplaced`], if so; an archive's members have their own.
    pub flags: Vec<Flag>,
    /// How many places were no text in the charset; each stands as one U+FFFD.
    pub replaced: usize,
    /// The members of an archive that are in its text. Their ranges tile it.
    pub members: Vec<Member>,
    /// The files in an archive that are not in its text.
    pub skipped: Vec<Skipped>,
}

/// Turns the bytes of a file into text.
///
/// The declared charset is a WHATWG label; a wrong one is an error even if
/// the bytes are UTF-8, so that it shows with the first file. UTF-8 is checked
/// in place: the text is `raw` itself, not copied.
pub fn decode(raw: Vec<u8>, declared_charset: Option<&str>, limits: &Limits) -> Result<Decoded, DecodeError> {
    let declared = declared_charset.map(charset::named).transpose()?;
    // A ZIP archive is compressed itself; within a compressed file it is none for us.
    if Kind::of(&raw) == Some(Kind::Zip) {
        return archive::join(Kind::Zip, &raw, declared, limits);
    }
    let content = unpack(raw, limits)?;
    if Kind::of(&content) == Some(Kind::Tar) {
        return archive::join(Kind::Tar, &content, declared, limits);
    }
    document(content, declared)
}

/// Turns the bytes of one document into text.
pub(crate) fn document(
    mut content: Vec<u8>,
    mut declared: Option<&'static Encoding>,
) -> Result<Decoded, DecodeError> {
    binary::refuse_signatures(&content)?;

    if let Some((marked, length)) = Encoding::for_bom(&content) {
        if charset::is_wide(marked) {
            return wide(marked, &content[length..], Vec::new());
        }
        content.drain(..length);
        declared = Some(UTF_8);
    }
    if !declared.is_some_and(charset::is_wide)
        && let Some(found) = charset::unmarked(&content)
    {
        return wide(found, &content, vec![Flag::CharsetGuessed]);
    }
    let said = |bytes: &[u8]| if declared.is_none() { label::within(bytes) } else { None };
    let bytes = match String::from_utf8(content) {
        // Only what has an escape or a NUL can be another charset all the same: most texts are not searched for a label.
        Ok(text)
            if (text.contains('\x1b') || text.contains('\0'))
                && declared
                    .or_else(|| said(text.as_bytes()))
                    .is_some_and(|said| charset::hides_in_utf8(said, &text)) =>
        {
            text.into_bytes()
        }
        Ok(text) => {
            binary::refuse_controls(text.as_bytes())?;
            return Ok(decoded(text, UTF_8, Vec::new(), 0));
        }
        Err(error) => error.into_bytes(),
    };
    if let Some(declared) = declared.filter(|declared| charset::is_wide(declared)) {
        return wide(declared, &bytes, Vec::new());
    }
    binary::refuse_nul(&bytes)?;
    Ok(match declared {
        Some(declared) => transcribed(declared, &bytes, Vec::new()),
        None => undeclared(label::within(&bytes), &bytes),
    })
}

/// UTF-16 is full of NULs: only its text shows whether it is one.
fn wide(charset: &'static Encoding, bytes: &[u8], flags: Vec<Flag>) -> Result<Decoded, DecodeError> {
    let decoded = transcribed(charset, bytes, flags);
    binary::refuse_controls(decoded.text.as_bytes())?;
    Ok(decoded)
}

/// Believes what the text says of itself, unless it is worse than a guess.
fn undeclared(label: Option<&'static Encoding>, bytes: &[u8]) -> Decoded {
    let labelled = label.map(|label| transcribed(label, bytes, Vec::new()));
    let guess = || transcribed(charset::guess(bytes), bytes, vec![Flag::CharsetGuessed]);
    match labelled {
        Some(labelled) if labelled.replaced == 0 => labelled,
        Some(labelled) => {
            let guessed = guess();
            if guessed.replaced < labelled.replaced { guessed } else { labelled }
        }
        None => guess(),
    }
}

fn transcribed(charset: &'static Encoding, bytes: &[u8], mut flags: Vec<Flag>) -> Decoded {
    let (text, replaced) = charset::transcribe(charset, bytes);
    if replaced > 0 {
        flags.push(Flag::CharactersReplaced);
    }
    decoded(text, charset, flags, replaced)
}

fn decoded(text: String, charset: &'static Encoding, flags: Vec<Flag>, replaced: usize) -> Decoded {
    let (members, skipped) = (Vec::new(), Vec::new());
    Decoded { text, charset: charset.name(), flags, replaced, members, skipped }
}
