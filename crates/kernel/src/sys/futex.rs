//! Calls by which the threads of a program wait for each other, and by which a thread says what it leaves behind.

use abi::Errno;

use crate::arch;
use crate::futex;
use crate::kernel::to_ticks;
use crate::layout::VirtAddr;
use crate::robust::HEAD_LEN;
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
    let flags = u64::from(op) & (abi::FUTEX_PRIVATE_FLAG | abi::FUTEX_CLOCK_REALTIME);
    let op = u64::from(op) & !flags;
    if flags & abi::FUTEX_CLOCK_REALTIME != 0 && op != abi::FUTEX_WAIT_BITSET {
        return Err(Errno::NoSys);
    }
    match op {
        abi::FUTEX_WAIT | abi::FUTEX_WAIT_BITSET => {
            let bits = bits(op == abi::FUTEX_WAIT_BITSET, value3)?;
            let until = deadline(caller, timeout, op == abi::FUTEX_WAIT_BITSET, flags)?;
            futex::wait(caller.kernel, caller.id, word, value as u32, bits, until).map(|()| 0)
        }
        abi::FUTEX_WAKE | abi::FUTEX_WAKE_BITSET => {
            let bits = bits(op == abi::FUTEX_WAKE_BITSET, value3)?;
            let key = futex::key(caller.kernel, caller.id, word)?;
            // Linux wakes one, too, who is asked to wake none.
            Ok(futex::wake(caller.kernel, key, value.max(1) as u32, bits) as i32)
        }
        abi::FUTEX_REQUEUE | abi::FUTEX_CMP_REQUEUE => {
            // The place of the timeout holds how many go over.
            let n_more = timeout.0 as i32;
            if value < 0 || n_more < 0 {
                return Err(Errno::Invalid);
            }
            if op == abi::FUTEX_CMP_REQUEUE && caller.bytes(word).map(i32::from_le_bytes)? != value3 {
                return Err(Errno::Again);
            }
            let from = futex::key(caller.kernel, caller.id, word)?;
            let to = futex::key(caller.kernel, caller.id, word2)?;
            Ok(futex::requeue(caller.kernel, (from, value as u32), (to, n_more as u32)) as i32)
        }
        abi::FUTEX_WAKE_OP => {
            let old = change(caller, word2, value3 as u32)?;
            let first = futex::key(caller.kernel, caller.id, word)?;
            let second = futex::key(caller.kernel, caller.id, word2)?;
            let mut woken = futex::wake(caller.kernel, first, value.max(1) as u32, futex::ANY);
            if holds(old, value3 as u32)? {
                woken += futex::wake(caller.kernel, second, (timeout.0 as i32).max(1) as u32, futex::ANY);
            }
            Ok(woken as i32)
        }
        _ => Err(Errno::NoSys),
    }
}

/// The bits by which who waits and who wakes find each other; none is nonsense.
fn bits(given: bool, bits: Int) -> Result<u32, Errno> {
    match (given, bits as u32) {
        (false, _) => Ok(futex::ANY),
        (true, 0) => Err(Errno::Invalid),
        (true, bits) => Ok(bits),
    }
}

/// When the wait ends, in ticks: the time at `timeout` is a duration, or with `absolute` a time of a clock.
fn deadline(
    caller: &mut Caller<'_>,
    timeout: VirtAddr,
    absolute: bool,
    flags: u64,
) -> Result<Option<u64>, Errno> {
    let Some(time) = caller.timespec(timeout)? else { return Ok(None) };
    let ticks = to_ticks(time)?;
    if !absolute {
        return Ok(Some(arch::time().saturating_add(ticks)));
    }
    let epoch = caller.kernel.boot_time as u64 * board::TIMEBASE_HZ;
    Ok(Some(if flags & abi::FUTEX_CLOCK_REALTIME != 0 { ticks.saturating_sub(epoch) } else { ticks }))
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

/// Says where the thread keeps the list of the robust mutexes that it has locked.
#[inline(never)]
pub fn set_robust_list(caller: &mut Caller<'_>, head: Addr, len: Len) -> Result<Zero, Errno> {
    if len != HEAD_LEN {
        return Err(Errno::Invalid);
    }
    caller.thread().robust_list = head;
    Ok(())
}

/// Tells where a thread, 0 for the caller, keeps that list.
#[inline(never)]
pub fn get_robust_list(caller: &mut Caller<'_>, pid: Pid, head: Addr, len: Addr) -> Result<Zero, Errno> {
    let id = match pid {
        0 => caller.id,
        pid => caller.kernel.find(pid as u32).ok_or(Errno::Srch)?,
    };
    let (own, theirs) = (caller.kernel.credentials(), &caller.kernel.group_of(id).credentials);
    if !own.is_root() && own.user != theirs.user {
        return Err(Errno::Perm);
    }
    let list = caller.kernel.processes[id].robust_list;
    caller.copy_out(len, &HEAD_LEN.to_le_bytes())?;
    caller.copy_out(head, &list.0.to_le_bytes())
}
