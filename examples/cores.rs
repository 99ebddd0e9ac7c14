//! Segmenter and enricher as plain functions: no runtime, no files, no channels.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use courant::{enricher::Enricher, model::Bulletin, segmenter::Segmenter};

const PAGE: &str = " date 2026-03-03 02.03.2026, 18:40 1204
Ministers of Transport Met in Tallinn
Minister of Transport of the Republic of Kazakhstan A.Serikov held a meeting in Tallinn on March 1, 2026, \
Ministry of Transport of the Republic of Kazakhstan reports.
";

fn main() -> Result<(), courant::segmenter::Error> {
    let segmented = Segmenter::standard().segment(Bulletin::from_text("page.txt", PAGE))?;
    for document in &segmented.documents {
        println!("layout {}, crawled {:?}", document.layout, document.crawled);
    }
    for gap in segmented.gaps() {
        println!("{:?} at {:?}", gap.kind, gap.bytes);
    }
    let enriched = Enricher::standard().enrich(segmented);
    for record in enriched.records.iter() {
        println!("{}", record.headline);
        for date in &record.dates {
            println!("  {} is {}", date.span.slice(&record.text).unwrap_or_default(), date.value);
        }
        if let Some(source) = &record.source {
            println!("  {} {}", source.name, source.verb.as_deref().unwrap_or_default());
        }
    }
    Ok(())
}
