//! The pages of files that grow.

use courant_model::{Cut, Fingerprint};
use rusqlite::{OptionalExtension as _, Row, ToSql, params};

use super::{Books, Key};
use crate::{
    Generation, Life, Standing,
    schema::{now, path_bytes, path_from},
    tail::Tail,
};

/// `generation` is one row a life of a file; `cut` is one a stretch that was
/// taken of it, for ever: it says which bytes of which file a bulletin was. A
/// cut is open until it is settled or refused. A note in quarantine is of a
/// whole file or, with an offset, of a cut.
pub(crate) const TABLES: &str = "
CREATE TABLE generation (
    number      INTEGER PRIMARY KEY,
    inbox       TEXT NOT NULL,
    name        BLOB NOT NULL,
    path        BLOB NOT NULL,
    inode       INTEGER NOT NULL,
    device      INTEGER NOT NULL,
    born        INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    seam        BLOB NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('grows', 'rotated', 'over')),
    begun       INTEGER NOT NULL
) STRICT;
CREATE INDEX generation_state ON generation (inbox) WHERE state <> 'over';
CREATE INDEX generation_place ON generation (inode, device);
CREATE TABLE cut (
    fingerprint BLOB PRIMARY KEY,
    generation  INTEGER NOT NULL REFERENCES generation (number),
    first       INTEGER NOT NULL,
    behind      INTEGER NOT NULL,
    open        INTEGER NOT NULL,
    decided     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cut_open ON cut (generation, first) WHERE open = 1;
ALTER TABLE quarantine RENAME TO quarantine_of_files;
CREATE TABLE quarantine (
    number      INTEGER PRIMARY KEY,
    path        BLOB NOT NULL,
    inbox       TEXT NOT NULL,
    fingerprint BLOB,
    bytes       INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    first       INTEGER
) STRICT;
CREATE UNIQUE INDEX quarantine_file ON quarantine (path) WHERE first IS NULL;
CREATE UNIQUE INDEX quarantine_cut ON quarantine (fingerprint) WHERE first IS NOT NULL;
INSERT INTO quarantine (number, path, inbox, fingerprint, bytes, reason, at)
    SELECT number, path, inbox, fingerprint, bytes, reason, at FROM quarantine_of_files;
DROP TABLE quarantine_of_files;
";

impl Books {
    pub(super) fn tail(&mut self, said: Tail) -> rusqlite::Result<()> {
        match said {
            Tail::Recall { inbox, answer } => {
                let _ = answer.send(self.recall(&inbox)?);
            }
            Tail::Begin { inbox, path, place: (inode, device), seam, answer } => {
                let mut insert = self.connection.prepare_cached(
                    "INSERT INTO generation (inbox, name, path, inode, device, born, position, seam, state, begun)
                     VALUES (?1, ?2, ?2, ?3, ?4, 0, 0, ?5, 'grows', ?6)",
                )?;
                let (inode, device) = (inode.cast_signed(), device.cast_signed());
                insert.execute(params![inbox, path_bytes(&path), inode, device, seam.as_bytes(), now()])?;
                let _ = answer.send(self.connection.last_insert_rowid().cast_unsigned());
            }
            Tail::Decide { cut, born, seam, answer } => {
                self.decide(cut, born, seam)?;
                self.synced.push(answer);
            }
            Tail::Known { inbox, place: (inode, device), answer } => {
                let place = params![inbox, inode.cast_signed(), device.cast_signed()];
                let known = self.generations(
                    "inbox = ?1 AND inode = ?2 AND device = ?3 ORDER BY number DESC LIMIT 1",
                    place,
                )?;
                let _ = answer.send(known.into_iter().next());
            }
            Tail::Follow { generation: Generation { number, path, place, born, seam, state, .. } } => {
                let mut update = self.connection.prepare_cached(
                    "UPDATE generation SET path = ?2, inode = ?3, device = ?4, seam = ?5, state = ?6, born = ?7 WHERE number = ?1",
                )?;
                update.execute(params![
                    number.cast_signed(),
                    path_bytes(&path),
                    place.0.cast_signed(),
                    place.1.cast_signed(),
                    seam.as_bytes(),
                    state.as_str(),
                    born
                ])?;
            }
            Tail::Stand { cuts, answer } => {
                let standings = cuts.iter().map(|cut| self.stand(cut));
                let _ = answer.send(standings.collect::<Result<_, _>>()?);
            }
        }
        Ok(())
    }

    fn decide(&self, cut: Cut, born: i64, seam: Fingerprint) -> rusqlite::Result<()> {
        let (generation, from, to) =
            (cut.generation.cast_signed(), cut.from.cast_signed(), cut.to.cast_signed());
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO cut (fingerprint, generation, first, behind, open, decided)
             VALUES (?1, ?2, ?3, ?4, 1, ?5) ON CONFLICT DO NOTHING",
        )?;
        insert.execute(params![cut.fingerprint.as_bytes(), generation, from, to, now()])?;
        let mut update = self
            .connection
            .prepare_cached("UPDATE generation SET position = ?2, seam = ?3, born = ?4 WHERE number = ?1")?;
        update.execute(params![generation, to, seam.as_bytes(), born])?;
        Ok(())
    }

    /// A cut is done with, one way or another.
    pub(super) fn close_cut(&self, cut: &Cut) -> rusqlite::Result<()> {
        let mut update = self.connection.prepare_cached("UPDATE cut SET open = 0 WHERE fingerprint = ?1")?;
        update.execute([cut.fingerprint.as_bytes()]).map(drop)
    }

    fn stand(&mut self, cut: &Fingerprint) -> rusqlite::Result<Standing> {
        Ok(match self.known_cut(cut)? {
            Standing::Due if self.waits(&Key::Cut(*cut)) => Standing::Waiting,
            standing => standing,
        })
    }

    fn known_cut(&self, cut: &Fingerprint) -> rusqlite::Result<Standing> {
        if self.flight.contains_key(&Key::Cut(*cut)) {
            return Ok(Standing::InFlight);
        }
        let mut select = self.connection.prepare_cached(
            "SELECT cut.open, bulletin.state FROM cut LEFT JOIN bulletin USING (fingerprint)
             WHERE cut.fingerprint = ?1",
        )?;
        let row = |row: &Row<'_>| Ok((row.get::<_, bool>(0)?, row.get::<_, Option<String>>(1)?));
        match select.query_row([cut.as_bytes()], row).optional()? {
            Some((true, Some(state))) if state == "owed" => self.owed_to_anyone_ready(cut),
            Some((true, _)) => Ok(Standing::Due),
            Some((false, _)) | None => Ok(Standing::Settled),
        }
    }

    fn recall(&self, inbox: &str) -> rusqlite::Result<Vec<Generation>> {
        let which =
            "inbox = ?1 AND (state <> 'over' OR number IN (SELECT generation FROM cut WHERE open = 1))
             ORDER BY number";
        self.generations(which, params![inbox])
    }

    fn generations(&self, which: &str, terms: &[&dyn ToSql]) -> rusqlite::Result<Vec<Generation>> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT number, name, path, inode, device, position, seam, state, born FROM generation WHERE {which}"
        ))?;
        let generations = select.query_map(terms, generation)?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut select = self.connection.prepare_cached(
            "SELECT generation, first, behind, fingerprint FROM cut
             WHERE open = 1 AND generation = ?1 ORDER BY first",
        )?;
        let mut open =
            |number: u64| select.query_map([number.cast_signed()], cut)?.collect::<rusqlite::Result<_>>();
        generations
            .into_iter()
            .map(|generation| Ok(Generation { open: open(generation.number)?, ..generation }))
            .collect()
    }
}

fn generation(row: &Row<'_>) -> rusqlite::Result<Generation> {
    let word: String = row.get(7)?;
    Ok(Generation {
        number: row.get::<_, i64>(0)?.cast_unsigned(),
        name: path_from(row.get(1)?),
        path: path_from(row.get(2)?),
        place: (row.get::<_, i64>(3)?.cast_unsigned(), row.get::<_, i64>(4)?.cast_unsigned()),
        born: row.get(8)?,
        position: row.get::<_, i64>(5)?.cast_unsigned(),
        seam: Fingerprint::from(row.get::<_, [u8; 32]>(6)?),
        state: Life::ALL.into_iter().find(|life| life.as_str() == word).unwrap_or(Life::Over),
        open: Vec::new(),
    })
}

fn cut(row: &Row<'_>) -> rusqlite::Result<Cut> {
    Ok(Cut {
        generation: row.get::<_, i64>(0)?.cast_unsigned(),
        from: row.get::<_, i64>(1)?.cast_unsigned(),
        to: row.get::<_, i64>(2)?.cast_unsigned(),
        fingerprint: Fingerprint::from(row.get::<_, [u8; 32]>(3)?),
    })
}
