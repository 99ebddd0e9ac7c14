//! Whether each store has what the ledger says that it has.

use std::{
    collections::{BTreeMap, HashMap},
    io::Write,
    path::Path,
};

use courant::{
    ledger::{Audit, Booked, Told},
    model::{Fingerprint, SightingId},
    sink::{Sighted, Stored},
};
use serde_json::json;

use super::page::{Page, counted};
use crate::{
    command::stores::Halt,
    config::{Settings, SinkKind, SinkSettings},
    desk::shown,
    log::terminal,
    plain::{Contents, Plain},
};

/// Compares the ledger with every store, and says whether they agree.
pub(super) fn compare<W: Write>(settings: &Settings, page: &mut Page<W>) -> Result<bool, Halt> {
    let audit = Audit::open(&settings.ledger())?;
    let mut agree = true;
    for sink in &settings.sinks {
        let (stored, carried_off) = match &sink.kind {
            SinkKind::Stdout => continue,
            SinkKind::Sqlite { path } => (Stored::sqlite(path)?, 0),
            SinkKind::JsonLines { path, .. } => {
                let segment = audit.segment(&sink.name)?.unwrap_or(0);
                (Stored::json_lines(path)?, Stored::carried_off(path, segment)?)
            }
        };
        let count = Comparison::of(&audit, sink, stored, carried_off)?;
        let mut told = Telling { settings, audit: &audit, page, sink, plain: None };
        agree &= told.tell(&count)?;
    }
    Ok(agree)
}

/// What the ledger and a store have of each other.
#[derive(Default)]
struct Comparison {
    booked: usize,
    stored: usize,
    missing: Vec<Booked>,
    extra: Vec<(Sighted, Told)>,
    /// What stands there more than once, and how often.
    repeated: BTreeMap<SightingId, (Sighted, usize)>,
    /// What was stored a moment ago, or before a crash, and is not booked yet.
    ahead: usize,
    carried_off: u64,
}

impl Comparison {
    /// The ledger is read before the store, since it never leads, and asked
    /// again about what it did not know: so a daemon may be at work.
    fn of(audit: &Audit, sink: &SinkSettings, stored: Stored, carried_off: u64) -> Result<Comparison, Halt> {
        let mut count = Comparison { carried_off, ..Comparison::default() };
        let mut known: HashMap<SightingId, (Booked, bool)> = HashMap::new();
        audit.booked(&sink.name, |booked| {
            known.insert(booked.sighting, (booked, false));
        })?;
        count.booked = known.len();
        let mut strangers: HashMap<SightingId, Sighted> = HashMap::new();
        stored.sightings(|sighted| -> Result<(), Halt> {
            count.stored += 1;
            let again = match known.get_mut(&sighted.sighting) {
                Some((_, seen)) => std::mem::replace(seen, true),
                None => strangers.insert(sighted.sighting, sighted.clone()).is_some(),
            };
            if again {
                count.repeated.entry(sighted.sighting).or_insert((sighted, 1)).1 += 1;
            }
            Ok(())
        })?;
        for sighted in strangers.into_values() {
            match audit.told(&sink.name, sighted.sighting, &sighted.fingerprint)? {
                Told::Delivered => {}
                Told::Owed => count.ahead += 1,
                told => count.extra.push((sighted, told)),
            }
        }
        count.extra.sort_by(|a, b| (&a.0.path, a.0.sighting).cmp(&(&b.0.path, b.0.sighting)));
        count.missing = known.into_values().filter(|(_, seen)| !seen).map(|(booked, _)| booked).collect();
        count.missing.sort_by_key(|booked| (*booked.fingerprint.as_bytes(), booked.ordinal));
        Ok(count)
    }

    /// What was carried off cannot be looked for, so nothing is missing then.
    fn agrees(&self) -> bool {
        (self.missing.is_empty() || self.carried_off > 0) && self.extra.is_empty() && self.repeated.is_empty()
    }
}

/// What is told of a comparison.
struct Telling<'t, W> {
    settings: &'t Settings,
    audit: &'t Audit,
    page: &'t mut Page<W>,
    sink: &'t SinkSettings,
    /// Made when the first headline is looked for.
    plain: Option<Plain>,
}

impl<W: Write> Telling<'_, W> {
    fn tell(&mut self, count: &Comparison) -> Result<bool, Halt> {
        if count.carried_off == 0 {
            self.missing(&count.missing)?;
        }
        for (sighted, told) in &count.extra {
            let why = match told {
                Told::Unknown => "the ledger does not know its bulletin",
                _ => "by the ledger it was not delivered",
            };
            self.fault("extra", sighted.sighting, &sighted.path, Some(&sighted.headline), why)?;
        }
        for (sighted, times) in count.repeated.values() {
            let why = format!("it stands there {times} times");
            self.fault("doubled", sighted.sighting, &sighted.path, Some(&sighted.headline), &why)?;
        }
        self.counts(count)?;
        Ok(count.agrees())
    }

    fn missing(&mut self, missing: &[Booked]) -> Result<(), Halt> {
        for of_one in missing.chunk_by(|a, b| a.fingerprint == b.fingerprint) {
            let bulletin = of_one[0].fingerprint;
            let path =
                self.audit.came(&bulletin)?.map_or_else(|| bulletin.to_string(), |came| shown(&came.path));
            let contents = self.read(&bulletin);
            for booked in of_one {
                let found = contents.iter().flat_map(|contents| &contents.items);
                let headline =
                    found.filter(|item| item.sighting == booked.sighting).map(|item| &*item.headline).next();
                let why = format!("item {} of its bulletin", booked.ordinal);
                self.fault("missing", booked.sighting, &path, headline, &why)?;
            }
        }
        Ok(())
    }

    /// The bulletin again, if it still lies where it was.
    fn read(&mut self, bulletin: &Fingerprint) -> Option<Contents> {
        let came = self.audit.came(bulletin).ok()??;
        let inbox =
            self.settings.inboxes.iter().find(|inbox| Some(&inbox.declared.inbox) == came.inbox.as_ref())?;
        if self.plain.is_none() {
            self.plain = Plain::of(self.settings).ok();
        }
        let contents = self.plain.as_ref()?.contents(&came.path, &inbox.declared, came.cut).ok()?;
        (contents.fingerprint == *bulletin).then_some(contents)
    }

    fn fault(
        &mut self,
        what: &str,
        sighting: SightingId,
        bulletin: &str,
        headline: Option<&str>,
        why: &str,
    ) -> Result<(), Halt> {
        let sink = &self.sink.name;
        if self.page.json {
            let object = json!({
                "sink": sink, "fault": what, "sighting": sighting, "bulletin": bulletin, "headline": headline, "why": why,
            });
            return self.page.object(&object).map_err(Halt::Output);
        }
        let headline =
            headline.map_or_else(|| sighting.to_string(), |headline| format!("“{}”", terminal(headline)));
        let (sink, path) = (terminal(sink), shown(Path::new(bulletin)));
        writeln!(self.page.out, "sink {sink}: {what}: {path}: {headline}: {why}").map_err(Halt::Output)
    }

    fn counts(&mut self, count: &Comparison) -> Result<(), Halt> {
        let Comparison { booked, stored, missing, extra, repeated, ahead, carried_off } = count;
        let sink = &self.sink.name;
        let written = if self.page.json {
            self.page.object(&json!({
                "sink": sink, "booked": booked, "stored": stored, "missing": missing.len(), "extra": extra.len(),
                "doubled": repeated.len(), "ahead": ahead, "carried_off": carried_off,
            }))
        } else {
            let all = counted(*stored as u64, "sighting");
            let mut parts = vec![if count.agrees() && missing.is_empty() {
                format!("{all}, as the ledger has them")
            } else {
                let (missing, extra, doubled) = (missing.len(), extra.len(), repeated.len());
                format!(
                    "{all} of {booked} in the ledger: {missing} missing, {extra} extra, {doubled} doubled"
                )
            }];
            if *ahead > 0 {
                parts.push(format!("{ahead} not booked yet"));
            }
            if *carried_off > 0 {
                parts.push(format!("{} not there any more", counted(*carried_off, "rotated file")));
            }
            writeln!(self.page.out, "sink {}: {}", terminal(sink), parts.join("; "))
        };
        written.map_err(Halt::Output)
    }
}
