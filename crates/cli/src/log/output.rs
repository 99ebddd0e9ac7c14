//! Where log lines go. A reader that stalls never stalls the line: lines
//! that find no room are dropped, counted, and the count is told.

use std::{
    io::{self, IsTerminal as _},
    panic,
    time::Duration,
};

use courant::flow::BoxError;
use tracing::{error, warn};
use tracing_appender::{
    non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard},
    rolling::{InitError, RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use super::{human::Human, json::Json};
use crate::config::{LogFormat, Settings};

/// Lines that may wait for a slow disk or terminal.
const WAITING: usize = 64 * 1024;

/// A log at work; dropped, it writes what waits.
pub(crate) struct Log {
    dropped: ErrorCounter,
    /// Whether people read it.
    pub(crate) human: bool,
    _guard: WorkerGuard,
}

/// Starts the log as the settings say.
pub(crate) fn start(settings: &Settings) -> Result<Log, InitError> {
    let wanted = &settings.log;
    let terminal = wanted.directory.is_none() && io::stderr().is_terminal();
    let human = match wanted.format {
        LogFormat::Auto => terminal,
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let (writer, guard) = match &wanted.directory {
        Some(directory) => non_blocking(
            RollingFileAppender::builder()
                .rotation(Rotation::DAILY)
                .filename_prefix("courant")
                .filename_suffix("log")
                .max_log_files(wanted.keep)
                .build(directory)?,
        ),
        None => non_blocking(io::stderr()),
    };
    tell_panics();
    let dropped = writer.error_counter();
    let registry = tracing_subscriber::registry().with(filter(&wanted.level));
    let layer = fmt::layer().with_ansi(false).with_writer(writer);
    if human {
        let colours = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        registry.with(layer.event_format(Human { colours })).init();
    } else {
        registry.with(layer.event_format(Json)).init();
    }
    Ok(Log { dropped, human, _guard: guard })
}

/// A panic is an event like others: on standard error it would forge a line of the log.
fn tell_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let reason = panic.payload_as_str().unwrap_or("without a message");
        error!(reason, place, "run.panicked");
    }));
}

/// For commands that run once: only what goes wrong, in lines for people.
pub(crate) fn start_quiet() -> WorkerGuard {
    let (writer, guard) = non_blocking(io::stderr());
    let registry = tracing_subscriber::registry().with(filter("error,courant_sink=warn"));
    registry
        .with(fmt::layer().with_ansi(false).with_writer(writer).event_format(Human { colours: false }))
        .init();
    guard
}

/// `COURANT_LOG` if it is set and well-formed, else what is given.
fn filter(otherwise: &str) -> EnvFilter {
    EnvFilter::builder()
        .with_env_var("COURANT_LOG")
        .try_from_env()
        .unwrap_or_else(|_| EnvFilter::new(otherwise))
}

fn non_blocking(target: impl io::Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(WAITING)
        .thread_name("courant-log")
        .finish(target)
}

impl Log {
    /// Tells, once a second at the most, how many lines were dropped.
    pub(crate) fn confess(&self) -> impl Future<Output = Result<(), BoxError>> + Send + use<> {
        let dropped = self.dropped.clone();
        async move {
            let mut told = 0;
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                let total = dropped.dropped_lines();
                if total > told {
                    warn!(lines = total - told, "log.dropped");
                    told = total;
                }
            }
        }
    }
}
