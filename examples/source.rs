//! A source of one's own: bulletins from standard input, one after the other,
//! with a line `%%` between them.

use std::io::Write as _;

use courant::{
    Parts,
    flow::{BoxError, Outcome, Outlet, Parcel, Pipeline, Receipt},
    model::Bulletin,
    sink::lines,
};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// Who issues a receipt decides what its outcome means: here it is told.
async fn send(outlet: &Outlet<Bulletin>, number: usize, text: String) -> bool {
    let receipt = Receipt::new(move |outcome| match outcome {
        Outcome::Delivered => eprintln!("bulletin {number}: delivered"),
        Outcome::Rejected(reason) => eprintln!("bulletin {number}: {reason}"),
        Outcome::Abandoned => eprintln!("bulletin {number}: lost on the way"),
    });
    let bulletin = Bulletin::from_text(format!("standard input {number}"), text);
    outlet.send(Parcel::new(bulletin, receipt)).await.is_ok()
}

async fn standard_input(outlet: Outlet<Bulletin>) -> Result<(), BoxError> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let (mut number, mut text) = (1, String::new());
    while let Some(line) = lines.next_line().await? {
        if line == "%%" {
            if !send(&outlet, number, std::mem::take(&mut text)).await {
                return Ok(());
            }
            number += 1;
        } else {
            text.push_str(&line);
            text.push('\n');
        }
    }
    send(&outlet, number, text).await;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    Parts::default()
        .cut(Pipeline::source("standard input", standard_input))
        .sink("print", lines(std::io::stdout()))
        .join()
        .await?;
    Ok(std::io::stdout().flush()?)
}
