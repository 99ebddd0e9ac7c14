//! Archives that are one document.

use rawzip::{CompressionMethod, ZipSliceArchive};

/// Member, what else, and name of each known package.
const PACKAGES: &str = include_str!("../data/packages.txt");

/// What the archive is, if its members are parts of one document.
pub(crate) fn of(archive: &ZipSliceArchive<&[u8]>) -> Option<&'static str> {
    let names: Vec<Vec<u8>> =
        archive.entries().map_while(Result::ok).map(|entry| entry.file_path().as_bytes().to_vec()).collect();
    let has = |member: &str| names.iter().any(|name| name == member.as_bytes());
    let has_folder = |folder: &str| names.iter().any(|name| name.starts_with(folder.as_bytes()));
    let mimetype = mimetype(archive).unwrap_or_default();
    let fits = |row: &Row| match (row.member, row.what_else) {
        ("mimetype", beginning) => mimetype.starts_with(beginning.as_bytes()),
        (member, "-") => has(member),
        (member, folder) => has(member) && has_folder(folder),
    };
    rows().find(fits).map(|row| row.name)
}

/// What the first member holds if it is called so; such a one is not packed.
fn mimetype<'a>(archive: &'a ZipSliceArchive<&[u8]>) -> Option<&'a [u8]> {
    let entry = archive.entries().next()?.ok()?;
    let plain = entry.compression_method() == CompressionMethod::STORE;
    let found = plain && entry.file_path().as_bytes() == b"mimetype";
    found.then(|| archive.get_entry(entry.wayfinder()).ok()).flatten().map(|member| member.data())
}

struct Row {
    member: &'static str,
    what_else: &'static str,
    name: &'static str,
}

fn rows() -> impl Iterator<Item = Row> {
    PACKAGES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (member, rest) = line.split_once(' ')?;
        let (what_else, name) = rest.trim_start().split_once(' ')?;
        Some(Row { member, what_else, name: name.trim_start() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let lines = PACKAGES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(rows().count(), lines.count());
        for row in rows() {
            assert!(row.name.starts_with("a ") || row.name.starts_with("an "), "{}", row.name);
        }
    }
}
