//! A bulletin line by line, or an item with its facts: what each was taken as, and why.

mod claims;
mod facts;
mod item;
mod object;
mod page;
mod underline;

use std::sync::Arc;

use courant::{
    enricher::{Enricher, Explained},
    model::{Bulletin, Record, Segmented},
    segmenter::Explanation,
};

use crate::{
    arguments::Explain,
    desk::Desk,
    exit::Exit,
    fault::Fault,
    line,
    screen::{self, Screen},
};

pub(super) fn explain(arguments: &Explain) -> Result<Exit, Fault> {
    match item::named(&arguments.what) {
        Some(digits) => explain_item(arguments, &digits),
        None => explain_file(arguments),
    }
}

fn explain_file(arguments: &Explain) -> Result<Exit, Fault> {
    let mut desk = Desk::of(&arguments.own)?;
    if arguments.layout.is_some() {
        desk = desk.declaring(arguments.layout.as_deref())?;
    }
    let Some((bulletin, skipped)) = desk.read_or_tell(&arguments.what) else {
        return Ok(Exit::Nothing);
    };
    let explanations = desk.segmenter.explain(&bulletin)?;
    let items = if arguments.facts {
        items(&line::enricher(&desk.settings)?, &bulletin, &explanations)
    } else {
        Vec::new()
    };
    let text = if arguments.json {
        object::object(&bulletin, &skipped, &explanations, arguments.facts.then_some(&items[..]))?
    } else {
        let screen = Screen::look();
        let page = page::page(&bulletin, &explanations, screen);
        items.iter().fold(page, |page, item| page + "\n" + &facts::facts(&item.record, item, screen))
    };
    screen::print(&text)?;
    Ok(Exit::Done)
}

/// The facts of each item, as its record would have them.
fn items(enricher: &Enricher, bulletin: &Bulletin, explanations: &[Explanation]) -> Vec<Explained> {
    let documents = explanations.iter().map(|explanation| explanation.document.clone()).collect();
    let segmented = Segmented { bulletin: Arc::new(bulletin.clone()), documents };
    enricher.enrich(segmented).records.iter().map(|record| enricher.explain(record)).collect()
}

fn explain_item(arguments: &Explain, digits: &str) -> Result<Exit, Fault> {
    let found = match item::find(digits, arguments)? {
        Ok(record) => record,
        Err(why) => {
            eprintln!("courant: {why}");
            return Ok(Exit::Nothing);
        }
    };
    let text = told(&found, arguments)?;
    screen::print(&text)?;
    Ok(Exit::Done)
}

fn told(record: &Record, arguments: &Explain) -> Result<String, Fault> {
    let settings = super::settings(&item::place(arguments))?;
    let explained = line::enricher(&settings)?.explain(record);
    if arguments.json {
        return Ok(serde_json::to_string(&object::item(record, &explained))? + "\n");
    }
    Ok(facts::facts(record, &explained, Screen::look()))
}
