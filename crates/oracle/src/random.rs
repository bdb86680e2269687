//! Numbers that look random and are the same for the same seed, everywhere and for ever: a seed names a program.

/// A generator: SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The generator of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// True `n` times of `of`.
    pub fn chance(&mut self, n: u64, of: u64) -> bool {
        self.below(of) < n
    }

    /// One of `things`, of which there is one at least.
    pub fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len() as u64) as usize]
    }

    /// A number such as finds mistakes: near a power of two, a border of a type, small, or any.
    pub fn value(&mut self) -> u64 {
        let near = self.below(5).wrapping_sub(2);
        match self.below(8) {
            0 => near,
            1 => (1u64 << self.below(64)).wrapping_add(near),
            2 => (u64::MAX << self.below(64)).wrapping_add(near),
            3 => self.pick(&[i64::MIN as u64, i64::MAX as u64, 0x8000_0000, 0x7fff_ffff, !0x7fff_ffff]),
            4 => self.bits() as u32 as u64,
            5 => self.bits() as i32 as u64,
            6 | 7 => self.bits(),
            _ => unreachable!("below 8"),
        }
    }
}
