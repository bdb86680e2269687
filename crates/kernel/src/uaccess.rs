//! The only three ways by which the kernel touches a program's memory. Linux: `copy_to_user` and its kin; xv6:
//! `copyout`, `copyin`, `copyinstr`.
//!
//! An address from a program may be anything: nothing at all, a page it may not write, the kernel's own memory. The
//! kernel never follows it. It looks the address up in the process's page table, as the processor would in user mode,
//! checks each page, and answers `EFAULT` where the program itself would have been stopped.

use alloc::vec::Vec;

use abi::Errno;

use crate::layout::{PAGE_LEN, VirtAddr};
use crate::memory::Memory;
use crate::pagetable::Perm;

/// Copies `bytes` to `to` in the program.
#[inline(never)]
pub fn copy_out(memory: &mut Memory<'_>, to: VirtAddr, bytes: &[u8]) -> Result<(), Errno> {
    let mut done = 0;
    while done < bytes.len() {
        let va = to + done as u64;
        let pa = memory.translate(va, Perm::RW)?;
        let offset = va.page_offset() as usize;
        let n = (bytes.len() - done).min(PAGE_LEN as usize - offset);
        let page = memory.pages.page_mut(pa);
        page[offset..offset + n].copy_from_slice(&bytes[done..done + n]);
        done += n;
    }
    Ok(())
}

/// Fills `buf` with the bytes at `from` in the program.
#[inline(never)]
pub fn copy_in(memory: &mut Memory<'_>, from: VirtAddr, buf: &mut [u8]) -> Result<(), Errno> {
    let mut done = 0;
    while done < buf.len() {
        let va = from + done as u64;
        let pa = memory.translate(va, Perm::R)?;
        let offset = va.page_offset() as usize;
        let n = (buf.len() - done).min(PAGE_LEN as usize - offset);
        buf[done..done + n].copy_from_slice(&memory.pages.page(pa)[offset..offset + n]);
        done += n;
    }
    Ok(())
}

/// The bytes from `from` up to a zero byte, which is not among them; `too_long` if the first `max` bytes have none.
#[inline(never)]
pub fn copy_in_str(
    memory: &mut Memory<'_>,
    from: VirtAddr,
    max: usize,
    too_long: Errno,
) -> Result<Vec<u8>, Errno> {
    let mut text = Vec::new();
    while text.len() < max {
        let va = from + text.len() as u64;
        let pa = memory.translate(va, Perm::R)?;
        let offset = va.page_offset() as usize;
        let n = (max - text.len()).min(PAGE_LEN as usize - offset);
        let piece = &memory.pages.page(pa)[offset..offset + n];
        if let Some(end) = piece.iter().position(|&byte| byte == 0) {
            text.extend_from_slice(&piece[..end]);
            return Ok(text);
        }
        text.extend_from_slice(piece);
    }
    Err(too_long)
}

/// Whether the program could write all of `len` bytes at `to`. Asked before a read that takes its bytes away from
/// somebody, so that none are lost to an address that cannot take them.
pub fn check_out(memory: &mut Memory<'_>, to: VirtAddr, len: u64) -> Result<(), Errno> {
    let mut done = 0;
    while done < len {
        let va = to + done;
        memory.translate(va, Perm::RW)?;
        done += PAGE_LEN - va.page_offset();
    }
    Ok(())
}
