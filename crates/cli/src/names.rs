//! The user's names: a directory with the tables that there are.

use std::{fs, path::Path};

use courant::enricher::{Mistake, Names, Table};

use crate::{
    config::{Invalid, Problem},
    fault::Fault,
};

/// Reads every table of a directory. A file that looks like a table and has
/// another name is a mistake: nobody would read it.
pub(crate) fn names(directory: &Path) -> Result<Names, Fault> {
    let unreadable = |path: &Path, source| Invalid::unreadable(&path.display().to_string(), source);
    let mut files: Vec<_> = fs::read_dir(directory)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<_, _>>())
        .map_err(|source| unreadable(directory, source))?;
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| ["tsv", "txt", "toml"].iter().any(|known| extension == *known))
    });
    files.sort();
    let mut names = Names::default();
    for path in files {
        let table = table(&path)?;
        let text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
        names.read(table, &text).map_err(|mistakes| {
            let problems = mistakes.into_iter().map(problem).collect();
            Invalid::new(&path.display().to_string(), &text, problems)
        })?;
    }
    Ok(names)
}

/// The table that a file holds, by its name.
fn table(path: &Path) -> Result<Table, Fault> {
    let named = |table: &Table| path.file_name().is_some_and(|name| name == table.file());
    Table::ALL.into_iter().find(named).ok_or_else(|| {
        let files = Table::ALL.map(Table::file).join(", ");
        Fault::Missing(format!("{}: no names are read from it; they are read from {files}", path.display()))
    })
}

fn problem(mistake: Mistake) -> Problem {
    let problem = Problem::new(mistake.span, mistake.message);
    match mistake.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}
