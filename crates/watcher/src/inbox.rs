//! What is said of one watched directory.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use courant_model::Declared;

use crate::Error;

/// One watched directory: plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// Where it is, as an absolute path. It may be missing, and come later.
    pub directory: PathBuf,
    /// What every file in it is told to be; the inbox's name is in here.
    pub declared: Arc<Declared>,
    /// Globs of the files that are taken, on the path relative to the
    /// directory. `*` stays within one part of a path, `**` spans parts, and
    /// a glob without a slash holds at any depth.
    pub include: Vec<String>,
    /// Globs of what is not taken, files and directories; nothing below such
    /// a directory is looked at.
    pub exclude: Vec<String>,
    /// Whether directories in it belong to it.
    pub recursive: bool,
    /// What its files are.
    pub mode: Mode,
    /// How changes are noticed.
    pub events: Events,
    /// How long a file without a sign of its end must stand still to be whole.
    pub still: Duration,
    /// How often everything is looked at, events or not. Up to a fifth
    /// earlier or later, so that watchers of one server do not march in step.
    pub rescan: Duration,
    /// The same where there are no events.
    pub poll: Duration,
}

/// What the files in a directory are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Each is written once, and is taken when it is whole.
    #[default]
    Drop,
    /// Each grows, such as a running log, and is taken piece by piece.
    Tail(Tailing),
}

/// How files that grow are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tailing {
    /// How long nothing must have been written until the last item counts as
    /// complete; after twice as long, a line without an end does.
    pub quiet: Duration,
    /// How many bytes are taken at once at the most. An item that is longer
    /// comes in pieces.
    pub longest: u64,
}

/// How changes in a directory are noticed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Events {
    /// By events, unless the file system is known to tell none of what others
    /// do, or turns out to.
    #[default]
    Auto,
    /// By events, whatever the file system is.
    Native,
    /// By looking at everything every [`Inbox::poll`].
    Poll,
}

impl Inbox {
    /// An inbox that takes every file, at any depth.
    #[must_use]
    pub fn new(name: impl Into<String>, directory: impl Into<PathBuf>) -> Inbox {
        Inbox {
            directory: directory.into(),
            declared: Arc::new(Declared { inbox: name.into(), ..Declared::default() }),
            include: vec!["**".to_owned()],
            exclude: Vec::new(),
            recursive: true,
            mode: Mode::Drop,
            events: Events::Auto,
            still: Duration::from_secs(1),
            rescan: Duration::from_secs(30),
            poll: Duration::from_secs(2),
        }
    }
}

/// A file belongs to one inbox, or it would be offered twice under two declarations.
pub(crate) fn check_apart(inboxes: &[Inbox]) -> Result<(), Error> {
    let places: Vec<PathBuf> = inboxes.iter().map(|inbox| resolved(&inbox.directory)).collect();
    for (outer, outer_place) in inboxes.iter().zip(&places) {
        for (inner, inner_place) in inboxes.iter().zip(&places) {
            if !std::ptr::eq(outer, inner) && inner_place.starts_with(outer_place) {
                return Err(Error::Overlap {
                    outer: outer.declared.inbox.clone(),
                    outer_directory: outer.directory.clone(),
                    inner: inner.declared.inbox.clone(),
                    inner_directory: inner.directory.clone(),
                });
            }
        }
    }
    Ok(())
}

/// Follows the links of as much of the path as there is.
fn resolved(directory: &Path) -> PathBuf {
    directory
        .ancestors()
        .find_map(|above| {
            let rest = directory.strip_prefix(above).ok()?;
            Some(above.canonicalize().ok()?.join(rest))
        })
        .unwrap_or_else(|| directory.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(directories: [&Path; 2], expected: Option<&str>) {
        let inboxes = [Inbox::new("one", directories[0]), Inbox::new("two", directories[1])];
        let said = check_apart(&inboxes).err().map(|error| error.to_string());
        let expected = expected.map(|text| {
            text.replace("$0", &directories[0].display().to_string())
                .replace("$1", &directories[1].display().to_string())
        });
        assert_eq!(said, expected);
    }

    #[test]
    fn inboxes_lie_apart() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        std::fs::create_dir(at("real")).unwrap();
        std::os::unix::fs::symlink(at("real"), at("link")).unwrap();

        check([&at("a"), &at("b")], None);
        check([&at("a"), &at("ab")], None);
        check(
            [&at("a"), &at("a")],
            Some("inboxes `one` (`$0`) and `two` (`$1`) overlap: a file can lie in one inbox only"),
        );
        check(
            [&at("a"), &at("a/b")],
            Some("inboxes `one` (`$0`) and `two` (`$1`) overlap: a file can lie in one inbox only"),
        );
        check(
            [&at("a/b"), &at("a")],
            Some("inboxes `two` (`$1`) and `one` (`$0`) overlap: a file can lie in one inbox only"),
        );
        check(
            [&at("real"), &at("link/later")],
            Some("inboxes `one` (`$0`) and `two` (`$1`) overlap: a file can lie in one inbox only"),
        );
    }
}
