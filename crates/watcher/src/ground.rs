//! The directory of an inbox as it is at the moment: there or missing, the
//! same one or another of its name, with events or without.
//!
//! Everything here blocks, and runs on a thread where it may.

use std::{
    collections::HashMap,
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use courant_flow::BoxError;
use courant_model::Declared;
use tokio::task::spawn_blocking;
use tracing::{Span, info, warn};

use crate::{
    Events, Inbox,
    bounds::Bounds,
    ripen::Sign,
    scan::{self, Place, Survey},
    silence::silent,
    slate::Slate,
    wake::Ears,
};

#[derive(Debug)]
pub(crate) struct Ground {
    bounds: Arc<Bounds>,
    declared: Arc<Declared>,
    events: Events,
    slate: Arc<Slate>,
    state: State,
    /// Where there are events.
    ears: Option<Ears>,
}

/// Runs where blocking is allowed.
pub(crate) async fn on<T: Send + 'static>(
    ground: &Arc<Mutex<Ground>>,
    work: impl FnOnce(&mut Ground) -> T + Send + 'static,
) -> Result<T, BoxError> {
    let (ground, span) = (Arc::clone(ground), Span::current());
    let worked = spawn_blocking(move || {
        // Only one task locks it; a look that panicked ends the line.
        let mut ground = ground.lock().unwrap_or_else(PoisonError::into_inner);
        span.in_scope(|| work(&mut ground))
    });
    Ok(worked.await?)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Missing,
    There(Place),
    /// It was there, and something happened to it.
    Moved(Place),
}

impl Ground {
    pub(crate) fn new(inbox: &Inbox, bounds: Arc<Bounds>, slate: Arc<Slate>) -> Ground {
        Ground {
            bounds,
            declared: Arc::clone(&inbox.declared),
            events: inbox.events,
            slate,
            state: State::New,
            ears: None,
        }
    }

    /// Whether events tell of changes.
    pub(crate) fn hears(&self) -> bool {
        self.ears.is_some()
    }

    /// Looks at everything. `None` if the directory is missing.
    pub(crate) fn everything(&mut self) -> Option<Survey> {
        match fs::metadata(&self.bounds.directory) {
            Ok(metadata) if metadata.is_dir() => self.found(Place::of(&metadata)),
            Ok(_) => return self.missing(&io::ErrorKind::NotADirectory.into()),
            Err(error) => return self.missing(&error),
        }
        let mut survey = scan::everything(&self.bounds, self.ears.as_mut());
        if let Some(at) = survey.faults.iter().position(|(path, _)| *path == self.bounds.directory) {
            let (_, error) = survey.faults.swap_remove(at);
            return self.missing(&error);
        }
        if let Some(reason) = survey.deaf.take() {
            self.deafen(&reason);
        }
        Some(survey)
    }

    /// Looks at some paths.
    pub(crate) fn some(&mut self, hints: HashMap<PathBuf, Option<Sign>>) -> Survey {
        let mut survey = scan::some(hints, &self.bounds, self.ears.as_mut());
        if let Some(reason) = survey.deaf.take() {
            self.deafen(&reason);
            // So that the pace of polling begins now.
            self.slate.lose(reason);
        }
        survey
    }

    /// Events were lost: which directories are listened to is not certain any more.
    pub(crate) fn doubt(&mut self) {
        if let Some(ears) = &mut self.ears {
            ears.doubt();
        }
    }

    /// Something happened to the directory itself. It may be another one at
    /// the next look, even on the same inode.
    pub(crate) fn moved(&mut self) {
        if let State::There(place) = self.state {
            self.ears = None;
            self.state = State::Moved(place);
        }
    }

    /// Goes on without events.
    pub(crate) fn deafen(&mut self, reason: &str) {
        self.ears = None;
        let directory = self.bounds.directory.display();
        warn!(inbox = self.declared.inbox, directory = %directory, reason, "inbox.polling");
    }

    fn found(&mut self, place: Place) {
        if self.state == State::There(place) {
            return;
        }
        let directory = self.bounds.directory.display().to_string();
        let inbox = &self.declared.inbox;
        if self.state != State::New && self.state != State::Moved(place) {
            info!(inbox, directory, "inbox.back");
        }
        self.state = State::There(place);
        self.ears = None;
        match self.listen() {
            Ok(ears) => self.ears = ears,
            Err(reason) => self.deafen(&reason),
        }
        let mode = if self.hears() { "events" } else { "poll" };
        info!(inbox = self.declared.inbox, directory, mode, "inbox.watching");
    }

    fn listen(&self) -> Result<Option<Ears>, String> {
        match (self.events, silent(&self.bounds.directory)) {
            (Events::Poll, _) => Ok(None),
            (Events::Auto, Some(name)) => Err(format!("{name} tells no events of what others do")),
            (Events::Auto, None) | (Events::Native, _) => {
                Ears::open(Arc::clone(&self.bounds), Arc::clone(&self.slate)).map(Some)
            }
        }
    }

    fn missing(&mut self, error: &io::Error) -> Option<Survey> {
        if self.state != State::Missing {
            let directory = self.bounds.directory.display();
            warn!(inbox = self.declared.inbox, directory = %directory, reason = %error, "inbox.missing");
        }
        self.state = State::Missing;
        self.ears = None;
        None
    }
}
