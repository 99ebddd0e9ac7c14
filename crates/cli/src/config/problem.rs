//! What is wrong with a file, and where: reports with carets.

use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, Report};

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

    /// With its place in front, `file:line:column: what`, as editors and
    /// users of `grep` expect it.
    fn placed(&self, name: &str, text: &str) -> Problem {
        let before = &text[..self.span.start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        Problem { message: format!("{name}:{line}:{column}: {self}"), ..self.clone() }
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

    /// A report with carets for each problem, in the order of the file.
    pub(crate) fn reports(&self) -> Vec<Report> {
        let mut problems: Vec<_> = self.problems.iter().collect();
        problems.sort_by_key(|problem| problem.span.start);
        problems
            .into_iter()
            .map(|problem| {
                let placed = problem.placed(self.text.name(), self.text.inner());
                Report::new(placed).with_source_code((*self.text).clone())
            })
            .collect()
    }
}

/// The first problem, and how many more there are.
fn headline(name: &str, text: &str, problems: &[Problem]) -> String {
    match problems {
        [] => format!("cannot read `{name}`"),
        [problem] => problem.placed(name, text).to_string(),
        [first, rest @ ..] => format!("{}, and {} more", first.placed(name, text), rest.len()),
    }
}
