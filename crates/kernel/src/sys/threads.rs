//! Calls that the threads of a program need among themselves.

use abi::Errno;

use crate::arch;
use crate::futex;
use crate::kernel::to_ticks;
use crate::layout::VirtAddr;
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::uaccess;

/// Sleeps while a word of memory is what it was, or wakes those that do.
#[inline(never)]
pub fn futex(
    caller: &mut Caller<'_>,
    word: Addr,
    op: FutexOp,
    value: Int,
    timeout: Addr,
    word2: Addr,
    value3: Int,
) -> Result<Int, Errno> {
    let op = u64::from(op);
    let value = value as u32;
    match op & !(abi::FUTEX_PRIVATE_FLAG | abi::FUTEX_CLOCK_REALTIME) {
        wait @ (abi::FUTEX_WAIT | abi::FUTEX_WAIT_BITSET) => {
            let until = deadline(caller, timeout, wait == abi::FUTEX_WAIT_BITSET, op)?;
            futex::wait(caller.kernel, caller.id, word, value, until).map(|()| 0)
        }
        abi::FUTEX_WAKE | abi::FUTEX_WAKE_BITSET => {
            let key = futex::key(caller.kernel, caller.id, word)?;
            Ok(futex::wake(caller.kernel, key, value, None) as i32)
        }
        requeue @ (abi::FUTEX_REQUEUE | abi::FUTEX_CMP_REQUEUE) => {
            if requeue == abi::FUTEX_CMP_REQUEUE && caller.bytes(word).map(i32::from_le_bytes)? != value3 {
                return Err(Errno::Again);
            }
            let from = futex::key(caller.kernel, caller.id, word)?;
            let to = futex::key(caller.kernel, caller.id, word2)?;
            // The place of the timeout holds how many go over.
            Ok(futex::wake(caller.kernel, from, value, Some((to, timeout.0 as u32))) as i32)
        }
        abi::FUTEX_WAKE_OP => {
            let old = change(caller, word2, value3 as u32)?;
            let first = futex::key(caller.kernel, caller.id, word)?;
            let second = futex::key(caller.kernel, caller.id, word2)?;
            let mut woken = futex::wake(caller.kernel, first, value, None);
            if holds(old, value3 as u32)? {
                woken += futex::wake(caller.kernel, second, timeout.0 as u32, None);
            }
            Ok(woken as i32)
        }
        _ => Err(Errno::NoSys),
    }
}

/// When the wait ends, in ticks: the time at `timeout` is a duration, or with `absolute` a time of a clock.
fn deadline(
    caller: &mut Caller<'_>,
    timeout: VirtAddr,
    absolute: bool,
    op: u64,
) -> Result<Option<u64>, Errno> {
    let Some(time) = caller.timespec(timeout)? else { return Ok(None) };
    let ticks = to_ticks(time)?;
    if !absolute {
        return Ok(Some(arch::time().saturating_add(ticks)));
    }
    let epoch = caller.kernel.boot_time as u64 * board::TIMEBASE_HZ;
    Ok(Some(if op & abi::FUTEX_CLOCK_REALTIME != 0 { ticks.saturating_sub(epoch) } else { ticks }))
}

/// `FUTEX_WAKE_OP`: changes the word as bits 31–28 of `how` say, with the number in bits 23–12; says what it was.
fn change(caller: &mut Caller<'_>, word: VirtAddr, how: u32) -> Result<u32, Errno> {
    let number = (how >> 12 & 0xfff) as i32;
    let number = ((number << 20) >> 20) as u32;
    let operand = if how >> 31 == 1 { 1_u32.wrapping_shl(number) } else { number };
    let mut memory = caller.kernel.memory(caller.id)?;
    let mut bytes = [0; 4];
    uaccess::copy_in(&mut memory, word, &mut bytes)?;
    let old = u32::from_le_bytes(bytes);
    let new = match how >> 28 & 7 {
        0 => operand,
        1 => old.wrapping_add(operand),
        2 => old | operand,
        3 => old & !operand,
        4 => old ^ operand,
        _ => return Err(Errno::NoSys),
    };
    uaccess::copy_out(&mut memory, word, &new.to_le_bytes())?;
    Ok(old)
}

/// `FUTEX_WAKE_OP`: whether the old word compares with the number in bits 11–0 as bits 27–24 say.
fn holds(old: u32, how: u32) -> Result<bool, Errno> {
    let number = ((how & 0xfff) as i32) << 20 >> 20;
    let old = old as i32;
    match how >> 24 & 0xf {
        0 => Ok(old == number),
        1 => Ok(old != number),
        2 => Ok(old < number),
        3 => Ok(old <= number),
        4 => Ok(old > number),
        5 => Ok(old >= number),
        _ => Err(Errno::NoSys),
    }
}

/// Says where a thread keeps the list of its robust mutexes. A thread that ends here with one locked leaves it locked.
#[inline(never)]
pub fn set_robust_list(_: &mut Caller<'_>, _head: Addr, len: Len) -> Result<Zero, Errno> {
    /// Bytes of `struct robust_list_head`.
    const HEAD_LEN: u64 = 24;
    if len == HEAD_LEN { Ok(()) } else { Err(Errno::Invalid) }
}

/// This kernel has no restartable sequences; a C library goes on without.
#[inline(never)]
pub fn rseq(
    _: &mut Caller<'_>,
    _area: Addr,
    _len: Len,
    _flags: Int,
    _signature: Addr,
) -> Result<Zero, Errno> {
    Err(Errno::NoSys)
}

/// What the hart can do beyond its letters: this kernel does not say.
#[inline(never)]
pub fn riscv_hwprobe(
    _: &mut Caller<'_>,
    _pairs: Addr,
    _n: Len,
    _cpus_len: Len,
    _cpus: Addr,
    _flags: Int,
) -> Result<Zero, Errno> {
    Err(Errno::NoSys)
}

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
pub fn sched_setaffinity(caller: &mut Caller<'_>, pid: Pid, _len: Len, mask: Addr) -> Result<Zero, Errno> {
    super::ids::group_of(caller, pid)?;
    if caller.bytes::<1>(mask)?[0] & 1 == 1 { Ok(()) } else { Err(Errno::Invalid) }
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
