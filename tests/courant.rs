//! The program from outside: files in, records and events out.

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
mod layouts;
mod log;
mod names;
mod once;
mod promises;
mod schema;
mod stop;
mod tail;
mod verify;
