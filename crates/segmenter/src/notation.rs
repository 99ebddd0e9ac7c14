//! How templates are written: `{date:%d.%m.%Y}, {time:%H:%M} {views:int}`.

use std::{mem, ops::Range, sync::Arc};

use crate::{
    dial::{Conversion, DATE, Dial, TIME},
    layout_error::Fault,
    template::{Piece, Template, lower},
};

/// What a template is for, which decides the fields that it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Stamp,
    Header,
    Furniture,
}

impl Role {
    /// The field without which a template of this role says nothing.
    fn needs(self) -> Option<&'static str> {
        match self {
            Role::Stamp => Some("crawled"),
            Role::Header => Some("date"),
            Role::Furniture => None,
        }
    }

    fn knows(self, field: &str) -> bool {
        match self {
            Role::Stamp => field == "crawled",
            Role::Header => ["date", "time", "views", "any"].contains(&field),
            Role::Furniture => field == "any",
        }
    }

    fn fields(self) -> &'static str {
        match self {
            Role::Stamp => "a stamp has the field `{crawled:…}`",
            Role::Header => "a header has the fields `{date:…}`, `{time:…}`, `{views:int}` and `{any}`",
            Role::Furniture => "furniture has the field `{any}`",
        }
    }
}

/// Compiles a template. The places of faults are bytes of `source`.
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
            draft.field(field, place.clone())?;
            if field == "any" && !behind.is_empty() {
                return Err(Fault::new(place, "`{any}` takes the rest of the line: nothing can follow it"));
            }
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
            Role::Furniture => self.pieces.push(Piece::Caseless(lower(&literal))),
            Role::Stamp | Role::Header => self.pieces.push(Piece::Literal(literal)),
        }
    }

    fn push(&mut self, piece: Piece) {
        self.flush();
        self.pieces.push(piece);
    }

    /// Reads what stands between braces; `place` includes them.
    fn field(&mut self, field: &'s str, place: Range<usize>) -> Result<(), Fault> {
        let (name, format) = match field.split_once(':') {
            Some((name, format)) => (name, Some(format)),
            None => (field, None),
        };
        if !self.role.knows(name) {
            let message = format!("`{{{name}}}` is no field here");
            return Err(Fault::new(place, message).help(self.role.fields()));
        }
        if self.fields.contains(&name) {
            return Err(Fault::new(place, format!("the field `{{{name}}}` is here twice")));
        }
        self.fields.push(name);
        // Behind the brace, the name and the colon.
        let format_at = place.start + 1 + name.len() + 1;
        match (name, format) {
            ("any", None) => {
                self.flush();
                // Nothing is behind a line's last word, not even the white space.
                let apart = self.pieces.pop_if(|piece| *piece == Piece::Space).is_some();
                self.pieces.push(if apart { Piece::RestApart } else { Piece::Rest });
            }
            ("any", Some(_)) => return Err(Fault::new(place, "`{any}` has no format")),
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
                let piece = self.conversion(conversion, span)?;
                self.push(piece);
                rest = &rest[conversion.written.len()..];
            } else {
                self.text(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        if dial.needs.iter().all(|part| parts.contains(part)) {
            Ok(())
        } else {
            Err(Fault::new(place, format!("the format needs {}", dial.wanted)))
        }
    }

    fn conversion(&self, conversion: &Conversion, span: Range<usize>) -> Result<Piece, Fault> {
        match (conversion.digits, self.months) {
            (Some((least, most)), _) => Ok(Piece::Number(conversion.part, least, most)),
            (None, Some(months)) => Ok(Piece::MonthName(Arc::clone(months))),
            (None, None) => Err(Fault::new(span, "`%B` needs the names of the months")
                .help("add `months = [\"January\", …]`, all twelve as the bulletins write them")),
        }
    }
}
