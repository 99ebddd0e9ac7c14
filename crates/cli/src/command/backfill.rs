//! Filling a sink with what it lacks.

mod copy;

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use courant::{
    ledger::{self, Believed, Lying, Survey},
    model::{Cut, Fingerprint, SightingId, Stamp},
    sink::{Error, Stored},
};

use crate::{
    arguments::Backfill,
    config::{Settings, SinkKind, SinkSettings},
    desk::shown,
    exit::Exit,
    fault::Fault,
    log::{self, terminal},
};

pub(super) fn backfill(arguments: &Backfill) -> Result<Exit, Fault> {
    let settings = super::settings(&arguments.place)?;
    let sink = named(&settings, &arguments.sink)?;
    let mut books = ledger::Backfill::open(&settings.ledger())?;
    let _log = log::start_quiet();
    // First the books and then the store: what is delivered in between is in the store.
    let mut lacking = books.believed(&sink.name)?;
    let has = sightings(sink)?;
    for bulletin in &mut lacking {
        bulletin.sightings.retain(|sighting| !has.contains(sighting));
    }
    lacking.retain(|bulletin| !bulletin.sightings.is_empty());
    if lacking.is_empty() {
        eprintln!("{}: nothing is lacking", terminal(&sink.name));
        return Ok(Exit::Done);
    }

    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for bulletin in lacking {
        match whereabouts(&settings, &bulletin.fingerprint, &books.lying(&bulletin.fingerprint)?) {
            Ok(()) => kept.push(bulletin),
            Err(why) => gone.push((bulletin, why)),
        }
    }
    if !kept.is_empty() {
        let fingerprints: Vec<_> = kept.iter().map(|bulletin| bulletin.fingerprint).collect();
        if !arguments.dry_run {
            books.owe(&sink.name, &fingerprints)?;
        }
        eprintln!("{}: {} owed again, {}", terminal(&sink.name), counted(&kept), when(&settings, arguments)?);
    }
    let missing = match &arguments.from {
        Some(store) if !gone.is_empty() && !arguments.dry_run => {
            copy::copy(&settings, sink, store, &mut books, gone)?
        }
        _ => gone,
    };
    if missing.is_empty() {
        return Ok(Exit::Done);
    }
    for (bulletin, why) in &missing {
        eprintln!("  {}: {why}", shown(&bulletin.path));
    }
    let bulletins: Vec<_> = missing.into_iter().map(|(bulletin, _)| bulletin).collect();
    eprintln!("{}: {} not to be had any more", terminal(&sink.name), counted(&bulletins));
    Ok(Exit::Partly)
}

/// When what is owed is delivered.
fn when(settings: &Settings, arguments: &Backfill) -> Result<&'static str, Fault> {
    Ok(match Survey::take(&settings.ledger())?.holder {
        _ if arguments.dry_run => "if this were no dry run",
        Some(_) => "and delivered within seconds",
        None => "and delivered when the daemon starts",
    })
}

fn counted(bulletins: &[Believed]) -> String {
    let records: usize = bulletins.iter().map(|bulletin| bulletin.sightings.len()).sum();
    let (a, b) = (if bulletins.len() == 1 { "" } else { "s" }, if records == 1 { "" } else { "s" });
    let are = if bulletins.len() == 1 { "is" } else { "are" };
    format!("{} bulletin{a} with {records} record{b} {are}", bulletins.len())
}

fn named<'s>(settings: &'s Settings, name: &str) -> Result<&'s SinkSettings, Fault> {
    let Some(sink) = settings.sinks.iter().find(|sink| sink.name == name) else {
        let names: Vec<&str> = settings.sinks.iter().map(|sink| sink.name.as_str()).collect();
        let there = names.join("`, `");
        return Err(Fault::Missing(format!("there is no sink `{name}`; there are `{there}`")));
    };
    if sink.path().is_none() {
        return Err(Fault::Missing(format!("sink `{name}` keeps nothing that could be looked at")));
    }
    Ok(sink)
}

/// What a sink's store has; nothing if there is no store.
fn sightings(sink: &SinkSettings) -> Result<HashSet<SightingId>, Error> {
    let mut has = HashSet::new();
    let Some(store) = stored(sink)? else { return Ok(has) };
    store.sightings(|sighted| {
        has.insert(sighted.sighting);
        Ok::<_, Error>(())
    })?;
    Ok(has)
}

fn stored(sink: &SinkSettings) -> Result<Option<Stored>, Error> {
    let missing = |path: &Path| matches!(path.try_exists(), Ok(false));
    match &sink.kind {
        SinkKind::Sqlite { path } if missing(path) => Ok(None),
        SinkKind::Sqlite { path } => Stored::sqlite(path).map(Some),
        SinkKind::JsonLines { path, .. } => match Stored::json_lines(path) {
            Err(Error::Open { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            stored => stored.map(Some),
        },
        SinkKind::Stdout => Ok(None),
    }
}

/// Whether a bulletin can still be read from one of its places; why not.
fn whereabouts(settings: &Settings, fingerprint: &Fingerprint, lying: &[Lying]) -> Result<(), &'static str> {
    let watched: Vec<PathBuf> =
        settings.inboxes.iter().filter_map(|inbox| std::path::absolute(&inbox.directory).ok()).collect();
    let mut why = "nobody knows where it lay";
    for place in lying {
        let (Lying::Whole(path, _) | Lying::Within(path, _)) = place;
        if !watched.iter().any(|directory| path.starts_with(directory)) {
            why = "it lies in no inbox";
            continue;
        }
        let same = match place {
            Lying::Whole(path, stamp) => whole(path, stamp, fingerprint),
            Lying::Within(path, cut) => within(path, cut),
        };
        match same {
            Ok(true) => return Ok(()),
            Ok(false) => why = "another text lies there now",
            Err(error) if error.kind() == io::ErrorKind::NotFound => why = "the file is gone",
            Err(_) => why = "the file cannot be read",
        }
    }
    Err(why)
}

/// Whether a file is what it was; it is read only if it does not look so.
fn whole(path: &Path, stamp: &Stamp, fingerprint: &Fingerprint) -> io::Result<bool> {
    let now = Stamp::of(&fs::metadata(path)?);
    Ok(now == *stamp || now.size == stamp.size && Fingerprint::of(&fs::read(path)?) == *fingerprint)
}

/// Whether a stretch of a file is what it was.
fn within(path: &Path, cut: &Cut) -> io::Result<bool> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(cut.from))?;
    let mut bytes = Vec::new();
    file.take(cut.bytes()).read_to_end(&mut bytes)?;
    Ok(Cut::of(cut.generation, cut.from, &bytes) == *cut)
}
