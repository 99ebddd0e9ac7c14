//! One item at a time: what is wrong with one does not cost the others.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use courant_flow::fail;
use courant_model::{Bulletin, Item, Record, Refused};

/// Bytes of an item's text at the most, if nobody says otherwise. News is
/// shorter by three orders of magnitude; what is longer is a line that does
/// not end.
pub(crate) const LONGEST: usize = 8 << 20;

/// The record that `make` makes of an item, unless it is too long or makes
/// somebody panic.
pub(crate) fn attempt(
    bulletin: &Bulletin,
    item: &Item,
    ordinal: usize,
    longest: usize,
    make: impl FnOnce() -> Record,
) -> Result<Record, Box<Refused>> {
    let length = item.bytes.len();
    if length > longest {
        let (at, line) = longest_line(bulletin, item);
        let reason = format!(
            "an item of {length} bytes, and {longest} are the most; its longest line has {line} of them"
        );
        return Err(Box::new(Refused::item(bulletin, item, ordinal, at, reason)));
    }
    // A panic leaves behind what was known of this one item, and that is dropped here. What is shared with other
    // items is only read. An annotator that keeps a lock poisons it, and is told of each item from then on.
    let ended = catch_unwind(AssertUnwindSafe(|| {
        fail::point("enrich.item")?;
        Ok::<_, std::io::Error>(make())
    }));
    let reason = match ended {
        Ok(Ok(record)) => return Ok(record),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => format!("panicked: {}", said(&*panic)),
    };
    Err(Box::new(Refused::item(bulletin, item, ordinal, item.bytes.start, reason)))
}

/// Where the longest line of an item begins, and how many bytes it has.
fn longest_line(bulletin: &Bulletin, item: &Item) -> (usize, usize) {
    let mut at = item.bytes.start;
    let mut longest = (at, 0);
    for line in bulletin.text.get(item.bytes.clone()).unwrap_or_default().split_inclusive('\n') {
        if line.len() > longest.1 {
            longest = (at, line.len());
        }
        at += line.len();
    }
    longest
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}
