//! The stories that an item may belong to, in the tables and in memory.

use courant_model::ItemId;
use rusqlite::{Row, params};

use super::Books;
use crate::{
    command::Body,
    stories::{First, Stories},
};

impl Books {
    /// The story of a new item: one that others have told, or its own.
    ///
    /// The tables hold what is in memory, and both are changed within one
    /// transaction: a process that dies loses the same of both.
    pub(super) fn tell(&mut self, item: ItemId, body: &Body, window: u16) -> rusqlite::Result<(ItemId, u8)> {
        if self.stories.is_none() {
            self.stories = Some(self.read_stories()?);
        }
        let stories = self.stories.get_or_insert_default();
        if let Some(found) = stories.find(&body.sketch, body.day, window) {
            return Ok(found);
        }
        let number = stories.next();
        let first = First { number, item, day: body.day, sketch: body.sketch };
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO story (number, item, day, sketch) VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute(params![number, item.to_bytes(), body.day, body.sketch.as_bytes()])?;
        if let Some(forgotten) = stories.begin(first, window) {
            let mut delete = self.connection.prepare_cached("DELETE FROM story WHERE number <= ?1")?;
            delete.execute([forgotten])?;
        }
        Ok((item, 100))
    }

    fn read_stories(&self) -> rusqlite::Result<Stories> {
        let mut select =
            self.connection.prepare("SELECT number, item, day, sketch FROM story ORDER BY number")?;
        let row = |row: &Row<'_>| {
            Ok(First {
                number: row.get(0)?,
                item: ItemId::from(row.get::<_, [u8; 16]>(1)?),
                day: row.get(2)?,
                sketch: row.get::<_, [u8; 64]>(3)?.into(),
            })
        };
        select.query_map([], row)?.collect()
    }
}
