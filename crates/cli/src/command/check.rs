//! Whether a configuration is valid, and whether its directories can be used.

use std::{
    fs,
    path::{Path, PathBuf},
};

use courant::{ledger::Ledger, segmenter::Segmenter};

use crate::{
    config::{self, Settings},
    exit::Exit,
    fault::{Fault, chain},
    line,
    log::terminal,
};

pub(super) fn check(config: Option<&Path>) -> Result<Exit, Fault> {
    let settings = config::load(config)?;
    let parts = line::parts(&settings)?;
    let mut troubles = layouts(&settings)?;
    match line::watcher(&settings, &parts, Ledger::in_memory(&[])?.gate()) {
        Ok(_) => {}
        Err(Fault::Failed(error)) => troubles.push(chain(&*error)),
        Err(invalid) => return Err(invalid),
    }
    for (what, directory) in directories(&settings) {
        match usable(&directory) {
            Ok(note) => eprintln!("{what:<22}{}{note}", shown(&directory)),
            Err(why) => troubles.push(format!("{what} {}: {why}", shown(&directory))),
        }
    }
    for trouble in &troubles {
        eprintln!("error: {trouble}");
    }
    if troubles.is_empty() {
        eprintln!("the configuration is valid");
        return Ok(Exit::Done);
    }
    Ok(Exit::Config)
}

/// Inboxes may declare only layouts that there are.
pub(super) fn layouts(settings: &Settings) -> Result<Vec<String>, Fault> {
    let own = settings.layouts.as_deref().map(line::layouts).transpose()?.unwrap_or_default();
    let mut names: Vec<String> = own.iter().map(|layout| layout.name().to_owned()).collect();
    names.extend(Segmenter::standard().layouts().iter().map(|layout| layout.name().to_owned()));
    let unknown = settings.inboxes.iter().filter_map(|inbox| {
        let layout = inbox.declared.layout.as_ref()?;
        (!names.contains(layout)).then(|| {
            format!(
                "inbox `{}`: there is no layout `{layout}`; there are {}",
                inbox.declared.inbox,
                names.join(", ")
            )
        })
    });
    Ok(unknown.collect())
}

/// Every directory that the daemon would use.
pub(super) fn directories(settings: &Settings) -> Vec<(String, PathBuf)> {
    let mut all: Vec<(String, PathBuf)> = settings
        .inboxes
        .iter()
        .map(|inbox| (format!("inbox `{}`", inbox.declared.inbox), inbox.directory.clone()))
        .collect();
    all.push(("state".to_owned(), settings.state.clone()));
    for sink in &settings.sinks {
        if let Some(path) = sink.path() {
            let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            all.push((format!("sink `{}`", sink.name), directory.unwrap_or(Path::new(".")).to_owned()));
        }
    }
    if let Some(directory) = &settings.receipts {
        all.push(("receipts".to_owned(), directory.clone()));
    }
    if let Some(directory) = &settings.log.directory {
        all.push(("log".to_owned(), directory.clone()));
    }
    all
}

/// Whether files can be made in a directory, or in the nearest one above it
/// that there is.
pub(super) fn usable(directory: &Path) -> Result<&'static str, String> {
    let mut nearest = std::path::absolute(directory).map_err(|error| error.to_string())?;
    let mut note = "";
    loop {
        match fs::metadata(&nearest) {
            Ok(found) if found.is_dir() => break,
            Ok(_) => return Err(format!("{} is not a directory", shown(&nearest))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && nearest.pop() => {
                note = " (will be made)";
            }
            Err(error) => return Err(error.to_string()),
        }
    }
    let probe = nearest.join(format!(".courant-check-{}", std::process::id()));
    fs::write(&probe, b"")
        .and_then(|()| fs::remove_file(&probe))
        .map_err(|error| format!("no file can be made in {}: {error}", shown(&nearest)))?;
    Ok(note)
}

fn shown(path: &Path) -> String {
    terminal(&path.to_string_lossy())
}
