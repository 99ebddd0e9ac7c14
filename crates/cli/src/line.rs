//! The line as the settings say: which parts, from where, to where.

use std::path::Path;

use courant::{
    Parts,
    enricher::Enricher,
    flow::{BoxError, Budget, Inlet, Running, Sink, Source},
    ledger::{Account, Ledger, SinkTerms},
    model::{Arrival, Enriched},
    segmenter::{Layout, Segmenter},
    sink::{JsonLines, Lines, Rotation, Sqlite},
};

use crate::{
    config::{Invalid, Problem, Settings, SinkKind, SinkSettings},
    fault::Fault,
};

/// The stages between source and sinks.
pub(crate) fn parts(settings: &Settings) -> Result<Parts, Fault> {
    Ok(Parts {
        limits: settings.limits.clone(),
        segmenter: segmenter(settings)?,
        enricher: if settings.annotators { Enricher::standard() } else { Enricher::plain() },
        budget: Budget::new(settings.budget),
        workers: settings.workers,
    })
}

/// The layouts that come with the program, and the user's before them.
fn segmenter(settings: &Settings) -> Result<Segmenter, Fault> {
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

/// On what terms the ledger serves the sinks.
pub(crate) fn terms(settings: &Settings) -> Vec<SinkTerms> {
    let terms = |sink: &SinkSettings| SinkTerms { name: sink.name.clone().into(), required: sink.required };
    settings.sinks.iter().map(terms).collect()
}

/// The whole line, from the source to every sink.
pub(crate) fn start(
    settings: &Settings,
    parts: Parts,
    ledger: &Ledger,
    source: impl Source<Arrival>,
) -> Running {
    let mut fork = parts.line_with(ledger, source).fork("deliver", ledger.shares());
    for sink in &settings.sinks {
        fork = fork.branch(sink.name.clone(), store(sink, ledger.account(&sink.name)));
    }
    fork.run()
}

/// A sink of any kind.
enum Store {
    JsonLines(JsonLines),
    Sqlite(Sqlite),
    Stdout,
}

fn store(sink: &SinkSettings, account: Option<Account>) -> Store {
    match &sink.kind {
        SinkKind::JsonLines { path, rotate_size, rotate_daily } => {
            let rotation = Rotation { size: *rotate_size, daily: *rotate_daily };
            let lines = JsonLines::append(path).rotate(rotation);
            Store::JsonLines(match account {
                Some(account) => lines.account(account),
                None => lines,
            })
        }
        SinkKind::Sqlite { path } => {
            let sqlite = Sqlite::at(path);
            Store::Sqlite(match account {
                Some(account) => sqlite.account(account),
                None => sqlite,
            })
        }
        SinkKind::Stdout => Store::Stdout,
    }
}

impl Sink<Enriched> for Store {
    async fn run(self, inlet: Inlet<Enriched>) -> Result<(), BoxError> {
        match self {
            Store::JsonLines(lines) => lines.run(inlet).await,
            Store::Sqlite(sqlite) => sqlite.run(inlet).await,
            Store::Stdout => Lines::new(std::io::stdout()).run(inlet).await,
        }
    }
}
