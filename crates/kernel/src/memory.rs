//! What a program does to its memory: it touches pages, asks for areas, gives them back, and hands a copy to a child.
//!
//! Nothing is done before it must be. A page comes when it is first touched; a page that two processes have is copied
//! when one of them writes (*copy on write*): until then its entries have no W bit, whatever the areas allow.

use abi::Errno;

use crate::arch;
use crate::inode::{Content, Inode, InodeId};
use crate::kernel::Kernel;
use crate::layout::{PAGE_LEN, PhysAddr, STACK_GAP, USER_END, USER_STACK_END, VirtAddr};
use crate::limits::{MAX_AREAS, check_heap};
use crate::pages::Pages;
use crate::pagetable::{self, Perm, Pte};
use crate::ramfs;
use crate::slab::Slab;
use crate::space::{AddressSpace, Area, AreaKind, Backing};

/// One process's memory, and all that its pages can come from.
pub struct Memory<'k> {
    /// Physical memory.
    pub pages: &'k mut Pages,
    /// The files.
    pub inodes: &'k mut Slab<Inode>,
    /// What the process can reach.
    pub space: &'k mut AddressSpace,
    /// Pages that were brought or copied, counted in a thread's [`Usage`](crate::usage::Usage).
    pub faults: Option<&'k mut u64>,
}

impl<'k> Memory<'k> {
    /// A space that is not yet, or no more, the memory of a process: nobody counts its page faults.
    pub fn of(k: &'k mut Kernel, space: &'k mut AddressSpace) -> Self {
        Self { pages: &mut k.pages, inodes: &mut k.vfs.inodes, space, faults: None }
    }
}

impl Memory<'_> {
    /// Where in physical memory the byte at `va` is, if user mode may use it so; brings its page in if need be.
    pub fn translate(&mut self, va: VirtAddr, access: Perm) -> Result<PhysAddr, Errno> {
        if va.0 >= USER_END {
            return Err(Errno::Fault);
        }
        let page = match pagetable::lookup(self.pages, self.space.root, va) {
            Some(entry) if entry.perm().allows(access.user()) => entry.pa(),
            _ => self.fault_in(va, access)?,
        };
        Ok(page + va.page_offset())
    }

    /// Brings the page of `va`, or a copy of it that may be written, if an area allows `access`. `EFAULT` if none does,
    /// `ENOMEM` if there is no page for it.
    #[inline(never)]
    pub fn fault_in(&mut self, va: VirtAddr, access: Perm) -> Result<PhysAddr, Errno> {
        let area = *self.area_for(va).ok_or(Errno::Fault)?;
        if !area.perm.allows(access) {
            return Err(Errno::Fault);
        }
        if let Some(faults) = &mut self.faults {
            **faults += 1;
        }
        let write = access.allows(Perm::RW);
        let old = pagetable::entry(self.pages, self.space.root, va);
        let (pa, perm) = match old {
            // The page is there: only its entry was stricter than the area.
            Some(entry) if !write || area.shared || !self.pages.is_shared(entry.pa()) => {
                let perm = if write { area.perm } else { area.perm.read_only() };
                pagetable::map(self.pages, self.space.root, va.page(), entry.pa(), perm.user(), 0)?;
                return Ok(entry.pa());
            }
            Some(entry) => {
                let copy = self.pages.alloc_copy(entry.pa())?;
                self.pages.free(entry.pa());
                (copy, area.perm)
            }
            None => self.first_touch(&area, va.page(), write)?,
        };
        pagetable::map(self.pages, self.space.root, va.page(), pa, perm.user(), 0)
            .inspect_err(|_| self.pages.free(pa))?;
        if old.is_none() {
            self.space.count_page();
        }
        // The hart may remember the page that two had: a load must not find it any more.
        arch::flush_tlb();
        Ok(pa)
    }

    /// The area of `va`; a stack that is touched below its start grows.
    fn area_for(&mut self, va: VirtAddr) -> Option<&Area> {
        let index = self.space.position(va);
        let area = self.space.areas.get(index)?;
        if area.start > va {
            let lowest = USER_STACK_END.saturating_sub(self.space.limits.stack);
            let below = index.checked_sub(1).map_or(0, |below| self.space.areas[below].end.0 + STACK_GAP);
            let allowed = self.space.check_limits(area, area.start.0 - va.page().0).is_ok();
            if area.kind != AreaKind::Stack || va.page().0 < lowest.max(below) || !allowed {
                return None;
            }
            self.space.areas[index].start = va.page();
        }
        self.space.areas.get(index)
    }

    /// A page for an address that was never touched, and what may be done with it for now.
    fn first_touch(&mut self, area: &Area, page: VirtAddr, write: bool) -> Result<(PhysAddr, Perm), Errno> {
        let Backing::File { inode, offset, len } = area.backing else {
            return Ok((self.pages.alloc()?, area.perm));
        };
        let at = page.0 - area.start.0;
        let here = len.saturating_sub(at).min(PAGE_LEN);
        let Content::File(data) = &mut self.inodes[inode].content else { return Err(Errno::Fault) };
        let index = (offset + at) / PAGE_LEN;
        // Behind the page with the file's end there is nothing that could come.
        if here > 0 && offset + at >= data.len {
            return Err(Errno::Fault);
        }
        if area.shared {
            // A store must reach the file, so a hole is filled now.
            let pa = ramfs::page_of(data, self.pages, index)?;
            return Ok((self.pages.share(pa), area.perm));
        }
        let Some(from) = data.page(index).filter(|_| here > 0) else {
            return Ok((self.pages.alloc()?, area.perm));
        };
        if here == PAGE_LEN && !write {
            return Ok((self.pages.share(from), area.perm.read_only()));
        }
        let copy = self.pages.alloc_copy(from)?;
        self.pages.page_mut(copy)[here as usize..].fill(0);
        Ok((copy, area.perm))
    }

    /// What a program is told that may not touch `va` so: a signal and its `si_code`. Linux 6.12,
    /// `include/uapi/asm-generic/siginfo.h`.
    pub fn fault_signal(&self, va: VirtAddr, access: Perm) -> (u32, i32) {
        const MAPERR: i32 = 1;
        const ACCERR: i32 = 2;
        const BUS_ADRERR: i32 = 2;
        match self.space.area_of(va) {
            None => (abi::SIGSEGV as u32, MAPERR),
            Some(area) if !area.perm.allows(access) => (abi::SIGSEGV as u32, ACCERR),
            // It would be allowed, but the file behind it ends before.
            Some(_) => (abi::SIGBUS as u32, BUS_ADRERR),
        }
    }

    /// The file `inode` is `len` bytes long now: its pages behind that are taken out of the memory that shows them.
    pub fn cut(&mut self, inode: InodeId, len: u64) {
        for area in self.space.areas.clone() {
            if let Backing::File { inode: shown, offset, len: of_file } = area.backing
                && shown == inode
            {
                let kept = len.next_multiple_of(PAGE_LEN).saturating_sub(offset);
                let end = of_file.next_multiple_of(PAGE_LEN).min(area.len());
                if kept < end {
                    self.drop_pages(area.start + kept, area.start + end);
                }
            }
        }
    }

    /// Adds an area where there is none.
    pub fn add(&mut self, area: Area) -> Result<(), Errno> {
        self.space.check_limits(&area, area.len())?;
        self.insert(area)
    }

    fn insert(&mut self, area: Area) -> Result<(), Errno> {
        check_heap(Errno::NoMem)?;
        if self.space.areas.len() >= MAX_AREAS {
            return Err(Errno::NoMem);
        }
        let index = self.space.position(area.start);
        // What would be one longer area is one: a heap that grows page by page would have thousands.
        if let Some(below) = index.checked_sub(1).map(|below| &mut self.space.areas[below])
            && below.end == area.start
            && below.backing == Backing::Zero
            && (Area { start: area.start, end: area.end, ..*below }) == area
        {
            below.end = area.end;
            return Ok(());
        }
        if let Some(inode) = area.inode() {
            self.inodes[inode].users += 1;
        }
        self.space.areas.insert(index, area);
        Ok(())
    }

    /// Cuts the area that holds `at` in two there, so that what begins at `at` is an area of its own.
    fn split(&mut self, at: VirtAddr) -> Result<(), Errno> {
        let index = self.space.position(at);
        let Some(area) = self.space.areas.get(index).copied().filter(|area| area.start < at) else {
            return Ok(());
        };
        if self.space.areas.len() >= MAX_AREAS {
            return Err(Errno::NoMem);
        }
        if let Some(inode) = area.inode() {
            self.inodes[inode].users += 1;
        }
        self.space.areas[index].end = at;
        self.space.areas.insert(index + 1, area.from(at));
        Ok(())
    }

    /// Takes all that is between `start` and `end` away.
    #[inline(never)]
    pub fn unmap(&mut self, start: VirtAddr, end: VirtAddr) -> Result<(), Errno> {
        self.split(start)?;
        self.split(end)?;
        let from = self.space.position(start);
        let to = from + self.space.areas[from..].iter().take_while(|area| area.start < end).count();
        for index in from..to {
            let area = self.space.areas[index];
            self.drop_pages(area.start, area.end);
            self.drop_file(&area);
        }
        self.space.areas.drain(from..to);
        Ok(())
    }

    /// Gives back the pages between `start` and `end`; the areas stay, and their pages come anew when touched.
    pub fn drop_pages(&mut self, start: VirtAddr, end: VirtAddr) {
        let mut n_dropped = 0;
        // The walk cannot fail: what it calls does not.
        let _ = pagetable::for_each_page(self.pages, self.space.root, start, end, &mut |pages, _, entry| {
            pages.free(entry.pa());
            n_dropped += 1;
            Ok(Pte(0))
        });
        self.space.resident -= n_dropped;
    }

    fn drop_file(&mut self, area: &Area) {
        if let Some(inode) = area.inode() {
            self.drop_inode(inode);
        }
    }

    fn drop_inode(&mut self, inode: InodeId) {
        self.inodes[inode].users -= 1;
        ramfs::drop_if_unused(self.inodes, self.pages, inode);
    }

    /// Changes what may be done between `start` and `end`. `ENOMEM` if there is a hole.
    #[inline(never)]
    pub fn protect(&mut self, start: VirtAddr, end: VirtAddr, perm: Perm) -> Result<(), Errno> {
        self.split(start)?;
        self.split(end)?;
        let mut at = start;
        while at < end {
            let index = self.space.position(at);
            let area = self.space.areas.get(index).filter(|area| area.start <= at).ok_or(Errno::NoMem)?;
            if !area.is_data() {
                self.space.check_data_limit(&Area { perm, ..*area }, area.len())?;
            }
            let area = &mut self.space.areas[index];
            area.perm = perm;
            let (from, to, shared) = (area.start, area.end, area.shared);
            // A page that must be copied before it is written is found out at the next store.
            let now = if shared { perm } else { perm.read_only() };
            pagetable::for_each_page(self.pages, self.space.root, from, to, &mut |_, _, entry| {
                Ok(Pte::leaf(entry.pa(), now.user()))
            })?;
            at = to;
        }
        Ok(())
    }

    /// Moves what is between `start` and `end`, part of one area, to `to`, where there is nothing; it is `len` bytes long
    /// there. Says where it is.
    pub fn relocate(
        &mut self,
        start: VirtAddr,
        end: VirtAddr,
        to: VirtAddr,
        len: u64,
    ) -> Result<VirtAddr, Errno> {
        let area = *self.space.area_of(start).ok_or(Errno::Fault)?;
        let moved = area.from(start);
        self.space.check_limits(&area, len.saturating_sub(end.0 - start.0))?;
        self.insert(Area { start: to, end: to + len, ..moved })?;
        let kept = (end.0 - start.0).min(len);
        let root = self.space.root;
        pagetable::for_each_page(self.pages, root, start, start + kept, &mut |pages, va, entry| {
            pagetable::map(pages, root, to + (va.0 - start.0), entry.pa(), entry.perm(), 0)?;
            Ok(Pte(0))
        })?;
        self.unmap(start, end)?;
        Ok(to)
    }

    /// A second space with the same content: what `fork` gives the child. Both lose the right to store in the pages
    /// that they now have together; [`Memory::fault_in`] gives it back, with a copy.
    #[inline(never)]
    pub fn fork(&mut self, kernel_root: PhysAddr) -> Result<AddressSpace, Errno> {
        let mut child = AddressSpace::new(self.pages, kernel_root)?;
        (child.heap, child.brk, child.args) = (self.space.heap, self.space.brk, self.space.args);
        (child.program, child.path) = (self.space.program, self.space.path.clone());
        child.limits = self.space.limits;
        child.areas.clone_from(&self.space.areas);
        let files = child.areas.iter().filter_map(Area::inode).chain(child.program);
        files.for_each(|inode| self.inodes[inode].users += 1);
        let root = child.root;
        let shared = self.space.areas.iter().try_for_each(|area| {
            pagetable::for_each_page(
                self.pages,
                self.space.root,
                area.start,
                area.end,
                &mut |pages, va, entry| {
                    let perm = if area.shared { entry.perm() } else { entry.perm().read_only() };
                    pagetable::map(pages, root, va, entry.pa(), perm, 0)?;
                    pages.share(entry.pa());
                    child.count_page();
                    Ok(Pte::leaf(entry.pa(), perm))
                },
            )
        });
        match shared {
            Ok(()) => Ok(child),
            Err(error) => {
                Memory { pages: self.pages, inodes: self.inodes, space: &mut child, faults: None }.clear();
                Err(error)
            }
        }
    }

    /// Gives every page back, every file and the tables. No hart may be using the space.
    #[inline(never)]
    pub fn clear(&mut self) {
        for area in core::mem::take(&mut self.space.areas) {
            self.drop_pages(area.start, area.end);
            self.drop_file(&area);
        }
        if let Some(program) = self.space.program.take() {
            self.drop_inode(program);
        }
        pagetable::free_user_table(self.pages, self.space.root);
    }
}
