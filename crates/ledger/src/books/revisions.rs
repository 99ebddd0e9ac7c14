//! The texts of an item, and the headlines under which it is known.

use std::cmp::Reverse;

use courant_model::{ItemId, Status};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Books, items::story};
use crate::{
    command::{Body, Known, Page, Sighting},
    fields::{Changes, Fields},
    schema::now,
    sketch::Sketch,
};

/// From this likeness of the bodies on, in percent, two items of one minute
/// and source are one whose headline was reworded. To take two for one would
/// lose an item, so it is high: one word in sixty may be another.
const SAME: u8 = 90;

/// Bodies that fill fewer bins than these must be equal. They have some 45
/// words at the most; "the rate of the dollar" and "the rate of the euro" are
/// two items.
const SURE: usize = 32;

/// So many texts of one minute or day, and one source, are compared at the
/// most: more have only bulletins that tell no time.
const COMPARED: u32 = 256;

impl Books {
    /// The revision of an item that is known: the one that has this text, or
    /// the next.
    pub(super) fn revise(&self, item: ItemId, seen: &Sighting) -> rusqlite::Result<Option<Known>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT number, story, likeness, digest, fields FROM revision WHERE item = ?1")?;
        let mut rows = select.query([item.to_bytes()])?;
        let mut next: Option<Known> = None;
        while let Some(row) = rows.next()? {
            let (number, story) = (row.get::<_, u32>(0)?, story(row, 1)?);
            if row.get::<_, [u8; 16]>(3)? == seen.digest {
                let (status, changes) = (Status::Unchanged, Changes::default());
                return Ok(Some(Known { item, status, revision: number, changes, story }));
            }
            if next.is_none_or(|next| next.revision <= number) {
                let before = row.get::<_, Option<[u8; 32]>>(4)?.map(Fields::from);
                let (status, changes) = (Status::Revised, seen.fields.since(before.as_ref()));
                next = Some(Known { item, status, revision: number + 1, changes, story });
            }
        }
        if let Some(known) = &next {
            self.keep(seen, known)?;
        }
        Ok(next)
    }

    /// The item that has also been called so.
    pub(super) fn called(&self, id: ItemId) -> rusqlite::Result<Option<ItemId>> {
        let mut select = self.connection.prepare_cached("SELECT item FROM alias WHERE id = ?1")?;
        select.query_row([id.to_bytes()], |row| row.get::<_, [u8; 16]>(0).map(ItemId::from)).optional()
    }

    /// The item that has had another headline so far. What it is called now
    /// is kept, for tomorrow's bulletin calls it so again.
    pub(super) fn reworded(&self, page: &Page, seen: &Sighting) -> rusqlite::Result<Option<ItemId>> {
        let Some(body) = &seen.body else { return Ok(None) };
        let mut select =
            self.connection.prepare_cached("SELECT item, sketch FROM body WHERE place = ?1 LIMIT ?2")?;
        let row = |row: &Row<'_>| {
            let sketch = Sketch::from(row.get::<_, [u8; 64]>(1)?);
            Ok((Reverse(body.sketch.likeness(&sketch)), ItemId::from(row.get::<_, [u8; 16]>(0)?)))
        };
        let least = if body.sketch.filled() < SURE { 100 } else { SAME };
        let all = select.query_map(params![body.place, COMPARED], row)?;
        let mut like = all.collect::<Result<Vec<_>, _>>()?;
        like.retain(|(Reverse(likeness), _)| *likeness >= least);
        like.sort_unstable();
        for (_, item) in like {
            if !self.stands(item, page, seen)? {
                let mut insert =
                    self.connection.prepare_cached("INSERT INTO alias (id, item) VALUES (?1, ?2)")?;
                insert.execute(params![seen.item.to_bytes(), item.to_bytes()])?;
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// Whether an item stands beside another one: then it is not that one
    /// under a new headline. Members of an archive are pages of their own.
    fn stands(&self, item: ItemId, page: &Page, seen: &Sighting) -> rusqlite::Result<bool> {
        for other in page.sightings.iter().filter(|other| other.member == seen.member) {
            if other.item == item || self.called(other.item)? == Some(item) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The first revision of an item that nobody has seen before.
    pub(super) fn begin_item(&mut self, page: &Page, seen: &Sighting) -> rusqlite::Result<Known> {
        let known = Known {
            item: seen.item,
            status: Status::New,
            revision: 1,
            changes: Changes::default(),
            story: match &seen.body {
                Some(body) if page.window > 0 => Some(self.tell(seen.item, body, page.window)?),
                _ => None,
            },
        };
        self.keep(seen, &known)?;
        Ok(known)
    }

    pub(super) fn keep(&self, seen: &Sighting, known: &Known) -> rusqlite::Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO revision (item, digest, number, first, changes, fields, story, likeness)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        insert.execute(params![
            known.item.to_bytes(),
            seen.digest,
            known.revision,
            now(),
            known.changes.bits(),
            seen.fields.as_bytes(),
            known.story.map(|(first, _)| first.to_bytes()),
            known.story.map(|(_, likeness)| likeness)
        ])?;
        if let Some(Body { place, sketch, .. }) = &seen.body {
            let mut insert = self
                .connection
                .prepare_cached("INSERT INTO body (place, item, revision, sketch) VALUES (?1, ?2, ?3, ?4)")?;
            insert.execute(params![place, known.item.to_bytes(), known.revision, sketch.as_bytes()])?;
        }
        Ok(())
    }
}
