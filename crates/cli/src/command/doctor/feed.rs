//! Where bulletins come from, and how they come into the copied inboxes.

use std::{
    collections::VecDeque,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use courant::watcher::Once;

use super::{bulletins, dice::Dice, scratch::Scratch};
use crate::{
    config::{InboxMode, InboxSettings, Settings},
    fault::Fault,
    line,
    plain::Plain,
};

/// As many files as are taken of a user's inbox: more of them prove nothing more.
const FILES: usize = 5_000;

/// As much as is taken of a file that grows.
const LENGTH: usize = 8 << 20;

/// Everything that is to come.
#[derive(Debug)]
pub(super) struct Feed {
    drops: VecDeque<Drop>,
    tails: Vec<Tail>,
    aside: PathBuf,
    /// Files that came.
    pub(super) dropped: u32,
    /// Whether they are made up.
    pub(super) invented: bool,
}

#[derive(Debug)]
struct Drop {
    of: Of,
    into: PathBuf,
}

#[derive(Debug)]
enum Of {
    /// A file of the user's, with so many line feeds behind it: another
    /// bulletin that tells the same.
    File(PathBuf, usize),
    /// A page that is made up.
    Page(u32),
}

/// What comes at once.
#[derive(Debug, Clone)]
pub(super) struct Share {
    files: usize,
    /// Of each file that grows.
    bytes: Vec<usize>,
}

impl Share {
    /// Some of it, and the rest.
    pub(super) fn split(mut self, dice: &mut Dice) -> (Share, Share) {
        let mut cut = |whole: &mut usize| {
            let part = dice.pick(*whole + 1);
            *whole -= part;
            part
        };
        let first = Share { files: cut(&mut self.files), bytes: self.bytes.iter_mut().map(cut).collect() };
        (first, self)
    }
}

/// A file that grows.
#[derive(Debug)]
struct Tail {
    file: File,
    rest: Vec<u8>,
    /// Where in the rest an item begins, ascending.
    begins: Vec<usize>,
}

impl Feed {
    /// What is in the user's inboxes, or what stands in for it; at least one
    /// bulletin for each mishap.
    pub(super) fn of(scratch: &Scratch, plain: &Plain, mishaps: u32) -> Result<Feed, Fault> {
        let aside = scratch.path().join("aside");
        fs::create_dir_all(&aside)?;
        let mut feed = Feed { drops: VecDeque::new(), tails: Vec::new(), aside, dropped: 0, invented: false };
        for (own, copy) in scratch.own.inboxes.iter().zip(&scratch.settings.inboxes) {
            let terms = line::inbox(own, &scratch.own.limits)?;
            let mut found: Vec<PathBuf> = Vec::new();
            if own.directory.is_dir() {
                let listed = Once::plan(std::slice::from_ref(&terms.directory), &terms)?.found;
                found.extend(listed.into_iter().map(|found| found.path).take(FILES));
            }
            feed.invented |= found.is_empty();
            match own.mode {
                InboxMode::Drop => feed.take(&terms.directory, &found, copy, &scratch.settings, mishaps)?,
                InboxMode::Tail => feed.follow(&terms.directory, &found, copy, plain, mishaps, scratch)?,
            }
        }
        Ok(feed)
    }

    fn take(
        &mut self,
        from: &Path,
        found: &[PathBuf],
        copy: &InboxSettings,
        settings: &Settings,
        mishaps: u32,
    ) -> Result<(), Fault> {
        // A death that leaves something behind for the next one takes a bulletin too.
        let wanted = mishaps + mishaps / 4 + STORIES;
        if found.is_empty() {
            let name = accepted(copy, settings, &["page.txt", "page.html", "page.md", "page"])?;
            for number in 0..wanted {
                let into = copy.directory.join(numbered(&name, number.into()));
                self.drops.push_back(Drop { of: Of::Page(number), into });
            }
            return Ok(());
        }
        for n in 0..found.len().max(usize::try_from(wanted)?) {
            let (file, again) = (&found[n % found.len()], n / found.len());
            let Ok(name) = file.strip_prefix(from) else { continue };
            let name = if again == 0 { name.to_owned() } else { numbered(name, again as u64) };
            self.drops.push_back(Drop { of: Of::File(file.clone(), again), into: copy.directory.join(name) });
        }
        Ok(())
    }

    fn follow(
        &mut self,
        from: &Path,
        found: &[PathBuf],
        copy: &InboxSettings,
        plain: &Plain,
        mishaps: u32,
        scratch: &Scratch,
    ) -> Result<(), Fault> {
        if found.is_empty() {
            let name = accepted(copy, &scratch.settings, &["wire.log", "wire.txt", "wire.jsonl", "wire"])?;
            let stories: Vec<String> = (0..2 * (mishaps + STORIES)).map(bulletins::story).collect();
            let begins = stories.iter().scan(0, |at, story| Some(std::mem::replace(at, *at + story.len())));
            let begins = begins.collect();
            self.tails.push(Tail {
                file: grown(&copy.directory.join(name))?,
                rest: stories.concat().into_bytes(),
                begins,
            });
            return Ok(());
        }
        for path in found {
            let Ok(name) = path.strip_prefix(from) else { continue };
            let mut rest = fs::read(path)?;
            rest.truncate(LENGTH);
            let whole = rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            rest.truncate(whole);
            let begins = begins(path, &rest, copy, plain);
            self.tails.push(Tail { file: grown(&copy.directory.join(name))?, rest, begins });
        }
        Ok(())
    }

    /// A share of what is left, as one of so many: the same for each of them,
    /// and something as long as there is anything.
    pub(super) fn share(&self, of: u32) -> Share {
        let of = usize::try_from(of.max(1)).unwrap_or(1);
        Share {
            files: self.drops.len().div_ceil(of),
            bytes: self.tails.iter().map(|tail| tail.rest.len().div_ceil(of)).collect(),
        }
    }

    /// Lets it come.
    pub(super) fn give(&mut self, share: &Share, dice: &mut Dice) -> Result<(), Fault> {
        for _ in 0..share.files {
            let Some(drop) = self.drops.pop_front() else { break };
            self.put(&drop)?;
        }
        for (tail, bytes) in self.tails.iter_mut().zip(&share.bytes).filter(|(_, bytes)| **bytes > 0) {
            tail.grow(*bytes, dice)?;
        }
        Ok(())
    }

    /// Nothing more comes.
    pub(super) fn dry(&mut self) {
        self.drops.clear();
        self.tails.clear();
    }

    /// Written aside, and renamed into the inbox: whole from the first moment.
    fn put(&mut self, drop: &Drop) -> Result<(), Fault> {
        let bytes = match &drop.of {
            Of::Page(number) => bulletins::page(*number).into_bytes(),
            Of::File(path, again) => {
                let mut bytes = match fs::read(path) {
                    Ok(bytes) => bytes,
                    // The user's inbox lives on meanwhile.
                    Err(gone) if gone.kind() == io::ErrorKind::NotFound => return Ok(()),
                    Err(error) => return Err(error.into()),
                };
                if *again > 0 && (bytes.contains(&0) || std::str::from_utf8(&bytes).is_err()) {
                    // Nothing can be put behind an archive.
                    return Ok(());
                }
                bytes.extend(std::iter::repeat_n(b'\n', *again));
                bytes
            }
        };
        if let Some(parent) = drop.into.parent() {
            fs::create_dir_all(parent)?;
        }
        let aside = self.aside.join("bulletin");
        fs::write(&aside, bytes)?;
        fs::rename(&aside, &drop.into)?;
        self.dropped += 1;
        Ok(())
    }
}

impl Tail {
    /// Appends so much, and then on to where the next item begins: a writer
    /// may pause there for as long as the program is dead. On the way it may
    /// be caught in the midst of an item.
    fn grow(&mut self, length: usize, dice: &mut Dice) -> io::Result<()> {
        let end = self.begins.iter().copied().find(|at| *at >= length.max(1)).unwrap_or(self.rest.len());
        let (first, second) = self.rest[..end].split_at(dice.pick(end + 1));
        self.file.write_all(first)?;
        self.file.write_all(second)?;
        self.rest.drain(..end);
        self.begins.retain(|at| *at >= end);
        self.begins.iter_mut().for_each(|at| *at -= end);
        Ok(())
    }
}

/// Bulletins more than there are mishaps: what is left for the last, peaceful run.
const STORIES: u32 = 12;

fn grown(path: &Path) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    OpenOptions::new().append(true).create(true).open(path)
}

/// Where items begin in a file: in JSON Lines with each line.
fn begins(path: &Path, bytes: &[u8], inbox: &InboxSettings, plain: &Plain) -> Vec<usize> {
    if bytes.trim_ascii_start().starts_with(b"{") || std::str::from_utf8(bytes).is_err() {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        return ends.map(|(at, _)| at + 1).collect();
    }
    let contents = plain.contents(path, &inbox.declared, None);
    let begins = contents.into_iter().flat_map(|contents| contents.items).map(|item| item.begins);
    begins.filter(|at| *at < bytes.len() && (*at == 0 || bytes[at - 1] == b'\n')).collect()
}

/// The name with a number in it, and the same ending.
fn numbered(name: &Path, number: u64) -> PathBuf {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match name.extension() {
        Some(extension) => name.with_file_name(format!("{stem}.{number:04}.{}", extension.to_string_lossy())),
        None => name.with_file_name(format!("{stem}.{number:04}")),
    }
}

/// The first of these names, or of those in the inbox's patterns, that the inbox takes in.
fn accepted(inbox: &InboxSettings, settings: &Settings, names: &[&str]) -> Result<PathBuf, Fault> {
    let terms = line::inbox(inbox, &settings.limits)?;
    let said = inbox.include.iter().map(|glob| glob.replace("**/", "").replace("**", "x").replace('*', "x"));
    for name in names.iter().map(ToString::to_string).chain(said) {
        let probe = inbox.directory.join(numbered(Path::new(&name), 0));
        fs::write(&probe, b"")?;
        let taken = Once::plan(std::slice::from_ref(&terms.directory), &terms);
        fs::remove_file(&probe)?;
        if !taken?.found.is_empty() {
            return Ok(name.into());
        }
    }
    Err(Fault::Missing(format!(
        "inbox `{}` is empty, and takes no name that could be made up: put a bulletin into it",
        inbox.declared.inbox
    )))
}
