//! A file for each thing that the program can be asked to do.

mod annotate;
mod check;
mod explain;
mod ingest;
mod learn;
mod quarantine;
mod run;
mod status;
mod test;

use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::{
    arguments::{Arguments, Command, Place},
    config::{self, Settings},
    exit::Exit,
    fault::Fault,
};

pub(crate) fn perform(command: Command) -> Result<Exit, Fault> {
    match command {
        Command::Run { config } => run::run(&config::load(config.as_deref())?),
        Command::Ingest(arguments) => ingest::ingest(&arguments),
        Command::Check { config } => check::check(config.as_deref()),
        Command::Status { place, json } => status::status(&ledger(&place)?, json),
        Command::Quarantine { act } => quarantine::act(&act),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Learn(arguments) => learn::learn(&arguments),
        Command::Test(arguments) => test::test(&arguments),
        Command::Annotate => annotate::annotate(std::io::stdin().lock(), std::io::stdout().lock()),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "courant", &mut std::io::stdout());
            Ok(Exit::Done)
        }
    }
}

/// The ledger of the installation that is meant.
fn ledger(place: &Place) -> Result<PathBuf, Fault> {
    let mut settings: Settings = config::load(place.config.as_deref())?;
    if let Some(state) = &place.state {
        settings.state.clone_from(state);
    }
    Ok(settings.ledger())
}
