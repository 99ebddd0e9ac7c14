//! Files beside the ledger, which have its name and more.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use courant_model::Stamp;

/// The ledger's name with something behind it.
pub(crate) fn name(ledger: &Path, suffix: &str) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes the names in the ledger's directory durable.
pub(crate) fn sync(ledger: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let directory = ledger.parent().filter(|parent| !parent.as_os_str().is_empty());
        fs::File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = ledger;
    Ok(())
}

/// Which file lies under the name now: its inode and device, if there is one.
pub(crate) fn place(ledger: &Path) -> Option<(u64, u64)> {
    let stamp = Stamp::of(&fs::metadata(ledger).ok()?);
    Some((stamp.inode, stamp.device))
}

/// Makes the directory of the ledger, for its owner alone: it tells what
/// comes in, and from where. One that is there stays as it is.
pub(crate) fn make_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}
