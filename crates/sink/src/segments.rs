//! What the files of one JSON Lines store are called.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The current file has the configured name. A file that was rotated away has
/// the number of its segment before the extension: `items.000001.jsonl`.
#[derive(Debug, Clone)]
pub(crate) struct Segments {
    current: PathBuf,
}

impl Segments {
    pub(crate) fn new(current: PathBuf) -> Segments {
        Segments { current }
    }

    pub(crate) fn current(&self) -> &Path {
        &self.current
    }

    /// Where all of them lie.
    pub(crate) fn directory(&self) -> &Path {
        match self.current.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    /// The name of a segment once it is rotated away.
    pub(crate) fn rotated(&self, segment: u64) -> PathBuf {
        let (stem, extension) = self.parts();
        self.current.with_file_name(format!("{stem}{segment:06}{extension}"))
    }

    /// A file beside the current one.
    pub(crate) fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.current.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    /// The segments that were rotated away and are still there, oldest first.
    pub(crate) fn list(&self) -> io::Result<Vec<u64>> {
        let (stem, extension) = self.parts();
        let mut segments = Vec::new();
        for entry in fs::read_dir(self.directory())? {
            let name = entry?.file_name();
            let digits = name
                .to_str()
                .and_then(|name| name.strip_prefix(&stem))
                .and_then(|name| name.strip_suffix(&extension))
                .filter(|digits| digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit()));
            segments.extend(digits.and_then(|digits| digits.parse::<u64>().ok()));
        }
        segments.sort_unstable();
        Ok(segments)
    }

    /// What stands before and behind the number.
    fn parts(&self) -> (String, String) {
        let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let stem = part(self.current.file_stem()) + ".";
        let extension = self.current.extension().map(|extension| ".".to_owned() + &part(Some(extension)));
        (stem, extension.unwrap_or_default())
    }
}

/// Makes the names in a directory durable: a file that is synced under a name
/// that is not may be lost with the power.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(directory)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = directory;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(current: &str, expected: &str) {
        assert_eq!(Segments::new(current.into()).rotated(17), Path::new(expected));
    }

    #[test]
    fn the_number_stands_before_the_extension() {
        check("out/items.jsonl", "out/items.000017.jsonl");
        check("items.eu.jsonl", "items.eu.000017.jsonl");
        check("items", "items.000017");
    }

    #[test]
    fn only_names_with_a_number_are_segments() {
        let directory = tempfile::tempdir().unwrap();
        let segments = Segments::new(directory.path().join("items.jsonl"));
        let others = ["items.jsonl", "items.old.jsonl", "items.17.jsonl", "items.000003.jsonl.zst"];
        for name in others {
            fs::write(directory.path().join(name), "").unwrap();
        }
        for segment in [1_000_000, 2, 10] {
            fs::write(segments.rotated(segment), "").unwrap();
        }
        assert_eq!(segments.list().unwrap(), [2, 10, 1_000_000]);
    }
}
