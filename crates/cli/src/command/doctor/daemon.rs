//! The program itself as a daemon, as long as it lives.

use std::{
    env,
    fs::File,
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// A process at work. Dropped, it is killed.
#[derive(Debug)]
pub(super) struct Daemon {
    child: Child,
    events: Receiver<String>,
}

/// What came of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// One of the events that were waited for.
    Event(&'static str),
    /// Nothing at all for some time.
    Silence,
    /// It is dead, or about to be.
    End,
}

impl Daemon {
    /// Starts it with a configuration, and perhaps points at which it fails.
    /// What it says is added to `log`.
    pub(super) fn start(config: &Path, log: &File, points: Option<&str>) -> io::Result<Daemon> {
        let mut command = Command::new(program()?);
        command.arg("run").arg(config).env_remove(crate::FAIL).env_remove("COURANT_LOG");
        // A panic on purpose needs nobody to look up where it was.
        command.env("RUST_BACKTRACE", "0");
        if let Some(points) = points {
            command.env(crate::FAIL, points);
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let said = BufReader::new(child.stderr.take().expect("it is piped"));
        let (sender, events) = channel();
        let mut log = log.try_clone()?;
        thread::Builder::new().name("doctor-log".to_owned()).spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                // A log that cannot be kept is missed by people only, if something is wrong besides.
                let _ = writeln!(log, "{line}");
                let event = serde_json::from_str::<Value>(&line).ok();
                let name = event.and_then(|event| event["event"].as_str().map(str::to_owned));
                if sender.send(name.unwrap_or_default()).is_err() {
                    break;
                }
            }
        })?;
        Ok(Daemon { child, events })
    }

    /// Waits for one of these events, for the end, or for silence of this length.
    pub(super) fn wait_for(&self, names: &[&'static str], silence: Duration) -> Heard {
        loop {
            match self.events.recv_timeout(silence) {
                Ok(event) => {
                    if let Some(name) = names.iter().find(|name| **name == event) {
                        return Heard::Event(name);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Heard::Silence,
                Err(RecvTimeoutError::Disconnected) => return Heard::End,
            }
        }
    }

    pub(super) fn signal(&self, signal: Signal) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // A process that has ended is not waited for yet, so its number is nobody else's.
            let _ = kill_process(pid, signal);
        }
    }

    /// How it ended, if it has.
    pub(super) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits for its end.
    pub(super) fn end(mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }

    /// Kills it where it stands, and says how it ended.
    pub(super) fn kill(mut self) -> io::Result<ExitStatus> {
        self.child.kill()?;
        self.child.wait()
    }
}

/// The program that runs here, also where another one has been installed in its place meanwhile.
fn program() -> io::Result<PathBuf> {
    let own = env::current_exe()?;
    Ok(if own.try_exists()? { own } else { PathBuf::from("/proc/self/exe") })
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Both fail if it has ended already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
