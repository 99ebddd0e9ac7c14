//! Any sheet, and what its layout does to a text that has some of everything.

#![no_main]

use std::sync::Arc;

use courant_model::{Bulletin, Declared};
use courant_segmenter::{Layout, Segmenter};
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/segmenter/tests/segmenter/holds.rs"]
mod holds;

const TEXT: &str = include_str!("../seeds/segment/everything.txt");

fuzz_target!(|sheet: &str| {
    let Ok(layout) = Layout::parse("fuzz.toml", sheet) else { return };
    let declared = Declared { layout: Some(layout.name().to_owned()), ..Declared::default() };
    let bulletin = Bulletin { declared: Arc::new(declared), ..Bulletin::from_text("bulletin.txt", TEXT) };
    holds::holds(&Segmenter::standard().with(layout), bulletin);
});
