//! The address space of a process: a page table, and a list of the areas that the process has a right to.
//!
//! The two differ on purpose. An area is a promise; the page table holds what was kept of it. A page inside an area
//! that nobody has touched is not there: the first touch raises a page fault, and the kernel gives a page of zeros
//! ([`AddressSpace::fault_in`]). A page fault is not an error until the kernel finds no area for it.

use alloc::vec::Vec;

use abi::Errno;

use crate::layout::{PAGE_LEN, PhysAddr, USER_END, VirtAddr};
use crate::limits::MAX_USER_HEAP;
use crate::pages::Pages;
use crate::pagetable::{self, Perm};

/// What an area is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AreaKind {
    /// A segment of the program's file.
    Program,
    /// What `brk` made.
    Heap,
    /// The stack.
    Stack,
}

/// A range of addresses that a process may use in one way. Linux: `struct vm_area_struct`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    /// First address; the area begins with the page that holds it.
    pub start: VirtAddr,
    /// The address behind the last; the rest of its page belongs to the area too.
    pub end: VirtAddr,
    /// What it is for.
    pub kind: AreaKind,
    /// What the process may do there.
    pub perm: Perm,
}

/// What a process can reach. Linux: `struct mm_struct`.
pub struct AddressSpace {
    /// The page table's root.
    pub root: PhysAddr,
    /// The areas; none overlaps another.
    pub areas: Vec<Area>,
}

impl AddressSpace {
    /// A space with the kernel in its upper half and nothing in its lower half.
    pub fn new(pages: &mut Pages, kernel_root: PhysAddr) -> Result<Self, Errno> {
        Ok(Self { root: pagetable::user_table(pages, kernel_root)?, areas: Vec::new() })
    }

    /// Where in physical memory the byte at `va` is, if user mode may use it so; brings its page in if need be.
    pub fn translate(&self, pages: &mut Pages, va: VirtAddr, access: Perm) -> Result<PhysAddr, Errno> {
        if va.0 >= USER_END {
            return Err(Errno::Fault);
        }
        let page = match pagetable::lookup(pages, self.root, va) {
            Some(entry) if entry.perm().allows(access.user()) => entry.pa(),
            Some(_) => return Err(Errno::Fault),
            None => self.fault_in(pages, va, access)?,
        };
        Ok(page + va.page_offset())
    }

    /// Gives the page of `va` a page of zeros, if an area allows it.
    #[inline(never)]
    pub fn fault_in(&self, pages: &mut Pages, va: VirtAddr, access: Perm) -> Result<PhysAddr, Errno> {
        let area = self.area_of(va).ok_or(Errno::Fault)?;
        if !area.perm.allows(access) || pagetable::lookup(pages, self.root, va).is_some() {
            return Err(Errno::Fault);
        }
        let pa = pages.alloc()?;
        if let Err(error) = pagetable::map(pages, self.root, va.page(), pa, area.perm.user(), 0) {
            pages.free(pa);
            return Err(error);
        }
        Ok(pa)
    }

    /// The area that holds `va`. The right to a byte is the right to its page: the processor knows nothing smaller.
    pub fn area_of(&self, va: VirtAddr) -> Option<&Area> {
        self.areas.iter().find(|area| area.start.page() <= va && va.0 < area.end.0.next_multiple_of(PAGE_LEN))
    }

    /// A second space with the same content: what `fork` gives the child.
    ///
    /// Every page is copied at once. This one function is where copy-on-write would replace it.
    #[inline(never)]
    pub fn copy(&self, pages: &mut Pages, kernel_root: PhysAddr) -> Result<Self, Errno> {
        let mut copy = Self::new(pages, kernel_root)?;
        copy.areas.clone_from(&self.areas);
        let root = copy.root;
        let copied = pagetable::for_each_user_page(pages, self.root, &mut |pages, va, entry| {
            let pa = pages.alloc()?;
            pages.copy(entry.pa(), pa);
            pagetable::map(pages, root, va, pa, entry.perm(), 0).inspect_err(|_| pages.free(pa))
        });
        match copied {
            Ok(()) => Ok(copy),
            Err(error) => {
                copy.free(pages);
                Err(error)
            }
        }
    }

    /// Gives every page back, and the tables. No hart may be using the space.
    #[inline(never)]
    pub fn free(self, pages: &mut Pages) {
        // The walk cannot fail: what it calls does not.
        let _ = pagetable::for_each_user_page(pages, self.root, &mut |pages, _, entry| {
            pages.free(entry.pa());
            Ok(())
        });
        pagetable::free_user_table(pages, self.root);
    }

    /// The heap's end, as `brk` counts it.
    pub fn brk(&self) -> VirtAddr {
        self.heap().map_or(VirtAddr(0), |heap| heap.end)
    }

    /// Moves the heap's end to `end` if that is possible and says where it is then. Linux's `brk` never fails: a caller
    /// sees by the answer whether it got what it asked for.
    pub fn set_brk(&mut self, pages: &mut Pages, end: VirtAddr) -> VirtAddr {
        let Some(heap) = self.heap().copied() else { return VirtAddr(0) };
        let limit = heap.start.0 + MAX_USER_HEAP;
        let others = self.areas.iter().filter(|area| area.start > heap.start);
        let limit = others.fold(limit, |limit, area| limit.min(area.start.0 - PAGE_LEN));
        if end < heap.start || end.0 > limit {
            return heap.end;
        }
        let mut gone = end.0.next_multiple_of(PAGE_LEN);
        while gone < heap.end.0 {
            if let Some(pa) = pagetable::unmap(pages, self.root, VirtAddr(gone)) {
                pages.free(pa);
            }
            gone += PAGE_LEN;
        }
        if let Some(heap) = self.areas.iter_mut().find(|area| area.kind == AreaKind::Heap) {
            heap.end = end;
        }
        end
    }

    fn heap(&self) -> Option<&Area> {
        self.areas.iter().find(|area| area.kind == AreaKind::Heap)
    }
}
