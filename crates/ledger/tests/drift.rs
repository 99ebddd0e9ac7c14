//! An inbox changes its ways: what the line and the quarantine make of it.

use std::{path::Path, sync::Arc};

use courant_flow::{BoxError, Inlet, Outlet, Parcel, Pipeline};
use courant_ledger::{Ledger, Quarantine};
use courant_model::{Bulletin, Declared, Document, Flag, Item, OnDrift, Segmented};
use tokio::sync::mpsc;

/// What a line ends in.
#[derive(Clone, Copy)]
enum End {
    Delivered,
    Abandoned,
}

/// Sends bulletins through a line, `INBOX:NAME=ITEMS` each, and says which of them came through with a flag (`!`).
async fn send(ledger: &Ledger, on_drift: OnDrift, bulletins: &str, end: End) -> String {
    let (sender, mut came) = mpsc::unbounded_channel();
    let gate = ledger.gate();
    let bulletins: Vec<Bulletin> = bulletins.split(' ').map(|name| bulletin(name, on_drift)).collect();
    let source = move |outlet: Outlet<Bulletin>| async move {
        for bulletin in bulletins {
            let receipt = gate.receipt(&bulletin.arrival());
            outlet.send(Parcel::new(bulletin, receipt)).await?;
        }
        Ok(())
    };
    let sink = move |inlet: Inlet<Segmented>| async move {
        while let Ok(parcel) = inlet.recv().await {
            let bulletin = &parcel.payload.bulletin;
            let mark = if bulletin.flags == [Flag::LayoutDrift] { "!" } else { "" };
            sender.send(format!("{}{mark}", bulletin.path.display()))?;
            if let End::Delivered = end {
                parcel.receipt.deliver();
            }
        }
        Ok(())
    };
    let line = Pipeline::source("some", source).then("admit", ledger.admit()).then("segment", segment);
    line.then("compare", ledger.compare()).sink("end", sink).join().await.expect("the line runs");
    let mut said = Vec::new();
    while let Some(name) = came.recv().await {
        said.push(name);
    }
    said.join(" ")
}

fn bulletin(name: &str, drift: OnDrift) -> Bulletin {
    let (inbox, _) = name.split_once(':').expect("an inbox");
    let declared = Declared { inbox: inbox.to_owned(), drift, ..Declared::default() };
    Bulletin { declared: Arc::new(declared), ..Bulletin::from_text(name, name) }
}

async fn segment(inlet: Inlet<Bulletin>, outlet: Outlet<Segmented>) -> Result<(), BoxError> {
    while let Ok(parcel) = inlet.recv().await {
        let cut = parcel.map(|bulletin| {
            let items = bulletin.text.split_once('=').expect("items").1.parse().expect("a number");
            let items = vec![Item::default(); items];
            let document = Document { layout: "wire".to_owned(), items, ..Document::default() };
            Segmented { bulletin: Arc::new(bulletin), documents: vec![document] }
        });
        outlet.send(cut).await?;
    }
    Ok(())
}

/// So many bulletins of nine items.
fn regular(inbox: &str, numbers: std::ops::Range<u32>) -> String {
    numbers.map(|number| format!("{inbox}:{number}=9")).collect::<Vec<_>>().join(" ")
}

/// Number and reason of each file in quarantine.
fn held(path: &Path) -> Vec<(i64, String)> {
    let held = Quarantine::open(path).expect("it opens").list().expect("it lists");
    held.into_iter().map(|held| (held.number, held.reason)).collect()
}

fn retry(path: &Path, number: i64) {
    let mut quarantine = Quarantine::open(path).expect("it opens");
    let held = quarantine.find(number).expect("it looks").expect("it is there");
    quarantine.retry(&held).expect("it is written");
}

#[tokio::test]
async fn what_is_unlike_the_others_is_flagged_until_it_is_usual() {
    let ledger = Ledger::in_memory(&[]).expect("it opens");
    let ten = regular("a", 0..10);
    let send = async |bulletins: &str| send(&ledger, OnDrift::Flag, bulletins, End::Delivered).await;
    assert_eq!(send(&ten).await, ten);
    assert_eq!(send("b:x=1").await, "b:x=1", "each inbox has a history of its own");
    assert_eq!(send("a:x=1 a:y=9 a:z=2 a:v=1").await, "a:x=1! a:y=9 a:z=2! a:v=1!");
    assert_eq!(send("a:w=1").await, "a:w=1", "the fourth of its kind is one of the inbox's ways");
}

#[tokio::test]
async fn only_the_last_ones_count() {
    let ledger = Ledger::in_memory(&[]).expect("it opens");
    let send = async |bulletins: &str| send(&ledger, OnDrift::Flag, bulletins, End::Delivered).await;
    send("a:0=40 a:1=41 a:2=42 a:3=43").await;
    send(&regular("a", 4..20)).await;
    assert_eq!(send("a:x=40").await, "a:x=40");
    send(&regular("a", 20..84)).await;
    assert_eq!(send("a:y=40").await, "a:y=40!");
}

#[tokio::test]
async fn an_inbox_that_ignores_drift_has_a_history_all_the_same() {
    let ledger = Ledger::in_memory(&[]).expect("it opens");
    let ten = regular("a", 0..10);
    assert_eq!(send(&ledger, OnDrift::Ignore, &ten, End::Delivered).await, ten);
    assert_eq!(send(&ledger, OnDrift::Ignore, "a:x=1", End::Delivered).await, "a:x=1");
    assert_eq!(send(&ledger, OnDrift::Flag, "a:y=1", End::Delivered).await, "a:y=1!");
}

/// [`send`] by a ledger on disk that is closed again, so that all is written.
async fn send_at(path: &Path, on_drift: OnDrift, bulletins: &str, end: End) -> String {
    let ledger = Ledger::open(path, &[]).expect("it opens");
    let came = send(&ledger, on_drift, bulletins, end).await;
    ledger.close().expect("all is written");
    came
}

#[tokio::test]
async fn a_redelivered_bulletin_is_told_the_same_and_counts_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    send_at(&path, OnDrift::Flag, &regular("a", 0..10), End::Delivered).await;
    for _ in 0..4 {
        let came = send_at(&path, OnDrift::Flag, "a:x=1", End::Abandoned).await;
        assert_eq!(came, "a:x=1!", "four times the same one is no way of the inbox");
    }
    let came = send_at(&path, OnDrift::Hold, "a:x=1", End::Delivered).await;
    assert_eq!(came, "a:x=1!", "some store may have it already");
    assert_eq!(send_at(&path, OnDrift::Flag, "a:y=1 a:z=1", End::Delivered).await, "a:y=1! a:z=1!");
}

#[tokio::test]
async fn what_is_held_waits_for_a_yes_and_counts_from_then_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    let send = async |bulletins: &str| send_at(&path, OnDrift::Hold, bulletins, End::Delivered).await;
    send(&regular("a", 0..10)).await;
    let reason = "unlike what this inbox used to bring: 1 item, usually 9".to_owned();

    assert_eq!(send("a:v=1 a:w=1 a:x=1 a:y=1").await, "");
    assert_eq!(
        held(&path),
        [1, 2, 3, 4].map(|number| (number, reason.clone())),
        "what is held is no history"
    );
    assert_eq!(send("a:v=1").await, "", "to be there again is no yes");

    for number in [1, 2, 3] {
        retry(&path, number);
    }
    assert_eq!(send("a:v=1 a:w=1 a:x=1").await, "a:v=1! a:w=1! a:x=1!");
    assert_eq!(send("a:z=1").await, "a:z=1", "three were let through");
    assert_eq!(held(&path), [(4, reason)]);
}

#[tokio::test]
async fn a_retry_for_another_reason_is_no_yes_to_drift() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("ledger.db");
    send_at(&path, OnDrift::Hold, &regular("a", 0..10), End::Delivered).await;
    let ledger = Ledger::open(&path, &[]).expect("it opens");
    ledger.gate().receipt(&bulletin("a:x=1", OnDrift::Hold).arrival()).reject("cannot be read");
    ledger.close().expect("all is written");
    assert_eq!(held(&path), [(1, "cannot be read".to_owned())]);
    retry(&path, 1);
    assert_eq!(send_at(&path, OnDrift::Hold, "a:x=1", End::Delivered).await, "");
}
