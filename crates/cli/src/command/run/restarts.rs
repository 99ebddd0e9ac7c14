//! How often a line may fail, and how long to wait in between. No clock.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// The first pause before a failed line is built anew; doubled each time.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest such pause.
const LONGEST: Duration = Duration::from_mins(1);

/// A budget of failures, which comes back with time.
#[derive(Debug)]
pub(super) struct Restarts {
    allowed: u32,
    within: Duration,
    /// The failures that still count.
    failures: VecDeque<Instant>,
}

impl Restarts {
    pub(super) fn new(allowed: u32, within: Duration) -> Restarts {
        Restarts { allowed, within, failures: VecDeque::new() }
    }

    /// The line has failed: how long to wait, or `None` if that was once too often.
    pub(super) fn failed(&mut self, now: Instant) -> Option<Duration> {
        while self.failures.front().is_some_and(|at| now.duration_since(*at) >= self.within) {
            self.failures.pop_front();
        }
        self.failures.push_back(now);
        let count = self.count();
        (count <= self.allowed).then(|| {
            let doublings = 2_u32.saturating_pow(count - 1);
            PAUSE.saturating_mul(doublings).min(LONGEST)
        })
    }

    /// How many failures count at present.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.failures.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Failures at these seconds, and the pause after each of them.
    #[track_caller]
    fn check(failures: &[(u64, Option<u64>)]) {
        let begun = Instant::now();
        let mut restarts = Restarts::new(3, Duration::from_secs(100));
        for (at, expected) in failures {
            let pause = restarts.failed(begun + Duration::from_secs(*at)).map(|pause| pause.as_secs());
            assert_eq!(pause, *expected, "at {at}");
        }
    }

    #[test]
    fn pauses_grow_and_a_budget_comes_back() {
        check(&[(0, Some(1)), (1, Some(2)), (3, Some(4)), (7, None)]);
        check(&[(0, Some(1)), (1, Some(2)), (3, Some(4)), (100, Some(4)), (102, Some(4)), (104, Some(4))]);
        check(&[(0, Some(1)), (200, Some(1)), (400, Some(1)), (600, Some(1)), (601, Some(2))]);
        let mut many = Restarts::new(u32::MAX, Duration::from_hours(1));
        let begun = Instant::now();
        assert_eq!((0..50).filter_map(|_| many.failed(begun)).max(), Some(LONGEST));
    }
}
