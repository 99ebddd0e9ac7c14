//! The command that looks whether stored facts hold.

use std::path::PathBuf;

use clap::Args;

use super::Place;

pub(super) const VERIFY_HELP: &str = "\
A fault is told with the store, the line of its file or the `item` of its tables, the item's id, the field, and what is
found there and what is expected; what a store lacks, or has too much or twice by the ledger, with the bulletin's path and the
headline. What was stored and is not booked yet is no fault, and neither is what was in rotated files that were carried off.

Examples:
  courant verify
  courant verify --state courant-data --json | jq -c 'select(.fault)'
  courant ingest monday.txt | courant verify --from -

Exit codes: 0 all holds; 1 a failure, told on standard error; 2 the command line is wrong; 3 something does not hold;
78 the configuration is wrong, or has no store that can be read.";

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Read these in place of the daemon's stores: JSON Lines of records, databases, or - for standard input. No
    /// ledger is asked then
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["config", "state"])]
    pub(crate) from: Vec<PathBuf>,
    /// A JSON object for each fault, and one for each file and each sink with its counts, instead of lines for people
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}
