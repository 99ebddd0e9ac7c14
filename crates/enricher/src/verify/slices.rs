//! A text by its code points, and what stands between them.

use courant_model::Span;

use super::Misplaced;

/// A text that is sliced many times.
pub(super) struct Slices<'r> {
    text: &'r str,
    /// The byte at which each code point begins, and the length of the text.
    edges: Vec<usize>,
}

impl<'r> Slices<'r> {
    pub(super) fn of(text: &'r str) -> Slices<'r> {
        Slices { text, edges: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    fn slice(&self, field: &str, span: Span) -> Result<&'r str, Misplaced> {
        let bytes = self.edges.get(span.start).zip(self.edges.get(span.end));
        let slice =
            bytes.and_then(|(start, end)| self.text.get(*start..*end)).filter(|slice| !slice.is_empty());
        slice.ok_or_else(|| Misplaced::Outside { field: field.to_owned(), span })
    }

    pub(super) fn holds_something(&self, field: &str, span: Span) -> Result<(), Misplaced> {
        self.slice(field, span).map(|_| ())
    }

    pub(super) fn reads(&self, field: &str, span: Span, said: &str) -> Result<(), Misplaced> {
        let found = self.slice(field, span)?;
        if found == said {
            return Ok(());
        }
        let (field, found, said) = (field.to_owned(), found.to_owned(), said.to_owned());
        Err(Misplaced::Different { field, span, found, said })
    }

    /// Words that begin and end where words do.
    pub(super) fn is_whole(&self, field: &str, span: Span) -> Result<&'r str, Misplaced> {
        let found = self.slice(field, span)?;
        let said = || (field.to_owned(), found.to_owned());
        if found.trim() != found {
            let (field, found) = said();
            return Err(Misplaced::Ragged { field, span, found });
        }
        let (before, behind) = (&self.text[..self.edges[span.start]], &self.text[self.edges[span.end]..]);
        let runs_on = |one: Option<char>, next: Option<char>| {
            one.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)
        };
        let torn = runs_on(before.chars().next_back(), found.chars().next())
            || runs_on(found.chars().next_back(), behind.chars().next());
        if torn {
            let (field, found) = said();
            return Err(Misplaced::Torn { field, span, found });
        }
        Ok(found)
    }

    pub(super) fn mentions(&self, field: &str, name: &str, mentions: &[Span]) -> Result<(), Misplaced> {
        let mut mentioned = false;
        for span in mentions {
            mentioned |= self.is_whole(field, *span)? == name;
        }
        let unmentioned = || Misplaced::Unmentioned { field: field.to_owned(), name: name.to_owned() };
        if mentioned { Ok(()) } else { Err(unmentioned()) }
    }

    /// Whether the headline and the paragraphs, joined by line feeds, are the text.
    pub(super) fn is_made_of(&self, headline: &str, paragraphs: &[Span]) -> Result<(), Misplaced> {
        let mut end = headline.chars().count();
        let mut begun = end > 0;
        if begun {
            self.reads("headline", Span { start: 0, end }, headline)?;
        }
        for (span, number) in paragraphs.iter().zip(1..) {
            let expected = end + usize::from(begun);
            if span.start != expected {
                let field = format!("the start of paragraph {number}");
                return Err(Misplaced::Shifted { field, found: span.start, expected });
            }
            if begun {
                self.reads(
                    &format!("the break before paragraph {number}"),
                    Span { start: end, end: end + 1 },
                    "\n",
                )?;
            }
            (end, begun) = (span.end, true);
        }
        let length = self.edges.len() - 1;
        if length == end {
            return Ok(());
        }
        Err(Misplaced::Shifted { field: "the end of the text".to_owned(), found: length, expected: end })
    }
}
