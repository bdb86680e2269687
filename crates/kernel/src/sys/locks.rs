//! Calls that lock files: `flock`, and those commands of `fcntl` that do.

use abi::{Errno, FLOCK_LEN};

use crate::file::FileId;
use crate::layout::VirtAddr;
use crate::locks::{self, Lock, Owner};
use crate::syscall::Caller;
use crate::syscall::kinds::*;

use super::files::holding;

/// The last byte that a file could have.
const END: u64 = i64::MAX as u64;

/// What `struct flock` says: a kind, `F_RDLCK`, `F_WRLCK` or `F_UNLCK`, and a range.
struct Wish {
    kind: u64,
    lock: Lock,
}

/// `F_SETLK`, `F_SETLKW`: locks a range of bytes for the process, or unlocks it.
pub(super) fn set_lock(caller: &mut Caller<'_>, fd: Fd, at: VirtAddr, block: bool) -> Result<Int, Errno> {
    holding(caller, fd, |caller, file| {
        let Wish { kind, lock } = read(caller, file, at)?;
        let open = &caller.kernel.vfs.files[file];
        match kind {
            abi::F_RDLCK if !open.readable() => return Err(Errno::BadFd),
            abi::F_WRLCK if !open.writable() => return Err(Errno::BadFd),
            abi::F_UNLCK => return locks::unlock(caller.kernel, &lock).map(|()| 0),
            _ => locks::lock(caller.kernel, lock, block)?,
        }
        // Another thread may have closed the file meanwhile, and taken the locks away that there were then.
        if caller.file(fd) != Ok(file) {
            locks::forget(caller.kernel, lock.owner, lock.inode);
            return Err(Errno::BadFd);
        }
        Ok(0)
    })
}

/// `F_GETLK`: tells which lock stands in the way of this one.
pub(super) fn get_lock(caller: &mut Caller<'_>, fd: Fd, at: VirtAddr) -> Result<Int, Errno> {
    let file = caller.file(fd)?;
    let Wish { kind, lock } = read(caller, file, at)?;
    if kind == abi::F_UNLCK {
        return Err(Errno::Invalid);
    }
    let Some(obstacle) = caller.kernel.vfs.locks.obstacle(&lock) else {
        return caller.copy_out(at, &(abi::F_UNLCK as u16).to_le_bytes()).map(|()| 0);
    };
    let kind = if obstacle.exclusive { abi::F_WRLCK } else { abi::F_RDLCK };
    let len = if obstacle.last == END { 0 } else { obstacle.last - obstacle.start + 1 };
    let Owner::Process(pid) = obstacle.owner else { return Err(Errno::Invalid) };
    let bytes = [kind, obstacle.start, len, u64::from(pid)].map(u64::to_le_bytes).concat();
    caller.copy_out(at, &bytes[..28]).map(|()| 0)
}

/// Reads `struct flock`: kind and origin, 16 bits each; start and length from there on; a process. A length below 0 is
/// that of what is before the start, 0 is all that is behind it.
fn read(caller: &mut Caller<'_>, file: FileId, at: VirtAddr) -> Result<Wish, Errno> {
    let bytes: [u8; FLOCK_LEN as usize] = caller.bytes(at)?;
    let half = |at: usize| u64::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let word = |at: usize| i64::from_le_bytes(core::array::from_fn(|n| bytes[at + n]));
    let (kind, whence, start, len) = (half(0), half(2), word(8), word(16));
    if ![abi::F_RDLCK, abi::F_WRLCK, abi::F_UNLCK].contains(&kind) {
        return Err(Errno::Invalid);
    }
    let inode = caller.kernel.vfs.inode_of(file);
    let origin = match whence {
        abi::SEEK_SET => 0,
        abi::SEEK_CUR => caller.kernel.vfs.files[file].offset,
        abi::SEEK_END => caller.kernel.vfs.inodes[inode].len(),
        _ => return Err(Errno::Invalid),
    };
    let from = (origin as i64).checked_add(start).ok_or(Errno::Overflow)?;
    let (first, last) = match len {
        0 => (from, i64::MAX),
        1.. => (from, from.checked_add(len - 1).ok_or(Errno::Overflow)?),
        _ => (from.checked_add(len).ok_or(Errno::Invalid)?, from - 1),
    };
    if from < 0 || first < 0 {
        return Err(Errno::Invalid);
    }
    let owner = Owner::Process(caller.process().pid);
    let exclusive = kind == abi::F_WRLCK;
    Ok(Wish { kind, lock: Lock { inode, owner, exclusive, start: first as u64, last: last as u64 } })
}

/// Locks a whole file for those who have it from the same `openat`, or unlocks it.
#[inline(never)]
pub fn flock(caller: &mut Caller<'_>, fd: Fd, operation: FlockOp) -> Result<Zero, Errno> {
    let operation = u64::from(operation);
    holding(caller, fd, |caller, file| {
        let inode = caller.kernel.vfs.inode_of(file);
        let owner = Owner::File(file);
        let exclusive = match operation & !abi::LOCK_NB {
            abi::LOCK_SH => false,
            abi::LOCK_EX => true,
            abi::LOCK_UN => {
                locks::forget(caller.kernel, owner, inode);
                return Ok(());
            }
            _ => return Err(Errno::Invalid),
        };
        let wish = Lock { inode, owner, exclusive, start: 0, last: END };
        locks::lock(caller.kernel, wish, operation & abi::LOCK_NB == 0)
    })
}
