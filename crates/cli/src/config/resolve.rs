//! From what was written to what it means.

use std::{
    num::NonZeroUsize,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use courant::{
    ledger::Sight,
    model::{Declared, OnDrift, OnLink},
    reader::Limits,
    sink::Rate,
    watcher::Events,
};
use toml::Spanned;

use super::{
    Problem,
    settings::{InboxMode, InboxSettings, LogFormat, LogSettings, Settings, SinkKind, SinkSettings},
    value::{choice, duration, positive, rate, size, text},
    written::{self, Text},
};

/// Checks everything, so that all that is wrong is told at once.
pub(super) fn resolve(
    written: &written::Config,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Settings, Vec<Problem>> {
    let mut look = Look { variable, problems: Vec::new() };
    let state = look.path(written.state.as_ref(), "courant-data");
    let settings = Settings {
        receipts: look.optional(written.receipts.as_ref()).map(PathBuf::from),
        inboxes: look.inboxes(&written.inbox),
        limits: look.limits(&written.reader),
        layouts: look.optional(written.segmenter.layouts.as_ref()).map(PathBuf::from),
        annotators: look.choice(
            written.enricher.annotators.as_ref(),
            "standard",
            &[("standard", true), ("none", false)],
        ),
        max_item: look.size(written.enricher.max_item.as_ref(), 8 << 20),
        names: look.optional(written.names.directory.as_ref()).map(PathBuf::from),
        story_window: look.story_window(written.story.window.as_ref()),
        budget: look.size(written.line.budget.as_ref(), 16 << 20),
        workers: look.workers(written.line.workers.as_ref()),
        drain: look.duration(written.line.drain.as_ref(), Duration::from_secs(30)),
        restarts: u32::try_from(look.positive(written.line.restarts.as_ref(), 10)).unwrap_or(u32::MAX),
        within: look.duration(written.line.within.as_ref(), Duration::from_mins(10)),
        stall: look.duration(written.line.stall.as_ref(), Duration::from_mins(5)),
        sinks: look.sinks(&written.sink, &state),
        log: look.log(&written.log),
        state,
    };
    if look.problems.is_empty() { Ok(settings) } else { Err(look.problems) }
}

/// A look through the file that notes what is wrong and goes on.
struct Look<'v> {
    variable: &'v dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
}

impl Look<'_> {
    fn inboxes(&mut self, written: &[written::Inbox]) -> Vec<InboxSettings> {
        if written.is_empty() {
            return vec![self.inbox(&written::Inbox::default())];
        }
        let inboxes: Vec<_> = written.iter().map(|inbox| self.inbox(inbox)).collect();
        for (i, inbox) in inboxes.iter().enumerate() {
            let span = written[i].name.as_ref().or(written[i].directory.as_ref()).map_or(0..0, Spanned::span);
            if inboxes[..i].iter().any(|other| other.declared.inbox == inbox.declared.inbox) {
                let name = &inbox.declared.inbox;
                self.problems
                    .push(Problem::new(span, format!("there are two inboxes with the name `{name}`")));
            }
        }
        inboxes
    }

    fn inbox(&mut self, written: &written::Inbox) -> InboxSettings {
        let timezone = self.optional(written.timezone.as_ref());
        if let (Some(name), Some(said)) = (&timezone, &written.timezone)
            && jiff::tz::TimeZone::get(name).is_err()
        {
            let help = "write an IANA name, such as \"Asia/Almaty\" or \"UTC\"";
            self.problems
                .push(Problem::new(said.span(), format!("there is no time zone `{name}`")).help(help));
        }
        let charset = self.optional(written.charset.as_ref());
        if let (Some(label), Some(said)) = (&charset, &written.charset)
            && !courant::reader::knows_charset(label)
        {
            let help = "write a WHATWG label, such as \"windows-1251\", \"koi8-r\" or \"utf-16le\"";
            self.problems
                .push(Problem::new(said.span(), format!("there is no charset `{label}`")).help(help));
        }
        let modes = [("drop", InboxMode::Drop), ("tail", InboxMode::Tail)];
        let mode = self.choice(written.mode.as_ref(), "drop", &modes);
        if let (Some(label), Some(said), InboxMode::Tail) = (&charset, &written.charset, mode)
            && !courant::reader::keeps_lines(label)
        {
            let help = "let its writer use UTF-8, or another charset that ASCII is a part of";
            self.problems.push(
                Problem::new(
                    said.span(),
                    format!("files in `{label}` cannot be cut into lines while they grow"),
                )
                .help(help),
            );
        }
        let links = self.choice(
            written.links.as_ref(),
            "ignore",
            &[("ignore", OnLink::Ignore), ("follow", OnLink::Follow)],
        );
        if let (Some(said), OnLink::Follow, InboxMode::Tail) = (&written.links, links, mode) {
            let help = "include the file that the link leads to, in an inbox where it lies";
            self.problems
                .push(Problem::new(said.span(), "a link to a file that grows is not followed").help(help));
        }
        InboxSettings {
            directory: self.path(written.directory.as_ref(), "inbox"),
            declared: Arc::new(Declared {
                inbox: self.optional(written.name.as_ref()).unwrap_or_else(|| "inbox".to_owned()),
                charset,
                layout: self.optional(written.layout.as_ref()),
                timezone,
                drift: self.choice(
                    written.drift.as_ref(),
                    "flag",
                    &[("flag", OnDrift::Flag), ("hold", OnDrift::Hold), ("ignore", OnDrift::Ignore)],
                ),
                links,
            }),
            include: self.globs(written.include.as_deref(), &["**"]),
            exclude: self.globs(written.exclude.as_deref(), &[]),
            recursive: written.recursive.unwrap_or(true),
            mode,
            quiet: self.duration(written.quiet.as_ref(), Duration::from_secs(5)),
            events: self.choice(
                written.events.as_ref(),
                "auto",
                &[("auto", Events::Auto), ("native", Events::Native), ("poll", Events::Poll)],
            ),
            still: self.duration(written.still.as_ref(), Duration::from_secs(1)),
            rescan: self.duration(written.rescan.as_ref(), Duration::from_secs(30)),
            poll: self.duration(written.poll.as_ref(), Duration::from_secs(2)),
        }
    }

    fn globs(&mut self, written: Option<&[Text]>, default: &[&str]) -> Vec<String> {
        let Some(written) = written else {
            return default.iter().map(|glob| (*glob).to_owned()).collect();
        };
        let mut globs = Vec::new();
        for said in written {
            let glob = self.text(said);
            if let Err(why) = courant::watcher::check_glob(&glob) {
                self.problems.push(Problem::new(said.span(), why));
            }
            globs.push(glob);
        }
        globs
    }

    fn limits(&mut self, written: &written::Reader) -> Limits {
        let default = Limits::default();
        Limits {
            max_file: self.size(written.max_file.as_ref(), default.max_file),
            max_text: self.size(written.max_text.as_ref(), default.max_text),
            max_ratio: self.positive(written.max_ratio.as_ref(), default.max_ratio),
            max_members: self.positive(written.max_members.as_ref(), default.max_members),
        }
    }

    fn story_window(&mut self, written: Option<&Spanned<i64>>) -> u16 {
        let Some(said) = written else { return Sight::WINDOW };
        match u16::try_from(*said.as_ref()) {
            Ok(days) if days <= 366 => days,
            _ => {
                self.problems.push(Problem::new(said.span(), "a window is 0 (no stories) to 366 days"));
                Sight::WINDOW
            }
        }
    }

    fn workers(&mut self, written: Option<&Spanned<i64>>) -> NonZeroUsize {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let Some(said) = written else { return cores };
        match usize::try_from(*said.as_ref()) {
            Ok(count) if count <= 1024 => NonZeroUsize::new(count).unwrap_or(cores),
            _ => {
                self.problems.push(Problem::new(said.span(), "workers are 0 (one for each core) to 1024"));
                cores
            }
        }
    }

    fn sinks(&mut self, written: &[Spanned<written::Sink>], state: &Path) -> Vec<SinkSettings> {
        if written.is_empty() {
            return SinkSettings::standard(state);
        }
        let mut sinks: Vec<SinkSettings> = Vec::new();
        for said in written {
            let span = head(said);
            let Some(sink) = self.sink(said.as_ref(), span.clone()) else { continue };
            if sinks.iter().any(|other| other.name == sink.name) {
                self.problems
                    .push(Problem::new(span, format!("there are two sinks with the name `{}`", sink.name)));
            }
            let same = |other: &SinkSettings| {
                sink.path().is_some_and(|path| other.path().is_some_and(|other| place(other) == place(path)))
            };
            if sinks.iter().any(same) {
                let span = said.as_ref().path.as_ref().map_or(0..0, Spanned::span);
                let help = "give each sink a file of its own";
                self.problems.push(Problem::new(span, "another sink has this path").help(help));
            }
            sinks.push(sink);
        }
        sinks
    }

    fn sink(&mut self, written: &written::Sink, span: Range<usize>) -> Option<SinkSettings> {
        #[derive(Clone, Copy)]
        enum Kind {
            JsonLines,
            Sqlite,
            Stdout,
        }
        let Some(kind) = &written.kind else {
            let help = "add kind = \"jsonl\", \"sqlite\" or \"stdout\"";
            self.problems.push(Problem::new(span, "this sink has no kind").help(help));
            return None;
        };
        let words = [("jsonl", Kind::JsonLines), ("sqlite", Kind::Sqlite), ("stdout", Kind::Stdout)];
        let said = self.text(kind);
        let meaning = match choice(&said, kind.span(), &words) {
            Ok(meaning) => meaning,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        let path = self.optional(written.path.as_ref()).map(PathBuf::from);
        let rotates = written.rotate_daily.as_ref().map(Spanned::span);
        if let (Kind::Sqlite | Kind::Stdout, Some(span)) =
            (meaning, rotates.or(written.rotate_size.as_ref().map(Spanned::span)))
        {
            self.problems.push(Problem::new(span, format!("a sink of kind \"{said}\" does not rotate")));
        }
        let rotate_size = written.rotate_size.as_ref().map(|size| self.size(Some(size), 0));
        let rotate_daily = written.rotate_daily.as_ref().is_some_and(|said| *said.as_ref());
        let kind = match (meaning, path) {
            (Kind::JsonLines, Some(path)) => SinkKind::JsonLines { path, rotate_size, rotate_daily },
            (Kind::Sqlite, Some(path)) => SinkKind::Sqlite { path },
            (Kind::Stdout, _) => SinkKind::Stdout,
            (_, None) => {
                self.problems
                    .push(Problem::new(kind.span(), format!("a sink of kind \"{said}\" needs a path")));
                return None;
            }
        };
        let name = self.optional(written.name.as_ref()).unwrap_or(said);
        let rate = self.rate(written.rate.as_ref());
        Some(SinkSettings { name, kind, required: written.required.unwrap_or(true), rate })
    }

    fn rate(&mut self, said: Option<&Text>) -> Option<Rate> {
        let said = said?;
        let word = self.optional(Some(said))?;
        let rate = rate(&word, said.span()).map(Some);
        self.or_note(rate, None)
    }

    fn log(&mut self, written: &written::Log) -> LogSettings {
        let formats = [("auto", LogFormat::Auto), ("human", LogFormat::Human), ("json", LogFormat::Json)];
        let levels = ["trace", "debug", "info", "warn", "error"].map(|level| (level, level));
        LogSettings {
            format: self.choice(written.format.as_ref(), "auto", &formats),
            level: self.choice(written.level.as_ref(), "info", &levels).to_owned(),
            directory: self.optional(written.directory.as_ref()).map(PathBuf::from),
            keep: usize::try_from(self.positive(written.keep.as_ref(), 14)).unwrap_or(usize::MAX),
        }
    }

    fn text(&mut self, said: &Text) -> String {
        let result = text(said, self.variable);
        self.or_note(result, String::new())
    }

    fn optional(&mut self, said: Option<&Text>) -> Option<String> {
        let said = said?;
        let problem = match text(said, self.variable) {
            Ok(meant) if !meant.is_empty() => return Some(meant),
            Ok(_) => Problem::new(said.span(), "this is empty").help("leave the setting out instead"),
            Err(problem) => problem,
        };
        self.problems.push(problem);
        None
    }

    fn path(&mut self, said: Option<&Text>, default: &str) -> PathBuf {
        self.optional(said).map_or_else(|| default.into(), PathBuf::from)
    }

    fn choice<T: Copy>(&mut self, said: Option<&Text>, default: &str, words: &[(&str, T)]) -> T {
        let fallback =
            words.iter().find(|(word, _)| *word == default).expect("the default is among the words").1;
        let Some(said) = said else { return fallback };
        let word = self.text(said);
        self.or_note(choice(&word, said.span(), words), fallback)
    }

    fn duration(&mut self, said: Option<&Text>, default: Duration) -> Duration {
        let Some(said) = said else { return default };
        let word = self.text(said);
        self.or_note(duration(&word, said.span()), default)
    }

    fn size(&mut self, said: Option<&Spanned<written::Size>>, default: u64) -> u64 {
        let Some(said) = said else { return default };
        self.or_note(size(said), default)
    }

    fn positive(&mut self, said: Option<&Spanned<i64>>, default: u64) -> u64 {
        let Some(said) = said else { return default };
        self.or_note(positive(*said.as_ref(), said.span()), default)
    }

    fn or_note<T>(&mut self, result: Result<T, Problem>, instead: T) -> T {
        result.unwrap_or_else(|problem| {
            self.problems.push(problem);
            instead
        })
    }
}

/// The place by which a sink is shown: its own name or kind rather than the
/// whole section.
fn head(sink: &Spanned<written::Sink>) -> Range<usize> {
    let inner = sink.as_ref();
    inner.name.as_ref().or(inner.kind.as_ref()).map_or_else(|| sink.span(), Spanned::span)
}

/// A path without `.` in it, as it is compared.
fn place(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
