//! Any bytes through the reader: text whose members tile it, or an error.

#![no_main]

use courant_reader::{Limits, decode};
use libfuzzer_sys::fuzz_target;

/// The first byte chooses what was declared.
const DECLARED: [Option<&str>; 6] =
    [None, Some("utf-8"), Some("windows-1251"), Some("utf-16le"), Some("iso-2022-jp"), Some("gb18030")];

fuzz_target!(|input: &[u8]| {
    let Some((first, raw)) = input.split_first() else { return };
    let declared = DECLARED[usize::from(*first) % DECLARED.len()];
    // Small, so that what is packed well does not take all the time.
    let limits = Limits { max_text: 1 << 20, ..Limits::default() };
    let Ok(decoded) = decode(raw.to_vec(), declared, &limits) else { return };
    let mut at = 0;
    for member in &decoded.members {
        assert_eq!(member.bytes.start, at, "members tile the text");
        assert!(member.bytes.end > at && decoded.text.is_char_boundary(member.bytes.end));
        at = member.bytes.end;
    }
    assert!(decoded.members.is_empty() || at == decoded.text.len(), "members tile the text");
    let again = decode(raw.to_vec(), declared, &limits).expect("it was text before");
    assert_eq!(again, decoded);
});
