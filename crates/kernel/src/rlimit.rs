//! Limits that a process sets itself, and its children inherit: how many files, how deep a stack. The kernel's own, which
//! nobody can set, are in [`limits`](crate::limits). Linux: `kernel/sys.c`, `do_prlimit`; `include/asm-generic/resource.h`.
//!
//! Limits of what this kernel does not count (processor time, locked memory, queued signals and others) are kept and told,
//! and nothing more. None makes a core file, so the limit of its length is such a one too.

use abi::Errno;

use crate::group::GroupId;
use crate::kernel::Kernel;
use crate::limits::{MAX_DESCRIPTORS, MAX_PROCESSES, USER_STACK_LEN};
use crate::process::Process;
use crate::signal::{self, Info};

/// How many resources have limits.
pub const N_LIMITS: usize = 16;

/// No limit: `RLIM_INFINITY`.
pub const INFINITY: u64 = u64::MAX;

/// The limits of one resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// The one that counts.
    pub soft: u64,
    /// As far as the process may raise it; only root may raise this one.
    pub hard: u64,
}

/// The limits of a process, by the numbers of `RLIMIT_…`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits(pub [Limit; N_LIMITS]);

impl Limits {
    /// Those of the first process.
    pub const fn new() -> Self {
        const fn both(limit: u64) -> Limit {
            Limit { soft: limit, hard: limit }
        }
        let mut limits = [both(INFINITY); N_LIMITS];
        limits[abi::RLIMIT_STACK as usize].soft = USER_STACK_LEN;
        limits[abi::RLIMIT_CORE as usize].soft = 0;
        limits[abi::RLIMIT_NPROC as usize] = both(MAX_PROCESSES as u64);
        limits[abi::RLIMIT_NOFILE as usize] = both(MAX_DESCRIPTORS as u64);
        Limits(limits)
    }

    /// The limit that counts for `RLIMIT_…`.
    pub const fn soft(&self, resource: u64) -> u64 {
        self.0[resource as usize].soft
    }

    /// What they mean for memory.
    pub const fn of_memory(&self) -> MemoryLimits {
        MemoryLimits {
            stack: self.soft(abi::RLIMIT_STACK),
            data: self.soft(abi::RLIMIT_DATA),
            size: self.soft(abi::RLIMIT_AS),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// The limits of an address space, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemoryLimits {
    /// Of the stack.
    pub stack: u64,
    /// Of what can be written and is nobody else's.
    pub data: u64,
    /// Of all of it.
    pub size: u64,
}

/// Sets a limit of a process. `EPERM` where only root may, or nobody: there is room for so many descriptors.
pub fn set(k: &mut Kernel, group: GroupId, resource: usize, new: Limit) -> Result<(), Errno> {
    let root = k.credentials().is_root();
    let too_many = resource as u64 == abi::RLIMIT_NOFILE && new.hard > MAX_DESCRIPTORS as u64;
    let limits = &mut k.groups[group].limits;
    if new.soft > new.hard {
        return Err(Errno::Invalid);
    }
    if too_many || new.hard > limits.0[resource].hard && !root {
        return Err(Errno::Perm);
    }
    limits.0[resource] = new;
    let limits = limits.of_memory();
    // Memory that was borrowed (`vfork`) keeps its owner's limits.
    let owns = |thread: &&mut Process| thread.group == group && thread.vfork_parent.is_none();
    for thread in k.processes.values_mut().filter(owns) {
        thread.space.into_iter().for_each(|space| k.spaces[space].limits = limits);
    }
    Ok(())
}

/// How many of `len` bytes the current process may write at `offset` in a file. If there are none it gets a signal, and
/// the call fails with `EFBIG`.
pub fn room_in_file(k: &mut Kernel, offset: u64, len: u64) -> Result<u64, Errno> {
    let Some(id) = k.current else { return Ok(len) };
    let limit = k.group_of(id).limits.soft(abi::RLIMIT_FSIZE);
    if len > 0 && offset >= limit {
        signal::send_thread(k, id, Info::kernel(abi::SIGXFSZ as u32));
        return Err(Errno::FileBig);
    }
    Ok(len.min(limit - offset.min(limit)))
}

/// Whether the current process may have one more process or thread: those of its user are counted. `EAGAIN` if not.
pub fn check_processes(k: &mut Kernel) -> Result<(), Errno> {
    let Some(id) = k.current else { return Ok(()) };
    let (limit, who) = (k.group_of(id).limits.soft(abi::RLIMIT_NPROC), k.credentials());
    let same_user = |group: GroupId| k.groups[group].credentials.user[0] == who.user[0];
    let n = k.processes.iter().filter(|(_, process)| process.is_alive() && same_user(process.group)).count();
    if who.is_root() || (n as u64) < limit { Ok(()) } else { Err(Errno::Again) }
}
