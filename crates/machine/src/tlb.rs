//! Software TLBs: where a virtual page lies, for those who may. Not architectural state: a flush is always right.

use crate::ram::PAGE_LEN;

/// Entries of each TLB; direct-mapped.
const LEN: usize = 256;
/// Bits of a tag above the key and the alignment.
const PAGE_BITS: u64 = !(PAGE_LEN as u64 - 1);
/// Keys fit between the alignment bits and the page number.
const KEY_SHIFT: u32 = 3;
const KEYS: u64 = 1 << (12 - KEY_SHIFT);
/// Number of [`Context`]s.
const CONTEXTS: u64 = 4;

/// On whose behalf an address is translated: what may be cached for one may not be seen by another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Context {
    /// U-mode.
    User = 0,
    /// S-mode.
    Supervisor = 1,
    /// S-mode with `sstatus.SUM` set: it may look at users' pages.
    SupervisorUser = 2,
    /// M-mode: no translation.
    Machine = 3,
}

/// An empty entry has tag 0, which no lookup asks for: keys are not 0.
#[derive(Clone, Copy, Default)]
struct Entry {
    tag: u64,
    frame: u32,
}

/// One of the three TLBs.
#[derive(Clone)]
pub struct Tlb {
    entries: [Entry; LEN],
}

impl Tlb {
    const EMPTY: Self = Self { entries: [Entry { tag: 0, frame: 0 }; LEN] };

    /// The frame of an access of `size` bytes at `va`; misaligned ones are never found.
    #[inline(always)]
    pub fn find(&self, va: u64, size: u64, key: u64) -> Option<u32> {
        let entry = &self.entries[(va >> 12) as usize % LEN];
        if entry.tag == va & (PAGE_BITS | (size - 1)) | key { Some(entry.frame) } else { None }
    }

    pub fn insert(&mut self, va: u64, key: u64, frame: u32) {
        self.entries[(va >> 12) as usize % LEN] = Entry { tag: va & PAGE_BITS | key, frame };
    }

    pub fn clear(&mut self) {
        self.entries.fill(Entry::default());
    }
}

/// The three TLBs and the keys of the present contexts.
#[derive(Clone)]
pub struct Tlbs {
    pub load: Tlb,
    pub store: Tlb,
    pub fetch: Tlb,
    /// Key of loads and stores.
    pub data: u64,
    /// Key of fetches.
    pub code: u64,
    /// A flush takes new keys: entries of old ones are never found again.
    generation: u64,
}

impl Tlbs {
    pub fn new() -> Self {
        Self { load: Tlb::EMPTY, store: Tlb::EMPTY, fetch: Tlb::EMPTY, data: 0, code: 0, generation: 1 }
    }

    /// Forgets everything. The caller enters its contexts again.
    pub fn flush(&mut self) {
        self.generation += 1;
        if self.generation == KEYS / CONTEXTS {
            self.generation = 1;
            self.load.clear();
            self.store.clear();
            self.fetch.clear();
        }
    }

    /// From here on loads and stores are for `data` and fetches for `code`.
    pub fn enter(&mut self, data: Context, code: Context) {
        let key = |context| (self.generation * CONTEXTS + context as u64) << KEY_SHIFT;
        (self.data, self.code) = (key(data), key(code));
    }
}
