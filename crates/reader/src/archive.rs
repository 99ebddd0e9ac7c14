//! Archives: each member a document, their texts one behind the other.

use courant_model::Member;
use encoding_rs::{Encoding, UTF_8};

use crate::{DecodeError, Decoded, Limits, decode::document, tar, zip};

/// A member of an archive that is in no bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its path in the archive.
    pub name: String,
    /// Why, as it would be said of a file.
    pub reason: String,
}

/// The kinds of archives that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tar,
    Zip,
}

impl Kind {
    pub(crate) fn of(content: &[u8]) -> Option<Kind> {
        if zip::is_zip(content) {
            Some(Kind::Zip)
        } else if tar::is_tar(content) {
            Some(Kind::Tar)
        } else {
            None
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Tar => "tar",
            Kind::Zip => "zip",
        }
    }
}

/// The texts of an archive's members, in the archive's order.
///
/// What is no text is left out, as long as anything is a text.
pub(crate) fn join(
    kind: Kind,
    content: &[u8],
    declared: Option<&'static Encoding>,
    limits: &Limits,
) -> Result<Decoded, DecodeError> {
    let mut joined = Joined::new(kind, declared, limits);
    match kind {
        Kind::Tar => tar::walk(content, limits, &mut joined)?,
        Kind::Zip => zip::walk(content, limits, &mut joined)?,
    }
    joined.finish()
}

/// The members that were met so far.
pub(crate) struct Joined {
    kind: Kind,
    declared: Option<&'static Encoding>,
    /// Members of any kind that may still come.
    room: u64,
    limit: u64,
    text: String,
    replaced: usize,
    members: Vec<Member>,
    skipped: Vec<Skipped>,
    first_reason: Option<DecodeError>,
}

impl Joined {
    fn new(kind: Kind, declared: Option<&'static Encoding>, limits: &Limits) -> Joined {
        Joined {
            kind,
            declared,
            room: limits.max_members,
            limit: limits.max_members,
            text: String::new(),
            replaced: 0,
            members: Vec::new(),
            skipped: Vec::new(),
            first_reason: None,
        }
    }

    /// Counts a member of any kind, before anything else is done with it.
    pub(crate) fn count(&mut self) -> Result<(), DecodeError> {
        let too_many = DecodeError::TooManyMembers { format: self.kind.name(), limit: self.limit };
        self.room = self.room.checked_sub(1).ok_or(too_many)?;
        Ok(())
    }

    /// Takes a file in. An empty one has no place in the text, and no member.
    pub(crate) fn add(&mut self, name: String, content: Vec<u8>) {
        let decoded = match Kind::of(&content) {
            Some(inner) => Err(DecodeError::NotText { what: nested(inner, &content) }),
            None => document(content, self.declared),
        };
        match decoded {
            Ok(decoded) if decoded.text.is_empty() => {}
            Ok(decoded) => self.append(name, decoded),
            Err(reason) => self.skip(name, reason),
        }
    }

    /// Leaves a file out.
    pub(crate) fn skip(&mut self, name: String, reason: DecodeError) {
        self.skipped.push(Skipped { name, reason: reason.to_string() });
        self.first_reason.get_or_insert(reason);
    }

    fn append(&mut self, name: String, decoded: Decoded) {
        let Decoded { text, charset, flags, replaced, .. } = decoded;
        if let Some(last) = self.members.last_mut().filter(|_| !self.text.ends_with('\n')) {
            self.text.push('\n');
            last.bytes.end = self.text.len();
        }
        let begin = self.text.len();
        self.text.push_str(&text);
        self.replaced += replaced;
        self.members.push(Member { name, bytes: begin..self.text.len(), charset, flags });
    }

    fn finish(self) -> Result<Decoded, DecodeError> {
        let charset = match (self.members.first(), self.first_reason) {
            (Some(member), _) => member.charset,
            (None, Some(reason)) => return Err(reason),
            (None, None) => UTF_8.name(),
        };
        Ok(Decoded {
            text: self.text,
            charset,
            flags: Vec::new(),
            replaced: self.replaced,
            members: self.members,
            skipped: self.skipped,
        })
    }
}

fn nested(kind: Kind, content: &[u8]) -> &'static str {
    let package = if kind == Kind::Zip { zip::package(content) } else { None };
    package.unwrap_or("an archive within an archive")
}
