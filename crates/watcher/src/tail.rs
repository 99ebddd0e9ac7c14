//! One inbox whose files grow: waits, looks, decides where to cut, offers.
//!
//! **Each byte once.** Where a cut ends is decided once, and written into the
//! ledger before the cut goes down the line; the next one begins there. What
//! was decided and is not settled is offered again, the same bytes.
//!
//! **A file is its inode**, whatever it is called, as long as the bytes before
//! the position are those that were taken. So a rotated file is read to its
//! end under its new name, and one that was emptied or replaced is another.

mod locate;
mod notice;
mod strand;
mod stretch;
mod take;
mod visit;

use std::{
    cmp::{max, min},
    collections::{BTreeMap, HashMap, HashSet},
    mem::take,
    ops::Bound,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Instant,
};

use courant_flow::{BoxError, Outlet, Parcel};
use courant_ledger::{Gate, Generation, Life};
use courant_model::{Arrival, Fingerprint, Stamp};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::sleep_until,
};
use tracing::{debug, warn};

use self::{locate::place, strand::Strand, visit::no_seam};
use crate::{
    Error, Inbox, Tailing,
    bounds::Bounds,
    completeness::Completeness,
    ground::{self, Ground},
    notice::{Told, Via, seen},
    scan::{Seen, Survey},
    slate::{Marks, Slate},
    watch::{MISSING, SHORTEST, answer, jittered},
};

#[derive(Debug)]
pub(crate) struct Tail {
    inbox: Inbox,
    tailing: Tailing,
    complete: Completeness,
    gate: Gate,
    slate: Arc<Slate>,
    bounds: Arc<Bounds>,
    ground: Arc<Mutex<Ground>>,
    /// By the ledger's number.
    strands: BTreeMap<u64, Strand>,
    /// The strand of the file at each inode and device.
    places: HashMap<(u64, u64), u64>,
    /// The one that was looked into last: they take turns.
    last: u64,
    /// What became of cuts. It is bounded by what the line holds, so a receipt
    /// need not wait.
    tell: UnboundedSender<Landing>,
    landings: UnboundedReceiver<Landing>,
    heeded: Instant,
    rescan: Instant,
    told: Told,
}

/// The end of a cut's way.
#[derive(Debug)]
struct Landing {
    generation: u64,
    cut: Fingerprint,
    /// Delivered or refused, and not abandoned.
    done: bool,
}

/// What there is to do.
enum Stir {
    Look,
    Nudge,
    Land(Landing),
}

impl Tail {
    pub(crate) fn new(
        inbox: Inbox,
        tailing: Tailing,
        complete: Completeness,
        gate: Gate,
    ) -> Result<Tail, Error> {
        let slate = Arc::new(Slate::default());
        let bounds = Arc::new(Bounds::new(&inbox)?);
        let ground = Arc::new(Mutex::new(Ground::new(&inbox, Arc::clone(&bounds), Arc::clone(&slate))));
        let (tell, landings) = unbounded_channel();
        Ok(Tail {
            inbox,
            tailing,
            complete,
            gate,
            slate,
            bounds,
            ground,
            strands: BTreeMap::new(),
            places: HashMap::new(),
            last: 0,
            tell,
            landings,
            heeded: now(),
            rescan: now(),
            told: Told::default(),
        })
    }

    /// Runs until nobody listens any more.
    pub(crate) async fn run(mut self, outlet: Outlet<Arrival>) -> Result<(), BoxError> {
        self.recall().await?;
        self.everything(Via::Scan).await?;
        let mut offer = None;
        loop {
            if offer.is_none() {
                offer = self.next().await?.map(|parcel| Box::pin(outlet.send(parcel)));
            }
            tokio::select! {
                sent = answer(&mut offer) => {
                    offer = None;
                    if sent.is_err() {
                        return Ok(());
                    }
                }
                () = outlet.closed() => return Ok(()),
                stir = self.stirred() => self.attend(stir).await?,
            }
        }
    }

    async fn stirred(&mut self) -> Stir {
        let wakes = self.strands.values().filter_map(Strand::wake);
        let next = wakes.chain(self.slate.due(self.heeded)).fold(self.rescan, min);
        tokio::select! {
            () = self.slate.stirred() => Stir::Look,
            () = sleep_until(next.into()) => Stir::Look,
            () = self.gate.nudged() => Stir::Nudge,
            Some(landing) = self.landings.recv() => Stir::Land(landing),
        }
    }

    async fn attend(&mut self, stir: Stir) -> Result<(), BoxError> {
        let nudged = match stir {
            Stir::Land(landing) => {
                self.land(&landing);
                return Ok(());
            }
            Stir::Nudge => true,
            Stir::Look => false,
        };
        let now = now();
        let mut marks = match self.slate.due(self.heeded) {
            Some(at) if at <= now => {
                self.heeded = now;
                self.slate.wipe()
            }
            _ => Marks::default(),
        };
        let moved = marks.hints.remove(&self.inbox.directory).is_some();
        if nudged {
            self.recall().await?;
        }
        if let Some(reason) = &marks.lost {
            let directory = self.inbox.directory.display();
            warn!(inbox = self.inbox.declared.inbox, directory = %directory, reason, "inbox.rescan");
        }
        let lost = marks.lost.is_some();
        if moved || lost {
            ground::on(&self.ground, move |ground| if moved { ground.moved() } else { ground.doubt() })
                .await?;
        }
        if !marks.hints.is_empty() {
            let survey = ground::on(&self.ground, |ground| ground.some(marks.hints)).await?;
            self.take_in(survey, Via::Event).await?;
        }
        if moved || lost {
            self.everything(Via::Scan).await?;
        } else if self.rescan <= now {
            self.everything(Via::Rescan).await?;
        }
        Ok(())
    }

    async fn everything(&mut self, via: Via) -> Result<(), BoxError> {
        let look = |ground: &mut Ground| (ground.everything(), ground.hears());
        let (survey, hears) = ground::on(&self.ground, look).await?;
        let interval = match (&survey, hears) {
            (Some(_), true) => self.inbox.rescan,
            (Some(_), false) => self.inbox.poll,
            (None, _) => min(MISSING, self.inbox.rescan),
        };
        if let Some(mut survey) = survey {
            let files = survey.files.len();
            debug!(inbox = self.inbox.declared.inbox, files, via = via.as_str(), "inbox.rescan");
            self.told.excluded(take(&mut survey.shut), &self.inbox.declared);
            self.told.readable_but(&survey.faults);
            // Also what was renamed to a name that no glob includes: that is looked up one by one.
            let there: HashSet<&Path> = survey.files.iter().map(|seen| &*seen.path).collect();
            let strands = self.strands.values_mut();
            strands.filter(|strand| !there.contains(&*strand.generation.path)).for_each(Strand::missed);
            self.take_in(survey, via).await?;
        }
        self.rescan = now() + jittered(max(interval, SHORTEST));
        Ok(())
    }

    async fn take_in(&mut self, survey: Survey, via: Via) -> Result<(), BoxError> {
        let gone: HashSet<PathBuf> = survey.gone.into_iter().collect();
        for (path, error) in survey.faults {
            self.told.unreadable(path, &error, &self.inbox.declared);
        }
        let there: HashMap<&Path, (u64, u64)> =
            survey.files.iter().map(|Seen { path, stamp, .. }| (&**path, place(*stamp))).collect();
        for strand in self.strands.values_mut() {
            let other = |path: &PathBuf| {
                gone.contains(path)
                    || there.get(&**path).is_some_and(|there| *there != strand.generation.place)
            };
            if other(&strand.generation.path) || other(&strand.generation.name) {
                strand.missed();
            }
        }
        for Seen { path, stamp, .. } in survey.files {
            let known = self.places.get(&place(stamp)).and_then(|number| self.strands.get_mut(number));
            match known {
                Some(strand) => strand.seen(&path, stamp),
                None => self.meet(&path, &stamp, via).await?,
            }
        }
        Ok(())
    }

    /// A file that is not followed: one that came back, or a new one.
    async fn meet(&mut self, path: &Path, stamp: &Stamp, via: Via) -> Result<(), BoxError> {
        let inbox = &self.inbox.declared.inbox;
        if let Some(known) = self.gate.known(inbox, place(*stamp)).await? {
            let strand = self.follow(known);
            strand.may_be_back();
            strand.seen(path, *stamp);
            return Ok(());
        }
        seen(path, &self.inbox.declared, stamp.size, via);
        let generation = self.gate.begin(inbox, path, stamp, no_seam()).await?;
        self.follow(generation).seen(path, *stamp);
        Ok(())
    }

    fn follow(&mut self, generation: Generation) -> &mut Strand {
        let number = generation.number;
        self.places.insert(generation.place, number);
        self.strands.entry(number).or_insert_with(|| Strand::new(generation, now()))
    }

    /// Asks the ledger what it knows of this inbox, and what is owed.
    async fn recall(&mut self) -> Result<(), BoxError> {
        for generation in self.gate.recall(&self.inbox.declared.inbox).await? {
            let (number, open) = (generation.number, generation.open.clone());
            if generation.state == Life::Over {
                self.strands.entry(number).or_insert_with(|| Strand::new(generation, now()));
            } else {
                self.follow(generation);
            }
            if let Some(strand) = self.strands.get_mut(&number) {
                strand.unsettle(open);
            }
        }
        Ok(())
    }

    fn land(&mut self, landing: &Landing) {
        let Some(strand) = self.strands.get_mut(&landing.generation) else { return };
        if landing.done {
            strand.done(&landing.cut);
        } else {
            strand.back(&landing.cut, now(), self.inbox.rescan);
        }
    }

    /// The next cut to be offered, if there is one.
    async fn next(&mut self) -> Result<Option<Parcel<Arrival>>, BoxError> {
        loop {
            let now = now();
            let after = self.strands.range((Bound::Excluded(self.last), Bound::Unbounded));
            let mut turns = after.chain(self.strands.range(..=self.last));
            let Some(number) = turns.find_map(|(number, strand)| strand.is_due(now).then_some(*number))
            else {
                return Ok(None);
            };
            self.last = number;
            let parcel = match self.owed(number).await? {
                Some(parcel) => Some(parcel),
                None => self.look(number).await?,
            };
            if parcel.is_some() {
                return Ok(parcel);
            }
        }
    }
}

/// The runtime's clock, which tests may move.
fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

#[cfg(test)]
mod tests;
