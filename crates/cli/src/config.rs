//! What the operator wants: the file as written, and what it means.

mod problem;
mod resolve;
mod settings;
mod value;
mod written;

use std::path::Path;

pub(crate) use self::{
    problem::{Invalid, Problem},
    settings::{InboxMode, InboxSettings, LogFormat, Settings, SinkKind, SinkSettings},
};

/// Reads, parses and validates the file at `path`, or takes the defaults if
/// there is none to read.
pub(crate) fn load(path: Option<&Path>) -> Result<Settings, Invalid> {
    let Some(path) = path else {
        return Ok(resolve::resolve(&written::Config::default(), &value::environment)
            .unwrap_or_else(|_| unreachable!("the defaults are valid")));
    };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| Invalid::unreadable(&name, source))?;
    parse(&name, &text, &value::environment)
}

/// [`load`] without the outside world.
fn parse(name: &str, text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Settings, Invalid> {
    let written = written::parse(text).map_err(|problem| Invalid::new(name, text, vec![problem]))?;
    resolve::resolve(&written, variable).map_err(|problems| Invalid::new(name, text, problems))
}

#[cfg(test)]
mod tests;
