//! Which files are due, which contents are let in, and who is owed what.

use std::path::Path;

use courant_model::{Fingerprint, Stamp};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Books, Lead, Sink, Way};
use crate::{
    Standing,
    command::{Admission, Candidate, Key},
    schema::{now, path_bytes, path_from},
};

impl Books {
    pub(super) fn look(&mut self, path: &Path, stamp: &Stamp) -> rusqlite::Result<Standing> {
        Ok(match self.known(path, stamp)? {
            Standing::Due if self.waits(&Key::File(path.to_owned())) => Standing::Waiting,
            standing => standing,
        })
    }

    fn known(&self, path: &Path, stamp: &Stamp) -> rusqlite::Result<Standing> {
        if self.flight.contains_key(&Key::File(path.to_owned())) {
            return Ok(Standing::InFlight);
        }
        let mut select = self.connection.prepare_cached(
            "SELECT file.size, file.modified, file.inode, file.device, file.state, bulletin.state, file.fingerprint
             FROM file LEFT JOIN bulletin USING (fingerprint) WHERE file.path = ?1",
        )?;
        let row = |row: &Row<'_>| {
            Ok((
                stamp_of(row)?,
                row.get::<_, String>(4)?,
                row.get::<_, Option<String>>(5)?,
                row.get::<_, Option<[u8; 32]>>(6)?,
            ))
        };
        let Some((known, file, bulletin, fingerprint)) =
            select.query_row([path_bytes(path)], row).optional()?
        else {
            return Ok(Standing::Due);
        };
        if known != *stamp {
            return Ok(Standing::Due);
        }
        match (file.as_str(), bulletin.as_deref(), fingerprint) {
            ("quarantined" | "settled", _, _) | (_, Some("settled" | "empty"), _) => Ok(Standing::Settled),
            (_, Some("owed" | "quarantined"), Some(bytes)) => {
                self.owed_to_anyone_ready(&Fingerprint::from(bytes))
            }
            _ => Ok(Standing::Due),
        }
    }

    pub(super) fn owed_to_anyone_ready(&self, fingerprint: &Fingerprint) -> rusqlite::Result<Standing> {
        let mut waits = false;
        for sink in self.sinks.iter().filter(|sink| sink.required) {
            if self.owes(fingerprint, sink)? {
                if sink.ready {
                    return Ok(Standing::Due);
                }
                waits = true;
            }
        }
        // Owed to nobody: the file needs one more way down the line to be settled.
        Ok(if waits { Standing::Waiting } else { Standing::Due })
    }

    fn owes(&self, fingerprint: &Fingerprint, sink: &Sink) -> rusqlite::Result<bool> {
        Ok(!self.has(fingerprint, sink.number)? || self.owes_stretch(fingerprint, sink.number)?)
    }

    pub(super) fn admit(&mut self, candidate: &Candidate) -> rusqlite::Result<Admission> {
        let fingerprint = candidate.fingerprint;
        // A cut was claimed by its fingerprint, which no file has.
        let mut key = Key::Cut(fingerprint);
        if !self.flight.contains_key(&key) {
            key = Key::File(candidate.path.clone());
            self.file(&candidate.path, &candidate.inbox, &candidate.stamp, Some(&fingerprint), "read")?;
        }
        let mut select =
            self.connection.prepare_cached("SELECT state, path FROM bulletin WHERE fingerprint = ?1")?;
        let row = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?));
        let known = select.query_row([fingerprint.as_bytes()], row).optional()?;
        if let Some((state, first)) = known {
            if matches!(state.as_str(), "settled" | "empty") || self.leading.contains_key(&fingerprint) {
                self.flight.insert(key, Way::Follows(fingerprint));
                return Ok(Admission::Duplicate { of: path_from(first) });
            }
            // Refused before, under this name or another, and let try again.
            let mut update = self.connection.prepare_cached(
                "UPDATE bulletin SET state = 'owed' WHERE fingerprint = ?1 AND state <> 'owed'",
            )?;
            update.execute([fingerprint.as_bytes()])?;
        } else {
            let mut insert = self.connection.prepare_cached(
                "INSERT INTO bulletin (fingerprint, path, bytes, state, admitted) VALUES (?1, ?2, ?3, 'owed', ?4)",
            )?;
            let bytes = i64::try_from(candidate.bytes).unwrap_or(i64::MAX);
            insert.execute(params![fingerprint.as_bytes(), path_bytes(&candidate.path), bytes, now()])?;
        }
        self.leading.insert(fingerprint, Lead::default());
        self.flight.insert(key, Way::Leads(fingerprint));
        Ok(Admission::Owed)
    }

    pub(super) fn file(
        &self,
        path: &Path,
        inbox: &str,
        stamp: &Stamp,
        fingerprint: Option<&Fingerprint>,
        state: &str,
    ) -> rusqlite::Result<()> {
        let mut upsert = self.connection.prepare_cached(
            "INSERT INTO file (path, inbox, size, modified, inode, device, fingerprint, state, seen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (path) DO UPDATE SET inbox = excluded.inbox, size = excluded.size,
                 modified = excluded.modified, inode = excluded.inode, device = excluded.device,
                 fingerprint = excluded.fingerprint, state = excluded.state, seen = excluded.seen",
        )?;
        upsert.execute(params![
            path_bytes(path),
            inbox,
            stamp.size.cast_signed(),
            stamp.modified,
            stamp.inode.cast_signed(),
            stamp.device.cast_signed(),
            fingerprint.map(Fingerprint::as_bytes),
            state,
            now()
        ])?;
        Ok(())
    }
}

fn stamp_of(row: &Row<'_>) -> rusqlite::Result<Stamp> {
    Ok(Stamp {
        size: row.get::<_, i64>(0)?.cast_unsigned(),
        modified: row.get(1)?,
        inode: row.get::<_, i64>(2)?.cast_unsigned(),
        device: row.get::<_, i64>(3)?.cast_unsigned(),
    })
}
