//! Which files belong to an inbox, by their names.

use std::path::{Path, PathBuf};

use courant_model::OnLink;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::{Error, Inbox};

/// Globs of names that are never taken, one a line; `#` begins a comment.
///
/// They hold for files and directories, on the last part of the path. A
/// temporary file is taken once it is renamed to its final name.
pub const TEMPORARY: &str = include_str!("../data/temporary.txt");

/// Says what is wrong with a glob, if anything.
pub fn check_glob(glob: &str) -> Result<(), String> {
    compiled(glob).map(drop).map_err(|error| error.kind().to_string())
}

/// An inbox's directory and its globs, compiled.
#[derive(Debug)]
pub(crate) struct Bounds {
    pub(crate) directory: PathBuf,
    pub(crate) recursive: bool,
    pub(crate) links: OnLink,
    include: GlobSet,
    exclude: GlobSet,
    temporary: GlobSet,
}

/// Why a path is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shut {
    /// Its name is one of [`TEMPORARY`].
    Temporary,
    /// Its own name or a directory above it is excluded.
    Excluded,
    /// No glob includes it.
    NotIncluded,
    /// It is a link, and links are not followed here; or it leads to no file.
    Link,
    /// It is neither a file nor a directory: a pipe, a socket, a device.
    /// Opening one may block for ever, or do something.
    Special,
}

impl Bounds {
    pub(crate) fn new(inbox: &Inbox) -> Result<Bounds, Error> {
        let set = |globs: &[String]| {
            let mut set = GlobSetBuilder::new();
            for glob in globs {
                let bad =
                    |source| Error::Glob { inbox: inbox.declared.inbox.clone(), glob: glob.clone(), source };
                set.add(compiled(glob).map_err(bad)?);
            }
            Ok(set.build().expect("globs that are valid one by one are valid together"))
        };
        Ok(Bounds {
            directory: inbox.directory.clone(),
            recursive: inbox.recursive,
            links: inbox.declared.links,
            include: set(&inbox.include)?,
            exclude: set(&inbox.exclude)?,
            temporary: temporary(),
        })
    }

    /// Whether nothing at or below this path is taken, whatever it is.
    ///
    /// What lies below an excluded directory is not asked about: nobody walks
    /// there, and nobody listens.
    pub(crate) fn shut(&self, path: &Path) -> Option<Shut> {
        let relative = path.strip_prefix(&self.directory).unwrap_or(path);
        let name = relative.file_name()?;
        if self.temporary.is_match(name) {
            Some(Shut::Temporary)
        } else if self.exclude.is_match(relative) {
            Some(Shut::Excluded)
        } else {
            None
        }
    }

    /// Like [`shut`](Bounds::shut), for what is known to be a file.
    pub(crate) fn shut_file(&self, path: &Path) -> Option<Shut> {
        let relative = path.strip_prefix(&self.directory).unwrap_or(path);
        self.shut(path).or_else(|| (!self.include.is_match(relative)).then_some(Shut::NotIncluded))
    }
}

impl Shut {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Shut::Temporary => "temporary",
            Shut::Excluded => "excluded",
            Shut::NotIncluded => "not included",
            Shut::Link => "a symbolic link",
            Shut::Special => "not a regular file",
        }
    }
}

/// As in `.gitignore`: a glob without a slash speaks of names at any depth.
fn compiled(glob: &str) -> Result<Glob, globset::Error> {
    let trimmed = glob.trim_end_matches('/');
    let anchored = trimmed.strip_prefix('/').unwrap_or(trimmed);
    let anywhere = if trimmed.contains('/') { anchored.to_owned() } else { format!("**/{trimmed}") };
    GlobBuilder::new(&anywhere).literal_separator(true).build()
}

fn temporary() -> GlobSet {
    let mut set = GlobSetBuilder::new();
    let globs = TEMPORARY.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for glob in globs {
        let glob = GlobBuilder::new(glob).case_insensitive(true).build();
        set.add(glob.expect("data/temporary.txt holds globs"));
    }
    set.build().expect("globs that are valid one by one are valid together")
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    use super::*;

    #[track_caller]
    fn check(include: &[&str], exclude: &[&str], path: &[u8], expected: Option<Shut>) {
        let globs = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect();
        let inbox =
            Inbox { include: globs(include), exclude: globs(exclude), ..Inbox::new("wires", "/in.box") };
        let bounds = Bounds::new(&inbox).unwrap();
        let path = Path::new("/in.box").join(OsStr::from_bytes(path));
        assert_eq!(bounds.shut_file(&path), expected, "{path:?}");
    }

    #[test]
    fn globs_are_read_as_in_gitignore() {
        check(&["**"], &[], b"monday.txt", None);
        check(&["**"], &[], b"2026/02/monday.txt", None);
        check(&["**"], &[], b"mond\xE9y\n.txt", None);
        check(&["*.txt"], &[], b"2026/monday.txt", None);
        check(&["*.txt"], &[], b"2026/monday.xml", Some(Shut::NotIncluded));
        check(&["/*.txt"], &[], b"monday.txt", None);
        check(&["/*.txt"], &[], b"2026/monday.txt", Some(Shut::NotIncluded));
        check(&["2026/*.txt"], &[], b"2026/02/monday.txt", Some(Shut::NotIncluded));
        check(&["**"], &["done/"], b"done", Some(Shut::Excluded));
        check(&["**"], &["done"], b"2026/done", Some(Shut::Excluded));
        check(&["**"], &["/done"], b"2026/done", None);
        check(&["**"], &["2026/**"], b"2026/monday.txt", Some(Shut::Excluded));
    }

    #[test]
    fn temporary_names_are_not_taken() {
        let shut = [
            ".monday.txt",
            ".monday.txt.Xa81bc",
            ".nfs0001",
            ".~lock.monday.odt#",
            "monday.txt~",
            "monday.swp",
            "~$monday.doc",
            "monday.tmp",
            "MONDAY.TMP",
            "monday.part",
            "monday.partial",
            "monday.filepart",
            "monday.crdownload",
            "monday.download",
        ];
        for name in shut {
            check(&["**"], &[], name.as_bytes(), Some(Shut::Temporary));
            check(&["**"], &[], format!("2026/{name}").as_bytes(), Some(Shut::Temporary));
        }
        for name in ["monday.txt", "part.txt", "tmp", "monday.tmp.txt", "a$.txt"] {
            check(&["**"], &[], name.as_bytes(), None);
        }
    }

    #[test]
    fn a_bad_glob_is_named() {
        let inbox = Inbox { exclude: vec!["a[".to_owned()], ..Inbox::new("wires", "/inbox") };
        let error = Bounds::new(&inbox).unwrap_err();
        assert_eq!(error.to_string(), "inbox `wires` has a bad glob `a[`");
        assert_eq!(check_glob("a["), Err("unclosed character class; missing ']'".to_owned()));
        assert_eq!(check_glob("*.txt"), Ok(()));
    }
}
