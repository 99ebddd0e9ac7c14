//! Stores against models, and the rhythm against a store that does as it is told.

mod crash;
mod fixture;
mod journal;
mod lines;
mod persist;
mod sqlite;
mod stored;
