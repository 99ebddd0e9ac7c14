//! What became of the bulletins, for the last line and the exit code.

use std::{collections::BTreeMap, fmt};

use crate::exit::Exit;

/// What became of a bulletin, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Same,
    Written,
    Differs,
    /// Nothing is expected of it.
    Unknown,
    Unread,
    /// No bulletin, but what was expected of one.
    Alone,
}

#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<Verdict, usize>);

impl Tally {
    pub(super) fn count(&mut self, verdict: Verdict) {
        *self.0.entry(verdict).or_default() += 1;
    }

    pub(super) fn exit(&self) -> Exit {
        if self.0.keys().all(|verdict| matches!(verdict, Verdict::Same | Verdict::Written)) {
            Exit::Done
        } else {
            Exit::Partly
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bulletins: usize =
            self.0.iter().filter(|(verdict, _)| **verdict != Verdict::Alone).map(|(_, count)| count).sum();
        write!(f, "{bulletins} {}:", if bulletins == 1 { "bulletin" } else { "bulletins" })?;
        if self.0.is_empty() {
            f.write_str(" nothing to test")?;
        }
        let mut comma = " ";
        for (verdict, count) in &self.0 {
            let what = match verdict {
                Verdict::Same => "as expected",
                Verdict::Written => "written",
                Verdict::Differs if *count == 1 => "differs",
                Verdict::Differs => "differ",
                Verdict::Unknown => "without expectations",
                Verdict::Unread => "not read",
                Verdict::Alone => "expected and gone",
            };
            write!(f, "{comma}{count} {what}")?;
            comma = ", ";
        }
        Ok(())
    }
}
