//! Whether an installation is well: a line for each thing that was looked at.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use courant::ledger::{Audit, Survey};
use rustix::fs::statvfs;
use serde_json::json;

use crate::{
    arguments::Doctor,
    command::{check, verify},
    config::{self, Settings},
    desk::shown,
    exit::Exit,
    fault::{Fault, chain},
    line, log,
};

/// Room below which a disk is about to be full.
const SCARCE: u64 = 256 << 20;

/// What was found out about one thing.
struct Finding {
    what: String,
    state: State,
    says: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Well,
    /// It works, and may not for long, or not as well as it could.
    Doubtful,
    Ill,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Well => "ok",
            State::Doubtful => "warning",
            State::Ill => "error",
        }
    }
}

pub(super) fn examine(arguments: &Doctor) -> Result<Exit, Fault> {
    let _log = log::start_quiet();
    let settings = config::load(arguments.config.as_deref())?;
    line::parts(&settings)?;
    let mut sheet = Sheet::default();
    sheet.note(
        "configuration",
        State::Well,
        match &arguments.config {
            Some(path) => format!("{} is valid", shown(path)),
            None => "there is none: the defaults are used".to_owned(),
        },
    );
    sheet.directories(&settings);
    sheet.events(&settings);
    sheet.books(&settings);
    let text = if arguments.json { sheet.object() } else { sheet.lines() };
    io::stdout().write_all(text.as_bytes())?;
    let ill = sheet.0.iter().any(|finding| finding.state == State::Ill);
    Ok(if ill { Exit::Partly } else { Exit::Done })
}

#[derive(Default)]
struct Sheet(Vec<Finding>);

impl Sheet {
    fn note(&mut self, what: impl Into<String>, state: State, says: impl Into<String>) {
        self.0.push(Finding { what: what.into(), state, says: says.into() });
    }

    /// Whether files can be made, and whether there is room for them.
    fn directories(&mut self, settings: &Settings) {
        for (what, directory) in check::directories(settings) {
            match check::usable(&directory) {
                Ok(note) => self.note(&what, State::Well, format!("{}{note}", shown(&directory))),
                Err(why) => self.note(&what, State::Ill, format!("{}: {why}", shown(&directory))),
            }
        }
        let mut places = vec![settings.state.clone()];
        places.extend(settings.sinks.iter().filter_map(|sink| sink.path()?.parent().map(Path::to_owned)));
        places.sort();
        places.dedup();
        for place in places {
            let Some(there) = nearest(&place) else { continue };
            match statvfs(&there) {
                Ok(found) => {
                    let free = found.f_bavail.saturating_mul(found.f_frsize);
                    let state = if free < SCARCE { State::Doubtful } else { State::Well };
                    self.note("room", state, format!("{} MiB free for {}", free >> 20, shown(&place)));
                }
                Err(error) => self.note("room", State::Doubtful, format!("{}: {error}", shown(&place))),
            }
        }
    }

    /// Whether the system has room for as many watches as there are directories.
    fn events(&mut self, settings: &Settings) {
        let directories: usize = settings
            .inboxes
            .iter()
            .map(|inbox| if inbox.recursive { below(&inbox.directory) } else { 1 })
            .sum();
        let limit = |name: &str| -> Option<usize> {
            fs::read_to_string(Path::new("/proc/sys/fs/inotify").join(name)).ok()?.trim().parse().ok()
        };
        match (limit("max_user_watches"), limit("max_user_instances")) {
            (Some(watches), Some(instances)) => {
                let state = if directories > watches / 2 { State::Doubtful } else { State::Well };
                let says = format!(
                    "{directories} directories to watch; this user may watch {watches}, by {instances} programs \
                     (fs.inotify.max_user_watches, max_user_instances)"
                );
                self.note("events", state, says);
            }
            _ => self.note("events", State::Doubtful, "nothing is known of this system's limits"),
        }
    }

    /// Whether the ledger is sound, and has what the stores have.
    fn books(&mut self, settings: &Settings) {
        let ledger = settings.ledger();
        match ledger.try_exists() {
            Ok(false) => return self.note("ledger", State::Well, format!("none yet at {}", shown(&ledger))),
            Ok(true) => {}
            Err(error) => return self.note("ledger", State::Ill, format!("{}: {error}", shown(&ledger))),
        }
        let read =
            || Ok::<_, courant::ledger::Error>((Audit::open(&ledger)?.damage()?, Survey::take(&ledger)?));
        match read() {
            Ok((damage, survey)) => {
                for line in &damage {
                    self.note("ledger", State::Ill, format!("{}: {line}", shown(&ledger)));
                }
                let daemon =
                    survey.holder.map_or("no daemon".to_owned(), |pid| format!("process {pid} keeps it"));
                let (settled, owed, quarantined) = (survey.settled, survey.owed, survey.quarantined);
                let state = if quarantined > 0 { State::Doubtful } else { State::Well };
                if damage.is_empty() {
                    let says = format!(
                        "sound; {settled} settled, {owed} owed, {quarantined} in quarantine; {daemon}"
                    );
                    self.note("ledger", state, says);
                }
            }
            Err(error) => return self.note("ledger", State::Ill, chain(&error)),
        }
        for sink in settings.sinks.iter().filter(|sink| sink.path().is_some()) {
            let one = Settings { sinks: vec![sink.clone()], ..settings.clone() };
            let mut told = Vec::new();
            let (state, says) = match verify::agree(&one, &mut told) {
                Ok(true) => (State::Well, last(&told)),
                Ok(false) => (State::Ill, format!("{}; `courant verify` tells which", last(&told))),
                Err(Fault::Failed(error)) => (State::Ill, chain(&*error)),
                Err(Fault::Invalid(_) | Fault::Missing(_)) => (State::Ill, "it cannot be read".to_owned()),
            };
            self.note(format!("store `{}`", sink.name), state, says);
        }
    }

    fn lines(&self) -> String {
        let line = |finding: &Finding| {
            let Finding { what, state, says } = finding;
            format!("{:<9}{}: {}\n", state.word(), log::terminal(what), log::terminal(says))
        };
        self.0.iter().map(line).collect()
    }

    fn object(&self) -> String {
        let findings: Vec<_> = self
            .0
            .iter()
            .map(|Finding { what, state, says }| json!({"what": what, "state": state.word(), "says": says}))
            .collect();
        format!("{}\n", json!({ "findings": findings }))
    }
}

/// The last line that was told, without the sink's name before it.
fn last(told: &[u8]) -> String {
    let text = String::from_utf8_lossy(told);
    let line = text.lines().last().unwrap_or_default();
    line.split_once(": ").map_or(line, |(_, says)| says).to_owned()
}

/// The directory, or the nearest one above it that there is.
fn nearest(directory: &Path) -> Option<PathBuf> {
    let directory = std::path::absolute(directory).ok()?;
    directory.ancestors().find(|place| place.is_dir()).map(Path::to_owned)
}

/// Directories in a directory, with itself.
fn below(directory: &Path) -> usize {
    let Ok(entries) = fs::read_dir(directory) else { return 1 };
    let directories =
        entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    1 + directories.map(|entry| below(&entry.path())).sum::<usize>()
}
