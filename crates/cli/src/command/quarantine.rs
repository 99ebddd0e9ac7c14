//! Looking through what could not be processed.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
};

use courant::ledger::{Held, HeldItem, Quarantine};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

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
                eprintln!("{} is offered again", called(&held));
            }
        }
        Drop { which, .. } => {
            for held in chosen(&quarantine, which)? {
                quarantine.drop_note(&held)?;
                eprintln!("{} is forgotten", called(&held));
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
    format!("{:>4}  {}  {}\n", held.number, called(held), terminal(&held.reason))
}

/// The file, and the item in it if it is not all of the file.
fn called(held: &Held) -> String {
    let path = terminal(&held.path.to_string_lossy());
    match &held.item {
        Some(item) => format!("{path}, item {}", item.refused.ordinal),
        None => path,
    }
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
        "item": held.item.as_ref().map(item_object),
    });
    format!("{object}\n")
}

fn item_object(item: &HeldItem) -> Value {
    let refused = &item.refused;
    json!({
        "ordinal": refused.ordinal,
        "span": [refused.bytes.start, refused.bytes.end],
        "line": refused.place.line,
        "column": refused.place.column,
        "headline": refused.headline,
        "written": refused.written,
        "sink": item.sink,
    })
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
    if let Some(item) = &held.item {
        text.push_str(&item_page(item));
        return text;
    }
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

/// What is known of an item: the place that is to blame, with a caret under
/// it, and how it begins.
fn item_page(item: &HeldItem) -> String {
    let HeldItem { refused, sink } = item;
    let place = &refused.place;
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    // What steers is shown as an escape, which is wider than the character that it stands for.
    let before: String = place.excerpt.chars().take(place.caret).collect();
    let caret = " ".repeat(terminal(&before).width());
    let kept = refused.written.len();
    let mut lines = String::new();
    for line in refused.written.lines().take(24) {
        writeln!(lines, "  | {}", terminal(line)).expect("a String takes everything");
    }
    format!(
        "item         {} at bytes {} to {} of the text\nheadline     {}\nrefused by   {}\n\n\
         {number} | {}\n{margin} | {caret}^ {}\n\nit begins ({kept} bytes are kept)\n{lines}",
        refused.ordinal,
        refused.bytes.start,
        refused.bytes.end,
        terminal(&refused.headline),
        sink.as_ref().map_or_else(
            || "the line: no sink has it".to_owned(),
            |sink| format!("sink `{}`", terminal(sink))
        ),
        terminal(&place.excerpt),
        terminal(&refused.reason),
    )
}
