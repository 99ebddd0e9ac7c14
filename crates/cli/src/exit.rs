//! How the program ends, as other programs see it.

use std::process::ExitCode;

/// How a run ended. A wrong command line is not among these: clap ends the
/// program by itself then, with 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was delivered; the daemon stopped and nothing was on its way.
    Done,
    /// The program could not go on: a store, the ledger or a directory failed.
    Failed,
    /// Some files are in quarantine, the others were delivered; or the daemon was stopped before all was stored; or
    /// a bulletin is not as expected; or a stored fact does not hold.
    Partly,
    /// Not one file could be read, or there is nothing to test, to learn or to explain.
    Nothing,
    /// The configuration is wrong: `EX_CONFIG` of `sysexits.h`.
    Config,
}

impl Exit {
    /// The number that other programs see.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Partly => 3,
            Exit::Nothing => 4,
            Exit::Config => 78,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
