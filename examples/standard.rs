//! The daemon's line in a binary of one's own: `standard INBOX STATE`.

use std::path::{PathBuf, absolute};

use courant::{
    Parts,
    flow::BoxError,
    ledger::{Ledger, SinkTerms},
    sink::{JsonLines, Sqlite},
    watcher::{Inbox, Watcher},
};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(inbox), Some(state)) = (arguments.next(), arguments.next()) else {
        return Err("usage: standard INBOX STATE".into());
    };
    let ledger = Ledger::open(&state.join("ledger.db"), &["items", "store"].map(SinkTerms::required))?;
    let watcher = Watcher::new(vec![Inbox::new("inbox", absolute(inbox)?)], ledger.gate())?;
    let line = Parts::default().line_with(&ledger, watcher).fork("deliver", ledger.shares());
    line.branch("items", JsonLines::append(state.join("items.jsonl")).account(ledger.account("items")))
        .branch("store", Sqlite::at(state.join("store.db")).account(ledger.account("store")))
        .run()
        .until(tokio::signal::ctrl_c())
        .await?;
    Ok(ledger.close()?)
}
