//! The only module that touches `notify`: from its events to marks on a
//! slate.
//!
//! Every directory is listened to by itself, before it is read. `notify`
//! could follow a tree on its own, but it adds a new directory some time
//! after the event, and what was made in there meanwhile goes unheard; it
//! listens to excluded trees as well, and a watch each is all the kernel
//! gives (`fs.inotify.max_user_watches`).

use std::{collections::HashMap, mem, path::Path, sync::Arc};

use notify::{
    Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode},
};
use rustix::io::Errno;

use crate::{bounds::Bounds, ripen::Sign, scan::Place, slate::Slate};

/// The directories that are listened to. Dropped, it hears no more.
#[derive(Debug)]
pub(crate) struct Ears {
    watcher: RecommendedWatcher,
    heard: HashMap<Box<Path>, Place>,
    /// Those of the round before, from which this round picks.
    before: HashMap<Box<Path>, Place>,
}

impl Ears {
    /// Fails with the reason why there are no events.
    pub(crate) fn open(bounds: Arc<Bounds>, slate: Arc<Slate>) -> Result<Ears, String> {
        let hear = move |event| hear(event, &bounds, &slate);
        let watcher = RecommendedWatcher::new(hear, Config::default()).map_err(|error| why(&error))?;
        Ok(Ears { watcher, heard: HashMap::new(), before: HashMap::new() })
    }

    /// Begins a look at all directories; those that it does not come by are forgotten.
    pub(crate) fn round(&mut self) {
        self.before = mem::take(&mut self.heard);
    }

    /// Forgets which directories are listened to, so that all are listened to
    /// afresh: it does no harm to do so twice.
    pub(crate) fn doubt(&mut self) {
        self.heard.clear();
    }

    /// Listens to a directory, unless it does.
    pub(crate) fn listen(&mut self, directory: &Path, place: Place) -> Result<(), String> {
        if self.before.remove(directory) == Some(place) || self.heard.get(directory) == Some(&place) {
            self.heard.insert(directory.into(), place);
            return Ok(());
        }
        self.listen_afresh(directory, place)
    }

    /// Listens to a directory of which an event told: it may be another one
    /// of the same name, on the same inode.
    pub(crate) fn listen_afresh(&mut self, directory: &Path, place: Place) -> Result<(), String> {
        match self.watcher.watch(directory, RecursiveMode::NonRecursive) {
            Ok(()) => {
                self.heard.insert(directory.into(), place);
                Ok(())
            }
            // It vanished, or must not be read: the walk that called finds out by itself.
            Err(error) if is_local(&error.kind) => Ok(()),
            Err(error) => Err(why(&error)),
        }
    }
}

fn is_local(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => matches!(
            error.kind(),
            std::io::ErrorKind::NotFound
                | std::io::ErrorKind::PermissionDenied
                | std::io::ErrorKind::NotADirectory
        ),
        _ => false,
    }
}

/// Names the limit that is meant: both errors read like a full disk or too many open files.
fn why(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => {
            "no more directories can be listened to: raise the sysctl fs.inotify.max_user_watches".to_owned()
        }
        ErrorKind::Io(io) if Errno::from_io_error(io) == Some(Errno::MFILE) => {
            "nobody else can listen: raise the sysctl fs.inotify.max_user_instances, or the limit of open files"
                .to_owned()
        }
        _ => error.to_string(),
    }
}

/// Runs on `notify`'s thread, for each event.
fn hear(event: notify::Result<Event>, bounds: &Bounds, slate: &Slate) {
    let event = match event {
        Ok(event) if event.need_rescan() => return slate.lose("the kernel's queue overflowed".to_owned()),
        Ok(event) => event,
        Err(error) => return slate.lose(why(&error)),
    };
    let kind = event.kind;
    // Looking and reading are told as well; whoever heeded that would wake itself for ever.
    if matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write)) {
        return;
    }
    for (nth, path) in event.paths.into_iter().enumerate() {
        if bounds.shut(&path).is_none() {
            slate.mark(path, sign(kind, nth));
        }
    }
}

/// What an event tells of the `nth` path that it names.
fn sign(kind: EventKind, nth: usize) -> Option<Sign> {
    match kind {
        EventKind::Access(_)
        | EventKind::Modify(ModifyKind::Name(RenameMode::To))
        // Nobody writes a directory, and the sooner it is listened to, the more is heard.
        | EventKind::Create(CreateKind::Folder) => Some(Sign::Ended),
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) if nth > 0 => Some(Sign::Ended),
        EventKind::Modify(ModifyKind::Data(_)) => Some(Sign::Written),
        EventKind::Create(_)
        | EventKind::Remove(_)
        | EventKind::Modify(ModifyKind::Name(RenameMode::From | RenameMode::Both)) => Some(Sign::Appeared),
        EventKind::Modify(_) | EventKind::Any | EventKind::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, MetadataKind, RemoveKind};

    use super::*;
    use crate::Inbox;

    /// One event on `/inbox/a` (and `/inbox/b`), and what is marked.
    #[track_caller]
    fn check(event: Event, expected: &[(&str, Option<Sign>)]) {
        let bounds = Bounds::new(&Inbox::new("wires", "/inbox")).unwrap();
        let slate = Slate::default();
        hear(Ok(event), &bounds, &slate);
        let expected = expected.iter().map(|(name, sign)| (Path::new("/inbox").join(name), *sign));
        assert_eq!(slate.wipe().hints, expected.collect());
    }

    fn event(kind: EventKind, names: &[&str]) -> Event {
        names.iter().fold(Event::new(kind), |event, name| event.add_path(Path::new("/inbox").join(name)))
    }

    #[test]
    fn events_become_signs() {
        let renamed = |mode| EventKind::Modify(ModifyKind::Name(mode));
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let mode = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        check(event(EventKind::Create(CreateKind::File), &["a"]), &[("a", Some(Sign::Appeared))]);
        check(event(data, &["a"]), &[("a", Some(Sign::Written))]);
        check(event(closed, &["a"]), &[("a", Some(Sign::Ended))]);
        check(event(mode, &["a"]), &[("a", None)]);
        check(event(EventKind::Create(CreateKind::Folder), &["a"]), &[("a", Some(Sign::Ended))]);
        check(event(EventKind::Remove(RemoveKind::File), &["a"]), &[("a", Some(Sign::Appeared))]);
        check(event(renamed(RenameMode::From), &["a"]), &[("a", Some(Sign::Appeared))]);
        check(event(renamed(RenameMode::To), &["a"]), &[("a", Some(Sign::Ended))]);
        let both = [("a", Some(Sign::Appeared)), ("b", Some(Sign::Ended))];
        check(event(renamed(RenameMode::Both), &["a", "b"]), &both);
        check(event(renamed(RenameMode::Both), &[".a", "b"]), &both[1..]);
    }

    #[test]
    fn our_own_reading_wakes_nobody() {
        check(event(EventKind::Access(AccessKind::Open(AccessMode::Any)), &["a"]), &[]);
        check(event(EventKind::Access(AccessKind::Close(AccessMode::Read)), &["a"]), &[]);
        check(event(EventKind::Access(AccessKind::Read), &["a"]), &[]);
    }

    #[test]
    fn an_overflow_is_told() {
        let bounds = Bounds::new(&Inbox::new("wires", "/inbox")).unwrap();
        let slate = Slate::default();
        hear(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), &bounds, &slate);
        assert_eq!(slate.wipe().lost, Some("the kernel's queue overflowed".to_owned()));
    }
}
