//! Standard output as people see it: its width, its colours, its early end.

use std::{
    borrow::Cow,
    io::{self, IsTerminal as _, Write as _},
};

use unicode_width::UnicodeWidthChar as _;

use crate::log::terminal;

/// What standard output is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// How many columns there are; `None` for a file or a pipe, where nothing is cut.
    pub(crate) width: Option<usize>,
    pub(crate) colours: bool,
}

/// How a piece of text is set off, as a parameter of the sequence Select Graphic Rendition of ECMA-48.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Plain,
    Bold,
    Faint,
    Red,
    Green,
    Cyan,
}

impl Screen {
    /// Looks at standard output.
    pub(crate) fn look() -> Screen {
        let out = io::stdout();
        if !out.is_terminal() {
            return Screen { width: None, colours: false };
        }
        let columns = rustix::termios::tcgetwinsize(&out).map(|size| usize::from(size.ws_col)).ok();
        Screen {
            // A terminal that does not know its size says 0.
            width: columns.filter(|columns| *columns > 0),
            colours: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// Text in an ink, where there are any.
    pub(crate) fn paint<'t>(&self, ink: Ink, text: &'t str) -> Cow<'t, str> {
        let code = match ink {
            Ink::Bold => "1",
            Ink::Faint => "2",
            Ink::Red => "31",
            Ink::Green => "32",
            Ink::Cyan => "36",
            Ink::Plain => return text.into(),
        };
        if self.colours && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m").into()
        } else {
            text.into()
        }
    }

    /// Text from outside that begins in some column, made harmless, and cut
    /// where the line is at its end.
    pub(crate) fn fit(&self, text: &str, column: usize) -> String {
        match self.width {
            Some(width) => cut(text, width.saturating_sub(column).max(8)),
            None => terminal(text),
        }
    }
}

/// Text from outside made harmless, and cut to so many columns.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    // Escapes only make it longer, and what takes no room is rare.
    let head: String = text.chars().take(columns * 4).collect();
    let safe = terminal(&head);
    let mut used = 0;
    let mut last = 0;
    for (at, c) in safe.char_indices() {
        used += c.width().unwrap_or_default();
        if used > columns {
            return format!("{}…", &safe[..last]);
        }
        if used < columns {
            last = at + c.len_utf8();
        }
    }
    safe
}

/// Prints; a reader that has gone away, as `head` does, is no failure.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        ended => ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, columns: usize, expected: &str) {
        assert_eq!(cut(text, columns), expected);
    }

    #[test]
    fn a_line_is_cut_by_what_is_seen_of_it() {
        check("ferry", 5, "ferry");
        check("ferries", 5, "ferr…");
        check("港の船が出る", 6, "港の…");
        check("港の船", 6, "港の船");
        check("a\u{1b}[2J", 20, "a\\u{1b}[2J");
        check("", 5, "");
    }
}
