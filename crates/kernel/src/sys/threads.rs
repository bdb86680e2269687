//! Calls about how threads are scheduled: on the one hart there is, each in its turn.

use abi::{Errno, RSEQ_LEN};

use crate::rseq::{self, Rseq};
use crate::syscall::Caller;
use crate::syscall::kinds::*;

/// Which harts a thread may use: the one there is.
#[inline(never)]
pub fn sched_getaffinity(caller: &mut Caller<'_>, pid: Pid, len: Len, mask: Addr) -> Result<Len, Errno> {
    super::ids::group_of(caller, pid)?;
    if len < 8 || !len.is_multiple_of(8) {
        return Err(Errno::Invalid);
    }
    caller.copy_out(mask, &1_u64.to_le_bytes())?;
    Ok(8)
}

/// Says which harts a thread may use; it must be among them that there is.
#[inline(never)]
pub fn sched_setaffinity(caller: &mut Caller<'_>, pid: Pid, len: Len, mask: Addr) -> Result<Zero, Errno> {
    super::ids::group_of(caller, pid)?;
    if len > 0 && caller.bytes::<1>(mask)?[0] & 1 == 1 { Ok(()) } else { Err(Errno::Invalid) }
}

/// How a thread is scheduled: as all others (`SCHED_OTHER`).
#[inline(never)]
pub fn sched_getscheduler(caller: &mut Caller<'_>, pid: Pid) -> Result<Int, Errno> {
    super::ids::group_of(caller, pid).map(|_| 0)
}

/// There is no other way to be scheduled.
#[inline(never)]
pub fn sched_setscheduler(
    caller: &mut Caller<'_>,
    pid: Pid,
    policy: Int,
    _parameters: Addr,
) -> Result<Zero, Errno> {
    super::ids::group_of(caller, pid)?;
    if policy == 0 { Ok(()) } else { Err(Errno::Perm) }
}

/// The priority among threads that are scheduled otherwise: 0.
#[inline(never)]
pub fn sched_getparam(caller: &mut Caller<'_>, pid: Pid, parameters: Addr) -> Result<Zero, Errno> {
    super::ids::group_of(caller, pid)?;
    caller.copy_out(parameters, &[0; 4])
}

/// Everybody has the same turn: another one is refused.
#[inline(never)]
pub fn setpriority(_: &mut Caller<'_>, _which: Int, _who: Id, value: Int) -> Result<Zero, Errno> {
    if value == 0 { Ok(()) } else { Err(Errno::Access) }
}

/// What `getpriority` is told for a nice value of 0: 20, since an error is negative.
#[inline(never)]
pub fn getpriority(_: &mut Caller<'_>, _which: Int, _who: Id) -> Result<Int, Errno> {
    Ok(20)
}

/// Says where the thread tells of its restartable sequences, or that it does so no more.
#[inline(never)]
pub fn rseq(
    caller: &mut Caller<'_>,
    area: Addr,
    len: Len,
    flags: RseqFlags,
    signature: Magic,
) -> Result<Zero, Errno> {
    let known = caller.thread().rseq;
    let matches = |known: Rseq| match known {
        _ if known.area != area || len != RSEQ_LEN => Err(Errno::Invalid),
        _ if known.signature != signature => Err(Errno::Perm),
        _ => Ok(()),
    };
    match (u64::from(flags), known) {
        (abi::RSEQ_FLAG_UNREGISTER, None) => Err(Errno::Invalid),
        (abi::RSEQ_FLAG_UNREGISTER, Some(known)) => {
            matches(known)?;
            rseq::reset(caller.kernel, caller.id, area)?;
            caller.thread().rseq = None;
            Ok(())
        }
        (0, Some(known)) => matches(known).and(Err(Errno::Busy)),
        (0, None) => {
            rseq::check_area(area, len)?;
            // On the way back to user mode the area is filled.
            caller.thread().rseq = Some(Rseq { area, signature, interrupted: true });
            Ok(())
        }
        _ => Err(Errno::Invalid),
    }
}
