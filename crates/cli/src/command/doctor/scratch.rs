//! A copy of an installation, in which nothing is the user's own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use toml::{Table, Value};

use crate::{
    config::{self, Settings},
    fault::Fault,
};

/// A directory with a configuration of its own.
#[derive(Debug)]
pub(super) struct Scratch {
    directory: TempDir,
    pub(super) config: PathBuf,
    /// What the configuration means, as the daemon will read it.
    pub(super) settings: Settings,
    /// What the user's own means: where the bulletins are.
    pub(super) own: Settings,
}

impl Scratch {
    pub(super) fn of(config: Option<&Path>) -> Result<Scratch, Fault> {
        let own = config::load(config)?;
        let directory = tempfile::Builder::new().prefix("courant-doctor-").tempdir()?;
        let mut table: Table = match config {
            Some(path) => fs::read_to_string(path)?.parse()?,
            None => Table::new(),
        };
        turn(&mut table, directory.path());
        let config = directory.path().join("courant.toml");
        fs::write(&config, table.to_string())?;
        let settings = config::load(Some(&config))?;
        for inbox in &settings.inboxes {
            fs::create_dir_all(&inbox.directory)?;
        }
        fs::create_dir_all(directory.path().join("stores"))?;
        Ok(Scratch { directory, config, settings, own })
    }

    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Leaves the directory where it is.
    pub(super) fn keep(self) -> PathBuf {
        self.directory.keep()
    }
}

/// Turns everything that is written to a place below `directory`.
///
/// Looks are taken more often than a user would want it, so that what was
/// abandoned is offered again soon; a tail waits for its writer longer than
/// this writer ever pauses in the middle of an item; and nothing is held for
/// being unlike the others, because that depends on the order.
fn turn(table: &mut Table, directory: &Path) {
    let place = |name: String| Value::from(directory.join(name).to_string_lossy().into_owned());
    table.insert("state".to_owned(), place("state".to_owned()));
    if table.contains_key("receipts") {
        table.insert("receipts".to_owned(), place("receipts".to_owned()));
    }
    let inboxes = table.entry("inbox").or_insert_with(|| Value::Array(vec![Value::Table(Table::new())]));
    for (number, inbox) in tables(inboxes).enumerate() {
        inbox.insert("directory".to_owned(), place(format!("inbox-{number}")));
        for (setting, value) in [("rescan", "1s"), ("poll", "1s"), ("quiet", "5s"), ("drift", "flag")] {
            inbox.insert(setting.to_owned(), value.into());
        }
    }
    if let Some(sinks) = table.get_mut("sink") {
        for (number, sink) in tables(sinks).enumerate().filter(|(_, sink)| sink.contains_key("path")) {
            sink.insert("path".to_owned(), place(format!("stores/{number}")));
            // It would only take longer.
            sink.remove("rate");
        }
    }
    let log = Table::from_iter([("format".to_owned(), "json".into()), ("level".to_owned(), "info".into())]);
    table.insert("log".to_owned(), Value::Table(log));
}

fn tables(value: &mut Value) -> impl Iterator<Item = &mut Table> {
    value.as_array_mut().into_iter().flatten().filter_map(Value::as_table_mut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_users_is_written_to() {
        let mut table: Table = "
            state = '/var/lib/news'
            receipts = '/var/lib/receipts'
            [[inbox]]
            directory = '/srv/drop'
            include = ['*.txt']
            drift = 'hold'
            [[sink]]
            kind = 'jsonl'
            path = '/srv/items.jsonl'
            rate = '5/s'
            rotate_daily = true
            [[sink]]
            kind = 'stdout'
            [log]
            directory = '/var/log'
            [line]
            workers = 3"
            .parse()
            .unwrap();
        turn(&mut table, Path::new("/scratch"));
        let expected: Table = "
            state = '/scratch/state'
            receipts = '/scratch/receipts'
            [[inbox]]
            directory = '/scratch/inbox-0'
            include = ['*.txt']
            drift = 'flag'
            rescan = '1s'
            poll = '1s'
            quiet = '5s'
            [[sink]]
            kind = 'jsonl'
            path = '/scratch/stores/0'
            rotate_daily = true
            [[sink]]
            kind = 'stdout'
            [log]
            format = 'json'
            level = 'info'
            [line]
            workers = 3"
            .parse()
            .unwrap();
        assert_eq!(table, expected);
    }
}
