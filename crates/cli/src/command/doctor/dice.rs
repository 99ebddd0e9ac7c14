//! Chance that can be had again.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

/// Marsaglia's xorshift: what happens is decided by its seed alone.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        // Nothing but zero ever comes out of zero.
        Dice(seed ^ 0x9E37_79B9_7F4A_7C15 | 1)
    }

    /// A seed that nobody chose, short enough to be written down.
    pub(super) fn seed() -> u64 {
        RandomState::new().hash_one(()) % 1_000_000
    }

    /// From 0 up to the limit, without it.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }

    /// One of so many.
    pub(super) fn pick(&mut self, count: usize) -> usize {
        usize::try_from(self.below(count as u64)).unwrap_or(0)
    }

    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.pick(last + 1));
        }
    }

    /// A moment in the life of a daemon: short ones as often as long ones,
    /// for a bulletin takes milliseconds, and a backlog takes seconds.
    pub(super) fn moment(&mut self) -> Duration {
        let decade = [200, 2_000, 20_000, 200_000][self.pick(4)];
        Duration::from_micros(self.below(decade))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_decides_the_same() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            let mut cards: Vec<u64> = (0..6).map(|_| dice.below(100)).collect();
            dice.shuffle(&mut cards);
            cards
        };
        assert_eq!(throw(0), throw(0));
        assert_ne!(throw(1), throw(2));
        assert_eq!(Dice::new(7).below(0), 0);
    }
}
