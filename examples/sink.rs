//! A sink of one's own: a timeline, written in groups. An inlet is a stream,
//! so the combinators of `tokio-stream` apply.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::{pin::pin, time::Duration};

use courant::{
    Parts,
    flow::{BoxError, Inlet, Outlet, Parcel, Pipeline, Receipt},
    model::{Bulletin, Enriched},
};
use tokio_stream::StreamExt as _;

async fn three_days(outlet: Outlet<Bulletin>) -> Result<(), BoxError> {
    for day in 1..=3 {
        let text = format!(
            "0{day}.03.2026, 18:40 {day}04\nMinisters Met, Day {day}\nThey spoke.\n\
             0{day}.03.2026, 09:15 {day}77\nHarbour News, Day {day}\nShips sail.\n"
        );
        let parcel = Parcel::new(Bulletin::from_text(format!("day {day}"), text), Receipt::new(drop));
        outlet.send(parcel).await?;
    }
    Ok(())
}

/// Deliver a receipt only when the record is where it should be: here, printed.
async fn timeline(inlet: Inlet<Enriched>) -> Result<(), BoxError> {
    let mut groups = pin!(inlet.chunks_timeout(3, Duration::from_mins(1)));
    while let Some(group) = groups.next().await {
        println!("a group of {} bulletins", group.len());
        for parcel in group {
            let (enriched, receipt) = parcel.open();
            for record in enriched.records.iter() {
                let published = record.published.map(|when| when.to_string()).unwrap_or_default();
                println!("{published}  {:>5}  {}", record.views.unwrap_or(0), record.headline);
            }
            receipt.deliver();
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    Ok(Parts::default()
        .cut(Pipeline::source("three days", three_days))
        .sink("timeline", timeline)
        .join()
        .await?)
}
