//! The one door through which texts go in: `check` and its variants.

use std::{fmt::Write as _, sync::Arc};

use courant_model::{Bulletin, Declared, Item, Segmented};
use courant_segmenter::{Error, Layout, Segmenter};

/// Segments `text` with the shipped layouts.
#[track_caller]
pub(crate) fn check(text: &str, expected: &str) {
    check_with(&Segmenter::standard(), Declared::default(), text, expected);
}

/// Segments `text` with these layouts, in an inbox of which this was declared.
#[track_caller]
pub(crate) fn check_with(segmenter: &Segmenter, declared: Declared, text: &str, expected: &str) {
    let cut = segmenter.segment(bulletin(declared, text)).expect("what was declared is known");
    let expected: Vec<_> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(render(&cut), expected.join("\n"));
}

#[track_caller]
pub(crate) fn check_error(declared: Declared, expected: &str) {
    let error: Error = Segmenter::standard().segment(bulletin(declared, "")).expect_err("it is not known");
    assert_eq!(error.to_string(), expected);
}

pub(crate) fn layout(sheet: &str) -> Layout {
    Layout::parse("sheet.toml", sheet).expect("the sheet is well written")
}

fn bulletin(declared: Declared, text: &str) -> Bulletin {
    Bulletin { declared: Arc::new(declared), ..Bulletin::from_text("bulletin.txt", text) }
}

/// The layout, the crawl and the zone on the first line; then each stretch of the text in
/// order. Items are `lines published views flags by SOURCE at LINK | headline | paragraphs`.
fn render(segmented: &Segmented) -> String {
    let text = &segmented.bulletin.text;
    let document = segmented.main().expect("there is one");
    let mut out = document.layout.clone();
    if let Some(crawled) = document.crawled {
        let _ = write!(out, " crawled {crawled}");
    }
    if let Some(timezone) = &document.timezone {
        let _ = write!(out, " in {timezone}");
    }
    if let Some(empty) = &document.empty {
        let _ = write!(out, ": {empty}");
    }
    let gaps = segmented
        .gaps()
        .map(|gap| (gap.bytes.start, format!("{:?} {:?}", gap.kind, &text[gap.bytes.clone()])));
    let items = segmented.items().map(|item| (item.bytes.start, render_item(item, text)));
    let mut stretches: Vec<_> = gaps.chain(items).collect();
    stretches.sort_by_key(|(start, _)| *start);
    for (_, stretch) in stretches {
        let _ = write!(out, "\n{stretch}");
    }
    out
}

fn render_item(item: &Item, text: &str) -> String {
    let mut out = format!("{}-{}", item.lines.0, item.lines.1);
    if let Some(published) = item.published {
        let _ = write!(out, " {published}");
    }
    if let Some(views) = item.views {
        let _ = write!(out, " {views}");
    }
    for flag in &item.flags {
        let _ = write!(out, " {flag:?}");
    }
    if let Some(source) = &item.source {
        let _ = write!(out, " by {source}");
    }
    if let Some(link) = &item.link {
        let _ = write!(out, " at {link}");
    }
    for part in [&item.headline].into_iter().chain(&item.paragraphs) {
        let _ = write!(out, " | {}", part.read(text));
    }
    out
}
