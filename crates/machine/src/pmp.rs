//! Physical memory protection: which physical addresses a mode may use for what. RISC-V Privileged ISA 20240411 §3.7
//! "Physical Memory Protection".

use isa::csr::pmp::*;

use crate::mmu::Access;
use crate::ram::PAGE_LEN;

/// Entries that one configuration register has.
const PER_REGISTER: usize = 8;
/// Bits of an address register that exist: bits 2 to 55 of an address.
const ADDRESS_BITS: u32 = 54;
/// Bits of an entry's configuration that exist.
const CONFIG: u64 = R.mask() | W.mask() | X.mask() | A.mask() | L.mask();

/// The entries.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Pmp {
    config: [u8; ENTRIES],
    address: [u64; ENTRIES],
}

impl Pmp {
    /// The configuration register whose first entry is `first`.
    pub fn config(&self, first: usize) -> u64 {
        let bytes = self.config[first..].first_chunk::<PER_REGISTER>();
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// Writes it. Locked entries stay, and an entry that may be written but not read, which is reserved, becomes one that may
    /// be neither.
    pub fn set_config(&mut self, first: usize, value: u64) {
        for (entry, byte) in self.config[first..].iter_mut().zip(value.to_le_bytes()) {
            if L.get(*entry as u64) != 0 {
                continue;
            }
            let config = byte as u64 & CONFIG;
            *entry = if R.get(config) == 0 { W.set(config, 0) } else { config } as u8;
        }
    }

    /// An address register.
    pub fn address(&self, entry: usize) -> u64 {
        self.address[entry]
    }

    /// Writes it, unless its entry is locked or begins a locked range.
    pub fn set_address(&mut self, entry: usize, value: u64) {
        let next = self.config.get(entry + 1).is_some_and(|next| is_locked(*next) && matching(*next) == TOR);
        if !is_locked(self.config[entry]) && !next {
            self.address[entry] = value & ((1 << ADDRESS_BITS) - 1);
        }
    }

    /// The addresses that an entry matches, and the one behind them. §3.7.1.1 "Address Matching".
    fn range(&self, entry: usize) -> (u64, u64) {
        let address = self.address[entry];
        match matching(self.config[entry]) {
            TOR => (entry.checked_sub(1).map_or(0, |before| self.address[before]) << 2, address << 2),
            NA4 => (address << 2, (address << 2) + 4),
            NAPOT => {
                let ones = address.trailing_ones();
                let start = address >> ones << ones << 2;
                (start, start + (8 << ones))
            }
            // OFF, the last of four.
            _ => (0, 0),
        }
    }

    /// The first entry that matches one of `len` bytes at `pa`, and whether it matches them all.
    fn first(&self, pa: u64, len: u64) -> Option<(u8, bool)> {
        let end = pa.saturating_add(len);
        (0..ENTRIES).find_map(|entry| {
            let (from, to) = self.range(entry);
            let matches = from < to && from < end && pa < to;
            matches.then(|| (self.config[entry], from <= pa && end <= to))
        })
    }

    /// Whether an access to `len` bytes at `pa` is allowed, to M-mode if `machine`, else to S- or U-mode. §3.7.1.3 "Priority
    /// and Matching Logic".
    pub fn permits(&self, pa: u64, len: u64, access: Access, machine: bool) -> bool {
        let Some((config, all)) = self.first(pa, len) else { return machine };
        let permission = match access {
            Access::Fetch => X,
            Access::Load => R,
            Access::Store => W,
        };
        all && (machine && !is_locked(config) || permission.get(config as u64) != 0)
    }

    /// Whether the answer is the same for all of the page that `pa` is in, so that it may be remembered for the page.
    pub fn is_uniform(&self, pa: u64) -> bool {
        let page = PAGE_LEN as u64;
        self.first(pa / page * page, page).is_none_or(|(_, all)| all)
    }
}

fn is_locked(config: u8) -> bool {
    L.get(config as u64) != 0
}

fn matching(config: u8) -> u64 {
    A.get(config as u64)
}
