//! The program `courant`.
//!
//! `arguments` says what can be asked for, `config` what the operator wants,
//! `names` reads the user's, `line` wires the stages by it, `books` opens its
//! ledger, `desk` does their work on a single file, `plain` without a line,
//! `command` has a file for each thing that can be done, `screen`, `log` and
//! `exit` are how it speaks to the world.

mod arguments;
mod books;
mod command;
mod config;
mod desk;
mod exit;
mod facts;
mod fault;
mod line;
mod log;
mod names;
mod plain;
mod rows;
mod screen;
mod verdict;

use std::{env, process::ExitCode};

use clap::Parser as _;
use courant::flow::fail;

/// Where the program is to fail on purpose, for tests of what becomes of its files then.
pub(crate) const FAIL: &str = "COURANT_FAIL";

fn main() -> ExitCode {
    match perform() {
        Ok(exit) => exit.into(),
        Err(fault) => fault.tell().into(),
    }
}

fn perform() -> Result<exit::Exit, fault::Fault> {
    let arguments = arguments::Arguments::parse();
    if let Ok(points) = env::var(FAIL) {
        fail::arm(&points)?;
    }
    command::perform(arguments.command)
}
