//! What holds for every text, whatever is in it; the fuzz targets ask the same.

use courant_model::{Bulletin, Flag, Passage, Segmented};
use courant_segmenter::Segmenter;

/// Segments, and checks what must hold whatever the text and the layouts.
///
/// Panics where something does not.
#[track_caller]
pub(crate) fn holds(segmenter: &Segmenter, bulletin: Bulletin) -> Segmented {
    let cut = segmenter.segment(bulletin).expect("what was declared is known, and the text is tiled");
    assert_eq!(cut.check(), Ok(()));
    let text = &*cut.bulletin.text;
    let ends = line_ends(text);
    // The line in which a byte stands, counted from 1.
    let number = |byte: usize| ends.partition_point(|end| *end <= byte) + 1;

    for document in &cut.documents {
        let mut line = 0;
        for item in &document.items {
            let last = text.floor_char_boundary(item.bytes.end - 1);
            assert_eq!(item.lines, (number(item.bytes.start), number(last)), "lines of {item:?} in {text:?}");
            assert!(line <= item.lines.0, "{item:?} goes back in {text:?}");
            line = item.lines.1;
            assert!(!item.headline.is_empty(), "{item:?} has no headline in {text:?}");
            for passage in item.paragraphs.iter().chain([&item.headline]) {
                check_passage(passage, text);
            }
            check_flags(&item.flags, item.published.is_some());
        }
        assert_eq!(document.items.is_empty(), document.empty.is_some(), "{document:?} of {text:?}");
        assert!(document.confidence.is_none_or(|percent| percent <= 100));
    }
    check_members(&cut);
    cut
}

/// Where each line of a text ends, its terminator included: LF, CR LF, CR CR LF, CR or NEL.
fn line_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r', '\u{85}']) {
        let tail = &rest[at..];
        let end = ["\r\r\n", "\r\n", "\n", "\r", "\u{85}"].into_iter().find(|end| tail.starts_with(end));
        rest = &tail[end.map_or(1, str::len)..];
        ends.push(text.len() - rest.len());
    }
    ends
}

fn check_passage(passage: &Passage, text: &str) {
    let reads = passage.read(text);
    assert!(!reads.trim().is_empty(), "{passage:?} says nothing in {text:?}");
    assert_eq!(reads.trim(), reads, "{passage:?} in {text:?}");
    assert!(!reads.contains(['\n', '\r', '\u{85}']), "{reads:?} is no line in {text:?}");
}

fn check_flags(flags: &[Flag], published: bool) {
    let mut seen = flags.to_vec();
    seen.dedup();
    assert_eq!(seen, flags, "no flag is there twice");
    let timed = [Flag::TimeAmbiguous, Flag::ZoneUnknown, Flag::YearAssumed];
    assert!(published || !flags.iter().any(|flag| timed.contains(flag)), "{flags:?} of no time");
}

/// The documents of each member tile it.
fn check_members(segmented: &Segmented) {
    let bulletin = &segmented.bulletin;
    for member in &bulletin.members {
        let documents =
            segmented.documents.iter().filter(|document| document.member.as_ref() == Some(&member.name));
        let stretches = documents.flat_map(|document| {
            let items = document.items.iter().map(|item| item.bytes.clone());
            items.chain(document.gaps.iter().map(|gap| gap.bytes.clone()))
        });
        let mut stretches: Vec<_> = stretches.collect();
        stretches.sort_by_key(|stretch| stretch.start);
        let mut at = member.bytes.start;
        for stretch in stretches {
            assert_eq!(stretch.start, at, "{member:?} of {:?}", bulletin.text);
            at = stretch.end;
        }
        assert_eq!(at, member.bytes.end, "{member:?} of {:?}", bulletin.text);
    }
}
