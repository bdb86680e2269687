//! The machine as one number, to compare runs.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3Default;

use crate::Machine;
use crate::ram::Page;

/// A hasher that does not ask how wide the host's words are: `usize` and the numbers of enum variants are hashed as 64
/// bits, so that the page and a native run agree.
struct Portable(Xxh3Default);

impl Hasher for Portable {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_isize(&mut self, value: isize) {
        self.write_u64(value as i64 as u64);
    }

    fn finish(&self) -> u64 {
        self.0.digest()
    }
}

impl Machine {
    /// Architectural state, RAM and disk as one number: the same for equal machines, natively and in WASM. Caches, output already
    /// taken or not, and which pages of zeros were touched do not matter.
    pub fn digest(&self) -> u64 {
        let mut hasher = Portable(Xxh3Default::new());
        (self.at, &self.hart, &self.devices, self.ram.len(), &self.disk).hash(&mut hasher);
        for (page, bytes) in self.ram.touched().filter(|(_, bytes)| **bytes != Page::ZERO) {
            hasher.write_u32(page);
            hasher.write(&bytes.0);
        }
        hasher.finish()
    }
}
