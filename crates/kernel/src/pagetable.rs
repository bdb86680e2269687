//! Sv39 page tables: three levels of 512 entries, each entry a physical page number and the bits that say who may do
//! what. RISC-V Privileged ISA 20240411 §10.4 "Sv39: Page-Based 39-bit Virtual-Memory System".
//!
//! Level 2 is the root. An entry with R, W or X is a leaf: at level 0 it maps a page, at level 1 two megabytes. An entry
//! without them leads to the table of the next level.

use core::ops::Range;

use abi::Errno;
use isa::csr::pte;

use crate::layout::{KERNEL_OFFSET, KERNEL_STACKS, PAGE_LEN, PhysAddr, VirtAddr};
use crate::pages::Pages;

/// Bytes that a leaf at level 1 maps.
pub const MEGAPAGE_LEN: u64 = 2 << 20;

/// What a mapping allows, as the bits of its entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Perm(pub u64);

impl Perm {
    /// Loads.
    pub const R: Perm = Perm(pte::R.mask());
    /// Loads and stores.
    pub const RW: Perm = Perm(pte::R.mask() | pte::W.mask());
    /// Loads and instruction fetches.
    pub const RX: Perm = Perm(pte::R.mask() | pte::X.mask());

    /// Instruction fetches.
    pub const X: Perm = Perm(pte::X.mask());

    /// The permission with these three answers.
    pub const fn new(read: bool, write: bool, execute: bool) -> Perm {
        Perm(pte::R.set(0, read as u64) | pte::W.set(0, write as u64) | pte::X.set(0, execute as u64))
    }

    /// The same, for user mode.
    pub const fn user(self) -> Perm {
        Perm(self.0 | pte::U.mask())
    }

    /// What either allows.
    pub const fn or(self, other: Perm) -> Perm {
        Perm(self.0 | other.0)
    }

    /// Whether all that `other` allows is allowed.
    pub const fn allows(self, other: Perm) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether something may be written and then executed: no mapping of this kernel allows both.
    pub const fn breaks_w_xor_x(self) -> bool {
        pte::W.get(self.0) == 1 && pte::X.get(self.0) == 1
    }
}

/// An entry of a page table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pte(pub u64);

impl Pte {
    const PERM: u64 = pte::R.mask() | pte::W.mask() | pte::X.mask() | pte::U.mask();

    /// An entry that leads to the table at `table`.
    pub const fn branch(table: PhysAddr) -> Pte {
        Pte(pte::PPN.set(pte::V.mask(), table.0 / PAGE_LEN))
    }

    /// An entry that maps the page at `pa`.
    ///
    /// A and D ("was accessed", "was written") are set from the start: this kernel swaps nothing out and does not ask,
    /// and a hart may raise a page fault where they are clear.
    pub const fn leaf(pa: PhysAddr, perm: Perm) -> Pte {
        let used = pte::V.mask() | pte::A.mask() | pte::D.mask();
        Pte(pte::PPN.set(used | perm.0, pa.0 / PAGE_LEN))
    }

    /// Whether it maps or leads to anything.
    pub const fn is_valid(self) -> bool {
        pte::V.get(self.0) == 1
    }

    /// Whether it maps memory rather than leading to a table.
    pub const fn is_leaf(self) -> bool {
        self.is_valid() && self.0 & (pte::R.mask() | pte::W.mask() | pte::X.mask()) != 0
    }

    /// Where it leads.
    pub const fn pa(self) -> PhysAddr {
        PhysAddr(pte::PPN.get(self.0) * PAGE_LEN)
    }

    /// What it allows.
    pub const fn perm(self) -> Perm {
        Perm(self.0 & Self::PERM)
    }
}

/// The address of the entry for `va` in the table at `table`, which is of this level.
const fn entry_at(table: PhysAddr, va: VirtAddr, level: u32) -> PhysAddr {
    let index = (va.0 >> (12 + 9 * level)) & 0x1ff;
    PhysAddr(table.0 + 8 * index)
}

/// The entry that maps the page of `va`, as the processor would find it; `None` if nothing does.
pub fn lookup(pages: &Pages, root: PhysAddr, va: VirtAddr) -> Option<Pte> {
    let mut table = root;
    for level in [2, 1] {
        let entry = Pte(pages.word(entry_at(table, va, level)));
        if !entry.is_valid() || entry.is_leaf() {
            return entry.is_leaf().then_some(entry);
        }
        table = entry.pa();
    }
    let entry = Pte(pages.word(entry_at(table, va, 0)));
    entry.is_leaf().then_some(entry)
}

/// Maps `va` to `pa`: a page (`level` 0) or a megapage (`level` 1). Tables on the way are made.
pub fn map(
    pages: &mut Pages,
    root: PhysAddr,
    va: VirtAddr,
    pa: PhysAddr,
    perm: Perm,
    level: u32,
) -> Result<(), Errno> {
    let mut table = root;
    for above in (level + 1..=2).rev() {
        table = next_table(pages, table, va, above)?;
    }
    pages.set_word(entry_at(table, va, level), Pte::leaf(pa, perm).0);
    Ok(())
}

/// Takes the mapping of the page of `va` away and says where it led.
pub fn unmap(pages: &mut Pages, root: PhysAddr, va: VirtAddr) -> Option<PhysAddr> {
    let mut table = root;
    for level in [2, 1] {
        let entry = Pte(pages.word(entry_at(table, va, level)));
        if !entry.is_valid() || entry.is_leaf() {
            return None;
        }
        table = entry.pa();
    }
    let at = entry_at(table, va, 0);
    let entry = Pte(pages.word(at));
    pages.set_word(at, 0);
    entry.is_leaf().then(|| entry.pa())
}

fn next_table(pages: &mut Pages, table: PhysAddr, va: VirtAddr, level: u32) -> Result<PhysAddr, Errno> {
    let at = entry_at(table, va, level);
    let entry = Pte(pages.word(at));
    if entry.is_valid() {
        return Ok(entry.pa());
    }
    let new = pages.alloc()?;
    pages.set_word(at, Pte::branch(new).0);
    Ok(new)
}

/// Where the parts of the kernel's image are, in physical memory.
#[derive(Clone, Debug)]
pub struct Image {
    /// Machine code.
    pub text: Range<PhysAddr>,
    /// Constants.
    pub rodata: Range<PhysAddr>,
    /// The image's end; from here on RAM is free.
    pub end: PhysAddr,
}

/// Makes the kernel's own page table: RAM up to `ram_end`, the devices, and room for kernel stacks.
///
/// The first two megabytes hold the kernel's text and constants, so they are mapped page by page, each with no more
/// than it needs; the rest of RAM is data and is mapped in megapages.
pub fn kernel_table(pages: &mut Pages, image: &Image, ram_end: PhysAddr) -> Result<PhysAddr, Errno> {
    let root = pages.alloc()?;
    let ram = PhysAddr(board::RAM_BASE);
    for n in 0..MEGAPAGE_LEN / PAGE_LEN {
        let pa = ram + n * PAGE_LEN;
        let perm = if image.text.contains(&pa) {
            Perm::RX
        } else if image.rodata.contains(&pa) {
            Perm::R
        } else {
            Perm::RW
        };
        map(pages, root, pa.to_kernel(), pa, perm, 0)?;
    }
    let mut pa = ram + MEGAPAGE_LEN;
    while pa.0 + MEGAPAGE_LEN <= ram_end.0 {
        map(pages, root, pa.to_kernel(), pa, Perm::RW, 1)?;
        pa = pa + MEGAPAGE_LEN;
    }
    map_device(pages, root, board::TEST, 0)?;
    map_device(pages, root, board::UART, 0)?;
    map_device(pages, root, board::PLIC, 1)?;
    // The stacks come later, with the processes; their table must be there before any address space copies the root.
    next_table(pages, root, VirtAddr(KERNEL_STACKS), 2)?;
    Ok(root)
}

fn map_device(pages: &mut Pages, root: PhysAddr, window: board::Window, level: u32) -> Result<(), Errno> {
    let step = if level == 1 { MEGAPAGE_LEN } else { PAGE_LEN };
    for n in 0..window.len.div_ceil(step) {
        let pa = PhysAddr(window.base + n * step);
        map(pages, root, pa.to_kernel(), pa, Perm::RW, level)?;
    }
    Ok(())
}

/// A new root whose upper half is the kernel's and whose lower half is empty.
pub fn user_table(pages: &mut Pages, kernel_root: PhysAddr) -> Result<PhysAddr, Errno> {
    let root = pages.alloc()?;
    for index in 256..512 {
        let entry = pages.word(kernel_root + 8 * index);
        pages.set_word(root + 8 * index, entry);
    }
    Ok(root)
}

/// Calls `each` for every page mapped in the lower half, lowest address first, until it fails.
///
/// The table may be changed through the `pages` that `each` is given, but not its lower half.
pub fn for_each_user_page(
    pages: &mut Pages,
    root: PhysAddr,
    each: &mut dyn FnMut(&mut Pages, VirtAddr, Pte) -> Result<(), Errno>,
) -> Result<(), Errno> {
    for i in 0..256 {
        let top = Pte(pages.word(root + 8 * i));
        for j in (0..512).take_while(|_| top.is_valid()) {
            let middle = Pte(pages.word(top.pa() + 8 * j));
            for n in (0..512).take_while(|_| middle.is_valid()) {
                let entry = Pte(pages.word(middle.pa() + 8 * n));
                if entry.is_valid() {
                    each(pages, VirtAddr((i << 30) | (j << 21) | (n << 12)), entry)?;
                }
            }
        }
    }
    Ok(())
}

/// Frees the tables of the lower half and the root. What they mapped was freed before.
pub fn free_user_table(pages: &mut Pages, root: PhysAddr) {
    for i in 0..256 {
        let top = Pte(pages.word(root + 8 * i));
        if !top.is_valid() {
            continue;
        }
        for j in 0..512 {
            let middle = Pte(pages.word(top.pa() + 8 * j));
            if middle.is_valid() {
                pages.free(middle.pa());
            }
        }
        pages.free(top.pa());
    }
    pages.free(root);
}

const _: () = assert!(KERNEL_OFFSET.wrapping_add(board::RAM_BASE) >> 30 & 0x1ff == 510);
