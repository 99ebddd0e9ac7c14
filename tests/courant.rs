//! The program from outside: files in, records and events out.

mod backfill;
mod commands;
mod crash;
mod drift;
mod examples;
mod explain;
mod export;
mod ingest;
mod items;
mod layouts;
mod log;
mod names;
mod once;
mod receipts;
mod reload;
mod schema;
mod sinks;
mod stop;
mod supervision;
mod tail;
mod verify;
