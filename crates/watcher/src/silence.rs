//! On which file systems events cannot be relied on.

use std::path::Path;

/// The list, with the source of each number.
const SILENT: &str = include_str!("../data/silent.txt");

/// The name of the file system at `directory`, if others can change it
/// without an event here.
#[cfg(target_os = "linux")]
pub(crate) fn silent(directory: &Path) -> Option<&'static str> {
    let magic = rustix::fs::statfs(directory).ok()?.f_type;
    // The field is signed or not, and 32 or 64 bits wide, by architecture.
    named(u32::try_from(i128::from(magic) & i128::from(u32::MAX)).ok()?)
}

/// Elsewhere there is no such number, and events are taken at their word.
#[cfg(not(target_os = "linux"))]
pub(crate) fn silent(_directory: &Path) -> Option<&'static str> {
    None
}

fn named(magic: u32) -> Option<&'static str> {
    rows().find_map(|(number, name)| (number == magic).then_some(name))
}

fn rows() -> impl Iterator<Item = (u32, &'static str)> {
    SILENT.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let number = words.next()?.strip_prefix("0x")?;
        Some((u32::from_str_radix(number, 16).ok()?, words.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let lines = SILENT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(rows().count(), lines.count());
    }

    #[test]
    fn network_file_systems_are_silent() {
        assert_eq!(named(0x6969), Some("nfs"));
        assert_eq!(named(0xFF53_4D42), Some("cifs"));
        assert_eq!(named(0xEF53), None, "ext4");
        assert_eq!(named(0x0102_1994), None, "tmpfs");
    }
}
