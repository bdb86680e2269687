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

/// Bytes that an entry of the root stands for.
const GIGAPAGE_LEN: u64 = 1 << 30;

/// What a mapping allows, as the bits of its entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Perm(pub u64);

impl Perm {
    /// Nothing.
    pub const NONE: Perm = Perm(0);
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

    /// The same without stores.
    pub const fn read_only(self) -> Perm {
        Perm(pte::W.set(self.0, 0))
    }

    /// Whether nothing is allowed.
    pub const fn is_none(self) -> bool {
        self.0 & (pte::R.mask() | pte::W.mask() | pte::X.mask()) == 0
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
    ///
    /// A page that nobody may use now, as after `mprotect(PROT_NONE)`, has an entry that is not valid but says where it
    /// is: an entry without R, W and X would lead to a table.
    pub const fn leaf(pa: PhysAddr, perm: Perm) -> Pte {
        let used = pte::A.mask() | pte::D.mask() | if perm.is_none() { 0 } else { pte::V.mask() };
        Pte(pte::PPN.set(used | perm.0, pa.0 / PAGE_LEN))
    }

    /// Whether it says nothing at all.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
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
#[inline(never)]
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

/// The address of the entry of the page of `va`; `None` if there is no table for it.
fn find(pages: &Pages, root: PhysAddr, va: VirtAddr) -> Option<PhysAddr> {
    let mut table = root;
    for level in [2, 1] {
        let entry = Pte(pages.word(entry_at(table, va, level)));
        if !entry.is_valid() || entry.is_leaf() {
            return None;
        }
        table = entry.pa();
    }
    Some(entry_at(table, va, 0))
}

/// The entry of the page of `va` even if it is not valid; `None` if it says nothing.
pub fn entry(pages: &Pages, root: PhysAddr, va: VirtAddr) -> Option<Pte> {
    find(pages, root, va).map(|at| Pte(pages.word(at))).filter(|entry| !entry.is_empty())
}

/// Takes the mapping of the page of `va` away and says where it led.
#[inline(never)]
pub fn unmap(pages: &mut Pages, root: PhysAddr, va: VirtAddr) -> Option<PhysAddr> {
    let at = find(pages, root, va)?;
    let entry = Pte(pages.word(at));
    pages.set_word(at, 0);
    (!entry.is_empty()).then(|| entry.pa())
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
    pages.alloc_copy(kernel_root)
}

/// Calls `each` for every page from `start` to `end` that has an entry, lowest address first, until it fails. What it
/// answers becomes the entry.
///
/// The table may be changed through the `pages` that `each` is given, but not between `start` and `end`.
pub fn for_each_page(
    pages: &mut Pages,
    root: PhysAddr,
    start: VirtAddr,
    end: VirtAddr,
    each: &mut dyn FnMut(&mut Pages, VirtAddr, Pte) -> Result<Pte, Errno>,
) -> Result<(), Errno> {
    let mut va = start.page();
    while va < end {
        if !Pte(pages.word(entry_at(root, va, 2))).is_valid() {
            va = VirtAddr((va.0 | (GIGAPAGE_LEN - 1)) + 1);
            continue;
        }
        // What one table of the last level maps is looked at in one go.
        let stop = VirtAddr((va.0 | (MEGAPAGE_LEN - 1)) + 1).min(end);
        if let Some(first) = find(pages, root, va) {
            let n = (stop.0 - va.0).div_ceil(PAGE_LEN);
            let mut index = 0;
            while let Some(empty) = pages.n_zeros(first + 8 * index, (n - index) as usize) {
                index += empty as u64;
                let at = first + 8 * index;
                let entry = Pte(pages.word(at));
                let new = each(pages, va + index * PAGE_LEN, entry)?;
                if new != entry {
                    pages.set_word(at, new.0);
                }
                index += 1;
            }
        }
        va = stop;
    }
    Ok(())
}

/// Frees the tables of the lower half and the root. What they mapped was freed before.
pub fn free_user_table(pages: &mut Pages, root: PhysAddr) {
    free_tables(pages, root, 256, &mut |pages, middle| {
        free_tables(pages, middle, 512, &mut |pages, last| pages.free(last));
        pages.free(middle);
    });
    pages.free(root);
}

/// Hands the table behind each of the first `n` entries of `table` to `free`.
fn free_tables(pages: &mut Pages, table: PhysAddr, n: u64, free: &mut dyn FnMut(&mut Pages, PhysAddr)) {
    let mut index = 0;
    while let Some(empty) = pages.n_zeros(table + 8 * index, (n - index) as usize) {
        index += empty as u64;
        let below = Pte(pages.word(table + 8 * index)).pa();
        free(pages, below);
        index += 1;
    }
}

const _: () = assert!(KERNEL_OFFSET.wrapping_add(board::RAM_BASE) >> 30 & 0x1ff == 510);
