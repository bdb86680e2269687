//! Locks on files: of a range of bytes, which belong to a process (`fcntl`), and of whole files, which belong to what
//! `openat` made (`flock`). They keep nobody from reading or writing but those who ask for locks too. Linux 6.12,
//! `fs/locks.c`.

use alloc::vec::Vec;

use abi::Errno;

use crate::file::FileId;
use crate::inode::InodeId;
use crate::kernel::Kernel;
use crate::limits::{MAX_LOCKS, check_heap};
use crate::process::Reason;
use crate::sched;

/// Whose a lock is. The two kinds do not know of each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// The process with this number.
    Process(u32),
    /// Everybody who has this open file.
    File(FileId),
}

/// A lock, or the wish for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lock {
    /// What is locked.
    pub inode: InodeId,
    /// Whose it is.
    pub owner: Owner,
    /// Whether nobody else may have a lock there; else only none like this.
    pub exclusive: bool,
    /// The first byte.
    pub start: u64,
    /// The last byte; `i64::MAX` is as far as files go.
    pub last: u64,
}

impl Lock {
    fn overlaps(&self, other: &Lock) -> bool {
        self.inode == other.inode && self.start <= other.last && other.start <= self.last
    }

    fn excludes(&self, other: &Lock) -> bool {
        let same_kind = core::mem::discriminant(&self.owner) == core::mem::discriminant(&other.owner);
        same_kind && self.owner != other.owner && self.overlaps(other) && (self.exclusive || other.exclusive)
    }
}

/// All locks, and those that somebody waits for.
#[derive(Default)]
pub struct Locks {
    /// Those that somebody has. Of one owner none overlaps another.
    pub held: Vec<Lock>,
    /// Those that somebody waits for.
    pub wanted: Vec<Lock>,
}

impl Locks {
    /// None.
    pub const fn new() -> Self {
        Self { held: Vec::new(), wanted: Vec::new() }
    }

    /// A lock that stands in the way of this one.
    pub fn obstacle(&self, wish: &Lock) -> Option<Lock> {
        self.held.iter().find(|held| held.excludes(wish)).copied()
    }

    /// The owner has this lock now, and in its range no other one. What touches it and is of its kind becomes one with it.
    fn put(&mut self, mut lock: Lock) {
        let touches = |held: &Lock, lock: &Lock| {
            (held.inode, held.owner, held.exclusive) == (lock.inode, lock.owner, lock.exclusive)
                && held.start <= lock.last.saturating_add(1)
                && lock.start <= held.last.saturating_add(1)
        };
        while let Some(index) = self.held.iter().position(|held| touches(held, &lock)) {
            let held = self.held.swap_remove(index);
            (lock.start, lock.last) = (lock.start.min(held.start), lock.last.max(held.last));
        }
        self.take(&lock);
        self.held.push(lock);
    }

    /// The owner of `range` has no lock in it any more. A lock that goes beyond loses a part.
    fn take(&mut self, range: &Lock) {
        let (hit, mut rest): (Vec<Lock>, Vec<Lock>) =
            self.held.drain(..).partition(|held| held.owner == range.owner && held.overlaps(range));
        for held in hit {
            if held.start < range.start {
                rest.push(Lock { last: range.start - 1, ..held });
            }
            if held.last > range.last {
                rest.push(Lock { start: range.last + 1, ..held });
            }
        }
        self.held = rest;
    }

    /// Whether who stands in the way waits, perhaps through others, for who has this wish. Linux: at most ten others.
    fn is_deadlock(&self, wish: &Lock, mut obstacle: Lock) -> bool {
        const MAX_STEPS: usize = 10;
        for _ in 0..MAX_STEPS {
            let next = self.wanted.iter().find(|wanted| wanted.owner == obstacle.owner);
            match next.and_then(|wanted| self.obstacle(wanted)) {
                None => return false,
                Some(next) if next.owner == wish.owner => return true,
                Some(next) => obstacle = next,
            }
        }
        false
    }
}

/// Gives the owner the lock. While somebody else's stands in the way: `EAGAIN`, or it waits; `EDEADLK` if that one waits
/// for this one.
#[inline(never)]
pub fn lock(k: &mut Kernel, wish: Lock, block: bool) -> Result<(), Errno> {
    while let Some(obstacle) = k.vfs.locks.obstacle(&wish) {
        if !block {
            return Err(Errno::Again);
        }
        // Only processes can be told; who has an open file, may be several.
        if matches!(wish.owner, Owner::Process(_)) && k.vfs.locks.is_deadlock(&wish, obstacle) {
            return Err(Errno::Deadlock);
        }
        k.vfs.locks.wanted.push(wish);
        let slept = sched::sleep(k, Reason::Lock);
        let wanted = &mut k.vfs.locks.wanted;
        wanted.iter().position(|wanted| *wanted == wish).map(|index| wanted.swap_remove(index));
        slept?;
    }
    if k.vfs.locks.held.len() >= MAX_LOCKS {
        return Err(Errno::NoLock);
    }
    check_heap(Errno::NoLock)?;
    k.vfs.locks.put(wish);
    // What was exclusive may be shared now.
    sched::wakeup(k, Reason::Lock);
    Ok(())
}

/// Takes the owner's locks in the range of `range` away.
pub fn unlock(k: &mut Kernel, range: &Lock) -> Result<(), Errno> {
    // One lock may become two.
    if k.vfs.locks.held.len() >= 2 * MAX_LOCKS {
        return Err(Errno::NoLock);
    }
    k.vfs.locks.take(range);
    sched::wakeup(k, Reason::Lock);
    Ok(())
}

/// Takes all locks of the owner on a file away.
#[inline(never)]
pub fn forget(k: &mut Kernel, owner: Owner, inode: InodeId) {
    if k.vfs.locks.held.iter().any(|held| (held.owner, held.inode) == (owner, inode)) {
        k.vfs.locks.held.retain(|held| (held.owner, held.inode) != (owner, inode));
        sched::wakeup(k, Reason::Lock);
    }
}
