//! Moments that nobody chose.

use std::time::{Duration, Instant};

/// A small generator (Marsaglia's xorshift), so that a failure can be had
/// again by its seed, which the environment variable `COURANT_SEED` sets.
#[derive(Debug)]
pub struct Dice {
    /// What it was started with.
    pub seed: u64,
    state: u64,
}

impl Default for Dice {
    fn default() -> Dice {
        Dice::new()
    }
}

impl Dice {
    /// With the seed of the environment, or always the same one.
    #[must_use]
    pub fn new() -> Dice {
        let seed =
            std::env::var("COURANT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x2026_0224);
        Dice { seed, state: seed }
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % limit
    }
}

/// Lets time pass to the microsecond; a sleep would round every moment to the
/// timer's tick.
pub fn spin(moment: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < moment {
        std::hint::spin_loop();
    }
}
