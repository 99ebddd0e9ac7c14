//! What `reload` takes.

use std::path::PathBuf;

use clap::Args;

pub(super) const RELOAD_HELP: &str = "\
Exit codes: 0 the new configuration is at work; 1 it is not, or no daemon is at work, or it did not answer; 2 the command
line is wrong; 78 the configuration is wrong, and the daemon was not asked.";

/// Which daemon is meant.
#[derive(Debug, Args)]
pub(crate) struct Reload {
    /// The configuration that it was started with; its state directory is looked up there
    pub(crate) config: Option<PathBuf>,
    /// Its state directory, in place of a configuration [default: courant-data]
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub(crate) state: Option<PathBuf>,
}
