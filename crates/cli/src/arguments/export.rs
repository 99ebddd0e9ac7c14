//! The command that writes records in other forms.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Place;

pub(super) const EXPORT_HELP: &str = "\
Examples:
  courant export --as ninjs | jq .uri                      from the daemon's store
  courant export --as csv --config courant.toml --into meetings.csv
  courant ingest monday.txt | courant export --as jsonld --from -

Exit codes: 0 all was written, or nobody wanted to read more; 1 a failure, told on standard error;
2 the command line is wrong; 78 the configuration is wrong, or has no store that can be read.";

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What the records become
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub(crate) form: Form,
    /// Read these in place of the daemon's store: JSON Lines of records, databases, or - for standard input
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["config", "state"])]
    pub(crate) from: Vec<PathBuf>,
    /// Write FILE in place of standard output; until all is written it is FILE.part
    #[arg(long, value_name = "FILE")]
    pub(crate) into: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// IPTC ninjs 3.1, an object a line
    Ninjs,
    /// A news article of schema.org as JSON-LD, an object a line
    Jsonld,
    /// One JSON Feed 1.1
    Jsonfeed,
    /// Meetings, calls and visits, a row each: who met whom, when and where
    Csv,
}
