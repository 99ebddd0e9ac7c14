//! Texts and sheets in, and what becomes of them.

mod cuts;
mod door;
mod goldens;
mod invariants;
mod sheets;
mod stage;
