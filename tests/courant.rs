//! The program from outside: files in, records and events out.

mod commands;
mod crash;
mod drift;
mod examples;
mod explain;
mod export;
mod ingest;
mod layouts;
mod log;
mod names;
mod once;
mod reload;
mod schema;
mod stop;
mod supervision;
mod tail;
mod verify;
