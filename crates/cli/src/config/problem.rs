//! What is wrong with a file, and where: reports with carets.

use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// One thing that is wrong, at one place of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Problem {
    message: String,
    span: Range<usize>,
    help: Option<String>,
}

impl Problem {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Problem {
        Problem { message: message.into(), span, help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Problem {
        Problem { help: Some(help.into()), ..self }
    }
}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.span.clone()))))
    }
}

/// Everything that is wrong with one file.
#[derive(Debug, thiserror::Error)]
#[error("{}", headline(text.name(), text.inner(), problems))]
pub(crate) struct Invalid {
    text: Box<NamedSource<String>>,
    problems: Vec<Problem>,
    source: Option<std::io::Error>,
}

impl Invalid {
    pub(crate) fn new(name: &str, text: &str, problems: Vec<Problem>) -> Invalid {
        Invalid { text: Box::new(NamedSource::new(name, text.to_owned())), problems, source: None }
    }

    pub(crate) fn unreadable(name: &str, source: std::io::Error) -> Invalid {
        Invalid { source: Some(source), ..Invalid::new(name, "", Vec::new()) }
    }
}

/// `file:line:column: what`, as editors and `grep` users expect it.
fn headline(name: &str, text: &str, problems: &[Problem]) -> String {
    let Some(first) = problems.first() else {
        return format!("cannot read `{name}`");
    };
    let before = &text[..first.span.start.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
    match problems.len() {
        1 => format!("{name}:{line}:{column}: {first}"),
        n => format!("{name}:{line}:{column}: {first}, and {} more", n - 1),
    }
}

impl Diagnostic for Invalid {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.text)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.problems.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}
