//! What the log says of files that grow, with the fields that `docs/logs.md`
//! promises.

use std::path::Path;

use courant_model::{Cut, Declared};
use tracing::{error, info, warn};

use super::visit::Piece;

pub(crate) fn cut(file: &Path, declared: &Declared, piece: &Piece) {
    let Cut { from, to, fingerprint, .. } = piece.cut;
    if piece.forced {
        let reason = "nothing in it is known to be complete, and a cut may not be longer";
        warn!(file = %file.display(), inbox = declared.inbox, from, to, %fingerprint, reason, "tail.cut");
    } else {
        info!(file = %file.display(), inbox = declared.inbox, from, to, %fingerprint, "tail.cut");
    }
}

pub(crate) fn rotated(file: &Path, to: &Path, declared: &Declared, position: u64) {
    info!(file = %file.display(), inbox = declared.inbox, to = %to.display(), position, "tail.rotated");
}

pub(crate) fn truncated(file: &Path, declared: &Declared, position: u64, bytes: u64) {
    warn!(file = %file.display(), inbox = declared.inbox, position, bytes, "tail.truncated");
}

pub(crate) fn ended(file: &Path, declared: &Declared, position: u64) {
    info!(file = %file.display(), inbox = declared.inbox, position, "tail.ended");
}

/// `bytes` is how many are known to be lost; whether there were any, or more
/// of them, nobody can know.
pub(crate) fn lost(file: &Path, declared: &Declared, position: u64, bytes: Option<u64>) {
    error!(file = %file.display(), inbox = declared.inbox, position, bytes, "tail.lost");
}
