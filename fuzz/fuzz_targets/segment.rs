//! Any text through the shipped layouts.

#![no_main]

use courant_model::Bulletin;
use courant_segmenter::Segmenter;
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/segmenter/tests/segmenter/holds.rs"]
mod holds;

fuzz_target!(|text: &str| {
    holds::holds(&Segmenter::standard(), Bulletin::from_text("bulletin.txt", text));
});
