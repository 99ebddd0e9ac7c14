//! An item by its id, in the stores.

use std::path::Path;

use courant::model::{ItemId, Record};

use crate::{
    arguments::{Explain, Place},
    command::stores,
    fault::Fault,
    log,
};

const PREFIX: &str = "urn:courant:";

/// As few digits as are taken for a part of an id.
const FEWEST: usize = 8;

/// The digits of the id that is meant; none if it is a file.
pub(super) fn named(what: &Path) -> Option<String> {
    let text = what.to_str()?;
    let digits = text.strip_prefix(PREFIX).unwrap_or(text);
    let shaped = (FEWEST..=32).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let file = digits.len() == text.len() && what.try_exists().unwrap_or(true);
    (shaped && !file).then(|| digits.to_ascii_lowercase())
}

/// The installation in which the item is looked for.
pub(super) fn place(arguments: &Explain) -> Place {
    Place { config: arguments.own.config.clone(), state: arguments.state.clone() }
}

/// The newest record of the item whose id begins with these digits, or why there is none.
pub(super) fn find(digits: &str, arguments: &Explain) -> Result<Result<Record, String>, Fault> {
    let _log = log::start_quiet();
    let begins = |id: ItemId| id.to_string()[PREFIX.len()..].starts_with(digits);
    let mut found: Vec<Record> = Vec::new();
    let mut others = 0;
    let stored = stores::one(&arguments.from, &place(arguments))?;
    let take = |record| {
        if found.len() < SHOWN {
            found.push(record);
        } else {
            others += 1;
        }
        Ok::<(), courant::sink::Error>(())
    };
    stored.each_of(begins, take)?;
    Ok(match (found.pop(), &found[..]) {
        (None, _) => Err(format!("no item in the store has an id that begins with {digits}")),
        (Some(record), []) => Ok(record),
        (Some(last), rest) => {
            let count = rest.len() + 1 + others;
            let ids = rest.iter().chain([&last]).map(|record| format!("\n  {}", record.id));
            Err(format!("{count} items have an id that begins with {digits}:{}", ids.collect::<String>()))
        }
    })
}

/// So many of several items are listed.
const SHOWN: usize = 8;
