//! Bytes to text: a file that lies in an inbox becomes a bulletin.
//!
//! [`read`] turns an [`Arrival`](courant_model::Arrival) into a
//! [`Bulletin`](courant_model::Bulletin): the whole file, its fingerprint and
//! its text. [`decode`] is the pure half of it, without files: bytes to
//! [`Decoded`] text. A [`Reader`] is the stage of a line that does this to
//! every arrival, under one set of [`Limits`].
//!
//! ```
//! use courant_reader::{Limits, decode};
//!
//! let decoded = decode(b"\xCF\xEE\xE3\xEE\xE4\xE0\n".to_vec(), Some("windows-1251"), &Limits::default())?;
//! assert_eq!((decoded.text.as_str(), decoded.charset), ("Погода\n", "windows-1251"));
//! # Ok::<(), courant_reader::DecodeError>(())
//! ```
//!
//! # How bytes become text
//!
//! 1. Gzip, bzip2, xz and zstd are known by their first bytes and unpacked,
//!    all streams of a file, and once: what is compressed twice is refused.
//!    Zeros behind the last stream are padding, but for zstd; anything else
//!    behind it is damage.
//! 2. ZIP and tar archives, the latter compressed or not, are taken apart, as
//!    told below; what follows is done to each member by itself.
//! 3. Other documents, archives and pictures are refused by name, from a table
//!    of signatures.
//! 4. A byte order mark decides (UTF-8, UTF-16) and is cut off. UTF-16 without
//!    one is found, and flagged as a guess, if nine characters in ten are of an
//!    alphabet; Chinese or Japanese in UTF-16 needs the mark, or a declaration.
//! 5. What is UTF-8 from end to end is taken as UTF-8, whatever was declared.
//! 6. Else the charset declared for the inbox is used.
//! 7. Else the one that the text names for itself in its first 4 KiB: in an XML
//!    declaration, an HTML `meta`, or the header of a mail that is not encoded
//!    otherwise; unless it leaves more characters broken than a guess does.
//! 8. Else it is guessed, and flagged: UTF-8 with some broken characters if
//!    whole ones outnumber them by far, or what the frequencies of letters say.
//!
//! A byte that is no character in the charset becomes U+FFFD; such places
//! are counted, and flagged. Nothing else is changed: line ends and mark-up
//! stay as they are, and so all positions in the text do.
//!
//! A few control characters do no harm to a text. It is refused as binary if
//! it holds more than 8 of them, and more than one in 32 bytes; or if it is
//! not UTF-8 and holds a NUL: no other charset's text does, but for UTF-16.
//!
//! # Archives
//!
//! Each file in an archive is a document. Their texts stand one behind the
//! other in the archive's order, and the bulletin's members say where: their
//! ranges tile the text. Where a text but the last does not end in a line end,
//! `\n` is put behind it and counts as its own, so that no line is of two
//! documents. An empty file has no place there, and is no member.
//!
//! Directories and links are passed over. A file that is no text, is encrypted,
//! compressed by itself or an archive again is left out, and told as
//! [`Skipped`]; if no other is a text, the archive is refused for the first of
//! them. Office documents and EPUB books are ZIP archives of parts, not of
//! documents: they are refused by name. Damage to one member is damage to all.
//!
//! # What is not the file's fault
//!
//! A bulletin is what the file was from the watcher's look to the end of
//! reading, or nothing. A file that changed, went away or could not be opened
//! for a lack of handles is no bad file: its receipt is dropped, not
//! rejected, and it is offered again. [`Error::may_pass`] tells these apart.
//!
//! File systems with a coarse clock can hide a change of equal length within
//! one tick.

mod limits;
mod reader;

mod cut;
mod file;
mod read;

mod allowance;
mod unpack;

mod archive;
mod package;
mod tar;
mod zip;

mod binary;
mod charset;
mod label;

mod decode;

mod error;

pub use crate::{
    archive::Skipped,
    charset::{keeps_lines, knows_charset},
    decode::{Decoded, decode},
    error::{DecodeError, Error},
    limits::Limits,
    read::read,
    reader::Reader,
};
