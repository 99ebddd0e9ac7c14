//! What was declared of a bulletin's layout.

use courant_model::Declared;

use crate::{Error, Layout, error::list, layout::ARTICLE};

/// What comes into question for a bulletin.
pub(crate) enum Choice<'l> {
    /// Nothing was declared: all layouts bid.
    Any,
    /// This layout, if it finds anything.
    Only(&'l Layout),
    /// It was declared to be one item.
    Article,
}

pub(crate) fn choice<'l>(layouts: &'l [Layout], declared: &Declared) -> Result<Choice<'l>, Error> {
    let Some(name) = declared.layout.as_deref() else {
        return Ok(Choice::Any);
    };
    if name == ARTICLE {
        return Ok(Choice::Article);
    }
    let known = || list(&layouts.iter().map(Layout::name).chain([ARTICLE]).collect::<Vec<_>>());
    layouts.iter().find(|layout| layout.name() == name).map(Choice::Only).ok_or_else(|| {
        Error::UnknownLayout { inbox: declared.inbox.clone(), layout: name.to_owned(), known: known() }
    })
}
