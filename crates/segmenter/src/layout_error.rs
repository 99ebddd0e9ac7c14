//! What is wrong with a layout's sheet, and where.

use std::ops::Range;

/// A layout's sheet that says nothing sensible, and the place to look at.
///
/// It displays as `file:line:column: message`, without the help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct LayoutError {
    /// The sheet's name, as it was given.
    pub file: String,
    /// The line in which `span` starts, counted from 1.
    pub line: usize,
    /// The character of that line at which `span` starts, counted from 1.
    pub column: usize,
    /// The bytes of the sheet that the message is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

/// A finding that does not know yet in which sheet it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Fault {
        Fault { span, message: message.into(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }

    pub(crate) fn from_toml(error: &toml::de::Error, sheet: &str) -> Fault {
        Fault::new(error.span().unwrap_or(0..sheet.len()), error.message())
    }

    pub(crate) fn in_sheet(self, file: &str, sheet: &str) -> LayoutError {
        let before = sheet.get(..self.span.start).unwrap_or(sheet);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        LayoutError {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span: self.span,
            message: self.message,
            help: self.help,
        }
    }
}
