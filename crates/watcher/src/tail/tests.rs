//! Files that are written, rotated and emptied at random, a line that takes
//! and drops cuts, and a process that dies: in the end each byte was
//! delivered once.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write as _,
    time::Duration,
};

use courant_ledger::{Ledger, SinkTerms};
use courant_model::{Cut, Declared};
use proptest::prelude::*;
use tempfile::TempDir;
use tokio::time::advance;

use super::*;
use crate::{Events, Mode};

const QUIET: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
enum Act {
    /// Bytes come, not always whole lines.
    Append(Vec<u8>),
    /// The file is renamed, and a new one made in its place.
    Rotate,
    /// The file is emptied when all of it was delivered.
    Empty,
    /// The file is copied aside and emptied, whatever was taken of it.
    CopyAndEmpty,
    /// The file is replaced by another one when all of it was delivered.
    Replace,
    /// The oldest file that was renamed, and was delivered, is removed.
    Remove,
    Wait(u64),
    Look,
    /// The cut on the line gets through, or comes back.
    Deliver,
    Abandon,
    /// The process is killed, and another one begins.
    Crash,
}

fn act() -> impl Strategy<Value = Act> {
    let piece = prop_oneof![
        4 => "#[0-9]{1,3}\n[a-zé€]{0,12}\n",
        2 => "#[0-9]\n",
        2 => "[a-zé€😀]{0,20}",
        1 => Just("\n".to_owned()),
        2 => (1..400_usize).prop_map(|length| "stretch\n".repeat(length)),
    ];
    // Also in the middle of a character.
    let bytes = (piece, 0..4_usize, 0..4_usize).prop_map(|(text, before, behind)| {
        let bytes = text.into_bytes();
        bytes[before.min(bytes.len() / 3)..bytes.len() - behind.min(bytes.len() / 3)].to_vec()
    });
    prop_oneof![
        8 => bytes.prop_map(Act::Append),
        2 => Just(Act::Rotate),
        2 => Just(Act::Empty),
        1 => Just(Act::CopyAndEmpty),
        1 => Just(Act::Replace),
        1 => Just(Act::Remove),
        3 => (0..4000_u64).prop_map(Act::Wait),
        6 => Just(Act::Look),
        5 => Just(Act::Deliver),
        2 => Just(Act::Abandon),
        2 => Just(Act::Crash),
    ]
}

/// What a process of this kind does: the items begin with a `#`.
fn items(_: &Arc<Declared>, lines: &[u8]) -> usize {
    let last = lines.windows(2).rposition(|pair| pair == b"\n#");
    last.map_or(0, |at| at + 1)
}

struct World {
    place: TempDir,
    inbox: Inbox,
    ledger: Ledger,
    tail: Tail,
    flight: Vec<Parcel<Arrival>>,
    /// What was written, a life each; the last one is written now.
    lives: Vec<Vec<u8>>,
    /// Files under other names, oldest first.
    rotated: Vec<PathBuf>,
    rotations: usize,
    /// By generation and offset.
    delivered: BTreeMap<(u64, u64), Vec<u8>>,
}

impl World {
    async fn new(include: &str, longest: u64) -> World {
        let place = tempfile::tempdir().unwrap();
        let ledger = Ledger::in_memory(&[SinkTerms::required("items")]).unwrap();
        let inbox = Inbox {
            include: vec![include.to_owned()],
            events: Events::Poll,
            mode: Mode::Tail(Tailing { quiet: QUIET, longest }),
            ..Inbox::new("wires", place.path())
        };
        fs::write(place.path().join("wire.log"), "").unwrap();
        let tail = begin(&inbox, &ledger).await;
        World {
            place,
            inbox,
            ledger,
            tail,
            flight: Vec::new(),
            lives: vec![Vec::new()],
            rotated: Vec::new(),
            rotations: 0,
            delivered: BTreeMap::new(),
        }
    }

    fn log(&self) -> PathBuf {
        self.place.path().join("wire.log")
    }

    async fn act(&mut self, act: Act) {
        match act {
            Act::Append(bytes) => self.append(&bytes),
            Act::Rotate => {
                // What was never seen under a name that is included is nobody's.
                self.look().await;
                self.rotations += 1;
                let to = self.place.path().join(format!("wire.log.{}", self.rotations));
                fs::rename(self.log(), &to).unwrap();
                self.rotated.push(to);
                fs::write(self.log(), "").unwrap();
                self.lives.push(Vec::new());
            }
            Act::Empty => {
                self.finish().await;
                fs::write(self.log(), "").unwrap();
                self.lives.push(Vec::new());
                // What begins as it did before could not be told from it.
                self.append(format!("#life {}\n", self.lives.len()).as_bytes());
            }
            Act::CopyAndEmpty => {
                // What is emptied twice before anybody looks was never there.
                self.look().await;
                if self.position() < 1024 {
                    // The copy could not be told from other files that begin alike.
                    self.finish().await;
                }
                self.rotations += 1;
                let to = self.place.path().join(format!(".wire.log.{}", self.rotations));
                fs::copy(self.log(), &to).unwrap();
                self.rotated.push(to);
                OpenOptions::new().write(true).open(self.log()).unwrap().set_len(0).unwrap();
                self.lives.push(Vec::new());
                self.look().await;
            }
            Act::Replace => {
                self.finish().await;
                fs::write(self.place.path().join(".aside"), "").unwrap();
                fs::rename(self.place.path().join(".aside"), self.log()).unwrap();
                self.lives.push(Vec::new());
                self.look().await;
            }
            Act::Remove => {
                self.finish().await;
                if !self.rotated.is_empty() {
                    fs::remove_file(self.rotated.remove(0)).unwrap();
                }
                self.look().await;
            }
            Act::Wait(millis) => advance(Duration::from_millis(millis)).await,
            Act::Look => self.look().await,
            Act::Deliver => self.deliver(),
            Act::Abandon => self.flight.clear(),
            Act::Crash => {
                self.flight.clear();
                self.tail = begin(&self.inbox, &self.ledger).await;
            }
        }
    }

    fn position(&self) -> u64 {
        let log = self.log();
        let mut strands = self.tail.strands.values().rev();
        strands.find(|strand| strand.generation.path == log).map_or(0, |strand| strand.generation.position)
    }

    fn append(&mut self, bytes: &[u8]) {
        OpenOptions::new().append(true).open(self.log()).unwrap().write_all(bytes).unwrap();
        self.lives.last_mut().unwrap().extend(bytes);
    }

    async fn look(&mut self) {
        while let Ok(landing) = self.tail.landings.try_recv() {
            self.tail.land(&landing);
        }
        self.tail.everything(Via::Rescan).await.unwrap();
        while let Some(parcel) = self.tail.next().await.unwrap() {
            self.flight.push(parcel);
        }
    }

    /// What the line does: the bytes are read, and are those that were meant,
    /// or it comes back.
    fn deliver(&mut self) {
        for parcel in self.flight.drain(..) {
            let (arrival, receipt) = parcel.open();
            let cut = arrival.cut.expect("only cuts come from here");
            let bytes = fs::read(&arrival.path).unwrap_or_default();
            let range = usize::try_from(cut.from).unwrap()..usize::try_from(cut.to).unwrap();
            let Some(bytes) = bytes.get(range) else { continue };
            if Cut::of(cut.generation, cut.from, bytes) != cut {
                continue;
            }
            let before = self.delivered.insert((cut.generation, cut.from), bytes.to_vec());
            assert_eq!(before, None, "{cut:?} was delivered twice");
            receipt.deliver();
        }
    }

    /// The last character is finished, and everything gets through.
    async fn finish(&mut self) {
        self.append(b"\n");
        self.drain().await;
    }

    /// Nothing more is written, and everything gets through that may.
    async fn drain(&mut self) {
        let mut idle = 0;
        // Longer than any pause before a cut is offered again.
        while idle < 8 {
            self.look().await;
            idle = if self.flight.is_empty() { idle + 1 } else { 0 };
            self.deliver();
            advance(QUIET).await;
        }
    }

    /// What was delivered, a generation each.
    fn generations(&self) -> Vec<Vec<u8>> {
        let mut all: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
        for ((generation, from), bytes) in &self.delivered {
            let before = all.entry(*generation).or_default();
            assert_eq!(before.len() as u64, *from, "a hole or an overlap in generation {generation}");
            before.extend(bytes);
        }
        all.into_values().collect()
    }

    fn check(&self) {
        let text = |life: Vec<u8>| String::from_utf8_lossy(&life).into_owned();
        let mut delivered: Vec<_> = self.generations().into_iter().map(text).collect();
        let written = self.lives.iter().filter(|life| !life.is_empty());
        let mut written: Vec<_> = written.cloned().map(text).collect();
        delivered.sort();
        written.sort();
        assert_eq!(delivered, written);
    }
}

async fn begin(inbox: &Inbox, ledger: &Ledger) -> Tail {
    let Mode::Tail(tailing) = inbox.mode else { unreachable!("it is said to be one") };
    let mut tail = Tail::new(inbox.clone(), tailing, Completeness::new(items), ledger.gate()).unwrap();
    tail.recall().await.unwrap();
    tail
}

fn on_a_clock_of_its_own<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(work)
}

#[test]
fn a_copy_is_read_though_a_file_that_is_followed_begins_as_it_does() {
    on_a_clock_of_its_own(async {
        let mut world = World::new("wire.log", 300).await;
        world.append(&b"stretch\n".repeat(200));
        world.act(Act::Rotate).await;
        world.append(&b"stretch\n".repeat(150));
        world.look().await;
        assert_eq!(world.position(), 4 * 296, "the last two lines wait for others");
        // The files of a directory are looked at before those below it.
        let below = world.place.path().join("below");
        fs::create_dir(&below).unwrap();
        fs::copy(world.log(), below.join("wire.log.copy")).unwrap();
        fs::write(world.log(), "#anew\n").unwrap();
        world.lives.push(b"#anew\n".to_vec());
        world.drain().await;
        world.check();
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn each_byte_is_delivered_once(
        acts in prop::collection::vec(act(), 1..60),
        include in prop_oneof![Just("wire.log"), Just("**")],
        longest in prop_oneof![Just(300_u64), Just(64 << 10)],
    ) {
        on_a_clock_of_its_own(async {
            let mut world = World::new(include, longest).await;
            for act in acts {
                world.act(act).await;
            }
            // A last character that was never finished is taken when its writer goes on elsewhere.
            world.act(Act::Look).await;
            world.act(Act::Rotate).await;
            world.append(b"#last\n");
            world.drain().await;
            world.check();
        });
    }
}
