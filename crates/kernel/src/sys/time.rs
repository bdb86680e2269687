//! Calls about time: what it is, how much was used, and waiting for it.

use alloc::vec::Vec;

use abi::{Errno, Timespec};

use crate::arch;
use crate::kernel::{Kernel, to_ticks, to_timespec};
use crate::layout::VirtAddr;
use crate::process::{ProcessId, Reason};
use crate::sched;
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::usage::{self, Usage};

/// Ticks of `times` in a second.
const CLKTCK: u64 = 100;

/// What a clock says. Linux's negative numbers, the clocks of single processes, are not known.
fn read(k: &mut Kernel, id: ProcessId, clock: Clock) -> Result<Timespec, Errno> {
    match clock as u64 {
        abi::CLOCK_REALTIME | abi::CLOCK_REALTIME_COARSE => Ok(k.now()),
        abi::CLOCK_MONOTONIC
        | abi::CLOCK_MONOTONIC_RAW
        | abi::CLOCK_MONOTONIC_COARSE
        | abi::CLOCK_BOOTTIME => Ok(to_timespec(arch::time())),
        abi::CLOCK_PROCESS_CPUTIME_ID => Ok(to_timespec(usage::of_process(k, k.processes[id].group).ticks())),
        abi::CLOCK_THREAD_CPUTIME_ID => Ok(to_timespec(usage::of_thread(k, id).ticks())),
        _ => Err(Errno::Invalid),
    }
}

/// Tells what a clock says.
#[inline(never)]
pub fn clock_gettime(caller: &mut Caller<'_>, clock: Clock, time: TimespecOut) -> Result<Zero, Errno> {
    let now = read(caller.kernel, caller.id, clock)?;
    caller.copy_out(time, &now.to_bytes())
}

/// Tells how fine a clock is: one tick.
#[inline(never)]
pub fn clock_getres(caller: &mut Caller<'_>, clock: Clock, time: TimespecOut) -> Result<Zero, Errno> {
    read(caller.kernel, caller.id, clock)?;
    caller.copy_out_if_wanted(time, &to_timespec(1).to_bytes())
}

/// Tells the time of day, in microseconds. The time zone is the program's business.
#[inline(never)]
pub fn gettimeofday(caller: &mut Caller<'_>, time: Addr, zone: Addr) -> Result<Zero, Errno> {
    let now = caller.kernel.now();
    let micros = Timespec { tv_nsec: now.tv_nsec / 1000, ..now };
    caller.copy_out_if_wanted(time, &micros.to_bytes())?;
    caller.copy_out_if_wanted(zone, &[0; 8])
}

/// Sleeps for a time.
#[inline(never)]
pub fn nanosleep(caller: &mut Caller<'_>, time: TimespecIn, rest: Addr) -> Result<Zero, Errno> {
    clock_nanosleep(caller, abi::CLOCK_MONOTONIC as i32, 0, time, rest)
}

/// Sleeps for a time, or until a clock says it. If a signal comes before, `rest` is told what was left.
#[inline(never)]
pub fn clock_nanosleep(
    caller: &mut Caller<'_>,
    clock: Clock,
    flags: Int,
    time: TimespecIn,
    rest: Addr,
) -> Result<Zero, Errno> {
    let wanted = Timespec::from_bytes(&caller.bytes(time)?);
    let ticks = to_ticks(wanted)?;
    let now = arch::time();
    let absolute = flags & abi::TIMER_ABSTIME != 0;
    let until = match clock as u64 {
        abi::CLOCK_REALTIME if absolute => {
            ticks.saturating_sub(caller.kernel.boot_time as u64 * board::TIMEBASE_HZ)
        }
        abi::CLOCK_MONOTONIC | abi::CLOCK_BOOTTIME if absolute => ticks,
        abi::CLOCK_REALTIME | abi::CLOCK_MONOTONIC | abi::CLOCK_BOOTTIME => now.saturating_add(ticks),
        _ => return Err(Errno::Invalid),
    };
    while arch::time() < until {
        if let Err(error) = sched::sleep_until(caller.kernel, Reason::Time, Some(until)) {
            if !absolute {
                let left = to_timespec(until.saturating_sub(arch::time()));
                caller.copy_out_if_wanted(rest, &left.to_bytes())?;
            }
            return Err(error);
        }
    }
    Ok(())
}

/// Asks for `SIGALRM` after a time, and again after each interval.
#[inline(never)]
pub fn setitimer(caller: &mut Caller<'_>, which: Int, new: Addr, old: Addr) -> Result<Zero, Errno> {
    const ITIMER_REAL: i32 = 0;
    if which != ITIMER_REAL {
        return Err(Errno::Invalid);
    }
    let now = arch::time();
    let before = caller.process().alarm;
    if new != VirtAddr(0) {
        let mut ticks = [0; 2];
        for (index, ticks) in (0..).zip(&mut ticks) {
            let micros = Timespec::from_bytes(&caller.bytes(new + 16 * index)?);
            let time = Timespec { tv_nsec: micros.tv_nsec.saturating_mul(1000), ..micros };
            *ticks = to_ticks(time)?;
        }
        let [every, first] = ticks;
        caller.process().alarm = (first > 0).then(|| (now.saturating_add(first), every));
        crate::timer::arm(caller.kernel);
    }
    let (left, every) = before.map_or((0, 0), |(at, every)| (at.saturating_sub(now), every));
    let mut bytes = Vec::new();
    for ticks in [every, left] {
        let time = to_timespec(ticks);
        bytes.extend(Timespec { tv_nsec: time.tv_nsec / 1000, ..time }.to_bytes());
    }
    caller.copy_out_if_wanted(old, &bytes)
}

/// Tells the time used by the process and by its children that were waited for, in user mode and in the kernel, and
/// answers with the time since the start of the machine, in hundredths of a second.
#[inline(never)]
pub fn times(caller: &mut Caller<'_>, times: Addr) -> Result<Len, Errno> {
    let per_tick = board::TIMEBASE_HZ / CLKTCK;
    let (own, children) = (process_usage(caller), caller.process().children);
    let ticks = [own.user_ticks, own.system_ticks, children.user_ticks, children.system_ticks];
    let bytes: Vec<u8> = ticks.iter().flat_map(|ticks| (ticks / per_tick).to_le_bytes()).collect();
    caller.copy_out_if_wanted(times, &bytes)?;
    Ok(arch::time() / per_tick)
}

fn process_usage(caller: &mut Caller<'_>) -> Usage {
    let group = caller.thread().group;
    usage::of_process(caller.kernel, group)
}

/// Seconds and microseconds.
fn timeval(ticks: u64) -> [u64; 2] {
    let time = to_timespec(ticks);
    [time.tv_sec as u64, time.tv_nsec as u64 / 1000]
}

/// `struct rusage`: times, memory in KiB, page faults, switches. What there is none of here is 0: swapping, pages read
/// from a disk.
pub(super) fn rusage(usage: Usage) -> [u8; 144] {
    let mut words = [0; 18];
    words[..2].copy_from_slice(&timeval(usage.user_ticks));
    words[2..4].copy_from_slice(&timeval(usage.system_ticks));
    words[4] = usage.max_pages * abi::PAGE_LEN / 1024;
    words[8] = usage.minor_faults;
    words[16..].copy_from_slice(&[usage.voluntary_switches, usage.involuntary_switches]);
    let mut bytes = [0; 144];
    bytes.chunks_exact_mut(8).zip(words).for_each(|(chunk, word)| chunk.copy_from_slice(&word.to_le_bytes()));
    bytes
}

/// Tells what the process, its children or the thread have used.
#[inline(never)]
pub fn getrusage(caller: &mut Caller<'_>, who: Int, to: Addr) -> Result<Zero, Errno> {
    let used = match who {
        0 => process_usage(caller),
        -1 => caller.process().children,
        1 => usage::of_thread(caller.kernel, caller.id),
        _ => return Err(Errno::Invalid),
    };
    caller.copy_out(to, &rusage(used))
}
