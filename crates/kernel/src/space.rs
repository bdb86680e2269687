//! The address space of a process: a page table, and a list of the areas that the process has a right to.
//!
//! The two differ on purpose. An area is a promise; the page table holds what was kept of it. A page inside an area
//! that nobody has touched is not there: the first touch raises a page fault, and the kernel brings it
//! ([`Memory::fault_in`](crate::memory::Memory::fault_in)). A page fault is not an error until the kernel finds no area
//! for it.

use alloc::vec::Vec;

use abi::Errno;

use crate::inode::InodeId;
use crate::layout::{MMAP_END, PAGE_LEN, PhysAddr, USER_START, VirtAddr};
use crate::pages::Pages;
use crate::pagetable::{self, Perm};
use crate::rlimit::{INFINITY, Limits, MemoryLimits};
use crate::slab::handle;

/// What an area is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AreaKind {
    /// A segment of a program's file, or what `mmap` made.
    Mapping,
    /// What `brk` made.
    Heap,
    /// The stack: it grows down when it is touched below its start.
    Stack,
    /// The kernel's own page of code for the return from a signal handler.
    Trampoline,
}

/// Where the bytes of an area come from when its pages are first touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backing {
    /// Zeros.
    Zero,
    /// A file: the first `len` bytes of the area, from `offset` in the file on; zeros behind them.
    File {
        /// The file.
        inode: InodeId,
        /// Where the area begins in it: a multiple of the page's length.
        offset: u64,
        /// How many bytes of the area are the file's.
        len: u64,
    },
}

/// A range of addresses that a process may use in one way. Linux: `struct vm_area_struct`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    /// First address, the start of a page.
    pub start: VirtAddr,
    /// The address behind the last, the start of a page.
    pub end: VirtAddr,
    /// What it is for.
    pub kind: AreaKind,
    /// What the process may do there.
    pub perm: Perm,
    /// What its pages are filled with.
    pub backing: Backing,
    /// Whether a store changes the file, and what a child of the process sees (`MAP_SHARED`).
    pub shared: bool,
}

impl Area {
    /// An area of zeros.
    pub const fn zeros(start: VirtAddr, end: VirtAddr, kind: AreaKind, perm: Perm) -> Self {
        Self { start, end, kind, perm, backing: Backing::Zero, shared: false }
    }

    /// Bytes in it.
    pub const fn len(&self) -> u64 {
        self.end.0 - self.start.0
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part from `at` on. `at` is in the area.
    pub fn from(self, at: VirtAddr) -> Self {
        let skipped = at.0 - self.start.0;
        let backing = match self.backing {
            Backing::Zero => Backing::Zero,
            Backing::File { inode, offset, len } => {
                Backing::File { inode, offset: offset + skipped, len: len.saturating_sub(skipped) }
            }
        };
        Self { start: at, backing, ..self }
    }

    /// Whether it counts as data: it can be written, and is nobody else's.
    pub fn is_data(&self) -> bool {
        self.perm.allows(Perm::RW) && !self.shared && self.kind != AreaKind::Stack
    }

    /// The file behind it.
    pub const fn inode(&self) -> Option<InodeId> {
        match self.backing {
            Backing::Zero => None,
            Backing::File { inode, .. } => Some(inode),
        }
    }
}

/// What a process can reach. Threads share one. Linux: `struct mm_struct`.
pub struct AddressSpace {
    /// The page table's root.
    pub root: PhysAddr,
    /// The areas, lowest first; none overlaps another.
    pub areas: Vec<Area>,
    /// Where the heap begins.
    pub heap: VirtAddr,
    /// Where it ends, as `brk` counts it: a byte, not a page.
    pub brk: VirtAddr,
    /// How much it may be.
    pub limits: MemoryLimits,
    /// Pages of it that are in memory.
    pub resident: u64,
    /// The most that were, at one time.
    pub max_resident: u64,
    /// How many processes have it.
    pub users: u32,
    /// The file that is executed, for `/proc/self/exe`.
    pub program: Option<InodeId>,
    /// The path by which it was found.
    pub path: Vec<u8>,
    /// Where the arguments and the environment lie on the stack, for `/proc/self/cmdline`.
    pub args: (VirtAddr, VirtAddr),
}

handle! {
    /// The row of an address space in the table.
    SpaceId of AddressSpace
}

impl AddressSpace {
    /// A space with the kernel in its upper half and nothing in its lower half.
    pub fn new(pages: &mut Pages, kernel_root: PhysAddr) -> Result<Self, Errno> {
        Ok(Self {
            root: pagetable::user_table(pages, kernel_root)?,
            areas: Vec::new(),
            heap: VirtAddr(0),
            brk: VirtAddr(0),
            limits: Limits::new().of_memory(),
            resident: 0,
            max_resident: 0,
            users: 1,
            program: None,
            path: Vec::new(),
            args: (VirtAddr(0), VirtAddr(0)),
        })
    }

    /// Whether there may be `more` bytes of the kind of `area`, by the limits that the process has set. `ENOMEM` if not.
    pub fn check_limits(&self, area: &Area, more: u64) -> Result<(), Errno> {
        let len: u64 = if self.limits.size == INFINITY { 0 } else { self.areas.iter().map(Area::len).sum() };
        if len + more > self.limits.size { Err(Errno::NoMem) } else { self.check_data_limit(area, more) }
    }

    /// The same for bytes that are there already, and become of that kind.
    pub fn check_data_limit(&self, area: &Area, more: u64) -> Result<(), Errno> {
        if self.limits.data == INFINITY || !area.is_data() {
            return Ok(());
        }
        let len: u64 = self.areas.iter().filter(|area| area.is_data()).map(Area::len).sum();
        if len + more > self.limits.data { Err(Errno::NoMem) } else { Ok(()) }
    }

    /// One page more is in memory.
    pub fn count_page(&mut self) {
        self.resident += 1;
        self.max_resident = self.max_resident.max(self.resident);
    }

    /// The index of the first area that ends behind `va`.
    pub fn position(&self, va: VirtAddr) -> usize {
        self.areas.partition_point(|area| area.end <= va)
    }

    /// The area that holds `va`.
    pub fn area_of(&self, va: VirtAddr) -> Option<&Area> {
        self.areas.get(self.position(va)).filter(|area| area.start <= va)
    }

    /// Whether no area has anything between `start` and `end`.
    pub fn is_free(&self, start: VirtAddr, end: VirtAddr) -> bool {
        self.areas.get(self.position(start)).is_none_or(|area| area.start >= end)
    }

    /// The highest room of `len` bytes below what is there, as Linux looks for it.
    pub fn find_room(&self, len: u64) -> Result<VirtAddr, Errno> {
        let mut end = MMAP_END;
        for area in self.areas.iter().rev().filter(|area| area.start.0 < MMAP_END) {
            if area.end.0 <= end && end - area.end.0 >= len {
                break;
            }
            end = end.min(area.start.0);
        }
        match end.checked_sub(len) {
            Some(start) if start >= USER_START => Ok(VirtAddr(start)),
            _ => Err(Errno::NoMem),
        }
    }

    /// Pages that were promised: what `/proc/PID/statm` calls its size.
    pub fn n_pages(&self) -> u64 {
        self.areas.iter().map(|area| area.len() / PAGE_LEN).sum()
    }
}
