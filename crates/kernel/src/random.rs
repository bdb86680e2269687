//! Numbers that look like chance: for `getrandom`, `/dev/random`, and the secrets that a C library begins with.
//!
//! They are not chance. The board has no source of it, and the same input must give the same run; nothing in the guest
//! may be kept secret with them. Sebastiano Vigna, "splitmix64", 2015.

/// The generator.
pub struct Random {
    state: u64,
}

impl Random {
    /// The beginning of the sequence.
    pub const fn new() -> Self {
        Self { state: 0 }
    }

    /// The next 64 bits.
    pub fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Fills `bytes`.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(8) {
            let word = self.word().to_le_bytes();
            piece.copy_from_slice(&word[..piece.len()]);
        }
    }
}

impl Default for Random {
    fn default() -> Self {
        Self::new()
    }
}
