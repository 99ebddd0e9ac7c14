//! What the stores hold in the end, against what they must hold.

use std::collections::{BTreeMap, HashMap};

use courant::{
    model::SightingId,
    sink::{self, Stored},
};

use super::expected::{Due, Expected};
use crate::{
    command::verify,
    config::{Settings, SinkKind, SinkSettings},
    fault::{Fault, chain},
};

/// All that came of a trial.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) seed: u64,
    pub(super) seconds: u64,
    /// What happened, and how often.
    pub(super) mishaps: BTreeMap<String, u32>,
    /// How often the program was started.
    pub(super) starts: u32,
    /// Files that came.
    pub(super) dropped: u32,
    /// Whether they were made up.
    pub(super) invented: bool,
    /// Items in them that must be in every store.
    pub(super) expected: usize,
    /// Files that no line could take, and that are in quarantine.
    pub(super) refused: usize,
    pub(super) sinks: Vec<Count>,
    /// What else is wrong, a line each.
    pub(super) wrong: Vec<String>,
}

/// What one store holds.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) sink: String,
    pub(super) stored: usize,
    pub(super) lost: Vec<Due>,
    pub(super) doubled: Vec<Due>,
    /// Sightings of nothing that came.
    pub(super) strange: Vec<String>,
}

impl Count {
    fn of(sink: &SinkSettings, expected: &Expected) -> Option<Result<Count, sink::Error>> {
        let stored = match &sink.kind {
            SinkKind::JsonLines { path, .. } => Stored::json_lines(path),
            SinkKind::Sqlite { path } => Stored::sqlite(path),
            SinkKind::Stdout => return None,
        };
        Some(stored.and_then(|stored| Count::read(sink, stored, expected)))
    }

    fn read(sink: &SinkSettings, stored: Stored, expected: &Expected) -> Result<Count, sink::Error> {
        let mut count = Count { sink: sink.name.clone(), ..Count::default() };
        let mut times: HashMap<SightingId, u32> = HashMap::new();
        stored.sightings(|sighted| -> Result<(), sink::Error> {
            count.stored += 1;
            let times = times.entry(sighted.sighting).or_default();
            *times += 1;
            match expected.sightings.get(&sighted.sighting) {
                Some(due) if *times > 1 => count.doubled.push(due.clone()),
                Some(_) => {}
                None => count.strange.push(format!("{}: {}", sighted.path, sighted.headline)),
            }
            Ok(())
        })?;
        let lost = expected.sightings.iter().filter(|(sighting, _)| !times.contains_key(sighting));
        count.lost = lost.map(|(_, due)| due.clone()).collect();
        count.lost.sort_by(|a, b| (&a.path, &a.headline).cmp(&(&b.path, &b.headline)));
        Ok(count)
    }

    fn is_well(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.strange.is_empty()
    }
}

impl Outcome {
    /// Looks at all stores, and at the ledger beside them.
    pub(super) fn compare(&mut self, settings: &Settings, expected: &Expected) -> Result<(), Fault> {
        self.expected = expected.sightings.len();
        self.refused = expected.refused.len();
        self.wrong.extend(expected.holes.iter().cloned());
        for sink in &settings.sinks {
            match Count::of(sink, expected) {
                Some(Ok(count)) => self.sinks.push(count),
                Some(Err(error)) => self.wrong.push(format!("sink {}: {}", sink.name, chain(&error))),
                None => {}
            }
        }
        let mut told = Vec::new();
        if !verify::agree(settings, &mut told)? {
            self.wrong.push("the ledger does not agree with the stores:".to_owned());
            self.wrong.extend(String::from_utf8_lossy(&told).lines().take(20).map(str::to_owned));
        }
        Ok(())
    }

    pub(super) fn is_well(&self) -> bool {
        self.wrong.is_empty() && self.sinks.iter().all(Count::is_well)
    }

    pub(super) fn count(&mut self, what: impl Into<String>) {
        *self.mishaps.entry(what.into()).or_default() += 1;
    }
}
