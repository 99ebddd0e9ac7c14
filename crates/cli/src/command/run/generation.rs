//! What a line is made by: the settings, and the parts that were built from
//! them. A reload makes the next one.

use std::path::{Path, PathBuf};

use courant::{Parts, flow::Budget, ledger::Ledger};
use tokio::task::spawn_blocking;
use tracing::{info, warn};

use super::signals::Told;
use crate::{
    command::{
        check,
        reload::answer::{self, Answer, Outcome},
    },
    config::{self, Settings},
    fault::Fault,
    line,
    log::terminal,
};

/// Settings that were checked, and parts that were built.
#[derive(Debug, Clone)]
pub(super) struct Generation {
    /// Counted from 1.
    pub(super) number: u64,
    pub(super) settings: Settings,
    parts: Parts,
}

impl Generation {
    /// The first one.
    pub(super) fn first(settings: Settings) -> Result<Generation, Fault> {
        make_inboxes(&settings)?;
        Ok(Generation { number: 1, parts: line::parts(&settings)?, settings })
    }

    /// The one that comes after this, if the configuration allows it. Nothing
    /// of this one is touched.
    fn next(self, config: Option<&Path>) -> Result<Generation, Fault> {
        let settings = config::load(config)?;
        let at = |settings: &Settings| std::path::absolute(&settings.state);
        if at(&settings)? != at(&self.settings)? {
            let state = terminal(&self.settings.state.to_string_lossy());
            return Err(Fault::Missing(format!(
                "the state directory cannot be changed by a reload (it is `{state}`): stop the daemon, and start it anew"
            )));
        }
        if settings.log != self.settings.log {
            return Err(Fault::Missing(
                "the section [log] cannot be changed by a reload: stop the daemon, and start it anew"
                    .to_owned(),
            ));
        }
        if let Some(trouble) = check::layouts(&settings)?.into_iter().next() {
            return Err(Fault::Missing(trouble));
        }
        let parts = line::parts(&settings)?;
        // Inboxes and globs are looked at by the watcher; this one watches nothing.
        drop(line::watcher(&settings, &parts, Ledger::in_memory(&[])?.gate())?);
        make_inboxes(&settings)?;
        Ok(Generation { number: self.number + 1, settings, parts })
    }

    /// Parts of a line. What a line holds that was given up does not weigh on the next one.
    pub(super) fn parts(&self) -> Parts {
        Parts { budget: Budget::new(self.settings.budget), ..self.parts.clone() }
    }
}

/// An inbox that is missing is made, so that the first start works as it is.
fn make_inboxes(settings: &Settings) -> Result<(), Fault> {
    for inbox in &settings.inboxes {
        let directory = &inbox.directory;
        std::fs::create_dir_all(directory).map_err(|error| {
            format!("cannot make the inbox `{}`: {error}", terminal(&directory.to_string_lossy()))
        })?;
    }
    Ok(())
}

/// Reloads that are asked for, one after the other.
#[derive(Debug)]
pub(super) struct Reloads {
    config: Option<PathBuf>,
    told: Told,
    /// When the one began that is not answered yet.
    begun: Option<i64>,
}

impl Reloads {
    pub(super) fn new(config: Option<PathBuf>, told: Told) -> Reloads {
        Reloads { config, told, begun: None }
    }

    /// Waits until one is asked for, and the configuration is right. It may be
    /// dropped at any time, and goes on with the same question then.
    pub(super) async fn next(&mut self, current: &Generation) -> Generation {
        loop {
            if self.begun.is_none() {
                self.told.hung_up().await;
                self.begun = Some(answer::now());
            }
            let (config, before) = (self.config.clone(), current.clone());
            let built = spawn_blocking(move || before.next(config.as_deref()));
            match built.await.unwrap_or_else(|panic| Err(panic.into())) {
                Ok(next) => return next,
                Err(fault) => self.reject(current, &fault.said()),
            }
        }
    }

    /// The next generation is at work.
    pub(super) fn accept(&mut self, current: &Generation) {
        info!(generation = current.number, "config.reloaded");
        self.answer(current, Outcome::Reloaded, "");
    }

    /// This generation stays at work.
    pub(super) fn reject(&mut self, current: &Generation, reason: &str) {
        warn!(generation = current.number, reason, "config.rejected");
        self.answer(current, Outcome::Rejected, reason);
    }

    fn answer(&mut self, current: &Generation, outcome: Outcome, reason: &str) {
        let Some(begun) = self.begun.take() else { return };
        let answer = Answer {
            version: 1,
            pid: std::process::id(),
            begun,
            outcome,
            generation: current.number,
            reason: reason.to_owned(),
        };
        if let Err(error) = answer::write(&current.settings.state, &answer) {
            // Whoever waits gives up by himself; the log has said it.
            warn!(reason = %error, "config.unanswered");
        }
    }
}
