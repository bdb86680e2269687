//! Decoded instructions, a page at a time, so that each is decoded once. Not architectural state: stores keep it true.

use std::cell::Cell;
use std::rc::Rc;

use isa::Insn;

use crate::ram::PAGE_LEN;

/// The decoded instructions of a page, by half of their offset. `None` is not decoded yet, or is not to be kept: illegal,
/// or half of it is in the next page.
pub struct CodePage {
    slots: [Cell<Option<Insn>>; PAGE_LEN / 2],
    n_stores: Cell<u32>,
}

/// Stores to a page after which its decoded instructions are given up: a page that was code is data now, and stores to it
/// shall be fast again.
const MAX_STORES: u32 = 32;

impl CodePage {
    pub fn new() -> Rc<Self> {
        Rc::new(Self { slots: [const { Cell::new(None) }; PAGE_LEN / 2], n_stores: Cell::new(0) })
    }

    /// The instruction at `pc`, of which only the offset in the page counts.
    #[inline(always)]
    pub fn get(&self, pc: u64) -> Option<Insn> {
        self.slots[(pc >> 1) as usize % (PAGE_LEN / 2)].get()
    }

    pub fn set(&self, pc: u64, insn: Insn) {
        self.slots[(pc >> 1) as usize % (PAGE_LEN / 2)].set(Some(insn));
    }

    /// Forgets every instruction that has a byte among `len` bytes at `offset`: the first may have begun two bytes before.
    /// True if the page is to be given up.
    pub fn forget(&self, offset: usize, len: usize) -> bool {
        let (first, end) = (offset.saturating_sub(2) / 2, (offset + len).div_ceil(2));
        for slot in &self.slots[first..end.min(self.slots.len())] {
            slot.set(None);
        }
        self.n_stores.set(self.n_stores.get() + 1);
        self.n_stores.get() >= MAX_STORES
    }
}
