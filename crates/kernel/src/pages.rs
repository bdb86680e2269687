//! Physical memory, a page at a time: who needs a page takes it here and gives it back here.
//!
//! Free pages are of two kinds. Those that were given back form a list, each holding the address of the next. Those
//! that were never given out lie behind `fresh` and are not written at all until they are needed, so that RAM nobody
//! used stays as the loader left it.
//!
//! A page can have several users: after `fork` parent and child have the same pages until one of them writes, and a
//! program's text is the page of its file. [`Pages::free`] is said by each user; the last one gives the page back.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use abi::Errno;

use crate::arch;
use crate::layout::{PAGE_LEN, PhysAddr};

const LEN: usize = PAGE_LEN as usize;

/// One page of memory.
#[repr(C, align(4096))]
pub struct Page(pub [u8; LEN]);

/// All RAM behind the kernel's image.
pub struct Pages {
    memory: &'static mut [Page],
    /// How many use each page.
    users: Vec<u32>,
    /// Address of the first page of `memory`.
    pub base: PhysAddr,
    /// Index of the first page that was never given out.
    pub fresh: u64,
    /// The first page of the list of pages that were given back; 0 ends the list.
    pub free_list: PhysAddr,
    /// Pages that can be given out.
    pub n_free: u64,
    /// Pages that are in use since before the kernel started: indices from, to.
    pub reserved: Range<u64>,
}

impl Pages {
    /// No memory at all: what the kernel has before it has read the device tree.
    pub const fn none() -> Self {
        Self {
            memory: &mut [],
            users: Vec::new(),
            base: PhysAddr(0),
            fresh: 0,
            free_list: PhysAddr(0),
            n_free: 0,
            reserved: 0..0,
        }
    }

    /// The pages of `memory`, which starts at `base`. The bytes of `reserved` are not given out.
    pub fn new(memory: &'static mut [Page], base: PhysAddr, reserved: Range<PhysAddr>) -> Self {
        let n_pages = memory.len() as u64;
        let index = |pa: u64| pa.saturating_sub(base.0).min(n_pages * PAGE_LEN);
        let from = index(reserved.start.0) / PAGE_LEN;
        let to = index(reserved.end.0).div_ceil(PAGE_LEN).max(from);
        Self {
            memory,
            users: vec![0; n_pages as usize],
            base,
            fresh: 0,
            free_list: PhysAddr(0),
            n_free: n_pages - (to - from),
            reserved: from..to,
        }
    }

    /// Pages that there are, whether free or not.
    pub fn n_total(&self) -> u64 {
        self.memory.len() as u64
    }

    /// A page of zeros: nobody may see what its last owner left.
    #[inline(never)]
    pub fn alloc(&mut self) -> Result<PhysAddr, Errno> {
        let pa = self.alloc_unclean()?;
        let index = self.index(pa);
        arch::clear_page(&mut self.memory[index]);
        Ok(pa)
    }

    /// A page with the content of the page `from`.
    #[inline(never)]
    pub fn alloc_copy(&mut self, from: PhysAddr) -> Result<PhysAddr, Errno> {
        let pa = self.alloc_unclean()?;
        self.copy(from, pa);
        Ok(pa)
    }

    /// A page with whatever its last owner left: for what no program sees.
    pub fn alloc_unclean(&mut self) -> Result<PhysAddr, Errno> {
        if self.n_free == 0 {
            return Err(Errno::NoMem);
        }
        self.n_free -= 1;
        let pa = if self.free_list != PhysAddr(0) {
            let first = self.free_list;
            self.free_list = PhysAddr(self.word(first));
            first
        } else {
            self.take_fresh()
        };
        let index = self.index(pa);
        self.users[index] = 1;
        Ok(pa)
    }

    /// One more uses the page at `pa`.
    pub fn share(&mut self, pa: PhysAddr) -> PhysAddr {
        let index = self.index(pa);
        self.users[index] += 1;
        pa
    }

    /// Whether more than one use the page at `pa`.
    pub fn is_shared(&self, pa: PhysAddr) -> bool {
        self.users[self.index(pa)] > 1
    }

    /// One user less of the page at `pa`; without any it can be given out again.
    #[inline(never)]
    pub fn free(&mut self, pa: PhysAddr) {
        let index = self.index(pa);
        self.users[index] = self.users[index].saturating_sub(1);
        if self.users[index] == 0 {
            self.set_word(pa, self.free_list.0);
            self.free_list = pa;
            self.n_free += 1;
        }
    }

    /// Makes the reserved pages ordinary ones: what was in them is no longer needed.
    pub fn release_reserved(&mut self) {
        let reserved = core::mem::replace(&mut self.reserved, 0..0);
        if reserved.start >= self.fresh {
            self.n_free += reserved.end - reserved.start;
        } else {
            reserved.for_each(|index| self.free(self.base + index * PAGE_LEN));
        }
    }

    /// The bytes of the page that starts at `pa`.
    pub fn page(&self, pa: PhysAddr) -> &[u8; LEN] {
        &self.memory[self.index(pa)].0
    }

    /// The bytes of the page that starts at `pa`, to be changed.
    pub fn page_mut(&mut self, pa: PhysAddr) -> &mut [u8; LEN] {
        let index = self.index(pa);
        &mut self.memory[index].0
    }

    /// Copies bytes that start at `pa` and may cross pages into `buf`.
    pub fn read(&self, mut pa: PhysAddr, buf: &mut [u8]) {
        let mut rest = buf;
        while !rest.is_empty() {
            let offset = ((pa.0 - self.base.0) % PAGE_LEN) as usize;
            let n = rest.len().min(LEN - offset);
            let (now, later) = rest.split_at_mut(n);
            now.copy_from_slice(&self.memory[self.index(pa)].0[offset..offset + n]);
            pa = pa + n as u64;
            rest = later;
        }
    }

    /// Copies the whole page `from` to the page `to`.
    pub fn copy(&mut self, from: PhysAddr, to: PhysAddr) {
        let (from, to) = (self.index(from), self.index(to));
        if let Ok([from, to]) = self.memory.get_disjoint_mut([from, to]) {
            arch::copy_page(from, to);
        }
    }

    /// The 64 bits at `pa`, which is a multiple of eight: an entry of a page table, for instance. Reading one is no call.
    #[inline(always)]
    pub fn word(&self, pa: PhysAddr) -> u64 {
        arch::word(&self.memory[self.index(pa)], (pa.0 % PAGE_LEN / 8) as usize)
    }

    /// Sets the 64 bits at `pa`, which is a multiple of eight.
    #[inline(always)]
    pub fn set_word(&mut self, pa: PhysAddr, word: u64) {
        let index = self.index(pa);
        arch::set_word(&mut self.memory[index], (pa.0 % PAGE_LEN / 8) as usize, word);
    }

    /// How many words of the page of `pa` from there on are zero before the first that is not, of at most `n`.
    #[inline(always)]
    pub fn n_zeros(&self, pa: PhysAddr, n: usize) -> Option<usize> {
        let page = &self.memory[self.index(pa)];
        let first = (pa.0 % PAGE_LEN / 8) as usize;
        (first..first + n).position(|index| arch::word(page, index) != 0)
    }

    #[inline(always)]
    fn index(&self, pa: PhysAddr) -> usize {
        (pa.0.wrapping_sub(self.base.0) / PAGE_LEN) as usize
    }

    fn take_fresh(&mut self) -> PhysAddr {
        if self.reserved.contains(&self.fresh) {
            self.fresh = self.reserved.end;
        }
        self.fresh += 1;
        self.base + (self.fresh - 1) * PAGE_LEN
    }
}
