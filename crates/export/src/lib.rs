//! Records in other forms, for systems that do not read Courant's own.
//!
//! A [`Form`] is what others expect: IPTC ninjs, schema.org's `NewsArticle`,
//! a JSON Feed, or a ledger of meetings in CSV. An [`Export`] writes records
//! in one form, one after the other, and keeps none of them. The conversions
//! by themselves are plain functions: [`ninjs()`], [`json_ld()`],
//! [`feed_item()`] and [`meetings()`].
//!
//! ```
//! use courant_export::{Export, Form};
//! use courant_model::Record;
//!
//! # const RECORD: &str = r#"{"schema":"courant/1","id":"urn:courant:01","sighting":"02","revision":1,
//! #     "status":"new","bulletin":{"path":"monday.txt","crawled":null,"layout":"plain","charset":"UTF-8","bytes":9,
//! #     "fingerprint":"blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"},
//! #     "position":{"ordinal":1,"of":1,"bytes":[0,9],"lines":[1,1]},"published":null,"timezone":null,"views":null,
//! #     "language":"en","headline":"Talks","text":"Talks","paragraphs":[],"source":null,"people":[],
//! #     "organisations":[],"places":[],"countries":[],"dates":[],"quotes":[],"events":[],"subjects":[],
//! #     "keywords":[],"works":[],"story":null,"flags":[]}"#;
//! let record: Record = serde_json::from_str(RECORD)?;
//! let mut export = Export::begin(Form::Ninjs, Vec::new())?;
//! export.put(&record)?;
//! let lines = String::from_utf8(export.end()?)?;
//! assert!(lines.contains(r#""headlines":[{"contentType":"text/plain","role":"main","value":"Talks"}]"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is unknown is left out, and nothing is made up for it: a day is no
//! midnight, and a clock without a zone is no instant. What a form has no
//! place for is left out too; `docs/export.md` says of each field what
//! becomes of it.

mod export;
mod feed;
mod json_ld;
mod lean;
mod meetings;
mod ninjs;
mod sheet;
mod sides;

pub use crate::{
    export::{Export, Form},
    feed::feed_item,
    json_ld::json_ld,
    meetings::{Meeting, meetings},
    ninjs::ninjs,
    sides::{Delegate, Side},
};
