//! Any text through the annotators: every fact stands where its record says.

#![no_main]

use courant_enricher::{Enricher, faults};
use courant_model::Bulletin;
use courant_segmenter::Segmenter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let bulletin = Bulletin::from_text("bulletin.txt", text);
    let cut = Segmenter::standard().segment(bulletin).expect("nothing is declared, and the text is tiled");
    let enricher = Enricher::standard();
    for record in enricher.enrich(cut).records.iter() {
        assert_eq!(faults(record), []);
        // To explain is to annotate once more, with reasons.
        assert_eq!(enricher.explain(record).record, *record);
    }
});
