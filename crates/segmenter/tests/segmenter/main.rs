//! Texts and sheets in, and what becomes of them.

mod cuts;
mod door;
mod forms;
mod goldens;
mod holds;
mod invariants;
mod lossless;
mod sheets;
mod stage;
