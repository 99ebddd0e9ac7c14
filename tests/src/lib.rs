//! What the tests and benchmarks share: bulletins that nobody published, and
//! the program as a process.
//!
//! ```no_run
//! use courant_tests::{Edition, Place};
//!
//! let place = Place::new();
//! let daemon = place.daemon();
//! place.drop_in("monday.txt", &Edition::of(1).text());
//! let delivered = daemon.wait_for("file.delivered");
//! assert_eq!(delivered["items"], 9);
//! ```

#![expect(clippy::missing_panics_doc, reason = "a harness panics where a test should fail")]

mod dice;
mod edition;
mod place;
mod program;

pub use crate::{
    dice::{Dice, spin},
    edition::{Edition, Story},
    place::Place,
    program::{Daemon, Run, built, eventually},
};
