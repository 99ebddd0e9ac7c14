//! The program as a process.

use std::{
    cell::RefCell,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        OnceLock,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// How long anything may take that must happen. It is generous: nothing waits
/// for it unless something is wrong.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until something holds.
///
/// # Panics
///
/// If it never does.
#[track_caller]
pub fn eventually(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        thread::park_timeout(Duration::from_millis(5));
    }
}

/// The program's path, once it is built the way that the caller is.
pub fn built() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        // target/PROFILE/deps/THIS
        let own = std::env::current_exe().expect("a program knows its path");
        let directory = own.ancestors().nth(2).expect("deps lies below the profile's directory");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "courant-cli"]);
        if directory.ends_with("release") {
            build.arg("--release");
        }
        let status = build.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo runs");
        assert!(status.success(), "the program builds");
        directory.join("courant")
    })
}

/// The program, or a program that turns into it: `wrapper` is what stands before it on the command line.
fn command(directory: &Path, wrapper: &[&str], arguments: &[&str]) -> Command {
    let mut command = match wrapper {
        [] => Command::new(built()),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(built());
            command
        }
    };
    command.args(arguments).current_dir(directory).env_remove("COURANT_LOG");
    command
}

/// What a finished program said.
#[derive(Debug)]
pub struct Run {
    /// Its exit code; -1 if it was killed.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

pub(crate) fn run(directory: &Path, wrapper: &[&str], arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command(directory, wrapper, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    // A program that does not read its input closes it: no failure of ours.
    let feed = thread::spawn(move || stdin.write_all(&input).ok());
    let output = child.wait_with_output().expect("the program ends");
    feed.join().expect("the feeder ends");
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("errors are UTF-8"),
    }
}

/// A daemon at work, and its log as it comes. Dropped, it is killed.
#[derive(Debug)]
pub struct Daemon {
    child: RefCell<Child>,
    events: Receiver<Value>,
    /// Events that were read while another one was waited for.
    past: RefCell<Vec<Value>>,
}

impl Daemon {
    /// Starts the program, whose standard error must be a JSON log.
    #[must_use]
    pub fn start(directory: &Path, arguments: &[&str]) -> Daemon {
        Daemon::spawn(command(directory, &[], arguments))
    }

    /// The same, told to fail at some points: see `courant_flow::fail`.
    #[must_use]
    pub fn start_failing(directory: &Path, arguments: &[&str], points: &str) -> Daemon {
        let mut command = command(directory, &[], arguments);
        command.env("COURANT_FAIL", points);
        Daemon::spawn(command)
    }

    /// The same, started by another program that turns into it, such as `env COURANT_FAIL=…` or `prlimit`.
    #[must_use]
    pub fn under(directory: &Path, wrapper: &[&str], arguments: &[&str]) -> Daemon {
        Daemon::spawn(command(directory, wrapper, arguments))
    }

    fn spawn(mut command: Command) -> Daemon {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = BufReader::new(child.stderr.take().expect("it is piped"));
        let (sender, events) = channel();
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let event =
                    serde_json::from_str(&line).unwrap_or_else(|_| panic!("not a JSON event: {line}"));
                if sender.send(event).is_err() {
                    break;
                }
            }
        });
        Daemon { child: RefCell::new(child), events, past: RefCell::default() }
    }

    /// The next event of this name, counted from the last one waited for.
    ///
    /// # Panics
    ///
    /// If it does not come, with all events that came instead.
    #[must_use]
    pub fn next(&self, name: &str) -> Value {
        self.next_of(&[name])
    }

    /// The next event of one of these names.
    ///
    /// # Panics
    ///
    /// If none of them comes, with all events that came instead.
    #[must_use]
    pub fn next_of(&self, names: &[&str]) -> Value {
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(event) => {
                    self.past.borrow_mut().push(event.clone());
                    if names.iter().any(|name| event["event"] == *name) {
                        return event;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no {names:?} in {:#?}", self.past.borrow())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("ended before {names:?}: {:#?}", self.past.borrow())
                }
            }
        }
    }

    /// [`next`](Daemon::next), where the event itself does not matter.
    pub fn wait_for(&self, name: &str) -> Value {
        self.next(name)
    }

    /// Whether an event of this name has come, without waiting for it.
    #[must_use]
    pub fn has_told(&self, name: &str) -> bool {
        self.past.borrow_mut().extend(self.events.try_iter());
        self.past.borrow().iter().any(|event| event["event"] == name)
    }

    /// All events up to now.
    #[must_use]
    pub fn past(&self) -> Vec<Value> {
        self.past.borrow().clone()
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.borrow().id()
    }

    /// Asks it to stop, and waits for its end.
    pub fn stop(&self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.end()
    }

    /// Kills it where it stands.
    pub fn kill(&self) -> ExitStatus {
        self.signal(Signal::KILL);
        self.end()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw).expect("it has a process id");
        kill_process(pid, signal).expect("it can be signalled");
    }

    /// How it ended, if it has.
    pub fn try_end(&self) -> Option<ExitStatus> {
        self.child.borrow_mut().try_wait().expect("it can be asked")
    }

    /// Whether it has ended by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.try_end().is_some()
    }

    /// Waits for its end, and keeps the events that still come.
    pub fn end(&self) -> ExitStatus {
        let status = self.child.borrow_mut().wait().expect("it can be waited for");
        self.past.borrow_mut().extend(self.events.iter());
        status
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let child = self.child.get_mut();
        // Both fail if it has ended already, which is as good.
        let _ = child.kill();
        let _ = child.wait();
    }
}
