//! Numbers that look random and are the same for the same seed, on every machine and in every version.

/// SplitMix64.
pub struct Random {
    state: u64,
}

impl Random {
    /// Begins a sequence.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns a number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // The high half, scaled: no bias that a program would show.
        (((z ^ (z >> 31)) >> 32) as usize * bound) >> 32
    }

    /// Returns one of several.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
