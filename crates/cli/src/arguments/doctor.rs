//! The command that examines an installation, and the one that tortures a copy of it.

use std::{num::NonZeroU32, path::PathBuf};

use clap::{Args, ValueEnum};

pub(super) const DOCTOR_HELP: &str = "\
Without --crash it looks and changes nothing: whether the configuration is valid, directories can be used, file systems tell of
new files and have room, the ledger and the stores are sound, and the stores have what the ledger says.

With --crash it works on a copy, in a directory of its own that is removed again: the configuration with other paths, and the
files of the inboxes, or made-up bulletins where there are none. Files are dropped while the program is started, and killed, N
times. What each store must hold in the end is worked out by reading the files without a daemon, and compared, id by id.

Examples:
  courant doctor
  courant doctor --crash 50 courant.toml
  courant doctor --crash 2000 --with kill,point,power,panic,error,stop --markdown

Exit codes: 0 all is well, or nothing was lost and nothing doubled; 1 a failure, told on standard error; 2 the command line is
wrong; 3 something is not well; 78 the configuration is wrong.";

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The configuration; without it, the defaults
    pub(crate) config: Option<PathBuf>,
    /// Let the program die N times in the midst of its work, on a copy, and count what is lost and what is doubled
    #[arg(long, value_name = "N")]
    pub(crate) crash: Option<NonZeroU32>,
    /// Repeat what this number decides: the moments, the places and the order. Told with every result
    #[arg(long, requires = "crash")]
    pub(crate) seed: Option<u64>,
    /// What happens to the program
    #[arg(
        long, value_enum, value_delimiter = ',', requires = "crash", value_name = "MISHAPS",
        default_values_t = [Mishap::Kill, Mishap::Point]
    )]
    pub(crate) with: Vec<Mishap>,
    /// Stop after so many minutes, however many times it was by then
    #[arg(long, requires = "crash")]
    pub(crate) minutes: Option<NonZeroU32>,
    /// Keep the directory, with the configuration, the stores, the ledger and the log; it is also kept if something is wrong
    #[arg(long, requires = "crash")]
    pub(crate) keep: bool,
    /// One JSON object instead of lines for people
    #[arg(long)]
    pub(crate) json: bool,
    /// A table in Markdown
    #[arg(long, requires = "crash", conflicts_with = "json")]
    pub(crate) markdown: bool,
}

/// What can happen to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Mishap {
    /// SIGKILL at a random moment
    Kill,
    /// Death at a named place between two durable steps, one place after the other
    Point,
    /// A power cut: what was not synced is torn, and the ledger falls back (not where files grow)
    Power,
    /// A panic at such a place
    Panic,
    /// A full disk (ENOSPC) or a failing one (EIO) at such a place
    Error,
    /// SIGTERM at a random moment
    Stop,
    /// SIGHUP at a random moment
    Reload,
}
