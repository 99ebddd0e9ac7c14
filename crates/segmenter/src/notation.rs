//! How templates are written: `{date:%d.%m.%Y}, {time:%H:%M} {views:int}`.

use std::{mem, ops::Range, sync::Arc};

use crate::{
    clock::Part,
    dial::{Conversion, DATE, Dial, TIME},
    layout_error::Fault,
    shape::Shape,
    template::{Field, Piece, Template, lower},
};

/// What a template is for, which decides the fields that it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// What a crawler wrote before the text.
    Stamp,
    /// A line of an item that says something of it.
    Header,
    /// A line that says the day of the items behind it.
    Day,
    /// A line that is no text: furniture, rules, marks of the end.
    Mark,
}

impl Role {
    /// The field without which a template of this role says nothing.
    fn needs(self) -> Option<&'static str> {
        match self {
            Role::Stamp => Some("crawled"),
            Role::Day => Some("date"),
            Role::Header | Role::Mark => None,
        }
    }

    fn knows(self, field: &str) -> bool {
        match self {
            Role::Stamp => field == "crawled",
            Role::Header => [
                "date", "time", "views", "headline", "text", "source", "number", "lead", "link", "rule",
                "any",
            ]
            .contains(&field),
            Role::Day => ["date", "any"].contains(&field),
            Role::Mark => ["any", "rule", "link", "number"].contains(&field),
        }
    }

    fn fields(self) -> &'static str {
        match self {
            Role::Stamp => "a stamp has the field `{crawled:…}`",
            Role::Header => {
                "a header has the fields `{date:…}`, `{time:…}`, `{views:int}`, `{headline}`, `{text}`, `{source}`, \
                 `{number}`, `{lead}`, `{link}`, `{rule}` and `{any}`"
            }
            Role::Day => "a day has the fields `{date:…}` and `{any}`",
            Role::Mark => "there are the fields `{any}`, `{rule}`, `{link}` and `{number}`",
        }
    }
}

/// Compiles the template of one line. The places of faults are bytes of `source`.
pub(crate) fn parse(source: &str, role: Role, months: Option<&Arc<[String]>>) -> Result<Template, Fault> {
    let mut draft = Draft { role, months, pieces: Vec::new(), literal: String::new(), fields: Vec::new() };
    let source = source.trim_end();
    let mut rest = source.trim_start();
    while let Some(c) = rest.chars().next() {
        let at = source.len() - rest.len();
        rest = if let Some(behind) = rest.strip_prefix("{{") {
            draft.literal.push('{');
            behind
        } else if let Some(behind) = rest.strip_prefix("}}") {
            draft.literal.push('}');
            behind
        } else if let Some(behind) = rest.strip_prefix('{') {
            let (field, behind) = behind.split_once('}').ok_or_else(|| {
                Fault::new(at..source.len(), "the field is not closed").help("write `{{` for a brace itself")
            })?;
            let place = at..source.len() - behind.len();
            draft.field(field, place, behind.is_empty())?;
            behind
        } else if c == '}' {
            return Err(Fault::new(at..at + 1, "no field is open here").help("write `}}` for a brace itself"));
        } else {
            draft.text(c);
            &rest[c.len_utf8()..]
        };
    }
    draft.flush();
    let whole = 0..source.len();
    if matches!(draft.pieces.as_slice(), [] | [Piece::Rest]) {
        return Err(Fault::new(whole, "the template does not say what to look for"));
    }
    if let Some(field) = role.needs().filter(|field| !draft.fields.contains(field)) {
        return Err(Fault::new(whole, format!("the field `{{{field}:…}}` is missing")).help(role.fields()));
    }
    Ok(Template(draft.pieces))
}

/// A template of which a part has been read.
struct Draft<'s> {
    role: Role,
    months: Option<&'s Arc<[String]>>,
    pieces: Vec<Piece>,
    literal: String,
    fields: Vec<&'s str>,
}

impl<'s> Draft<'s> {
    fn text(&mut self, c: char) {
        if c.is_whitespace() {
            self.flush();
            if self.pieces.last() != Some(&Piece::Space) {
                self.pieces.push(Piece::Space);
            }
        } else {
            self.literal.push(c);
        }
    }

    fn flush(&mut self) {
        let literal = mem::take(&mut self.literal);
        match self.role {
            _ if literal.is_empty() => {}
            Role::Mark => self.pieces.push(Piece::Caseless(lower(&literal))),
            Role::Stamp | Role::Header | Role::Day => self.pieces.push(Piece::Literal(literal)),
        }
    }

    fn push(&mut self, piece: Piece) {
        self.flush();
        self.pieces.push(piece);
    }

    /// Reads what stands between braces; `place` includes them.
    fn field(&mut self, field: &'s str, place: Range<usize>, last: bool) -> Result<(), Fault> {
        let (name, format) = match field.split_once(':') {
            Some((name, format)) => (name, Some(format)),
            None => (field, None),
        };
        if !self.role.knows(name) {
            let message = format!("`{{{name}}}` is no field here");
            return Err(Fault::new(place, message).help(self.role.fields()));
        }
        if self.fields.contains(&name) && !matches!(name, "any" | "number") {
            return Err(Fault::new(place, format!("the field `{{{name}}}` is here twice")));
        }
        self.fields.push(name);
        // Behind the brace, the name and the colon.
        let format_at = place.start + 1 + name.len() + 1;
        match (name, format) {
            ("any", None) if last => {
                self.flush();
                // Nothing is behind a line's last word, not even the white space.
                let apart = self.pieces.pop_if(|piece| *piece == Piece::Space).is_some();
                self.pieces.push(if apart { Piece::RestApart } else { Piece::Rest });
            }
            ("any", None) => self.push(Piece::Capture(Field::Any, Shape::Any)),
            ("any", Some(_)) => return Err(Fault::new(place, "`{any}` has no format")),
            ("number", None) => self.push(Piece::Ordinal),
            ("lead", None) => self.push(Piece::Lead),
            ("link", None) => self.push(Piece::Link),
            ("rule", None) => self.push(Piece::Rule),
            ("headline" | "text" | "source", shape) => {
                let shape = match shape {
                    None => Some(Shape::Any),
                    Some(word) => Shape::named(word),
                };
                let shape = shape.ok_or_else(|| {
                    Fault::new(place.clone(), "this shape is not known")
                        .help("there are `caps`, `title` and `sentence`, as in `{headline:caps}`")
                })?;
                let field = match name {
                    "headline" => Field::Headline,
                    "text" => Field::Text,
                    _ => Field::Source,
                };
                self.push(Piece::Capture(field, shape));
            }
            ("number" | "lead" | "link" | "rule", Some(_)) => {
                return Err(Fault::new(place, format!("`{{{name}}}` has no format")));
            }
            ("views", Some("int")) => self.push(Piece::Count),
            ("views", _) => return Err(Fault::new(place, "a count of views is written `{views:int}`")),
            ("time", Some(format)) => self.clock(format, format_at, place, &TIME)?,
            ("time", None) => return Err(Fault::new(place, "a time needs a format, as in `{time:%H:%M}`")),
            (_, Some(format)) => self.clock(format, format_at, place, &DATE)?,
            (_, None) => {
                let message = format!("a date needs a format, as in `{{{name}:%d.%m.%Y}}`");
                return Err(Fault::new(place, message));
            }
        }
        Ok(())
    }

    /// Reads a format of `strftime`, of which it knows the conversions of `dial`.
    fn clock(&mut self, format: &str, at: usize, place: Range<usize>, dial: &Dial) -> Result<(), Fault> {
        let mut parts = Vec::new();
        let mut rest = format;
        while let Some(c) = rest.chars().next() {
            if let Some(behind) = rest.strip_prefix("%%") {
                self.literal.push('%');
                rest = behind;
            } else if c == '%' {
                let here = at + format.len() - rest.len();
                let conversion = dial.find(rest, here)?;
                let span = here..here + conversion.written.len();
                if parts.contains(&conversion.part) {
                    return Err(Fault::new(span, format!("`{}` says it again", conversion.written)));
                }
                parts.push(conversion.part);
                let piece = self.conversion(conversion);
                self.push(piece);
                rest = &rest[conversion.written.len()..];
            } else {
                self.text(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        if !dial.needs.iter().all(|part| parts.contains(part)) {
            return Err(Fault::new(place, format!("the format needs {}", dial.wanted)));
        }
        if self.role == Role::Stamp && !parts.contains(&Part::Year) {
            return Err(Fault::new(place, "the day of a crawl needs its year"));
        }
        Ok(())
    }

    fn conversion(&self, conversion: &Conversion) -> Piece {
        match (conversion.digits, conversion.part, self.months) {
            (Some((least, most)), part, _) => Piece::Number(part, least, most),
            (None, Part::Half, _) => Piece::Half,
            (None, Part::Zone, _) => Piece::Zone,
            (None, Part::Weekday, _) => Piece::Weekday,
            (None, _, Some(months)) => Piece::MonthName(Arc::clone(months)),
            (None, _, None) => Piece::AnyMonth,
        }
    }
}
