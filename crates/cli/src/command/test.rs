//! Bulletins whose items are known: does the segmenter still find them?

mod difference;
mod expected;
mod tally;

use std::path::{Path, PathBuf};

use courant::{
    model::Bulletin,
    watcher::{Inbox, Once},
};

use self::{
    difference::difference,
    expected::{Expected, SUFFIX},
    tally::{Tally, Verdict},
};
use crate::{
    arguments::Test,
    desk::{Desk, shown},
    exit::Exit,
    fault::{Fault, chain},
    line,
    log::terminal,
    screen::{self, Ink, Screen},
};

pub(super) fn test(arguments: &Test) -> Result<Exit, Fault> {
    let desk = Desk::of(&arguments.own)?;
    let mut tally = Tally::default();
    let plan = plan(&arguments.directory, &line::inbox(&desk.settings.inboxes[0], &desk.settings.limits)?)?;
    for fault in &plan.faults {
        eprintln!("courant: {}", chain(fault));
        tally.count(Verdict::Unread);
    }
    for found in &plan.found {
        let verdict = match desk.read_or_tell(&found.path) {
            Some((bulletin, _)) if arguments.accept => accept(&desk, &found.path, bulletin)?,
            Some((bulletin, _)) => compare(&desk, &found.path, bulletin)?,
            None => Verdict::Unread,
        };
        tally.count(verdict);
    }
    let alone = alone(&arguments.directory)?;
    let nothing = plan.found.is_empty() && alone.is_empty();
    for path in alone {
        eprintln!("courant: {} is of no bulletin that is there", shown(&path));
        tally.count(Verdict::Alone);
    }
    eprintln!("{tally}");
    Ok(if nothing { Exit::Nothing } else { tally.exit() })
}

/// The bulletins in a directory: what its first inbox would take in, but for
/// the expectations.
fn plan(directory: &Path, inbox: &Inbox) -> Result<Once, Fault> {
    let mut inbox = inbox.clone();
    inbox.exclude.push(format!("**/*{SUFFIX}"));
    Ok(Once::plan(&[directory.to_owned()], &inbox)?)
}

/// Expectations whose bulletin is gone.
fn alone(directory: &Path) -> Result<Vec<PathBuf>, Fault> {
    let expectations = Inbox { include: vec![format!("**/*{SUFFIX}")], ..Inbox::new("expected", directory) };
    let mut alone = Vec::new();
    for found in Once::plan(&[directory.to_owned()], &expectations)?.found {
        let path = found.path.to_string_lossy();
        if let Some(bulletin) = path.strip_suffix(SUFFIX)
            && !Path::new(bulletin).try_exists()?
        {
            alone.push(found.path);
        }
    }
    Ok(alone)
}

fn compare(desk: &Desk, path: &Path, bulletin: Bulletin) -> Result<Verdict, Fault> {
    let expected = match Expected::read(path) {
        Ok(Some(expected)) => expected,
        Ok(None) => {
            eprintln!("courant: {}: nothing is expected of it; --accept writes what is found", shown(path));
            return Ok(Verdict::Unknown);
        }
        Err(error) => {
            eprintln!("courant: {}", chain(&error));
            return Ok(Verdict::Differs);
        }
    };
    let found = Expected::of(&desk.segmenter.segment(bulletin)?);
    if found == expected {
        return Ok(Verdict::Same);
    }
    let screen = Screen::look();
    let mut text =
        format!("{}\n", screen.paint(Ink::Bold, &format!("{} differs: - expected, + found", shown(path))));
    for line in difference(&expected.text()?, &found.text()?) {
        let ink = match line.as_bytes() {
            [b'-', ..] => Ink::Red,
            [b'+', ..] => Ink::Green,
            [b'@', ..] => Ink::Cyan,
            _ => Ink::Plain,
        };
        text.push_str(&screen.paint(ink, &terminal(&line)));
        text.push('\n');
    }
    screen::print(&text)?;
    Ok(Verdict::Differs)
}

fn accept(desk: &Desk, path: &Path, bulletin: Bulletin) -> Result<Verdict, Fault> {
    let found = Expected::of(&desk.segmenter.segment(bulletin)?);
    // What cannot be read any more is written anew.
    if Expected::read(path).is_ok_and(|expected| expected.as_ref() == Some(&found)) {
        return Ok(Verdict::Same);
    }
    let written = found.write(path)?;
    screen::print(&format!("written {}\n", shown(&written)))?;
    Ok(Verdict::Written)
}
