//! What was found in a record, as rows.

use courant_model::{Event, Flag, Person, Record};
use rusqlite::{Connection, Result, params};

/// Puts the facts of an item that has none.
///
/// In a list that is a set by its meaning, such as countries or flags, what
/// is said twice is put once; elsewhere it does not fit into the store.
pub(crate) fn insert(connection: &Connection, item: i64, record: &Record) -> Result<()> {
    whole(connection, item, record)?;
    people(connection, item, &record.people)?;
    bodies(connection, item, record)?;
    events(connection, item, &record.events)?;
    passages(connection, item, record)?;
    labels(connection, item, record)
}

fn whole(connection: &Connection, item: i64, record: &Record) -> Result<()> {
    let json = serde_json::to_string(record).map_err(unfit)?;
    connection
        .prepare_cached("INSERT INTO records (item, record) VALUES (?1, ?2)")?
        .execute(params![item, json])?;
    Ok(())
}

fn people(connection: &Connection, item: i64, people: &[Person]) -> Result<()> {
    let mut insert = connection
        .prepare_cached("INSERT INTO people (item, ref, name, given, family) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut insert_role = connection.prepare_cached(
        "INSERT INTO roles (item, person, role, title, rank, organisation, country)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for person in people {
        let reference = person.reference.to_string();
        insert.execute(params![item, reference, person.name, person.given, person.family])?;
        for (role, n) in person.roles.iter().zip(1..) {
            let organisation = role.organisation.map(|body| body.to_string());
            insert_role.execute(params![
                item,
                reference,
                n,
                role.title,
                role.rank,
                organisation,
                role.country
            ])?;
        }
    }
    Ok(())
}

/// Organisations, places and states.
fn bodies(connection: &Connection, item: i64, record: &Record) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO organisations (item, ref, name, acronym, kind, country) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for body in &record.organisations {
        let reference = body.reference.to_string();
        insert.execute(params![item, reference, body.name, body.acronym, body.kind, body.country])?;
    }
    let mut insert = connection
        .prepare_cached("INSERT INTO places (item, ref, name, kind, country) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for place in &record.places {
        insert.execute(params![item, place.reference.to_string(), place.name, place.kind, place.country])?;
    }
    let mut insert = connection
        .prepare_cached("INSERT INTO countries (item, code) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for code in &record.countries {
        insert.execute(params![item, code])?;
    }
    Ok(())
}

fn events(connection: &Connection, item: i64, events: &[Event]) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO events (item, event, kind, type, place, date, future, \"start\", \"end\")
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let mut insert_participant = connection.prepare_cached(
        "INSERT INTO participants (item, event, ref) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    let mut insert_party = connection.prepare_cached(
        "INSERT INTO parties (item, event, country) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for (event, n) in events.iter().zip(1..) {
        let place = event.place.map(|place| place.to_string());
        let (start, end) = event.trigger.map(|span| (span.start, span.end)).unzip();
        insert.execute(params![
            item,
            n,
            event.kind,
            event.plover,
            place,
            event.date,
            event.future,
            start,
            end
        ])?;
        for participant in &event.participants {
            insert_participant.execute(params![item, n, participant.to_string()])?;
        }
        for country in &event.countries {
            insert_party.execute(params![item, n, country])?;
        }
    }
    Ok(())
}

/// What the text says in so many words: dates, quotations, works.
fn passages(connection: &Connection, item: i64, record: &Record) -> Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO dates (item, date, text, value, \"start\", \"end\") VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (date, n) in record.dates.iter().zip(1..) {
        insert.execute(params![item, n, date.text, date.value, date.span.start, date.span.end])?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO quotes (item, quote, text, speaker, speaker_text, cue, repaired, \"start\", \"end\")
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (quote, n) in record.quotes.iter().zip(1..) {
        insert.execute(params![
            item,
            n,
            quote.text,
            quote.speaker.map(|speaker| speaker.to_string()),
            quote.speaker_text,
            quote.cue,
            quote.repaired,
            quote.span.start,
            quote.span.end
        ])?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO works (item, work, name, \"start\", \"end\") VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (work, n) in record.works.iter().zip(1..) {
        insert.execute(params![item, n, work.name, work.span.start, work.span.end])?;
    }
    Ok(())
}

/// Subjects, keywords and flags.
fn labels(connection: &Connection, item: i64, record: &Record) -> Result<()> {
    let mut insert = connection
        .prepare_cached("INSERT INTO subjects (item, code, name, confidence) VALUES (?1, ?2, ?3, ?4)")?;
    for subject in &record.subjects {
        insert.execute(params![item, subject.code, subject.name, subject.confidence])?;
    }
    let mut insert =
        connection.prepare_cached("INSERT INTO keywords (item, rank, keyword) VALUES (?1, ?2, ?3)")?;
    for (keyword, n) in record.keywords.iter().zip(1..) {
        insert.execute(params![item, n, keyword])?;
    }
    let mut insert =
        connection.prepare_cached("INSERT INTO flags (item, flag) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for flag in &record.flags {
        insert.execute(params![item, word(*flag)?])?;
    }
    Ok(())
}

/// The word that stands for the flag in JSON.
fn word(flag: Flag) -> Result<String> {
    let quoted = serde_json::to_string(&flag).map_err(unfit)?;
    Ok(quoted.trim_matches('"').to_owned())
}

fn unfit(source: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(source.into())
}
