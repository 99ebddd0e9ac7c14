//! Meetings as rows of a sheet.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use csv::{Terminator, Writer, WriterBuilder};

use crate::{
    meetings::Meeting,
    sides::{Delegate, Side},
};

const COLUMNS: [&str; 22] = [
    "id",
    "published",
    "headline",
    "kind",
    "type",
    "future",
    "date",
    "place",
    "place_country",
    "a_country",
    "a_people",
    "a_offices",
    "a_ranks",
    "a_organisations",
    "b_country",
    "b_people",
    "b_offices",
    "b_ranks",
    "b_organisations",
    "others",
    "trigger",
    "source",
];

/// CSV as RFC 4180 has it, its columns named in the first row.
#[derive(Debug)]
pub(crate) struct Sheet<W: Write>(Writer<W>);

impl<W: Write> Sheet<W> {
    pub(crate) fn begin(out: W) -> io::Result<Sheet<W>> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        writer.write_record(COLUMNS)?;
        Ok(Sheet(writer))
    }

    pub(crate) fn put(&mut self, meeting: &Meeting) -> io::Result<()> {
        for cell in cells(meeting) {
            self.0.write_field(&*harmless(&cell))?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    pub(crate) fn end(self) -> io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

fn cells(meeting: &Meeting) -> [Cow<'_, str>; COLUMNS.len()] {
    let [a, b] = &meeting.sides;
    [
        (&*meeting.id).into(),
        known(meeting.published.as_ref()),
        (&*meeting.headline).into(),
        (&*meeting.kind).into(),
        known(meeting.plover.as_ref()),
        if meeting.future { "true" } else { "false" }.into(),
        known(meeting.date.as_ref()),
        known(meeting.place.as_ref()),
        known(meeting.place_country.as_ref()),
        known(a.country.as_ref()),
        names(a),
        each(a, |delegate| &delegate.offices),
        each(a, |delegate| &delegate.ranks),
        a.organisations.join("; ").into(),
        known(b.country.as_ref()),
        names(b),
        each(b, |delegate| &delegate.offices),
        each(b, |delegate| &delegate.ranks),
        b.organisations.join("; ").into(),
        meeting.others.join("; ").into(),
        known(meeting.trigger.as_ref()),
        known(meeting.source.as_ref()),
    ]
}

fn known(text: Option<&String>) -> Cow<'_, str> {
    text.map(|text| &**text).unwrap_or_default().into()
}

fn names(side: &Side) -> Cow<'_, str> {
    let names: Vec<_> = side.people.iter().map(|delegate| &*delegate.name).collect();
    names.join("; ").into()
}

/// What each delegate has, in the order of their names: who has nothing
/// leaves a gap, so that the third entry is the third person's.
fn each(side: &Side, what: impl Fn(&Delegate) -> &Vec<String>) -> Cow<'_, str> {
    if side.people.iter().all(|delegate| what(delegate).is_empty()) {
        return "".into();
    }
    let entries: Vec<_> = side.people.iter().map(|delegate| what(delegate).join(" / ")).collect();
    entries.join("; ").into()
}

/// The cell as text, whatever a spreadsheet may take it for.
///
/// A cell that begins like a formula is run by some of them when the file is
/// opened. An apostrophe before it says that it is text. They look behind
/// white space, and some take the full-width forms for the plain ones.
fn harmless(cell: &str) -> Cow<'_, str> {
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if cell.starts_with(['\t', '\r', '\n']) || begins(cell.trim_start()) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, expected: &str) {
        assert_eq!(harmless(cell), expected);
    }

    #[test]
    fn what_begins_like_a_formula_is_text() {
        check("=HYPERLINK(\"http://example.org\")", "'=HYPERLINK(\"http://example.org\")");
        check("+7 701", "'+7 701");
        check("-20 in Oslo", "'-20 in Oslo");
        check("@council", "'@council");
        check("\ttalks", "'\ttalks");
        check("\rtalks", "'\rtalks");
        check("  =1+1", "'  =1+1");
        check("＝1", "'＝1");
        check("1=1", "1=1");
        check("Talks -- in Oslo", "Talks -- in Oslo");
        check("", "");
    }
}
