//! Which words tell of an event.

use super::{Evidence, Fact, span_of};
use crate::{
    Reading,
    knowledge::{Announced, Sign},
};

const EVENTS: &str = "en/events.toml";

/// Why the main event is of its kind.
pub(crate) fn event(reading: &Reading<'_>, trigger: Option<usize>, kind: Option<&Sign>) -> Evidence {
    let (Some(token), Some(kind)) = (trigger, kind) else {
        return Evidence::rule(Fact::Event(1), None, "no word of the headline or the lead tells its kind");
    };
    Evidence::rule(Fact::Event(1), span_of(reading, token..token + 1), "trigger")
        .by(reading.at(token))
        .from(EVENTS, &format!("{}, weight {}", kind.kind, kind.weight))
}

/// Why an event is one that is announced.
pub(crate) fn announced(reading: &Reading<'_>, number: usize, token: usize, kind: &Announced) -> Evidence {
    let rule = "trigger, with a date or a word of plans";
    Evidence::rule(Fact::Event(number), span_of(reading, token..token + 1), rule)
        .by(reading.at(token))
        .from(EVENTS, &format!("announced, {}", kind.kind))
}
