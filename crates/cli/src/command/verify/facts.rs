//! Whether what records say stands where they say it.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use courant::{
    enricher,
    sink::{Error, Kept},
};
use serde_json::json;

use super::page::{Page, counted};
use crate::{desk::shown, fault::chain, log::terminal};

/// What is told of the facts, and what is counted.
pub(super) struct Report<'p, W> {
    page: &'p mut Page<W>,
    /// One a file, in the order of the files.
    counts: Vec<Count>,
}

/// What a file holds.
struct Count {
    path: PathBuf,
    records: u64,
    /// Records with at least one fault, and what is no record.
    faulty: u64,
    faults: u64,
}

impl<'p, W: Write> Report<'p, W> {
    pub(super) fn new(page: &'p mut Page<W>) -> Report<'p, W> {
        Report { page, counts: Vec::new() }
    }

    pub(super) fn look(&mut self, kept: &Kept<'_>) -> io::Result<()> {
        let faults: Vec<Flaw> = match &kept.record {
            Ok(record) => {
                let of = |fault: enricher::Misplaced| Flaw {
                    id: Some(record.id.to_string()),
                    field: Some(fault.field().to_owned()),
                    text: fault.to_string(),
                };
                enricher::faults(record).into_iter().map(of).collect()
            }
            Err(Error::NoRecord { source, .. }) => {
                vec![Flaw { id: None, field: None, text: format!("no record: {source}") }]
            }
            Err(error) => vec![Flaw { id: None, field: None, text: chain(error) }],
        };
        let count = self.count(kept.path);
        count.records += 1;
        count.faulty += u64::from(!faults.is_empty());
        count.faults += u64::try_from(faults.len()).expect("there are as many as fit into memory");
        faults.iter().try_for_each(|fault| self.tell(kept, fault))
    }

    fn count(&mut self, path: &Path) -> &mut Count {
        if self.counts.last().is_none_or(|last| last.path != path) {
            self.counts.push(Count { path: path.to_owned(), records: 0, faulty: 0, faults: 0 });
        }
        self.counts.last_mut().expect("there is one now")
    }

    fn tell(&mut self, kept: &Kept<'_>, fault: &Flaw) -> io::Result<()> {
        if self.page.json {
            return self.page.object(&json!({
                "store": kept.path.to_string_lossy(),
                "place": kept.number,
                "id": fault.id,
                "field": fault.field,
                "fault": fault.text,
            }));
        }
        let id = fault.id.as_ref().map_or_else(String::new, |id| format!(" {id}:"));
        writeln!(self.page.out, "{}:{}:{id} {}", shown(kept.path), kept.number, terminal(&fault.text))
    }

    /// Tells the counts, and says whether all holds.
    pub(super) fn close(self) -> io::Result<bool> {
        let Report { page, counts } = self;
        if counts.is_empty() && !page.json {
            writeln!(page.out, "no records")?;
        }
        for Count { path, records, faulty, faults } in &counts {
            if page.json {
                page.object(&json!({
                    "store": path.to_string_lossy(), "records": records, "faulty": faulty, "faults": faults,
                }))?;
            } else if *faults == 0 {
                writeln!(page.out, "{}: {}, no faults", shown(path), counted(*records, "record"))?;
            } else {
                let (records, faults) = (counted(*records, "record"), counted(*faults, "fault"));
                writeln!(page.out, "{}: {records}, {faults} in {faulty} of them", shown(path))?;
            }
        }
        Ok(counts.iter().all(|count| count.faults == 0))
    }
}

/// What is wrong with a record, or with what should be one.
struct Flaw {
    id: Option<String>,
    field: Option<String>,
    text: String,
}
