//! Places where a line can be made to fail on purpose.
//!
//! A promise about crashes is worth what was done to break it. So the places
//! between two durable steps have names, and a program that was told to
//! [`arm`] some of them dies, panics or meets an error there. In any other
//! program a point costs one load of an atomic. What happens at one is told as
//! `point.failed` (`point`, `action`).
//!
//! ```
//! use courant_flow::fail;
//!
//! fn write() -> std::io::Result<()> {
//!     fail::point("store.write")?;
//!     Ok(())
//! }
//!
//! fail::arm("store.write=error(28)@2-3").unwrap();
//! assert!(write().is_ok());
//! assert_eq!(write().unwrap_err().raw_os_error(), Some(28));
//! assert!(write().is_err());
//! assert!(write().is_ok());
//! ```

use std::{
    fmt, io, process,
    str::FromStr,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use tracing::warn;

static ARMED: OnceLock<Vec<Point>> = OnceLock::new();

#[derive(Debug)]
struct Point {
    name: String,
    /// What a subject must contain.
    of: Option<String>,
    action: Action,
    first: u64,
    last: u64,
    passes: AtomicU64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Kill,
    Panic,
    Hang,
    Error(i32),
}

impl Action {
    fn word(self) -> &'static str {
        match self {
            Action::Kill => "kill",
            Action::Panic => "panic",
            Action::Hang => "hang",
            Action::Error(_) => "error",
        }
    }
}

/// Points that could not be armed.
#[derive(Debug, PartialEq, Eq)]
pub enum Unarmed {
    /// One is written in another way.
    Malformed(String),
    /// They are armed once in a process.
    Twice,
}

impl fmt::Display for Unarmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unarmed::Malformed(written) => write!(
                f,
                "`{written}` is no point: one is written NAME=kill, NAME=panic, NAME=hang or NAME=error(ERRNO), \
                 with @PASS or @FIRST-LAST behind it, and NAME[TEXT] for subjects with this text in them"
            ),
            Unarmed::Twice => f.write_str("points are armed already"),
        }
    }
}

impl std::error::Error for Unarmed {}

/// Arms points, for the life of the process: `NAME=ACTION@PASSES`, with
/// semicolons between them.
///
/// The action is `kill` (the process ends at once, as by SIGKILL: nothing is
/// flushed, nothing is dropped), `panic`, `hang` (the thread stands still for
/// ever), or `error(ERRNO)`. The passes are counted from 1: `@3` the third
/// only, `@3-` the third and all after it, `@3-5`; all of them if nothing is
/// said. With `NAME[TEXT]` only the passes of a subject count that has the
/// text in it: see [`point_for`].
pub fn arm(points: &str) -> Result<(), Unarmed> {
    let points = points.split(';').map(str::trim).filter(|point| !point.is_empty());
    let points = points.map(str::parse).collect::<Result<Vec<Point>, _>>()?;
    ARMED.set(points).map_err(|_| Unarmed::Twice)
}

/// A place of this name. It fails if it was armed to.
///
/// # Panics
///
/// If it was armed to.
#[inline]
pub fn point(name: &str) -> io::Result<()> {
    match ARMED.get() {
        None => Ok(()),
        Some(points) => reach(points, name, None),
    }
}

/// A place of this name that somebody passes who has a name too, such as a
/// file. It fails if it was armed to, for everybody or for this one.
///
/// # Panics
///
/// If it was armed to.
#[inline]
pub fn point_for(name: &str, subject: impl fmt::Display) -> io::Result<()> {
    match ARMED.get() {
        None => Ok(()),
        Some(points) => reach(points, name, Some(&subject.to_string())),
    }
}

#[cold]
fn reach(points: &[Point], name: &str, subject: Option<&str>) -> io::Result<()> {
    let meant = |point: &&Point| {
        let of = point.of.as_deref();
        point.name == name && of.is_none_or(|of| subject.is_some_and(|subject| subject.contains(of)))
    };
    points.iter().filter(meant).try_for_each(Point::pass)
}

impl Point {
    fn pass(&self) -> io::Result<()> {
        let pass = self.passes.fetch_add(1, Ordering::Relaxed) + 1;
        if !(self.first..=self.last).contains(&pass) {
            return Ok(());
        }
        warn!(point = self.name, action = self.action.word(), "point.failed");
        match self.action {
            Action::Kill => process::abort(),
            Action::Panic => panic!("`{}` was armed", self.name),
            Action::Hang => loop {
                thread::park();
            },
            Action::Error(code) => Err(io::Error::from_raw_os_error(code)),
        }
    }
}

impl FromStr for Point {
    type Err = Unarmed;

    fn from_str(written: &str) -> Result<Point, Unarmed> {
        let parse = || {
            let (name, rest) = written.split_once('=')?;
            let (action, passes) = rest.split_once('@').unwrap_or((rest, "1-"));
            let (first, last) = match passes.split_once('-') {
                Some((first, "")) => (first.parse().ok()?, u64::MAX),
                Some((first, last)) => (first.parse().ok()?, last.parse().ok()?),
                None => (passes.parse().ok()?, passes.parse().ok()?),
            };
            let action = match action {
                "kill" => Action::Kill,
                "panic" => Action::Panic,
                "hang" => Action::Hang,
                other => Action::Error(other.strip_prefix("error(")?.strip_suffix(')')?.parse().ok()?),
            };
            let (name, of) = match name.split_once('[') {
                Some((name, of)) => (name, Some(of.strip_suffix(']')?.to_owned())),
                None => (name, None),
            };
            Some(Point { name: name.to_owned(), of, action, first, last, passes: AtomicU64::new(0) })
        };
        parse().ok_or_else(|| Unarmed::Malformed(written.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<(&str, Action, u64, u64)>) {
        let point = written.parse::<Point>().ok();
        let read = point.as_ref().map(|point| (point.name.as_str(), point.action, point.first, point.last));
        assert_eq!(read, expected, "{written}");
    }

    #[test]
    fn points_as_they_are_written() {
        check("ledger.commit=kill", Some(("ledger.commit", Action::Kill, 1, u64::MAX)));
        check("ledger.commit=kill@7", Some(("ledger.commit", Action::Kill, 7, 7)));
        check("read=panic@2-", Some(("read", Action::Panic, 2, u64::MAX)));
        check("sync=error(5)@2-9", Some(("sync", Action::Error(5), 2, 9)));
        for wrong in ["", "sync", "sync=stop", "sync=error", "sync=error(x)", "sync=kill@", "sync=kill@x"] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_point_may_be_meant_for_one_subject() {
        let points: Vec<Point> =
            ["read=error(6)@4", "read[bad.txt]=error(5)@2-"].map(|p| p.parse().unwrap()).into();
        let code = |subject| reach(&points, "read", subject).err().and_then(|error| error.raw_os_error());
        let passes = [Some("in/bad.txt"), Some("in/good.txt"), Some("in/bad.txt"), None, Some("in/bad.txt")];
        assert_eq!(passes.map(code), [None, None, Some(5), Some(6), Some(5)]);
        assert!("read[bad=kill".parse::<Point>().is_err());
    }

    #[test]
    fn a_point_fails_at_its_passes_only() {
        let point: Point = "sync=error(5)@2-3".parse().unwrap();
        let codes: Vec<_> =
            (0..4).map(|_| point.pass().err().and_then(|error| error.raw_os_error())).collect();
        assert_eq!(codes, [None, Some(5), Some(5), None]);
    }
}
