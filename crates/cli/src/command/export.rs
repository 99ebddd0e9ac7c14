//! Stored records in other forms.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use courant::{export, sink::Stored};

use super::stores::{self, Halt};
use crate::{
    arguments::{Export, Form},
    exit::Exit,
    fault::Fault,
    log,
};

pub(super) fn export(arguments: &Export) -> Result<Exit, Fault> {
    let _log = log::start_quiet();
    let stored = stores::one(&arguments.from, &arguments.place)?;
    match &arguments.into {
        None => print(stored, arguments.form),
        Some(path) => keep(stored, arguments.form, path),
    }
}

fn write(stored: Stored, form: Form, out: impl Write) -> Result<(), Halt> {
    let form = match form {
        Form::Ninjs => export::Form::Ninjs,
        Form::Jsonld => export::Form::JsonLd,
        Form::Jsonfeed => export::Form::JsonFeed,
        Form::Csv => export::Form::Meetings,
    };
    let out = BufWriter::with_capacity(64 * 1024, out);
    let mut export = export::Export::begin(form, out).map_err(Halt::Output)?;
    stored.each(|record| export.put(&record).map_err(Halt::Output))?;
    export.end().map_err(Halt::Output)?;
    Ok(())
}

/// To standard output; a reader that goes away, as `head` does, is no failure.
fn print(stored: Stored, form: Form) -> Result<Exit, Fault> {
    match write(stored, form, io::stdout().lock()) {
        Ok(()) => Ok(Exit::Done),
        Err(Halt::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Done),
        Err(halt) => Err(halt.into()),
    }
}

/// Into a file, which is there when it is whole, and in place of what was there before.
fn keep(stored: Stored, form: Form, path: &Path) -> Result<Exit, Fault> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let failed = |error: io::Error| Fault::from(format!("cannot write `{}`: {error}", path.display()));
    let file = File::create(&part).map_err(failed)?;
    let kept = write(stored, form, &file)
        .and_then(|()| file.sync_all().and_then(|()| fs::rename(&part, path)).map_err(Halt::Output));
    match kept {
        Ok(()) => Ok(Exit::Done),
        Err(halt) => {
            // Half a document is of no use; that it could not be taken away is not what went wrong.
            let _ = fs::remove_file(&part);
            Err(match halt {
                Halt::Output(error) => failed(error),
                halt => halt.into(),
            })
        }
    }
}
