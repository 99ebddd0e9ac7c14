//! The log as an interface: one event a line, stable names, nothing forged.
//!
//! An event's message is its name (`file.delivered`); everything else is a
//! field. `docs/logs.md` lists them.

mod escape;
mod fields;
mod human;
mod json;
mod output;

pub(crate) use self::{
    escape::terminal,
    output::{Log, start, start_quiet},
};
