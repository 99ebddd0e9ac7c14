//! What was said in the log, by all tests of this program.

use std::{
    io,
    path::Path,
    sync::{Mutex, Once, PoisonError},
    time::Duration,
};

use tokio::time::{sleep, timeout};
use tracing_subscriber::filter::LevelFilter;

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

/// Takes one line with each write, as the formatter makes them.
struct Tape;

impl io::Write for Tape {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap_or_else(PoisonError::into_inner).push(String::from_utf8_lossy(line).into_owned());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn listen() {
    LISTENING.call_once(|| {
        tracing_subscriber::fmt()
            .with_ansi(false)
            .with_target(false)
            .with_max_level(LevelFilter::DEBUG)
            .with_writer(|| Tape)
            .init();
    });
}

/// The events so far whose field has this path as its value.
pub(crate) fn events(field: &str, path: &Path) -> Vec<String> {
    let value = format!(" {field}={} ", path.display());
    let quoted = format!(" {field}=\"{}\" ", path.display());
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let about = lines
        .iter()
        .map(|line| line.replace('\n', " "))
        .filter(|line| line.contains(&value) || line.contains(&quoted));
    let name = |line: String| {
        let mut words = line.split(' ');
        words.find(|word| word.starts_with("file.") || word.starts_with("inbox.")).unwrap().to_owned()
    };
    about.map(name).collect()
}

/// Waits until these events, and no others, are told of a path.
#[track_caller]
pub(crate) fn expect(field: &str, path: &Path, expected: &[&str]) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let told = async {
            while events(field, path).len() < expected.len() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let _ = timeout(Duration::from_secs(30), told).await;
        assert_eq!(events(field, path), expected, "{caller}");
    }
}
