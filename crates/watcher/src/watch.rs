//! One inbox being watched: waits, looks, asks the ledger, offers.

use std::{
    cmp::{max, min},
    collections::HashMap,
    future::pending,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    mem::take,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use courant_flow::{BoxError, Outlet, Parcel};
use courant_ledger::{Gate, Standing};
use courant_model::Arrival;
use tokio::time::sleep_until;
use tracing::{debug, warn};

use crate::{
    Error, Inbox,
    bounds::Bounds,
    ground::{self, Ground},
    notice::{Told, Via},
    ripen::Sign,
    roster::Roster,
    scan::{Seen, Survey},
    slate::{Marks, Slate},
};

/// How soon a missing directory is looked for again.
pub(crate) const MISSING: Duration = Duration::from_secs(2);

/// No interval is shorter, whatever was configured.
pub(crate) const SHORTEST: Duration = Duration::from_millis(10);

/// Questions to the ledger in one message: about 20 ms of its time.
const QUESTIONS: usize = 4096;

/// Routine looks that must find files of which no event told, with no event
/// at all in between, until events are given up.
const SILENT: u32 = 3;

#[derive(Debug)]
pub(crate) struct Watch {
    inbox: Inbox,
    gate: Gate,
    slate: Arc<Slate>,
    ground: Arc<Mutex<Ground>>,
    roster: Roster,
    /// When the slate was last wiped.
    heeded: Instant,
    /// When everything is to be looked at next.
    rescan: Instant,
    /// Routine looks in a row that found what events should have told.
    silent: u32,
    told: Told,
}

impl Watch {
    pub(crate) fn new(inbox: Inbox, gate: Gate) -> Result<Watch, Error> {
        let slate = Arc::new(Slate::default());
        let bounds = Arc::new(Bounds::new(&inbox)?);
        let ground = Arc::new(Mutex::new(Ground::new(&inbox, bounds, Arc::clone(&slate))));
        let now = Instant::now();
        Ok(Watch {
            roster: Roster::new(Arc::clone(&inbox.declared), inbox.still, inbox.rescan),
            inbox,
            gate,
            slate,
            ground,
            heeded: now,
            rescan: now,
            silent: 0,
            told: Told::default(),
        })
    }

    /// Runs until nobody listens any more.
    ///
    /// While an offer waits for room, looking goes on.
    pub(crate) async fn run(mut self, outlet: Outlet<Arrival>) -> Result<(), BoxError> {
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
                nudged = self.stirred() => self.attend(nudged).await?,
            }
        }
    }

    /// Waits until there is something to look at, and says whether it is
    /// everything, because the ledger asks for it.
    async fn stirred(&mut self) -> bool {
        let times = [self.roster.next_look(), self.slate.due(self.heeded)];
        let next = times.into_iter().flatten().fold(self.rescan, min);
        tokio::select! {
            () = self.slate.stirred() => false,
            () = sleep_until(next.into()) => false,
            () = self.gate.nudged() => true,
        }
    }

    /// Looks at all that is to be looked at by now.
    async fn attend(&mut self, nudged: bool) -> Result<(), BoxError> {
        let now = Instant::now();
        let mut marks = match self.slate.due(self.heeded) {
            Some(at) if at <= now => {
                self.heeded = now;
                self.silent = 0;
                self.slate.wipe()
            }
            _ => Marks::default(),
        };
        let moved = marks.hints.remove(&self.inbox.directory).is_some();
        if nudged {
            self.roster.unsettle();
        }
        if let Some(reason) = &marks.lost {
            let directory = self.inbox.directory.display();
            warn!(inbox = self.inbox.declared.inbox, directory = %directory, reason, "inbox.rescan");
            self.roster.doubt();
        }
        if moved || marks.lost.is_some() {
            self.on_ground(move |ground| if moved { ground.moved() } else { ground.doubt() }).await?;
        }
        let mut paths = marks.hints;
        for path in self.roster.looks(now) {
            paths.entry(path).or_default();
        }
        if !paths.is_empty() {
            self.some(paths).await?;
        }
        if moved || nudged || marks.lost.is_some() {
            self.everything(Via::Scan).await?;
        } else if self.rescan <= now {
            self.everything(Via::Rescan).await?;
        }
        Ok(())
    }

    async fn some(&mut self, paths: HashMap<PathBuf, Option<Sign>>) -> Result<(), BoxError> {
        let survey = self.on_ground(|ground| ground.some(paths)).await?;
        self.take_in(survey, Via::Event).await?;
        Ok(())
    }

    async fn everything(&mut self, via: Via) -> Result<(), BoxError> {
        let (listened, survey, mut hears) =
            self.on_ground(|ground| (ground.hears(), ground.everything(), ground.hears())).await?;
        let there = survey.is_some();
        let now = Instant::now();
        let files = survey.as_ref().map_or(&[][..], |survey| &survey.files);
        debug!(inbox = self.inbox.declared.inbox, files = files.len(), via = via.as_str(), "inbox.rescan");
        self.roster.present(files, now);
        if let Some(mut survey) = survey {
            self.told.excluded(take(&mut survey.shut), &self.inbox.declared);
            self.told.readable_but(&survey.faults);
            let unheard = self.take_in(survey, via).await?;
            if listened && hears && via == Via::Rescan && unheard {
                hears = self.goes_on_listening().await?;
            }
        }
        let interval = match (there, hears) {
            (true, true) => self.inbox.rescan,
            (true, false) => self.inbox.poll,
            (false, _) => min(MISSING, self.inbox.rescan),
        };
        self.rescan = Instant::now() + jittered(max(interval, SHORTEST));
        Ok(())
    }

    /// Takes in what was found, and says whether files are due of which no
    /// event had told.
    async fn take_in(&mut self, survey: Survey, via: Via) -> Result<bool, BoxError> {
        let Survey { began, ended, files, gone, faults, .. } = survey;
        for path in gone {
            self.roster.gone(&path);
        }
        for (path, error) in faults {
            self.roster.put_off(&path);
            self.told.unreadable(path, &error, &self.inbox.declared);
        }
        let mut questions = Vec::new();
        for seen in files {
            match self.roster.standing(&seen, via) {
                Some(standing) => self.roster.enter(seen, began, ended, standing, via),
                None => questions.push(seen),
            }
        }
        let mut unheard = false;
        while !questions.is_empty() {
            let rest = questions.split_off(min(QUESTIONS, questions.len()));
            let asked = questions.iter().map(|seen| (seen.path.clone(), seen.stamp)).collect();
            for (seen, standing) in questions.into_iter().zip(self.gate.look(asked).await?) {
                unheard |= standing == Standing::Due
                    && !self.roster.knows(&seen.path)
                    && !self.slate.tells_of(&seen.path);
                self.roster.enter(seen, began, ended, standing, via);
            }
            questions = rest;
        }
        Ok(unheard)
    }

    /// The next parcel to be offered, if there is one. Every file is looked
    /// at once more before: it may have waited long.
    async fn next(&mut self) -> Result<Option<Parcel<Arrival>>, BoxError> {
        while let Some(path) = self.roster.first() {
            let hints = HashMap::from([(path.clone(), None)]);
            let survey = self.on_ground(|ground| ground.some(hints)).await?;
            if let [Seen { stamp, .. }] = survey.files[..]
                && self.roster.take(&path, stamp)
            {
                let declared = Arc::clone(&self.inbox.declared);
                let arrival = Arrival { path, declared, stamp, cut: None };
                // Where it may not go now it rests, until the ledger asks for a look at everything.
                if let Some(receipt) = self.gate.claim(&arrival).await? {
                    return Ok(Some(Parcel::new(arrival, receipt)));
                }
                continue;
            }
            self.take_in(survey, Via::Event).await?;
        }
        Ok(None)
    }

    /// A routine look found what events should have told. Says whether they
    /// get another chance.
    async fn goes_on_listening(&mut self) -> Result<bool, BoxError> {
        self.silent += 1;
        if self.silent < SILENT {
            return Ok(true);
        }
        self.silent = 0;
        self.on_ground(|ground| ground.deafen("files come in without an event")).await?;
        Ok(false)
    }

    /// Runs where blocking is allowed.
    async fn on_ground<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ground) -> T + Send + 'static,
    ) -> Result<T, BoxError> {
        ground::on(&self.ground, work).await
    }
}

/// What becomes of the offer that is out; where none is, that never comes.
pub(crate) async fn answer<F: Future>(offer: &mut Option<Pin<Box<F>>>) -> F::Output {
    match offer {
        Some(offer) => offer.await,
        None => pending().await,
    }
}

/// Up to a fifth more or less.
pub(crate) fn jittered(interval: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 401;
    interval.saturating_mul(u32::try_from(random).unwrap_or(200) + 800) / 1000
}

#[cfg(test)]
mod tests;
