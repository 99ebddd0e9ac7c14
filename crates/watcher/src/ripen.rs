//! When a file is whole. No IO and no clock: what was seen goes in, with its
//! time, and a verdict comes out.
//!
//! There are two kinds of evidence. A *sign* is what an event tells: a file
//! that was renamed in, or closed by its writer, is whole at once. Without a
//! sign two *looks* must find the same stamp, [`Patience::still`] apart. An
//! old modification time is no evidence, though it would spare the second
//! look: `cp -p`, `tar` and clocks of other machines make it say anything,
//! and the second look costs a whole backlog one wait together.
//!
//! A file that is known to be in a writer's hands waits for its close. So
//! does an empty one without a sign: it is a name that was made before the
//! first byte, or a network file system that holds the bytes back. The close
//! may be lost, so even they are whole when they stood still for very long.

use std::{
    cmp::max,
    time::{Duration, Instant},
};

use courant_model::Stamp;

/// What an event told of a file's contents. Later signs replace earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The name is new; nothing is known of a writer. A hard link says no more than this.
    Appeared,
    /// Somebody wrote and has not closed.
    Written,
    /// A writer closed it, or it came here under another name.
    Ended,
}

/// What a file system said, and when.
///
/// A look takes time, and looks at many files count as one. It is as old as
/// its end when stillness begins with it, and as young as its beginning when
/// stillness is confirmed by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) stamp: Stamp,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
}

/// How long files must stand still.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    still: Duration,
    held: Duration,
}

impl Patience {
    /// No writer whose close was lost is waited for longer than ten times
    /// `still`, or a minute: slow downloads stall for less.
    pub(crate) fn new(still: Duration) -> Patience {
        Patience { still, held: max(still.saturating_mul(10), Duration::from_mins(1)) }
    }
}

/// What is known of a file's contents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ripening {
    stamp: Stamp,
    /// Since when it is known to stand still.
    since: Instant,
    /// The last sign, as long as it holds.
    sign: Option<Sign>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Whole,
    /// Look again then, unless a sign comes first.
    Wait(Instant),
}

impl Ripening {
    /// A file as it was at its first look, or at the last one that is remembered.
    pub(crate) fn new(stamp: Stamp, since: Instant) -> Ripening {
        Ripening { stamp, since, sign: None }
    }

    /// Takes a look at the file, and the sign that came before it if one did.
    pub(crate) fn see(&mut self, look: Look, sign: Option<Sign>, patience: Patience) -> Verdict {
        let changed = look.stamp != self.stamp;
        if changed || matches!(sign, Some(Sign::Appeared | Sign::Written)) {
            self.stamp = look.stamp;
            self.since = look.ended;
        }
        if changed && self.sign == Some(Sign::Ended) {
            // It told of the end of what was there before.
            self.sign = None;
        }
        self.sign = sign.or(self.sign);
        let wait = match self.sign {
            Some(Sign::Ended) => return Verdict::Whole,
            Some(Sign::Written) => patience.held,
            Some(Sign::Appeared) | None if self.stamp.size == 0 => patience.held,
            Some(Sign::Appeared) | None => patience.still,
        };
        let ripe = self.since + wait;
        if look.began >= ripe { Verdict::Whole } else { Verdict::Wait(ripe) }
    }

    /// Events were lost, and the writer's close may be among them.
    pub(crate) fn doubt(&mut self) {
        if self.sign == Some(Sign::Written) {
            self.sign = None;
        }
    }

    /// The file as it was last seen.
    pub(crate) fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Since when it is known to stand still.
    pub(crate) fn since(&self) -> Instant {
        self.since
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STILL: Duration = Duration::from_secs(1);
    const HELD: Duration = Duration::from_mins(1);

    #[derive(Debug, Clone, Copy)]
    enum Act {
        Wait(u64),
        /// Opened, or written to, and left open.
        Write,
        /// Written to without an event: over the network, or through a mapping.
        WriteUnheard,
        Close,
        RenameIn,
        Link,
        Look,
    }

    /// A file, its writer, and what events have told since the last look.
    struct World {
        start: Instant,
        now: Duration,
        stamp: Stamp,
        changed: Duration,
        open: bool,
        /// Whether the events told so far leave the file in a writer's hands.
        told_open: bool,
        sign: Option<Sign>,
        ripening: Option<Ripening>,
        offered: Vec<Stamp>,
    }

    impl World {
        fn new() -> World {
            let stamp = Stamp { size: 1, modified: 0, inode: 1, device: 1 };
            World {
                start: Instant::now(),
                now: Duration::ZERO,
                stamp,
                changed: Duration::ZERO,
                open: false,
                told_open: false,
                sign: None,
                ripening: None,
                offered: Vec::new(),
            }
        }

        fn change(&mut self) {
            self.stamp.size += 1;
            self.stamp.modified = i64::try_from(self.now.as_nanos()).unwrap();
            self.changed = self.now;
        }

        fn act(&mut self, act: Act) {
            match act {
                Act::Wait(millis) => self.now += Duration::from_millis(millis),
                Act::Write => {
                    self.change();
                    (self.open, self.told_open, self.sign) = (true, true, Some(Sign::Written));
                }
                Act::WriteUnheard => self.change(),
                Act::Close if self.open => {
                    (self.open, self.told_open, self.sign) = (false, false, Some(Sign::Ended));
                }
                Act::Close => {}
                Act::RenameIn => {
                    self.change();
                    self.stamp.inode += 1;
                    (self.open, self.told_open, self.sign) = (false, false, Some(Sign::Ended));
                }
                Act::Link => {
                    self.change();
                    self.stamp.inode += 1;
                    (self.open, self.told_open, self.sign) = (false, false, Some(Sign::Appeared));
                }
                Act::Look => {
                    self.look();
                }
            }
        }

        /// As the roster does: a file that was offered and has not changed since is not due.
        fn look(&mut self) -> Option<Verdict> {
            let sign = self.sign.take();
            if self.offered.last() == Some(&self.stamp) {
                return None;
            }
            let at = self.start + self.now;
            let look = Look { stamp: self.stamp, began: at, ended: at };
            let mut ripening = self.ripening.take().unwrap_or(Ripening::new(self.stamp, at));
            let verdict = ripening.see(look, sign, Patience::new(STILL));
            if verdict == Verdict::Whole {
                let stood = self.now.saturating_sub(self.changed);
                let ended = sign == Some(Sign::Ended);
                assert!(ended || stood >= STILL, "still for {stood:?} without a sign of its end");
                assert!(!self.told_open || stood >= HELD, "a writer holds it, and wrote {stood:?} ago");
                assert!(!self.offered.contains(&self.stamp), "offered twice");
                self.offered.push(self.stamp);
                // Its close, if any, is taken for lost.
                self.told_open = false;
            } else {
                self.ripening = Some(ripening);
            }
            Some(verdict)
        }
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            4 => (1_u64..3000).prop_map(Act::Wait),
            1 => (50_000_u64..70_000).prop_map(Act::Wait),
            3 => Just(Act::Write),
            1 => Just(Act::WriteUnheard),
            2 => Just(Act::Close),
            1 => Just(Act::RenameIn),
            1 => Just(Act::Link),
            6 => Just(Act::Look),
        ]
    }

    proptest! {
        #[test]
        fn whole_files_only_and_every_one(acts in prop::collection::vec(act(), 0..60)) {
            let mut world = World::new();
            for act in acts {
                world.act(act);
            }
            // Left alone, it is offered after at most two more looks at the times asked for.
            for _ in 0..3 {
                match world.look() {
                    Some(Verdict::Wait(at)) => world.now = at - world.start,
                    Some(Verdict::Whole) | None => break,
                }
            }
            prop_assert_eq!(world.offered.last(), Some(&world.stamp));
        }
    }

    /// Looks of a file of `size` bytes that does not change, each with a sign
    /// and its time in milliseconds; the last one's verdict.
    #[track_caller]
    fn check(size: u64, looks: &[(u64, u64, Option<Sign>)], expected: Option<u64>) {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let stamp = Stamp { size, ..Stamp::default() };
        let mut ripening = Ripening::new(stamp, at(looks[0].1));
        let mut last = None;
        for &(began, ended, sign) in looks {
            let look = Look { stamp, began: at(began), ended: at(ended) };
            last = Some(ripening.see(look, sign, Patience::new(STILL)));
        }
        assert_eq!(last, Some(expected.map_or(Verdict::Whole, |millis| Verdict::Wait(at(millis)))));
    }

    #[test]
    fn a_sign_of_the_end_is_enough() {
        check(9, &[(0, 0, Some(Sign::Ended))], None);
        check(0, &[(0, 0, Some(Sign::Ended))], None);
        check(9, &[(0, 0, Some(Sign::Written)), (5, 5, Some(Sign::Ended))], None);
        check(9, &[(0, 0, Some(Sign::Ended)), (5, 5, None)], None);
        check(9, &[(0, 0, Some(Sign::Ended)), (5, 5, Some(Sign::Written))], Some(60_005));
    }

    #[test]
    fn without_it_a_file_stands_still() {
        check(9, &[(0, 0, None)], Some(1000));
        check(9, &[(0, 0, Some(Sign::Appeared))], Some(1000));
        check(9, &[(0, 0, None), (999, 999, None)], Some(1000));
        check(9, &[(0, 0, None), (1000, 1000, None)], None);
    }

    #[test]
    fn a_slow_look_proves_less() {
        check(9, &[(0, 700, None), (1000, 1800, None)], Some(1700));
        check(9, &[(0, 700, None), (1700, 1700, None)], None);
    }

    #[test]
    fn a_writer_is_waited_for() {
        check(9, &[(0, 0, Some(Sign::Written)), (5000, 5000, None)], Some(60_000));
        check(9, &[(0, 0, Some(Sign::Written)), (60_000, 60_000, None)], None);
    }

    #[test]
    fn an_empty_file_is_waited_for() {
        check(0, &[(0, 0, Some(Sign::Appeared)), (5000, 5000, None)], Some(60_000));
        check(0, &[(0, 0, Some(Sign::Appeared)), (60_000, 60_000, None)], None);
    }

    #[test]
    fn lost_events_end_the_wait_for_a_close() {
        let start = Instant::now();
        let look = |after| Look {
            stamp: Stamp { size: 9, ..Stamp::default() },
            began: start + after,
            ended: start + after,
        };
        let mut ripening = Ripening::new(look(Duration::ZERO).stamp, start);
        let patience = Patience::new(STILL);
        assert_eq!(
            ripening.see(look(Duration::ZERO), Some(Sign::Written), patience),
            Verdict::Wait(start + HELD)
        );
        ripening.doubt();
        assert_eq!(ripening.see(look(STILL), None, patience), Verdict::Whole);
    }
}
