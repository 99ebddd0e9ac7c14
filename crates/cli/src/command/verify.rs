//! Whether what is stored holds.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use courant::{
    enricher,
    sink::{Error, Kept},
};
use serde_json::{Value, json};

use super::stores::{self, Halt};
use crate::{
    arguments::Verify,
    desk::shown,
    exit::Exit,
    fault::{Fault, chain},
    log::{self, terminal},
};

pub(super) fn verify(arguments: &Verify) -> Result<Exit, Fault> {
    let _log = log::start_quiet();
    let stores = stores::all(&arguments.from, &arguments.place)?;
    let out = BufWriter::new(io::stdout().lock());
    let mut report = Report { out, json: arguments.json, counts: Vec::new() };
    let ended = stores.every(|kept| report.look(&kept).map_err(Halt::Output));
    match ended.and_then(|()| report.close().map_err(Halt::Output)) {
        Err(Halt::Store(error)) => return Err(error.into()),
        Err(Halt::Output(error)) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.into()),
        // Whoever has seen enough of the faults knows that there are some.
        Ok(()) | Err(Halt::Output(_)) => {}
    }
    Ok(if report.counts.iter().all(|count| count.faults == 0) { Exit::Done } else { Exit::Partly })
}

struct Report<W> {
    out: W,
    json: bool,
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

impl<W: Write> Report<W> {
    fn look(&mut self, kept: &Kept<'_>) -> io::Result<()> {
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
        if self.json {
            return self.object(&json!({
                "store": kept.path.to_string_lossy(),
                "place": kept.number,
                "id": fault.id,
                "field": fault.field,
                "fault": fault.text,
            }));
        }
        let id = fault.id.as_ref().map_or_else(String::new, |id| format!(" {id}:"));
        writeln!(self.out, "{}:{}:{id} {}", shown(kept.path), kept.number, terminal(&fault.text))
    }

    /// The counts, and the end of the output.
    fn close(&mut self) -> io::Result<()> {
        let counts = std::mem::take(&mut self.counts);
        if counts.is_empty() && !self.json {
            writeln!(self.out, "no records")?;
        }
        for Count { path, records, faulty, faults } in &counts {
            if self.json {
                self.object(&json!({
                    "store": path.to_string_lossy(), "records": records, "faulty": faulty, "faults": faults,
                }))?;
            } else if *faults == 0 {
                writeln!(self.out, "{}: {}, no faults", shown(path), counted(*records, "record"))?;
            } else {
                let (records, faults) = (counted(*records, "record"), counted(*faults, "fault"));
                writeln!(self.out, "{}: {records}, {faults} in {faulty} of them", shown(path))?;
            }
        }
        self.counts = counts;
        self.out.flush()
    }

    fn object(&mut self, object: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, object)?;
        self.out.write_all(b"\n")
    }
}

fn counted(count: u64, of: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {of}{plural}")
}

/// What is wrong with a record, or with what should be one.
struct Flaw {
    id: Option<String>,
    field: Option<String>,
    text: String,
}
