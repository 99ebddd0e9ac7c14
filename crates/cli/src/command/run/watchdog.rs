//! Whether the line still moves.

use std::{fmt::Write as _, time::Duration};

use courant::{
    flow::{Depth, Gauges},
    ledger::{Ledger, Vitals},
};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tracing::error;

/// How often in the time of a stall the line is looked at.
const LOOKS: u32 = 20;

/// What was seen of the line, and since when it is the same.
#[derive(Debug)]
struct Watchdog {
    seen: (Vitals, Vec<Depth>),
    since: Instant,
    stall: Duration,
    /// Whether a sink may hold what it was given for as long as it likes.
    patient: bool,
}

impl Watchdog {
    /// Says whether the line stands still though there is work.
    fn look(&mut self, vitals: Vitals, depths: Vec<Depth>, now: Instant) -> bool {
        // A sink that is down keeps a group, and with it a part of the budget: whoever waits for that waits rightly.
        let work = vitals.before > 0 || (vitals.behind > 0 && !self.patient);
        let seen = (vitals, depths);
        if seen != self.seen || !work || vitals.down {
            self.seen = seen;
            self.since = now;
        }
        now.duration_since(self.since) >= self.stall
    }
}

/// Waits until the line has stood still for too long, and says how it stands.
pub(super) async fn stalled(ledger: &Ledger, gauges: &Gauges, stall: Duration, patient: bool) -> String {
    let now = Instant::now();
    let mut watchdog = Watchdog { seen: (ledger.vitals(), gauges.read()), since: now, stall, patient };
    let mut looks = interval((stall / LOOKS).max(Duration::from_millis(10)));
    // After a sleep of the machine nothing is late.
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let now = looks.tick().await;
        let (vitals, depths) = (ledger.vitals(), gauges.read());
        let depths_said = said(&depths);
        if watchdog.look(vitals, depths, now) {
            let stall_ms = u64::try_from(stall.as_millis()).unwrap_or(u64::MAX);
            let Vitals { before, behind, .. } = vitals;
            error!(stall_ms, before, behind, depths = depths_said, "line.stalled");
            return format!("nothing moved for {stall:?}");
        }
    }
}

/// All gauges in one field, in the order of the line.
fn said(depths: &[Depth]) -> String {
    let mut text = String::new();
    for Depth { stage, waiting } in depths {
        let comma = if text.is_empty() { "" } else { ", " };
        write!(text, "{comma}{stage} {waiting}").expect("a String takes everything");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vitals(moves: u64, before: usize, behind: usize, down: bool) -> Vitals {
        Vitals { moves, before, behind, down, silent: 0 }
    }

    /// A look a second, and the seconds at which the line counts as stalled.
    #[track_caller]
    fn check(patient: bool, looks: &[(Vitals, usize)], expected: &[usize]) {
        let begun = Instant::now();
        let stall = Duration::from_secs(2);
        let mut watchdog = Watchdog { seen: (Vitals::default(), Vec::new()), since: begun, stall, patient };
        let stalled = |second: &usize| {
            let (vitals, waiting) = looks[*second];
            let now = begun + Duration::from_secs(u64::try_from(*second).unwrap());
            watchdog.look(vitals, vec![Depth { stage: "read".into(), waiting }], now)
        };
        assert_eq!((0..looks.len()).filter(stalled).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_line_that_has_work_and_does_not_move_is_stalled() {
        let busy = vitals(7, 1, 0, false);
        check(false, &[(busy, 3); 4], &[2, 3]);
        check(false, &[(busy, 3), (busy, 3), (vitals(8, 1, 0, false), 3), (vitals(8, 1, 0, false), 3)], &[]);
        check(false, &[(busy, 3), (busy, 2), (busy, 1), (busy, 0), (busy, 0), (busy, 0)], &[5]);
    }

    #[test]
    fn an_idle_line_and_one_that_waits_for_a_sink_are_not() {
        check(false, &[(vitals(7, 0, 0, false), 0); 5], &[]);
        check(false, &[(vitals(7, 3, 1, true), 3); 5], &[]);
        check(true, &[(vitals(7, 0, 1, false), 0); 5], &[]);
        check(false, &[(vitals(7, 0, 1, false), 0); 5], &[2, 3, 4]);
    }
}
