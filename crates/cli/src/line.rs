//! The line as the settings say: which parts, from where, to where.

use std::path::Path;

use courant::{
    Parts,
    enricher::Enricher,
    flow::{BoxError, Budget, Inlet, Pipeline, Running, Sink},
    ledger::{Account, Gate, Ledger, SinkTerms},
    model::Enriched,
    reader::Limits,
    segmenter::{Layout, Segmenter},
    sink::{JsonLines, Rate, Rotation, Sqlite, lines},
    watcher::{Inbox, Mode, Tailing, Watcher},
};

use crate::{
    config::{InboxMode, InboxSettings, Invalid, Problem, Settings, SinkKind, SinkSettings},
    fault::Fault,
    names::names,
};

/// The stages between source and sinks.
pub(crate) fn parts(settings: &Settings) -> Result<Parts, Fault> {
    Ok(Parts {
        limits: settings.limits,
        segmenter: segmenter(settings)?,
        enricher: enricher(settings)?,
        budget: Budget::new(settings.budget),
        workers: settings.workers,
        story_window: settings.story_window,
    })
}

/// The annotators that are wanted, and what they know.
pub(crate) fn enricher(settings: &Settings) -> Result<Enricher, Fault> {
    let enricher = if settings.annotators { Enricher::standard() } else { Enricher::plain() };
    let enricher = enricher.longest(usize::try_from(settings.max_item).unwrap_or(usize::MAX));
    match settings.names.as_deref().map(names).transpose()? {
        Some(names) => Ok(enricher.knowing(names)),
        None => Ok(enricher),
    }
}

/// The layouts that come with the program, and the user's before them.
pub(crate) fn segmenter(settings: &Settings) -> Result<Segmenter, Fault> {
    let mut segmenter = Segmenter::standard();
    if let Some(directory) = &settings.layouts {
        for layout in layouts(directory)? {
            segmenter = segmenter.with(layout);
        }
    }
    Ok(segmenter)
}

/// The user's layouts, in the order of their file names.
pub(crate) fn layouts(directory: &Path) -> Result<Vec<Layout>, Fault> {
    let shown = directory.display();
    let unreadable = |source| Invalid::unreadable(&shown.to_string(), source);
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<_, _>>())
        .map_err(unreadable)?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
        .iter()
        .map(|path| {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|source| Invalid::unreadable(&name, source))?;
            Layout::parse(&name, &text).map_err(|error| {
                let mut problem = Problem::new(error.span.clone(), error.message.clone());
                if let Some(help) = error.help.clone() {
                    problem = problem.help(help);
                }
                Invalid::new(&name, &text, vec![problem]).into()
            })
        })
        .collect()
}

/// An inbox as the watcher takes it.
pub(crate) fn inbox(settings: &InboxSettings, limits: &Limits) -> Result<Inbox, Fault> {
    Ok(Inbox {
        directory: std::path::absolute(&settings.directory)?,
        declared: settings.declared.clone(),
        include: settings.include.clone(),
        exclude: settings.exclude.clone(),
        recursive: settings.recursive,
        mode: match settings.mode {
            InboxMode::Drop => Mode::Drop,
            InboxMode::Tail => Mode::Tail(Tailing { quiet: settings.quiet, longest: limits.max_file }),
        },
        events: settings.events,
        still: settings.still,
        rescan: settings.rescan,
        poll: settings.poll,
    })
}

/// All inboxes as one source.
pub(crate) fn watcher(settings: &Settings, parts: &Parts, gate: Gate) -> Result<Watcher, Fault> {
    let inbox = |settings_of: &InboxSettings| inbox(settings_of, &settings.limits);
    let inboxes = settings.inboxes.iter().map(inbox).collect::<Result<_, _>>()?;
    Ok(Watcher::new(inboxes, gate)?.completing(parts.complete()))
}

/// On what terms the ledger serves the sinks.
pub(crate) fn terms(settings: &Settings) -> Vec<SinkTerms> {
    let terms = |sink: &SinkSettings| SinkTerms { name: sink.name.clone().into(), required: sink.required };
    settings.sinks.iter().map(terms).collect()
}

/// Ends a line in every sink that is configured, and starts it.
pub(crate) fn fork(settings: &Settings, ledger: &Ledger, line: Pipeline<Enriched>) -> Running {
    let mut fork = line.fork("deliver", ledger.shares());
    for sink in &settings.sinks {
        fork = fork.branch(sink.name.clone(), store(sink, ledger.account(&sink.name)));
    }
    fork.run()
}

/// A sink of any kind.
enum Store {
    JsonLines(JsonLines),
    Sqlite(Sqlite),
    Stdout(Option<Rate>),
}

fn store(sink: &SinkSettings, account: Option<Account>) -> Store {
    match &sink.kind {
        SinkKind::JsonLines { path, rotate_size, rotate_daily } => {
            let rotation = Rotation { size: *rotate_size, daily: *rotate_daily };
            let lines = JsonLines::append(path).rotate(rotation);
            Store::JsonLines(lines.account(account).rate(sink.rate))
        }
        SinkKind::Sqlite { path } => Store::Sqlite(Sqlite::at(path).account(account).rate(sink.rate)),
        SinkKind::Stdout => Store::Stdout(sink.rate),
    }
}

impl Sink<Enriched> for Store {
    async fn run(self, inlet: Inlet<Enriched>) -> Result<(), BoxError> {
        match self {
            Store::JsonLines(lines) => lines.run(inlet).await,
            Store::Sqlite(sqlite) => sqlite.run(inlet).await,
            Store::Stdout(rate) => lines(std::io::stdout()).rate(rate).run(inlet).await,
        }
    }
}
