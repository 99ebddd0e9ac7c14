//! The first words of a daemon.

use std::path::Path;

use tracing::info;

use crate::{
    config::{Settings, SinkKind},
    log::{Log, terminal},
};

/// Says what is watched and where records go: in lines for people, or as the
/// event `run.started`.
pub(super) fn greet(settings: &Settings, log: &Log) {
    let inboxes: Vec<String> = settings.inboxes.iter().map(|inbox| shown(&inbox.directory)).collect();
    let stores: Vec<String> = settings
        .sinks
        .iter()
        .map(|sink| match &sink.kind {
            SinkKind::JsonLines { path, .. } => format!("{} (JSON Lines)", shown(path)),
            SinkKind::Sqlite { path } => format!("{} (SQLite)", shown(path)),
            SinkKind::Stdout => "standard output (JSON Lines)".to_owned(),
        })
        .collect();
    let (version, pid) = (env!("CARGO_PKG_VERSION"), std::process::id());
    if log.human {
        eprintln!("courant {version}, process {pid}");
        for inbox in inboxes {
            eprintln!("watching   {inbox}");
        }
        for store in stores {
            eprintln!("records to {store}");
        }
        eprintln!("ledger     {}", shown(&settings.ledger()));
        eprintln!("Drop a bulletin into the inbox. Ctrl-C stops.");
    } else {
        let (inboxes, stores) = (inboxes.join(", "), stores.join(", "));
        let ledger = shown(&settings.ledger());
        info!(version, pid, inboxes, stores, ledger, "run.started");
    }
}

fn shown(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    terminal(&path.to_string_lossy())
}
