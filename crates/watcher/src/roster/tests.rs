use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const STILL: Duration = Duration::from_secs(1);
const RESCAN: Duration = Duration::from_secs(30);

/// An inbox, the events of it, and a ledger as slow as the acts make it.
struct World {
    roster: Roster,
    start: Instant,
    now: Duration,
    files: BTreeMap<PathBuf, Stamp>,
    hints: BTreeMap<PathBuf, Option<Sign>>,
    flight: BTreeMap<PathBuf, Stamp>,
    settled: BTreeMap<PathBuf, Stamp>,
    offered: Vec<(PathBuf, Stamp)>,
    clock: i64,
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Wait(u64),
    /// A file is renamed in, linked in, written or closed, and heard.
    Change(u8, Sign),
    /// Or not.
    ChangeUnheard(u8),
    Remove(u8),
    Heed,
    Everything,
    Offer,
    Settle(u8),
    Abandon(u8),
    Nudge,
}

fn name(number: u8) -> PathBuf {
    PathBuf::from(format!("/inbox/{number}.txt"))
}

impl World {
    fn new() -> World {
        World {
            roster: Roster::new(Arc::default(), STILL, RESCAN),
            start: Instant::now(),
            now: Duration::ZERO,
            files: BTreeMap::new(),
            hints: BTreeMap::new(),
            flight: BTreeMap::new(),
            settled: BTreeMap::new(),
            offered: Vec::new(),
            clock: 0,
        }
    }

    fn at(&self) -> Instant {
        self.start + self.now
    }

    /// Lets time jump to the next look.
    fn skip(&mut self) -> Duration {
        let jump = self.roster.next_look().unwrap().duration_since(self.at());
        self.now += jump;
        jump
    }

    fn change(&mut self, number: u8) {
        self.clock += 1;
        self.files.insert(name(number), Stamp { size: 9, modified: self.clock, ..Stamp::default() });
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Wait(millis) => self.now += Duration::from_millis(millis),
            Act::Change(number, sign) => {
                self.change(number);
                self.hints.insert(name(number), Some(sign));
            }
            Act::ChangeUnheard(number) => self.change(number),
            Act::Remove(number) => {
                self.files.remove(&name(number));
                self.hints.insert(name(number), Some(Sign::Appeared));
            }
            Act::Heed => self.heed(),
            Act::Everything => self.everything(),
            Act::Offer => self.offer(),
            Act::Settle(number) => {
                if let Some((path, stamp)) = self.flight.remove_entry(&name(number)) {
                    self.settled.insert(path, stamp);
                }
            }
            Act::Abandon(number) => {
                if let Some((path, stamp)) = self.flight.remove_entry(&name(number)) {
                    // What is abandoned is owed, and may be offered again.
                    self.offered.retain(|offer| *offer != (path.clone(), stamp));
                }
            }
            Act::Nudge => {
                self.roster.unsettle();
                self.everything();
            }
        }
    }

    fn standing(&self, seen: &Seen) -> Standing {
        match (self.flight.contains_key(&seen.path), self.settled.get(&seen.path)) {
            (true, _) => Standing::InFlight,
            (false, Some(stamp)) if *stamp == seen.stamp => Standing::Settled,
            (false, _) => Standing::Due,
        }
    }

    fn see(&mut self, path: PathBuf, sign: Option<Sign>, via: Via) {
        let Some(stamp) = self.files.get(&path).copied() else { return self.roster.gone(&path) };
        let seen = Seen { path, stamp, sign };
        let standing = self.roster.standing(&seen, via).unwrap_or_else(|| self.standing(&seen));
        self.roster.enter(seen, self.at(), self.at(), standing, via);
    }

    fn heed(&mut self) {
        let mut paths = std::mem::take(&mut self.hints);
        for path in self.roster.looks(self.at()) {
            paths.entry(path).or_default();
        }
        for (path, sign) in paths {
            self.see(path, sign, Via::Event);
        }
    }

    fn everything(&mut self) {
        self.heed();
        let files =
            self.files.iter().map(|(path, stamp)| Seen { path: path.clone(), stamp: *stamp, sign: None });
        self.roster.present(&files.collect::<Vec<_>>(), self.at());
        for path in self.files.keys().cloned().collect::<Vec<_>>() {
            self.see(path, None, Via::Scan);
        }
    }

    fn offer(&mut self) {
        let Some(path) = self.roster.first() else { return };
        match self.files.get(&path).copied() {
            Some(stamp) if self.roster.take(&path, stamp) => {
                assert!(!self.offered.contains(&(path.clone(), stamp)), "offered twice: {}", path.display());
                assert!(!self.flight.contains_key(&path), "offered while on the line: {}", path.display());
                self.offered.push((path.clone(), stamp));
                self.flight.insert(path, stamp);
            }
            _ => self.see(path, None, Via::Event),
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    let sign = prop_oneof![Just(Sign::Appeared), Just(Sign::Written), Just(Sign::Ended)];
    prop_oneof![
        4 => (1_u64..2000).prop_map(Act::Wait),
        6 => (0_u8..4, sign).prop_map(|(number, sign)| Act::Change(number, sign)),
        1 => (0_u8..4).prop_map(Act::ChangeUnheard),
        1 => (0_u8..4).prop_map(Act::Remove),
        6 => Just(Act::Heed),
        3 => Just(Act::Everything),
        4 => Just(Act::Offer),
        3 => (0_u8..4).prop_map(Act::Settle),
        1 => (0_u8..4).prop_map(Act::Abandon),
        1 => Just(Act::Nudge),
    ]
}

proptest! {
    #[test]
    fn each_content_once_and_none_forgotten(acts in prop::collection::vec(act(), 0..80)) {
        let mut world = World::new();
        for act in acts {
            world.act(act);
        }
        // Left alone, with a look at everything now and then, all is settled.
        for _ in 0..8 {
            world.now += RESCAN;
            world.everything();
            for _ in 0..8 {
                world.offer();
            }
            for (path, stamp) in std::mem::take(&mut world.flight) {
                world.settled.insert(path, stamp);
            }
        }
        for (path, stamp) in &world.files {
            prop_assert_eq!(world.settled.get(path), Some(stamp));
        }
        // And there is nothing left to be done.
        world.everything();
        prop_assert_eq!(world.roster.first(), None);
        prop_assert_eq!(world.roster.next_look(), None);
        prop_assert!(world.roster.files.keys().all(|path| world.files.contains_key(&**path)));
    }
}

#[test]
fn a_settled_file_is_not_asked_about() {
    let mut world = World::new();
    world.act(Act::Change(1, Sign::Ended));
    for act in [Act::Heed, Act::Offer, Act::Settle(1), Act::Everything] {
        world.act(act);
    }
    let mut seen = Seen { path: name(1), stamp: world.files[&name(1)], sign: None };
    assert_eq!(world.roster.standing(&seen, Via::Rescan), Some(Standing::Settled));
    world.roster.unsettle();
    assert_eq!(world.roster.standing(&seen, Via::Rescan), None);
    seen.stamp.modified += 1;
    assert_eq!(world.roster.standing(&seen, Via::Event), None);
}

#[test]
fn a_file_that_changed_on_the_line_is_asked_about_at_growing_intervals() {
    let mut world = World::new();
    world.act(Act::Change(1, Sign::Ended));
    world.act(Act::Heed);
    world.act(Act::Offer);
    world.act(Act::Change(1, Sign::Ended));
    let mut pauses = Vec::new();
    for _ in 0..11 {
        world.act(Act::Heed);
        pauses.push(world.skip().as_millis());
    }
    assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000]);
    // It was closed, and has not changed since: whole as soon as the line lets go of it.
    world.act(Act::Settle(1));
    world.act(Act::Heed);
    assert_eq!(world.roster.first(), Some(name(1)));
}

#[test]
fn a_file_that_keeps_changing_is_looked_at_every_minute() {
    let mut world = World::new();
    for _ in 0..5 {
        world.act(Act::Change(1, Sign::Written));
        world.act(Act::Heed);
        assert!(world.skip() <= REMINDER);
    }
    assert_eq!(world.roster.first(), None);
}

#[test]
fn whole_files_leave_by_time_and_name() {
    let mut world = World::new();
    for number in [3, 1, 2] {
        world.act(Act::Change(number, Sign::Ended));
    }
    world.files.get_mut(&name(2)).unwrap().modified = 1;
    for act in [Act::Heed, Act::Offer, Act::Offer, Act::Offer] {
        world.act(act);
    }
    let order: Vec<_> = world.offered.into_iter().map(|(path, _)| path).collect();
    assert_eq!(order, [name(2), name(3), name(1)]);
}
