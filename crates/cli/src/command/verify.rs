//! Whether what is stored holds: each record by itself, and all of them
//! against the ledger.

mod facts;
mod page;
mod sightings;

use std::io::{self, BufWriter, Write};

use self::{facts::Report, page::Page};
use super::stores::{self, Halt};
use crate::{arguments::Verify, config::Settings, exit::Exit, fault::Fault, log};

pub(super) fn verify(arguments: &Verify) -> Result<Exit, Fault> {
    let _log = log::start_quiet();
    // What is named with --from is nobody's in particular, and no ledger knows of it.
    let own = if arguments.from.is_empty() { Some(super::settings(&arguments.place)?) } else { None };
    let mut page = Page { out: BufWriter::new(io::stdout().lock()), json: arguments.json };
    let ended = look(arguments, own.as_ref(), &mut page).and_then(|holds| {
        page.out.flush().map_err(Halt::Output)?;
        Ok(holds)
    });
    match ended {
        Ok(true) => Ok(Exit::Done),
        // Whoever has seen enough of the faults knows that there are some.
        Err(Halt::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Partly),
        Ok(false) => Ok(Exit::Partly),
        Err(halt) => Err(halt.into()),
    }
}

/// Both looks, and whether all holds.
fn look<W: Write>(arguments: &Verify, own: Option<&Settings>, page: &mut Page<W>) -> Result<bool, Halt> {
    let mut report = Report::new(page);
    let stores = stores::all(&arguments.from, &arguments.place)?;
    stores.every(|kept| report.look(&kept).map_err(Halt::Output))?;
    let facts = report.close().map_err(Halt::Output)?;
    let sightings = match own {
        Some(settings) => sightings::compare(settings, page)?,
        None => true,
    };
    Ok(facts && sightings)
}

/// Whether the ledger and every store of an installation have the same
/// sightings; what differs is written to `out`, a line each.
pub(super) fn agree(settings: &Settings, out: &mut impl Write) -> Result<bool, Fault> {
    Ok(sightings::compare(settings, &mut Page { out, json: false })?)
}
