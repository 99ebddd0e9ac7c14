//! The program from outside: files in, records and events out.

mod commands;
mod crash;
mod doctor;
mod drift;
mod examples;
mod explain;
mod export;
mod ingest;
mod layouts;
mod log;
mod names;
mod once;
mod points;
mod schema;
mod stop;
mod tail;
mod verify;
