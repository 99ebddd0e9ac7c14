//! The record's JSON Schema, from its types: draft 2020-12.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};

use crate::{ItemId, Published, Record, Ref, SightingId, Span};

/// The schema of a [`Record`] as JSON writes it.
#[must_use]
pub fn record_schema() -> Schema {
    schema_for!(Record)
}

/// A fingerprint as it is written.
pub(crate) struct Blake3;

/// A calendar day as it is written.
pub(crate) struct Day;

/// Types that are texts in JSON, with what such a text looks like.
macro_rules! text {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

text!(ItemId, "ItemId", {"type": "string", "pattern": "^urn:courant:[0-9a-f]{32}$"});
text!(SightingId, "SightingId", {"type": "string", "pattern": "^[0-9a-f]{32}$"});
text!(Ref, "Ref", {"type": "string", "pattern": "^[pol][1-9][0-9]*$"});
text!(Blake3, "Fingerprint", {"type": "string", "pattern": "^blake3:[0-9a-f]{64}$"});
text!(Day, "Day", {"type": "string", "format": "date"});
text!(Published, "Published", {
    "description": "RFC 3339 with offset; without one where no time zone is known; or a day.",
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?$"
});
text!(Span, "Span", {
    "description": "Code points of `text`, half-open.",
    "type": "array",
    "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 0}],
    "items": false,
    "minItems": 2
});
