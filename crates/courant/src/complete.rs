//! How much of a file that grows is complete.

use std::sync::Arc;

use courant_model::{Bulletin, Declared};
use courant_reader::{Limits, decode};
use courant_segmenter::Segmenter;

/// How many bytes of these lines are items to which nothing can be added.
///
/// In JSON Lines that is every line. Else it is everything before the last
/// item that has begun: only the header of another one shows that an item is
/// over. 0 stands for nothing, also where the lines are no text or cannot be
/// cut: they are taken after a quiet time, and whoever refuses them then
/// says why.
pub(crate) fn complete(
    segmenter: &Segmenter,
    limits: &Limits,
    declared: &Arc<Declared>,
    lines: &[u8],
) -> usize {
    if is_json_lines(lines) {
        return lines.len();
    }
    let Ok(decoded) = decode(lines.to_vec(), declared.charset.as_deref(), limits) else { return 0 };
    let bulletin = Bulletin { declared: Arc::clone(declared), ..Bulletin::from_text("", decoded.text) };
    let Ok(found) = segmenter.segment(bulletin) else { return 0 };
    let starts: Vec<usize> = found.items().map(|item| item.bytes.start).collect();
    match starts[..] {
        [_, .., last] => same_line(found.bulletin.text.as_bytes(), last, lines),
        _ => 0,
    }
}

/// Whether there are lines, and each of them begins an object.
fn is_json_lines(lines: &[u8]) -> bool {
    let mut written =
        lines.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start).filter(|line| !line.is_empty());
    written.next().is_some_and(|line| line.starts_with(b"{")) && written.all(|line| line.starts_with(b"{"))
}

/// The place in `raw` of the line that begins at a place of its text: decoding
/// moves bytes, and keeps lines. 0 if no line begins there.
fn same_line(text: &[u8], at: usize, raw: &[u8]) -> usize {
    let before = &text[..at];
    if before.last() != Some(&b'\n') {
        return 0;
    }
    lines_of(raw).take(lines_of(before).count()).map(<[u8]>::len).sum()
}

fn lines_of(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(charset: Option<&str>, lines: &[u8], expected: &[u8]) {
        let declared = Declared { charset: charset.map(str::to_owned), ..Declared::default() };
        let bytes = complete(&Segmenter::standard(), &Limits::default(), &Arc::new(declared), lines);
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(shown(&lines[..bytes]), shown(expected));
    }

    #[test]
    fn all_before_the_last_item_that_has_begun() {
        let first = "20.02.2026, 22:09 12\nTalks held\nThey spoke of “railways”.\n\n";
        let second = "20.02.2026, 23:30 7\nHarbour reopens\n";
        check(None, first.as_bytes(), b"");
        check(None, [first, second].concat().as_bytes(), first.as_bytes());
        check(None, [first, second, first].concat().as_bytes(), [first, second].concat().as_bytes());
        // The stamp of a page may share a line with a header, and a mark of the byte order comes before all.
        let page = ["\u{feff} date 2026-02-21 ", first].concat();
        check(None, [&page, second].concat().as_bytes(), page.as_bytes());
        check(None, page.as_bytes(), b"");
    }

    #[test]
    fn lines_are_found_again_in_other_charsets() {
        let first = b"20.02.2026, 22:09 12\r\n\xCF\xEE\xE3\xEE\xE4\xE0\r\n\xD1\xED\xE5\xE3.\r\n";
        let second = b"20.02.2026, 23:30 7\r\n\xCF\xEE\xF0\xF2\r\n";
        check(Some("windows-1251"), &[&first[..], second].concat(), first);
    }

    #[test]
    fn each_line_of_json_lines() {
        let log = b"{\"event\":\"file.seen\"}\n\n {\"event\":\"file.ready\"}\n";
        check(None, log, log);
        check(None, b"{\"event\":\"file.seen\"}\nand a word of somebody else\n", b"");
        check(None, b"\n\n", b"");
    }
}
