//! Where findings are written to, for people or for programs.

use std::io::{self, Write};

use serde_json::Value;

pub(super) struct Page<W> {
    pub(super) out: W,
    /// An object a line instead of lines for people.
    pub(super) json: bool,
}

impl<W: Write> Page<W> {
    pub(super) fn object(&mut self, object: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, object)?;
        self.out.write_all(b"\n")
    }
}

pub(super) fn counted(count: u64, of: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {of}{plural}")
}
