//! Lines of random files, some of which end whatever line they are on.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn key(number: u16) -> Key {
    Key::File(format!("{number}.txt").into())
}

/// How a line was met by its files.
enum End {
    /// Everything that was offered came to its end.
    Done,
    /// So many lines were not enough.
    Never,
}

/// A line that holds `room` files at once, and dies when a guilty one reaches its end; what it holds is offered again on
/// the next one. `cut` ends some of them from outside, as a kill does.
struct World {
    files: BTreeSet<u16>,
    guilty: BTreeSet<u16>,
    convicted: BTreeSet<u16>,
    delivered: BTreeSet<u16>,
    deaths: usize,
}

impl World {
    fn new(files: u16, guilty: &BTreeSet<u16>) -> World {
        World {
            files: (0..files).collect(),
            guilty: guilty.iter().copied().filter(|number| *number < files).collect(),
            convicted: BTreeSet::new(),
            delivered: BTreeSet::new(),
            deaths: 0,
        }
    }

    fn open(&self) -> Vec<u16> {
        self.files
            .iter()
            .copied()
            .filter(|n| !self.delivered.contains(n) && !self.convicted.contains(n))
            .collect()
    }

    /// One line, until it dies, is killed after so many steps, or has nothing left to do. Says what the next one knows.
    fn line(
        &mut self,
        suspects: HashMap<Key, Suspect>,
        room: usize,
        kill: Option<usize>,
    ) -> HashMap<Key, Suspect> {
        let mut now = Instant::now();
        let mut inquest = Inquest::new(suspects, now);
        let mut flying: Vec<u16> = Vec::new();
        for step in 0.. {
            now += Duration::from_millis(50);
            inquest.tick(now);
            if kill == Some(step) {
                break;
            }
            for number in self.open() {
                if flying.contains(&number) || flying.len() == room {
                    continue;
                }
                match inquest.ask(&key(number), now) {
                    Leave::Go => {
                        inquest.goes(key(number), now);
                        flying.push(number);
                    }
                    Leave::Wait => {}
                    Leave::Never(_) => {
                        inquest.landed(&key(number), true);
                        self.convicted.insert(number);
                    }
                }
            }
            let Some(first) = (!flying.is_empty()).then(|| flying.remove(0)) else {
                if self.open().is_empty() {
                    return inquest.suspects().clone();
                }
                continue;
            };
            if self.guilty.contains(&first) {
                flying.push(first);
                self.deaths += 1;
                break;
            }
            self.delivered.insert(first);
            inquest.landed(&key(first), true);
        }
        let hands: Vec<Key> = inquest.flying().cloned().collect();
        inquest.died(hands, "it died");
        inquest.suspects().clone()
    }

    fn lines(&mut self, room: usize, kills: &[usize]) -> End {
        let mut suspects = HashMap::new();
        for kill in kills {
            suspects = self.line(suspects, room, Some(*kill));
        }
        for _ in 0..200 {
            suspects = self.line(suspects, room, None);
            if self.open().is_empty() {
                return End::Done;
            }
        }
        End::Never
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_guilty_are_found_and_the_others_go_through(
        files in 1_u16..200,
        guilty in prop::collection::btree_set(0_u16..200, 0..4),
        room in 1_usize..100,
    ) {
        let mut world = World::new(files, &guilty);
        prop_assert!(matches!(world.lines(room, &[]), End::Done));
        prop_assert_eq!(&world.convicted, &world.guilty);
        prop_assert_eq!(world.delivered.len() + world.convicted.len(), world.files.len());
        // Once with company, twice in ever smaller cohorts, then alone; those who are found together share the first.
        prop_assert!(world.deaths <= world.guilty.len() * (1 + 3 + 3), "{} deaths", world.deaths);
    }

    /// Lines that are killed from outside within three seconds strike nobody out, however often.
    #[test]
    fn kills_convict_nobody(
        files in 1_u16..40,
        room in 1_usize..40,
        kills in prop::collection::vec(0_usize..59, 0..100),
    ) {
        let mut world = World::new(files, &BTreeSet::new());
        prop_assert!(matches!(world.lines(room, &kills), End::Done));
        prop_assert_eq!(world.convicted.len(), 0);
    }
}

/// Asks in turn at some seconds of the line's life.
#[track_caller]
fn check(inquest: &mut Inquest, at: f64, asks: &[(u16, Leave)]) {
    let now = inquest.begun + Duration::from_secs_f64(at);
    inquest.tick(now);
    for (number, expected) in asks {
        assert_eq!(inquest.ask(&key(*number), now), *expected, "{number} at {at}");
    }
}

fn suspects(strikes: &[u32]) -> Inquest {
    let suspect = |strikes| Suspect { cohort: u64::from(strikes), strikes, cause: "it died".to_owned() };
    let suspects =
        strikes.iter().zip(0..).map(|(strikes, number)| (key(number), suspect(*strikes))).collect();
    Inquest::new(suspects, Instant::now())
}

#[test]
fn a_struck_one_waits_until_the_line_has_lived_and_a_guilty_one_never_goes() {
    let mut inquest = suspects(&[0, 1, 3]);
    let guilty = Leave::Never("it ended the line 3 times, the last time alone: it died".to_owned());
    check(&mut inquest, 0.0, &[(0, Leave::Go), (1, Leave::Wait), (2, guilty), (9, Leave::Go)]);
    check(&mut inquest, 3.0, &[(1, Leave::Go)]);
}

#[test]
fn several_shares_of_one_file_are_one_suspect() {
    let mut inquest = suspects(&[]);
    inquest.died(vec![key(7), key(7), key(7)], "it died");
    let expected = Suspect { cohort: 1, strikes: 1, cause: "it died".to_owned() };
    assert_eq!(*inquest.suspects(), HashMap::from([(key(7), expected)]));
}

#[test]
fn suspects_and_others_give_way_to_each_other_and_neither_for_ever() {
    let mut inquest = suspects(&[0, 1]);
    inquest.goes(key(9), inquest.begun);
    // The other one is there first, and is followed by others for a while.
    check(&mut inquest, 0.0, &[(0, Leave::Wait), (8, Leave::Go)]);
    check(&mut inquest, 1.0, &[(0, Leave::Wait), (8, Leave::Wait)]);
    // It does not come to its end: a sink may hold it.
    check(&mut inquest, 11.0, &[(0, Leave::Wait), (8, Leave::Go)]);
    assert!(inquest.landed(&key(9), true), "who waited is told");
    check(&mut inquest, 12.0, &[(0, Leave::Go), (1, Leave::Go)]);
    inquest.goes(key(0), inquest.begun + Duration::from_secs(12));
    check(&mut inquest, 13.0, &[(0, Leave::Go), (1, Leave::Wait), (8, Leave::Wait)]);
    check(&mut inquest, 22.0, &[(1, Leave::Wait), (8, Leave::Go)]);
    assert!(inquest.landed(&key(0), true));
    check(&mut inquest, 23.0, &[(1, Leave::Go), (8, Leave::Go)]);
}
