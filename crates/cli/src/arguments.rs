//! The command line.

mod backfill;
mod doctor;
mod export;
mod layouts;
mod reload;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use self::{
    backfill::Backfill,
    doctor::{Doctor, Mishap},
    export::{Export, Form},
    layouts::{Explain, Learn, Own, Test},
    reload::Reload,
    verify::Verify,
};

/// Drop a bulletin into a directory; every news item in it becomes a structured, traceable record, exactly once.
#[derive(Debug, Parser)]
#[command(name = "courant", version, about, max_term_width = 110, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  courant run                          watch ./inbox, keep everything under ./courant-data
  courant run courant.toml             the same, by your own settings
  courant ingest monday.txt | jq .headline
  courant ingest --into archive bulletins/
  courant reload courant.toml          let the daemon take over what was changed in its settings
  courant status
  courant doctor                       is all well here?
  courant doctor --crash 50            kill a copy of it fifty times, and count what is lost
  courant quarantine list
  courant backfill archive             fill a sink that was added later
  courant export --as csv --into meetings.csv
  courant explain monday.txt           see which line was taken for what, and why
  courant explain 3f0a92c4             see an item with every fact underlined, and what made it
  courant verify                       look whether every stored fact stands where its record says, and none is missing

Exit codes: 0 all is well; 1 a failure, told on standard error; 2 the command line is wrong;
3 some files are in quarantine or not as expected, something stored or examined is not well, or a stop did not wait for all; 4 nothing could
be read, found, learnt or tested; 78 the configuration or a layout is wrong.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Watch directories, and deliver every bulletin that is dropped there
    ///
    /// Without a configuration it watches ./inbox, which is made if it is missing, and keeps everything under
    /// ./courant-data: items.jsonl (a record a line), courant.db (SQLite) and ledger.db (what is known of every
    /// file). The first lines say what is watched and where records go; then the log follows.
    ///
    /// Ctrl-C or SIGTERM takes in no more and stores what is on its way; a second one stops at once. Nothing is
    /// lost either way: what is not stored is still in the inbox, and is read again at the next start. SIGHUP reads
    /// the configuration anew, as `courant reload` does.
    Run {
        /// The configuration, a TOML file; config/courant.toml in the sources shows every setting
        config: Option<PathBuf>,
    },
    /// Let a daemon at work read its configuration anew
    ///
    /// The new configuration is read, checked and built aside while the old line works. Then that one takes in no more, what
    /// is on its way is stored, and the new one takes over. What is wrong with it is told, and the old one goes on.
    #[command(after_help = reload::RELOAD_HELP)]
    Reload(Reload),
    /// Read files once, and print or store their records
    ///
    /// Records are printed on standard output, a JSON object a line, in the order of the paths. No state is kept
    /// unless --into names a directory. What cannot be read is told on standard error, and so is a summary.
    #[command(after_help = INGEST_EXITS)]
    Ingest(Ingest),
    /// Validate a configuration, and look whether its directories can be used
    Check {
        /// The configuration; without it, the defaults are looked at
        config: Option<PathBuf>,
    },
    /// Examine an installation; or let a copy of it crash again and again, and count what is lost
    #[command(after_help = doctor::DOCTOR_HELP)]
    Doctor(Doctor),
    /// Tell how things stand: what is settled, owed and in quarantine
    ///
    /// It reads the ledger, also while a daemon is at work.
    Status {
        #[command(flatten)]
        place: Place,
        /// One JSON object instead of lines for people
        #[arg(long)]
        json: bool,
    },
    /// Look through what could not be processed
    ///
    /// The files themselves lie where they were dropped: quarantine is a note about each, with the reason.
    Quarantine {
        #[command(subcommand)]
        act: Quarantine,
    },
    /// Fill a sink that was added later, or whose store was lost
    ///
    /// What the ledger knows is compared with what the store has. Bulletins of which it lacks a record, and that still lie in an
    /// inbox, are owed to it again: a daemon at work delivers them within seconds, another one when it starts. What the store
    /// has already is swallowed. What cannot be had any more is told.
    #[command(after_help = backfill::BACKFILL_HELP)]
    Backfill(Backfill),
    /// Write stored records in another form: ninjs, schema.org, JSON Feed, or meetings as CSV
    ///
    /// Of each item the newest revision is written, once. Records are those of the daemon's store, also while it is at
    /// work: of its first database, or else of its first file of JSON Lines with those that were rotated away. What
    /// becomes of each field is told in docs/export.md.
    #[command(after_help = export::EXPORT_HELP)]
    Export(Export),
    /// Show a bulletin line by line, or an item with every fact underlined, and why
    ///
    /// Of a FILE it is said what each line was taken as. Before the lines stand the layouts that bid for it, what each bid is
    /// made of, and which one was taken. Of an item in the store, which is named by its ID, the text is shown with a line under
    /// every fact, and for each the rule and the entry of the data that made it.
    #[command(after_help = layouts::EXPLAIN_HELP)]
    Explain(Explain),
    /// Look whether every fact in the stores stands where its record says, and whether each store has what it should
    ///
    /// Every span of every stored record is sliced and compared with what the record says, every reference is looked up,
    /// and days and states are looked at. Then the sightings in each store are held against those that the ledger says it
    /// was delivered. All stores of the daemon are read, also while it is at work.
    #[command(after_help = verify::VERIFY_HELP)]
    Verify(Verify),
    /// Print the layout that bulletins of an unknown kind seem to follow
    ///
    /// The layout goes to standard output, a TOML sheet that can be kept in the layouts directory; comments before it
    /// tell what it finds and what it leaves. Of several files the layout is printed that does well in most of them.
    #[command(after_help = layouts::LEARN_HELP)]
    Learn(Learn),
    /// Compare what is found in bulletins with what is expected
    ///
    /// Each bulletin in a directory is cut as it would be in an inbox, and its items are compared with those in the
    /// file beside it: for those who write layouts, and want to know when a change breaks an old one.
    #[command(after_help = layouts::TEST_HELP)]
    Test(Test),
    /// Find names in texts: a filter from JSON Lines to JSON Lines
    ///
    /// Reads {"id": …, "text": "…"} lines on standard input and prints, for each in order,
    /// {"id": …, "entities": [{"type": "person"|"organisation"|"place", "span": [start, end]}]}.
    /// Spans count Unicode code points.
    Annotate,
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

const INGEST_EXITS: &str = "\
Exit codes: 0 every file was delivered (or is a duplicate, or has no items); 1 records could not be written;
2 the command line is wrong; 3 some files could not be read; 4 no file could be read, or there was none.";

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// Files, and directories to look through
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Keep records in DIR, as the daemon does: items.jsonl, courant.db and a ledger. Each content is taken in once
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    /// Limits, layouts, annotators, names and what is declared of the first inbox are taken from this configuration
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Which annotators run, whatever the configuration says
    #[arg(long, value_enum)]
    pub(crate) annotators: Option<Annotators>,
    /// No progress and no summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Annotators {
    /// All that come with the program
    Standard,
    /// Text, paragraphs and source only
    None,
}

/// Which installation is meant.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The configuration of the daemon
    #[arg(long, value_name = "FILE", conflicts_with = "state")]
    pub(crate) config: Option<PathBuf>,
    /// The daemon's state directory, in place of a configuration [default: courant-data]
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Quarantine {
    /// List what is in quarantine, oldest first
    List {
        #[command(flatten)]
        place: Place,
        /// A JSON object a line instead of lines for people
        #[arg(long)]
        json: bool,
    },
    /// Show one file: the reason in full, and how the file begins
    Show {
        /// The file's number in the list
        number: i64,
        #[command(flatten)]
        place: Place,
    },
    /// Let files try again; a daemon at work offers them within seconds
    Retry {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
    /// Forget files; they are not offered again unless they change
    Drop {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
}

/// Some files in quarantine.
#[derive(Debug, Args)]
#[group(required = true)]
pub(crate) struct Which {
    /// The files' numbers in the list
    pub(crate) numbers: Vec<i64>,
    /// All of them
    #[arg(long, conflicts_with = "numbers")]
    pub(crate) all: bool,
}
