//! How things stand.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::Path,
};

use courant::ledger::{Followed, Survey};
use jiff::Timestamp;
use serde_json::json;

use crate::{exit::Exit, fault::Fault, log::terminal};

pub(super) fn status(ledger: &Path, json: bool) -> Result<Exit, Fault> {
    let survey = Survey::take(ledger)?;
    let text = if json { object(&survey) } else { lines(&survey) };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn lines(survey: &Survey) -> String {
    let mut out = String::new();
    let mut line =
        |name: &str, text: String| writeln!(out, "{name:<12}{text}").expect("a String takes everything");
    line(
        "daemon",
        survey
            .holder
            .as_ref()
            .map_or("not running".to_owned(), |pid| format!("running, process {}", terminal(pid))),
    );
    line(
        "bulletins",
        format!(
            "{} settled, {} empty, {} owed, {} in quarantine, {} under another name",
            survey.settled, survey.empty, survey.owed, survey.quarantined, survey.duplicates
        ),
    );
    let refused = match survey.quarantined_items {
        0 => String::new(),
        items => format!(", {items} in quarantine"),
    };
    line("items", format!("{}, seen {} times{refused}", survey.items, survey.sightings));
    line("last", moment(survey.last_settled).unwrap_or_else(|| "nothing has been settled yet".to_owned()));
    for sink in &survey.sinks {
        line("sink", format!("{}: {} delivered, {} owed", terminal(&sink.sink), sink.delivered, sink.owed));
    }
    for tail in &survey.tails {
        let path = terminal(&tail.path.to_string_lossy());
        let unread =
            unread(tail).map_or("it cannot be looked at".to_owned(), |bytes| format!("{bytes} to come"));
        line("tail", format!("{path}: {} bytes taken, {unread}", tail.position));
    }
    out
}

/// How many bytes of a file that grows are not taken yet.
fn unread(tail: &Followed) -> Option<u64> {
    Some(std::fs::metadata(&tail.path).ok()?.len().saturating_sub(tail.position))
}

fn object(survey: &Survey) -> String {
    let sinks: Vec<_> = survey
        .sinks
        .iter()
        .map(|sink| json!({"sink": sink.sink, "delivered": sink.delivered, "owed": sink.owed}))
        .collect();
    let tails: Vec<_> = survey
        .tails
        .iter()
        .map(|tail| {
            let file = tail.path.to_string_lossy();
            json!({"inbox": tail.inbox, "file": file, "position": tail.position, "unread": unread(tail)})
        })
        .collect();
    let object = json!({
        "holder": survey.holder,
        "settled": survey.settled,
        "empty": survey.empty,
        "owed": survey.owed,
        "quarantined": survey.quarantined,
        "quarantined_items": survey.quarantined_items,
        "duplicates": survey.duplicates,
        "items": survey.items,
        "sightings": survey.sightings,
        "last_settled": moment(survey.last_settled),
        "sinks": sinks,
        "tails": tails,
    });
    format!("{object}\n")
}

/// Milliseconds since 1970 as RFC 3339.
pub(super) fn moment(milliseconds: Option<i64>) -> Option<String> {
    Some(Timestamp::from_millisecond(milliseconds?).ok()?.to_string())
}
