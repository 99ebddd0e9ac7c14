//! Programs that are built on Courant's public interface only.
//!
//! | example | shows |
//! |---|---|
//! | `standard` | the daemon's line in a binary of one's own |
//! | `stages` | a stage as a pure function, as an async function and as a struct |
//! | `source` | a source of one's own: bulletins from standard input |
//! | `sink` | a sink of one's own: a timeline, in groups |
//! | `cores` | segmenter and enricher as plain functions, without a runtime |
//!
//! Run one with `cargo run -p courant-examples --example stages`.
