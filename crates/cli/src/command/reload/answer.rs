//! What became of a reload: a file in the state directory, which the daemon
//! writes and `courant reload` waits for.

use std::{
    io::{self, ErrorKind},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The file's name.
const FILE: &str = "reload.json";

/// What became of the last reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::command) struct Answer {
    /// Of this file's form: 1.
    pub(in crate::command) version: u32,
    /// Who answers.
    pub(in crate::command) pid: u32,
    /// When it began to read the configuration, in microseconds since 1970:
    /// it answers whoever asked before that.
    pub(in crate::command) begun: i64,
    pub(in crate::command) outcome: Outcome,
    /// The generation that is at work now, counted from 1.
    pub(in crate::command) generation: u64,
    /// Why it was rejected; empty if it was not.
    pub(in crate::command) reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::command) enum Outcome {
    Reloaded,
    Rejected,
}

/// The time, as answers have it.
pub(in crate::command) fn now() -> i64 {
    Timestamp::now().as_microsecond()
}

/// The last answer that was given here. It is replaced whole, so one that
/// does not read as one is of another version.
pub(super) fn read(state: &Path) -> io::Result<Option<Answer>> {
    match std::fs::read(state.join(FILE)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Gives an answer. It is not synced: nobody asks for it after a power cut.
pub(in crate::command) fn write(state: &Path, answer: &Answer) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(state)?;
    serde_json::to_writer(&mut file, answer)?;
    file.persist(state.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_was_written_and_the_last_one_counts() {
        let state = tempfile::tempdir().unwrap();
        assert_eq!(read(state.path()).unwrap(), None);
        let mut answer = Answer {
            version: 1,
            pid: 7,
            begun: now(),
            outcome: Outcome::Rejected,
            generation: 3,
            reason: "my.toml:1:1: there is no setting `stat` here".to_owned(),
        };
        for outcome in [Outcome::Rejected, Outcome::Reloaded] {
            answer.outcome = outcome;
            write(state.path(), &answer).unwrap();
            assert_eq!(read(state.path()).unwrap(), Some(answer.clone()));
        }
        let names: Vec<_> =
            std::fs::read_dir(state.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE]);
    }
}
