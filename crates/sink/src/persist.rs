//! The rhythm that all stores share.
//!
//! **A receipt is delivered when its records are durable, never before.** A
//! store writes a whole group or, in effect, nothing; so a group that failed
//! is simply written again.

use std::{
    hash::{BuildHasher as _, RandomState},
    panic::resume_unwind,
    path::Path,
    pin::pin,
    time::Duration,
};

use courant_flow::{Inlet, fail};
use courant_ledger::{Account, Mark};
use courant_model::{Enriched, Refused};
use tokio::{task::spawn_blocking, time::sleep};
use tracing::{Level, Span, error, info, warn};

use crate::{
    Error,
    error::Fault,
    group::{Group, Intake},
    rate::{Bucket, Rate},
};

/// What keeps records. Its calls block, and are made on a thread where they may.
pub(crate) trait Store: Send + 'static {
    /// What kind of store it is, in the log.
    const KIND: &'static str;

    /// Where it is, in the log.
    fn path(&self) -> &Path;

    /// Writes all records of the group and makes them durable, or leaves the
    /// store as it was. Records that it has already are swallowed. The first
    /// call opens the store; with an empty group it does nothing else.
    fn write(&mut self, group: &[Enriched]) -> Result<(), Fault>;

    /// Believes no more that it has what it was given: it is opened anew by
    /// the next call, and knows then what it has.
    fn look_anew(&mut self) {}

    /// Up to where all is settled once the last group is; `None` for stores
    /// that know their records by key.
    fn mark(&self) -> Option<Mark> {
        None
    }
}

/// Writes what comes in until the input ends.
///
/// A store that fails is tried again for as long as the line runs. With an
/// account it is down meanwhile: what comes in is let go and stays owed,
/// because the ledger will offer it again. Without one nobody would, so the
/// line is held. If the input ends while the store is down there is one last
/// try, and what could not be written stays owed.
///
/// What looks as if it would never pass is told as an error, and holds the
/// others no more than any other failure does: it ends the line where nobody
/// else is waiting, without an account, or with the input.
pub(crate) async fn persist<S: Store>(
    mut store: S,
    inlet: Inlet<Enriched>,
    account: Option<Account>,
    rate: Option<Rate>,
) -> Result<(), Error> {
    let mut bucket = rate.map(Bucket::new);
    let mut intake = Intake::new(inlet, rate.map(Rate::burst));
    // To open a store is to write nothing to it: one path for both, and for their failures.
    let mut group = Group::default();
    let mut recall = account.as_ref().map(Account::recalled);
    loop {
        let recalled = account.as_ref().map(Account::recalled);
        if recalled != recall {
            recall = recalled;
            store.look_anew();
        }
        let Some(written) = put(store, group, &mut intake, account.as_ref()).await? else {
            return Ok(());
        };
        store = written;
        if let Some(account) = &account {
            pass(&store, "sink.mark")?;
            if let Some((mark, recall)) = store.mark().zip(recall) {
                account.mark(mark, recall);
            }
            // News only after a failure, be it of an earlier line on the same ledger.
            account.up();
        }
        let Some(next) = intake.next().await else {
            return Ok(());
        };
        if let Some(bucket) = &mut bucket {
            bucket.take(next.records()).await;
        }
        group = next;
    }
}

/// Writes one group, however often it takes, and settles its receipts. The
/// store comes back unless the line is at its end.
async fn put<S: Store>(
    mut store: S,
    mut group: Group,
    intake: &mut Intake,
    account: Option<&Account>,
) -> Result<Option<S>, Error> {
    let mut failures = 0;
    loop {
        let down = account.filter(|_| failures > 0);
        let last = down.is_some() && intake.dry;

        let mut writing = pin!(write(store, group.payloads));
        let attend = async {
            match down {
                Some(_) => intake.refuse().await,
                None => intake.collect().await,
            }
        };
        let done = tokio::select! {
            done = &mut writing => done,
            () = attend => writing.await,
        };
        let Some((back, payloads, outcome)) = done else {
            return Ok(None);
        };
        store = back;
        group.payloads = payloads;

        let failure = match outcome {
            Ok(()) => break,
            Err(Fault::Lasting(error)) if account.is_none() || last => return Err(error),
            Err(Fault::Unfit { parcel, sighting, reason }) => {
                match account.zip(group.withdraw(parcel, sighting)) {
                    Some((account, (bulletin, record))) => {
                        account.refuse(bulletin, Refused::record(&record, reason.chain()));
                    }
                    // Nobody would hear of it.
                    None => group.reject(parcel, reason),
                }
                continue;
            }
            Err(Fault::Lasting(error)) => (error, Level::ERROR),
            Err(Fault::Passing(error)) => (error, Level::WARN),
        };
        let (error, level) = failure;
        let (path, reason) = (store.path().display(), error.chain());
        if last {
            let parcels = group.len() + intake.refused;
            warn!(sink = S::KIND, %path, reason, parcels, "sink.abandoned");
            return Ok(None);
        }
        if let (0, Some(account)) = (failures, account) {
            if level == Level::ERROR {
                account.unusable(reason.as_str());
            }
            account.down();
        }
        failures += 1;
        let wait = backoff(failures);
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        if level == Level::ERROR {
            error!(sink = S::KIND, %path, reason, attempt = failures, wait_ms, "sink.retry");
        } else {
            warn!(sink = S::KIND, %path, reason, attempt = failures, wait_ms, "sink.retry");
        }
        tokio::select! {
            () = sleep(wait) => (),
            () = intake.refuse(), if account.is_some() => (),
        }
    }
    pass(&store, "sink.deliver")?;
    group.deliver();
    if failures > 0 {
        let (path, refused) = (store.path().display(), std::mem::take(&mut intake.refused));
        info!(sink = S::KIND, %path, attempts = failures, refused, "sink.back");
    }
    Ok(Some(store))
}

/// A place between what is durable in the store and what the ledger hears of it.
fn pass<S: Store>(store: &S, point: &str) -> Result<(), Error> {
    fail::point(point).map_err(|source| Error::Write { path: store.path().to_owned(), source })
}

/// One call on a thread that may block. If this is dropped the call still
/// comes to its end, and what it wrote is swallowed when it is offered again.
/// `None` if the runtime is shutting down.
async fn write<S: Store>(
    mut store: S,
    payloads: Vec<Enriched>,
) -> Option<(S, Vec<Enriched>, Result<(), Fault>)> {
    let span = Span::current();
    let writing = spawn_blocking(move || {
        let _entered = span.entered();
        let mut whole = payloads.iter();
        let failed = whole.try_for_each(|payload| fail::point_for("sink.write", payload.path.display()));
        let outcome = match failed {
            Ok(()) => store.write(&payloads),
            Err(source) => Err(Fault::writing(store.path(), source)),
        };
        (store, payloads, outcome)
    });
    match writing.await {
        Ok(done) => Some(done),
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => None,
        },
    }
}

/// A disk that was full for a moment is not waited for long, and a store that
/// is down for hours is asked twice a minute: so it is back within half a
/// minute of its repair, and a try costs one failed call. Neither is a
/// setting: no value of them loses anything or gives anything up.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Twice as long after each failure, up to a limit; of that a random part
/// between half and whole, so that sinks that failed together do not return
/// together.
fn backoff(failures: u32) -> Duration {
    let doublings = 2u32.saturating_pow(failures.saturating_sub(1));
    let half = FIRST_WAIT.saturating_mul(doublings).min(LONGEST_WAIT) / 2;
    let [random, ..] = RandomState::new().hash_one(failures).to_le_bytes();
    half + half * u32::from(random) / u32::from(u8::MAX)
}
