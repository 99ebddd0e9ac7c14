//! The command that fills a store.

use std::path::PathBuf;

use clap::Args;

use super::Place;

pub(super) const BACKFILL_HELP: &str = "\
Examples:
  courant backfill archive
  courant backfill store --dry-run
  courant backfill store --from items          what no file has any more, from another sink's store

Exit codes: 0 the store lacks nothing, or gets all that it lacks; 1 a failure, told on standard error; 2 the command line is
wrong; 3 something that it lacks cannot be had any more; 78 the configuration is wrong, or has no such sink.";

#[derive(Debug, Args)]
pub(crate) struct Backfill {
    /// The sink, by its name in the configuration
    pub(crate) sink: String,
    /// Take what no file has any more from a store: another sink's by its name, or a file. No daemon may be at work
    #[arg(long, value_name = "STORE")]
    pub(crate) from: Option<PathBuf>,
    /// Only tell what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}
