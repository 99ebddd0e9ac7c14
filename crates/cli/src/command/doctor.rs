//! Whether an installation is well, and whether the promise holds for it.

mod bulletins;
mod crash;
mod daemon;
mod dice;
mod examine;
mod expected;
mod feed;
mod outcome;
mod power;
mod report;
mod schedule;
mod scratch;

use crate::{arguments::Doctor, exit::Exit, fault::Fault};

pub(super) fn doctor(arguments: &Doctor) -> Result<Exit, Fault> {
    match arguments.crash {
        Some(times) => crash::crash(arguments, times),
        None => examine::examine(arguments),
    }
}
