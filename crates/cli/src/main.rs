//! The program `courant`.
//!
//! `arguments` says what can be asked for, `config` what the operator wants,
//! `names` reads the user's, `line` wires the stages by it, `desk` does their work on a single file,
//! `command` has a file for each thing that can be done, `screen`, `log` and
//! `exit` are how it speaks to the world.

mod arguments;
mod command;
mod config;
mod desk;
mod exit;
mod facts;
mod fault;
mod line;
mod log;
mod names;
mod rows;
mod screen;
mod verdict;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match command::perform(arguments::Arguments::parse().command) {
        Ok(exit) => exit.into(),
        Err(fault) => fault.tell().into(),
    }
}
