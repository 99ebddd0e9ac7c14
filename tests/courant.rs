//! The program from outside: files in, records and events out.

mod commands;
mod crash;
mod examples;
mod ingest;
mod log;
mod once;
mod schema;
mod stop;
mod tail;
