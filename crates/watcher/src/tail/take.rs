//! What is taken of one file, and what its end means.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use courant_flow::{BoxError, Outcome, Parcel, Receipt, fail};
use courant_ledger::{Generation, Life, Standing};
use courant_model::{Arrival, Cut, Stamp};

use super::{
    Landing, Tail,
    locate::place,
    notice, now,
    visit::{self, Copy, Found, no_seam},
};
use crate::{
    ground::{self, Ground},
    notice::{Via, seen},
};

impl Tail {
    /// A cut that was decided before, and is still owed to a sink that takes something.
    pub(super) async fn owed(&mut self, number: u64) -> Result<Option<Parcel<Arrival>>, BoxError> {
        let Some(strand) = self.strands.get_mut(&number) else { return Ok(None) };
        strand.begin();
        let offers = strand.offers(now());
        if offers.is_empty() {
            return Ok(None);
        }
        let asked = offers.iter().map(|cut| cut.fingerprint).collect();
        for (cut, standing) in offers.iter().zip(self.gate.stand(asked).await?) {
            match standing {
                Standing::Settled => strand.done(&cut.fingerprint),
                Standing::Waiting | Standing::InFlight => strand.waits(&cut.fingerprint),
                Standing::Due => return self.again(number, *cut).await,
            }
        }
        Ok(None)
    }

    /// Offers a cut again, if its bytes are still there.
    async fn again(&mut self, number: u64, cut: Cut) -> Result<Option<Parcel<Arrival>>, BoxError> {
        let Some(strand) = self.strands.get_mut(&number) else { return Ok(None) };
        let known = strand.known(now(), self.tailing.quiet);
        let inbox = self.inbox.directory.clone();
        match ground::on(&self.ground, move |_| visit::still(&inbox, &known, &cut)).await? {
            Ok(Some((path, stamp))) => {
                // What comes behind it has not been looked at.
                strand.missed();
                self.offer(number, path, stamp, cut).await
            }
            Ok(None) => {
                let path = strand.generation.path.clone();
                notice::lost(&path, &self.inbox.declared, cut.from, Some(cut.bytes()));
                let stamp = strand.stamp.unwrap_or_default();
                let arrival = self.arrival(path, stamp, cut);
                let receipt = self.gate.receipt(&arrival);
                let (_, receipt) = self.fly(number, arrival, receipt).open();
                receipt.reject("its bytes were not all taken, and are gone: the file was emptied or removed");
                Ok(None)
            }
            Err(error) => {
                strand.failed(now(), self.inbox.rescan);
                self.told.unreadable(strand.generation.path.clone(), &error, &self.inbox.declared);
                Ok(None)
            }
        }
    }

    /// Looks into a file, and cuts off what is complete.
    pub(super) async fn look(&mut self, number: u64) -> Result<Option<Parcel<Arrival>>, BoxError> {
        let Some(strand) = self.strands.get_mut(&number) else { return Ok(None) };
        if strand.generation.state == Life::Over {
            if strand.is_spent() {
                self.strands.remove(&number);
            }
            return Ok(None);
        }
        let known = strand.known(now(), self.tailing.quiet);
        let (inbox, longest) = (self.inbox.directory.clone(), self.tailing.longest);
        let (complete, declared) = (self.complete.clone(), Arc::clone(&self.inbox.declared));
        let look = move |_: &mut Ground| {
            visit::visit(&inbox, &known, longest, |lines| complete.of(&declared, lines))
        };
        match ground::on(&self.ground, look).await? {
            Ok(Found::There { path, stamp, piece, unread, judged }) => {
                self.moved(number, path.clone(), stamp);
                let Some(strand) = self.strands.get_mut(&number) else { return Ok(None) };
                let Some(piece) = piece else {
                    strand.wait(unread, judged, now(), self.tailing.quiet);
                    return Ok(None);
                };
                fail::point("tail.decide")?;
                self.gate.decide(piece.cut, piece.born, piece.seam).await?;
                fail::point("tail.decided")?;
                strand.decided(&piece);
                notice::cut(&path, &self.inbox.declared, &piece);
                self.offer(number, path, stamp, piece.cut).await
            }
            Ok(Found::Emptied { path, stamp }) => {
                self.emptied(number, &path, &stamp).await?;
                Ok(None)
            }
            Ok(Found::Replaced { path, stamp }) => {
                self.replaced(number, &path, &stamp).await?;
                Ok(None)
            }
            Ok(Found::Gone) => {
                self.over(number);
                Ok(None)
            }
            Err(error) => {
                strand.failed(now(), self.inbox.rescan);
                self.told.unreadable(strand.generation.path.clone(), &error, &self.inbox.declared);
                Ok(None)
            }
        }
    }

    /// Notes where a file lies, and what that says of it.
    fn moved(&mut self, number: u64, path: PathBuf, stamp: Stamp) {
        let Some(strand) = self.strands.get_mut(&number) else { return };
        let back = strand.may_be_another();
        let before = strand.found(path, stamp, now());
        let renamed = strand.is_renamed();
        let Generation { path, position, state, .. } = &mut strand.generation;
        if let Some(before) = &before {
            notice::rotated(before, path, &self.inbox.declared, *position);
        }
        let life = if renamed && *position == stamp.size { Life::Rotated } else { *state };
        if back || before.is_some() || life != *state {
            *state = life;
            self.gate.follow(&strand.generation);
        }
    }

    /// The file begins anew. What was not taken of it before may be in a copy.
    async fn emptied(&mut self, number: u64, path: &Path, stamp: &Stamp) -> Result<(), BoxError> {
        let Some(strand) = self.strands.get_mut(&number) else { return Ok(()) };
        let known = strand.known(now(), self.tailing.quiet);
        let (inbox, followed) = (self.inbox.directory.clone(), self.places.keys().copied().collect());
        let search = move |_: &mut Ground| visit::find_copy(&inbox, &known, &followed);
        let copy = match ground::on(&self.ground, search).await? {
            Ok(copy) => copy,
            Err(error) => {
                strand.failed(now(), self.inbox.rescan);
                self.told.unreadable(strand.generation.path.clone(), &error, &self.inbox.declared);
                return Ok(());
            }
        };
        let Generation { name, position, .. } = strand.generation.clone();
        notice::truncated(path, &self.inbox.declared, position, stamp.size);
        self.places.remove(&strand.generation.place);
        if let Some(Copy { path, stamp, born }) = copy {
            strand.generation.place = place(stamp);
            strand.generation.born = born;
            strand.seen(&path, stamp);
            self.places.insert(place(stamp), number);
            self.gate.follow(&strand.generation);
        } else {
            if let Some(bytes @ 1..) = strand.unread() {
                notice::lost(path, &self.inbox.declared, position, Some(bytes));
            }
            self.end(number);
        }
        let generation = self.gate.begin(&self.inbox.declared.inbox, &name, stamp, no_seam()).await?;
        self.follow(generation).seen(path, *stamp);
        Ok(())
    }

    /// The file is gone, and its inode is another one's.
    async fn replaced(&mut self, number: u64, path: &Path, stamp: &Stamp) -> Result<(), BoxError> {
        let Some(strand) = self.strands.get(&number) else { return Ok(()) };
        if strand.may_be_another() {
            self.places.remove(&strand.generation.place);
            self.end(number);
        } else {
            self.over(number);
        }
        if self.bounds.shut_file(path).is_some() {
            return Ok(());
        }
        seen(path, &self.inbox.declared, stamp.size, Via::Event);
        let generation = self.gate.begin(&self.inbox.declared.inbox, path, stamp, no_seam()).await?;
        self.follow(generation).seen(path, *stamp);
        Ok(())
    }

    /// The file is nowhere any more.
    fn over(&mut self, number: u64) {
        let Some(strand) = self.strands.get(&number) else { return };
        let Generation { path, position, state, place, .. } = &strand.generation;
        match (strand.unread(), state) {
            (Some(0), _) | (None, Life::Rotated) => notice::ended(path, &self.inbox.declared, *position),
            (unread, _) => notice::lost(path, &self.inbox.declared, *position, unread),
        }
        self.places.remove(place);
        self.end(number);
    }

    /// Nothing more is to be taken of a generation but what was decided.
    fn end(&mut self, number: u64) {
        let Some(strand) = self.strands.get_mut(&number) else { return };
        strand.generation.state = Life::Over;
        self.gate.follow(&strand.generation);
        if strand.is_spent() {
            self.strands.remove(&number);
        }
    }

    /// Puts a cut on the line, if it may go there now.
    async fn offer(
        &mut self,
        number: u64,
        path: PathBuf,
        stamp: Stamp,
        cut: Cut,
    ) -> Result<Option<Parcel<Arrival>>, BoxError> {
        let arrival = self.arrival(path, stamp, cut);
        if let Some(receipt) = self.gate.claim(&arrival).await? {
            return Ok(Some(self.fly(number, arrival, receipt)));
        }
        if let Some(strand) = self.strands.get_mut(&number) {
            strand.waits(&cut.fingerprint);
        }
        Ok(None)
    }

    fn arrival(&self, path: PathBuf, stamp: Stamp, cut: Cut) -> Arrival {
        Arrival { path, declared: Arc::clone(&self.inbox.declared), stamp, cut: Some(cut) }
    }

    /// Puts it there, on a receipt that tells when it is settled.
    fn fly(&mut self, number: u64, arrival: Arrival, booked: Receipt) -> Parcel<Arrival> {
        let Some(cut) = arrival.cut else { return Parcel::new(arrival, booked) };
        if let Some(strand) = self.strands.get_mut(&number) {
            strand.flies(&cut);
        }
        let tell = self.tell.clone();
        let receipt = Receipt::new(move |outcome| {
            let done = !matches!(outcome, Outcome::Abandoned);
            match outcome {
                Outcome::Delivered => booked.deliver(),
                Outcome::Rejected(reason) => booked.reject(reason),
                Outcome::Abandoned => drop(booked),
            }
            // Nobody is left to hear it when the line has ended.
            let _ = tell.send(Landing { generation: number, cut: cut.fingerprint, done });
        });
        Parcel::new(arrival, receipt)
    }
}
