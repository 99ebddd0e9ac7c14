//! A stage of one's own, in each of the three forms.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::{num::NonZeroUsize, sync::Arc};

use courant::{
    Parts,
    flow::{BoxError, Inlet, Outlet, Parcel, Pipeline, Receipt, Stage, each},
    model::{Bulletin, Enriched, Record},
};

const PAGE: &str = "\
02.03.2026, 18:40 1204
Ministers of Transport Met in Tallinn
They spoke of railways, and telephoned +372 600 0000 for a table.
02.03.2026, 12:05 88
Advertisement: Boots at Half Price
Only today.
02.03.2026, 09:15 3377
Harbour Reopens After the Storm
Ships sail again.
";

/// A pure function of one payload; `each` runs it on threads of its own, in order.
fn redact(bulletin: Bulletin) -> Result<Bulletin, BoxError> {
    if bulletin.text.contains("EMBARGO") {
        return Err("under embargo: not for this desk".into());
    }
    let text = bulletin.text.split(' ').map(|word| if word.starts_with('+') { "+…" } else { word });
    let text = text.collect::<Vec<_>>().join(" ");
    Ok(Bulletin { text, ..bulletin })
}

/// An async function: all that a stage is. It may wait, merge, split and drop.
async fn log_lengths(inlet: Inlet<Enriched>, outlet: Outlet<Enriched>) -> Result<(), BoxError> {
    while let Ok(parcel) = inlet.recv().await {
        println!("{} items", parcel.payload.records.len());
        if outlet.send(parcel).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// A struct, for a stage that is configured.
struct Without(&'static str);

impl Stage<Enriched, Enriched> for Without {
    async fn run(self, inlet: Inlet<Enriched>, outlet: Outlet<Enriched>) -> Result<(), BoxError> {
        while let Ok(mut parcel) = inlet.recv().await {
            let wanted = |record: &Record| !record.headline.starts_with(self.0);
            Arc::make_mut(&mut parcel.payload.records).retain(wanted);
            if outlet.send(parcel).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

async fn page(outlet: Outlet<Bulletin>) -> Result<(), BoxError> {
    let receipt = Receipt::new(|outcome| println!("{outcome:?}"));
    Ok(outlet.send(Parcel::new(Bulletin::from_text("page.txt", PAGE), receipt)).await?)
}

async fn print(inlet: Inlet<Enriched>) -> Result<(), BoxError> {
    while let Ok(parcel) = inlet.recv().await {
        let (enriched, receipt) = parcel.open();
        for record in enriched.records.iter() {
            println!("{}", record.text);
        }
        receipt.deliver();
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let page = Pipeline::source("page", page).then("redact", each(NonZeroUsize::MIN, redact));
    let line =
        Parts::default().cut(page).then("lengths", log_lengths).then("without", Without("Advertisement:"));
    Ok(line.sink("print", print).join().await?)
}
