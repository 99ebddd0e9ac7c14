//! A trial: the program dies again and again in the midst of its work, and in
//! the end everything is counted.

use std::{
    fs::{File, OpenOptions},
    num::NonZeroU32,
    os::unix::process::ExitStatusExt as _,
    process::ExitStatus,
    thread,
    time::{Duration, Instant},
};

use courant::ledger::{Quarantine, Survey};
use indicatif::ProgressBar;
use rustix::process::{Resource, Rlimit, Signal, setrlimit};

use super::{
    daemon::{Daemon, Heard},
    dice::Dice,
    expected::{self, Expected},
    feed::Feed,
    outcome::Outcome,
    power::{self, Before},
    report,
    schedule::{Act, Event, schedule},
    scratch::Scratch,
};
use crate::{arguments::Doctor, desk::shown, exit::Exit, fault::Fault, log, plain::Plain};

/// A daemon that has done something and says nothing for so long has nothing more to do.
const SILENCE: Duration = Duration::from_millis(800);

/// How long the first bulletin may take, for which everything is loaded that is known of languages.
const FIRST: Duration = Duration::from_secs(10);

/// How many shares of the bulletins are left for tries beside those that were ordered.
const SPARE: u32 = 12;

/// How long a start, a stop or the next step of the last run may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The event that tells that it is at work.
const WATCHING: &str = "inbox.watching";

/// The event that tells that a point was passed, and failed.
const FAILED: &str = "point.failed";

/// How a process ends that met a point where it dies.
const ABORT: i32 = 6;

/// How one ends that is killed, or that knows nothing of SIGHUP.
const KILL: i32 = 9;
const HANGUP: i32 = 1;

pub(super) fn crash(arguments: &Doctor, times: NonZeroU32) -> Result<Exit, Fault> {
    let _log = log::start_quiet();
    // A death at a point is an abort, and nobody wants its memory.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    let seed = arguments.seed.unwrap_or_else(Dice::seed);
    let scratch = Scratch::of(arguments.config.as_deref())?;
    let plain = Plain::of(&scratch.settings)?;
    let feed = Feed::of(&scratch, &plain, times.get())?;
    let mut trial = Trial::new(&scratch, feed, seed)?;
    let begun = Instant::now();
    let minutes = arguments.minutes.map(|minutes| Duration::from_mins(minutes.get().into()));
    trial.suffer(arguments, times.get(), |so_far| minutes.is_some_and(|minutes| so_far > minutes))?;
    let expected = trial.settle(&plain)?;
    let mut outcome = trial.outcome;
    outcome.seconds = begun.elapsed().as_secs();
    outcome.compare(&scratch.settings, &expected)?;

    let text = match arguments {
        Doctor { json: true, .. } => report::object(&outcome),
        Doctor { markdown: true, .. } => report::markdown(&outcome),
        _ => report::lines(&outcome),
    };
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes())?;
    let well = outcome.is_well();
    if arguments.keep || !well {
        eprintln!("everything is kept in {}", shown(&scratch.keep()));
    }
    Ok(if well { Exit::Done } else { Exit::Partly })
}

struct Trial<'s> {
    scratch: &'s Scratch,
    log: File,
    feed: Feed,
    dice: Dice,
    outcome: Outcome,
    /// What never came to its point yet.
    unmet: Vec<Event>,
}

impl<'s> Trial<'s> {
    fn new(scratch: &'s Scratch, feed: Feed, seed: u64) -> Result<Trial<'s>, Fault> {
        let log = OpenOptions::new().append(true).create(true).open(scratch.path().join("log.jsonl"))?;
        let outcome = Outcome {
            seed,
            seconds: 0,
            mishaps: std::collections::BTreeMap::new(),
            starts: 0,
            dropped: 0,
            invented: feed.invented,
            expected: 0,
            refused: 0,
            sinks: Vec::new(),
            wrong: Vec::new(),
        };
        Ok(Trial { scratch, log, feed, dice: Dice::new(seed), outcome, unmet: Vec::new() })
    }

    /// Lets everything happen, one after the other, while bulletins come.
    fn suffer(
        &mut self,
        arguments: &Doctor,
        times: u32,
        is_over: impl Fn(Duration) -> bool,
    ) -> Result<(), Fault> {
        let events = schedule(times, &arguments.with, &self.scratch.settings, &mut self.dice);
        let bar = ProgressBar::new(times.into());
        let begun = Instant::now();
        for (event, left) in events.into_iter().zip((1..=times).rev()) {
            if is_over(begun.elapsed()) {
                self.feed.dry();
                break;
            }
            self.happen(event, left)?;
            bar.inc(1);
        }
        // What was killed before it came to its point gets there by another try.
        for event in self.unmet.clone() {
            self.happen(event, 1)?;
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn happen(&mut self, event: Event, left: u32) -> Result<(), Fault> {
        if let Event::At(_, point) = event
            && point.starts_with("unsettled")
        {
            // There is something to note down only behind a death that left lines unbooked.
            self.round(Event::At(Act::Kill, "jsonl.synced"), left)?;
        }
        self.round(event, left)
    }

    /// One life: a start, bulletins before it and after it, and what ends it.
    fn round(&mut self, event: Event, left: u32) -> Result<(), Fault> {
        let (before, after) = self.feed.share(left + SPARE).split(&mut self.dice);
        self.feed.give(&before, &mut self.dice)?;
        let points = event.arming(&mut self.dice);
        let ledger = match event {
            Event::Power => Before::note(&self.scratch.settings, &self.scratch.path().join("aside"))?,
            _ => None,
        };
        let daemon = self.start(points.as_deref())?;
        // Some die in the midst of their start.
        let young = event == Event::Kill && self.dice.below(8) == 0;
        let heard = if young { Heard::Silence } else { daemon.wait_for(&[WATCHING, FAILED], PATIENCE) };
        if !young && points.is_none() && heard != Heard::Event(WATCHING) {
            return self.astray(daemon, "it did not come to watch an inbox");
        }
        self.feed.give(&after, &mut self.dice)?;
        match event {
            Event::Kill => {
                pass(self.dice.moment());
                self.end(daemon.kill()?, event.label());
            }
            Event::At(Act::Kill, _) => {
                let there = work(&daemon) != Heard::Silence;
                self.met(event, daemon.kill()?, there);
            }
            Event::At(Act::Panic | Act::Error(_), _) => {
                let failed = heard == Heard::Event(FAILED);
                match if failed { heard } else { work(&daemon) } {
                    Heard::Event(_) => {
                        self.outcome.count(event.label());
                        return self.recover(daemon);
                    }
                    Heard::Silence => self.end(daemon.kill()?, idle(event)),
                    Heard::End => {
                        return self.astray(daemon, "it ended at a point where it should have gone on");
                    }
                }
            }
            Event::Power => {
                let written = work(&daemon) != Heard::Silence;
                self.met(event, daemon.kill()?, written);
                if written {
                    power::tear(&self.scratch.settings, &mut self.dice)?;
                }
                // Not each time, or it would never remember anything.
                if let Some(ledger) = ledger.filter(|_| self.dice.below(2) == 0) {
                    ledger.fall_back()?;
                }
            }
            Event::Stop => {
                pass(self.dice.moment());
                daemon.signal(Signal::TERM);
                if daemon.wait_for(&[], PATIENCE) != Heard::End {
                    return self.astray(daemon, "it did not stop");
                }
                self.end(daemon.end()?, event.label());
            }
            Event::Reload => {
                pass(self.dice.moment());
                daemon.signal(Signal::HUP);
                pass(self.dice.moment());
                self.end(daemon.kill()?, event.label());
            }
        }
        Ok(())
    }

    fn start(&mut self, points: Option<&str>) -> Result<Daemon, Fault> {
        self.outcome.starts += 1;
        Ok(Daemon::start(&self.scratch.config, &self.log, points)?)
    }

    /// Behind a failure the program goes on: for a moment, or until it was well again.
    fn recover(&mut self, daemon: Daemon) -> Result<(), Fault> {
        match self.dice.below(3) {
            0 => pass(self.dice.moment()),
            1 => drop(daemon.wait_for(&["line.restarted", "sink.back"], SILENCE * 2)),
            _ => drop(daemon.wait_for(&["file.delivered"], SILENCE * 2)),
        }
        if self.dice.below(2) == 0 {
            daemon.signal(Signal::TERM);
            if daemon.wait_for(&[], PATIENCE) != Heard::End {
                return self.astray(daemon, "it did not stop behind a failure");
            }
        }
        daemon.kill()?;
        Ok(())
    }

    /// Counts a life that was to end at a point, and did, or was killed before it came there.
    fn met(&mut self, event: Event, status: ExitStatus, there: bool) {
        if there {
            self.unmet.retain(|unmet| *unmet != event);
            return self.end(status, event.label());
        }
        if !self.outcome.mishaps.contains_key(&event.label()) {
            self.unmet.push(event);
        }
        self.end(status, idle(event));
    }

    /// Counts a life that came to an end as it was meant to.
    fn end(&mut self, status: ExitStatus, label: String) {
        let meant =
            matches!(status.signal(), Some(ABORT | KILL | HANGUP)) || matches!(status.code(), Some(0 | 3));
        if !meant {
            self.outcome.wrong.push(format!("{label}: it ended by itself: {status}"));
        }
        self.outcome.count(label);
    }

    /// Notes what should not have happened.
    fn astray(&mut self, daemon: Daemon, what: &str) -> Result<(), Fault> {
        let status = daemon.kill()?;
        self.outcome.wrong.push(format!("start {}: {what} ({status})", self.outcome.starts));
        if self.outcome.wrong.len() > 10 {
            return Err(format!("the program does not work here: {}", self.outcome.wrong.join("; ")).into());
        }
        Ok(())
    }

    /// Everything that is left comes, and the program may do its work in peace.
    fn settle(&mut self, plain: &Plain) -> Result<Expected, Fault> {
        let rest = self.feed.share(1);
        self.feed.give(&rest, &mut self.dice)?;
        self.outcome.dropped = self.feed.dropped;
        let settings = &self.scratch.settings;
        let mut expected = Expected::of_files(settings, plain)?;
        let mut daemon = self.start(None)?;
        daemon.wait_for(&[WATCHING], PATIENCE);
        let mut last = (None, Instant::now());
        loop {
            if let Some(status) = daemon.ended()? {
                self.outcome.wrong.push(format!("it ended by itself in its last run: {status}"));
                return Ok(expected);
            }
            let survey = Survey::take(&settings.ledger())?;
            let again = self.again(&expected)?;
            let done = survey.settled + survey.empty;
            let due = expected.bulletins.len() + expected.refused.len() + expected::cuts(settings)?.len();
            let taken = survey
                .tails
                .iter()
                .all(|tail| std::fs::metadata(&tail.path).is_ok_and(|found| found.len() == tail.position));
            if again == 0 && survey.owed == 0 && taken && done + survey.quarantined >= due as u64 {
                break;
            }
            if last.0.as_ref() != Some(&survey) {
                last = (Some(survey), Instant::now());
            } else if last.1.elapsed() > PATIENCE {
                self.outcome.wrong.push(format!("it never came to an end: {survey:?}"));
                break;
            }
            thread::park_timeout(Duration::from_millis(50));
        }
        daemon.signal(Signal::TERM);
        match daemon.wait_for(&[], PATIENCE) {
            Heard::End => self.end_well(daemon.end()?),
            Heard::Event(_) | Heard::Silence => {
                self.outcome.wrong.push("it did not stop in the end".to_owned());
            }
        }
        expected.add_cuts(settings, plain)?;
        Ok(expected)
    }

    fn end_well(&mut self, status: ExitStatus) {
        if !status.success() {
            self.outcome.wrong.push(format!("it did not stop well in the end: {status}"));
        }
    }

    /// What a failure on purpose put into quarantine gets what an operator
    /// would give it: another try. Says how many these were.
    fn again(&mut self, expected: &Expected) -> Result<usize, Fault> {
        let mut quarantine = Quarantine::open(&self.scratch.settings.ledger())?;
        let held = quarantine.list()?;
        let good: Vec<_> = held.iter().filter(|held| !expected.refused.contains(&held.path)).collect();
        for held in &good {
            if held.from.is_none() {
                quarantine.retry(held)?;
                self.outcome.count("tried again from quarantine");
            }
        }
        Ok(good.iter().filter(|held| held.from.is_none()).count())
    }
}

/// Waits until it has failed or is dead, or has nothing more to do.
fn work(daemon: &Daemon) -> Heard {
    let done = ["file.delivered", "file.duplicate", "file.empty", "file.quarantined"];
    match daemon.wait_for(&[&[FAILED][..], &done].concat(), FIRST) {
        Heard::Event(name) if name != FAILED => daemon.wait_for(&[FAILED], SILENCE),
        heard => heard,
    }
}

fn idle(event: Event) -> String {
    let what = if let Event::At(Act::Kill, _) | Event::Power = event { "a point" } else { "a failing point" };
    format!("killed before {what} was passed")
}

/// Lets time pass to the microsecond; a timer's tick would round every death.
fn pass(moment: Duration) {
    let begun = Instant::now();
    while let Some(left) = moment.checked_sub(begun.elapsed()) {
        match left.checked_sub(Duration::from_millis(2)) {
            Some(most) => thread::park_timeout(most),
            None => std::hint::spin_loop(),
        }
    }
}
