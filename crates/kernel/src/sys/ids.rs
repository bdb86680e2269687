//! Calls about who a process is: users, groups, process groups, sessions.

use alloc::vec::Vec;

use abi::Errno;

use crate::group::{Group, GroupId};
use crate::kernel::Kernel;
use crate::limits::MAX_GROUPS;
use crate::syscall::Caller;
use crate::syscall::kinds::*;

/// The id that leaves what is.
const KEEP: u32 = u32::MAX;

/// The real user.
#[inline(never)]
pub fn getuid(caller: &mut Caller<'_>) -> Result<Id, Errno> {
    Ok(caller.process().credentials.user[0])
}

/// The user whose rights count.
#[inline(never)]
pub fn geteuid(caller: &mut Caller<'_>) -> Result<Id, Errno> {
    Ok(caller.process().credentials.euid())
}

/// The real group.
#[inline(never)]
pub fn getgid(caller: &mut Caller<'_>) -> Result<Id, Errno> {
    Ok(caller.process().credentials.group[0])
}

/// The group whose rights count.
#[inline(never)]
pub fn getegid(caller: &mut Caller<'_>) -> Result<Id, Errno> {
    Ok(caller.process().credentials.egid())
}

/// Tells real, effective and saved user.
#[inline(never)]
pub fn getresuid(caller: &mut Caller<'_>, real: Addr, effective: Addr, saved: Addr) -> Result<Zero, Errno> {
    let ids = caller.process().credentials.user;
    tell(caller, [real, effective, saved], ids)
}

/// Tells real, effective and saved group.
#[inline(never)]
pub fn getresgid(caller: &mut Caller<'_>, real: Addr, effective: Addr, saved: Addr) -> Result<Zero, Errno> {
    let ids = caller.process().credentials.group;
    tell(caller, [real, effective, saved], ids)
}

fn tell(caller: &mut Caller<'_>, to: [Addr; 3], ids: [u32; 3]) -> Result<Zero, Errno> {
    to.into_iter().zip(ids).try_for_each(|(to, id)| caller.copy_out(to, &id.to_le_bytes()))
}

/// Becomes another user: root for good, others between the users they are.
#[inline(never)]
pub fn setuid(caller: &mut Caller<'_>, user: Id) -> Result<Zero, Errno> {
    let who = &mut caller.process().credentials;
    who.user = set_one(who.is_root(), who.user, user)?;
    Ok(())
}

/// Becomes another group.
#[inline(never)]
pub fn setgid(caller: &mut Caller<'_>, group: Id) -> Result<Zero, Errno> {
    let who = &mut caller.process().credentials;
    who.group = set_one(who.is_root(), who.group, group)?;
    Ok(())
}

fn set_one(root: bool, [real, effective, saved]: [u32; 3], new: u32) -> Result<[u32; 3], Errno> {
    match new {
        KEEP => Err(Errno::Invalid),
        _ if root => Ok([new; 3]),
        _ if new == real || new == saved || new == effective => Ok([real, new, saved]),
        _ => Err(Errno::Perm),
    }
}

/// Sets real and effective user.
#[inline(never)]
pub fn setreuid(caller: &mut Caller<'_>, real: Id, effective: Id) -> Result<Zero, Errno> {
    let who = &mut caller.process().credentials;
    let old = who.user;
    let new = set_three(who.is_root(), old, [real, effective, KEEP])?;
    // The saved user follows when the real one is set, or the effective one to something new.
    let follows = real != KEEP || effective != KEEP && effective != old[0];
    who.user = if follows { [new[0], new[1], new[1]] } else { new };
    Ok(())
}

/// Sets real and effective group.
#[inline(never)]
pub fn setregid(caller: &mut Caller<'_>, real: Id, effective: Id) -> Result<Zero, Errno> {
    let who = &mut caller.process().credentials;
    let old = who.group;
    let new = set_three(who.is_root(), old, [real, effective, KEEP])?;
    let follows = real != KEEP || effective != KEEP && effective != old[0];
    who.group = if follows { [new[0], new[1], new[1]] } else { new };
    Ok(())
}

/// Sets real, effective and saved user.
#[inline(never)]
pub fn setresuid(caller: &mut Caller<'_>, real: Id, effective: Id, saved: Id) -> Result<Zero, Errno> {
    let who = &mut caller.process().credentials;
    who.user = set_three(who.is_root(), who.user, [real, effective, saved])?;
    Ok(())
}

/// Sets real, effective and saved group.
#[inline(never)]
pub fn setresgid(caller: &mut Caller<'_>, real: Id, effective: Id, saved: Id) -> Result<Zero, Errno> {
    let who = &mut caller.process().credentials;
    who.group = set_three(who.is_root(), who.group, [real, effective, saved])?;
    Ok(())
}

/// Root may become anybody, others only who they are in one of the three ways.
fn set_three(root: bool, old: [u32; 3], new: [u32; 3]) -> Result<[u32; 3], Errno> {
    if !root && new.iter().any(|id| *id != KEEP && !old.contains(id)) {
        return Err(Errno::Perm);
    }
    let choose = |index: usize| if new[index] == KEEP { old[index] } else { new[index] };
    Ok([choose(0), choose(1), choose(2)])
}

/// Tells the further groups; with `n` 0 only how many.
#[inline(never)]
pub fn getgroups(caller: &mut Caller<'_>, n: Int, groups: Addr) -> Result<Int, Errno> {
    let own = caller.process().credentials.groups.clone();
    if n != 0 {
        if (n as usize) < own.len() || n < 0 {
            return Err(Errno::Invalid);
        }
        let bytes: Vec<u8> = own.iter().flat_map(|group| group.to_le_bytes()).collect();
        caller.copy_out(groups, &bytes)?;
    }
    Ok(own.len() as i32)
}

/// Sets the further groups.
#[inline(never)]
pub fn setgroups(caller: &mut Caller<'_>, n: Int, groups: Addr) -> Result<Zero, Errno> {
    if !caller.process().credentials.is_root() {
        return Err(Errno::Perm);
    }
    let n = usize::try_from(n).ok().filter(|&n| n <= MAX_GROUPS).ok_or(Errno::Invalid)?;
    let mut new = Vec::new();
    for index in 0..n as u64 {
        new.push(u32::from_le_bytes(caller.bytes(groups + 4 * index)?));
    }
    caller.process().credentials.groups = new;
    Ok(())
}

/// The number of the process.
#[inline(never)]
pub fn getpid(caller: &mut Caller<'_>) -> Result<Pid, Errno> {
    Ok(caller.process().pid as i32)
}

/// The number of its parent.
#[inline(never)]
pub fn getppid(caller: &mut Caller<'_>) -> Result<Pid, Errno> {
    Ok(caller.process().parent as i32)
}

/// The number of the thread.
#[inline(never)]
pub fn gettid(caller: &mut Caller<'_>) -> Result<Pid, Errno> {
    Ok(caller.thread().pid as i32)
}

/// The process with this number; 0 is the caller. `ESRCH` if there is none.
pub(super) fn group_of(caller: &mut Caller<'_>, pid: Pid) -> Result<GroupId, Errno> {
    let k: &Kernel = caller.kernel;
    match u32::try_from(pid) {
        Ok(0) => Ok(k.processes[caller.id].group),
        Ok(pid) => k.find(pid).map(|id| k.processes[id].group).ok_or(Errno::Srch),
        Err(_) => Err(Errno::Srch),
    }
}

fn group<'c>(caller: &'c mut Caller<'_>, pid: Pid) -> Result<&'c Group, Errno> {
    let id = group_of(caller, pid)?;
    Ok(&caller.kernel.groups[id])
}

/// The process group of a process.
#[inline(never)]
pub fn getpgid(caller: &mut Caller<'_>, pid: Pid) -> Result<Pid, Errno> {
    Ok(group(caller, pid)?.pgid as i32)
}

/// The session of a process.
#[inline(never)]
pub fn getsid(caller: &mut Caller<'_>, pid: Pid) -> Result<Pid, Errno> {
    Ok(group(caller, pid)?.sid as i32)
}

/// Puts a process, the caller or a child of it, into a process group of its session.
#[inline(never)]
pub fn setpgid(caller: &mut Caller<'_>, pid: Pid, pgid: Pid) -> Result<Zero, Errno> {
    let pgid = u32::try_from(pgid).map_err(|_| Errno::Invalid)?;
    let (own, sid) = (caller.process().pid, caller.process().sid);
    let target = group_of(caller, pid)?;
    let groups = &caller.kernel.groups;
    let process = &groups[target];
    if process.pid != own && process.parent != own {
        return Err(Errno::Srch);
    }
    let pgid = if pgid == 0 { process.pid } else { pgid };
    let exists = groups.iter().any(|(_, other)| other.pgid == pgid && other.sid == sid);
    if process.sid != sid || process.sid == process.pid || pgid != process.pid && !exists {
        return Err(Errno::Perm);
    }
    caller.kernel.groups[target].pgid = pgid;
    Ok(())
}

/// Begins a session of its own.
#[inline(never)]
pub fn setsid(caller: &mut Caller<'_>) -> Result<Pid, Errno> {
    let pid = caller.process().pid;
    if caller.kernel.groups.iter().any(|(_, other)| other.pgid == pid) {
        return Err(Errno::Perm);
    }
    let process = caller.process();
    (process.pgid, process.sid) = (pid, pid);
    Ok(pid as i32)
}
