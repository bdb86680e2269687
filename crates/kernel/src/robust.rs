//! Robust mutexes: a thread that ends while it has some locked leaves word of that in them, so that nobody waits for it
//! for ever. The thread keeps a list of them in its own memory, and has told where; the kernel walks it once, at the
//! thread's end, and believes nothing that it finds there. Linux 6.12, `kernel/futex/core.c`, `exit_robust_list`.

use abi::Errno;

use crate::futex;
use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::process::ProcessId;
use crate::uaccess::{copy_in, copy_out};

/// Bytes of `struct robust_list_head`: the first entry, how far behind an entry its futex is, and the entry of a mutex
/// that is just being locked or unlocked.
pub const HEAD_LEN: u64 = 24;
/// Most entries that are looked at: a list may be a ring. Linux: `ROBUST_LIST_LIMIT`.
const MAX_ENTRIES: usize = 2048;

/// In a futex: its owner has ended.
const FUTEX_OWNER_DIED: u32 = 0x4000_0000;
/// In a futex: somebody waits for it.
const FUTEX_WAITERS: u32 = 0x8000_0000;
/// In a futex: its owner.
const FUTEX_TID_MASK: u32 = 0x3fff_ffff;

/// An entry's address, and whether its mutex inherits priorities: the lowest bit.
type Entry = (VirtAddr, bool);

/// Walks the list of process `id`, which ends or begins another program, and forgets it.
#[inline(never)]
pub fn leave_locks(k: &mut Kernel, id: ProcessId) {
    let head = core::mem::take(&mut k.processes[id].robust_list);
    if head != VirtAddr(0) {
        // The list ends at the first word that cannot be read.
        let _ = walk(k, id, head);
    }
}

fn walk(k: &mut Kernel, id: ProcessId, head: VirtAddr) -> Result<(), Errno> {
    let mut entry = read_entry(k, id, head)?;
    let offset = read_word(k, id, head + 8)?;
    let pending = read_entry(k, id, head + 16)?;
    for _ in 0..MAX_ENTRIES {
        if entry.0 == head {
            break;
        }
        // The entry may be gone once its mutex is free.
        let next = read_entry(k, id, entry.0);
        if entry.0 != pending.0 {
            leave(k, id, (entry.0 + offset, entry.1), false)?;
        }
        entry = next?;
    }
    if pending.0 != VirtAddr(0) {
        leave(k, id, (pending.0 + offset, pending.1), true)?;
    }
    Ok(())
}

/// Says in the futex at `at`, if the thread owns it, that its owner has ended, and wakes one who waits for it.
fn leave(k: &mut Kernel, id: ProcessId, (at, inherits): Entry, pending: bool) -> Result<(), Errno> {
    if !at.0.is_multiple_of(4) {
        return Err(Errno::Invalid);
    }
    let mut bytes = [0; 4];
    copy_in(&mut k.memory(id)?, at, &mut bytes)?;
    let word = u32::from_le_bytes(bytes);
    let owner = word & FUTEX_TID_MASK;
    // Unlocked already, but perhaps the thread did not come to wake anybody.
    let unlocked = pending && !inherits && owner == 0;
    if owner == k.processes[id].pid {
        let left = word & FUTEX_WAITERS | FUTEX_OWNER_DIED;
        copy_out(&mut k.memory(id)?, at, &left.to_le_bytes())?;
    } else if !unlocked {
        return Ok(());
    }
    if unlocked || !inherits && word & FUTEX_WAITERS != 0 {
        let key = futex::key(k, id, at)?;
        futex::wake(k, key, 1, futex::ANY);
    }
    Ok(())
}

fn read_word(k: &mut Kernel, id: ProcessId, at: VirtAddr) -> Result<u64, Errno> {
    let mut bytes = [0; 8];
    copy_in(&mut k.memory(id)?, at, &mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn read_entry(k: &mut Kernel, id: ProcessId, at: VirtAddr) -> Result<Entry, Errno> {
    let word = read_word(k, id, at)?;
    Ok((VirtAddr(word & !1), word & 1 != 0))
}
