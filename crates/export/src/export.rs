//! Records out, one after the other.

use std::io::{self, Write};

use courant_model::Record;
use serde_json::Value;

use crate::{feed, feed_item, json_ld, meetings, ninjs, sheet::Sheet};

/// What the records become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A [ninjs](crate::ninjs()) object a line.
    Ninjs,
    /// A schema.org [`NewsArticle`](crate::json_ld()) a line.
    JsonLd,
    /// One JSON Feed, with an [item](crate::feed_item()) for each record.
    JsonFeed,
    /// CSV, with a row for each [meeting](crate::meetings()).
    Meetings,
}

/// A document that grows by records. None is kept.
///
/// It is whole when it was ended.
#[derive(Debug)]
#[must_use = "a document that is not ended is not whole"]
pub struct Export<W: Write>(Document<W>);

#[derive(Debug)]
enum Document<W: Write> {
    Lines { out: W, convert: fn(&Record) -> Value },
    Feed { out: W, empty: bool },
    Sheet(Box<Sheet<W>>),
}

impl<W: Write> Export<W> {
    /// Begins a document of this form. Many small pieces are written: the writer should have a buffer.
    pub fn begin(form: Form, mut out: W) -> io::Result<Export<W>> {
        Ok(Export(match form {
            Form::Ninjs => Document::Lines { out, convert: ninjs },
            Form::JsonLd => Document::Lines { out, convert: json_ld },
            Form::JsonFeed => {
                out.write_all(feed::HEAD.as_bytes())?;
                Document::Feed { out, empty: true }
            }
            Form::Meetings => Document::Sheet(Box::new(Sheet::begin(out)?)),
        }))
    }

    /// Adds what a record is in this form.
    pub fn put(&mut self, record: &Record) -> io::Result<()> {
        match &mut self.0 {
            Document::Lines { out, convert } => {
                serde_json::to_writer(&mut *out, &convert(record))?;
                out.write_all(b"\n")
            }
            Document::Feed { out, empty } => {
                if !std::mem::replace(empty, false) {
                    out.write_all(b",\n")?;
                }
                Ok(serde_json::to_writer(out, &feed_item(record))?)
            }
            Document::Sheet(sheet) => meetings(record).iter().try_for_each(|meeting| sheet.put(meeting)),
        }
    }

    /// Ends the document, and hands its writer back.
    pub fn end(self) -> io::Result<W> {
        let mut out = match self.0 {
            Document::Lines { out, .. } => out,
            Document::Feed { mut out, .. } => {
                out.write_all(feed::TAIL.as_bytes())?;
                out
            }
            Document::Sheet(sheet) => sheet.end()?,
        };
        out.flush()?;
        Ok(out)
    }
}
