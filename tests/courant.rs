//! The program from outside: files in, records and events out.

mod backfill;
mod commands;
mod crash;
mod drift;
mod examples;
mod explain;
mod export;
mod faults_input;
mod faults_ledger;
mod faults_system;
mod ingest;
mod items;
mod layouts;
mod log;
mod names;
mod once;
mod promises;
mod receipts;
mod reload;
mod schema;
mod sinks;
mod stop;
mod supervision;
mod tail;
mod verify;
