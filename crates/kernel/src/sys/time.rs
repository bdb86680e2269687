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

/// Ticks of `times` in a second.
const CLKTCK: u64 = 100;

/// What a clock says. Linux's negative numbers, the clocks of single processes, are not known.
fn read(k: &Kernel, id: ProcessId, clock: Clock) -> Result<Timespec, Errno> {
    match clock as u64 {
        abi::CLOCK_REALTIME | abi::CLOCK_REALTIME_COARSE => Ok(k.now()),
        abi::CLOCK_MONOTONIC
        | abi::CLOCK_MONOTONIC_RAW
        | abi::CLOCK_MONOTONIC_COARSE
        | abi::CLOCK_BOOTTIME => Ok(to_timespec(arch::time())),
        abi::CLOCK_PROCESS_CPUTIME_ID => Ok(to_timespec(process_ticks(k, id))),
        abi::CLOCK_THREAD_CPUTIME_ID => Ok(to_timespec(k.processes[id].ticks + arch::time() - k.since)),
        _ => Err(Errno::Invalid),
    }
}

/// Ticks that all threads of the process had the hart.
fn process_ticks(k: &Kernel, id: ProcessId) -> u64 {
    let group = k.processes[id].group;
    let threads = k.processes.iter().filter(|(_, thread)| thread.group == group);
    let ticks: u64 = threads.map(|(_, thread)| thread.ticks).sum();
    ticks + k.groups[group].ticks + arch::time() - k.since
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

/// Tells the ticks used by the process and its children, and answers with the ticks since the start of the machine. What
/// the kernel did for a program is not counted apart.
#[inline(never)]
pub fn times(caller: &mut Caller<'_>, times: Addr) -> Result<Len, Errno> {
    let per_tick = board::TIMEBASE_HZ / CLKTCK;
    let own = process_ticks(caller.kernel, caller.id) / per_tick;
    let children = caller.process().children_ticks / per_tick;
    let bytes: Vec<u8> = [own, 0, children, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
    caller.copy_out_if_wanted(times, &bytes)?;
    Ok(arch::time() / per_tick)
}

/// `struct rusage`, with the time used; the rest is not counted.
pub(super) fn rusage(ticks: u64) -> [u8; 144] {
    let time = to_timespec(ticks);
    let micros = Timespec { tv_nsec: time.tv_nsec / 1000, ..time };
    let mut bytes = [0; 144];
    bytes[..16].copy_from_slice(&micros.to_bytes());
    bytes
}

/// Tells what the process, its children or the thread have used.
#[inline(never)]
pub fn getrusage(caller: &mut Caller<'_>, who: Int, usage: Addr) -> Result<Zero, Errno> {
    let ticks = match who {
        0 => process_ticks(caller.kernel, caller.id),
        -1 => caller.process().children_ticks,
        1 => caller.thread().ticks,
        _ => return Err(Errno::Invalid),
    };
    caller.copy_out(usage, &rusage(ticks))
}
