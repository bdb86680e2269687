//! Calls about the limits that a process sets itself.

use abi::Errno;

use crate::layout::VirtAddr;
use crate::rlimit::{self, Limit, N_LIMITS};
use crate::syscall::Caller;
use crate::syscall::kinds::*;

/// Tells a limit of the caller.
#[inline(never)]
pub fn getrlimit(caller: &mut Caller<'_>, resource: Resource, limit: RlimitOut) -> Result<Zero, Errno> {
    let limits = caller.process().limits.0;
    let Limit { soft, hard } = *limits.get(resource as usize).ok_or(Errno::Invalid)?;
    caller.copy_out(limit, &[soft.to_le_bytes(), hard.to_le_bytes()].concat())
}

/// Sets a limit of the caller.
#[inline(never)]
pub fn setrlimit(caller: &mut Caller<'_>, resource: Resource, limit: RlimitIn) -> Result<Zero, Errno> {
    let new = Limit { soft: caller.word(limit)?, hard: caller.word(limit + 8)? };
    let resource = Some(resource as usize).filter(|&resource| resource < N_LIMITS).ok_or(Errno::Invalid)?;
    let group = caller.thread().group;
    rlimit::set(caller.kernel, group, resource, new)
}

/// Sets a limit of a process, 0 for the caller, and tells what it was.
#[inline(never)]
pub fn prlimit64(
    caller: &mut Caller<'_>,
    pid: Pid,
    resource: Resource,
    new: RlimitIn,
    old: RlimitOut,
) -> Result<Zero, Errno> {
    let new = match new {
        VirtAddr(0) => None,
        new => Some(Limit { soft: caller.word(new)?, hard: caller.word(new + 8)? }),
    };
    let group = super::ids::group_of(caller, pid)?;
    let (own, theirs) = (caller.kernel.credentials(), &caller.kernel.groups[group].credentials);
    let same = theirs.user == [own.user[0]; 3] && theirs.group == [own.group[0]; 3];
    if group != caller.thread().group && !own.is_root() && !same {
        return Err(Errno::Perm);
    }
    let resource = resource as usize;
    let limits = caller.kernel.groups[group].limits.0;
    let Limit { soft, hard } = *limits.get(resource).ok_or(Errno::Invalid)?;
    if let Some(new) = new {
        rlimit::set(caller.kernel, group, resource, new)?;
    }
    caller.copy_out_if_wanted(old, &[soft.to_le_bytes(), hard.to_le_bytes()].concat())
}
