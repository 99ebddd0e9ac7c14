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
//! 1. Gzip (all members) and zstd (all frames) are known by their first bytes
//!    and unpacked, once: what is compressed twice is refused. Zeros behind
//!    the last gzip member are padding; anything else behind it is damage.
//! 2. Documents, archives and pictures are refused by name, from a table of
//!    signatures.
//! 3. A byte order mark decides (UTF-8, UTF-16) and is cut off.
//! 4. What is UTF-8 from end to end is taken as UTF-8, whatever was declared.
//! 5. Else the charset declared for the inbox is used.
//! 6. Else it is guessed, and flagged: UTF-8 with some broken characters if
//!    whole ones outnumber them by far, or what the frequencies of letters say.
//!
//! A byte that is no character in the charset becomes U+FFFD; such places
//! are counted, and flagged. UTF-16 without a mark is not guessed: declare it.
//!
//! A few control characters do no harm to a text. It is refused as binary if
//! it holds more than 8 of them, and more than one in 32 bytes; or if it is
//! not UTF-8 and holds a NUL: no other charset's text does, but for UTF-16.
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

mod binary;
mod charset;
mod decode;
mod unpack;

mod error;

pub use crate::{
    charset::{keeps_lines, knows_charset},
    decode::{Decoded, decode},
    error::{DecodeError, Error},
    limits::Limits,
    read::read,
    reader::Reader,
};
