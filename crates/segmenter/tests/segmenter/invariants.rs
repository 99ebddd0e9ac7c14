//! What holds for every text.

use courant_model::{Bulletin, GapKind, Item, Passage, Segmented};
use courant_segmenter::Segmenter;
use proptest::{collection::vec, prelude::*, sample::select};

const HEADERS: [&str; 4] =
    ["20.02.2026, 22:09 26761", " 19.02.2026,\u{a0}08:00 ", "29.02.2024", "\t01.03.2024, 00:30 1,204"];
const FURNITURE: [&str; 3] = ["relevant news", " Tell a friend", "Images | Sandy Bay"];
const TEXTS: [&str; 5] =
    ["Ferry sails", " A café opens… ", "31.02.2026, 10:00 5", "20.02.2026, 22:09 x", "{😀}"];
const STAMPS: [&str; 2] = [" date 2026-02-21", "date 2024-03-02 "];
const BLANKS: [&str; 4] = ["", " ", "\u{a0}\t", "\u{c}"];

/// What a line is by the way it was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Furniture,
    Text,
    Stamp,
    Blank,
}

type Drawn = (Kind, &'static str, &'static str);

fn line() -> impl Strategy<Value = Drawn> {
    let of = |kind, lines: &'static [&'static str]| select(lines).prop_map(move |line| (kind, line));
    let line = prop_oneof![
        3 => of(Kind::Header, &HEADERS),
        1 => of(Kind::Furniture, &FURNITURE),
        4 => of(Kind::Text, &TEXTS),
        1 => of(Kind::Stamp, &STAMPS),
        2 => of(Kind::Blank, &BLANKS),
    ];
    (line, select(&["\n", "\r\n", "\r"][..])).prop_map(|((kind, line), end)| (kind, line, end))
}

fn text_of(lines: &[Drawn]) -> String {
    lines.iter().flat_map(|(_, line, end)| [*line, *end]).collect()
}

/// Segments, and checks what holds whatever the text.
fn segment(text: &str) -> Segmented {
    let segmented = Segmenter::standard().segment(Bulletin::from_text("bulletin.txt", text));
    let segmented = segmented.expect("nothing was declared");
    assert_eq!(segmented.check(), Ok(()));

    let items = segmented.items().map(|item| item.bytes.clone());
    let mut stretches: Vec<_> = items.chain(segmented.gaps().map(|gap| gap.bytes.clone())).collect();
    stretches.sort_by_key(|stretch| stretch.start);
    assert_eq!(stretches.iter().map(|stretch| &text[stretch.clone()]).collect::<String>(), text);

    for gap in segmented.gaps() {
        let blank = text[gap.bytes.clone()].trim().is_empty();
        assert_eq!(blank, gap.kind == GapKind::Blank, "{gap:?}");
    }
    let mut line = 0;
    for item in segmented.items() {
        let mut at = item.bytes.start;
        for part in [&item.headline].into_iter().chain(&item.paragraphs) {
            assert!(at <= part.bytes.start, "{item:?} goes back");
            at = part.bytes.end;
            let part = part.read(text);
            assert_eq!(part.trim(), part);
            assert!(!part.is_empty() && !part.contains(['\n', '\r']), "{part:?} is no line");
        }
        assert!(line < item.lines.0 && item.lines.0 <= item.lines.1, "{item:?} has the line of another");
        line = item.lines.1;
    }
    assert_eq!(segmented.items().next().is_none(), segmented.empty().is_some());
    segmented
}

/// An item without its place: what must not depend on what is around it.
fn words(item: &Item, text: &str) -> Vec<String> {
    let parts = [&item.headline].into_iter().chain(&item.paragraphs);
    parts.map(|part| part.read(text).to_owned()).collect()
}

/// What a reader would expect of lines that are known by kind.
fn expected(lines: &[Drawn]) -> Vec<Vec<String>> {
    let mut lines = lines.iter().filter(|(kind, ..)| *kind != Kind::Blank).peekable();
    let _ = lines.next_if(|(kind, ..)| *kind == Kind::Stamp);
    let mut items: Vec<Vec<String>> = Vec::new();
    for (kind, line, _) in lines {
        match (kind, items.last_mut()) {
            (Kind::Header, _) => items.push(Vec::new()),
            (Kind::Text | Kind::Stamp, Some(item)) => item.push(line.trim().to_owned()),
            _ => {}
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

proptest! {
    #[test]
    fn items_are_what_stands_behind_their_headers(lines in vec(line(), 0..40)) {
        // With a header and a headline to begin with it is this layout's, whatever follows.
        let begin = [(Kind::Header, HEADERS[0], "\n"), (Kind::Text, TEXTS[0], "\n")];
        let lines = [&begin[..], &lines].concat();
        let text = text_of(&lines);
        let segmented = segment(&text);
        let items: Vec<_> = segmented.items().map(|item| words(item, &text)).collect();
        prop_assert_eq!(items, expected(&lines));
    }

    #[test]
    fn any_text_is_tiled(text in any::<String>()) {
        segment(&text);
    }

    #[test]
    fn any_text_of_digits_and_ends_is_tiled(text in "[0-9.,: \u{a0}\u{c}\r\naé]{0,200}|( ?date )?[0-9-]{10}.?[0-9.]{10}(, [0-9:]{5} [0-9]+)?\n.*") {
        segment(&text);
    }

    #[test]
    fn the_same_text_is_cut_the_same_way(lines in vec(line(), 0..20)) {
        let text = text_of(&lines);
        let (one, two) = (segment(&text), segment(&text));
        prop_assert_eq!(one.documents, two.documents);
    }

    #[test]
    fn an_item_more_at_either_end_changes_no_other(lines in vec(line(), 0..20)) {
        const MORE: &str = "21.02.2026, 10:00 9\nOne more\n";
        let mut lines = lines;
        lines.insert(0, (Kind::Header, HEADERS[0], "\n"));
        lines.insert(1, (Kind::Text, TEXTS[0], "\n"));
        let text = text_of(&lines);
        let [alone] = &segment(&text).documents[..] else { panic!("one document") };
        let alone = alone.clone();

        let behind = segment(&format!("{text}{MORE}")).documents.remove(0);
        prop_assert_eq!(&behind.items[..alone.items.len()], &alone.items[..]);
        prop_assert_eq!(behind.items.len(), alone.items.len() + 1);
        prop_assert_eq!(&behind.gaps, &alone.gaps);

        let before = segment(&format!("{MORE}{text}")).documents.remove(0);
        let moved: Vec<_> = alone.items.iter().map(|item| moved(item, MORE.len(), 2)).collect();
        prop_assert_eq!(&before.items[1..], &moved[..]);
    }
}

fn moved(item: &Item, bytes: usize, lines: usize) -> Item {
    let by = |range: &std::ops::Range<usize>| range.start + bytes..range.end + bytes;
    let passage = |passage: &Passage| Passage { bytes: by(&passage.bytes), ..passage.clone() };
    Item {
        bytes: by(&item.bytes),
        lines: (item.lines.0 + lines, item.lines.1 + lines),
        headline: passage(&item.headline),
        paragraphs: item.paragraphs.iter().map(passage).collect(),
        ..item.clone()
    }
}
