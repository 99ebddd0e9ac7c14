//! Where the next cut of a growing file ends. No IO and no clock.
//!
//! A cut ends where a line ends, so that every line is in one cut: behind the
//! last item that is known to be complete, or, when nothing more has come for
//! a while, behind the last line. In every charset that is allowed here a line
//! feed is a byte of its own, whatever stands around it.

/// Up to where the bytes go that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The end of the file.
    End,
    /// Somewhere in it; more can be looked at.
    Within,
    /// As many as a cut may have at the most.
    Limit,
}

/// How long nothing has been written behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Calm {
    /// Not long.
    Grows,
    /// For the time after which an item counts as complete.
    Quiet,
    /// Twice as long: what has no line end will not get one soon.
    Silent,
    /// For ever: its writer goes on in another file.
    Over,
}

/// What is to be done with the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing yet.
    Wait,
    /// Look at more of them.
    Widen,
    /// Take so many.
    Take(usize),
    /// Take so many, though they are not known to be complete: the limit is reached.
    Force(usize),
}

/// Decides on bytes that have not been taken.
///
/// `complete` says how many bytes of whole lines are complete items.
pub(crate) fn next(bytes: &[u8], reach: Reach, calm: Calm, complete: impl FnOnce(&[u8]) -> usize) -> Next {
    let lines = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let rest = match (reach, calm) {
        (Reach::End, Calm::Over) => bytes.len(),
        (Reach::End, Calm::Silent) => characters(bytes),
        (Reach::End, Calm::Quiet) => lines,
        (Reach::End, Calm::Grows) | (Reach::Within | Reach::Limit, _) => 0,
    };
    if rest > 0 {
        return Next::Take(rest);
    }
    let whole = complete(&bytes[..lines]);
    if whole > 0 && whole <= lines && bytes[whole - 1] == b'\n' {
        return Next::Take(whole);
    }
    match reach {
        Reach::End => Next::Wait,
        Reach::Within => Next::Widen,
        Reach::Limit if lines > 0 => Next::Force(lines),
        Reach::Limit => Next::Force(characters(bytes)),
    }
}

/// How many bytes there are without the beginning of a UTF-8 character whose
/// end is missing. All of them, if they are no UTF-8.
fn characters(bytes: &[u8]) -> usize {
    match str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything before the last line that begins with a `#`.
    fn items(lines: &[u8]) -> usize {
        let last = lines.windows(2).rposition(|pair| pair == b"\n#");
        last.map_or(0, |at| at + 1)
    }

    #[track_caller]
    fn check(text: &[u8], reach: Reach, calm: Calm, expected: Next) {
        assert_eq!(next(text, reach, calm, items), expected);
    }

    #[test]
    fn items_are_taken_when_the_next_one_has_begun_or_after_a_while() {
        use Calm::{Grows, Over, Quiet, Silent};
        use Reach::End;
        check(b"", End, Silent, Next::Wait);
        check(b"#a\none\n", End, Grows, Next::Wait);
        check(b"#a\none\n#b", End, Grows, Next::Wait);
        check(b"#a\none\n#b\n", End, Grows, Next::Take(7));
        check(b"#a\none\n#b\ntw", End, Grows, Next::Take(7));
        check(b"#a\none\n#b\ntw", End, Quiet, Next::Take(10));
        check(b"#b\ntw", End, Quiet, Next::Take(3));
        check(b"tw", End, Quiet, Next::Wait);
        check(b"tw", End, Silent, Next::Take(2));
        check(b"tw\xC3", End, Silent, Next::Take(2));
        check(b"\xE2\x82", End, Silent, Next::Wait);
        check(b"\xC4\xE0", End, Silent, Next::Take(2));
        check(b"tw\xC3", End, Over, Next::Take(3));
    }

    #[test]
    fn a_stretch_that_is_not_seen_to_its_end_says_nothing_of_calm() {
        use Calm::{Grows, Over};
        use Reach::{Limit, Within};
        check(b"#a\none\n#b\n", Within, Over, Next::Take(7));
        check(b"#a\none\ntwo\nth", Within, Grows, Next::Widen);
        check(b"#a\none\n#b\n", Limit, Grows, Next::Take(7));
        check(b"#a\none\ntwo\nth", Limit, Grows, Next::Force(11));
        check(b"three\xE2\x82", Limit, Grows, Next::Force(5));
    }

    #[test]
    fn an_end_that_is_no_lines_end_is_not_believed() {
        for wrong in [3, 8, 99] {
            assert_eq!(
                next(b"#a\none\n", Reach::End, Calm::Grows, |_| wrong.min(99)),
                match wrong {
                    3 => Next::Take(3),
                    _ => Next::Wait,
                }
            );
        }
    }
}
