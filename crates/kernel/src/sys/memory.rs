//! Calls about the process's own memory.

use abi::Errno;

use crate::arch;
use crate::inode::{Content, InodeId};
use crate::layout::{MMAP_END, PAGE_LEN, USER_END, USER_START, VirtAddr};
use crate::limits::{MAX_FILE_LEN, MAX_USER_HEAP};
use crate::memory::Memory;
use crate::pagetable::Perm;
use crate::ramfs;
use crate::space::{Area, AreaKind, Backing};
use crate::syscall::Caller;
use crate::syscall::kinds::*;

/// Moves the end of the heap, and says where it is then. Linux's `brk` never fails: a caller sees by the answer whether
/// it got what it asked for.
#[inline(never)]
pub fn brk(caller: &mut Caller<'_>, end: Addr) -> Result<Addr, Errno> {
    let mut memory = caller.kernel.memory(caller.id)?;
    let moved = end >= memory.space.heap && end.0 <= memory.space.heap.0 + MAX_USER_HEAP;
    if moved && move_heap_end(&mut memory, end).is_ok() {
        memory.space.brk = end;
        arch::flush_tlb();
    }
    Ok(memory.space.brk)
}

fn move_heap_end(memory: &mut Memory<'_>, end: VirtAddr) -> Result<(), Errno> {
    let old = VirtAddr(memory.space.brk.0.next_multiple_of(PAGE_LEN));
    let new = VirtAddr(end.0.next_multiple_of(PAGE_LEN));
    if new < old {
        return memory.unmap(new, old);
    }
    // One page stays empty between the heap and what lies above it.
    if new == old {
        Ok(())
    } else if new.0 > MMAP_END || !memory.space.is_free(old, new + PAGE_LEN) {
        Err(Errno::NoMem)
    } else {
        memory.add(Area::zeros(old, new, AreaKind::Heap, Perm::RW))
    }
}

/// What `PROT_…` allow. A page that is written can be read: the hart knows no other.
fn perm(prot: MapProt) -> Result<Perm, Errno> {
    let prot = u64::from(prot);
    super::only(prot, abi::PROT_READ | abi::PROT_WRITE | abi::PROT_EXEC)?;
    let write = prot & abi::PROT_WRITE != 0;
    Ok(Perm::new(prot & abi::PROT_READ != 0 || write, write, prot & abi::PROT_EXEC != 0))
}

/// The pages of a range that a program gives. `EINVAL` if it does not begin with a page or is empty.
fn range(start: VirtAddr, len: u64) -> Result<(VirtAddr, VirtAddr), Errno> {
    let len = len.checked_next_multiple_of(PAGE_LEN).ok_or(Errno::NoMem)?;
    let end = start.0.checked_add(len).filter(|&end| end <= USER_END);
    match end {
        _ if start.page_offset() != 0 => Err(Errno::Invalid),
        Some(end) => Ok((start, VirtAddr(end))),
        None => Err(Errno::NoMem),
    }
}

/// Makes an area: of zeros, or of a file.
#[inline(never)]
pub fn mmap(
    caller: &mut Caller<'_>,
    start: Addr,
    len: Len,
    prot: MapProt,
    flags: MapFlags,
    fd: Fd,
    offset: Offset,
) -> Result<Addr, Errno> {
    let flags = u64::from(flags);
    let perm = perm(prot)?;
    let shared = match flags & (abi::MAP_SHARED | abi::MAP_PRIVATE) {
        abi::MAP_SHARED => true,
        abi::MAP_PRIVATE => false,
        // MAP_SHARED_VALIDATE: shared, and unknown flags are refused.
        both if both == abi::MAP_SHARED | abi::MAP_PRIVATE => true,
        _ => return Err(Errno::Invalid),
    };
    if len == 0 || offset < 0 || !(offset as u64).is_multiple_of(PAGE_LEN) {
        return Err(Errno::Invalid);
    }
    let (_, len) = range(VirtAddr(0), len)?;
    let file = if flags & abi::MAP_ANONYMOUS == 0 { Some(mappable(caller, fd, shared, perm)?) } else { None };
    let backing = match file {
        Some(inode) => Backing::File { inode, offset: offset as u64, len: u64::MAX / 2 },
        None if shared => {
            Backing::File { inode: nameless_file(caller, len.0)?, offset: 0, len: u64::MAX / 2 }
        }
        None => Backing::Zero,
    };
    let mut memory = caller.kernel.memory(caller.id)?;
    let mapped = place(&mut memory, start, len.0, flags).and_then(|start| {
        let area = Area::zeros(start, start + len.0, AreaKind::Mapping, perm);
        memory.add(Area { backing, shared, ..area }).map(|()| start)
    });
    if let (Backing::File { inode, .. }, None) = (backing, file) {
        // The area holds it now; if there is none, it goes.
        memory.inodes[inode].users -= 1;
        ramfs::drop_if_unused(memory.inodes, memory.pages, inode);
    }
    arch::flush_tlb();
    mapped
}

/// Where an area of `len` bytes goes; what is there is taken away if that is what was asked for.
fn place(memory: &mut Memory<'_>, start: VirtAddr, len: u64, flags: u64) -> Result<VirtAddr, Errno> {
    let fixed = flags & (abi::MAP_FIXED | abi::MAP_FIXED_NOREPLACE);
    if fixed == 0 {
        let wish = VirtAddr(start.page().0.max(USER_START));
        let fits = wish.0.checked_add(len).is_some_and(|end| end <= MMAP_END);
        return if start != VirtAddr(0) && fits && memory.space.is_free(wish, wish + len) {
            Ok(wish)
        } else {
            memory.space.find_room(len)
        };
    }
    let (start, end) = range(start, len)?;
    if start.0 < USER_START {
        return Err(Errno::Perm);
    }
    if !memory.space.is_free(start, end) {
        if fixed & abi::MAP_FIXED_NOREPLACE != 0 {
            return Err(Errno::Exist);
        }
        memory.unmap(start, end)?;
    }
    Ok(start)
}

/// The file behind a descriptor, if it can be mapped so.
fn mappable(caller: &mut Caller<'_>, fd: Fd, shared: bool, perm: Perm) -> Result<InodeId, Errno> {
    let file = caller.file(fd)?;
    let vfs = &caller.kernel.vfs;
    let open = &vfs.files[file];
    let inode = vfs.inode_of(file);
    match vfs.inodes[inode].content {
        Content::File(_) if !open.readable() => Err(Errno::Access),
        Content::File(_) if shared && perm.allows(Perm::RW) && !open.writable() => Err(Errno::Access),
        Content::File(_) => Ok(inode),
        _ => Err(Errno::NoDev),
    }
}

/// A file that has no name: what `MAP_SHARED` without a file shares. It is held once for the caller.
fn nameless_file(caller: &mut Caller<'_>, len: u64) -> Result<InodeId, Errno> {
    if len > MAX_FILE_LEN {
        return Err(Errno::NoMem);
    }
    let now = caller.kernel.now();
    let vfs = &mut caller.kernel.vfs;
    let mode = abi::S_IFREG as u32 | 0o600;
    let inode = ramfs::add_inode(vfs, u32::MAX - 1, mode, now, ramfs::empty_file())?;
    vfs.inodes[inode].users += 1;
    ramfs::truncate(&mut vfs.inodes[inode], &mut caller.kernel.pages, len);
    Ok(inode)
}

/// Takes away what is in a range.
#[inline(never)]
pub fn munmap(caller: &mut Caller<'_>, start: Addr, len: Len) -> Result<Zero, Errno> {
    if len == 0 {
        return Err(Errno::Invalid);
    }
    let (start, end) = range(start, len).map_err(|_| Errno::Invalid)?;
    let unmapped = caller.kernel.memory(caller.id)?.unmap(start, end);
    arch::flush_tlb();
    unmapped
}

/// Changes what may be done in a range.
#[inline(never)]
pub fn mprotect(caller: &mut Caller<'_>, start: Addr, len: Len, prot: MapProt) -> Result<Zero, Errno> {
    let perm = perm(prot)?;
    let (start, end) = range(start, len)?;
    let memory = &mut caller.kernel.memory(caller.id)?;
    let protected = memory.protect(start, end, perm);
    arch::flush_tlb();
    protected
}

/// Makes an area longer or shorter; it may go elsewhere if the flags say so.
#[inline(never)]
pub fn mremap(
    caller: &mut Caller<'_>,
    old: Addr,
    old_len: Len,
    new_len: Len,
    flags: Int,
    new: Addr,
) -> Result<Addr, Errno> {
    super::only(flags as u64, (abi::MREMAP_MAYMOVE | abi::MREMAP_FIXED) as u64)?;
    let fixed = flags & abi::MREMAP_FIXED != 0;
    if old_len == 0 || new_len == 0 || fixed && flags & abi::MREMAP_MAYMOVE == 0 {
        return Err(Errno::Invalid);
    }
    let (start, end) = range(old, old_len)?;
    let (_, VirtAddr(new_len)) = range(VirtAddr(0), new_len)?;
    let mut memory = caller.kernel.memory(caller.id)?;
    let area = *memory.space.area_of(start).ok_or(Errno::Fault)?;
    if area.end < end {
        return Err(Errno::Fault);
    }
    let moved = if fixed {
        let (to, to_end) = range(new, new_len)?;
        if to < end && start < to_end || to.0 < USER_START {
            return Err(Errno::Invalid);
        }
        memory.unmap(to, to_end)?;
        memory.relocate(start, end, to, new_len)
    } else if new_len <= end.0 - start.0 {
        memory.unmap(start + new_len, end).map(|()| start)
    } else if area.end == end && memory.space.is_free(end, start + new_len) && start.0 + new_len <= MMAP_END {
        memory.add(Area { end: start + new_len, ..area.from(start) }.from(end)).map(|()| start)
    } else if flags & abi::MREMAP_MAYMOVE != 0 {
        let to = memory.space.find_room(new_len)?;
        memory.relocate(start, end, to, new_len)
    } else {
        Err(Errno::NoMem)
    };
    arch::flush_tlb();
    moved
}

/// Takes advice. Only "not needed any more" changes anything: pages without a file behind them are zero afterwards.
#[inline(never)]
pub fn madvise(caller: &mut Caller<'_>, start: Addr, len: Len, advice: Int) -> Result<Zero, Errno> {
    let (start, end) = range(start, len)?;
    if !(0..=25).contains(&advice) {
        return Err(Errno::Invalid);
    }
    if advice == abi::MADV_DONTNEED {
        let mut memory = caller.kernel.memory(caller.id)?;
        memory.drop_pages(start, end);
        arch::flush_tlb();
    }
    Ok(())
}

/// Pages of a shared area are the file's own: there is nothing to write back.
#[inline(never)]
pub fn msync(caller: &mut Caller<'_>, start: Addr, len: Len, _flags: Int) -> Result<Zero, Errno> {
    let (start, end) = range(start, len)?;
    let memory = caller.kernel.memory(caller.id)?;
    let mapped = start == end || memory.space.area_of(start).is_some();
    if mapped { Ok(()) } else { Err(Errno::NoMem) }
}

/// What was written as data shall be executed.
#[inline(never)]
pub fn riscv_flush_icache(_: &mut Caller<'_>, _start: Addr, _end: Addr, _flags: Addr) -> Result<Zero, Errno> {
    arch::flush_icache();
    Ok(())
}

/// Lets the threads of a process see each other's stores: on one hart they always do.
#[inline(never)]
pub fn membarrier(_: &mut Caller<'_>, command: Int, _flags: Int, _cpu: Int) -> Result<Int, Errno> {
    /// `MEMBARRIER_CMD_GLOBAL`, and the private expedited one with its registration.
    const KNOWN: i32 = 1 | 1 << 3 | 1 << 4;
    match command {
        0 => Ok(KNOWN),
        _ if command & !KNOWN == 0 && command.count_ones() == 1 => Ok(0),
        _ => Err(Errno::Invalid),
    }
}
