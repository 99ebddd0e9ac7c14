//! Which layouts come into question for a bulletin.

use courant_model::Declared;

use crate::{Error, Layout, error::list, layout::ARTICLE};

/// The layouts to be tried, in order: the declared one, or all of them. None
/// of them need fit, and where an article was declared there are none.
pub(crate) fn candidates<'l>(layouts: &'l [Layout], declared: &Declared) -> Result<&'l [Layout], Error> {
    let Some(name) = declared.layout.as_deref() else {
        return Ok(layouts);
    };
    if name == ARTICLE {
        return Ok(&[]);
    }
    match layouts.iter().position(|layout| layout.name() == name) {
        Some(at) => Ok(&layouts[at..=at]),
        None => Err(Error::UnknownLayout {
            inbox: declared.inbox.clone(),
            layout: name.to_owned(),
            known: list(&layouts.iter().map(Layout::name).chain([ARTICLE]).collect::<Vec<_>>()),
        }),
    }
}
