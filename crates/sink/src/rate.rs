//! How much a store may be given in a while.

use std::{num::NonZeroU32, time::Duration};

use tokio::time::{Instant, sleep_until};

/// A number of records in a stretch of time, that a sink does not exceed.
///
/// A bucket of tokens, one a record, which fills at this rate and holds as
/// many as come in one second, or one if that is less: so much may be written
/// at once after a pause. A bulletin is written as one, also if it has more
/// records than the bucket holds; then what follows waits the longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many records.
    pub records: NonZeroU32,
    /// In how long.
    pub each: Duration,
}

impl Rate {
    /// So many records a second.
    #[must_use]
    pub fn per_second(records: NonZeroU32) -> Rate {
        Rate { records, each: Duration::from_secs(1) }
    }

    /// How long one token takes to come.
    fn interval(self) -> Duration {
        self.each / self.records.get()
    }

    /// Tokens that the bucket holds.
    pub(crate) fn burst(self) -> usize {
        let interval = self.interval().as_nanos().max(1);
        usize::try_from(Duration::from_secs(1).as_nanos() / interval).unwrap_or(usize::MAX).max(1)
    }
}

/// The bucket, as the moment at which it would be full.
#[derive(Debug)]
pub(crate) struct Bucket {
    rate: Rate,
    full: Instant,
}

impl Bucket {
    pub(crate) fn new(rate: Rate) -> Bucket {
        Bucket { rate, full: Instant::now() }
    }

    /// Takes a token for each record, once there are as many or the bucket is full.
    pub(crate) async fn take(&mut self, records: usize) {
        let tokens = |count: usize| self.rate.interval() * u32::try_from(count).unwrap_or(u32::MAX);
        let burst = self.rate.burst();
        // Short of a full bucket by no more than what it need not hold.
        sleep_until(self.full.checked_sub(tokens(burst - records.min(burst))).unwrap_or(self.full)).await;
        self.full = self.full.max(Instant::now()) + tokens(records);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When each of some groups may go, in milliseconds.
    async fn check(records: u32, each: Duration, groups: &[usize], expected: &[u128]) {
        let rate = Rate { records: NonZeroU32::new(records).unwrap(), each };
        let (mut bucket, began) = (Bucket::new(rate), Instant::now());
        let mut went = Vec::new();
        for records in groups {
            bucket.take(*records).await;
            went.push(began.elapsed().as_millis());
        }
        assert_eq!(went, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_s_worth_at_once_and_then_at_the_rate() {
        let second = Duration::from_secs(1);
        check(10, second, &[4, 6, 1, 1, 5], &[0, 0, 100, 200, 700]).await;
        // A bulletin with more than the bucket holds goes when it is full.
        check(10, second, &[25, 1, 25, 10], &[0, 1600, 2600, 5100]).await;
        check(30, Duration::from_mins(1), &[1, 1, 1], &[0, 2000, 4000]).await;
        check(10, second, &[0, 0], &[0, 0]).await;
    }
}
