//! The commands around layouts: learning, explaining, testing.

use std::path::PathBuf;

use clap::Args;

/// Whose layouts are used.
#[derive(Debug, Args)]
pub(crate) struct Own {
    /// Limits, layouts and what is declared of the first inbox are taken from this configuration
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// A directory with layouts of your own, in place of the configuration's
    #[arg(long, value_name = "DIR")]
    pub(crate) layouts: Option<PathBuf>,
}

pub(super) const LEARN_HELP: &str = "\
Examples:
  courant learn monday.txt                                look at what is found
  courant learn --name harbour mon.txt tue.txt > layouts/harbour.toml
  courant explain --layouts layouts monday.txt            see it at work, line by line

Exit codes: 0 a layout was printed; 1 a failure, told on standard error; 2 the command line is wrong;
3 a layout was printed, and some files could not be read; 4 there is nothing to learn, or no file could be read;
78 the configuration or a layout is wrong.";

#[derive(Debug, Args)]
pub(crate) struct Learn {
    /// Bulletins of one kind: the more, the surer
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The layout's name: lower case letters, digits and hyphens
    #[arg(long, value_parser = name)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) own: Own,
}

/// A layout may have this name, or else the layouts' own words why not.
fn name(text: &str) -> Result<String, String> {
    let quoted = toml::Value::String(text.to_owned());
    let sheet = format!("name = {quoted}\nheader = [\"{{headline}}\"]\n");
    courant::segmenter::Layout::parse("name", &sheet).map_err(|error| error.message)?;
    Ok(text.to_owned())
}

pub(super) const EXPLAIN_HELP: &str = "\
What the lines of a file were taken as: `header`, `headline`, `text`, `furniture` and `blank` in an item, behind a bar;
`stamp`, `contents`, `separator`, `furniture` and `blank` between items.

Under the lines of an item: `p1`, `o1`, `l1` for persons, organisations and places, `p1 role`, `source`, `date`, `quote`,
`work`, `event`, and the code of a state that an adjective refers to. A name that the same rule finds again is only
underlined. Where what is found now is not what is stored, for another version made the record, that is said.

Examples:
  courant explain monday.txt
  courant explain --facts monday.txt                      and then the facts of each item
  courant explain --layout kazakhstan-today monday.txt    as if its inbox declared that
  courant explain --json monday.txt | jq '.documents[].bids'
  courant explain urn:courant:3f0a92c4e5d1b07a6c2e9f1803b7d45a
  courant explain 3f0a92c4                                as many digits as tell it from others, 8 at least

Colours are for terminals only, and so is the cutting of long lines; NO_COLOR is respected.

Exit codes: 0 it was explained; 1 a failure, told on standard error; 2 the command line is wrong;
4 the file could not be read, or there is no such item, or several; 78 the configuration or a layout is wrong, there is no
layout of that name, or no store.";

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A bulletin; or the id of an item, its 32 hexadecimal digits, or the first 8 or more of them
    #[arg(value_name = "ID|FILE")]
    pub(crate) what: PathBuf,
    /// Explain as if this layout was declared for the file's inbox
    #[arg(long, value_name = "NAME")]
    pub(crate) layout: Option<String>,
    /// Of a file, show the facts of its items as well
    #[arg(long)]
    pub(crate) facts: bool,
    /// One JSON object instead of lines for people
    #[arg(long)]
    pub(crate) json: bool,
    /// Look for the item in these in place of the daemon's store: JSON Lines of records, databases, or -
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["config", "state"])]
    pub(crate) from: Vec<PathBuf>,
    /// Look for the item in the stores of this state directory [default: courant-data]
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub(crate) state: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) own: Own,
}

pub(super) const TEST_HELP: &str = "\
Examples:
  courant test --layouts layouts --accept bulletins       write what is found beside each bulletin, to be looked through
  courant test --layouts layouts bulletins                from then on: does it still find the same?

Exit codes: 0 all is as expected; 1 a failure, told on standard error; 2 the command line is wrong;
3 something differs, is without expectations, or could not be read; 4 there is nothing to test;
78 the configuration or a layout is wrong.";

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// A directory with bulletins, and beside each FILE what is expected of it, FILE.expected.json
    pub(crate) directory: PathBuf,
    /// Write what is found as what is expected
    #[arg(long)]
    pub(crate) accept: bool,
    #[command(flatten)]
    pub(crate) own: Own,
}
