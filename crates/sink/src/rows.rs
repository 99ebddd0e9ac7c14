//! One record as rows.

use courant_model::Record;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use crate::facts;

/// Puts what the record adds to what is stored; `at` is now.
///
/// It is called within a transaction, and again for the same record where it
/// was redelivered: then it changes nothing.
pub(crate) fn put(connection: &Connection, record: &Record, at: &str) -> Result<()> {
    let mut known = connection.prepare_cached("SELECT 1 FROM sightings WHERE sighting = ?1")?;
    // A ledger that lost its last commits may take one item for another now, and what is here has been told.
    if known.exists([record.sighting.to_string()])? {
        return Ok(());
    }
    let id = record.id.to_string();
    let mut stored = connection.prepare_cached("SELECT item, revision FROM items WHERE id = ?1")?;
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let stored: Option<(i64, u32)> = stored.query_row([&id], row).optional()?;
    let item = match stored {
        None => {
            let item = insert(connection, &id, record, at)?;
            facts::insert(connection, item, record)?;
            item
        }
        Some((item, revision)) => {
            if record.revision > revision {
                // A trigger takes the words and the facts of the old text away.
                revise(connection, item, record)?;
                facts::insert(connection, item, record)?;
            }
            item
        }
    };
    sight(connection, item, record, at)?;
    if stored.is_some() {
        see(connection, item, record, at)?;
    }
    Ok(())
}

fn insert(connection: &Connection, id: &str, record: &Record, at: &str) -> Result<i64> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO items (id, revision, published, date, timezone, language, headline, text, source, story,
             views, views_on, first_seen, last_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)",
    )?;
    let item = insert.insert(params![
        id,
        record.revision,
        record.published.map(|published| published.to_string()),
        record.published.map(|published| published.date().to_string()),
        record.timezone,
        record.language,
        record.headline,
        record.text,
        record.source.as_ref().map(|source| &source.name),
        record.story.as_ref().map(|story| &story.id),
        record.views,
        record.views.and(record.bulletin.crawled).map(|crawled| crawled.to_string()),
        at
    ])?;
    connection
        .prepare_cached("INSERT INTO search (rowid, headline, text) VALUES (?1, ?2, ?3)")?
        .execute(params![item, record.headline, record.text])?;
    Ok(item)
}

fn revise(connection: &Connection, item: i64, record: &Record) -> Result<()> {
    let mut update = connection.prepare_cached(
        "UPDATE items SET revision = ?2, published = ?3, date = ?4, timezone = ?5, language = ?6, headline = ?7,
             text = ?8, source = ?9, story = ?10
         WHERE item = ?1",
    )?;
    update.execute(params![
        item,
        record.revision,
        record.published.map(|published| published.to_string()),
        record.published.map(|published| published.date().to_string()),
        record.timezone,
        record.language,
        record.headline,
        record.text,
        record.source.as_ref().map(|source| &source.name),
        record.story.as_ref().map(|story| &story.id)
    ])?;
    Ok(())
}

fn sight(connection: &Connection, item: i64, record: &Record, at: &str) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO sightings (sighting, item, fingerprint, path, ordinal, \"of\", crawled, views, revision,
             status, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    insert.execute(params![
        record.sighting.to_string(),
        item,
        record.bulletin.fingerprint.to_string(),
        record.bulletin.path,
        record.position.ordinal,
        record.position.of,
        record.bulletin.crawled.map(|crawled| crawled.to_string()),
        record.views,
        record.revision,
        record.status.as_str(),
        at
    ])?;
    Ok(())
}

/// An item that was there is met again.
fn see(connection: &Connection, item: i64, record: &Record, at: &str) -> Result<()> {
    connection
        .prepare_cached("UPDATE items SET last_seen = ?2 WHERE item = ?1")?
        .execute(params![item, at])?;
    // Bulletins come in any order. Of two crawls on one day the higher count is the later one: counters only grow.
    let mut views = connection.prepare_cached(
        "UPDATE items SET views = ?2, views_on = ?3
         WHERE item = ?1 AND (coalesce(?3, ''), ?2) > (coalesce(views_on, ''), coalesce(views, -1))",
    )?;
    let crawled = record.bulletin.crawled.map(|crawled| crawled.to_string());
    if record.views.is_some() {
        views.execute(params![item, record.views, crawled])?;
    }
    Ok(())
}
