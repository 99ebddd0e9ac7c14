//! The stage that reads.

use std::{num::NonZeroUsize, time::Instant};

use courant_flow::{Refusal, Stage, each, fail};
use courant_model::{Arrival, Bulletin};
use tracing::{debug, info, warn};

use crate::{Error, Limits, Skipped, read};

/// Reads every arrival of a line, and says so in the log.
///
/// | event | when | the receipt |
/// |---|---|---|
/// | `file.read` | it was read and decoded | goes on with the bulletin |
/// | `member.skipped` | a file in it, an archive, is no text | as above |
/// | `file.changed` | it became another while it was read | is abandoned |
/// | `file.vanished` | it was gone | is abandoned |
/// | `file.retry` | the system failed, which may pass | is abandoned |
/// | none | the fault is the file's | is rejected, with the [`Error`] |
#[derive(Debug, Clone, Default)]
pub struct Reader {
    limits: Limits,
}

impl Reader {
    /// A reader that refuses what is above the limits.
    #[must_use]
    pub fn new(limits: Limits) -> Reader {
        Reader { limits }
    }

    /// Reads on so many threads; bulletins leave in the order of arrival.
    #[must_use]
    pub fn stage(self, workers: NonZeroUsize) -> impl Stage<Arrival, Bulletin> {
        each(workers, move |arrival| self.attempt(arrival))
    }

    fn attempt(&self, arrival: Arrival) -> Result<Bulletin, Refusal> {
        let begun = Instant::now();
        let declared = arrival.declared.clone();
        let failed = fail::point_for("read", arrival.path.display()).err();
        let outcome = match failed {
            Some(source) => Err(Error::of(arrival.path, source)),
            None => read(arrival, &self.limits),
        };
        match outcome {
            Ok((bulletin, skipped)) => {
                tell(&bulletin, begun);
                tell_skipped(&bulletin, &skipped);
                Ok(bulletin)
            }
            Err(error) if error.may_pass() => {
                tell_trouble(&error, &declared.inbox);
                Err(Refusal::ForNow)
            }
            Err(error) => Err(Refusal::from(error)),
        }
    }
}

fn tell(bulletin: &Bulletin, begun: Instant) {
    let Bulletin { path, declared, fingerprint, bytes, charset, .. } = bulletin;
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    debug!(
        file = %path.display(),
        inbox = declared.inbox,
        %fingerprint,
        bytes,
        charset,
        elapsed_ms,
        "file.read"
    );
}

fn tell_skipped(bulletin: &Bulletin, skipped: &[Skipped]) {
    let (file, inbox) = (bulletin.path.display(), &bulletin.declared.inbox);
    for Skipped { name, reason } in skipped {
        warn!(%file, inbox, member = name, reason, "member.skipped");
    }
}

fn tell_trouble(error: &Error, inbox: &str) {
    match error {
        Error::Changed { path } => info!(file = %path.display(), inbox, "file.changed"),
        Error::Vanished { path } => info!(file = %path.display(), inbox, "file.vanished"),
        Error::Io { path, source } => warn!(file = %path.display(), inbox, reason = %source, "file.retry"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs, io,
        path::Path,
        sync::{Arc, Mutex},
    };

    use courant_model::{Declared, Stamp};
    use tracing_subscriber::fmt::MakeWriter;

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Log {
        type Writer = Log;

        fn make_writer(&self) -> Log {
            self.clone()
        }
    }

    /// What the log says while `work` is done, without times.
    fn logged(work: impl FnOnce()) -> String {
        let log = Log::default();
        let lines = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .without_time()
            .with_target(false)
            .with_writer(log.clone())
            .finish();
        tracing::subscriber::with_default(lines, work);
        let bytes = log.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn arrival(path: &Path) -> Arrival {
        let declared = Declared { inbox: "harbour".into(), ..Declared::default() };
        let stamp = Stamp::of(&fs::symlink_metadata(path).unwrap());
        Arrival { path: path.to_owned(), declared: Arc::new(declared), stamp, cut: None }
    }

    #[test]
    fn every_end_but_a_fault_of_the_file_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.txt");
        let file = path.display();
        let attempt = |arrival: Arrival| logged(|| drop(Reader::default().attempt(arrival)));

        fs::write(&path, "ferry").unwrap();
        let ferry = arrival(&path);
        let said = attempt(ferry.clone());
        let (said, elapsed) = said.trim_end().rsplit_once(" elapsed_ms=").unwrap();
        let fingerprint = courant_model::Fingerprint::of(b"ferry");
        assert_eq!(
            said,
            format!(
                "DEBUG file.read file={file} inbox=\"harbour\" fingerprint={fingerprint} bytes=5 charset=\"UTF-8\""
            )
        );
        assert!(elapsed.parse::<u64>().is_ok(), "{elapsed}");

        fs::write(&path, "ferries").unwrap();
        assert_eq!(attempt(ferry.clone()), format!(" INFO file.changed file={file} inbox=\"harbour\"\n"));
        let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
        for (name, content) in [("a.pdf", "%PDF-"), ("b.txt", "ferry")] {
            let (mut entry, config) = archive.new_file(name).start().unwrap();
            let mut writer = config.wrap(&mut entry);
            io::Write::write_all(&mut writer, content.as_bytes()).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        fs::write(&path, archive.finish().unwrap()).unwrap();
        let said = attempt(arrival(&path));
        assert_eq!(
            said.lines().nth(1).unwrap(),
            format!(
                " WARN member.skipped file={file} inbox=\"harbour\" member=\"a.pdf\" reason=\"not supported: a PDF \
                 document; extract its text, and put that in\""
            )
        );
        fs::write(&path, "%PDF-").unwrap();
        assert_eq!(attempt(arrival(&path)), "", "the ledger tells of the quarantine");
        fs::remove_file(&path).unwrap();
        assert_eq!(attempt(ferry), format!(" INFO file.vanished file={file} inbox=\"harbour\"\n"));
    }

    #[test]
    fn a_retry_is_told_with_the_systems_reason() {
        let away = Error::of("in/a.txt".into(), io::ErrorKind::HostUnreachable.into());
        assert_eq!(
            logged(|| tell_trouble(&away, "harbour")),
            " WARN file.retry file=in/a.txt inbox=\"harbour\" reason=host unreachable\n"
        );
    }
}
