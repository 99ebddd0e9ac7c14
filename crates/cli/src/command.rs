//! A file for each thing that the program can be asked to do.

mod annotate;
mod backfill;
mod check;
mod doctor;
mod explain;
mod export;
mod ingest;
mod learn;
mod quarantine;
mod reload;
mod run;
mod status;
mod stores;
mod test;
mod verify;

use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::{
    arguments::{Arguments, Command, Place},
    config::{self, Settings, SinkSettings},
    exit::Exit,
    fault::Fault,
};

pub(crate) fn perform(command: Command) -> Result<Exit, Fault> {
    match command {
        Command::Run { config } => run::run(config),
        Command::Reload(arguments) => reload::reload(&arguments),
        Command::Ingest(arguments) => ingest::ingest(&arguments),
        Command::Check { config } => check::check(config.as_deref()),
        Command::Doctor(arguments) => doctor::doctor(&arguments),
        Command::Status { place, json } => status::status(&ledger(&place)?, json),
        Command::Quarantine { act } => quarantine::act(&act),
        Command::Backfill(arguments) => backfill::backfill(&arguments),
        Command::Export(arguments) => export::export(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Verify(arguments) => verify::verify(&arguments),
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
    Ok(settings(place)?.ledger())
}

/// The installation that is meant.
fn settings(place: &Place) -> Result<Settings, Fault> {
    let mut settings: Settings = config::load(place.config.as_deref())?;
    if let Some(state) = &place.state {
        settings.state.clone_from(state);
        settings.sinks = SinkSettings::standard(state);
    }
    Ok(settings)
}
