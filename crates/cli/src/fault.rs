//! Why the program could not do what it was asked, told at the rim.

use std::error::Error;

use crate::{config::Invalid, exit::Exit, log::terminal};

/// What to tell, and how to end.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The configuration, or a layout, is wrong: shown with carets.
    Invalid(Box<Invalid>),
    /// The configuration asks for what there is not: shown as it is.
    Missing(String),
    /// Something failed: shown as a chain of causes.
    Failed(Box<dyn Error + Send + Sync>),
}

impl Fault {
    /// What to tell, in one line.
    pub(crate) fn said(&self) -> String {
        match self {
            Fault::Invalid(invalid) => chain(&**invalid),
            Fault::Missing(what) => what.clone(),
            Fault::Failed(error) => chain(&**error),
        }
    }

    /// Tells it on standard error.
    pub(crate) fn tell(self) -> Exit {
        match self {
            Fault::Invalid(invalid) => {
                let reports = invalid.reports();
                if reports.is_empty() {
                    eprintln!("courant: {}", chain(&*invalid));
                }
                for report in reports {
                    eprintln!("{report:?}");
                }
                Exit::Config
            }
            Fault::Missing(what) => {
                eprintln!("courant: {}", terminal(&what));
                Exit::Config
            }
            Fault::Failed(error) => {
                eprintln!("courant: {}", chain(&*error));
                Exit::Failed
            }
        }
    }
}

/// An error and its causes in one line, with nothing in it that steers a terminal.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = terminal(&error.to_string());
    let mut cause = error.source();
    while let Some(deeper) = cause {
        text.push_str(": ");
        text.push_str(&terminal(&deeper.to_string()));
        cause = deeper.source();
    }
    text
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Fault {
    fn from(error: E) -> Fault {
        match error.into().downcast() {
            Ok(invalid) => Fault::Invalid(invalid),
            Err(error) => Fault::Failed(error),
        }
    }
}
