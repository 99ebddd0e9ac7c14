//! Looking through what could not be processed.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
};

use courant::ledger::{Held, Quarantine};
use serde_json::json;

use super::status::moment;
use crate::{
    arguments::{self, Which},
    exit::Exit,
    fault::Fault,
    log::terminal,
};

pub(super) fn act(act: &arguments::Quarantine) -> Result<Exit, Fault> {
    use arguments::Quarantine::{Drop, List, Retry, Show};
    let place = match act {
        List { place, .. } | Show { place, .. } | Retry { place, .. } | Drop { place, .. } => place,
    };
    let mut quarantine = Quarantine::open(&super::ledger(place)?)?;
    match act {
        List { json, .. } => {
            let line = if *json { object } else { row };
            let text: String = quarantine.list()?.iter().map(line).collect();
            io::stdout().write_all(text.as_bytes())?;
        }
        Show { number, .. } => {
            let held = find(&quarantine, *number)?;
            io::stdout().write_all(page(&held).as_bytes())?;
        }
        Retry { which, .. } => {
            for held in chosen(&quarantine, which)? {
                quarantine.retry(&held)?;
                eprintln!("{} is offered again", terminal(&held.path.to_string_lossy()));
            }
        }
        Drop { which, .. } => {
            for held in chosen(&quarantine, which)? {
                quarantine.drop_note(&held)?;
                eprintln!("{} is forgotten", terminal(&held.path.to_string_lossy()));
            }
        }
    }
    Ok(Exit::Done)
}

fn chosen(quarantine: &Quarantine, which: &Which) -> Result<Vec<Held>, Fault> {
    if which.all {
        return Ok(quarantine.list()?);
    }
    which.numbers.iter().map(|number| find(quarantine, *number)).collect()
}

fn find(quarantine: &Quarantine, number: i64) -> Result<Held, Fault> {
    quarantine.find(number)?.ok_or_else(|| {
        Fault::from(format!(
            "there is no number {number} in quarantine: `courant quarantine list` shows what there is"
        ))
    })
}

fn row(held: &Held) -> String {
    let path = held.path.to_string_lossy();
    format!("{:>4}  {}  {}\n", held.number, terminal(&path), terminal(&held.reason))
}

fn object(held: &Held) -> String {
    let object = json!({
        "number": held.number,
        "file": held.path.to_string_lossy(),
        "inbox": held.inbox,
        "fingerprint": held.fingerprint.map(|fingerprint| fingerprint.to_string()),
        "from": held.from,
        "bytes": held.bytes,
        "reason": held.reason,
        "at": moment(Some(held.at)),
    });
    format!("{object}\n")
}

/// Bytes of the file that are shown.
const BEGINNING: u64 = 512;

fn page(held: &Held) -> String {
    let fingerprint =
        held.fingerprint.map_or_else(|| "not read".to_owned(), |fingerprint| fingerprint.to_string());
    let place = held.from.map_or_else(String::new, |from| format!(" from byte {from} on"));
    let mut text = format!(
        "number       {}\nfile         {}\ninbox        {}\nbytes        {}{place}\nfingerprint  {fingerprint}\n\
         since        {}\nreason       {}\n",
        held.number,
        terminal(&held.path.to_string_lossy()),
        terminal(&held.inbox),
        held.bytes,
        moment(Some(held.at)).unwrap_or_default(),
        terminal(&held.reason),
    );
    let mut beginning = Vec::new();
    let read = |mut file: File| {
        file.seek(SeekFrom::Start(held.from.unwrap_or(0)))?;
        file.take(BEGINNING.min(held.bytes)).read_to_end(&mut beginning)
    };
    match File::open(&held.path).and_then(read) {
        Ok(_) => {
            text.push_str("it begins\n");
            for line in String::from_utf8_lossy(&beginning).lines() {
                text.push_str("  | ");
                text.push_str(&terminal(line));
                text.push('\n');
            }
        }
        Err(error) => {
            writeln!(text, "it cannot be opened any more: {error}").expect("a String takes everything");
        }
    }
    text
}
