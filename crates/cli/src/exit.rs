//! How the program ends, as other programs see it.

use std::process::ExitCode;

/// An exit code, and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Everything was delivered; the daemon stopped and nothing was on its way.
    Done = 0,
    /// The program could not go on: a store, the ledger or a directory failed.
    Failed = 1,
    /// The command line is wrong. The number is clap's own.
    #[expect(dead_code, reason = "clap ends the program by itself")]
    Usage = 2,
    /// Some files are in quarantine, the others were delivered; or the daemon was stopped before all was stored.
    Partly = 3,
    /// Not one file could be read.
    Nothing = 4,
    /// The configuration is wrong: `EX_CONFIG` of `sysexits.h`.
    Config = 78,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        match exit {
            Exit::Done => ExitCode::SUCCESS,
            Exit::Failed => ExitCode::FAILURE,
            Exit::Usage => ExitCode::from(2),
            Exit::Partly => ExitCode::from(3),
            Exit::Nothing => ExitCode::from(4),
            Exit::Config => ExitCode::from(78),
        }
    }
}
